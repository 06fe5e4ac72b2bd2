#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

#[cfg(feature = "webhooks")]
pub mod webhooks;

pub use guichet_core::{Error, ErrorKind, Result, Secret, time};
