//! Journal entries (*saisie journal*): how entries are written, and their lines edited and deleted.

use guichet_core::time::Date;
use guichet_core::{Body, Decimal, Model, Result, operations};

use super::attachments::AttachmentId;
use super::auxiliary_accounts::AuxiliaryAccountNumber;
use super::bank_transactions::BankTransactionId;
use super::entries::EntryId;
use super::entry_lines::EntryLineId;
use super::general_accounts::GeneralAccountNumber;
use super::journals::JournalCode;
use super::{Accounting, Api, EntryMode, types};

operations! {
    CREATE: Unsafe, POST "/hubbix-cpttpe/api/v1/journal-entry", "ebp.accounting.journal-entries.create", "Ajouter une saisie journal";
}

/// Journal entries.
#[derive(Debug, Clone)]
pub struct JournalEntries {
    api: Api,
}

impl Accounting {
    /// Journal entries.
    pub fn journal_entries(&self) -> JournalEntries {
        JournalEntries { api: self.api() }
    }
}

impl JournalEntries {
    /// Posts entries; edits lines that have a UUID, and deletes lines. Unsafe: not repeated once it may have been carried out. After
    /// [`outcome_unknown`](crate::Error::outcome_unknown) look for the piece or document among
    /// [`entry_lines`](Accounting::entry_lines) before anything else.
    ///
    /// # Errors
    /// Nothing to post and nothing to delete, or a line without a group, is refused before anything is sent. That EBP refuses entries that do not balance is *unverified*.
    pub async fn create(&self, entry: &NewJournalEntry) -> Result<PostedEntries> {
        let call = self.api.call(&CREATE).check("linesEdition", entry.check()).json(&Wire::of(entry));
        types::one(call).await
    }
}

/// Entries to post in one journal.
#[derive(Debug, Clone)]
pub struct NewJournalEntry {
    entry_mode: EntryMode,
    pub journal: JournalCode,
    /// Lines to post, or to edit where they have a UUID. Those of one [group](NewEntryLine::group) make one entry, and balance.
    pub lines: Vec<NewEntryLine>,
    /// Lines to delete.
    pub lines_deletion: Option<Vec<EntryLineId>>,
    /// Whether EBP checks the lines.
    pub verification: Option<bool>,
    /// The bank transaction that the entries are of. That it is one of
    /// [`bank_transactions`](Accounting::bank_transactions) is *unverified*: the text says a transaction.
    pub transaction: Option<BankTransactionId>,
    /// The lines that are assigned to the transaction.
    pub accounted_lines: Option<Vec<EntryLineId>>,
    /// Does not letter the lines (*ne pas lettrer*). Sent as a boolean, as in the table; the sample has a text.
    pub avoid_lettering: Option<bool>,
    /// Under which name a line's group is sent.
    pub group_member: GroupMember,
}

impl NewJournalEntry {
    /// Provisional entries, which can be changed later.
    pub fn provisional(journal: impl Into<JournalCode>, lines: Vec<NewEntryLine>) -> Self {
        Self::new(EntryMode::Provisional, journal.into(), lines)
    }

    /// **Validated entries, which nobody can change or delete any more.**
    pub fn validated(journal: impl Into<JournalCode>, lines: Vec<NewEntryLine>) -> Self {
        Self::new(EntryMode::Validated, journal.into(), lines)
    }

    fn new(entry_mode: EntryMode, journal: JournalCode, lines: Vec<NewEntryLine>) -> Self {
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

    fn check(&self) -> Result<(), String> {
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
pub struct NewEntryLine {
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
    /// The number of the piece (*pièce*).
    pub piece: Option<String>,
    /// The number of the document; read as `document`.
    pub document_number: Option<String>,
    /// When it is due (*échéance*).
    pub deadline: Option<Date>,
    pub attachment: Option<AttachmentId>,
}

impl NewEntryLine {
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
            piece: None,
            document_number: None,
            deadline: None,
            attachment: None,
        }
    }
}

/// What EBP says of posted entries.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct PostedEntries {
    /// The entries, one for each group.
    #[model(required)]
    pub uuids: Vec<EntryId>,
}

/// As it is sent: the group under the name that was chosen.
#[derive(Body)]
#[serde(rename_all = "camelCase")]
struct Wire<'a> {
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
    piece: Option<&'a str>,
    document_number: Option<&'a str>,
    deadline: Option<Date>,
    attachment_uuid: Option<&'a AttachmentId>,
}

impl<'a> Wire<'a> {
    fn of(entry: &'a NewJournalEntry) -> Self {
        let line = |line: &'a NewEntryLine| {
            let group = Some(line.group.as_str());
            let (temporary_identifier, provisional_identifier) = match entry.group_member {
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
                piece: line.piece.as_deref(),
                document_number: line.document_number.as_deref(),
                deadline: line.deadline,
                attachment_uuid: line.attachment.as_ref(),
            }
        };
        Self {
            entry_mode: &entry.entry_mode,
            journal: &entry.journal,
            lines_edition: entry.lines.iter().map(line).collect(),
            lines_deletion: entry.lines_deletion.as_deref(),
            verification: entry.verification,
            transaction: entry.transaction.as_ref(),
            accounted_lines_uuids: entry.accounted_lines.as_deref(),
            avoid_lettering: entry.avoid_lettering,
        }
    }
}
