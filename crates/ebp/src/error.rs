//! How EBP says no: a shape for the SaaS products, one for Hubbix, one for the gateway before them, and that of OAuth.

use std::time::Duration;

use bytes::Bytes;
use guichet_core::vendor::{Dialect, Rejection, Verdict, fields_of, text_of};
use guichet_core::{Decimal, Model, Operation, RawJson, decimal, json};
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
    title: Option<RawJson>,
    message: Option<RawJson>,
    error_type: Option<RawJson>,
    errors: Option<RawJson>,
    // Hubbix: status, errorCode, data, message. The gateway: statusCode, message.
    error_code: Option<RawJson>,
    #[serde(alias = "statusCode")]
    status: Option<RawJson>,
    data: Option<RawJson>,
    // OAuth (RFC 6749, 5.2), where it is a text; gateways put an object there.
    error: Option<RawJson>,
    #[serde(rename = "error_description")]
    error_description: Option<RawJson>,
}

/// What a gateway puts in `error`.
#[derive(Default, Model)]
#[model(only_read)]
struct Inner {
    code: Option<RawJson>,
    message: Option<RawJson>,
}

impl Body {
    /// What stands in `error`, where it is an object.
    fn inner(&self) -> Inner {
        let raw = self.error.as_ref().filter(|raw| raw.as_str().starts_with('{'));
        raw.and_then(|raw| raw.read().ok()).unwrap_or_default()
    }

    fn code(&self) -> Option<String> {
        let inner = self.inner();
        let own = self.error.as_ref().filter(|raw| !raw.as_str().starts_with('{'));
        [self.error_code.as_ref(), self.error_type.as_ref(), inner.code.as_ref(), own]
            .into_iter()
            .flatten()
            .find_map(text_of)
    }

    fn message(&self) -> Option<String> {
        let inner = self.inner();
        let texts =
            [self.message.as_ref(), self.title.as_ref(), self.error_description.as_ref(), inner.message.as_ref()];
        texts.into_iter().flatten().find_map(text_of)
    }

    /// Whether a success is an error in truth: it has a code of one, or such a status and no data.
    fn is_error(&self) -> bool {
        // The shapes of errors alone have these, with data about the error or without.
        let named = [&self.error_code, &self.error_type].into_iter().flatten().any(|code| text_of(code).is_some());
        let data = self.data.as_ref().is_some_and(|data| !matches!(data.as_str(), "null" | "[]" | "{}"));
        let status = self.status.as_ref().and_then(|raw| raw.read::<i64>().ok());
        named || !data && (self.code().is_some() || status.is_some_and(|status| (400..=599).contains(&status)))
    }
}

impl Dialect for EbpDialect {
    fn judge(&self, operation: &Operation, status: StatusCode, _: &HeaderMap, body: &Bytes) -> Verdict {
        // The sign-in page answers with a redirect: to the page, or back to the program.
        if status.is_redirection() && operation.redirect_is_answer {
            return Verdict::Accepted;
        }
        // Looked for before it is read: nearly all successes hold none.
        if status.is_success() && !json::mentions(body, "\"error") && !json::mentions(body, "\"status") {
            return Verdict::Accepted;
        }
        let read = json::refusal::<Body>(body).unwrap_or_default();
        if status.is_success() && !read.is_error() {
            return Verdict::Accepted;
        }
        let (code, message) = (read.code(), read.message());
        let words = message.as_deref().unwrap_or_default().to_ascii_lowercase();
        let mut rejection = Rejection::default();
        // Hubbix says it under 400 as well as under 404, and in more than one spelling.
        rejection.not_found = code.as_deref().is_some_and(|code| {
            code.get(code.len().saturating_sub(9)..).is_some_and(|end| end.eq_ignore_ascii_case(".NotFound"))
        });
        // A wrong key is a 401 too, and no new token mends it (fact E18).
        rejection.token_rejected = words.contains("subscription key").then_some(false);
        // The gateway tells of a quota that is used up with 403 (fact E18), and of both limits in a sentence.
        rejection.limited = status == StatusCode::FORBIDDEN && words.contains("quota");
        rejection.retry_after =
            (rejection.limited || status == StatusCode::TOO_MANY_REQUESTS).then(|| wait(&words)).flatten();
        rejection.fields = read.errors.as_ref().map(fields_of).unwrap_or_default();
        (rejection.code, rejection.message) = (code, message);
        Verdict::Rejected(rejection)
    }

    fn limits_mean_not_applied(&self) -> bool {
        self.not_applied
    }
}

