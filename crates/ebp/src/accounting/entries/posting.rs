//! What is posted (*saisie journal*): entries to write, lines to edit and to delete.

mod checks;

pub use checks::PostingChecks;

use guichet_core::time::Date;
use guichet_core::vendor::{FieldError, random_uuid};
use guichet_core::{Body, Decimal, Model};

use super::{EntryId, EntryLineId, EntryMode};
use crate::accounting::attachments::AttachmentId;
use crate::accounting::auxiliary_accounts::AuxiliaryAccountNumber;
use crate::accounting::bank_transactions::BankTransactionId;
use crate::accounting::general_accounts::GeneralAccountNumber;
use crate::accounting::journals::JournalCode;

/// Entries to post in one journal.
///
/// ```
/// use guichet_ebp::Decimal;
/// use guichet_ebp::accounting::entries::{Posting, PostingLine};
/// use guichet_ebp::time::{Date, Month};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (day, amount) = (Date::from_calendar_date(2024, Month::January, 15)?, Decimal::new(123_45, 2));
/// let mut customer = PostingLine::debit(day, "411", "Sale", amount);
/// customer.voucher = Some("F-2024-17".into());
/// // Each list of lines is an entry of its own, and balances.
/// let posting = Posting::provisional("VE", [vec![customer, PostingLine::credit(day, "701", "Sale", amount)]]);
/// assert!(posting.mistakes().is_empty());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Posting {
    entry_mode: EntryMode,
    /// By its code: `VE`.
    pub journal: JournalCode,
    /// Entries to post, and lines to edit: those that have a UUID.
    pub entries: Vec<PostingEntry>,
    /// Lines to delete.
    pub lines_deletion: Option<Vec<EntryLineId>>,
    /// Whether EBP checks the lines: yes by default, as in the only sample (003:1644).
    pub verification: Option<bool>,
    /// The bank transaction that the entries are of. That it is one of
    /// [`bank_transactions`](crate::accounting::Accounting::bank_transactions) is *unverified* (EB-30): the text says a transaction.
    pub transaction: Option<BankTransactionId>,
    /// The lines that are assigned to the transaction.
    pub accounted_lines: Option<Vec<EntryLineId>>,
    /// Does not match the lines with those that settle them (*ne pas lettrer*). Sent as a boolean, as in the table; the sample has a
    /// text.
    pub avoid_lettering: Option<bool>,
    /// Under which name a line's entry is sent.
    pub group_member: GroupMember,
    /// What is looked at before anything is sent.
    pub checks: PostingChecks,
}

impl Posting {
    /// Provisional entries, which can be changed later. Each is a list of its lines.
    pub fn provisional(journal: impl Into<JournalCode>, entries: impl IntoIterator<Item: Into<PostingEntry>>) -> Self {
        Self::new(EntryMode::Provisional, journal.into(), entries)
    }

    /// **Validated entries, which nobody can change or delete any more.** Each is a list of its lines.
    pub fn validated(journal: impl Into<JournalCode>, entries: impl IntoIterator<Item: Into<PostingEntry>>) -> Self {
        Self::new(EntryMode::Validated, journal.into(), entries)
    }

    fn new(entry_mode: EntryMode, journal: JournalCode, entries: impl IntoIterator<Item: Into<PostingEntry>>) -> Self {
        Self {
            entry_mode,
            journal,
            entries: entries.into_iter().map(Into::into).collect(),
            lines_deletion: None,
            verification: Some(true),
            transaction: None,
            accounted_lines: None,
            avoid_lettering: None,
            group_member: GroupMember::default(),
            checks: PostingChecks::default(),
        }
    }

    /// As it is sent.
    pub(super) fn wire(&self) -> Wire<'_> {
        Wire::of(self)
    }

    /// All that is wrong with it, by entry and line, as [`post`](super::Entries::post) would find it.
    pub fn mistakes(&self) -> Vec<FieldError> {
        checks::mistakes(self)
    }
}

/// An entry to post: its lines, which balance. A list of lines becomes one.
#[derive(Debug, Clone)]
pub struct PostingEntry {
    group: String,
    is_own: bool,
    pub lines: Vec<PostingLine>,
}

impl PostingEntry {
    /// An entry of these lines. What tells it from the others of its posting is drawn here, a UUID as in the sample.
    pub fn new(lines: Vec<PostingLine>) -> Self {
        Self { group: random_uuid(), is_own: false, lines }
    }

    /// Lines of an entry that the caller names. *Unverified* (EB-40) what EBP takes: the sample has a fresh UUID, and what is read under this
    /// name is the number of a provisional entry that is there ("P012"). They need not balance among themselves.
    pub fn of_group(group: impl Into<String>, lines: Vec<PostingLine>) -> Self {
        Self { group: group.into(), is_own: true, lines }
    }

    /// What tells it from the others of its posting.
    pub fn group(&self) -> &str {
        &self.group
    }

    /// Whether its lines are all that the entry will have: none of them is edited, and no other is there.
    pub(super) fn is_whole(&self) -> bool {
        !self.is_own && self.lines.iter().all(|line| line.uuid.is_none())
    }
}

impl From<Vec<PostingLine>> for PostingEntry {
    fn from(lines: Vec<PostingLine>) -> Self {
        Self::new(lines)
    }
}

