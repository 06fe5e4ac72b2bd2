//! What the quotes' service answers. One answer is documented, that of the validators; the outcome stands in it, and not in the status
//! of HTTP.

use std::fmt;

use bytes::Bytes;
use guichet_core::json;
use guichet_core::vendor::{Rejection, Verdict, text_of};
use guichet_core::{Decimal, Model, RawJson};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// An answer of the quotes' service (*Retour*). Where it says `status: false` it is an error, and no value.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct QuoteAnswer {
    /// `OK`, where all went well. Other codes are not documented.
    pub code: Option<String>,
    /// In French.
    pub message: Option<String>,
    /// Null in the sample: what it means is not documented.
    pub value_double: Option<Decimal>,
    /// The number of the quote.
    pub value_string: Option<String>,
    /// Null in the sample: what it means and its form are not documented.
    pub value_date: Option<String>,
    /// True, where all went well. Kept as it came: what is no boolean is no error by itself, and [`succeeded`](Self::succeeded) says
    /// what it was taken for.
    pub status: Option<RawJson>,
}

impl QuoteAnswer {
    /// Whether the service says that it did it; `None` where it does not say so in a form that is understood.
    pub fn succeeded(&self) -> Option<bool> {
        self.status.as_ref().and_then(understood)
    }
}

fn understood(status: &RawJson) -> Option<bool> {
    json::parse(status.as_str()).ok()
}

/// The answer to a creation or a revision, which is not documented. Nothing of it is lost.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct QuoteReply {
    /// The answer, where it has the form that is documented for validators (*unverified*). Whether its `value_string` is then the number
    /// of the new quote is *unverified* as well.
    pub answer: Option<QuoteAnswer>,
    /// The text as it came, without the white space around it; empty where nothing came.
    pub text: String,
}

impl QuoteReply {
    /// Any text is taken, but for JSON that breaks off.
    pub(super) fn of(text: &str) -> Result<Self, &'static str> {
        if text.starts_with(['{', '[', '"']) && serde_json::from_str::<&RawValue>(text).is_err() {
            return Err("it begins as JSON, and is none");
        }
        // Of all its members none is needed: an object without these two is another one.
        let known = |answer: &QuoteAnswer| answer.code.is_some() || answer.status.is_some();
        let answer = if text.starts_with('{') { QuoteAnswer::from_json(text).ok().filter(known) } else { None };
        Ok(Self { answer, text: text.to_owned() })
    }
}

/// What the text holds may be personal: its size alone is shown.
impl fmt::Debug for QuoteReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.text.len();
        f.debug_struct("QuoteReply")
            .field("answer", &self.answer)
            .field("text", &format_args!("{bytes} bytes"))
            .finish()
    }
}

/// As it came: JSON is written as JSON, other text as a text, and nothing as null.
impl Serialize for QuoteReply {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match serde_json::from_str::<&RawValue>(&self.text) {
            Ok(json) => json.serialize(to),
            Err(_) if self.text.is_empty() => to.serialize_none(),
            Err(_) => to.serialize_str(&self.text),
        }
    }
}

/// What decides whether a success is one. Read apart from the answer, so that an odd member beside it hides no refusal.
#[derive(Model)]
#[model(only_read)]
struct Judged {
    code: Option<RawJson>,
    message: Option<RawJson>,
    status: Option<RawJson>,
}

/// An answer under a status of success: `status: false` is an error. Whether anything was done before it is not documented, so that
/// nothing is promised. What says neither yes nor no is left to the answer's reader.
pub(crate) fn judged(body: &Bytes) -> Verdict {
    match json::refusal::<Judged>(body) {
        Some(judged) if judged.status.as_ref().and_then(understood) == Some(false) => {
            let mut rejection = Rejection::default();
            rejection.code = judged.code.as_ref().and_then(text_of);
            rejection.message = judged.message.as_ref().and_then(text_of);
            Verdict::Rejected(rejection)
        }
        _ => Verdict::Accepted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(body: &'static str) -> Option<(Option<String>, Option<String>)> {
        match judged(&Bytes::from(body)) {
            Verdict::Rejected(rejection) => {
                assert!(!rejection.before_anything);
                Some((rejection.code, rejection.message))
            }
            _ => None,
        }
    }

    #[test]
    fn a_status_of_false_is_a_refusal() {
        let told = Some((Some("KO".to_owned()), Some("non".to_owned())));
        for body in [
            r#"{"code":"KO","message":"non","status":false}"#,
            r#"{"code":"KO","message":["non"],"status":"false","valueDouble":{}}"#,
            "\u{feff}{\"status\":0,\"code\":\"KO\",\"message\":\"non\"}",
        ] {
            assert_eq!(refused(body), told, "{body}");
        }
        assert_eq!(refused(r#"{"status":false}"#), Some((None, None)));
        for body in [
            r#"{"code":"OK","status":true}"#,
            r#"{"code":"KO"}"#,
            r#"{"status":null}"#,
            r#"{"status":{}}"#,
            r#"{"status":"peut-être"}"#,
            r#"{"quote":{"status":false}}"#,
            "CC1877788",
            "",
        ] {
            assert_eq!(refused(body), None, "{body}");
        }
    }

    #[test]
    fn a_reply_loses_nothing() {
        for (text, is_answer, json) in [
            (r#"{"code":"OK","more":1.50}"#, true, r#"{"code":"OK","more":1.50}"#),
            (r#"{"status":{"odd":1}}"#, true, r#"{"status":{"odd":1}}"#),
            (r#"{"id":5}"#, false, r#"{"id":5}"#),
            (r#"{"code":"OK","valueDouble":"x"}"#, false, r#"{"code":"OK","valueDouble":"x"}"#),
            ("CC1877788", false, r#""CC1877788""#),
            ("0012", false, r#""0012""#),
            ("", false, "null"),
        ] {
            let reply = QuoteReply::of(text).unwrap();
            assert_eq!((reply.answer.is_some(), reply.text.as_str()), (is_answer, text));
            assert_eq!(serde_json::to_string(&reply).unwrap(), json);
        }
        for broken in [r#"{"code": "O"#, "[", "\"CC"] {
            assert!(QuoteReply::of(broken).is_err(), "{broken}");
        }
        let odd = QuoteReply::of(r#"{"status":"peut-être"}"#).unwrap().answer.unwrap();
        assert_eq!((odd.succeeded(), odd.status.unwrap().as_str()), (None, r#""peut-être""#));
    }
}
