#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("../README.md")]

#[doc(hidden)]
pub use serde;

pub mod auth;
mod base_url;
mod body;
mod client;
mod clock;
pub mod dates;
pub mod decimal;
mod dialect;
mod download;
// Without `rotation` the ledger alone uses it.
#[cfg_attr(not(feature = "rotation"), allow(dead_code))]
mod durable;
#[cfg(feature = "rotation")]
mod encoded;
mod error;
mod exchange;
mod handle;
#[doc(hidden)]
pub mod id;
mod job;
pub mod json;
pub mod limit;
mod observe;
#[doc(hidden)]
pub mod open_enum;
mod operation;
pub mod pager;
mod preview;
mod progress;
mod random;
mod redact;
mod resend;
mod retry;
mod route;
mod secret;
mod settings;
pub mod transport;
pub mod vendor;

pub use body::Source;
pub use clock::Clock;
pub use download::Download;
#[cfg(feature = "test-util")]
pub use durable::steps;
pub use error::{Error, ErrorKind, Outcome, Result, Sent};
pub use guichet_derive::{Body, Model};
#[doc(hidden)]
pub use handle::find;
pub use http::Method;
pub use job::{Asked, Job};
pub use json::raw::RawJson;
pub use limit::Limits;
pub use observe::{Event, Observer, Wait};
pub use operation::{Effect, Operation};
pub use pager::Pager;
pub use preview::{Preview, Previews};
pub use progress::Progress;
pub use resend::Resend;
pub use retry::RetryPolicy;
pub use rust_decimal::Decimal;
pub use secret::{Secret, SecretBytes};
pub use settings::{CallOptions, Response, Settings};

/// Days, times and moments, as they stand in signatures. The macros of the crate `time` are not re-exported, because what they
/// expand to names that crate: [`dates::parse`] reads a day from text, or add `time` with its feature `macros`.
pub mod time {
    pub use ::time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset, Weekday};
}
