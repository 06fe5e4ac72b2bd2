//! The traps in Accengage's documentation, by resource.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../common/mod.rs"]
mod common;

mod access_token;
mod apps;
mod devices;
