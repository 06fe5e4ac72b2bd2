//! Booking: new entries, lines that are edited, lines that are deleted, all in one call and all or nothing (003:1613-1688).

use std::collections::BTreeMap;

use guichet_fixtures::Json;
use rust_decimal::Decimal;

use super::accounts::{auxiliary, by, by_uuid, by_uuid_mut, general, new_uuid, text};
use super::answers::accounting;
use super::tables::{ATTACHMENTS, BANK, ENTRIES, JOURNALS, LINES};
use super::{amounts, attachments, auxiliary_accounts, bank_transactions, booking, days, entry_lines};
use super::{general_accounts, journals};
use crate::engine::json::{one_or_many, put, text_of};
use crate::engine::{Call, Complaint, Input, Reply, Store};

/// The two names of what groups lines into an entry: of the sample (003:1623) and of the table (003:1678).
const GROUP: [&str; 2] = ["temporaryIdentifier", "identifiantProvisoireEcriture"];

pub(super) fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut wrong = |name: String, why: &str| found.push(Complaint::invalid(Input::Body, name, why));
    if !matches!(call.text("entryMode").as_deref(), None | Some(booking::PROVISIONAL | booking::FINAL)) {
        wrong("entryMode".to_owned(), "Provisoire or Validé is expected");
    }
    let lines = edited(call);
    for (at, line) in lines.iter().enumerate() {
        for name in ["debit", "credit"] {
            let amount = line.get(name).filter(|value| !value.is_null());
            if amount.is_some_and(|amount| amounts::read(amount).is_none()) {
                wrong(format!("linesEdition[{at}].{name}"), "not an amount, or one with too many digits");
            }
        }
        for name in ["date", "deadline"] {
            let day = line.get(name).and_then(Json::as_str).filter(|day| !day.is_empty());
            if day.is_some_and(|day| days::of(day).is_none()) {
                wrong(format!("linesEdition[{at}].{name}"), "a day is expected");
            }
        }
    }
    for (at, line) in lines.iter().enumerate() {
        if group(line).is_empty() && text(line, "uuid").is_empty() {
            found.push(Complaint::missing(Input::Body, format!("linesEdition[{at}].temporaryIdentifier")));
        }
    }
    if lines.is_empty() && deleted(call).is_empty() {
        found.push(Complaint::missing(Input::Body, "linesEdition"));
    }
    found
}

pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let mut trial = store.clone();
    let entries = book(call, &mut trial)?;
    *store = trial;
    let uuids: Vec<Json> = entries.into_iter().map(Json::from).collect();
    Ok(Reply::json(200, &Json::object([("uuids", Json::from(uuids))])))
}

fn book(call: &Call<'_>, store: &mut Store) -> Result<Vec<String>, Reply> {
    let code = call.text("journal").unwrap_or_default();
    let Some(journal) = by(store, JOURNALS, "code", &code).map(|record| record.value.clone()) else {
        return Err(call.documented(journals::UNKNOWN));
    };
    let lines = edited(call);
    let mut groups: BTreeMap<&str, String> = BTreeMap::new();
    for line in lines.iter().filter(|line| !text(line, "uuid").is_empty()) {
        let entry = changeable(store, text(line, "uuid"))?;
        groups.entry(group(line)).or_insert(entry);
    }
    let mut edited = Vec::new();
    for line in &lines {
        let known = match text(line, "uuid") {
            "" => groups.get(group(line)).cloned(),
            uuid => booking::entry_of_line(store, uuid),
        };
        let entry = known.unwrap_or_else(|| open(store, &journal, line));
        groups.entry(group(line)).or_insert_with(|| entry.clone());
        write(call, store, &entry, line)?;
        note(&mut edited, &entry);
    }
    let mut touched = edited.clone();
    for line in deleted(call) {
        let entry = changeable(store, &line)?;
        booking::remove_line(store, &line);
        note(&mut touched, &entry);
    }
    let mode = call.text("entryMode").unwrap_or_default();
    for uuid in &edited {
        if let Some(entry) = by_uuid_mut(store, ENTRIES, uuid) {
            let number = booking::number(&entry.value);
            booking::set_mode(&mut entry.value, &mode, number);
            put(&mut entry.value, "journal", super::lists::only(&journal, &["uuid", "code"]));
        }
    }
    touched.retain(|entry| booking::lines(store, entry).next().is_some() || store.remove(ENTRIES, entry).is_none());
    for entry in &touched {
        balance(store, entry)?;
        booking::refresh(store, entry);
        booking::mark_movements(store, entry);
    }
    assign(call, store)?;
    Ok(touched)
}

fn note(entries: &mut Vec<String>, entry: &str) {
    if !entries.iter().any(|known| known == entry) {
        entries.push(entry.to_owned());
    }
}

/// The entry of a line that may be changed.
fn changeable(store: &Store, line: &str) -> Result<String, Reply> {
    let entry = booking::entry_of_line(store, line).ok_or_else(entry_lines::unknown)?;
    match booking::is_final(store, &entry) {
        true => Err(accounting(400, "JournalEntry.Validated", Json::Null, "L'écriture est validée")),
        false => Ok(entry),
    }
}

