//! How Accengage says no: `{"errors": [{"label", "message"}]}`, also inside a success ("Error handling").

use bytes::Bytes;
use guichet_core::vendor::{Dialect, FieldError, Rejection, Verdict};
use guichet_core::{Error, Model, Operation, RawJson, json, open_enum};
use http::{HeaderMap, StatusCode};

open_enum! {
    /// What kind of error the vendor means ("Generic errors").
    pub enum Label: text {
        /// The access token: which fault it is, the status says. See [`Condition`].
        Token = "API_ERR_TOKEN",
        /// The signature.
        Signature = "API_ERR_SIGNATURE",
        /// No right to the route.
        Forbidden = "API_ERR_FORBIDDEN",
        /// The vendor's database.
        Database = "API_ERR_DB",
        /// The vendor's cache.
        Cache = "API_ERR_CACHE",
        /// Another service of the vendor's.
        Service = "API_ERR_SERVICE",
        /// A utility of the vendor's.
        Utility = "API_ERR_UTIL",
        /// The support account.
        Support = "API_ERR_SUPPORT",
        /// Unhandled.
        Unknown = "API_ERR_UNKNOWN",
        /// The route does not exist; the vendor's spelling.
        UnknownRoute = "API_ERR_UNKNOW_ROUTE",
        /// The route does not exist, spelled as one would expect.
        UnknownRouteSpelled = "API_ERR_UNKNOWN_ROUTE",
        /// A parameter is missing or malformed. Not in the table of generic errors.
        Format = "API_ERR_FORMAT",
    }
}

/// What a pair of status and label means. The pair is what the vendor promises; its messages may change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition {
    /// 400: the token is invalid.
    TokenInvalid,
    /// 401: the token has expired.
    TokenExpired,
    /// 403: the route needs a token and there was none.
    TokenMissing,
    /// 400: the signature is missing or wrong: the key, the clock, or a body changed on its way.
    Signature,
    /// 403: no right to the route.
    Forbidden,
    /// 500: the vendor's database, by a malformed request or an interruption. To be reported to the vendor.
    Database,
    /// 500: the vendor's cache, which may be damaged by it. To be reported to the vendor at once.
    Cache,
    /// 500: another service of the vendor's. To be reported.
    Service,
    /// 500: a utility of the vendor's. To be reported.
    Utility,
    /// 500: the support account. To be reported.
    Support,
    /// 500: unhandled. To be reported with the request.
    Unknown,
    /// The route does not exist, in either spelling, under any status.
    UnknownRoute,
    /// A parameter is missing or malformed, under any status.
    Format,
    /// A pair that is not documented.
    Other {
        /// The HTTP status.
        status: u16,
        /// The label.
        label: Label,
    },
}

/// What the vendor means by an error, where it gave a label.
pub fn condition(error: &Error) -> Option<Condition> {
    let (status, label) = (error.status()?, Label::from(error.code()?));
    Some(match (status, &label) {
        (400, Label::Token) => Condition::TokenInvalid,
        (401, Label::Token) => Condition::TokenExpired,
        (403, Label::Token) => Condition::TokenMissing,
        (400, Label::Signature) => Condition::Signature,
        (403, Label::Forbidden) => Condition::Forbidden,
        (500, Label::Database) => Condition::Database,
        (500, Label::Cache) => Condition::Cache,
        (500, Label::Service) => Condition::Service,
        (500, Label::Utility) => Condition::Utility,
        (500, Label::Support) => Condition::Support,
        (500, Label::Unknown) => Condition::Unknown,
        (_, Label::UnknownRoute | Label::UnknownRouteSpelled) => Condition::UnknownRoute,
        (_, Label::Format) => Condition::Format,
        _ => Condition::Other { status, label },
    })
}

pub(crate) struct AccengageDialect;

#[derive(Model)]
#[model(only_read)]
struct Body {
    errors: Option<RawJson>,
}

/// One error of a body.
#[derive(Model)]
#[model(only_read)]
struct OneError {
    label: Option<String>,
    message: Option<String>,
}

impl Dialect for AccengageDialect {
    fn judge(&self, _: &Operation, status: StatusCode, _: &HeaderMap, body: &Bytes) -> Verdict {
        let errors = errors(body);
        if status.is_success() && errors.is_empty() {
            return Verdict::Accepted;
        }
        let is_token =
            errors.iter().any(|error| error.label.as_deref().is_some_and(|label| Label::from(label) == Label::Token));
        let mut rejection = Rejection::default();
        // On the label, not on the status: it comes with 400, 401 and 403. Inside a success it is one error among
        // work done, and nothing to send again for.
        rejection.token_rejected = (!errors.is_empty()).then_some(is_token && !status.is_success());
        if errors.len() > 1 {
            let rest = errors.iter().skip(1);
            let field = |error: &OneError| {
                FieldError::new(error.label.clone().unwrap_or_default(), error.message.clone().unwrap_or_default())
            };
            rejection.fields = rest.map(field).collect();
        }
        if let Some(first) = errors.into_iter().next() {
            (rejection.code, rejection.message) = (first.label, first.message);
        }
        Verdict::Rejected(rejection)
    }
}

/// The errors that a body tells of, in a success too: the vendor goes on after an error as far as it can. What stands in
/// their place in another form is an error all the same.
fn errors(body: &Bytes) -> Vec<OneError> {
    // Most successes hold none: looked for before it is read.
    if !json::mentions(body, "\"errors\"") {
        return Vec::new();
    }
    let Some(held) = json::refusal::<Body>(body).and_then(|body| body.errors) else { return Vec::new() };
    if matches!(held.as_str(), "[]" | "\"\"" | "false") {
        return Vec::new();
    }
    match json::parse::<Vec<RawJson>>(held.as_str()) {
        Ok(all) => all.iter().map(one_error).collect(),
        Err(_) => vec![one_error(&held)],
    }
}

/// An error in its documented form; anything else is the message itself.
fn one_error(held: &RawJson) -> OneError {
    OneError::from_json(held.as_str()).unwrap_or_else(|_| {
        let message = held.read().unwrap_or_else(|_| held.as_str().to_owned());
        OneError { label: None, message: Some(message) }
    })
}
