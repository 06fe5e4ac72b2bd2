//! Request bodies: JSON, forms, multipart, bytes. Encoded once, before the first attempt, so that every
//! attempt sends the same bytes.

mod multipart;
mod source;

pub use multipart::Part;
pub use source::Source;

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::lenient::Shape;

/// A finished body and its content type.
#[derive(Clone, Default)]
pub(crate) struct Encoded {
    pub(crate) content_type: Option<String>,
    pub(crate) content: Content,
}

/// What is sent: the same bytes for each attempt.
#[derive(Clone)]
pub(crate) enum Content {
    Bytes(Bytes),
    Source(Source),
}

impl Default for Content {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl Content {
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Source(source) => source.length(),
        }
    }
}

/// How deep lists and objects may stand in each other in a form: as deep as the reader of answers goes.
const MAX_DEPTH: u8 = 128;

impl Encoded {
    pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, String> {
        let bytes = serde_json::to_vec(value).map_err(|e| e.to_string())?;
        Ok(Self { content_type: Some("application/json".into()), content: Content::Bytes(bytes.into()) })
    }

    /// The same model as for JSON, as `application/x-www-form-urlencoded`: text as it is, numbers by their
    /// digits, lists as `name[]`, objects as `name[member]`; null is not sent.
    pub(crate) fn form<T: Serialize + ?Sized>(value: &T) -> Result<Self, String> {
        let json = serde_json::to_string(value).map_err(|e| e.to_string())?;
        let raw: &RawValue = serde_json::from_str(&json).map_err(|e| e.to_string())?;
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        if Shape::of(raw) != Shape::Object {
            return Err("a form needs named members".into());
        }
        pairs("", raw, MAX_DEPTH, &mut |name, value| {
            form.append_pair(name, value);
        })?;
        Ok(Self {
            content_type: Some("application/x-www-form-urlencoded".into()),
            content: Content::Bytes(form.finish().into()),
        })
    }

    pub(crate) fn multipart(parts: &[Part]) -> Self {
        multipart::encode(parts)
    }
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
        Shape::Number | Shape::Bool => {
            push(prefix, raw.get());
            Ok(())
        }
        Shape::Array => {
            let items: Vec<&RawValue> = serde_json::from_str(raw.get()).map_err(|e| e.to_string())?;
            items.iter().try_for_each(|item| pairs(&format!("{prefix}[]"), item, deeper, push))
        }
        Shape::Object => {
            for (name, value) in crate::lenient::members(raw.get()).map_err(|e| e.to_string())? {
                let name = if prefix.is_empty() { name } else { format!("{prefix}[{name}]") };
                pairs(&name, value, deeper, push)?;
            }
            Ok(())
        }
    }
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
            none: Option<u8>,
            list: [u8; 2],
        }
        let body = Encoded::form(&Payment {
            invoice_ids: "1234,1234",
            amount: crate::decimal::ExactDecimal("12.00".parse().unwrap()),
            deposit: "100%",
            send: true,
            none: None,
            list: [1, 2],
        })
        .unwrap();
        assert_eq!(
            text(&body),
            "invoice_ids=1234%2C1234&amount=12.00&deposit=100%25&send=true&list%5B%5D=1&list%5B%5D=2"
        );
        assert!(Encoded::form(&[1]).is_err());
    }

    #[test]
    fn a_form_has_a_bound_on_its_levels() {
        let nested = |levels: usize| {
            let json = format!(r#"{{"a":{}1{}}}"#, "[".repeat(levels), "]".repeat(levels));
            Encoded::form(&RawValue::from_string(json).unwrap()).map(|_| ())
        };
        assert_eq!(nested(126), Ok(()));
        for levels in [127, 100_000] {
            assert_eq!(nested(levels), Err("more than 128 levels".to_owned()));
        }
    }
}
