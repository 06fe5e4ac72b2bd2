//! Imports, attachments and exports: jobs that take some questions, and that can fail.
//!
//! A file says by itself how its job is to end, with a line `#end STATUS`, where the status is any of the documentation, or another one, which
//! is answered for a while before the job is completed. A line that ends in `!` is in error.

use guichet_fixtures::{Body, Json};

use super::{API, errors};
use crate::engine::behaviour::{act, list};
use crate::engine::json::{put, put_all, text_of};
use crate::engine::{Call, Complaint, Engine, Face, Input, Key, Refusal, Reply, Row, Shelf, Start, Store, new_uuid};

/// The folder of the documentation (003:3651).
const FOLDER: &str = "3691";

pub(super) struct Jobs {
    prefix: &'static str,
    rows: &'static [&'static [Row]],
    seed: fn(&mut Store),
}

pub(super) static IMPORTS: Jobs = Jobs {
    prefix: "ebp.imports.",
    rows: &[&[
        act("ebp.imports.imports.create", |call, store| begin(call, store, "importId")),
        act("ebp.imports.imports.status", |call, store| ask(call, store, "importId")),
        act("ebp.imports.models.save", save),
        list("ebp.imports.models.list", &MODELS),
        act("ebp.imports.models.get", model),
        act("ebp.imports.attachments.add", |call, store| begin(call, store, "associatedFileId")),
        act("ebp.imports.attachments.status", |call, store| ask(call, store, "associatedFileId")),
    ]],
    seed: |store| {
        put_job(store, "12", "importId", "", "");
        put_job(store, "13", "importId", "Code\nAR00002\nAR00003\nAR00004!\n", "");
        put_job(store, "14", "importId", "#end OperationError\n", "");
        put_job(store, "a-12", "associatedFileId", "", "");
        put_job(store, "a-13", "associatedFileId", "#end EbpOpenDataBaseError\n", "");
        let model = [("importSettings", "ModelTest"), ("importCategory", "Items"), ("contentXml", "<model/>")];
        put_model(store, "ModelTest", Json::object(model.map(|(name, value)| (name, Json::from(value)))));
    },
};

pub(super) static EXPORTS: Jobs = Jobs {
    prefix: "ebp.exports.",
    rows: &[&[
        act("ebp.exports.exports.create", export),
        act("ebp.exports.exports.create-configurable", export),
        act("ebp.exports.exports.status", |call, store| ask(call, store, "exportId")),
        act("ebp.exports.exports.result", result),
    ]],
    seed: |store| {
        put_job(store, "aa843573-5368-49d3-93e8-fdc5260220bc", "exportId", "", "Pdf");
        put_job(store, "99497f15-f351-477d-8157-76598089199d", "exportId", "", "Csv");
        store.change(&JOBS, "99497f15-f351-477d-8157-76598089199d", |job| put(&mut job.value, "asked", ENDS_AT));
    },
};

/// All jobs, by their identifiers; those of attachments have a prefix, because the documentation has the same number twice.
static JOBS: Shelf = Shelf { keys: &[Key::id("id")], start: Start::Blank("{}"), ..Shelf::new("jobs") };

static MODELS: Shelf = Shelf {
    keys: &[Key::id("ImportSettings")],
    unknown: Refusal::Text(404, "Le modèle est introuvable"),
    ..Shelf::new("import-models")
};

/// The question at which a job has ended.
const ENDS_AT: i64 = 3;

impl Face for Jobs {
    fn prefix(&self) -> &'static str {
        self.prefix
    }

    fn mount(&self) -> &'static str {
        API
    }

    fn rows(&self) -> &'static [&'static [Row]] {
        self.rows
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        errors::refuse(status, message)
    }

    fn reject(&self, call: &Call<'_>, complaints: &[Complaint]) -> Reply {
        errors::reject(call, complaints)
    }

    fn page(&self, _: &Call<'_>, _: crate::engine::Window, _: usize, items: Vec<Json>) -> Reply {
        let listed = items.into_iter().map(|mut model| {
            crate::engine::json::take(&mut model, "contentXml");
            model
        });
        Reply::json(200, &Json::object([("settings", Json::from(listed.collect::<Vec<_>>()))]))
    }

    /// The folder, wherever a request names it.
    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        let named = call.query("FolderId").map(str::to_owned).or_else(|| call.body.get("folderId").and_then(text_of));
        if named.is_some_and(|folder| folder != FOLDER) {
            complaints.push(Complaint::invalid(Input::Query, "FolderId", "unknown"));
        }
    }

    fn seed(&self, _: &Engine, store: &mut Store) {
        (self.seed)(store);
    }
}

fn put_job(store: &mut Store, id: &str, name: &str, file: &str, form: &str) {
    let members = [("kind", name), ("file", file), ("form", form)].map(|(name, value)| (name, Json::from(value)));
    let mut job = Json::object(members);
    put(&mut job, "asked", 0);
    store.put(&JOBS, id, job);
}

fn put_model(store: &mut Store, name: &str, mut model: Json) {
    put_all(
        &mut model,
        [
            ("createdAt", "2021-08-30T12:56:30.740Z"),
            ("updatedAt", "2021-08-30T12:56:30.740Z"),
            ("createdBy", "sandbox"),
        ],
    );
    store.put(&MODELS, name, model);
}

/// Where a job stands in the store.
fn key(name: &str, id: &str) -> String {
    if name == "associatedFileId" { format!("a-{id}") } else { id.to_owned() }
}

fn begun(store: &mut Store, name: &str, file: &str, form: &str) -> Reply {
    let id = new_uuid();
    put_job(store, &key(name, &id), name, file, form);
    Reply::json(202, &Json::object([(name, Json::from(id))]))
}

