//! What is posted (*saisie journal*): entries to write, lines to edit and to delete.

use guichet_core::time::Date;
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
/// let mut customer = PostingLine::debit("sale-1", day, "411", "Sale", amount);
/// customer.voucher = Some("F-2024-17".into());
/// let posting = Posting::provisional("VE", vec![customer, PostingLine::credit("sale-1", day, "701", "Sale", amount)]);
/// assert_eq!(posting.lines.iter().filter_map(|line| line.debit).sum::<Decimal>(), amount);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Posting {
    entry_mode: EntryMode,
    pub journal: JournalCode,
    /// Lines to post, or to edit where they have a UUID. Those of one [group](PostingLine::group) make one entry, and balance.
    pub lines: Vec<PostingLine>,
    /// Lines to delete.
    pub lines_deletion: Option<Vec<EntryLineId>>,
    /// Whether EBP checks the lines.
    pub verification: Option<bool>,
    /// The bank transaction that the entries are of. That it is one of
    /// [`bank_transactions`](crate::accounting::Accounting::bank_transactions) is *unverified*: the text says a transaction.
    pub transaction: Option<BankTransactionId>,
    /// The lines that are assigned to the transaction.
    pub accounted_lines: Option<Vec<EntryLineId>>,
    /// Does not letter the lines (*ne pas lettrer*). Sent as a boolean, as in the table; the sample has a text.
    pub avoid_lettering: Option<bool>,
    /// Under which name a line's group is sent.
    pub group_member: GroupMember,
}

impl Posting {
    /// Provisional entries, which can be changed later.
    pub fn provisional(journal: impl Into<JournalCode>, lines: Vec<PostingLine>) -> Self {
        Self::new(EntryMode::Provisional, journal.into(), lines)
    }

    /// **Validated entries, which nobody can change or delete any more.**
    pub fn validated(journal: impl Into<JournalCode>, lines: Vec<PostingLine>) -> Self {
        Self::new(EntryMode::Validated, journal.into(), lines)
    }

    fn new(entry_mode: EntryMode, journal: JournalCode, lines: Vec<PostingLine>) -> Self {
        Self {
            entry_mode,
            journal,
            lines,
            lines_deletion: None,
            verification: None,
            transaction: None,
            accounted_lines: None,
            avoid_lettering: None,
            group_member: GroupMember::default(),
        }
    }

    /// As it is sent.
    pub(super) fn wire(&self) -> Wire<'_> {
        Wire::of(self)
    }

    pub(super) fn check(&self) -> Result<(), String> {
        if self.lines.is_empty() && self.lines_deletion.as_ref().is_none_or(Vec::is_empty) {
            return Err("there is no line to post, and none to delete".to_owned());
        }
        for (at, line) in self.lines.iter().enumerate() {
            let refuse = |why: &str| Err(format!("line {}: {why}", at + 1));
            if line.group.is_empty() {
                return refuse("its group is empty");
            }
        }
        Ok(())
    }
}

/// Under which name a line's group is sent. The sample and the table differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum GroupMember {
    /// `temporaryIdentifier`, as in the sample. *Unverified*: the table has the other.
    #[default]
    TemporaryIdentifier,
    /// `identifiantProvisoireEcriture`, as in the table. *Unverified*.
    ProvisionalEntryIdentifier,
}

/// A line to post or to edit.
#[derive(Debug, Clone)]
pub struct PostingLine {
    /// Which entry it is of: lines with the same group make one. Any text, a UUID say; it stays within this call.
    pub group: String,
    /// Of a line that is there: it is edited.
    pub uuid: Option<EntryLineId>,
    /// Sent as a day, as in the sample; the table says date and time.
    pub date: Date,
    /// Whole or short: `41100000`, `411`.
    pub general_account: GeneralAccountNumber,
    pub auxiliary_account: Option<AuxiliaryAccountNumber>,
    pub label: String,
    /// Sent as a text with a point, as in the sample, and with its sign: whether EBP takes negative amounts is not documented.
    pub debit: Option<Decimal>,
    /// As [`debit`](Self::debit).
    pub credit: Option<Decimal>,
    /// The number of the voucher (*pièce*).
    pub voucher: Option<String>,
    /// The number of the document; read as `document`.
    pub document_number: Option<String>,
    /// When it is due (*échéance*).
    pub due_date: Option<Date>,
    pub attachment: Option<AttachmentId>,
}

impl PostingLine {
    /// A line on the debit side; its credit is zero.
    pub fn debit(
        group: impl Into<String>,
        date: Date,
        account: impl Into<GeneralAccountNumber>,
        label: impl Into<String>,
        amount: Decimal,
    ) -> Self {
        Self::new(group.into(), date, account.into(), label.into(), (amount, Decimal::ZERO))
    }

    /// A line on the credit side; its debit is zero.
    pub fn credit(
        group: impl Into<String>,
        date: Date,
        account: impl Into<GeneralAccountNumber>,
        label: impl Into<String>,
        amount: Decimal,
    ) -> Self {
        Self::new(group.into(), date, account.into(), label.into(), (Decimal::ZERO, amount))
    }

    fn new(
        group: String,
        date: Date,
        general_account: GeneralAccountNumber,
        label: String,
        (debit, credit): (Decimal, Decimal),
    ) -> Self {
        Self {
            group,
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
    /// The entries, one for each group.
    #[model(required)]
    pub uuids: Vec<EntryId>,
}

/// A [`Posting`] as it is sent: each line has its group under the name that was chosen.
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
        let line = |line: &'a PostingLine| {
            let group = Some(line.group.as_str());
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
            lines_edition: posting.lines.iter().map(line).collect(),
            lines_deletion: posting.lines_deletion.as_deref(),
            verification: posting.verification,
            transaction: posting.transaction.as_ref(),
            accounted_lines_uuids: posting.accounted_lines.as_deref(),
            avoid_lettering: posting.avoid_lettering,
        }
    }
}
