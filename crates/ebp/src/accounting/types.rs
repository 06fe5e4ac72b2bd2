//! Small values that several resources share.

use guichet_core::{Call, Result, lenient, open_enum};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct JournalRef {
    #[serde(deserialize_with = "lenient::unless_empty")]
    pub uuid: Option<JournalId>,
    #[serde(deserialize_with = "lenient::unless_empty")]
    pub code: Option<JournalCode>,
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
    #[serde(deserialize_with = "lenient::unless_empty")]
    pub counterpart_account: Option<AccountRef>,
    #[serde(deserialize_with = "lenient::unless_empty")]
    pub journal_type: Option<Named>,
}

/// A general account, where something else names it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct AccountRef {
    #[serde(deserialize_with = "lenient::unless_empty")]
    pub uuid: Option<GeneralAccountId>,
    #[serde(deserialize_with = "lenient::unless_empty")]
    pub number: Option<GeneralAccountNumber>,
    #[serde(deserialize_with = "lenient::text")]
    pub label: Option<String>,
}

/// A thing that is known by its French name alone, accents included: `À Nouveaux`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Named {
    #[serde(deserialize_with = "lenient::text")]
    pub name: Option<String>,
}

/// What EBP says of a change of status. Trust the count: the documented sentence speaks of "X" elements made inactive, also
/// where they were made active.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
#[non_exhaustive]
pub struct StatusChange {
    /// A sentence in French.
    #[serde(deserialize_with = "lenient::text")]
    pub message: Option<String>,
    /// How many were changed.
    #[serde(deserialize_with = "lenient::integer")]
    pub total_items: Option<i64>,
}

/// What EBP says of a change that went through: a sentence in French.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Said {
    #[serde(deserialize_with = "lenient::text")]
    pub message: Option<String>,
}

/// The one thing that an answer holds; an empty answer to a read is not-found.
pub(super) async fn one<T: DeserializeOwned>(call: Call) -> Result<T> {
    call.send_one(|one: Option<T>| one.into_iter().collect()).await
}

/// What is said of a change that went through; an empty answer is a success, too.
pub(super) async fn told<T: DeserializeOwned + Default>(call: Call) -> Result<T> {
    call.send::<Option<T>>().await.map(Option::unwrap_or_default)
}

/// Which accounts to make active or inactive.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusRequest<I> {
    uuids: Vec<I>,
    /// 1: these, and only these. 2: all but these.
    method: u8,
    active: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_active: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_racine: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) is_collective: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) search: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
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
