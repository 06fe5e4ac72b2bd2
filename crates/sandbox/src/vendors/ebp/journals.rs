//! Journals: read by their code, changed by their uuid.

use guichet_fixtures::Json;

use super::accounts::{by, by_uuid, general, new_uuid, text};
use super::answers::{accounting, done};
use super::journal_filter::Filter;
use super::lists::only;
use super::tables::{BANK, ENTRIES, JOURNAL_LIST, JOURNALS, LINES};
use crate::engine::json::{put, text_of};
use crate::engine::list;
use crate::engine::{Call, Reply, Store};

pub(super) const UNKNOWN: &str = "journals/get--not-found";

pub(super) fn get(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    match by(store, JOURNALS, "code", call.capture("code")) {
        Some(record) => Ok(Reply::json(200, &record.value)),
        None => Err(call.documented(UNKNOWN)),
    }
}

pub(super) fn list(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let filter = call.query("filter").and_then(Filter::read);
    list::list(call, store, &JOURNAL_LIST, &|record| filter.as_ref().is_none_or(|filter| filter.holds(&record.value)))
}

pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    if by(store, JOURNALS, "code", &call.text("code").unwrap_or_default()).is_some() {
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
    store.put(JOURNALS, &uuid, journal, Json::Null);
    Ok(done(201, "Journal ajouté avec succès"))
}

pub(super) fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let Some(record) = by_uuid(store, JOURNALS, call.capture("journalUuid")) else {
        return Err(call.documented(UNKNOWN));
    };
    let mut journal = record.value.clone();
    let uuid = text(&journal, "uuid").to_owned();
    let other = by(store, JOURNALS, "code", &call.text("code").unwrap_or_default());
    if other.is_some_and(|other| text(&other.value, "uuid") != uuid) {
        return Err(exists());
    }
    write(call, store, &mut journal);
    spread(store, &journal);
    store.put(JOURNALS, &uuid, journal, Json::Null);
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
    match general(store, number) {
        Some(record) => only(&record.value, &["uuid", "number", "label"]),
        None => Json::object([("uuid", Json::Null), ("number", Json::from(number)), ("label", Json::Null)]),
    }
}

/// A journal that is called something else is so everywhere.
fn spread(store: &mut Store, journal: &Json) {
    let uuid = text(journal, "uuid");
    for (shelf, path) in [(ENTRIES, "journal"), (LINES, "entry.journal"), (BANK, "account.journal")] {
        for record in store.all_mut(shelf) {
            let Some(shown) = record.value.at(path).filter(|shown| text(shown, "uuid") == uuid) else { continue };
            let names: Vec<String> =
                shown.as_object().unwrap_or_default().iter().map(|(name, _)| name.clone()).collect();
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            let now = only(journal, &names);
            record.value.set(path, now);
        }
    }
}

fn exists() -> Reply {
    accounting(400, "Journal.AlreadyExists", Json::Null, "Le code journal existe déjà")
}
