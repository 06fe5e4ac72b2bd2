#![doc = include_str!("../README.md")]
// Of a model, units, formats and traps are told; a member whose name says everything needs no sentence.
#![allow(missing_docs)]

pub mod attributes;
mod auth;
mod client;
pub mod companies;
pub mod customers;
mod data;
mod error;
pub mod invoices;
pub mod orders;
pub mod payments;
pub mod query;
pub mod sales_policies;
pub mod series;
pub mod services;
mod types;
pub mod withholdings;

pub use auth::ApiVersion;
pub use client::{Builder, Workadu};
pub use types::{Change, Coordinates, Deleted, Extra, ExtraParams, SocialAccount};

pub use guichet_core::dates::Timestamp;
pub use guichet_core::decimal::{self, ExactDecimal};
pub use guichet_core::{
    Call, CallOptions, Clock, Decimal, Effect, Error, ErrorKind, Limits, Method, Operation, Pager, Response, Result,
    RetryPolicy, Secret, Sent, Settings, pager, time, transport,
};

/// Every call that this crate makes, in the order of Workadu's documentation.
pub static OPERATIONS: &[&[&Operation]] = &[
    services::OPERATIONS,
    sales_policies::OPERATIONS,
    orders::OPERATIONS,
    customers::OPERATIONS,
    invoices::OPERATIONS,
    series::OPERATIONS,
    withholdings::OPERATIONS,
    payments::OPERATIONS,
    companies::OPERATIONS,
    attributes::OPERATIONS,
];

fn find(id: &str) -> Result<&'static Operation> {
    guichet_core::find(OPERATIONS, "Workadu", id)
}
