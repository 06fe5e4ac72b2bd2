//! Journals (*journaux*): sales, purchases, bank.

use guichet_core::vendor::Call;
use guichet_core::{Body, Model, Pager, Result, open_enum, operations, string_id};

use super::general_accounts::{AccountRef, GeneralAccountNumber};
use super::{Accounting, Api};
use crate::hubbix::answer::{Confirmation, confirm, fetch_one, shown};
use crate::hubbix::list;

string_id! {
    /// Identifies a journal where it is changed: a UUID.
    pub struct JournalId;
}

string_id! {
    /// The code of a journal, by which it is read and named in entries: `VE`.
    pub struct JournalCode;
}

open_enum! {
    /// Kind of a journal, by its French name; those that samples show.
    pub enum JournalType: text {
        /// Purchases.
        Purchases = "Achats",
        /// Sales.
        Sales = "Ventes",
        /// Bank and cash.
        Treasury = "Trésorerie",
        /// Balances carried forward.
        OpeningBalances = "À Nouveaux",
        /// Everything else.
        Miscellaneous = "Opérations diverses",
    }
}

open_enum! {
    /// How vouchers are numbered (*numérotation par pièce*), by its French name; the one that samples show.
    pub enum NumberingPartType: text {
        /// By EBP.
        Automatic = "Automatique",
    }
}

operations! {
    GET:    Safe,       GET  "/hubbix-cpttpe/api/v1/journals/{code}",        "ebp.accounting.journals.get",    "Récupération d'un journal par son code";
    LIST:   Safe,       GET  "/hubbix-cpttpe/api/v1/journals",               "ebp.accounting.journals.list",   "Récupération des journaux";
    CREATE: Unsafe,     POST "/hubbix-cpttpe/api/v1/journals",               "ebp.accounting.journals.create", "Ajouter un journal";
    UPDATE: Idempotent, PUT  "/hubbix-cpttpe/api/v1/journals/{journalUuid}", "ebp.accounting.journals.update", "Modifier un journal";
}

/// Journals.
#[derive(Debug, Clone)]
pub struct Journals {
    api: Api,
}

impl Accounting {
    /// Journals.
    pub fn journals(&self) -> Journals {
        Journals { api: self.api() }
    }
}

impl Journals {
    /// Fetches one journal by its code. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown code.
    pub async fn get(&self, code: impl Into<JournalCode>) -> Result<Journal> {
        fetch_one(self.api.call(&GET).arg(code.into())).await
    }

    /// Lists journals, in one answer. Safe.
    pub fn list(&self, query: JournalsQuery) -> Pager<Journal> {
        list::whole(query.apply(self.api.call(&LIST)))
    }

    /// Creates a journal. Unsafe: a second one with its code is an error, which then says nothing of the first. The answer has
    /// no identifier: [`get`](Self::get) the journal by its code.
    ///
    /// # Errors
    /// A code that is taken; with which status is not documented.
    pub async fn create(&self, journal: &JournalData) -> Result<Confirmation> {
        confirm(self.api.call(&CREATE).json(journal)).await
    }

    /// Writes a journal, found by its UUID and not by its code. Idempotent. What becomes of a member that is not sent is not
    /// documented.
    ///
    /// # Errors
    /// `is_not_found` for an unknown journal.
    pub async fn update(&self, id: impl Into<JournalId>, journal: &JournalData) -> Result<Confirmation> {
        confirm(self.api.call(&UPDATE).arg(id.into()).json(journal)).await
    }
}

/// Filters of the list of journals.
#[derive(Debug, Clone, Default)]
pub struct JournalsQuery {
    /// Sent as it is. The text lists the operators `^` (begins with), `%` (contains), `!%` (does not), `gte`, `gt`, `lte`, `lt`,
    /// `$` (ends with) and `lneq` (has this length), and no example of how member, operator and value are joined.
    pub filter: Option<String>,
    /// Sent as it is. The text has no example.
    pub order: Option<String>,
}

