//! Attachments: bytes in, the same bytes out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guichet_fixtures::{Body, Json, Part};

use crate::engine::behaviour::act;
use crate::engine::json::take;
use crate::engine::{Call, Complaint, Input, Key, Refusal, Reply, Row, Shelf, Store, new_uuid};

pub(super) static ROWS: &[Row] = &[
    act("ebp.accounting.attachments.download", download),
    act("ebp.accounting.attachments.upload", upload).inspect(inspect),
];

pub(super) static ATTACHMENTS: Shelf = Shelf {
    keys: &[Key::id("uuidMs").any_case()],
    unknown: Refusal::Fixture("attachments/download--not-found"),
    ..Shelf::new("attachments")
};

/// 003:1541-1543: the data is a file, the rest are texts; none comes twice.
fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let Ok(Body::Multipart(parts)) = &call.request.body else { return Vec::new() };
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if (part.name == "data") != part.filename.is_some() {
            found.push(Complaint::invalid(Input::Body, &part.name, "the data is a file, everything else is text"));
        }
        if parts.iter().take(at).any(|earlier| earlier.name == part.name) {
            found.push(Complaint::invalid(Input::Body, &part.name, "given twice"));
        }
    }
    if call.text("attachmentName").is_none() {
        found.push(Complaint::missing(Input::Body, "attachmentName"));
    }
    found
}

fn download(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let uuid = call.capture("uuidMs");
    let record = store.get(&ATTACHMENTS, uuid).ok_or_else(|| ATTACHMENTS.unknown.reply(call, uuid))?;
    let hidden = |name: &str| record.hidden.get(name).and_then(Json::as_str).unwrap_or_default();
    let bytes = STANDARD.decode(hidden("bytes")).unwrap_or_default();
    Ok(Reply::text(200, hidden("type"), bytes))
}

fn upload(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let parts: &[Part] = match &call.request.body {
        Ok(Body::Multipart(parts)) => parts,
        _ => &[],
    };
    let data = parts.iter().find(|part| part.name == "data");
    let (bytes, kind) = data.map(|part| (part.body.as_slice(), part.content_type.as_deref())).unwrap_or_default();
    let name = call.text("attachmentName").unwrap_or_default();
    let attachment = keep(store, &new_uuid(), &name, call.text("folder").as_deref(), kind, bytes);
    Ok(Reply::json(200, &attachment))
}

/// Keeps a file and gives what is said of it (003:1520-1526).
pub(super) fn keep(
    store: &mut Store,
    uuid: &str,
    name: &str,
    folder: Option<&str>,
    kind: Option<&str>,
    bytes: &[u8],
) -> Json {
    // The vendor's is an address inside of its own network (003:1521). This one leads nowhere, for those who follow it.
    let address = format!("http://api-compta-web.invalid/api/v1/pieces-jointes/{uuid}");
    let mut value = Json::object([
        ("uuid", Json::from(uuid)),
        ("attachmentName", Json::from(name)),
        ("data", Json::from(address)),
        ("uuidMs", Json::from(uuid)),
        ("folder", Json::from(folder.unwrap_or("documents"))),
        ("tag", Json::from("autre_document")),
        ("exercise", Json::Null),
        ("entry", Json::Null),
    ]);
    let hidden = Json::object([
        ("type", Json::from(kind.unwrap_or("application/octet-stream"))),
        ("bytes", Json::from(STANDARD.encode(bytes))),
    ]);
    store.put_with(&ATTACHMENTS, uuid, value.clone(), hidden);
    take(&mut value, "uuid");
    value
}
