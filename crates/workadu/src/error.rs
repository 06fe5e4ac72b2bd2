//! How Workadu says no: `{"message", "status_code"}`, with `errors` by field for 422, and `{"error"}` on newer
//! routes. What does not exist is often a 400 with a sentence.

use std::collections::BTreeMap;

use bytes::Bytes;
use guichet_core::json::parse;
use guichet_core::vendor::{Dialect, FieldError, Rejection, Verdict};
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
struct Body {
    message: Option<RawJson>,
    error: Option<RawJson>,
    errors: Option<RawJson>,
}

impl Dialect for WorkaduDialect {
    fn judge(&self, _: &Operation, status: StatusCode, _: &HeaderMap, body: &Bytes) -> Verdict {
        if status.is_success() {
            return Verdict::Accepted;
        }
        let mut rejection = Rejection::default();
        if let Ok(read) = parse::<Body>(&String::from_utf8_lossy(body)) {
            rejection.message = read.message.or(read.error).as_ref().map(text);
            rejection.fields = read.errors.as_ref().map(fields).unwrap_or_default();
            rejection.not_found = status == StatusCode::BAD_REQUEST
                && rejection
                    .message
                    .as_deref()
                    .is_some_and(|message| NOT_FOUND.iter().any(|known| message.starts_with(known)));
        }
        Verdict::Rejected(rejection)
    }
}

/// A sentence, or whatever else stands in its place.
fn text(raw: &RawJson) -> String {
    parse(raw.as_str()).unwrap_or_else(|_| raw.as_str().to_owned())
}

/// `{"label": ["The label field is required."]}`; a field's messages may also be one sentence.
fn fields(raw: &RawJson) -> Vec<FieldError> {
    let Ok(by_field) = parse::<BTreeMap<String, RawJson>>(raw.as_str()) else { return Vec::new() };
    let mut all = Vec::new();
    for (field, messages) in by_field {
        let messages = parse::<Vec<String>>(messages.as_str()).unwrap_or_else(|_| vec![text(&messages)]);
        all.extend(messages.into_iter().map(|message| FieldError::new(field.clone(), message)));
    }
    all
}