/// When the gateway's sentence says to come back: "in 7 seconds", "in 02:00:00", "in 1.02:00:00", "in 2.12 days".
fn wait(words: &str) -> Option<Duration> {
    let (_, rest) = words.rsplit_once(" in ")?;
    let mut words = rest.split_whitespace();
    let amount = words.next()?.trim_end_matches('.');
    let unit = words.next().unwrap_or_default();
    if amount.contains(':') {
        let (days, time) = match amount.split_once('.') {
            Some((days, time)) if !days.contains(':') => (days.parse::<u64>().ok()?, time),
            _ => (0, amount),
        };
        // A fraction of the seconds is rounded up: to come back early is to be refused again.
        let (time, part) = time.split_once('.').map_or((time, 0), |(time, _)| (time, 1));
        let mut parts = time.split(':').map(|part| part.parse::<u64>().ok());
        let (hours, minutes, seconds) = (parts.next()??, parts.next()??, parts.next()??);
        let whole = days.checked_mul(24)?.checked_add(hours)?.checked_mul(60)?.checked_add(minutes)?.checked_mul(60)?;
        return Some(Duration::from_secs(whole.checked_add(seconds)?.checked_add(part)?));
    }
    let seconds = match unit.trim_end_matches('.') {
        "second" | "seconds" => 1,
        "minute" | "minutes" => 60,
        "hour" | "hours" => 3_600,
        "day" | "days" => 86_400,
        _ => return None,
    };
    let amount: Decimal = decimal::parse(amount).ok()?;
    let seconds = amount.checked_mul(Decimal::from(seconds))?.ceil();
    u64::try_from(seconds).ok().map(Duration::from_secs)
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
        for body in ["", "[]", "null", "\"x\"", "<html>", "{", r#"{"message":null}"#, "{1}"] {
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
    fn a_success_that_is_an_error_is_one() {
        static OPERATION: Operation = Operation::new("x", http::Method::GET, "/x", guichet_core::Effect::Safe, None);
        let accepted = |body: &'static str| {
            let judged = EbpDialect::default().judge(
                &OPERATION,
                StatusCode::OK,
                &HeaderMap::new(),
                &Bytes::from_static(body.as_bytes()),
            );
            matches!(judged, Verdict::Accepted)
        };
        for body in [
            r#"{"status":400,"errorCode":"Journal.NotFound","message":"m","data":null}"#,
            r#"{"title":"Error","errorType":"Validation","errors":[{"errorCode":"a","errorMessage":"b"}]}"#,
            r#"{"statusCode":404,"message":"Resource not found"}"#,
            r#"{"status":200,"errorCode":"X","data":{"debit":1},"message":"m"}"#,
            r#"{"error":{"code":"X","message":"Y"}}"#,
            "\u{feff}{\"errorCode\":\"X\"}",
        ] {
            assert!(!accepted(body), "{body}");
        }
        for body in [
            "",
            "3",
            r#"{"data":[{"status":400,"errorCode":"x"}]}"#,
            r#"{"status":1,"label":"x"}"#,
            r#"{"errorCode":"","errors":[]}"#,
            r#"[{"errorCode":"x"}]"#,
        ] {
            assert!(accepted(body), "{body}");
        }
    }

    #[test]
    fn a_quota_that_is_used_up_is_a_limit_and_says_until_when() {
        let quota = |until: &str| {
            format!(
                r#"{{"statusCode":403,"message":"Out of call volume quota. Quota will be replenished in {until}."}}"#
            )
        };
        for (until, seconds) in [
            ("02:00:00", Some(7_200)),
            ("1.02:00:01", Some(93_601)),
            ("00:00:01.5", Some(2)),
            ("2.12 days", Some(183_168)),
            ("soon", None),
        ] {
            let rejection = judged(403, &quota(until));
            assert!(rejection.limited, "{until}");
            assert_eq!(rejection.retry_after, seconds.map(Duration::from_secs), "{until}");
        }
        let rate = judged(429, r#"{"statusCode":429,"message":"Rate limit is exceeded. Try again in 7 seconds."}"#);
        assert_eq!(rate.retry_after, Some(Duration::from_secs(7)));
        // A right that is wanting is no limit.
        assert!(!judged(403, r#"{"message":"forbidden"}"#).limited);
    }

    #[test]
    fn what_is_wrong_is_told_in_every_form() {
        let fields = |body: &str| {
            judged(400, body).fields.iter().map(|f| format!("{}={}", f.field, f.message)).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(fields(r#"{"errors":{"Journal":["a"],"Date":["b"]}}"#), "Date=b Journal=a");
        let nested = judged(400, r#"{"error":{"code":"X","message":"Y"}}"#);
        assert_eq!((nested.code.as_deref(), nested.message.as_deref()), (Some("X"), Some("Y")));
        assert_eq!(judged(400, r#"{"message":["a","b"]}"#).message.as_deref(), Some("a; b"));
        let noticed = judged(400, "<b>Notice</b>: {x}\n{\"errorCode\":\"A.NotFound\",\"message\":\"m\"}");
        assert!(noticed.not_found && noticed.message.as_deref() == Some("m"));
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
