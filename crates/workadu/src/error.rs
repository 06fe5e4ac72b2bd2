//! How Workadu says no: `{"message", "status_code"}`, with `errors` by field for 422, and `{"error"}` on newer
//! routes. What does not exist is often a 400 with a sentence. Any of it may come with a status of success.

use bytes::Bytes;
use guichet_core::json::{self, parse};
use guichet_core::vendor::{Dialect, Rejection, Verdict, fields_of, text_of};
use guichet_core::{Model, Operation, RawJson};
use http::{HeaderMap, StatusCode};

pub(crate) struct WorkaduDialect;

/// Sentences of the documentation's error tables by which a 400 means "not found". The wording is Workadu's and may
/// change; then these errors are plain refusals again.
const NOT_FOUND: &[&str] = &[
    "No customers could be found",
    "No customer found",
    "No companies could be found",
    "No attributes could be found",
    "No orders found",
    "Service id was not found",
    "The invoice is not valid or exist",
    "There is no service with",
];

#[derive(Model)]
#[model(only_read)]
struct Body {
    message: Option<RawJson>,
    error: Option<RawJson>,
    errors: Option<RawJson>,
    status_code: Option<RawJson>,
    data: Option<RawJson>,
}

impl Dialect for WorkaduDialect {
    fn judge(&self, _: &Operation, status: StatusCode, _: &HeaderMap, body: &Bytes) -> Verdict {
        // What begins with its data is no error.
        if status.is_success() && body.starts_with(br#"{"data""#) {
            return Verdict::Accepted;
        }
        let read = json::refusal::<Body>(body);
        if status.is_success() && !read.as_ref().is_some_and(is_error) {
            return Verdict::Accepted;
        }
        let mut rejection = Rejection::default();
        if let Some(read) = read {
            let inside = read.status_code.as_ref().and_then(number);
            rejection.message = [&read.message, &read.error].into_iter().flatten().find_map(text_of);
            rejection.fields = read.errors.as_ref().map(fields_of).unwrap_or_default();
            let says_so = || {
                let message = rejection.message.as_deref().unwrap_or_default();
                NOT_FOUND.iter().any(|known| message.starts_with(known))
            };
            rejection.not_found = (status == StatusCode::BAD_REQUEST || status.is_success()) && says_so()
                || status.is_success() && inside == Some(404);
        }
        Verdict::Rejected(rejection)
    }
}

/// Whether a success is an error in truth: it has no data, and says what is wrong. A member `status_code` is in errors alone.
fn is_error(read: &Body) -> bool {
    let has_words = |raw: &Option<RawJson>| {
        raw.as_ref().is_some_and(|raw| !matches!(raw.as_str(), "null" | "false" | "\"\"" | "[]" | "{}"))
    };
    !has_words(&read.data) && (has_words(&read.error) || has_words(&read.errors) || has_words(&read.status_code))
}

/// A number, also one that is written as a text.
fn number(raw: &RawJson) -> Option<i64> {
    parse(raw.as_str()).ok()
}
