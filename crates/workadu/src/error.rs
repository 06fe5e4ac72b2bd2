//! How Workadu says no: `{"message", "status_code"}`, with `errors` by field for 422, and `{"error"}` on newer
//! routes. What does not exist is often a 400 with a sentence.

use bytes::Bytes;
use guichet_core::Operation;
use guichet_core::dialect::{Dialect, FieldError, Rejection, Verdict};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use serde_json::value::RawValue;

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
    "There is no service with",
];

#[derive(Deserialize)]
struct Body<'a> {
    #[serde(borrow, default)]
    message: Option<&'a RawValue>,
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
    #[serde(borrow, default)]
    errors: Option<&'a RawValue>,
}

impl Dialect for WorkaduDialect {
    fn judge(&self, _: &Operation, status: StatusCode, _: &HeaderMap, body: &Bytes) -> Verdict {
        if status.is_success() {
            return Verdict::Accepted;
        }
        let mut rejection = Rejection::default();
        if let Ok(read) = serde_json::from_slice::<Body<'_>>(body) {
            rejection.message = read.message.or(read.error).map(text);
            rejection.fields = read.errors.map(fields).unwrap_or_default();
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
fn text(raw: &RawValue) -> String {
    serde_json::from_str(raw.get()).unwrap_or_else(|_| raw.get().to_owned())
}

/// `{"label": ["The label field is required."]}`; a field's messages may also be one sentence.
fn fields(raw: &RawValue) -> Vec<FieldError> {
    let Ok(by_field) = serde_json::from_str::<std::collections::BTreeMap<String, &RawValue>>(raw.get()) else {
        return Vec::new();
    };
    let each = |(field, messages): (String, &RawValue)| {
        let all = serde_json::from_str::<Vec<String>>(messages.get()).unwrap_or_else(|_| vec![text(messages)]);
        all.into_iter().map(move |message| FieldError::new(field.clone(), message)).collect::<Vec<_>>()
    };
    by_field.into_iter().flat_map(each).collect()
}
