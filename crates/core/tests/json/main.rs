//! Reading and writing models, through the public derive.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod amounts;
mod derived;
mod serde_use;
mod syntax;
mod tolerant;
