//! How a vendor says no.

mod texts;

pub use texts::{fields_of, text_of};

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::operation::Operation;

/// A vendor's way of answering, which only its crate knows.
///
/// ```
/// use bytes::Bytes;
/// use guichet_core::vendor::{Dialect, Rejection, Verdict};
/// use guichet_core::{Effect, Method, Operation};
/// use http::{HeaderMap, StatusCode};
///
/// /// A vendor that says no with 200.
/// struct Polite;
///
/// impl Dialect for Polite {
///     fn judge(&self, _: &Operation, status: StatusCode, _: &HeaderMap, body: &Bytes) -> Verdict {
///         if status.is_success() && !body.starts_with(b"SORRY") {
///             return Verdict::Accepted;
///         }
///         let mut rejection = Rejection::default();
///         rejection.message = Some("sorry".to_owned());
///         Verdict::Rejected(rejection)
///     }
/// }
///
/// let operation = Operation::custom(Method::GET, "/", Effect::Safe);
/// let verdict = Polite.judge(&operation, StatusCode::OK, &HeaderMap::new(), &"SORRY, no".into());
/// assert!(matches!(verdict, Verdict::Rejected(rejection) if rejection.message.as_deref() == Some("sorry")));
/// ```
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
///
/// ```
/// use guichet_core::vendor::Rejection;
///
/// let mut rejection = Rejection::default();
/// rejection.code = Some("E_GONE".to_owned());
/// rejection.not_found = true;
/// assert!(rejection.token_rejected.is_none(), "the status decides");
/// ```
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
///
/// ```
/// use guichet_core::vendor::FieldError;
///
/// let mistake = FieldError::new("amount", "is negative");
/// assert_eq!((mistake.field.as_str(), mistake.message.as_str()), ("amount", "is negative"));
/// ```
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
///
/// ```
/// use guichet_core::vendor::{Dialect, PlainDialect, Verdict};
/// use guichet_core::{Effect, Method, Operation};
/// use http::{HeaderMap, StatusCode};
///
/// let operation = Operation::custom(Method::GET, "/", Effect::Safe);
/// let judge = |status| PlainDialect.judge(&operation, status, &HeaderMap::new(), &"".into());
/// assert!(matches!(judge(StatusCode::OK), Verdict::Accepted));
/// assert!(matches!(judge(StatusCode::NOT_FOUND), Verdict::Rejected(_)));
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct PlainDialect;

impl Dialect for PlainDialect {
    fn judge(&self, _: &Operation, status: StatusCode, _: &HeaderMap, _: &Bytes) -> Verdict {
        if status.is_success() { Verdict::Accepted } else { Verdict::Rejected(Rejection::default()) }
    }
}
