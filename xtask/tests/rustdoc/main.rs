//! What the documentation of the public API owes its readers: examples that are run and assert something, what to do about an error,
//! the feature that an item needs, and a line for each member of a model whose name does not say everything.
#![allow(clippy::unwrap_used, clippy::panic)]

mod examples;
mod labels;
mod models;
mod public;
