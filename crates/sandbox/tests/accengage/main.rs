//! Accengage: signed requests, tokens, pages, errors.
#![allow(clippy::unwrap_used, clippy::panic, reason = "clippy sees no test in a helper")]

#[path = "../common/mod.rs"]
mod common;

mod documented;
mod errors;
mod notes;
mod paging;
mod robust;
mod signed;
mod tokens;
