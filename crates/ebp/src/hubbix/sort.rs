//! What a list is sorted by.

use guichet_core::open_enum;
use guichet_core::vendor::Call;

open_enum! {
    /// Which way to sort. The text names no values: these are *unverified* (EB-19).
    pub enum SortDirection: text {
        /// Smallest first.
        Ascending = "asc",
        /// Largest first.
        Descending = "desc",
    }
}

/// What to sort by. The text names neither fields nor directions: *unverified* (EB-19).
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

open_enum! {
    /// Which way to sort, in invoicing (*SortType*, 003:9695).
    pub enum SortType: number {
        /// Smallest first (*croissant*), the default.
        Ascending = "0",
        /// Largest first (*décroissant*).
        Descending = "1",
    }
}

/// What to sort by, in invoicing. The text names no members: *unverified*.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortingOrder {
    /// The member, as an answer spells it.
    pub property: String,
    /// Which way. That it is given by its value, and not by its name, is *unverified* (EG-9).
    pub sort_type: Option<SortType>,
}

impl SortingOrder {
    /// Smallest first.
    pub fn ascending(property: impl Into<String>) -> Self {
        Self { property: property.into(), sort_type: Some(SortType::Ascending) }
    }

    /// Largest first.
    pub fn descending(property: impl Into<String>) -> Self {
        Self { property: property.into(), sort_type: Some(SortType::Descending) }
    }

    /// `sortingOrder.property` and `sortingOrder.sortType`.
    pub(crate) fn apply(order: Option<&Self>, call: Call) -> Call {
        let call = call.query_opt("sortingOrder.property", order.map(|order| &order.property));
        call.query_opt("sortingOrder.sortType", order.and_then(|order| order.sort_type.as_ref()))
    }
}
