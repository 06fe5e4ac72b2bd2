//! The invoicing: Hubbix Gestion Commerciale TPE.

mod customer_groups;
mod customers;
mod dashboards;
mod documents;
mod item_groups;
mod items;
mod payment_modes;
mod printing_models;
mod sale_commitments;
mod sale_units;
mod settlement_terms;
mod settlements;
mod vat_rates;

use guichet_ebp::invoicing::{Invoicing, Paging};

use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, reading};
use crate::vendors::ebp::EbpClient;

/// All of them, in the order of the documentation.
pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    [
        customer_groups::table(),
        customers::table(),
        dashboards::table(),
        items::table(),
        item_groups::table(),
        payment_modes::table(),
        printing_models::table(),
        sale_commitments::table(),
        documents::table(),
        sale_units::table(),
        settlements::table(),
        settlement_terms::table(),
        vat_rates::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The folder of the documentation; elsewhere the environment's, or the caller's argument.
fn folder(client: &EbpClient) -> Invoicing {
    let domain = super::folder("GUICHET_EBP_DOMAIN");
    client.ebp.invoicing(domain.unwrap_or_else(|| arg("DomainId", "DomainId".to_owned())))
}

/// A page of the documentation. A list that is read to its end has pages of the most elements: a call goes once a second.
fn page(skip: u64, take: u32) -> Paging {
    Paging { skip, ..Paging::pages_of(if reading::is_whole() { Paging::MOST } else { take }) }
}
