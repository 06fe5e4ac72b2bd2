//! Entries and their lines in the store. A line bears its entry's head, as lists show it; an entry finds its lines by it.

use guichet_fixtures::Json;

use super::accounts::{by_uuid, by_uuid_mut, text};
use super::lists::only;
use super::tables::{AUXILIARY, ENTRIES, GENERAL, JOURNALS, LINES};
use crate::engine::json::{put, text_of};
use crate::engine::{Record, Store};

/// 003:1666.
pub(super) const PROVISIONAL: &str = "Provisoire";
pub(super) const FINAL: &str = "Validé";

/// Where a line says which entry it is of.
fn entry_of(line: &Record) -> &str {
    line.value.get("entry").map(|entry| text(entry, "uuid")).unwrap_or_default()
}

pub(super) fn lines<'a>(store: &'a Store, entry: &str) -> impl Iterator<Item = &'a Record> {
    store.all(LINES).filter(move |line| entry_of(line).eq_ignore_ascii_case(entry))
}

/// The entry of a line.
pub(super) fn entry_of_line(store: &Store, line: &str) -> Option<String> {
    by_uuid(store, LINES, line).map(|line| entry_of(line).to_owned())
}

pub(super) fn is_final(store: &Store, entry: &str) -> bool {
    by_uuid(store, ENTRIES, entry).is_some_and(|entry| text(&entry.value, "entryMode") == FINAL)
}

/// An entry without lines, in the order of its members (003:836-876).
pub(super) fn new_entry(uuid: &str, journal: &Json, date: &str, origin: &str) -> Json {
    Json::object([
        ("uuid", Json::from(uuid)),
        ("journal", only(journal, &["uuid", "code"])),
        ("entryMode", Json::from(PROVISIONAL)),
        ("date", Json::from(date)),
        ("temporaryIdentifier", Json::Null),
        ("validIdentifier", Json::Null),
        ("lines", Json::Array(Vec::new())),
        ("attachment", Json::Null),
        ("origin", Json::from(origin)),
    ])
}

/// Gives an entry its mode and the identifier that goes with it: `P012` while it may be changed, `V012` when it is final.
pub(super) fn set_mode(entry: &mut Json, mode: &str, number: u64) {
    let (provisional, last) = match mode {
        FINAL => (Json::Null, Json::from(format!("V{number:03}"))),
        _ => (Json::from(format!("P{number:03}")), Json::Null),
    };
    put(entry, "entryMode", mode);
    put(entry, "temporaryIdentifier", provisional);
    put(entry, "validIdentifier", last);
}

/// The number in an entry's identifier.
pub(super) fn number(entry: &Json) -> u64 {
    let identifier = ["temporaryIdentifier", "validIdentifier"].into_iter().find_map(|name| entry.get(name)?.as_str());
    identifier.and_then(|text| text.get(1..)?.parse().ok()).unwrap_or_default()
}

pub(super) fn next_number(store: &Store) -> u64 {
    store.all(ENTRIES).map(|entry| number(&entry.value)).max().unwrap_or_default().saturating_add(1)
}

/// Puts a line as the last one.
pub(super) fn add_line(store: &mut Store, key: &str, value: Json, nature: Json) {
    let hidden = Json::object([
        ("key", Json::from(key)),
        ("nature", nature),
        ("assigned", Json::from(false)),
        ("bankDeposit", Json::from(false)),
    ]);
    store.put(LINES, key, value, hidden);
}

pub(super) fn remove_line(store: &mut Store, line: &str) {
    if let Some(key) = by_uuid(store, LINES, line).and_then(|line| line.hidden.get("key").and_then(text_of)) {
        store.remove(LINES, &key);
    }
}

/// The code of the type of an auxiliary account (003:147), for the filter of that name.
pub(super) fn nature(store: &Store, auxiliary: &str) -> Json {
    let account = super::accounts::auxiliary(store, auxiliary);
    account.and_then(|account| account.value.at("types.natureCode")).cloned().unwrap_or(Json::Null)
}

/// Shows the entry in its lines as it is.
pub(super) fn refresh(store: &mut Store, entry: &str) {
    let Some(record) = by_uuid(store, ENTRIES, entry) else { return };
    let mut head = only(
        &record.value,
        &["uuid", "journal", "entryMode", "date", "temporaryIdentifier", "validIdentifier", "attachment"],
    );
    let journal = record.value.get("journal").map(|journal| text(journal, "uuid")).unwrap_or_default();
    if let Some(journal) = by_uuid(store, JOURNALS, journal) {
        put(&mut head, "journal", only(&journal.value, &["uuid", "code", "name"]));
    }
    let own = |line: &&mut Record| entry_of(line).eq_ignore_ascii_case(entry);
    store.all_mut(LINES).filter(own).for_each(|line| put(&mut line.value, "entry", head.clone()));
}

/// Accounts and journals with entries say so.
pub(super) fn mark_movements(store: &mut Store, entry: &str) {
    let journal = by_uuid(store, ENTRIES, entry).and_then(|entry| entry.value.get("journal"));
    let journal = journal.map(|journal| text(journal, "uuid").to_owned()).unwrap_or_default();
    if let Some(journal) = by_uuid_mut(store, JOURNALS, &journal) {
        put(&mut journal.value, "isMovement", true);
    }
    let named = |member: &str| -> Vec<String> {
        lines(store, entry)
            .map(|line| text(&line.value, member).to_owned())
            .filter(|number| !number.is_empty())
            .collect()
    };
    for (shelf, flag, numbers) in
        [(GENERAL, "movement", named("generalAccount")), (AUXILIARY, "isMovement", named("auxiliaryAccount"))]
    {
        for account in store.all_mut(shelf) {
            if numbers.iter().any(|number| number == text(&account.value, "number")) {
                put(&mut account.value, flag, true);
            }
        }
    }
}
