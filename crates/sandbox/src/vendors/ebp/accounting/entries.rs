//! Entries: one by its uuid, several in another form.

use guichet_fixtures::Json;

use super::entry_lines::{self, FINAL};
use crate::engine::behaviour::{act, get};
use crate::engine::json::{only, put, put_all};
use crate::engine::{Call, Engine, Key, NewId, Record, Refusal, Reply, Row, Shelf, Start, Store};

pub(super) static ROWS: &[Row] =
    &[get("ebp.accounting.entries.get", &ENTRIES).view(with_lines), act("ebp.accounting.entries.search", search)];

pub(super) static ENTRIES: Shelf = Shelf {
    keys: &[Key::id("uuid").any_case()],
    unknown: Refusal::Fixture("entries/get--not-found"),
    new_id: NewId::Uuid("uuid"),
    start: Start::Blank(r#"{"origin": "Saisie journal"}"#),
    ..Shelf::new("entries")
};

/// The mode of an entry that may still be changed (003:1666).
pub(super) const PROVISIONAL: &str = "Provisoire";

/// What an entry shows of its journal: less than its lines do (003:837-840, 003:720-724).
const JOURNAL: [&str; 2] = ["uuid", "code"];
const JOURNAL_OF_LINE: [&str; 3] = ["uuid", "code", "name"];

fn with_lines(_call: &Call<'_>, store: &Store, entry: &Record) -> Json {
    let lines = entry_lines::of_entry(store, &entry.id).map(|line| {
        let names = line.value.as_object().unwrap_or_default().iter().map(|(name, _)| name.as_str());
        only(&line.value, names.filter(|name| *name != "entry"))
    });
    let mut shown = entry.value.clone();
    put(&mut shown, "lines", lines.collect::<Vec<_>>());
    if let Some(journal) = entry.value.get("journal") {
        put(&mut shown, "journal", only(journal, JOURNAL));
    }
    shown
}

/// What is not there is left out; nobody says what EBP does.
fn search(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let mut uuids: Vec<String> = Vec::new();
    for uuid in call.query("uuids").unwrap_or_default().split(',').map(|uuid| uuid.trim().to_lowercase()) {
        if !uuids.contains(&uuid) {
            uuids.push(uuid);
        }
    }
    let found = uuids.iter().filter_map(|uuid| store.get(&ENTRIES, uuid)).map(|entry| found(store, entry));
    Ok(Reply::json(200, &Json::from(found.collect::<Vec<_>>())))
}

/// 003:1552-1574.
fn found(store: &Store, entry: &Record) -> Json {
    let member = |record: &Record, name: &str| record.value.get(name).cloned().unwrap_or(Json::Null);
    let shown = entry_lines::of_entry(store, &entry.id).map(|line| {
        let head = [
            ("generalAccount", Json::from(short(line.text("generalAccount")))),
            ("thirdAccount", member(line, "auxiliaryAccount")),
            ("date", member(entry, "date")),
        ];
        Json::object(head.into_iter().chain(["label", "debit", "credit"].map(|name| (name, member(line, name)))))
    });
    let piece = entry_lines::of_entry(store, &entry.id).next().map_or(Json::Null, |line| member(line, "piece"));
    let mut found = only(&entry.value, ["uuid", "temporaryIdentifier", "validIdentifier", "date"]);
    put(&mut found, "journal", only(&member(entry, "journal"), ["code"]));
    put(&mut found, "piece", piece);
    put(&mut found, "lines", shown.collect::<Vec<_>>());
    found
}

/// A number without the zeros that fill it up; three digits stay.
fn short(number: &str) -> &str {
    let kept = number.trim_end_matches('0').len().max(3);
    number.get(..kept).unwrap_or(number)
}

/// Puts a new entry without lines.
pub(super) fn open(engine: &Engine, store: &mut Store, uuid: &str, journal: &Json, date: &str) {
    let mut entry = engine.new_record(&ENTRIES);
    put_all(&mut entry, [("uuid", uuid), ("date", date)]);
    set_journal(&mut entry, journal);
    set_mode(&mut entry, PROVISIONAL, next_number(store));
    store.put_shown(&ENTRIES, entry);
}

/// Gives an entry its journal.
pub(super) fn set_journal(entry: &mut Json, journal: &Json) {
    put(entry, "journal", only(journal, JOURNAL_OF_LINE));
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

fn next_number(store: &Store) -> u64 {
    store.all(&ENTRIES).map(|entry| number(&entry.value)).max().unwrap_or_default().saturating_add(1)
}

/// The head of an entry, as its lines bear it.
pub(super) fn head(store: &Store, entry: &str) -> Json {
    let members = ["uuid", "journal", "entryMode", "date", "temporaryIdentifier", "validIdentifier", "attachment"];
    store.get(&ENTRIES, entry).map_or(Json::Null, |entry| only(&entry.value, members))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shortened_to_three_digits_at_least() {
        for (number, short_one) in
            [("41100000", "411"), ("51210000", "5121"), ("10000000", "100"), ("1101", "1101"), ("4", "4"), ("", "")]
        {
            assert_eq!(short(number), short_one);
        }
    }
}
