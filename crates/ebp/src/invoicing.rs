//! Invoicing for small businesses (*HUBBIX Gestion Commerciale TPE*) of one folder.

pub mod customer_groups;
pub mod customers;
pub mod dashboards;
pub mod documents;
pub mod goods;
pub mod item_groups;
pub mod items;
mod list_query;
pub mod payment_modes;
pub mod printing_models;
pub mod sale_commitments;
pub mod sale_units;
pub mod services;
pub mod settlement_terms;
pub mod settlements;
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
    let masters = [
        customer_groups::OPERATIONS,
        customers::OPERATIONS,
        dashboards::OPERATIONS,
        goods::OPERATIONS,
        item_groups::OPERATIONS,
        items::OPERATIONS,
        payment_modes::OPERATIONS,
        printing_models::OPERATIONS,
        sale_commitments::OPERATIONS,
    ];
    let rest = [
        sale_units::OPERATIONS,
        services::OPERATIONS,
        settlements::OPERATIONS,
        settlement_terms::OPERATIONS,
        vat_rates::OPERATIONS,
    ];
    let all = |lists: [&'static [&'static Operation]; 9]| lists.into_iter().flatten().copied();
    all(masters).chain(documents::operations()).chain(rest.into_iter().flatten().copied())
}

product! {
    /// Invoicing of one folder.
    Invoicing, invoicing(DomainId), "DomainId"
}
