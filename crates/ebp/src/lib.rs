#![cfg_attr(docsrs, feature(doc_cfg))]
// The examples of the README sign in, and use the accounting.
#![cfg_attr(all(feature = "login", feature = "accounting"), doc = include_str!("../README.md"))]
#![cfg_attr(
    not(all(feature = "login", feature = "accounting")),
    doc = "A typed, asynchronous client for EBP's REST APIs, on stored tokens. The whole text needs `login` and `accounting`."
)]
// A model's documentation gives units, formats and traps; a member whose name says everything needs no sentence.
#![allow(missing_docs)]

// First, for its macro.
#[cfg_attr(not(any(feature = "accounting", feature = "invoicing")), allow(dead_code, unused_macros))]
#[macro_use]
mod product;

#[cfg(feature = "accounting")]
pub mod accounting;
pub mod auth;
mod client;
mod error;
#[cfg(feature = "exports")]
pub mod exports;
#[cfg(any(feature = "accounting", feature = "invoicing", feature = "imports"))]
mod file;
// Parts of the products: without any of them nobody uses it.
#[cfg_attr(
    not(all(feature = "accounting", feature = "invoicing", any(feature = "gescom", feature = "batiment"))),
    allow(dead_code)
)]
mod hubbix;
pub mod identity;
mod ids;
#[cfg(feature = "imports")]
pub mod imports;
#[cfg(feature = "invoicing")]
pub mod invoicing;
#[cfg(any(feature = "imports", feature = "exports"))]
mod jobs;
#[cfg(feature = "maintenance")]
pub mod maintenance;
// The maintenance lists the same folders: without a product nobody uses the rest.
#[cfg(any(feature = "gescom", feature = "batiment", feature = "maintenance"))]
#[cfg_attr(not(any(feature = "gescom", feature = "batiment")), allow(dead_code, unused_macros))]
pub mod saas;

#[cfg(feature = "login")]
pub use client::REDIRECT_URI;
pub use client::{Builder, Ebp, Environment, LOGIN_URL, documented_limits};
pub use error::REAUTHENTICATION_REQUIRED;
pub use ids::{DomainId, FolderId, TenantId};

pub use guichet_core::limit::{Day, FileLedger, Ledger, LedgerError, LimitsBuilder, MemoryLedger, Quota};
pub use guichet_core::vendor::Call;
pub use guichet_core::{
    CallOptions, Clock, Decimal, Download, Effect, Error, ErrorKind, Event, Job, Limits, Method, Observer, Operation,
    Outcome, Pager, Progress, RawJson, Response, Result, RetryPolicy, Secret, Sent, Settings, Source, Wait, dates,
    decimal, pager, time, transport,
};

/// Every call that this crate makes.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    let all = identity::operations();
    #[cfg(feature = "accounting")]
    let all = all.chain(accounting::operations());
    #[cfg(feature = "invoicing")]
    let all = all.chain(invoicing::operations());
    #[cfg(feature = "gescom")]
    let all = all.chain(saas::gescom::OPERATIONS.iter().copied());
    #[cfg(feature = "batiment")]
    let all = all.chain(saas::batiment::OPERATIONS.iter().copied());
    #[cfg(feature = "maintenance")]
    let all = all.chain(maintenance::operations());
    #[cfg(feature = "imports")]
    let all = all.chain(imports::operations());
    #[cfg(feature = "exports")]
    let all = all.chain(exports::operations());
    all
}

/// The operation of this id, on the vendor's host for calls.
fn find(id: &str) -> Result<&'static Operation> {
    let operation = guichet_core::find(operations(), "EBP", id)?;
    if identity::operations().any(|of_identity| of_identity == operation) {
        return Err(Error::config(format!("{id:?} goes to another host: use `identity()`")));
    }
    Ok(operation)
}
