#![doc = include_str!("../README.md")]
// Of a model, units, formats and traps are told; a member whose name says everything needs no sentence.
#![allow(missing_docs)]

#[cfg(feature = "accounting")]
pub mod accounting;
pub mod auth;
mod client;
mod error;
mod ids;

pub use client::{Builder, Ebp, Environment, LOGIN_URL, REDIRECT_URI, documented_limits};
pub use error::REAUTHENTICATION_REQUIRED;
pub use ids::{DomainId, FolderId, TenantId};

pub use guichet_core::limit::{Day, FileLedger, Ledger, LedgerError, LimitsBuilder, MemoryLedger, Quota};
pub use guichet_core::{
    Call, CallOptions, Clock, Decimal, Download, Effect, Error, ErrorKind, Limits, Method, Operation, Pager, RawJson,
    Response, Result, RetryPolicy, Secret, Sent, Settings, decimal, pager, time, transport,
};

/// Every call that this crate makes.
pub static OPERATIONS: &[&[&Operation]] = &[
    auth::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::auxiliary_account_types::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::auxiliary_accounts::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::general_accounts::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::folder::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::entries::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::folder_settings::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::journals::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::bank_transactions::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::attachments::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::vat_rates::OPERATIONS,
];

/// The operation of this id, on the vendor's host for calls.
fn find(id: &str) -> Result<&'static Operation> {
    let operation = guichet_core::find(OPERATIONS, "EBP", id)?;
    if auth::OPERATIONS.contains(&operation) {
        return Err(Error::config(format!("{id:?} goes to another host: use `identity()`")));
    }
    Ok(operation)
}
