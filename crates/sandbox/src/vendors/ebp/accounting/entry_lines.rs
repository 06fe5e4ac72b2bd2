//! The lines of all entries. Each bears the head of its entry, as lists show it, and an entry finds its lines by it.

use guichet_fixtures::Json;

use super::auxiliary_accounts::AUXILIARY_ACCOUNTS;
use super::general_accounts::GENERAL_ACCOUNTS;
use crate::engine::behaviour::list;
use crate::engine::json::{put, put_all, text};
use crate::engine::{Call, Engine, Key, Order, Record, Refusal, Row, Shelf, Store, Test, filter};

pub(super) static ROWS: &[Row] = &[list("ebp.accounting.entry-lines.list", &ENTRY_LINES).order(order)];

pub(super) static ENTRY_LINES: Shelf = Shelf {
    keys: &[Key::member("uuid").any_case()],
    filters: &[
        filter("generalAccount", "generalAccount", Test::Names(&GENERAL_ACCOUNTS, "number", &ACCOUNT_UNKNOWN)),
        filter(
            "auxiliaryAccount",
            "auxiliaryAccount",
            Test::Names(&AUXILIARY_ACCOUNTS, "number", &AUXILIARY_ACCOUNTS.unknown),
        ),
        filter("startDate", "entry.date", Test::From),
        filter("endDate", "entry.date", Test::To),
        filter("valid", "entry.entryMode", Test::FlagIs(FINAL)),
        filter("lettered", "lettering", Test::FlagAny),
        filter("assigned", "@assigned", Test::Flag),
        // On either side.
        filter("amount", "debit|credit", Test::Equal),
        filter("bankDeposit", "@bankDeposit", Test::Flag),
        filter("nature", "@nature", Test::Equal),
        // Separated by commas, as uuids are (003:1612).
        filter("journals", "entry.journal.code", Test::OneOf { any_case: false }),
    ],
    // 003:821.
    search: "entry.journal.code entry.journal.name entry.date entry.temporaryIdentifier \
        entry.validIdentifier label debit credit piece document deadline",
    unknown: Refusal::Label(404, "EntryLine.NotFound", "La ligne d'écriture n'existe pas"),
    ..Shelf::new("entry-lines")
};

static ACCOUNT_UNKNOWN: Refusal = Refusal::Fixture("entry-lines/list--account-unknown");

/// The mode of an entry that is not changed any more (003:1666).
pub(super) const FINAL: &str = "Validé";

/// The day is the entry's, not the line's.
fn order(call: &Call<'_>) -> Order {
    let order = super::order(call);
    match order.member.as_deref() {
        Some("date") => Order { member: Some("entry.date".to_owned()), ..order },
        _ => order,
    }
}

/// The uuid of a line's entry.
pub(super) fn entry_of(line: &Record) -> &str {
    line.text("entry.uuid")
}

pub(super) fn of_entry<'a>(store: &'a Store, entry: &str) -> impl Iterator<Item = &'a Record> {
    store.all(&ENTRY_LINES).filter(move |line| entry_of(line).eq_ignore_ascii_case(entry))
}

/// Puts a line as the last one: with its entry's head, and these members.
pub(super) fn add(engine: &Engine, store: &mut Store, head: Json, members: impl IntoIterator<Item = (String, Json)>) {
    let mut line = engine.new_record(&ENTRY_LINES);
    put_all(&mut line, members);
    put(&mut line, "entry", head);
    let nature = nature(store, text(&line, "auxiliaryAccount"));
    let hidden = [("nature", nature), ("assigned", Json::from(false)), ("bankDeposit", Json::from(false))];
    store.add(&ENTRY_LINES, line, Json::object(hidden));
}

/// The code of the type of an auxiliary account (003:147), for the filter of that name.
pub(super) fn nature(store: &Store, auxiliary: &str) -> Json {
    let account = store.find(&AUXILIARY_ACCOUNTS, "number", auxiliary);
    account.and_then(|account| account.value.at("types.natureCode")).cloned().unwrap_or(Json::Null)
}
