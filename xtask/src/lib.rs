//! The project's own commands, and the table of invocations that they share.

pub mod bench;
pub mod cargo;
pub mod conformance;
pub mod controls;
pub mod coverage;
pub mod demo;
pub mod exercise;
pub mod nearest;
pub mod package;
pub mod snapshot;
pub mod test;
pub mod vendors;
