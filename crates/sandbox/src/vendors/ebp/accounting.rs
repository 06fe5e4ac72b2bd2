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

use guichet_fixtures::Json;

use super::{API, errors, hubbix};
use crate::engine::behaviour::documented;
use crate::engine::{Answer, Call, Complaint, Engine, Face, Order, Reply, Row, Shown, Store, Window};
use auxiliary_account_types::TYPES;
use auxiliary_accounts::AUXILIARY_ACCOUNTS;
use bank_transactions::BANK_TRANSACTIONS;
use entries::ENTRIES;
use entry_lines::ENTRY_LINES;
use general_accounts::GENERAL_ACCOUNTS;
use journals::JOURNALS;

pub(super) struct Accounting;

impl Face for Accounting {
    fn prefix(&self) -> &'static str {
        "ebp.accounting."
    }

    fn mount(&self) -> &'static str {
        API
    }

    fn rows(&self) -> &'static [&'static [Row]] {
        static ROWS: &[&[Row]] = &[
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
        ];
        ROWS
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        errors::refuse(status, message)
    }

    /// The label is the `errorCode`.
    fn refuse_as(&self, status: u16, label: &str, message: &str) -> Reply {
        errors::hubbix(status, label, Json::Null, message)
    }

    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        hubbix::inspect(call, complaints);
    }

    fn reject(&self, call: &Call<'_>, complaints: &[Complaint]) -> Reply {
        errors::reject(call, complaints)
    }

    /// 003:303-304; 003:9775: more is an error, the same for every list.
    fn window(&self, call: &Call<'_>) -> Result<Window, Reply> {
        hubbix::window(call).ok_or_else(|| call.documented("general-accounts/list--above-limit"))
    }

    fn order(&self, call: &Call<'_>) -> Order {
        hubbix::order(call)
    }

    fn page(&self, call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
        hubbix::page(call, window, total, items)
    }

    fn answer(&self) -> Answer {
        Answer::Documented(&[])
    }

    fn shown(&self) -> &'static [Shown] {
        static SHOWN: &[Shown] = &[
            Shown::object(&TYPES, "uuid", &AUXILIARY_ACCOUNTS, "types"),
            Shown::text(&AUXILIARY_ACCOUNTS, "number", &ENTRY_LINES, "auxiliaryAccount"),
            Shown::text(&GENERAL_ACCOUNTS, "number", &ENTRY_LINES, "generalAccount"),
            Shown::object(&JOURNALS, "uuid", &BANK_TRANSACTIONS, "account.journal"),
            Shown::object(&JOURNALS, "uuid", &ENTRIES, "journal"),
            Shown::object(&ENTRIES, "uuid", &ENTRY_LINES, "entry"),
        ];
        SHOWN
    }

    /// Not from the fixtures: identifiers are uuids, numbers and codes, and what bears them is not always shown whole.
    fn seed(&self, engine: &Engine, store: &mut Store) {
        seed::fill(engine, store);
    }
}
