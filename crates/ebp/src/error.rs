//! How EBP says no: a shape for the SaaS products, one for Hubbix, one for the gateway before them, and that of OAuth.

use bytes::Bytes;
use guichet_core::vendor::{Dialect, FieldError, Rejection, Verdict};
use guichet_core::{Model, Operation};
use http::{HeaderMap, StatusCode};

/// The code of an error after which a human must sign in again: the refresh token was refused, or there is none. Nothing is
/// asked for any more until somebody does.
pub const REAUTHENTICATION_REQUIRED: &str = "reauthentication_required";

#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct EbpDialect {
    /// The caller's word that a 429 was not carried out.
    pub(crate) not_applied: bool,
}

/// All shapes in one: they share no member of different meaning.
#[derive(Default, Model)]
#[model(only_read)]
#[serde(rename_all = "camelCase")]
struct Body {
    // SaaS: title, message, errorType, errors, origin, systemMessage. The last one tells of the inside and is left where it is.
    title: Option<String>,
    message: Option<String>,
    error_type: Option<String>,
    errors: Vec<One>,
    // Hubbix: status, errorCode, data, message.
    error_code: Option<String>,
    // OAuth (RFC 6749, 5.2).
    error: Option<String>,
    #[serde(rename = "error_description")]
    error_description: Option<String>,
}

#[derive(Default, Model)]
#[model(only_read)]
#[serde(rename_all = "camelCase")]
struct One {
    error_code: Option<String>,
    error_message: Option<String>,
}

impl Dialect for EbpDialect {
    fn judge(&self, operation: &Operation, status: StatusCode, _: &HeaderMap, body: &Bytes) -> Verdict {
        // The sign-in page answers with a redirect: to the page, or back to the program.
        if status.is_success() || (status.is_redirection() && operation.redirect_is_answer) {
            return Verdict::Accepted;
        }
        let body = std::str::from_utf8(body).ok().and_then(|text| Body::from_json(text).ok()).unwrap_or_default();
        let code = body.error_code.or(body.error_type).or(body.error).filter(|code| !code.is_empty());
        let texts = [body.message, body.title, body.error_description];
        let message = texts.into_iter().flatten().find(|text| !text.is_empty());
        // A wrong key is a 401 too, and no new token mends it. Unverified: the gateway's words are not documented.
        let is_key = message.as_deref().is_some_and(|text| text.to_ascii_lowercase().contains("subscription key"));
        let fields = body.errors.into_iter();
        let mut rejection = Rejection::default();
        // Hubbix says it under 400 as well as under 404, and in more than one spelling.
        rejection.not_found = code.as_deref().is_some_and(|code| {
            code.get(code.len().saturating_sub(9)..).is_some_and(|end| end.eq_ignore_ascii_case(".NotFound"))
        });
        rejection.token_rejected = is_key.then_some(false);
        rejection.fields = fields
            .map(|one| FieldError::new(one.error_code.unwrap_or_default(), one.error_message.unwrap_or_default()))
            .collect();
        (rejection.code, rejection.message) = (code, message);
        Verdict::Rejected(rejection)
    }

    fn too_many_requests_means_not_applied(&self) -> bool {
        self.not_applied
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(status: u16, body: &str) -> Rejection {
        static OPERATION: Operation = Operation::new("x", http::Method::GET, "/x", guichet_core::Effect::Safe, None);
        let (status, body) = (StatusCode::from_u16(status).unwrap(), Bytes::copy_from_slice(body.as_bytes()));
        match EbpDialect::default().judge(&OPERATION, status, &HeaderMap::new(), &body) {
            Verdict::Rejected(rejection) => rejection,
            verdict => panic!("{verdict:?}"),
        }
    }

    #[test]
    fn a_code_means_not_found_in_any_spelling_and_under_any_status() {
        for (body, expected) in [
            (r#"{"status":400,"errorCode":"Unit.NotFound","message":"m"}"#, true),
            (r#"{"errorCode":"settlementTerm.notFound"}"#, true),
            (r#"{"errorCode":".NotFound"}"#, true),
            (r#"{"errorCode":"NotFound"}"#, false),
            (r#"{"errorCode":"é.NotFoun"}"#, false),
            (r#"{"errorCode":"GeneralAccount.AlreadyExists"}"#, false),
            (r#"{"errorType":"Validation"}"#, false),
        ] {
            assert_eq!(judged(400, body).not_found, expected, "{body}");
        }
    }

    #[test]
    fn what_is_none_of_the_shapes_is_an_error_without_words() {
        for body in ["", "[]", "null", "\"x\"", "<html>", "{", r#"{"message":{}}"#, r#"[{"errorCode":"a.NotFound"}]"#] {
            let rejection = judged(500, body);
            assert_eq!((rejection.code, rejection.message, rejection.not_found), (None, None, false), "{body}");
        }
    }

    #[test]
    fn a_wrong_key_asks_for_no_new_token_and_a_bad_token_does() {
        let key = r#"{"statusCode":401,"message":"Access denied due to invalid subscription key."}"#;
        assert_eq!(judged(401, key).token_rejected, Some(false));
        assert_eq!(judged(401, "").token_rejected, None);
    }

    #[test]
    fn the_vendors_inside_is_not_shown() {
        let body =
            r#"{"title":"t","message":"","errors":[{"errorCode":"a","errorMessage":"b"}],"systemMessage":"s3cret"}"#;
        let rejection = judged(400, body);
        assert_eq!((rejection.message.as_deref(), rejection.fields.len()), (Some("t"), 1));
        assert!(!format!("{rejection:?}").contains("s3cret"));
    }
}
