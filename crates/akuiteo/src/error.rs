//! How Akuiteo says no ("6.3. Response status codes"). The form of its errors is not documented: what is read is what programs and
//! gateways have seen.

use bytes::Bytes;
use guichet_core::vendor::{Dialect, Rejection, Verdict, text_of};
use guichet_core::{Error, Model, Operation, RawJson, json};
use http::{HeaderMap, StatusCode};

/// What an error means to the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition {
    /// 401. A user who signs in by SAML gets it on every call: use a technical user.
    Unauthorized,
    /// 403: the user lacks a right (*DMF*) to call the API, or to the function behind it.
    Forbidden,
    /// 402 or 406: a rule of the business forbids it. 406 is documented as "Not Accepted"; in use it is more than content
    /// negotiation (*unverified*).
    Business,
    /// The server is being updated: its text says so, under any status. Stop for a while.
    Maintenance,
    /// Anything else: the status says it.
    Other,
}

impl Condition {
    /// What the caller can do, where there is something.
    pub const fn hint(self) -> Option<&'static str> {
        match self {
            Self::Unauthorized => Some("users who sign in by SAML get 401 on every call: use a technical user"),
            Self::Forbidden => Some("the user lacks a right (DMF): API DMFs are given to technical users alone"),
            Self::Business => Some("a rule of the application forbids it: see the message"),
            Self::Maintenance => Some("the server is being updated: come back later"),
            Self::Other => None,
        }
    }
}

/// What an answer of Akuiteo's means; `None` for an error without one.
///
/// # Examples
///
/// ```
/// use guichet_akuiteo::{Condition, Error, condition};
/// fn explain(error: &Error) -> Option<&'static str> {
///     condition(error).and_then(Condition::hint)
/// }
/// # let _ = explain;
/// ```
pub fn condition(error: &Error) -> Option<Condition> {
    let status = error.status()?;
    let text = [error.message().unwrap_or_default().as_bytes(), error.body_excerpt().unwrap_or_default()].concat();
    Some(match status {
        _ if speaks_of_maintenance(&text) => Condition::Maintenance,
        401 => Condition::Unauthorized,
        403 => Condition::Forbidden,
        402 | 406 => Condition::Business,
        _ => Condition::Other,
    })
}

/// The words that synchronizations look for.
fn speaks_of_maintenance(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text).to_lowercase();
    text.contains("maintenance") || text.contains("mise à jour en cours") || text.contains("mise \\u00e0 jour en cours")
}

pub(crate) struct AkuiteoDialect;

impl Dialect for AkuiteoDialect {
    fn judge(&self, operation: &Operation, status: StatusCode, _: &HeaderMap, body: &Bytes) -> Verdict {
        if status.is_success() {
            return judged(operation, body);
        }
        // Of a refused login the code alone, where it is one of those that are known: the rest may repeat the password.
        if is_login(operation) {
            let mut rejection = Rejection::default();
            rejection.code = json::refusal::<Refused>(body).and_then(|refused| refused.error).and_then(|error| {
                let code = text_of(&error)?;
                OAUTH_CODES.contains(&code.as_str()).then_some(code)
            });
            return Verdict::Rejected(rejection);
        }
        Verdict::Rejected(refusal(body))
    }
}

/// RFC 6749, 5.2.
const OAUTH_CODES: [&str; 6] = [
    "invalid_request",
    "invalid_client",
    "invalid_grant",
    "unauthorized_client",
    "unsupported_grant_type",
    "invalid_scope",
];

fn is_login(operation: &Operation) -> bool {
    crate::auth::OPERATIONS.iter().any(|login| login.id == operation.id)
}

/// An answer under a status of success.
fn judged(operation: &Operation, body: &Bytes) -> Verdict {
    // A page in place of a token: the login was refused, or something stands before it. Asking again would count as another try.
    if is_login(operation) && body.trim_ascii_start().starts_with(b"<") {
        let mut rejection = Rejection::default();
        rejection.message = Some("a page in place of a token".to_owned());
        rejection.before_anything = true;
        return Verdict::Rejected(rejection);
    }
    // A call of the caller's own goes to the same service.
    if operation.id.starts_with("akuiteo.quotes.") || operation.path.contains("/devisclient/") {
        return crate::quotes::answer::judged(body);
    }
    // Most successes hold none of these words: looked for before it is read.
    let speaks =
        ["\"className\"", "\"level\"", "\"error\"", "\"meta\""].into_iter().any(|word| json::mentions(body, word));
    match std::str::from_utf8(body) {
        Ok(text) if speaks && is_error(text) => Verdict::Rejected(refusal(body)),
        _ => Verdict::Accepted,
    }
}

/// What an error under a status of success is known by.
#[derive(Default, Model)]
#[model(only_read)]
#[serde(rename_all = "camelCase")]
struct Inside {
    id: Option<RawJson>,
    class_name: Option<RawJson>,
    message: Option<RawJson>,
    level: Option<RawJson>,
    text: Option<RawJson>,
    timestamp: Option<RawJson>,
    error: Option<RawJson>,
    meta: Option<RawJson>,
}

