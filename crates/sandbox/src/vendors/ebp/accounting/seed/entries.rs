//! The entries at the start.

use guichet_fixtures::Json;
use time::{Date, Duration, Month};

use super::{HOW_MANY, answer, text, uuid};
use crate::engine::json::{one_or_many, put, take};
use crate::engine::{Engine, Store};
use crate::vendors::ebp::accounting::entries::{self, ENTRIES, PROVISIONAL};
use crate::vendors::ebp::accounting::entry_lines::{self, ENTRY_LINES, FINAL};
use crate::vendors::ebp::accounting::journal_entries;
use crate::vendors::ebp::accounting::journals::JOURNALS;

/// Journal, debited account, credited account, auxiliary account of the side that has one.
const KINDS: [(&str, &str, &str, &str); 4] = [
    ("VE", "41100000", "70700000", "C000000"),
    ("AC", "60700000", "40100000", "F000000"),
    ("BQ", "51210000", "41100000", "C000000"),
    ("OD", "62600000", "46700000", ""),
];

/// Of all the scales and lengths that an amount may have.
const AMOUNTS: [&str; 8] = [
    "120.00",
    "0.10",
    "1500",
    "35.59",
    "1234567.891",
    "0.000001",
    "34831.970000000000000000000000",
    "79228162514264337593543950335",
];

/// The identifiers of the documented entries go up to this one.
const LAST_DOCUMENTED: usize = 13;

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    documented(engine, store);
    let missing = HOW_MANY.saturating_sub(store.all(&ENTRY_LINES).count()) / 2;
    for (n, (kind, amount)) in (1..=missing).zip(KINDS.iter().cycle().zip(AMOUNTS.iter().cycle())) {
        entry(store, n, kind, amount);
    }
    let entries: Vec<String> = store.all(&ENTRIES).map(|entry| entry.id.clone()).collect();
    entries.iter().for_each(|entry| journal_entries::mark_movements(store, entry));
}

/// The entry that is shown whole, and the other one that the search shows: of its lines one is listed, the other is like the first
/// entry's.
fn documented(engine: &Engine, store: &mut Store) {
    let Some(first) = answer(engine, "entries/get") else { return };
    let found = answer(engine, "entries/search").map(one_or_many).unwrap_or_default();
    let listed = answer(engine, "entry-lines/list").and_then(|list| list.get("linesEntries")).map(one_or_many);
    let listed = listed.unwrap_or_default();
    let listed_in =
        |entry: &str| listed.iter().find(|line| line.at("entry.uuid").and_then(Json::as_str) == Some(entry));
    for (at, shown) in found.iter().enumerate() {
        let (id, mut entry) = (text(shown, "uuid"), first.clone());
        let lines = take(&mut entry, "lines").map(|lines| one_or_many(&lines)).unwrap_or_default();
        for name in ["uuid", "temporaryIdentifier", "validIdentifier", "date"] {
            put(&mut entry, name, shown.get(name).cloned().unwrap_or(Json::Null));
        }
        let journal = entry.at("journal.uuid").and_then(Json::as_str).and_then(|uuid| store.get(&JOURNALS, uuid));
        let journal = journal.map_or(Json::Null, |journal| journal.value.clone());
        let mut whole = entries::new(id, &journal, text(shown, "date"), text(first, "origin"));
        for (name, value) in entry.as_object().unwrap_or_default() {
            put(&mut whole, name, value.clone());
        }
        entries::set_journal(&mut whole, &journal);
        store.put(&ENTRIES, id, whole);
        for (n, line) in lines.iter().enumerate() {
            let own = if n == 0 { listed_in(id).map(|line| text(line, "uuid").to_owned()) } else { None };
            let own = if at == 0 { Some(text(line, "uuid").to_owned()) } else { own };
            put_line(store, id, &own.unwrap_or_else(|| uuid(4, n)), line.clone());
        }
    }
}

/// Puts a line after all others, with the head of its entry as the second member.
fn put_line(store: &mut Store, entry: &str, id: &str, line: Json) {
    let entry = store.get(&ENTRIES, entry).map_or(Json::Null, entries::head);
    let head = [("uuid".to_owned(), Json::from(id)), ("entry".to_owned(), entry)];
    let rest = line.as_object().unwrap_or_default().iter().filter(|(name, _)| name != "uuid").cloned();
    entry_lines::add(store, Json::Object(head.into_iter().chain(rest).collect()));
}

fn entry(store: &mut Store, n: usize, kind: &(&str, &str, &str, &str), amount: &str) {
    let (code, debited, credited, third) = kind;
    let Some(journal) = store.find(&JOURNALS, "code", code).map(|journal| journal.value.clone()) else { return };
    let days = i64::try_from(n * 5 % 700).unwrap_or_default();
    let date = Date::from_calendar_date(2024, Month::January, 14)
        .map_or_else(|_| String::new(), |day| (day + Duration::days(days)).to_string());
    let id = uuid(5, n);
    let mut value = entries::new(&id, &journal, &date, "Saisie journal");
    let number = u64::try_from(LAST_DOCUMENTED + n).unwrap_or_default();
    entries::set_mode(&mut value, if n.is_multiple_of(5) { FINAL } else { PROVISIONAL }, number);
    store.put(&ENTRIES, &id, value);
    for (side, (account, is_debit)) in [(debited, true), (credited, false)].into_iter().enumerate() {
        let has_third = account.starts_with("401") || account.starts_with("411");
        let (own, other) = (Json::Number(amount.to_owned()), Json::Number("0.0".to_owned()));
        let (debit, credit) = if is_debit { (own, other) } else { (other, own) };
        let lettered = has_third && n.is_multiple_of(7);
        let or_null = |is: bool, text: &str| if is { Json::from(text) } else { Json::Null };
        let line = Json::object([
            ("generalAccount", Json::from(*account)),
            ("auxiliaryAccount", or_null(has_third, &format!("{third}{}", n % 9 + 1))),
            ("label", Json::from(format!("Opération {n:03}"))),
            ("debit", debit),
            ("credit", credit),
            ("piece", Json::from(format!("{:05}", 20_000 + n))),
            ("document", or_null(n.is_multiple_of(2), &format!("{:05}", 60_000 + n))),
            ("deadline", or_null(has_third, &date)),
            ("lettering", or_null(lettered, "AA")),
            ("letteringDate", or_null(lettered, &date)),
            ("partialLettering", Json::Null),
        ]);
        put_line(store, &id, &uuid(6, n * 2 + side), line);
    }
}
