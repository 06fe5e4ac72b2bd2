//! What is a matter of tables.

use super::{
    attachments, authorize, auxiliary_accounts, bank_transactions, entries, entry_lines, folder_settings,
    general_accounts, journal_entries, journals, statuses, tokens,
};
use crate::engine::{Behaviour, Collection, Filter, Test};

pub(super) const ATTACHMENTS: &str = "attachments";
pub(super) const AUXILIARY: &str = "auxiliary-accounts";
pub(super) const BANK: &str = "bank-transactions";
pub(super) const ENTRIES: &str = "entries";
pub(super) const GENERAL: &str = "general-accounts";
pub(super) const JOURNALS: &str = "journals";
pub(super) const LINES: &str = "entry-lines";
pub(super) const SETTINGS: &str = "settings";
pub(super) const TYPES: &str = "auxiliary-account-types";

pub(super) static BEHAVIOURS: &[(&str, Behaviour)] = &[
    ("ebp.identity.authorize", Behaviour::Act(authorize::authorize)),
    ("ebp.identity.exchange", Behaviour::Act(tokens::exchange)),
    ("ebp.identity.refresh", Behaviour::Act(tokens::refresh)),
    ("ebp.accounting.attachments.download", Behaviour::Act(attachments::download)),
    ("ebp.accounting.attachments.upload", Behaviour::Act(attachments::upload)),
    ("ebp.accounting.auxiliary-account-types.list", Behaviour::List(&TYPE_LIST)),
    ("ebp.accounting.auxiliary-accounts.create", Behaviour::Act(auxiliary_accounts::create)),
    ("ebp.accounting.auxiliary-accounts.get", Behaviour::Act(auxiliary_accounts::get)),
    ("ebp.accounting.auxiliary-accounts.list", Behaviour::Act(auxiliary_accounts::list)),
    ("ebp.accounting.auxiliary-accounts.set-status", Behaviour::Act(statuses::set)),
    ("ebp.accounting.auxiliary-accounts.set-status-of-all-but", Behaviour::Act(statuses::set)),
    ("ebp.accounting.auxiliary-accounts.update", Behaviour::Act(auxiliary_accounts::update)),
    ("ebp.accounting.bank-transactions.list", Behaviour::Act(bank_transactions::list)),
    ("ebp.accounting.domain.get", Behaviour::Documented),
    ("ebp.accounting.entries.get", Behaviour::Act(entries::get)),
    ("ebp.accounting.entries.search", Behaviour::Act(entries::search)),
    ("ebp.accounting.entry-lines.list", Behaviour::Act(entry_lines::list)),
    ("ebp.accounting.folder-settings.get", Behaviour::Act(folder_settings::get)),
    ("ebp.accounting.folder-settings.replace", Behaviour::Act(folder_settings::replace)),
    ("ebp.accounting.general-accounts.create", Behaviour::Act(general_accounts::create)),
    ("ebp.accounting.general-accounts.get", Behaviour::Act(general_accounts::get)),
    ("ebp.accounting.general-accounts.list", Behaviour::Act(general_accounts::list)),
    ("ebp.accounting.general-accounts.set-status", Behaviour::Act(statuses::set)),
    ("ebp.accounting.general-accounts.set-status-of-all-but", Behaviour::Act(statuses::set)),
    ("ebp.accounting.general-accounts.update", Behaviour::Act(general_accounts::update)),
    ("ebp.accounting.journal-entries.create", Behaviour::Act(journal_entries::create)),
    ("ebp.accounting.journals.create", Behaviour::Act(journals::create)),
    ("ebp.accounting.journals.get", Behaviour::Act(journals::get)),
    ("ebp.accounting.journals.list", Behaviour::Act(journals::list)),
    ("ebp.accounting.journals.update", Behaviour::Act(journals::update)),
    ("ebp.accounting.vat-rates.list", Behaviour::Documented),
];

pub(super) static TYPE_LIST: Collection = collection(TYPES, &[]);
pub(super) static JOURNAL_LIST: Collection = collection(JOURNALS, &[]);

pub(super) static GENERAL_LIST: Collection = collection(
    GENERAL,
    &[
        filter("isActive", "active", Test::Flag),
        filter("isRacine", "racine", Test::Flag),
        filter("isCollective", "collective", Test::Flag),
        filter("numberFrom", "number", Test::From),
    ],
);

pub(super) static AUXILIARY_LIST: Collection =
    collection(AUXILIARY, &[filter("isActive", "isActive", Test::Flag), filter("numberFrom", "number", Test::From)]);

pub(super) static LINE_LIST: Collection = collection(
    LINES,
    &[
        filter("startDate", "entry.date", Test::From),
        filter("endDate", "entry.date", Test::To),
        filter("nature", "@nature", Test::Equal),
        filter("assigned", "@assigned", Test::Flag),
        filter("bankDeposit", "@bankDeposit", Test::Flag),
    ],
);

pub(super) static BANK_LIST: Collection = collection(
    BANK,
    &[
        filter("startDate", "operationDate", Test::From),
        filter("status", "status", Test::Equal),
        filter("bankAccount", "account.uuid", Test::Equal),
        filter("uuid", "uuid", Test::Equal),
    ],
);

/// Nothing is looked up by the engine: what bears several identifiers is found by the vendor's own code.
const fn collection(shelf: &'static str, filters: &'static [Filter]) -> Collection {
    Collection { shelf, filters, unknown: (404, "") }
}

const fn filter(name: &'static str, path: &'static str, test: Test) -> Filter {
    Filter { name, path, test }
}
