//! Small business accounting (*HUBBIX Comptabilité TPE*): accounts, journals, entries, bank transactions and attachments of one
//! folder.

mod account_status;
pub mod attachments;
pub mod auxiliary_account_types;
pub mod auxiliary_accounts;
pub mod bank_transactions;
pub mod entries;
pub mod folder;
pub mod folder_settings;
pub mod general_accounts;
pub mod journals;
pub mod vat_rates;

pub use crate::hubbix::answer::Confirmation;
pub use crate::hubbix::list::Paging;
pub use crate::hubbix::sort::{Sort, SortDirection};
pub use account_status::StatusChange;

use guichet_core::Operation;

use crate::ids::TenantId;

/// The operations of the accounting, in the order of its documentation.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    [
        auxiliary_account_types::OPERATIONS,
        auxiliary_accounts::OPERATIONS,
        general_accounts::OPERATIONS,
        folder::OPERATIONS,
        entries::OPERATIONS,
        folder_settings::OPERATIONS,
        journals::OPERATIONS,
        bank_transactions::OPERATIONS,
        attachments::OPERATIONS,
        vat_rates::OPERATIONS,
    ]
    .into_iter()
    .flatten()
    .copied()
}

product! {
    /// The accounting of one folder.
    Accounting, accounting(TenantId), "tenantid"
}
