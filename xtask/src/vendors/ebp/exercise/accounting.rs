//! The accounting: Hubbix Comptabilité TPE.

mod attachments;
mod auxiliary_account_types;
mod auxiliary_accounts;
mod bank_transactions;
mod domain;
mod entries;
mod entry_lines;
mod folder_settings;
mod general_accounts;
mod journal_entries;
mod journals;
mod vat_rates;

use guichet_ebp::accounting::{Accounting, Paging};

use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, reading};
use crate::vendors::ebp::EbpClient;

/// All of them, in the order of the documentation.
pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    [
        auxiliary_account_types::table(),
        auxiliary_accounts::table(),
        general_accounts::table(),
        domain::table(),
        entry_lines::table(),
        entries::table(),
        folder_settings::table(),
        journals::table(),
        bank_transactions::table(),
        attachments::table(),
        journal_entries::table(),
        vat_rates::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The folder of the documentation; elsewhere the environment's, or the caller's argument.
fn folder(client: &EbpClient) -> Accounting {
    let tenant = super::folder("GUICHET_EBP_TENANT");
    client.ebp.accounting(tenant.unwrap_or_else(|| id("tenantid", "0189abef-09af-409F-ab89-012789abcdef")))
}

/// An identifier as the documentation spells it.
fn id(name: &str, documented: &str) -> String {
    arg(name, documented.to_owned())
}

/// A page of the documentation. A list that is read to its end has pages of the most elements: a call goes once a second.
fn page(skip: u64, take: u32) -> Paging {
    Paging { skip, ..Paging::pages_of(if reading::is_whole() { Paging::MOST } else { take }) }
}
