//! Invoicing for small businesses (*HUBBIX Gestion Commerciale TPE*) of one folder. What is built: the means of
//! payment, the groups of customers and of items, units of sale, VAT rates, and the documents of sale.

pub mod customer_groups;
pub mod customers;
pub mod documents;
pub mod item_groups;
pub mod items;
mod list_query;
pub mod payment_modes;
pub mod sale_units;
pub mod settlement_terms;
mod territoriality;
pub mod vat_rates;

pub use crate::hubbix::answer::Deletion;
pub use crate::hubbix::list::Paging;
pub use crate::hubbix::sort::{SortType, SortingOrder};
pub use list_query::ListQuery;
pub use territoriality::Territoriality;

use guichet_core::Operation;

use crate::ids::DomainId;

/// The operations of invoicing, in the order of its documentation.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    [customer_groups::OPERATIONS, item_groups::OPERATIONS, payment_modes::OPERATIONS]
        .into_iter()
        .flatten()
        .copied()
        .chain(documents::operations())
        .chain([sale_units::OPERATIONS, vat_rates::OPERATIONS].into_iter().flatten().copied())
}

product! {
    /// Invoicing of one folder.
    Invoicing, invoicing(DomainId), "DomainId"
}
