//! What an endpoint *is*: one declaration per documented call, as data.

use std::borrow::Cow;

use http::Method;

/// What repeating a call does to the vendor's data. It alone decides whether a call may be sent again;
/// the HTTP verb says nothing (one vendor creates with PUT, another searches with POST).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Changes nothing.
    Safe,
    /// Changes something, and doing it twice leaves the same result as doing it once.
    Idempotent,
    /// Doing it twice may do it twice: a second invoice, a second payment.
    Unsafe,
}

impl Effect {
    /// `safe`, `idempotent` or `unsafe`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safe => "safe",
            Self::Idempotent => "idempotent",
            Self::Unsafe => "unsafe",
        }
    }
}

/// One call of a vendor's API. Declared once as a `static` beside the method that uses it; the lists of
/// these drive tracing names, retry, coverage and the documentation's tables.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Stable name: `vendor.resource.verb`.
    pub id: Cow<'static, str>,
    /// HTTP method.
    pub method: Method,
    /// Path from the vendor's mount point, with `{placeholders}`.
    pub path: Cow<'static, str>,
    /// What repeating the call does.
    pub effect: Effect,
    /// Title of the section of the vendor's documentation; `None` for calls beyond it.
    pub documented: Option<&'static str>,
    /// What a success answers is a file, which may be of any media type.
    pub answers_file: bool,
}

impl Operation {
    /// Declares an operation.
    pub const fn new(
        id: &'static str,
        method: Method,
        path: &'static str,
        effect: Effect,
        documented: Option<&'static str>,
    ) -> Self {
        Self { id: Cow::Borrowed(id), method, path: Cow::Borrowed(path), effect, documented, answers_file: false }
    }

    /// Says that what a success answers is a file: also where it is labelled JSON it is handed on as it arrives, unless its beginning
    /// is the vendor's error.
    #[must_use]
    pub const fn answers_file(mut self) -> Self {
        self.answers_file = true;
        self
    }

    /// Declares a call that the crate does not model. The effect has no default: it decides whether the
    /// call may ever be repeated.
    pub fn custom(method: Method, path: impl Into<String>, effect: Effect) -> Self {
        Self {
            id: Cow::Borrowed("custom"),
            method,
            path: Cow::Owned(path.into()),
            effect,
            documented: None,
            answers_file: false,
        }
    }
}
