//! Attachments: bytes in, the same bytes out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guichet_fixtures::{Body, Json};

use crate::engine::behaviour::{act, create};
use crate::engine::json::{put, put_all, take, text};
use crate::engine::{Answer, Call, Engine, Key, NewId, Record, Refusal, Reply, Row, Shelf, Start, Store};

pub(super) static ROWS: &[Row] = &[
    act("ebp.accounting.attachments.download", download),
    create("ebp.accounting.attachments.upload", &ATTACHMENTS)
        .written(written)
        .then(give_address)
        .answer(Answer::Record),
];

pub(super) static ATTACHMENTS: Shelf = Shelf {
    keys: &[Key::id("uuidMs").any_case()],
    unknown: Refusal::Fixture("attachments/download--not-found"),
    new_id: NewId::Uuid("uuidMs"),
    start: Start::Blank(r#"{"folder": "documents", "tag": "autre_document"}"#),
    ..Shelf::new("attachments")
};

fn download(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let uuid = call.capture("uuidMs");
    let record = store.get(&ATTACHMENTS, uuid).ok_or_else(|| ATTACHMENTS.unknown.reply(call, uuid))?;
    let bytes = STANDARD.decode(text(&record.hidden, "bytes")).unwrap_or_default();
    Ok(Reply::text(200, text(&record.hidden, "type"), bytes))
}

/// What is said of the file, and beside that the file itself.
fn written(call: &Call<'_>, _store: &Store, _attachment: &Json) -> Result<Json, Reply> {
    let mut written = call.body.clone();
    if call.text("folder").is_none() {
        take(&mut written, "folder");
    }
    if let Ok(Body::Multipart(parts)) = &call.request.body
        && let Some(data) = parts.iter().find(|part| part.name == "data")
    {
        put_all(&mut written, file(data.content_type.as_deref(), &data.body));
    }
    Ok(written)
}

fn file(kind: Option<&str>, bytes: &[u8]) -> [(&'static str, String); 2] {
    [("type", kind.unwrap_or("application/octet-stream").to_owned()), ("bytes", STANDARD.encode(bytes))]
}

/// The vendor's is an address inside of its own network (003:1521). This one leads nowhere, for those who follow it.
fn give_address(_call: &Call<'_>, store: &mut Store, attachment: &Record) -> Result<(), Reply> {
    let address = format!("http://api-compta-web.invalid/api/v1/pieces-jointes/{}", attachment.id);
    store.change(&ATTACHMENTS, &attachment.id, |attachment| put(&mut attachment.value, "data", address));
    Ok(())
}

/// Puts a file that is there at the start.
pub(super) fn seed(engine: &Engine, store: &mut Store, uuid: &str, kind: Option<&str>, bytes: &[u8]) {
    let value = engine.new_record(&ATTACHMENTS);
    store.put_with(&ATTACHMENTS, uuid, value, Json::object(file(kind, bytes)));
}