/// Under which name it is sent of which entry a line is. The sample and the table differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum GroupMember {
    /// `temporaryIdentifier`, as in the sample. *Unverified* (EB-28): the table has the other.
    #[default]
    TemporaryIdentifier,
    /// `identifiantProvisoireEcriture`, as in the table. *Unverified* (EB-28).
    ProvisionalEntryIdentifier,
}

/// A line to post or to edit.
#[derive(Debug, Clone)]
pub struct PostingLine {
    /// Of a line that is there: it is edited.
    pub uuid: Option<EntryLineId>,
    /// Sent as a day, as in the sample; the table says date and time.
    pub date: Date,
    /// Whole or short: `41100000`, `411`.
    pub general_account: GeneralAccountNumber,
    /// Its number: `C0000001`.
    pub auxiliary_account: Option<AuxiliaryAccountNumber>,
    pub label: String,
    /// In the folder's currency, not negative. Sent as a text with a point, as in the sample.
    pub debit: Option<Decimal>,
    /// As [`debit`](Self::debit). One of the two is zero.
    pub credit: Option<Decimal>,
    /// The number of the voucher (*pièce*).
    pub voucher: Option<String>,
    /// The number of the document; read as `document`.
    pub document_number: Option<String>,
    /// When it is due (*échéance*).
    pub due_date: Option<Date>,
    /// A file that was uploaded before.
    pub attachment: Option<AttachmentId>,
}

impl PostingLine {
    /// A line on the debit side; its credit is zero.
    pub fn debit(
        date: Date,
        account: impl Into<GeneralAccountNumber>,
        label: impl Into<String>,
        amount: Decimal,
    ) -> Self {
        Self::new(date, account.into(), label.into(), (amount, Decimal::ZERO))
    }

    /// A line on the credit side; its debit is zero.
    pub fn credit(
        date: Date,
        account: impl Into<GeneralAccountNumber>,
        label: impl Into<String>,
        amount: Decimal,
    ) -> Self {
        Self::new(date, account.into(), label.into(), (Decimal::ZERO, amount))
    }

    fn new(
        date: Date,
        general_account: GeneralAccountNumber,
        label: String,
        (debit, credit): (Decimal, Decimal),
    ) -> Self {
        Self {
            uuid: None,
            date,
            general_account,
            auxiliary_account: None,
            label,
            debit: Some(debit),
            credit: Some(credit),
            voucher: None,
            document_number: None,
            due_date: None,
            attachment: None,
        }
    }
}

/// EBP's answer to a posting.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct PostedEntries {
    /// The entries, one for each that was posted.
    #[model(required)]
    pub uuids: Vec<EntryId>,
}

/// A [`Posting`] as it is sent: each line names its entry.
#[derive(Body)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wire<'a> {
    entry_mode: &'a EntryMode,
    journal: &'a JournalCode,
    lines_edition: Vec<WireLine<'a>>,
    lines_deletion: Option<&'a [EntryLineId]>,
    verification: Option<bool>,
    transaction: Option<&'a BankTransactionId>,
    accounted_lines_uuids: Option<&'a [EntryLineId]>,
    avoid_lettering: Option<bool>,
}

#[derive(Body)]
#[serde(rename_all = "camelCase")]
struct WireLine<'a> {
    uuid: Option<&'a EntryLineId>,
    temporary_identifier: Option<&'a str>,
    #[serde(rename = "identifiantProvisoireEcriture")]
    provisional_identifier: Option<&'a str>,
    date: Date,
    general_account: &'a GeneralAccountNumber,
    auxiliary_account: Option<&'a AuxiliaryAccountNumber>,
    label: &'a str,
    #[serde(serialize_with = "guichet_core::decimal::as_text")]
    debit: Option<Decimal>,
    #[serde(serialize_with = "guichet_core::decimal::as_text")]
    credit: Option<Decimal>,
    #[serde(rename = "piece")]
    voucher: Option<&'a str>,
    document_number: Option<&'a str>,
    #[serde(rename = "deadline")]
    due_date: Option<Date>,
    attachment_uuid: Option<&'a AttachmentId>,
}

impl<'a> Wire<'a> {
    fn of(posting: &'a Posting) -> Self {
        let line = |entry: &'a PostingEntry, line: &'a PostingLine| {
            let group = Some(entry.group.as_str());
            let (temporary_identifier, provisional_identifier) = match posting.group_member {
                GroupMember::TemporaryIdentifier => (group, None),
                GroupMember::ProvisionalEntryIdentifier => (None, group),
            };
            WireLine {
                uuid: line.uuid.as_ref(),
                temporary_identifier,
                provisional_identifier,
                date: line.date,
                general_account: &line.general_account,
                auxiliary_account: line.auxiliary_account.as_ref(),
                label: &line.label,
                debit: line.debit,
                credit: line.credit,
                voucher: line.voucher.as_deref(),
                document_number: line.document_number.as_deref(),
                due_date: line.due_date,
                attachment_uuid: line.attachment.as_ref(),
            }
        };
        Self {
            entry_mode: &posting.entry_mode,
            journal: &posting.journal,
            lines_edition: posting
                .entries
                .iter()
                .flat_map(|entry| entry.lines.iter().map(move |one| line(entry, one)))
                .collect(),
            lines_deletion: posting.lines_deletion.as_deref(),
            verification: posting.verification,
            transaction: posting.transaction.as_ref(),
            accounted_lines_uuids: posting.accounted_lines.as_deref(),
            avoid_lettering: posting.avoid_lettering,
        }
    }
}
