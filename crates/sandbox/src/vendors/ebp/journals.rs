//! Journals: read by their code, changed by their uuid.

use guichet_fixtures::Json;

use super::answers::{accounting, done};
use super::general_accounts::GENERAL_ACCOUNTS;
use super::journal_filter;
use super::uuids::new_uuid;
use crate::engine::behaviour::{act, get, list};
use crate::engine::json::{only, put, text_of};
use crate::engine::{Call, Key, Refusal, Reply, Row, Shelf, Store, Test, filter};

pub(super) static ROWS: &[Row] = &[
    list("ebp.accounting.journals.list", &JOURNALS).order(journal_filter::order),
    get("ebp.accounting.journals.get", &JOURNALS),
    act("ebp.accounting.journals.create", create),
    act("ebp.accounting.journals.update", update),
];

pub(super) static JOURNALS: Shelf = Shelf {
    keys: &[Key::id("journalUuid").any_case(), Key::member("code")],
    filters: &[filter("filter", "", Test::Holds(journal_filter::holds))],
    order: Some("code"),
    unknown: Refusal::Fixture("journals/get--not-found"),
    ..Shelf::new("journals")
};

fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    if store.find(&JOURNALS, "code", &call.text("code").unwrap_or_default()).is_some() {
        return Err(exists());
    }
    let uuid = new_uuid();
    let mut journal = Json::object([
        ("uuid", Json::from(uuid.as_str())),
        ("code", Json::Null),
        ("name", Json::Null),
        ("counterpartAccount", Json::Null),
        ("journalType", Json::Null),
        ("numberingPartType", Json::Null),
        ("prefix", Json::Null),
        ("complement", Json::Null),
        ("isMovement", Json::from(false)),
        ("belongsToTransferParameters", Json::from(false)),
        ("isADefaultANJournal", Json::from(false)),
    ]);
    write(call, store, &mut journal);
    store.put(&JOURNALS, &uuid, journal);
    Ok(done(201, "Journal ajouté avec succès"))
}

fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let uuid = call.capture("journalUuid");
    let Some(record) = store.get(&JOURNALS, uuid) else {
        return Err(JOURNALS.unknown.reply(call, uuid));
    };
    let mut journal = record.value.clone();
    let other = store.find(&JOURNALS, "code", &call.text("code").unwrap_or_default());
    if other.is_some_and(|other| other.id != record.id) {
        return Err(exists());
    }
    write(call, store, &mut journal);
    store.change(&JOURNALS, uuid, |record| record.value = journal);
    Ok(done(200, "Journal modifié avec succès"))
}

/// What is written as a text is read as an object (003:1282, 003:1095).
fn write(call: &Call<'_>, store: &Store, journal: &mut Json) {
    let label = |text: String| Json::object([("name", text)]);
    for name in ["code", "name", "prefix", "complement"] {
        if let Some(value) = call.body.get(name) {
            put(journal, name, text_of(value).map_or(Json::Null, Json::from));
        }
    }
    for name in ["journalType", "numberingPartType"] {
        if let Some(value) = call.body.get(name) {
            put(journal, name, text_of(value).map_or(Json::Null, label));
        }
    }
    if let Some(value) = call.body.get("counterpartAccount") {
        let account = text_of(value).filter(|number| !number.is_empty());
        put(journal, "counterpartAccount", account.map_or(Json::Null, |number| counterpart(store, &number)));
    }
}

/// The documented request names an account that cannot be meant ("string"): one that is not known is kept by its number alone.
fn counterpart(store: &Store, number: &str) -> Json {
    match store.find(&GENERAL_ACCOUNTS, "number", number) {
        Some(record) => only(&record.value, ["uuid", "number", "label"]),
        None => Json::object([("uuid", Json::Null), ("number", Json::from(number)), ("label", Json::Null)]),
    }
}

fn exists() -> Reply {
    accounting(400, "Journal.AlreadyExists", Json::Null, "Le code journal existe déjà")
}
