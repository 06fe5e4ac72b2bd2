#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]
// A model's documentation gives units, formats and traps; a member whose name says everything needs no sentence.
#![allow(missing_docs)]

pub mod auth;
mod client;
pub mod criteria;
pub mod dates;
mod domain;
pub mod employees;
mod error;
mod ids;
mod literal;
pub mod logins;
pub mod patch;
pub mod purchase_invoices;
pub mod quotes;
mod read_options;
pub mod resource;
#[cfg(feature = "webhooks")]
pub mod webhooks;

pub use auth::{Authentication, Credentials};
pub use client::{Akuiteo, Builder};
pub use criteria::{Clause, Criteria};
pub use domain::Domain;
pub use error::{Condition, condition};
pub use ids::ResourceId;
pub use literal::Literal;
pub use patch::Patch;
pub use read_options::ReadOptions;
pub use resource::Resource;

pub use guichet_core::vendor::Call;
pub use guichet_core::{
    CallOptions, Clock, Decimal, Download, Effect, Error, ErrorKind, Event, Limits, Method, Observer, Operation,
    Outcome, Pager, RawJson, Response, Result, RetryPolicy, Secret, Sent, Settings, Wait, decimal, pager, time,
    transport,
};

/// Every operation of Akuiteo's that this crate knows; those of [`webhooks`] are received and not sent.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    let all = [
        auth::OPERATIONS,
        resource::OPERATIONS,
        purchase_invoices::OPERATIONS,
        employees::OPERATIONS,
        quotes::OPERATIONS,
        #[cfg(feature = "webhooks")]
        webhooks::OPERATIONS,
    ];
    all.into_iter().flatten().copied()
}

fn find(id: &str) -> Result<&'static Operation> {
    guichet_core::find(operations(), "Akuiteo", id)
}
