//! Booking: new entries, lines that are edited, lines that are deleted, all in one call and all or nothing (003:1613-1688).

use std::collections::BTreeMap;

use guichet_fixtures::Json;
use rust_decimal::Decimal;

use super::attachments::ATTACHMENTS;
use super::auxiliary_accounts::{self, AUXILIARY_ACCOUNTS};
use super::bank_transactions::BANK_TRANSACTIONS;
use super::entries::{self, ENTRIES, PROVISIONAL};
use super::entry_lines::{self, ENTRY_LINES, FINAL};
use super::general_accounts::GENERAL_ACCOUNTS;
use super::journals::JOURNALS;
use crate::engine::behaviour::act;
use crate::engine::json::{one_or_many, put, put_all, text, text_of, texts};
use crate::engine::{Call, Complaint, Input, Refusal, Reply, Row, Store, amounts, days, new_uuid};
use crate::vendors::ebp::errors;

pub(super) static ROWS: &[Row] = &[act("ebp.accounting.journal-entries.create", create).inspect(inspect)];

static VALIDATED: Refusal = Refusal::Label(400, "JournalEntry.Validated", "L'écriture est validée");
static INEXACT: Refusal = Refusal::Label(400, "JournalEntry.Inexact", "Le total de l'écriture ne peut être exact");

/// The two names of what groups lines into an entry: of the sample (003:1623) and of the table (003:1678).
const GROUP: [&str; 2] = ["temporaryIdentifier", "identifiantProvisoireEcriture"];

fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let mut found = Vec::new();
    if !matches!(call.text("entryMode").as_deref(), None | Some(PROVISIONAL | FINAL)) {
        found.push(Complaint::invalid(Input::Body, "entryMode", "Provisoire or Validé is expected"));
    }
    let lines = edited(call);
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

fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let code = call.text("journal").unwrap_or_default();
    let journal = store.find(&JOURNALS, "code", &code).ok_or_else(|| JOURNALS.unknown.reply(call, &code))?;
    let journal = journal.value.clone();
    let lines = edited(call);
    let mut groups: BTreeMap<&str, String> = BTreeMap::new();
    for line in lines.iter().filter(|line| !text(line, "uuid").is_empty()) {
        let entry = changeable(call, store, text(line, "uuid"))?;
        groups.entry(group(line)).or_insert(entry);
    }
    let mut edited = Vec::new();
    for line in &lines {
        let known = match text(line, "uuid") {
            "" => groups.get(group(line)).cloned(),
            uuid => store.find(&ENTRY_LINES, "uuid", uuid).map(|line| entry_lines::entry_of(line).to_owned()),
        };
        let entry = known.unwrap_or_else(|| {
            let uuid = new_uuid();
            entries::open(call.engine, store, &uuid, &journal, &day(line, "date").unwrap_or_default());
            uuid
        });
        groups.entry(group(line)).or_insert_with(|| entry.clone());
        write(call, store, &entry, line)?;
        if !edited.contains(&entry) {
            edited.push(entry);
        }
    }
    let mut touched = edited.clone();
    for line in deleted(call) {
        let entry = changeable(call, store, &line)?;
        if let Some(id) = store.find(&ENTRY_LINES, "uuid", &line).map(|line| line.id.clone()) {
            store.remove(&ENTRY_LINES, &id);
        }
        if !touched.contains(&entry) {
            touched.push(entry);
        }
    }
    let mode = call.text("entryMode").unwrap_or_default();
    for uuid in &edited {
        store.change(&ENTRIES, uuid, |entry| {
            let number = entries::number(&entry.value);
            entries::set_mode(&mut entry.value, &mode, number);
            entries::set_journal(&mut entry.value, &journal);
        });
    }
    touched.retain(|entry| {
        entry_lines::of_entry(store, entry).next().is_some() || store.remove(&ENTRIES, entry).is_none()
    });
    for entry in &touched {
        balance(call, store, entry)?;
        mark_movements(store, entry);
    }
    assign(call, store)?;
    let uuids: Vec<Json> = touched.into_iter().map(Json::from).collect();
    Ok(Reply::json(200, &Json::object([("uuids", Json::from(uuids))])))
}

/// The entry of a line that may be changed.
fn changeable(call: &Call<'_>, store: &Store, line: &str) -> Result<String, Reply> {
    let found = store.find(&ENTRY_LINES, "uuid", line).ok_or_else(|| ENTRY_LINES.unknown.reply(call, line))?;
    match found.text("entry.entryMode") {
        FINAL => Err(VALIDATED.reply(call, line)),
        _ => Ok(entry_lines::entry_of(found).to_owned()),
    }
}

