//! The traps in EBP's documentation, by resource.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../common/mod.rs"]
mod common;

mod documents;
mod entries;
mod groups;
mod identity;
mod jobs;
mod kept;
mod login;
mod masters;
mod outcomes;
mod saas;
mod tokens;