fn open(store: &mut Store, journal: &Json, line: &Json) -> String {
    let uuid = new_uuid();
    let mut entry = booking::new_entry(&uuid, journal, &day(line, "date").unwrap_or_default(), "Saisie journal");
    booking::set_mode(&mut entry, booking::PROVISIONAL, booking::next_number(store));
    store.put(ENTRIES, &uuid, entry, Json::Null);
    uuid
}

/// A new line, or one in the place of the line of that uuid.
fn write(call: &Call<'_>, store: &mut Store, entry: &str, line: &Json) -> Result<(), Reply> {
    let Some(account) = general(store, text(line, "generalAccount")) else {
        return Err(call.documented(general_accounts::UNKNOWN));
    };
    let account = text(&account.value, "number").to_owned();
    let third = line.get("auxiliaryAccount").and_then(text_of).filter(|number| !number.is_empty());
    if third.as_deref().is_some_and(|number| auxiliary(store, number).is_none()) {
        return Err(auxiliary_accounts::unknown_here());
    }
    if let Some(attachment) = line.get("attachmentUuid").and_then(text_of).filter(|uuid| !uuid.is_empty()) {
        if by_uuid(store, ATTACHMENTS, &attachment).is_none() {
            return Err(call.documented(attachments::UNKNOWN));
        }
        if let Some(record) = by_uuid_mut(store, ENTRIES, entry) {
            put(&mut record.value, "attachment", attachment);
        }
    }
    let amount = |name: &str| {
        let written = line.get(name).filter(|value| !value.is_null()).and_then(amounts::read);
        written.map_or_else(|| Json::Number("0.0".to_owned()), |(shown, _)| shown)
    };
    let or_null = |name: &str| line.get(name).and_then(text_of).map_or(Json::Null, Json::from);
    let members = [
        ("generalAccount", Json::from(account)),
        ("auxiliaryAccount", third.as_deref().map_or(Json::Null, Json::from)),
        ("label", or_null("label")),
        ("debit", amount("debit")),
        ("credit", amount("credit")),
        ("piece", or_null("piece")),
        ("document", or_null("documentNumber")),
        ("deadline", day(line, "deadline").map_or(Json::Null, Json::from)),
    ];
    let nature = third.as_deref().map_or(Json::Null, |number| booking::nature(store, number));
    match text(line, "uuid") {
        "" => {
            let head = [("uuid", Json::from(new_uuid())), ("entry", Json::object([("uuid", entry)]))];
            let tail = ["lettering", "letteringDate", "partialLettering"].map(|name| (name, Json::Null));
            let key = store.fresh_id();
            booking::add_line(store, &key, Json::object(head.into_iter().chain(members).chain(tail)), nature);
        }
        uuid => {
            if let Some(record) = by_uuid_mut(store, LINES, uuid) {
                members.into_iter().for_each(|(name, value)| put(&mut record.value, name, value));
                put(&mut record.hidden, "nature", nature);
            }
        }
    }
    // The day is the entry's: that of the line written last.
    if let (Some(record), Some(day)) = (by_uuid_mut(store, ENTRIES, entry), day(line, "date")) {
        put(&mut record.value, "date", day);
    }
    Ok(())
}

/// Debit and credit are the same, to the last digit.
fn balance(store: &Store, entry: &str) -> Result<(), Reply> {
    let sum = |side: &str| {
        let amounts = booking::lines(store, entry).map(|line| line.value.get(side).and_then(amounts::read));
        amounts.flatten().try_fold(Decimal::ZERO, |sum, (_, amount)| amounts::plus(sum, amount))
    };
    let (Some(debit), Some(credit)) = (sum("debit"), sum("credit")) else {
        return Err(accounting(400, "JournalEntry.Inexact", Json::Null, "Le total de l'écriture ne peut être exact"));
    };
    if debit == credit {
        return Ok(());
    }
    let data = Json::object([("debit", amounts::shown(debit)), ("credit", amounts::shown(credit))]);
    Err(accounting(400, "JournalEntry.Unbalanced", data, "L'écriture n'est pas équilibrée"))
}

/// Lines that settle a bank transaction (003:1671-1672).
fn assign(call: &Call<'_>, store: &mut Store) -> Result<(), Reply> {
    let Some(transaction) = call.text("transaction") else { return Ok(()) };
    if by_uuid(store, BANK, &transaction).is_none() {
        return Err(bank_transactions::unknown());
    }
    for line in texts(call, "accountedLinesUuids") {
        match by_uuid_mut(store, LINES, &line) {
            Some(record) => put(&mut record.hidden, "assigned", true),
            None => return Err(entry_lines::unknown()),
        }
    }
    Ok(())
}

fn edited(call: &Call<'_>) -> Vec<Json> {
    call.body.get("linesEdition").map(one_or_many).unwrap_or_default()
}

fn deleted(call: &Call<'_>) -> Vec<String> {
    texts(call, "linesDeletion")
}

fn texts(call: &Call<'_>, name: &str) -> Vec<String> {
    call.body.get(name).map(one_or_many).unwrap_or_default().iter().filter_map(text_of).collect()
}

/// A line that is edited needs no group; it is one with its entry.
fn group(line: &Json) -> &str {
    let named = GROUP.into_iter().map(|name| text(line, name)).find(|group| !group.is_empty());
    named.unwrap_or_else(|| text(line, "uuid"))
}

fn day(line: &Json, name: &str) -> Option<String> {
    days::of(text(line, name)).map(|day| day.to_string())
}
