//! Faults of the caller's own serde types: where they are, and without what was found.

use serde::de::DeserializeOwned;

use super::place;
use super::reader::{Fault, Reader};

/// Reads a value into a type of the caller's own, by serde: for a [`Value`](super::Value) around one. Null is nothing.
///
/// ```
/// use guichet_core::json::{Fault, Kind, Reader, Value, foreign, parse};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Point(i32, i32);
///
/// impl Value for Point {
///     const KIND: Kind = Kind::Own;
///     fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
///         foreign(into, reader)
///     }
/// }
///
/// let points: Vec<Point> = parse("[[1, 2], [3, 4]]")?;
/// assert_eq!(points[1].0, 3);
/// assert!(parse::<Point>("[1]").is_err());
/// # Ok::<(), guichet_core::Error>(())
/// ```
///
/// # Errors
/// It is not what the type wants: where, and without what was found.
pub fn foreign<T: DeserializeOwned>(into: &mut Option<T>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    let start = reader.place();
    *into = match reader.raw()? {
        "null" => None,
        text => Some(serde_json::from_str(text).map_err(|plain| reader.refuse(start, located(text, &plain)))?),
    };
    Ok(())
}

/// A fault of `serde_json::from_str`, with the path to the member at fault.
#[inline(never)]
pub(crate) fn located(json: &str, fault: &serde_json::Error) -> String {
    let message = without_values(&fault.to_string());
    match fault.line() {
        0 => message,
        line => match place::path_at(json, line, fault.column()) {
            path if path.is_empty() => message,
            path => format!("{path}: {message}"),
        },
    }
}

/// serde quotes what it found in the answer: `invalid type: string "…", expected a number`. What was found may be
/// personal and stays out of messages; what was expected is ours.
pub(crate) fn without_values(message: &str) -> String {
    if message.starts_with("missing field") || message.starts_with("duplicate field") {
        return message.to_owned();
    }
    // From the first quote to the last before what was expected: a value can hold anything, quotes too.
    let (found, expected) = match message.rfind(", expected ") {
        Some(at) => message.split_at(at),
        None => (message, ""),
    };
    let quotes = ['"', '`'];
    match (found.find(quotes), found.rfind(quotes)) {
        (Some(first), Some(last)) if first < last => {
            let (before, after) = (found.get(..first).unwrap_or_default(), found.get(last + 1..).unwrap_or_default());
            format!("{before}…{after}{expected}")
        }
        _ => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn a_type_of_the_callers_is_read_where_it_stands() {
        let read = |text: &str| {
            let mut reader = Reader::new(text);
            let mut read: Option<BTreeMap<String, u8>> = None;
            let outcome = foreign(&mut read, &mut reader);
            reader.finish(outcome).map(|()| read)
        };
        assert_eq!(read(r#"{"a": 1}"#), Ok(Some(BTreeMap::from([("a".to_owned(), 1)]))));
        assert_eq!(read("null"), Ok(None));
        let error = read(r#"{"a": "s3cret"}"#).unwrap_err();
        assert!(error.contains("a: invalid type: string …, expected u8"), "{error}");
    }

    #[test]
    fn no_message_shows_what_was_found() {
        for (message, shown) in [
            ("invalid type: string \"J. \"X\" Doe\", expected i64", "invalid type: string …, expected i64"),
            (
                "invalid value: integer `5`, expected a boolean at line 1 column 2",
                "invalid value: integer …, expected a boolean at line 1 column 2",
            ),
            ("missing field `id` at line 1", "missing field `id` at line 1"),
            ("expected a date", "expected a date"),
        ] {
            assert_eq!(without_values(message), shown);
        }
        let json = r#"{"a": "s3cret"}"#;
        let found = located(json, &serde_json::from_str::<BTreeMap<String, u8>>(json).unwrap_err());
        assert!(found.starts_with("a: invalid type: string …, expected u8"), "{found}");
    }
}
