//! How a vendor says no.

mod texts;

pub use texts::{fields_of, text_of};

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::operation::Operation;

/// A vendor's way of answering, which only its crate knows.
pub trait Dialect: Send + Sync + 'static {
    /// Reads an answer: is it an error, also where the status says it is none?
    fn judge(&self, operation: &Operation, status: StatusCode, headers: &HeaderMap, body: &Bytes) -> Verdict;

    /// Whether a limit of this vendor's, a 429 say, is known to be met before anything is done, so that even a call that must not
    /// be repeated may be sent again. Unknown for a vendor means no.
    fn limits_mean_not_applied(&self) -> bool {
        false
    }
}

/// What an answer is.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Verdict {
    /// A success, as far as the vendor's errors go; that it is no JSON where JSON is the answer is found without the dialect. Of a redirect it means that the redirect itself is what was asked for; any other status is an error all the
    /// same.
    Accepted,
    /// An error, as far as it could be read.
    Rejected(Rejection),
}

/// An error as a vendor describes it: `Rejection::default()`, and then what is known. Everything is optional: gateways and proxies
/// answer in their own words.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Rejection {
    /// The vendor's code.
    pub code: Option<String>,
    /// The vendor's message.
    pub message: Option<String>,
    /// What it says about single fields.
    pub fields: Vec<FieldError>,
    /// The vendor means that the thing does not exist, whatever the status says.
    pub not_found: bool,
    /// Whether the access token was refused: yes or no where the vendor says so, `None` where the status decides.
    pub token_rejected: Option<bool>,
    /// This is a limit, whatever the status says: too many calls, a quota that is used up.
    pub limited: bool,
    /// When to come back, where the answer says so and the header `Retry-After` does not.
    pub retry_after: Option<Duration>,
    /// Inside a success: the vendor's text says that this is found before anything is done. Without such a word a part may have
    /// been carried out.
    pub before_anything: bool,
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldError {
    /// The field's name at the vendor.
    pub field: String,
    /// What the vendor says about it.
    pub message: String,
}

impl FieldError {
    /// A field and what is wrong with it.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// For a vendor, or a test, whose errors are known by the status alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainDialect;

impl Dialect for PlainDialect {
    fn judge(&self, _: &Operation, status: StatusCode, _: &HeaderMap, _: &Bytes) -> Verdict {
        if status.is_success() { Verdict::Accepted } else { Verdict::Rejected(Rejection::default()) }
    }
}
