//! Small values that several resources share.

use guichet_core::json::Value;
use guichet_core::{Body, Call, Model, Result, open_enum};

use super::general_accounts::{GeneralAccountId, GeneralAccountNumber};
use super::journals::{JournalCode, JournalId};

open_enum! {
    /// Whether an entry can still be changed (*mode de saisie*).
    pub enum EntryMode: text {
        /// It can (*provisoire*).
        Provisional = "Provisoire",
        /// It is final, and no call makes it provisional again (*validé*).
        Validated = "Validé",
    }
}

/// A journal, where something else names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct JournalRef {
    pub uuid: Option<JournalId>,
    pub code: Option<JournalCode>,
    pub name: Option<String>,
    pub counterpart_account: Option<AccountRef>,
    pub journal_type: Option<Named>,
}

/// A general account, where something else names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct AccountRef {
    pub uuid: Option<GeneralAccountId>,
    pub number: Option<GeneralAccountNumber>,
    pub label: Option<String>,
}

/// A thing that is known by its French name alone, accents included: `À Nouveaux`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Named {
    pub name: Option<String>,
}

/// What EBP says of a change of status. Trust the count: the documented sentence speaks of "X" elements made inactive, also
/// where they were made active.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StatusChange {
    /// A sentence in French.
    pub message: Option<String>,
    /// How many were changed.
    pub total_items: Option<i64>,
}

/// What EBP says of a change that went through: a sentence in French.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Said {
    pub message: Option<String>,
}

/// The one thing that an answer holds; an empty answer to a read is not-found.
pub(super) async fn one<T: Value>(call: Call) -> Result<T> {
    call.fetch_one(|one: T| vec![one]).await
}

/// What is said of a change that went through; an empty answer is a success, too.
pub(super) async fn told<T: Value + Default>(call: Call) -> Result<T> {
    call.fetch_any::<T>().await.map(Option::unwrap_or_default)
}

/// Which accounts to make active or inactive.
#[derive(Debug, Body)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusRequest<I> {
    uuids: Vec<I>,
    /// 1: these, and only these. 2: all but these.
    method: u8,
    active: bool,
    pub(super) is_active: Option<bool>,
    pub(super) is_racine: Option<bool>,
    pub(super) is_collective: Option<bool>,
    pub(super) search: Option<String>,
    pub(super) class: Option<u32>,
}

impl<I> StatusRequest<I> {
    pub(super) fn only(accounts: impl IntoIterator<Item = I>, active: bool) -> Self {
        Self::new(accounts, 1, active)
    }

    pub(super) fn all_but(accounts: impl IntoIterator<Item = I>, active: bool) -> Self {
        Self::new(accounts, 2, active)
    }

    fn new(accounts: impl IntoIterator<Item = I>, method: u8, active: bool) -> Self {
        let uuids = accounts.into_iter().collect();
        let (is_active, is_racine, is_collective) = (None, None, None);
        Self { uuids, method, active, is_active, is_racine, is_collective, search: None, class: None }
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        if self.uuids.is_empty() { Err("an empty list names no account") } else { Ok(()) }
    }
}