impl JournalsQuery {
    fn apply(self, call: Call) -> Call {
        call.query_opt("filter", self.filter).query_opt("order", self.order)
    }
}

/// A journal.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Journal {
    pub uuid: JournalId,
    /// Letters and digits: `VE`.
    pub code: Option<JournalCode>,
    pub name: Option<String>,
    /// The account on the other side of each entry, of journals of the treasury.
    pub counterpart_account: Option<AccountRef>,
    pub journal_type: Option<Label>,
    /// How the number of a voucher is made: `Automatique` in the samples.
    pub numbering_part_type: Option<Label>,
    /// What the numbers of vouchers (*pièces*) begin with: `MMAA` is month and year.
    pub prefix: Option<String>,
    /// Blank, null or `B` in the samples. What it completes is not documented.
    pub complement: Option<String>,
    /// Whether entries use it.
    pub is_movement: Option<bool>,
    /// A flag of EBP's. What it changes is not documented.
    pub belongs_to_transfer_parameters: Option<bool>,
    /// Whether it is the journal of balances carried forward.
    #[serde(rename = "isADefaultANJournal")]
    pub is_default_opening: Option<bool>,
}

impl Journal {
    /// The journal as [`update`](Journals::update) takes it, changing nothing, to be edited. Whether entries use it, and whether it
    /// is the journal of balances carried forward, cannot be written.
    ///
    /// # Errors
    /// A journal that was read without code, name, kind or numbering, or with a counterpart without its number.
    pub fn to_update(&self) -> Result<JournalData> {
        let counterpart = self.counterpart_account.as_ref().filter(|account| **account != AccountRef::default());
        let name = |label: &Option<Label>| label.as_ref().and_then(|label| label.name.clone());
        Ok(JournalData {
            code: shown(&UPDATE, "code", &self.code)?,
            name: shown(&UPDATE, "name", &self.name)?,
            journal_type: shown(&UPDATE, "journalType", &name(&self.journal_type))?.as_str().into(),
            numbering_part_type: shown(&UPDATE, "numberingPartType", &name(&self.numbering_part_type))?.as_str().into(),
            prefix: self.prefix.clone(),
            complement: self.complement.clone(),
            counterpart_account: counterpart
                .map(|account| shown(&UPDATE, "counterpartAccount", &account.number))
                .transpose()?,
        })
    }
}

/// A journal, where something else names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct JournalRef {
    pub uuid: Option<JournalId>,
    /// Letters and digits: `VE`.
    pub code: Option<JournalCode>,
    pub name: Option<String>,
    /// The account on the other side of each entry.
    pub counterpart_account: Option<AccountRef>,
    pub journal_type: Option<Label>,
}

/// The French name of a kind, accents included: `À Nouveaux`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Label {
    pub name: Option<String>,
}

/// A journal to create, or to write over the one that is there, which begins with [`Journal::to_update`]: what becomes of a
/// member that is `None`, and so not sent, is not documented. Kinds are written by their French names, where a
/// [`Journal`] shows objects.
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct JournalData {
    /// Letters and digits: `VE`.
    pub code: JournalCode,
    pub name: String,
    pub journal_type: JournalType,
    /// How the number of a voucher is made: `Automatique` in the samples.
    pub numbering_part_type: NumberingPartType,
    /// As [`Journal::prefix`].
    pub prefix: Option<String>,
    /// As [`Journal::complement`].
    pub complement: Option<String>,
    /// The account on the other side. That it is given by its number is *unverified* (EB-25): the text says a string.
    pub counterpart_account: Option<GeneralAccountNumber>,
}

impl JournalData {
    /// A journal with the members that EBP asks for.
    pub fn new(
        code: impl Into<JournalCode>,
        name: impl Into<String>,
        journal_type: JournalType,
        numbering_part_type: NumberingPartType,
    ) -> Self {
        Self {
            code: code.into(),
            name: name.into(),
            journal_type,
            numbering_part_type,
            prefix: None,
            complement: None,
            counterpart_account: None,
        }
    }
}
