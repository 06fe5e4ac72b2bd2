//! The change that makes accounts, general or auxiliary, active or inactive.

use guichet_core::{Body, Model};

/// EBP's answer to a change of status. Trust the count: the documented sentence speaks of "X" elements made inactive, also
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

/// Which accounts to make active or inactive.
#[derive(Debug, Body)]
#[serde(rename_all = "camelCase")]
pub(super) struct StatusRequest<I> {
    /// Sent although it is empty: "all but none" is said, and not left out.
    #[serde(skip_serializing_if = "never")]
    pub(super) uuids: Vec<I>,
    /// 1: these, and only these. 2: all but these.
    pub(super) method: u8,
    pub(super) active: bool,
    pub(super) is_active: Option<bool>,
    pub(super) is_racine: Option<bool>,
    pub(super) is_collective: Option<bool>,
    pub(super) search: Option<String>,
    pub(super) class: Option<u32>,
}

fn never<T>(_: &T) -> bool {
    false
}

impl<I> StatusRequest<I> {
    pub(super) fn only(accounts: impl IntoIterator<Item: Into<I>>, active: bool) -> Self {
        Self::new(accounts, 1, active)
    }

    pub(super) fn all_but(accounts: impl IntoIterator<Item: Into<I>>, active: bool) -> Self {
        Self::new(accounts, 2, active)
    }

    fn new(accounts: impl IntoIterator<Item: Into<I>>, method: u8, active: bool) -> Self {
        let uuids = accounts.into_iter().map(Into::into).collect();
        let (is_active, is_racine, is_collective) = (None, None, None);
        Self { uuids, method, active, is_active, is_racine, is_collective, search: None, class: None }
    }

    pub(super) fn check(&self) -> Result<(), &'static str> {
        match (self.uuids.is_empty(), self.method) {
            (false, _) => Ok(()),
            (true, 1) => Err("an empty list names no account"),
            // A search that found nothing is the usual reason, and would close the whole chart of accounts.
            (true, _) => Err("an empty list excepts no account: `set_status_of_all` is for every account"),
        }
    }
}
