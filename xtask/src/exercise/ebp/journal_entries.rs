//! Journal entries.

use guichet_core::dates::parse_date;
use guichet_core::decimal::parse;
use guichet_core::time::Date;
use guichet_ebp::accounting::journal_entries::{GroupMember, NewEntryLine, NewJournalEntry};
use guichet_ebp::{Decimal, Error, Result};

use super::{folder, id};
use crate::conformance::args;
use crate::exercise::{Exercise, on};
use crate::vendors::EbpClient;

const GROUP: &str = "7baaa886-97f1-49fc-b7b9-29109af95c30";
const EDITED: &str = "60be52d8-4130-4395-98d9-ecf371e54e31";

fn day() -> Result<Date> {
    parse_date("2024-01-13").ok_or_else(|| Error::config("the documented date is none"))
}

fn amount(text: &str) -> Result<Decimal> {
    parse(text).map_err(|e| Error::config(e.to_string()))
}

fn journal() -> String {
    id("journal", "VE")
}

/// The two lines of the sample.
fn lines(value: &str) -> Result<Vec<NewEntryLine>> {
    let accounts = args("linesEdition.generalAccount", ["411".to_owned(), "701".to_owned()]);
    let account = |at: usize| accounts.get(at).cloned().unwrap_or_default();
    let numbered = |line: NewEntryLine| NewEntryLine {
        piece: Some("12345".into()),
        document_number: Some("54321".into()),
        ..line
    };
    let customer = NewEntryLine {
        auxiliary_account: Some(id("linesEdition.auxiliaryAccount", "C0000001").into()),
        deadline: Some(day()?),
        ..numbered(NewEntryLine::debit(GROUP, day()?, account(0), "Test vente", amount(value)?))
    };
    let sales = numbered(NewEntryLine::credit(GROUP, day()?, account(1), "Test vente", amount(value)?));
    Ok(vec![customer, sales])
}

/// The sample.
fn sample() -> Result<NewJournalEntry> {
    let mut entry = NewJournalEntry::provisional(journal(), lines("123")?);
    entry.lines_deletion = Some(Vec::new());
    entry.verification = Some(true);
    entry.avoid_lettering = Some(true);
    Ok(entry)
}

fn full() -> Result<NewJournalEntry> {
    let mut entry = sample()?;
    entry.lines = lines("123.45")?;
    if let Some(line) = entry.lines.first_mut() {
        line.uuid = Some(EDITED.into());
        line.attachment = Some("471b54ec-30c1-4b6b-88aa-503407740f2d".into());
    }
    entry.lines_deletion = Some(vec!["6454b84f-2d49-4ab3-95eb-ba879b923778".into()]);
    entry.transaction = Some("13c269d8-2d3d-4d78-a151-2b5e02f2a93a".into());
    entry.accounted_lines = Some(vec![EDITED.into()]);
    Ok(entry)
}

async fn create(client: EbpClient, entry: Result<NewJournalEntry>) -> Result<impl serde::Serialize + std::fmt::Debug> {
    folder(&client).journal_entries().create(&entry?).await
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(
            &[
                "accounting/journal-entries/create",
                "accounting/journal-entries/create--rate-limited",
                "accounting/journal-entries/create--server-error",
            ],
            |e: EbpClient| async move { create(e, sample()).await },
        ),
        on(&["accounting/journal-entries/create--full"], |e: EbpClient| async move { create(e, full()).await }),
        on(&["accounting/journal-entries/create--provisional-identifier"], |e: EbpClient| async move {
            let entry = sample().map(|mut entry| {
                entry.group_member = GroupMember::ProvisionalEntryIdentifier;
                entry
            });
            create(e, entry).await
        }),
        on(&["accounting/journal-entries/create--unbalanced"], |e: EbpClient| async move {
            let entry = lines("123").map(|mut lines| {
                lines.truncate(1);
                NewJournalEntry::provisional(journal(), lines)
            });
            create(e, entry).await
        }),
        on(&["accounting/journal-entries/create--validated"], |e: EbpClient| async move {
            create(e, lines("123").map(|lines| NewJournalEntry::validated(journal(), lines))).await
        }),
    ]
}