#[derive(Model)]
#[model(only_read)]
struct Meta {
    status: Option<RawJson>,
}

/// An object that is no resource: it has the class of an exception or the level of a message (facts A16, A22), an error in it, or a
/// gateway says that it failed. Or a list that begins with such.
fn is_error(text: &str) -> bool {
    if text.trim_start().starts_with('[') {
        let all: Option<Vec<RawJson>> = json::parse(text).ok();
        let first = all.and_then(|all| all.into_iter().next());
        return first.is_some_and(|first| first.as_str().starts_with('{') && is_error(first.as_str()));
    }
    let Ok(inside) = Inside::from_json(text) else { return false };
    let failed = |meta: &RawJson| {
        let meta = Meta::from_json(meta.as_str()).ok();
        meta.and_then(|meta| text_of(&meta.status?)).is_some_and(|status| status.eq_ignore_ascii_case("failed"))
    };
    let is_exception = inside.class_name.is_some() && inside.message.is_some();
    let is_message = inside.level.is_some() && inside.text.is_some() && inside.timestamp.is_some();
    let holds_error = inside.error.is_some_and(|error| error.as_str().starts_with('{'));
    inside.id.is_none() && (is_exception || is_message || holds_error || inside.meta.as_ref().is_some_and(failed))
}

/// The members that errors have been seen with.
#[derive(Default, Model)]
#[model(only_read)]
struct Refused {
    name: Option<RawJson>,
    code: Option<RawJson>,
    message: Option<RawJson>,
    text: Option<RawJson>,
    error: Option<RawJson>,
    errors: Option<RawJson>,
    meta: Option<RawJson>,
    messages: Option<RawJson>,
}

/// What can be read of a refusal, in any of the forms.
fn refusal(body: &Bytes) -> Rejection {
    let mut rejection = Rejection::default();
    if let Some(read) = read(std::str::from_utf8(body).unwrap_or_default(), 0) {
        (rejection.code, rejection.message) = read;
    } else if let Some(refused) = json::refusal::<Refused>(body) {
        (rejection.code, rejection.message) = parts(&refused, 0).unwrap_or_default();
    }
    rejection
}

/// How deep an error may stand in what wraps it.
const DEEPEST: u8 = 4;

type Parts = (Option<String>, Option<String>);

/// An object, or a list of such of which the first says something.
fn read(text: &str, depth: u8) -> Option<Parts> {
    if depth > DEEPEST {
        return None;
    }
    match text.trim_start().chars().next()? {
        '{' => parts(&Refused::from_json(text).ok()?, depth),
        '[' => {
            let all: Vec<RawJson> = json::parse(text).ok()?;
            all.iter().find_map(|one| read(one.as_str(), depth + 1))
        }
        _ => None,
    }
}

fn parts(refused: &Refused, depth: u8) -> Option<Parts> {
    let is_plain = |raw: &&RawJson| !raw.as_str().starts_with(['{', '[']);
    let plain = |raw: &Option<RawJson>| raw.as_ref().filter(is_plain).and_then(text_of).filter(|text| !text.is_empty());
    let code = plain(&refused.code).or_else(|| plain(&refused.name));
    let message = plain(&refused.message).or_else(|| plain(&refused.text)).or_else(|| plain(&refused.error));
    if code.is_some() || message.is_some() {
        return Some((code, message));
    }
    let wrapped = [&refused.error, &refused.errors, &refused.messages, &refused.meta];
    wrapped.into_iter().flatten().find_map(|raw| read(raw.as_str(), depth + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_of_an_error_is_read() {
        for (body, code, message) in [
            (
                r#"{"status":0,"type":"t","timestamp":"2024-01-01T00:00:00.000+0000","name":"T9RuntimeException","message":"no","className":"c"}"#,
                Some("T9RuntimeException"),
                Some("no"),
            ),
            (r#"{"timestamp":"t","code":"E1","level":"ERROR","text":"non"}"#, Some("E1"), Some("non")),
            (r#"[{"name":"N","message":"no"},{"name":"M","message":"more"}]"#, Some("N"), Some("no")),
            (r#"{"meta":{"status":"failed","messages":[{"name":"N","message":"no"}]}}"#, Some("N"), Some("no")),
            (r#"{"error":{"code":"C","message":"no"}}"#, Some("C"), Some("no")),
            (r#"{"error":"no"}"#, None, Some("no")),
            (r#"notice {"code":7,"message":"no"}"#, Some("7"), Some("no")),
            ("<html>no</html>", None, None),
            ("", None, None),
            ("[[[[[[{\"code\":1}]]]]]]", None, None),
        ] {
            let read = refusal(&Bytes::from(body));
            assert_eq!((read.code.as_deref(), read.message.as_deref()), (code, message), "{body}");
        }
    }

    #[test]
    fn maintenance_is_recognized() {
        for text in ["Serveur en maintenance", "MISE À JOUR EN COURS", r#"{"message":"mise \u00e0 jour en cours"}"#] {
            assert!(speaks_of_maintenance(text.as_bytes()), "{text}");
        }
        assert!(!speaks_of_maintenance(b"mise"));
    }
}
