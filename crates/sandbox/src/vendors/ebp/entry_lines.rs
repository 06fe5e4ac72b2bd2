//! The lines of all entries.

use guichet_fixtures::Json;

use super::accounts::{auxiliary, general, mentions, text};
use super::answers::accounting;
use super::tables::LINE_LIST;
use super::{auxiliary_accounts, booking};
use crate::engine::json::{text_of, values};
use crate::engine::list::{self, compare};
use crate::engine::{Call, Record, Reply, Store};

/// 003:821.
const SEARCHED: [&str; 11] = [
    "entry.journal.code",
    "entry.journal.name",
    "entry.date",
    "entry.temporaryIdentifier",
    "entry.validIdentifier",
    "label",
    "debit",
    "credit",
    "piece",
    "document",
    "deadline",
];

pub(super) fn list(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let number = |record: &Record| text(&record.value, "number").to_owned();
    let account = match call.query("generalAccount") {
        Some(wanted) => Some(general(store, wanted).map(number).ok_or_else(|| unknown_account(call))?),
        None => None,
    };
    let third = match call.query("auxiliaryAccount") {
        Some(wanted) => {
            Some(auxiliary(store, wanted).map(number).ok_or_else(|| call.documented(auxiliary_accounts::UNKNOWN))?)
        }
        None => None,
    };
    let is = |line: &Record, member: &str, wanted: &Option<String>| {
        wanted.as_ref().is_none_or(|wanted| text(&line.value, member) == wanted)
    };
    let flag = |name: &str, actual: bool| call.query(name).is_none_or(|wanted| (wanted == "true") == actual);
    list::list(call, store, &LINE_LIST, &|line| {
        let entry = line.value.get("entry").unwrap_or(&Json::Null);
        is(line, "generalAccount", &account)
            && is(line, "auxiliaryAccount", &third)
            && flag("valid", text(entry, "entryMode") == booking::FINAL)
            && flag("lettered", !text(&line.value, "lettering").is_empty())
            && call.query("search").is_none_or(|wanted| mentions(line, &SEARCHED, wanted))
            && call.query("amount").is_none_or(|wanted| amounts_to(line, wanted))
            && call.query("journals").is_none_or(|codes| is_in(entry, codes))
    })
}

/// On either side.
fn amounts_to(line: &Record, wanted: &str) -> bool {
    ["debit", "credit"]
        .iter()
        .any(|side| line.value.get(side).and_then(text_of).is_some_and(|amount| compare(&amount, wanted).is_eq()))
}

/// One of several codes, separated by commas as uuids are (003:1612).
fn is_in(entry: &Json, codes: &str) -> bool {
    let code = values(entry, "journal.code").into_iter().find_map(text_of).unwrap_or_default();
    codes.split(',').any(|wanted| wanted.trim() == code)
}

fn unknown_account(call: &Call<'_>) -> Reply {
    call.documented("entry-lines/list--account-unknown")
}

pub(super) fn unknown() -> Reply {
    accounting(404, "EntryLine.NotFound", Json::Null, "La ligne d'écriture n'existe pas")
}
