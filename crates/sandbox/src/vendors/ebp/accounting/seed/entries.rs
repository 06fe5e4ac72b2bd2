//! The entries at the start.

use guichet_fixtures::Json;
use time::Month;

use super::{HOW_MANY, day, shown, uuid};
use crate::engine::json::{one_or_many, put, put_all, text};
use crate::engine::{Engine, Store};
use crate::vendors::ebp::accounting::entries::{self, ENTRIES};
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

/// What the search shows of an entry in the same form as a read does.
const NAMED: [&str; 4] = ["uuid", "temporaryIdentifier", "validIdentifier", "date"];

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    documented(engine, store);
    let missing = HOW_MANY.saturating_sub(store.all(&ENTRY_LINES).count()) / 2;
    for (n, (kind, amount)) in (1..=missing).zip(KINDS.iter().cycle().zip(AMOUNTS.iter().cycle())) {
        entry(engine, store, n, kind, amount);
    }
    let entries: Vec<String> = store.all(&ENTRIES).map(|entry| entry.id.clone()).collect();
    entries.iter().for_each(|entry| journal_entries::mark_movements(store, entry));
}

/// The entry that is shown whole, and the other one that the search shows: of its lines one is listed, the other is like the first
/// entry's.
fn documented(engine: &Engine, store: &mut Store) {
    let Some(first) = shown(engine, "entries/get").pop() else { return };
    let listed = shown(engine, "entry-lines/list");
    for (at, found) in shown(engine, "entries/search").iter().enumerate() {
        let id = text(found, "uuid");
        let mut entry = first.clone();
        put_all(
            &mut entry,
            found.as_object().unwrap_or_default().iter().filter(|(n, _)| NAMED.contains(&n.as_str())).cloned(),
        );
        put(&mut entry, "lines", Vec::new());
        if let Some(journal) = store.get(&JOURNALS, text(&first, "journal.uuid")) {
            entries::set_journal(&mut entry, &journal.value);
        }
        store.put_shown(&ENTRIES, entry);
        for (n, line) in first.get("lines").map(one_or_many).unwrap_or_default().iter().enumerate() {
            let in_list = listed.iter().find(|line| n == 0 && text(line, "entry.uuid") == id);
            let own = if at == 0 { Some(line) } else { in_list };
            let own = own.map_or_else(|| uuid(4, n), |line| text(line, "uuid").to_owned());
            let members = line.as_object().unwrap_or_default().iter().cloned();
            let head = entries::head(store, id);
            entry_lines::add(engine, store, head, members.chain([("uuid".to_owned(), Json::from(own))]));
        }
    }
}

fn entry(engine: &Engine, store: &mut Store, n: usize, kind: &(&str, &str, &str, &str), amount: &str) {
    let (code, debited, credited, third) = kind;
    let Some(journal) = store.find(&JOURNALS, "code", code).map(|journal| journal.value.clone()) else { return };
    let (id, date) = (uuid(5, n), day(Month::January, 14, n * 5 % 700));
    entries::open(engine, store, &id, &journal, &date);
    if n.is_multiple_of(5) {
        store.change(&ENTRIES, &id, |entry| {
            let number = entries::number(&entry.value);
            entries::set_mode(&mut entry.value, FINAL, number);
        });
    }
    for (side, (account, member)) in [(debited, "debit"), (credited, "credit")].into_iter().enumerate() {
        let has_third = account.starts_with("401") || account.starts_with("411");
        let lettered = has_third && n.is_multiple_of(7);
        let or_null = |is: bool, text: &str| if is { Json::from(text) } else { Json::Null };
        let mut line =
            Json::object([("debit", Json::Number("0.0".to_owned())), ("credit", Json::Number("0.0".to_owned()))]);
        put(&mut line, member, Json::Number(amount.to_owned()));
        put_all(&mut line, [("uuid", uuid(6, n * 2 + side)), ("generalAccount", (*account).to_owned())]);
        put_all(&mut line, [("label", format!("Opération {n:03}")), ("piece", format!("{:05}", 20_000 + n))]);
        put(&mut line, "auxiliaryAccount", or_null(has_third, &format!("{third}{}", n % 9 + 1)));
        put(&mut line, "document", or_null(n.is_multiple_of(2), &format!("{:05}", 60_000 + n)));
        put(&mut line, "deadline", or_null(has_third, &date));
        put_all(&mut line, [("lettering", or_null(lettered, "AA")), ("letteringDate", or_null(lettered, &date))]);
        let members = line.as_object().unwrap_or_default().iter().cloned();
        let head = entries::head(store, &id);
        entry_lines::add(engine, store, head, members);
    }
}
