//! Entries (*écritures*) with their lines. They are written by [journal entries](super::journal_entries).

use guichet_core::time::Date;
use guichet_core::{Decimal, Model, RawJson, Result, operations, string_id};

use super::auxiliary_accounts::AuxiliaryAccountNumber;
use super::entry_lines::EntryLine;
use super::general_accounts::GeneralAccountNumber;
use super::{Accounting, Api, EntryMode, JournalRef, lists, types};

string_id! {
    /// Identifies an entry: a UUID.
    pub struct EntryId;
}

operations! {
    GET:    Safe, GET "/hubbix-cpttpe/api/v1/entries/{uuid}",         "ebp.accounting.entries.get",    "Récupération d'une écriture";
    SEARCH: Safe, GET "/hubbix-cpttpe/api/v1/search-entries/entries", "ebp.accounting.entries.search", "Rechercher des écritures";
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
        types::one(self.api.call(&GET).arg(id.into())).await
    }

    /// Finds several entries by their identifiers, fifty in a call. Safe. What becomes of an identifier that no entry has is not
    /// documented; count what comes back.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent. An error of one call is an error of the whole.
    pub async fn search(&self, ids: impl IntoIterator<Item = EntryId>) -> Result<Vec<FoundEntry>> {
        let ids: Vec<EntryId> = ids.into_iter().collect();
        if ids.is_empty() {
            return Err(guichet_core::Error::invalid(&SEARCH.id, "uuids", "an empty list names no entry"));
        }
        let mut found = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let chunk: Vec<&str> = chunk.iter().map(EntryId::as_str).collect();
            let call = self.api.call(&SEARCH).query_opt("uuids", lists::joined(&chunk));
            found.extend(call.fetch::<lists::List<FoundEntry>>().await?.items);
        }
        Ok(found)
    }
}

/// An entry with its lines.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Entry {
    pub uuid: EntryId,
    pub journal: Option<JournalRef>,
    pub entry_mode: Option<EntryMode>,
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
    pub temporary_identifier: Option<String>,
    pub valid_identifier: Option<String>,
    pub date: Option<Date>,
    pub journal: Option<JournalRef>,
    pub piece: Option<String>,
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
    pub date: Option<Date>,
    pub label: Option<String>,
    pub debit: Option<Decimal>,
    pub credit: Option<Decimal>,
}
