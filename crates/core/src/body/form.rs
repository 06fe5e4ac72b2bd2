//! Forms: `application/x-www-form-urlencoded`, from the same JSON text as JSON bodies, so that amounts keep their digits.

use std::fmt;

use serde::Serialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use super::{Content, Encoded};

/// How deep lists and objects may stand in each other in a form: as deep as the reader of answers goes.
const MAX_DEPTH: u8 = 128;

/// The same model as for JSON, as `application/x-www-form-urlencoded`: text as it is, numbers by their
/// digits, true and false as `1` and `0`, lists as `name[]`, objects as `name[member]`; null is not sent. Frameworks that
/// read forms refuse the words, or take the text `false` for true.
pub(super) fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Encoded, String> {
    let json = serde_json::to_string(value).map_err(|e| e.to_string())?;
    let raw: &RawValue = serde_json::from_str(&json).map_err(|e| e.to_string())?;
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    if Shape::of(raw) != Shape::Object {
        return Err("a form needs named members".into());
    }
    pairs("", raw, MAX_DEPTH, &mut |name, value| {
        form.append_pair(name, value);
    })?;
    Ok(Encoded {
        content_type: Some("application/x-www-form-urlencoded".into()),
        content: Content::Bytes(form.finish().into()),
    })
}

fn pairs(prefix: &str, raw: &RawValue, depth: u8, push: &mut dyn FnMut(&str, &str)) -> Result<(), String> {
    let Some(deeper) = depth.checked_sub(1) else { return Err(format!("more than {MAX_DEPTH} levels")) };
    match Shape::of(raw) {
        Shape::Null => Ok(()),
        Shape::String => {
            let text: String = serde_json::from_str(raw.get()).map_err(|e| e.to_string())?;
            push(prefix, &text);
            Ok(())
        }
        Shape::Number => {
            push(prefix, raw.get());
            Ok(())
        }
        Shape::Bool => {
            push(prefix, if raw.get() == "true" { "1" } else { "0" });
            Ok(())
        }
        Shape::Array => {
            let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(|e| e.to_string())?;
            items.iter().try_for_each(|item| pairs(&format!("{prefix}[]"), item, deeper, push))
        }
        Shape::Object => {
            for (name, value) in members(raw.get()).map_err(|e| e.to_string())? {
                let name = if prefix.is_empty() { name } else { format!("{prefix}[{name}]") };
                pairs(&name, value, deeper, push)?;
            }
            Ok(())
        }
    }
}

/// What kind of JSON value a raw text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

impl Shape {
    fn of(raw: &RawValue) -> Self {
        match raw.get().as_bytes().first() {
            Some(b'n') => Self::Null,
            Some(b't' | b'f') => Self::Bool,
            Some(b'"') => Self::String,
            Some(b'[') => Self::Array,
            Some(b'{') => Self::Object,
            _ => Self::Number,
        }
    }
}

/// The members of an object in their order.
fn members(json: &str) -> Result<Vec<(String, &RawValue)>, serde_json::Error> {
    struct Members;
    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(String, &'de RawValue)>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(entry) = map.next_entry()? {
                members.push(entry);
            }
            Ok(members)
        }
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    serde::Deserializer::deserialize_map(&mut deserializer, Members)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(body: &Encoded) -> &str {
        match &body.content {
            Content::Bytes(bytes) => std::str::from_utf8(bytes).unwrap(),
            Content::Source(_) => panic!("read while it is sent"),
        }
    }

    #[test]
    fn a_form_keeps_digits_and_escapes_text() {
        #[derive(Serialize)]
        struct Payment {
            invoice_ids: &'static str,
            amount: crate::decimal::ExactDecimal,
            deposit: &'static str,
            send: bool,
            keep: bool,
            none: Option<u8>,
            list: [u8; 2],
        }
        let body = encode(&Payment {
            invoice_ids: "1234,1234",
            amount: crate::decimal::ExactDecimal("12.00".parse().unwrap()),
            deposit: "100%",
            send: true,
            keep: false,
            none: None,
            list: [1, 2],
        })
        .unwrap();
        assert_eq!(
            text(&body),
            "invoice_ids=1234%2C1234&amount=12.00&deposit=100%25&send=1&keep=0&list%5B%5D=1&list%5B%5D=2"
        );
        assert!(encode(&[1]).is_err());
    }

    #[test]
    fn a_form_has_a_bound_on_its_levels() {
        let nested = |levels: usize| {
            let json = format!(r#"{{"a":{}1{}}}"#, "[".repeat(levels), "]".repeat(levels));
            encode(&RawValue::from_string(json).unwrap()).map(|_| ())
        };
        assert_eq!(nested(126), Ok(()));
        for levels in [127, 100_000] {
            assert_eq!(nested(levels), Err("more than 128 levels".to_owned()));
        }
    }
}
