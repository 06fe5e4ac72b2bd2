//! Request bodies: JSON, forms, multipart, bytes. Encoded once, before the first attempt, so that every
//! attempt sends the same bytes.

use bytes::Bytes;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::lenient::Shape;

/// A finished body and its content type.
#[derive(Clone, Default)]
pub(crate) struct Body {
    pub(crate) content_type: Option<String>,
    pub(crate) bytes: Bytes,
}

impl Body {
    pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, String> {
        let bytes = serde_json::to_vec(value).map_err(|e| e.to_string())?;
        Ok(Self { content_type: Some("application/json".into()), bytes: bytes.into() })
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
        pairs("", raw, &mut |name, value| {
            form.append_pair(name, value);
        })?;
        Ok(Self { content_type: Some("application/x-www-form-urlencoded".into()), bytes: form.finish().into() })
    }

    pub(crate) fn multipart(parts: &[Part]) -> Self {
        let boundary = boundary(parts);
        let mut bytes = Vec::new();
        for part in parts {
            bytes.extend_from_slice(
                format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(&part.name)).as_bytes(),
            );
            if let Some(file) = &part.file_name {
                bytes.extend_from_slice(format!("; filename=\"{}\"", quoted(file)).as_bytes());
            }
            bytes.extend_from_slice(b"\r\n");
            if let Some(kind) = &part.content_type {
                bytes.extend_from_slice(format!("Content-Type: {kind}\r\n").as_bytes());
            }
            bytes.extend_from_slice(b"\r\n");
            bytes.extend_from_slice(&part.bytes);
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        Self { content_type: Some(format!("multipart/form-data; boundary={boundary}")), bytes: bytes.into() }
    }
}

/// One part of a multipart body.
#[derive(Clone)]
pub struct Part {
    name: String,
    file_name: Option<String>,
    content_type: Option<String>,
    bytes: Bytes,
}

impl std::fmt::Debug for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Part").field("name", &self.name).field("bytes", &self.bytes.len()).finish_non_exhaustive()
    }
}

impl Part {
    /// A text field.
    pub fn text(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), file_name: None, content_type: None, bytes: Bytes::from(value.into()) }
    }

    /// A file. Its name is sent as UTF-8, quotes and line ends escaped as browsers do.
    pub fn file(name: impl Into<String>, file_name: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        Self {
            name: name.into(),
            file_name: Some(file_name.into()),
            content_type: Some("application/octet-stream".into()),
            bytes: bytes.into(),
        }
    }

    /// Sets the part's media type; ignored if it is not printable ASCII.
    #[must_use]
    pub fn content_type(mut self, kind: impl Into<String>) -> Self {
        let kind = kind.into();
        if kind.bytes().all(|b| matches!(b, b' '..=b'~')) {
            self.content_type = Some(kind);
        }
        self
    }
}

/// The HTML standard's escapes for names in a multipart header.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Drawn from the content, so that the same call has the same bytes on every attempt and in every test, and
/// so that no content can hold its own boundary other than by breaking SHA-256.
fn boundary(parts: &[Part]) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    for part in parts {
        for piece in [part.name.as_bytes(), part.file_name.as_deref().unwrap_or("").as_bytes(), &part.bytes] {
            hash.update((piece.len() as u64).to_be_bytes());
            hash.update(piece);
        }
    }
    let mut text = String::from("guichet-");
    for byte in hash.finalize().iter().take(16) {
        text.push_str(&format!("{byte:02x}"));
    }
    text
}

fn pairs(prefix: &str, raw: &RawValue, push: &mut dyn FnMut(&str, &str)) -> Result<(), String> {
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
            items.iter().try_for_each(|item| pairs(&format!("{prefix}[]"), item, push))
        }
        Shape::Object => {
            for (name, value) in crate::lenient::members(raw.get()).map_err(|e| e.to_string())? {
                let name = if prefix.is_empty() { name } else { format!("{prefix}[{name}]") };
                pairs(&name, value, push)?;
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let body = Body::form(&Payment {
            invoice_ids: "1234,1234",
            amount: crate::decimal::ExactDecimal("12.00".parse().unwrap()),
            deposit: "100%",
            send: true,
            none: None,
            list: [1, 2],
        })
        .unwrap();
        assert_eq!(
            std::str::from_utf8(&body.bytes).unwrap(),
            "invoice_ids=1234%2C1234&amount=12.00&deposit=100%25&send=true&list%5B%5D=1&list%5B%5D=2"
        );
        assert!(Body::form(&[1]).is_err());
    }

    #[test]
    fn multipart_is_the_same_each_time_and_escapes_names() {
        let parts =
            [Part::text("a", "x"), Part::file("data", "re\"çu\r\n.pdf", &b"%PDF"[..]).content_type("application/pdf")];
        let (one, two) = (Body::multipart(&parts), Body::multipart(&parts));
        assert_eq!(one.bytes, two.bytes);
        let text = String::from_utf8(one.bytes.to_vec()).unwrap();
        assert!(
            text.contains(
                "name=\"data\"; filename=\"re%22çu%0D%0A.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n"
            ),
            "{text}"
        );
        assert!(one.content_type.unwrap().starts_with("multipart/form-data; boundary=guichet-"));
    }
}
