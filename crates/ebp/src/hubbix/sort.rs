//! What a list is sorted by.

use guichet_core::open_enum;
use guichet_core::vendor::Call;

open_enum! {
    /// Which way to sort. The text names no values: these are *unverified*.
    pub enum SortDirection: text {
        /// Smallest first.
        Ascending = "asc",
        /// Largest first.
        Descending = "desc",
    }
}

/// What to sort by. The text names neither fields nor directions: *unverified*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sort {
    /// The member, as an answer spells it.
    pub field: String,
    /// Which way.
    pub direction: Option<SortDirection>,
}

impl Sort {
    /// Smallest first.
    pub fn ascending(field: impl Into<String>) -> Self {
        Self { field: field.into(), direction: Some(SortDirection::Ascending) }
    }

    /// Largest first.
    pub fn descending(field: impl Into<String>) -> Self {
        Self { field: field.into(), direction: Some(SortDirection::Descending) }
    }
}

/// `sortField` and `sortDirection`.
pub(crate) fn sorted(call: Call, sort: Option<&Sort>) -> Call {
    let call = call.query_opt("sortField", sort.map(|sort| &sort.field));
    call.query_opt("sortDirection", sort.and_then(|sort| sort.direction.as_ref()))
}
