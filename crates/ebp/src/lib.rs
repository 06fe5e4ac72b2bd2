#![cfg_attr(docsrs, feature(doc_cfg))]
// The examples of the README sign in, and use the accounting.
#![cfg_attr(all(feature = "login", feature = "accounting"), doc = include_str!("../README.md"))]
#![cfg_attr(
    not(all(feature = "login", feature = "accounting")),
    doc = "A typed, asynchronous client for EBP's REST APIs, on stored tokens. The whole text needs `login` and `accounting`."
)]
// Of a model, units, formats and traps are told; a member whose name says everything needs no sentence.
#![allow(missing_docs)]

#[cfg(feature = "accounting")]
pub mod accounting;
pub mod auth;
mod client;
mod error;
mod folders;

#[cfg(feature = "login")]
pub use client::REDIRECT_URI;
pub use client::{Builder, Ebp, Environment, LOGIN_URL, documented_limits};
pub use error::REAUTHENTICATION_REQUIRED;
pub use folders::{DomainId, FolderId, TenantId};

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
    accounting::domain::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::entry_lines::OPERATIONS,
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
    accounting::journal_entries::OPERATIONS,
    #[cfg(feature = "accounting")]
    accounting::vat_rates::OPERATIONS,
];

/// The operation of this name, on the vendor's host for calls.
fn find(id: &str) -> Result<&'static Operation> {
    let mut all = OPERATIONS.iter().flat_map(|group| group.iter()).copied();
    match all.find(|operation| operation.id == id) {
        Some(own) if auth::OPERATIONS.iter().any(|operation| operation.id == own.id) => {
            Err(Error::config(format!("{id:?} goes to another host: use `identity()`")))
        }
        Some(operation) => Ok(operation),
        None => Err(Error::config(format!("{id:?} is not one of EBP's operations"))),
    }
}
