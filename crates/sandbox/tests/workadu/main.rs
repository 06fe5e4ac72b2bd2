//! Workadu: bookings, invoicing, payments.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy sees no test in a helper")]

#[path = "../common/mod.rs"]
mod common;

mod documented;
mod errors;
mod paging;
mod real_clients;
mod robust;
mod state;
