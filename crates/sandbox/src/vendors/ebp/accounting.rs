//! The accounting, HUBBIX Comptabilité TPE.

mod account_status;
mod attachments;
mod auxiliary_account_types;
mod auxiliary_accounts;
mod bank_transactions;
mod entries;
mod entry_lines;
mod folder_settings;
mod general_accounts;
mod journal_entries;
mod journals;
mod seed;

use super::hubbix::Product;
use crate::engine::behaviour::documented;
use crate::engine::{Answer, Call, Order, Refusal, Shown};
use auxiliary_accounts::AUXILIARY_ACCOUNTS;
use entries::ENTRIES;
use entry_lines::ENTRY_LINES;
use journals::JOURNALS;

/// 003:135.
pub(super) const FOLDER: &str = "0189abef-09af-409F-ab89-012789abcdef";

pub(super) static ACCOUNTING: Product = Product {
    prefix: "ebp.accounting.",
    rows: &[
        attachments::ROWS,
        auxiliary_account_types::ROWS,
        auxiliary_accounts::ROWS,
        bank_transactions::ROWS,
        entries::ROWS,
        entry_lines::ROWS,
        folder_settings::ROWS,
        general_accounts::ROWS,
        journal_entries::ROWS,
        journals::ROWS,
        &[documented("ebp.accounting.domain.get"), documented("ebp.accounting.vat-rates.list")],
    ],
    folder: ("tenantid", FOLDER),
    above_limit: Refusal::Fixture("general-accounts/list--above-limit"),
    no_data: "null",
    search: "search",
    order,
    answer: Answer::Documented(&[]),
    shown: &[
        Shown::object(&auxiliary_account_types::TYPES, "uuid", &AUXILIARY_ACCOUNTS, "types"),
        Shown::text(&AUXILIARY_ACCOUNTS, "number", &ENTRY_LINES, "auxiliaryAccount"),
        Shown::text(&general_accounts::GENERAL_ACCOUNTS, "number", &ENTRY_LINES, "generalAccount"),
        Shown::object(&JOURNALS, "uuid", &bank_transactions::BANK_TRANSACTIONS, "account.journal"),
        Shown::object(&JOURNALS, "uuid", &ENTRIES, "journal"),
        Shown::object(&ENTRIES, "uuid", &ENTRY_LINES, "entry"),
    ],
    seed: seed::fill,
};

/// Bank transactions have another word for it.
fn order(call: &Call<'_>) -> Order {
    let downwards = call.query("sortDirection") == Some("desc") || call.query("sort") == Some("reverse-chronological");
    Order { member: call.query("sortField").map(str::to_owned), downwards }
}
