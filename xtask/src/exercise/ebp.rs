//! EBP's invocations, a file per resource.

mod attachments;
mod auxiliary_accounts;
mod bank_transactions;
mod domain;
mod entries;
mod folder_settings;
mod general_accounts;
mod identity;
mod journal_entries;
mod journals;
mod payment_modes;
mod vat_rates;

use guichet_ebp::accounting::{Accounting, Paging};
use guichet_ebp::invoicing::Invoicing;

use super::Exercise;
use crate::conformance::arg;
use crate::vendors::EbpClient;

/// All of them, in the order of the documentation.
pub fn table() -> Vec<Exercise<EbpClient>> {
    [
        identity::table(),
        auxiliary_accounts::table(),
        general_accounts::table(),
        domain::table(),
        entries::table(),
        folder_settings::table(),
        journals::table(),
        bank_transactions::table(),
        attachments::table(),
        journal_entries::table(),
        vat_rates::table(),
        payment_modes::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The folder of the documentation; elsewhere the environment's, or the caller's argument.
fn folder(client: &EbpClient) -> Accounting {
    let tenant = std::env::var("GUICHET_EBP_TENANT").ok().filter(|tenant| !tenant.is_empty());
    let tenant = tenant.unwrap_or_else(|| arg("tenantid", "0189abef-09af-409F-ab89-012789abcdef".to_owned()));
    client.ebp.accounting(tenant)
}

/// The folder of the documentation's samples of invoicing; elsewhere the environment's, or the caller's argument.
fn invoicing(client: &EbpClient) -> Invoicing {
    let domain = std::env::var("GUICHET_EBP_DOMAIN").ok().filter(|domain| !domain.is_empty());
    client.ebp.invoicing(domain.unwrap_or_else(|| arg("DomainId", "DomainId".to_owned())))
}

/// An identifier as the documentation spells it.
fn id(name: &str, documented: &str) -> String {
    arg(name, documented.to_owned())
}

fn page(skip: u64, take: u32) -> Paging {
    Paging { skip, take }
}
