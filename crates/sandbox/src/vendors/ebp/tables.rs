//! What is a matter of tables.

use super::{
    attachments, authorize, auxiliary_accounts, bank_transactions, checks, entries, entry_lines, folder_settings,
    general_accounts, journal_entries, journals, statuses, tokens,
};
use crate::engine::behaviour::{act, documented, list};
use crate::engine::{Collection, Filter, Row, Test};

pub(super) const ATTACHMENTS: &str = "attachments";
pub(super) const AUXILIARY: &str = "auxiliary-accounts";
pub(super) const BANK: &str = "bank-transactions";
pub(super) const ENTRIES: &str = "entries";
pub(super) const GENERAL: &str = "general-accounts";
pub(super) const JOURNALS: &str = "journals";
pub(super) const LINES: &str = "entry-lines";
pub(super) const SETTINGS: &str = "settings";
pub(super) const TYPES: &str = "auxiliary-account-types";

pub(super) static IDENTITY: &[Row] = &[
    act("ebp.identity.authorize", authorize::authorize),
    act("ebp.identity.exchange", tokens::exchange),
    act("ebp.identity.refresh", tokens::refresh).when(tokens::is_refresh),
];

pub(super) static ACCOUNTING: &[Row] = &[
    act("ebp.accounting.attachments.download", attachments::download),
    act("ebp.accounting.attachments.upload", attachments::upload).inspect(checks::file),
    list("ebp.accounting.auxiliary-account-types.list", &TYPE_LIST),
    act("ebp.accounting.auxiliary-accounts.create", auxiliary_accounts::create).inspect(auxiliary_accounts::inspect),
    act("ebp.accounting.auxiliary-accounts.get", auxiliary_accounts::get),
    act("ebp.accounting.auxiliary-accounts.list", auxiliary_accounts::list),
    act("ebp.accounting.auxiliary-accounts.set-status", statuses::set).inspect(statuses::inspect),
    act("ebp.accounting.auxiliary-accounts.set-status-of-all-but", statuses::set)
        .when(statuses::is_of_all_but)
        .inspect(statuses::inspect),
    act("ebp.accounting.auxiliary-accounts.update", auxiliary_accounts::update).inspect(auxiliary_accounts::inspect),
    act("ebp.accounting.bank-transactions.list", bank_transactions::list),
    documented("ebp.accounting.domain.get"),
    act("ebp.accounting.entries.get", entries::get),
    act("ebp.accounting.entries.search", entries::search),
    act("ebp.accounting.entry-lines.list", entry_lines::list),
    act("ebp.accounting.folder-settings.get", folder_settings::get),
    act("ebp.accounting.folder-settings.replace", folder_settings::replace).inspect(folder_settings::inspect),
    act("ebp.accounting.general-accounts.create", general_accounts::create),
    act("ebp.accounting.general-accounts.get", general_accounts::get),
    act("ebp.accounting.general-accounts.list", general_accounts::list),
    act("ebp.accounting.general-accounts.set-status", statuses::set).inspect(statuses::inspect),
    act("ebp.accounting.general-accounts.set-status-of-all-but", statuses::set)
        .when(statuses::is_of_all_but)
        .inspect(statuses::inspect),
    act("ebp.accounting.general-accounts.update", general_accounts::update),
    act("ebp.accounting.journal-entries.create", journal_entries::create).inspect(journal_entries::inspect),
    act("ebp.accounting.journals.create", journals::create),
    act("ebp.accounting.journals.get", journals::get),
    act("ebp.accounting.journals.list", journals::list),
    act("ebp.accounting.journals.update", journals::update),
    documented("ebp.accounting.vat-rates.list"),
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
