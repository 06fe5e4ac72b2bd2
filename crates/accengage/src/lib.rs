#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

pub mod access_token;
pub mod apps;
mod auth;
mod client;
pub mod devices;
mod error;
mod links;
pub mod me;

pub use auth::signature;
pub use client::{Accengage, Builder};
pub use error::{Condition, Label, condition};
pub use links::Links;

pub use guichet_core::vendor::Call;
pub use guichet_core::{
    CallOptions, Clock, Decimal, Download, Effect, Error, ErrorKind, Event, Limits, Method, Observer, Operation,
    Outcome, Pager, Response, Result, RetryPolicy, Secret, Sent, Settings, Wait, dates, decimal, pager, time,
    transport,
};

/// Every call that this crate makes.
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    [access_token::OPERATIONS, me::OPERATIONS, devices::OPERATIONS, apps::OPERATIONS].into_iter().flatten().copied()
}

fn find(id: &str) -> Result<&'static Operation> {
    guichet_core::find(operations(), "Accengage", id)
}
