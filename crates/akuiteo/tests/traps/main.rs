//! The traps in Akuiteo's documentation, by what they are about. Those of forms that are read stand in `dates`, those of credentials in
//! `wire.rs`, those of quotes in `quotes.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../common/mod.rs"]
mod common;

mod errors;
mod searches;
mod tutorial;
mod verbs;
