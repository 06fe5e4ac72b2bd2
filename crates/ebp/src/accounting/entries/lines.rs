//! Lines of entries (*écritures*), across all entries.

use guichet_core::dates::format_date;
use guichet_core::time::Date;
use guichet_core::vendor::Call;
use guichet_core::{Decimal, Model, Pager, RawJson, Result, string_id};

use super::{EntryId, EntryMode, LIST_LINES};
use crate::accounting::auxiliary_accounts::AuxiliaryAccountNumber;
use crate::accounting::general_accounts::GeneralAccountNumber;
use crate::accounting::journals::{JournalCode, JournalRef};
use crate::accounting::{Accounting, Api, Paging, Sort};
use crate::hubbix::{list, sort};

string_id! {
    /// Identifies a line of an entry: a UUID.
    pub struct EntryLineId;
}

/// Lines of entries.
#[derive(Debug, Clone)]
pub struct EntryLines {
    api: Api,
}

impl Accounting {
    /// Lines of entries.
    pub fn entry_lines(&self) -> EntryLines {
        EntryLines { api: self.api() }
    }
}

impl EntryLines {
    /// Lists lines. Safe.
    pub fn list(&self, query: EntryLinesQuery) -> Pager<EntryLine> {
        list::paged(query.apply(self.api.call(&LIST_LINES)))
    }

    /// Looks for the lines with this voucher (*pièce*), which the caller has given to one entry alone; none where there is no such entry. Safe. That
    /// the search, which looks in nine members, finds every one of them is *unverified*; each line is compared here.
    ///
    /// # Errors
    /// As the list's: a line that cannot be read is one, because it may be of the entry that is looked for.
    pub async fn find_by_voucher(&self, voucher: &str) -> Result<Vec<EntryLine>> {
        let query = EntryLinesQuery { search: Some(voucher.to_owned()), ..EntryLinesQuery::default() };
        let lines = self.list(query).collect_all().await?;
        Ok(lines.into_iter().filter(|line| line.voucher.as_deref() == Some(voucher)).collect())
    }
}

/// Filters of the list of lines.
#[derive(Debug, Clone, Default)]
pub struct EntryLinesQuery {
    /// By its whole number: `40100000`.
    pub general_account: Option<GeneralAccountNumber>,
    /// Its number: `C0000001`.
    pub auxiliary_account: Option<AuxiliaryAccountNumber>,
    /// Entries of this day or later.
    pub start_date: Option<Date>,
    /// Entries of this day or earlier.
    pub end_date: Option<Date>,
    /// Validated entries, or those that are not.
    pub valid: Option<bool>,
    /// Lettered lines, or those that are not.
    pub lettered: Option<bool>,
    /// Assigned lines, or those that are not.
    pub assigned: Option<bool>,
    /// In journal, date, number, label, debit, credit, voucher, document number and due date.
    pub search: Option<String>,
    /// Debit or credit of this amount, sent with a point. That it must be the same to the cent is *unverified* (EB-24).
    pub amount: Option<Decimal>,
    /// Bank deposits (*remise en banque*), or what is none.
    pub bank_deposit: Option<bool>,
    /// A nature's code.
    pub nature: Option<String>,
    /// Journals by their codes. That several are separated by commas is *unverified* (EB-22).
    pub journals: Vec<JournalCode>,
    pub sort: Option<Sort>,
    pub paging: Paging,
}

impl EntryLinesQuery {
    fn apply(self, call: Call) -> Call {
        let journals: Vec<&str> = self.journals.iter().map(JournalCode::as_str).collect();
        let call = self.paging.apply(call);
        let call = call.query_opt("generalAccount", self.general_account);
        let call = call.query_opt("auxiliaryAccount", self.auxiliary_account);
        let call = call.query_opt("startDate", self.start_date.map(format_date));
        let call = call.query_opt("endDate", self.end_date.map(format_date));
        let call = call.query_opt("valid", self.valid).query_opt("lettered", self.lettered);
        let call = call.query_opt("assigned", self.assigned).query_opt("search", self.search);
        let call = call.query_opt("amount", self.amount).query_opt("bankDeposit", self.bank_deposit);
        let call = call.query_opt("nature", self.nature).query_opt("journals", list::joined(&journals));
        sort::sorted(call, self.sort.as_ref())
    }
}

/// A line of an entry. Either debit or credit is zero.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EntryLine {
    pub uuid: EntryLineId,
    /// The entry that it is of; `None` inside an [`Entry`](super::Entry).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<EntryHead>,
    /// By its number: `411`.
    pub general_account: Option<GeneralAccountNumber>,
    /// Its number: `C0000001`.
    pub auxiliary_account: Option<AuxiliaryAccountNumber>,
    pub label: Option<String>,
    /// The amount on this side; the other side is zero or missing.
    pub debit: Option<Decimal>,
    /// The amount on this side; the other side is zero or missing.
    pub credit: Option<Decimal>,
    /// The number of the voucher (*pièce*).
    #[serde(rename = "piece")]
    pub voucher: Option<String>,
    /// The number of the document (*document*); written as `documentNumber`.
    #[serde(rename = "document")]
    pub document_number: Option<String>,
    /// When it is due (*échéance*).
    #[serde(rename = "deadline")]
    pub due_date: Option<Date>,
    /// The matching code (*lettrage*), the same on lines that settle each other.
    pub lettering: Option<String>,
    /// In which form it comes is not documented: null in every sample.
    pub lettering_date: Option<RawJson>,
    /// What it holds is not documented: null in every sample.
    pub partial_lettering: Option<RawJson>,
}

/// An entry, as its lines name it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EntryHead {
    pub uuid: Option<EntryId>,
    pub journal: Option<JournalRef>,
    /// Whether it is provisional or validated, which is final.
    pub entry_mode: Option<EntryMode>,
    /// The day of the entry. The samples have midnight behind it.
    pub date: Option<Date>,
    /// Its number while it is provisional.
    pub temporary_identifier: Option<String>,
    /// Its number once it is validated.
    pub valid_identifier: Option<String>,
    /// What it holds is not documented: null in every sample.
    pub attachment: Option<RawJson>,
}
