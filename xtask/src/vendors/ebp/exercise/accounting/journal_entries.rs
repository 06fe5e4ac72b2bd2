//! What is posted.

use guichet_core::dates::parse_date;
use guichet_core::decimal::parse;
use guichet_core::time::Date;
use guichet_ebp::accounting::entries::{GroupMember, Posting, PostingChecks, PostingEntry, PostingLine};
use guichet_ebp::{Decimal, Error, Result};

use super::{folder, id};
use crate::exercise::arguments::args;
use crate::exercise::{Exercise, on};
use crate::vendors::ebp::EbpClient;

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

/// The entry of the sample, by the name that it has there.
fn entry(value: &str) -> Result<PostingEntry> {
    lines(value).map(|lines| PostingEntry::of_group(GROUP, lines))
}

/// The two lines of the sample.
fn lines(value: &str) -> Result<Vec<PostingLine>> {
    let accounts = args("linesEdition.generalAccount", ["411".to_owned(), "701".to_owned()]);
    let account = |at: usize| accounts.get(at).cloned().unwrap_or_default();
    let numbered = |line: PostingLine| PostingLine {
        voucher: Some("12345".into()),
        document_number: Some("54321".into()),
        ..line
    };
    let customer = PostingLine {
        auxiliary_account: Some(id("linesEdition.auxiliaryAccount", "C0000001").into()),
        due_date: Some(day()?),
        ..numbered(PostingLine::debit(day()?, account(0), "Test vente", amount(value)?))
    };
    let sales = numbered(PostingLine::credit(day()?, account(1), "Test vente", amount(value)?));
    Ok(vec![customer, sales])
}

/// The sample.
fn sample() -> Result<Posting> {
    let mut posting = Posting::provisional(journal(), [entry("123")?]);
    posting.lines_deletion = Some(Vec::new());
    posting.avoid_lettering = Some(true);
    Ok(posting)
}

fn full() -> Result<Posting> {
    let mut posting = sample()?;
    posting.entries = vec![entry("123.45")?];
    if let Some(line) = posting.entries.first_mut().and_then(|entry| entry.lines.first_mut()) {
        line.uuid = Some(EDITED.into());
        line.attachment = Some("471b54ec-30c1-4b6b-88aa-503407740f2d".into());
    }
    posting.lines_deletion = Some(vec!["6454b84f-2d49-4ab3-95eb-ba879b923778".into()]);
    posting.transaction = Some("13c269d8-2d3d-4d78-a151-2b5e02f2a93a".into());
    posting.accounted_lines = Some(vec![EDITED.into()]);
    Ok(posting)
}

/// For what EBP is to refuse by itself.
fn unchecked(mut posting: Posting) -> Posting {
    posting.checks = PostingChecks::none();
    posting
}

async fn post(client: EbpClient, posting: Result<Posting>) -> Result<impl serde::Serialize + std::fmt::Debug> {
    folder(&client).entries().post(&posting?).await
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(
            &[
                "accounting/journal-entries/create",
                "accounting/journal-entries/create--rate-limited",
                "accounting/journal-entries/create--server-error",
            ],
            |e: EbpClient| async move { post(e, sample()).await },
        ),
        on(&["accounting/journal-entries/create--full"], |e: EbpClient| async move { post(e, full()).await }),
        on(&["accounting/journal-entries/create--provisional-identifier"], |e: EbpClient| async move {
            let posting = sample().map(|mut posting| {
                posting.group_member = GroupMember::ProvisionalEntryIdentifier;
                posting
            });
            post(e, posting).await
        })
        .live(),
        on(&["accounting/journal-entries/create--unbalanced"], |e: EbpClient| async move {
            let posting = entry("123").map(|mut entry| {
                entry.lines.truncate(1);
                unchecked(Posting::provisional(journal(), [entry]))
            });
            post(e, posting).await
        }),
        on(&["accounting/journal-entries/create--validated"], |e: EbpClient| async move {
            post(e, entry("123").map(|entry| Posting::validated(journal(), [entry]))).await
        }),
    ]
}
