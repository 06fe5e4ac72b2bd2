//! EBP: the login, the gateway, the products.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "clippy sees no test in a helper")]

#[path = "../common/mod.rs"]
mod common;

mod accounts;
mod bookings;
mod documented;
mod errors;
mod folder;
mod gateway;
mod groups;
mod invoicing;
mod lists;
mod login;
mod masters;
mod robust;
mod saas;
mod settings;
mod tokens;
