//! Entries (*écritures*): their lines, and how they are posted.

mod lines;
mod posting;

use guichet_core::time::Date;
use guichet_core::{Decimal, Model, RawJson, Result, open_enum, operations, string_id};

use super::auxiliary_accounts::AuxiliaryAccountNumber;
use super::general_accounts::GeneralAccountNumber;
use super::journals::JournalRef;
use super::{Accounting, Api};
use crate::hubbix::answer::fetch_one;
use crate::hubbix::list;

pub use lines::{EntryHead, EntryLine, EntryLineId, EntryLines, EntryLinesQuery};
pub use posting::{GroupMember, PostedEntries, Posting, PostingChecks, PostingEntry, PostingLine};

string_id! {
    /// Identifies an entry: a UUID.
    pub struct EntryId;
}

open_enum! {
    /// Whether an entry can still be changed (*mode de saisie*).
    pub enum EntryMode: text {
        /// It can (*provisoire*).
        Provisional = "Provisoire",
        /// It is final, and no call makes it provisional again (*validé*).
        Validated = "Validé",
    }
}

operations! {
    LIST_LINES: Safe,   GET  "/hubbix-cpttpe/api/v1/lines-entries",          "ebp.accounting.entry-lines.list",       "Récupération des écritures";
    GET:        Safe,   GET  "/hubbix-cpttpe/api/v1/entries/{uuid}",         "ebp.accounting.entries.get",            "Récupération d'une écriture";
    SEARCH:     Safe,   GET  "/hubbix-cpttpe/api/v1/search-entries/entries", "ebp.accounting.entries.search",         "Rechercher des écritures";
    POST:       Unsafe, POST "/hubbix-cpttpe/api/v1/journal-entry",          "ebp.accounting.journal-entries.create", "Ajouter une saisie journal";
}

/// So many UUIDs of 36 characters make an address of about 2,000, which every gateway takes.
const CHUNK: usize = 50;

/// Entries.
#[derive(Debug, Clone)]
pub struct Entries {
    api: Api,
}

impl Accounting {
    /// Entries.
    pub fn entries(&self) -> Entries {
        Entries { api: self.api() }
    }
}

impl Entries {
    /// Fetches one entry with its lines. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown entry.
    pub async fn get(&self, id: impl Into<EntryId>) -> Result<Entry> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Finds several entries by their identifiers, fifty in a call. Safe. What becomes of an identifier that no entry has is not
    /// documented; count what comes back.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent. An error of one call is an error of the whole.
    pub async fn search(&self, ids: impl IntoIterator<Item: Into<EntryId>>) -> Result<Vec<FoundEntry>> {
        let ids: Vec<EntryId> = ids.into_iter().map(Into::into).collect();
        if ids.is_empty() {
            return Err(guichet_core::Error::invalid(&SEARCH.id, "uuids", "an empty list names no entry"));
        }
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let chunk: Vec<&str> = chunk.iter().map(EntryId::as_str).collect();
            let call = self.api.call(&SEARCH).query_opt("uuids", list::joined(&chunk));
            found.extend(call.fetch::<list::List<FoundEntry>>().await?.items);
        }
        Ok(found)
    }

    /// Posts entries (*saisie journal*); edits lines that have a UUID, and deletes lines. Unsafe: not repeated once it may have been
    /// carried out. After [`outcome_unknown`](crate::Error::outcome_unknown) look for the voucher or document among
    /// [`entry_lines`](Accounting::entry_lines) before anything else.
    ///
    /// # Errors
    /// Before anything is sent: nothing to post and nothing to delete, entries that do not balance, negative amounts, lines on both
    /// sides or on none, empty texts. [`fields`](crate::Error::fields) names all of it; [`Posting::checks`] switches each check off.
    #[doc(alias = "saisie journal")]
    #[doc(alias = "journal-entry")]
    pub async fn post(&self, posting: &Posting) -> Result<PostedEntries> {
        fetch_one(self.api.call(&POST).check_all(posting.mistakes()).json(&posting.wire())).await
    }
}

/// An entry with its lines.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Entry {
    pub uuid: EntryId,
    pub journal: Option<JournalRef>,
    /// Whether it is provisional or validated, which is final.
    pub entry_mode: Option<EntryMode>,
    /// The day of the entry. The samples have midnight behind it.
    pub date: Option<Date>,
    /// Its number while it is provisional.
    pub temporary_identifier: Option<String>,
    /// Its number once it is validated.
    pub valid_identifier: Option<String>,
    #[model(with = "guichet_core::json::one_or_many")]
    pub lines: Vec<EntryLine>,
    /// What it holds is not documented: null in every sample.
    pub attachment: Option<RawJson>,
    /// Where it came from, in EBP's own words: `Saisie journal`.
    pub origin: Option<String>,
}

/// An entry as [`search`](Entries::search) shows it: short account numbers, and lines without identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FoundEntry {
    pub uuid: EntryId,
    /// Its number while it is provisional.
    pub temporary_identifier: Option<String>,
    /// Its number once it is validated.
    pub valid_identifier: Option<String>,
    /// The day of the entry. The samples have midnight behind it.
    pub date: Option<Date>,
    pub journal: Option<JournalRef>,
    /// The number of the voucher (*pièce*).
    #[serde(rename = "piece")]
    pub voucher: Option<String>,
    #[model(with = "guichet_core::json::one_or_many")]
    pub lines: Vec<FoundLine>,
}

/// A line of a [`FoundEntry`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FoundLine {
    /// Short: `411`.
    pub general_account: Option<GeneralAccountNumber>,
    /// The auxiliary account, under another name than elsewhere (`thirdAccount`).
    #[serde(rename = "thirdAccount")]
    pub auxiliary_account: Option<AuxiliaryAccountNumber>,
    /// The day of the entry. The samples have midnight behind it.
    pub date: Option<Date>,
    pub label: Option<String>,
    /// The amount on this side; the other side is zero or missing.
    pub debit: Option<Decimal>,
    /// The amount on this side; the other side is zero or missing.
    pub credit: Option<Decimal>,
}