/// A new line, or one in the place of the line of that uuid.
fn write(call: &Call<'_>, store: &mut Store, entry: &str, line: &Json) -> Result<(), Reply> {
    let number = text(line, "generalAccount");
    let account = store.find(&GENERAL_ACCOUNTS, "number", number);
    let account = account.ok_or_else(|| GENERAL_ACCOUNTS.unknown.reply(call, number))?.text("number").to_owned();
    let third = line.get("auxiliaryAccount").and_then(text_of).filter(|number| !number.is_empty());
    if let Some(number) = third.as_deref().filter(|number| store.find(&AUXILIARY_ACCOUNTS, "number", number).is_none())
    {
        return Err(auxiliary_accounts::UNKNOWN_IN_BODY.reply(call, number));
    }
    if let Some(attachment) = line.get("attachmentUuid").and_then(text_of).filter(|uuid| !uuid.is_empty()) {
        if store.get(&ATTACHMENTS, &attachment).is_none() {
            return Err(ATTACHMENTS.unknown.reply(call, &attachment));
        }
        store.change(&ENTRIES, entry, |entry| put(&mut entry.value, "attachment", attachment));
    }
    // The day is the entry's: that of the line written last.
    if let Some(day) = day(line, "date") {
        store.change(&ENTRIES, entry, |entry| put(&mut entry.value, "date", day));
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
    let known = store.find(&ENTRY_LINES, "uuid", text(line, "uuid")).map(|line| line.id.clone());
    match known {
        None => {
            let uuid = [("uuid".to_owned(), Json::from(new_uuid()))];
            let members = uuid.into_iter().chain(members.map(|(name, value)| (name.to_owned(), value)));
            entry_lines::add(call.engine, store, entries::head(store, entry), members);
        }
        Some(id) => {
            let nature = entry_lines::nature(store, third.as_deref().unwrap_or_default());
            store.change(&ENTRY_LINES, &id, |line| {
                put_all(&mut line.value, members);
                put(&mut line.hidden, "nature", nature);
            });
        }
    }
    Ok(())
}

/// Accounts and journals with entries say so.
pub(super) fn mark_movements(store: &mut Store, entry: &str) {
    let journal = store.get(&ENTRIES, entry).map(|entry| entry.text("journal.uuid").to_owned()).unwrap_or_default();
    store.change(&JOURNALS, &journal, |journal| put(&mut journal.value, "isMovement", true));
    for (shelf, flag, member) in
        [(&GENERAL_ACCOUNTS, "movement", "generalAccount"), (&AUXILIARY_ACCOUNTS, "isMovement", "auxiliaryAccount")]
    {
        let numbers = entry_lines::of_entry(store, entry).map(|line| line.text(member));
        let accounts = numbers.filter_map(|number| Some(store.find(shelf, "number", number)?.id.clone()));
        for account in accounts.collect::<Vec<_>>() {
            store.change(shelf, &account, |account| put(&mut account.value, flag, true));
        }
    }
}

/// Debit and credit are the same, to the last digit.
fn balance(call: &Call<'_>, store: &Store, entry: &str) -> Result<(), Reply> {
    let sum = |side: &str| {
        let amounts = entry_lines::of_entry(store, entry).map(|line| line.value.get(side).and_then(amounts::read));
        amounts.flatten().try_fold(Decimal::ZERO, |sum, (_, amount)| amounts::plus(sum, amount))
    };
    let (Some(debit), Some(credit)) = (sum("debit"), sum("credit")) else {
        return Err(INEXACT.reply(call, entry));
    };
    if debit == credit {
        return Ok(());
    }
    let data = Json::object([("debit", amounts::shown(debit)), ("credit", amounts::shown(credit))]);
    Err(errors::hubbix(400, "JournalEntry.Unbalanced", data, "L'écriture n'est pas équilibrée"))
}

/// Lines that settle a bank transaction (003:1671-1672).
fn assign(call: &Call<'_>, store: &mut Store) -> Result<(), Reply> {
    let Some(transaction) = call.text("transaction") else { return Ok(()) };
    if store.find(&BANK_TRANSACTIONS, "uuid", &transaction).is_none() {
        return Err(BANK_TRANSACTIONS.unknown.reply(call, &transaction));
    }
    for uuid in texts(&call.body, "accountedLinesUuids") {
        let line = store.find(&ENTRY_LINES, "uuid", &uuid).ok_or_else(|| ENTRY_LINES.unknown.reply(call, &uuid))?;
        let id = line.id.clone();
        store.change(&ENTRY_LINES, &id, |line| put(&mut line.hidden, "assigned", true));
    }
    Ok(())
}

fn edited(call: &Call<'_>) -> Vec<Json> {
    call.body.get("linesEdition").map(one_or_many).unwrap_or_default()
}

fn deleted(call: &Call<'_>) -> Vec<String> {
    texts(&call.body, "linesDeletion")
}

/// A line that is edited needs no group; it is one with its entry.
fn group(line: &Json) -> &str {
    let named = GROUP.into_iter().map(|name| text(line, name)).find(|group| !group.is_empty());
    named.unwrap_or_else(|| text(line, "uuid"))
}

fn day(line: &Json, name: &str) -> Option<String> {
    days::of(text(line, name)).map(|day| day.to_string())
}