/// A file is handed over.
fn begin(call: &Call<'_>, store: &mut Store, name: &str) -> Result<Reply, Reply> {
    let file = match &call.request.body {
        Ok(Body::Multipart(parts)) => parts.iter().find(|part| part.name == "file").map(|part| part.body.clone()),
        _ => None,
    };
    Ok(begun(store, name, &String::from_utf8_lossy(&file.unwrap_or_default()), ""))
}

fn export(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let form = match call.capture("format") {
        "" => "Csv",
        form if form.eq_ignore_ascii_case("csv") => "Csv",
        form if form.eq_ignore_ascii_case("pdf") => "Pdf",
        _ => return Err(errors::refuse(400, "Format inconnu")),
    };
    // The code of a record may say how its export is to end, as a file does.
    let entity = call.body.get("entityId").and_then(text_of).unwrap_or_default();
    Ok(begun(store, "exportId", &entity, form))
}

/// How a job is to end.
fn end(file: &str) -> &str {
    file.lines().find_map(|line| line.strip_prefix("#end ")).map_or("Completed", str::trim)
}

/// A question, which brings the job on.
fn ask(call: &Call<'_>, store: &mut Store, name: &str) -> Result<Reply, Reply> {
    let id = call.query(name).unwrap_or_default();
    let at = key(name, id);
    let unknown = || errors::refuse(404, "Le traitement est introuvable");
    let job = store.get(&JOBS, &at).filter(|job| job.text("kind") == name).ok_or_else(unknown)?.clone();
    let asked = job.value.get("asked").and_then(text_of).and_then(|n| n.parse::<i64>().ok()).unwrap_or(0) + 1;
    store.change(&JOBS, &at, |job| put(&mut job.value, "asked", asked));
    let end = end(job.text("file"));
    let known = ["Completed", "OperationError", "EbpOperationException", "EbpOpenDataBaseError", "EbpOlapiError"]
        .contains(&end);
    let status = match asked {
        1 => "Waiting",
        2 => "Starting",
        _ if known => end,
        ..=5 => end,
        _ => "Completed",
    };
    let ended = status == "Completed";
    let mut answer = Json::object([(name, Json::from(id)), ("fileId", Json::Null), ("status", Json::from(status))]);
    match name {
        "importId" => put(&mut answer, "importInfos", if ended { imported(job.text("file")) } else { Json::Null }),
        "exportId" => {
            put(&mut answer, "exportType", job.text("form"));
            let message = if ended { Json::Null } else { Json::from(format!("statut {status}")) };
            put(&mut answer, "exportInfos", Json::object([("returnCode", Json::from(0)), ("message", message)]));
        }
        _ => put(&mut answer, "report", if ended { Json::Null } else { Json::from(format!("statut {status}")) }),
    }
    Ok(Reply::json(200, &answer))
}

/// What came of the lines below the first: by turns one is created and one is changed.
fn imported(file: &str) -> Json {
    let lines: Vec<&str> = file.lines().skip(1).filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let mut counts = [0_i64; 3];
    let details: Vec<Json> = lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let code = line.split(';').next().unwrap_or_default();
            let record = Json::object([("id", code)]);
            let (errors, created, updated, kind) = match (line.ends_with('!'), at % 2) {
                (true, _) => {
                    let error = [("code", "E1"), ("message", "La valeur est obligatoire")];
                    (vec![Json::object(error)], Json::Null, Json::Null, 2)
                }
                (false, 0) => (Vec::new(), record, Json::Null, 0),
                (false, _) => (Vec::new(), Json::Null, record, 1),
            };
            if let Some(count) = counts.get_mut(kind) {
                *count += 1;
            }
            let number = Json::Number((at + 1).to_string());
            let members =
                [("lineNumber", number), ("errors", Json::from(errors)), ("created", created), ("updated", updated)];
            Json::object(members)
        })
        .collect();
    let [created, updated, failed] = counts.map(Json::from);
    Json::object([
        ("itemTotal", Json::Number(lines.len().to_string())),
        ("itemCreated", created),
        ("itemUpdated", updated),
        ("itemError", failed),
        ("details", Json::from(details)),
    ])
}

/// The file of an export that has ended. Asked for before, it is not there.
fn result(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.query("exportId").unwrap_or_default();
    let job = store.get(&JOBS, id).filter(|job| job.text("kind") == "exportId");
    let asked = job.and_then(|job| job.value.get("asked").and_then(text_of)?.parse::<i64>().ok());
    let (Some(job), Some(ENDS_AT..)) = (job, asked) else {
        return Err(errors::refuse(404, "Le fichier est introuvable"));
    };
    Ok(match job.text("form") {
        "Pdf" => Reply::text(200, "application/pdf", &b"%PDF-1.4\n%%EOF\n"[..]),
        _ => Reply::text(200, "text/csv", format!("Code;Libellé\r\n{};Vélo\r\n", job.text("file"))),
    })
}

fn save(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let mut model = call.body.clone();
    crate::engine::json::take(&mut model, "folderId");
    let name = model.get("importSettings").and_then(text_of).unwrap_or_default();
    put_model(store, &name, model);
    Ok(Reply { status: 200, headers: Vec::new(), body: bytes::Bytes::new() })
}

fn model(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let name = call.capture("ImportSettings");
    let model = store.get(&MODELS, name).ok_or_else(|| MODELS.unknown.reply(call, name))?;
    let shown = ["importSettings", "importCategory", "contentXml"];
    Ok(Reply::json(200, &crate::engine::json::only(&model.value, shown)))
}
