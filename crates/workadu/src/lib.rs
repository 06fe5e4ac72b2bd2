#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
// A model's documentation gives units, formats and traps; a member whose name says everything needs no sentence.
#![allow(missing_docs)]

pub mod attributes;
mod auth;
mod change;
mod client;
pub mod companies;
mod coordinates;
pub mod customers;
mod envelope;
mod error;
mod ids;
pub mod invoices;
pub mod listing;
pub mod orders;
pub mod payments;
pub mod sales_policies;
pub mod series;
pub mod services;
pub mod withholdings;

pub use change::{Change, Deleted};
pub use client::{Builder, Workadu};
pub use companies::SocialAccount;
pub use coordinates::Coordinates;
pub use services::{Extra, ExtraParams};

pub use guichet_core::dates::{self, DateText, Timestamp};
pub use guichet_core::decimal::{self, ExactDecimal};
pub use guichet_core::vendor::{Call, FieldError};
pub use guichet_core::{
    CallOptions, Clock, Decimal, Effect, Error, ErrorKind, Event, Limits, Method, Observer, Operation, Outcome, Pager,
    Response, Result, RetryPolicy, Secret, Sent, Settings, Wait, pager, time, transport,
};

/// Every call that this crate makes, in the order of Workadu's documentation.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    [
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
    ]
    .into_iter()
    .flatten()
    .copied()
}

fn find(id: &str) -> Result<&'static Operation> {
    guichet_core::find(operations(), "Workadu", id)
}
