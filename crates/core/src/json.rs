//! Reading and writing models, by the types of their members.
//!
//! A model is a plain struct. Its types say how it is read: `T` must be there, `Option<T>` may be missing, an absent list or map
//! is empty. What a type takes for nothing is its own business, and so is what it tolerates: a number where text is documented,
//! one element where a list is.
//!
//! ```
//! use guichet_core::{Decimal, Model};
//!
//! #[derive(Debug, Model)]
//! struct Line {
//!     id: i64,
//!     #[serde(rename = "vatAmount")]
//!     vat_amount: Option<Decimal>,
//!     tags: Vec<String>,
//! }
//!
//! let line = Line::from_json(r#"{"id": "7", "vatAmount": 12.50, "tags": "one", "unknown": true}"#)?;
//! assert_eq!(line.id, 7);
//! assert_eq!(line.vat_amount.map(|amount| amount.to_string()).as_deref(), Some("12.50"));
//! assert_eq!(line.tags, ["one"]);
//!
//! let error = Line::from_json(r#"{"id": 7, "vatAmount": {}}"#).unwrap_err();
//! assert!(error.to_string().contains("vatAmount: expected a number, found an object"), "{error}");
//! # Ok::<(), guichet_core::Error>(())
//! ```
//!
//! # Attributes
//!
//! Names are serde's: `rename`, `rename_all`, `alias`. `default` on a member that must be there makes it optional. `serialize_with`
//! and `skip_serializing_if` say how one member is written. `transparent` makes a struct of one member that member.
//!
//! | attribute | meaning |
//! |---|---|
//! | `#[model(with = "path")]` on a member | it is read by `fn(&mut Field, &mut Reader<'_>) -> Result<(), Fault>` |
//! | `#[model(required)]` on a list or map | its absence is an error, no empty list |
//! | `#[model(sent)]` on the struct | members that are nothing are left out where it is written |
//! | `#[model(only_read)]` on the struct | it has no `Serialize`: for what holds a secret |
//! | `#[model(crate = "path")]` on the struct | where `json` is found, for a crate that does not name `guichet_core` |
//!
//! `#[derive(Body)]` writes a struct that is only sent, and leaves out what is nothing. Any other attribute of serde's is an error
//! of the compiler, because it would promise what the reader does not do:
//!
//! ```compile_fail
//! #[derive(guichet_core::Model)]
//! struct Line {
//!     #[serde(flatten)]
//!     rest: std::collections::BTreeMap<String, String>,
//! }
//! ```
//!
//! ```compile_fail
//! #[derive(guichet_core::Model)]
//! #[serde(default)]
//! struct Line {
//!     id: i64,
//! }
//! ```
//!
//! ```compile_fail
//! #[derive(guichet_core::Model)]
//! struct Line {
//!     #[serde(with = "somewhere")]
//!     id: i64,
//! }
//! ```
//!
//! `Serialize` and `Deserialize` are there for users, from and to JSON text. serde reads a model inside `flatten`, `untagged` or a
//! `tag` through a buffer that holds numbers as floats: that is an error, never rounded digits.

mod foreign;
mod place;
pub(crate) mod raw;
mod reader;
mod values;
mod written;

pub use foreign::foreign;
pub(crate) use foreign::{located, without_values};
pub(crate) use reader::MOST_ELEMENTS;
pub use reader::members::{Kind, Member, Members, Model, Slot, Value, required};
pub use reader::{Fault, Reader};
pub use values::{one_of_many, one_or_many, page_of, required_list, unless_empty, unless_empty_each};
pub use written::{Write, Written};

#[doc(hidden)]
pub use serde;

use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

#[doc(hidden)]
pub use crate::error::Error;
use crate::error::{ErrorKind, Result};

/// Reads a text into a type; on failure says where, without what was found.
pub(crate) fn decode<T: Value>(text: &str) -> Result<T, String> {
    decode_by(&mut Reader::new(text))
}

/// The answer to a call that changed something: a member that may be missing and cannot be read is left out, because the change is made
/// whatever its answer. With the paths of what was left out.
pub(crate) fn decode_lenient<T: Value>(text: &str) -> Result<(T, Vec<String>), String> {
    let mut reader = Reader::new(text).lenient();
    let read = decode_by(&mut reader)?;
    Ok((read, reader.left_out()))
}

pub(crate) fn decode_by<T: Value>(reader: &mut Reader<'_>) -> Result<T, String> {
    let mut read = None;
    let outcome = T::read(&mut read, reader);
    match (reader.finish(outcome), read) {
        (Ok(()), Some(value)) => Ok(value),
        (Ok(()), None) => Err(T::KIND.missing()),
        (Err(message), _) => Err(message),
    }
}

/// A body without the mark that some servers put before their text (a BOM).
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Whether a body is nothing, or begins as JSON does. A page for humans does not.
pub(crate) fn begins(body: &[u8]) -> bool {
    let body = without_mark(body).trim_ascii();
    match body.first() {
        None | Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9') => true,
        _ => matches!(body, b"null" | b"true" | b"false"),
    }
}

/// Whether a body is a text of one line: no page, and nothing that cannot be read.
pub(crate) fn is_text(body: &[u8]) -> bool {
    let body = without_mark(body).trim_ascii();
    !body.starts_with(b"<") && std::str::from_utf8(body).is_ok_and(|text| !text.contains(char::is_control))
}

/// Whether a word stands in the beginning of a body: before a success is read a second time, for an error in it. An error is short.
pub fn mentions(body: &[u8], word: &str) -> bool {
    const LOOKED_AT: usize = 64 * 1024;
    memchr::memmem::find(body.get(..LOOKED_AT).unwrap_or(body), word.as_bytes()).is_some()
}

/// Reads what a vendor says in a refusal, as far as it can be read: behind a notice that a server put before it, and with letters of
/// another encoding in it. For a [`Dialect`](crate::vendor::Dialect).
pub fn refusal<T: Value>(body: &[u8]) -> Option<T> {
    let text = String::from_utf8_lossy(without_mark(body));
    if let Ok(read) = decode(&text) {
        return Some(read);
    }
    // A notice is text, or a page; what it stands before is an object.
    let objects = text.match_indices('{').take(NOTICES);
    objects.filter_map(|(at, _)| text.get(at..)).find_map(|rest| decode(rest.trim_end()).ok())
}

/// How many braces of a notice are tried.
const NOTICES: usize = 16;

/// Reads a piece of JSON, as an answer is read.
///
/// ```
/// use guichet_core::{Decimal, json};
///
/// assert_eq!(json::parse::<Vec<Decimal>>("[1.50, \"2\"]")?.len(), 2);
/// let error = json::parse::<Vec<Decimal>>("[1.50, true]").unwrap_err();
/// assert!(error.to_string().contains("expected a number, found a boolean"), "{error}");
/// # Ok::<(), guichet_core::Error>(())
/// ```
///
/// # Errors
/// It is of another form: `ErrorKind::Decode`, with the path to the member and what was expected there.
pub fn parse<T: Value>(text: &str) -> Result<T> {
    decode(text).map_err(|message| Error::new(ErrorKind::Decode, message))
}

/// `Deserialize` for users: the value's text, then our reader.
///
/// # Errors
/// What stands there is of another form, or does not come from JSON text.
#[doc(hidden)]
#[inline(never)]
pub fn deserialize<'de, D: Deserializer<'de>, T: Value>(deserializer: D) -> Result<T, D::Error> {
    let raw = <Box<RawValue>>::deserialize(deserializer)?;
    decode(raw.get()).map_err(serde::de::Error::custom)
}
