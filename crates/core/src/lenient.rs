//! Readers for what vendors really send: one where a list is documented, a string where a number is, and
//! the empty spellings `""`, `"null"`, `"false"`, `false`, `[]`.
//!
//! All start from the raw JSON text, so that amounts inside stay exact. Use them as
//! `#[serde(default, deserialize_with = "guichet_core::lenient::…")]`.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// What kind of JSON value a raw text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Null,
    Bool,
    Number,
    String,
    Array,
    Object,
}

impl Shape {
    pub(crate) fn of(raw: &RawValue) -> Self {
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

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "null",
            Self::Bool => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        })
    }
}

/// The text of a JSON string.
pub(crate) fn string(raw: &RawValue) -> Result<String, String> {
    serde_json::from_str(raw.get()).map_err(|e| e.to_string())
}

/// The members of an object in their order.
pub(crate) fn members(json: &str) -> Result<Vec<(String, &RawValue)>, serde_json::Error> {
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

/// Decodes a piece of JSON; on failure says where in the piece.
pub(crate) fn nested<T: DeserializeOwned, E: serde::de::Error>(raw: &RawValue) -> Result<T, E> {
    serde_json::from_str(raw.get()).map_err(|plain| E::custom(located::<T>(raw.get().as_bytes(), plain)))
}

/// The failure path of decoding: reads again with a tracker, for the path to the member at fault.
pub(crate) fn located<T: DeserializeOwned>(json: &[u8], plain: serde_json::Error) -> String {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(e) if e.path().iter().next().is_some() => {
            format!("{}: {}", e.path(), without_values(&e.inner().to_string()))
        }
        _ => without_values(&plain.to_string()),
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

/// A list, or the one element itself, or null for none.
pub fn one_or_many<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    match Shape::of(raw) {
        Shape::Array => nested(raw),
        Shape::Null => Ok(Vec::new()),
        _ => Ok(vec![nested(raw)?]),
    }
}

/// A list of objects, or the one object itself, or null for none: [`one_or_many`] for the envelope around whole
/// answers, read in one pass.
pub fn objects<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    struct Objects<T>(PhantomData<T>);
    impl<'de, T: DeserializeOwned> Visitor<'de> for Objects<T> {
        type Value = Vec<T>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object or a list of objects")
        }
        fn visit_unit<E>(self) -> Result<Vec<T>, E> {
            Ok(Vec::new())
        }
        fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
            let mut all = Vec::new();
            while let Some(item) = list.next_element()? {
                all.push(item);
            }
            Ok(all)
        }
        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Vec<T>, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(|one| vec![one])
        }
    }
    deserializer.deserialize_any(Objects(PhantomData))
}

/// A list, or its one element; null and the empty spellings are an empty list.
pub fn some_or_many<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    match Shape::of(raw) {
        Shape::Array => nested(raw),
        _ if is_nothing(raw) => Ok(Vec::new()),
        _ => Ok(vec![nested(raw)?]),
    }
}

/// The first element where the vendor sends a list of one, or the element itself; nothing for the empty spellings.
pub fn one_of_many<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    Ok(some_or_many(deserializer)?.into_iter().next())
}

/// A value, or nothing spelled `null`, `false`, `""`, `"null"`, `"false"` or `[]`.
pub fn unless_empty<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Option<T>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    if is_nothing(raw) { Ok(None) } else { nested(raw).map(Some) }
}

/// A map; an empty list stands for an empty map (as PHP writes it), and so do the other empty spellings.
pub fn map_or_empty<'de, D: Deserializer<'de>, T: DeserializeOwned>(
    deserializer: D,
) -> Result<BTreeMap<String, T>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    if is_nothing(raw) { Ok(BTreeMap::new()) } else { nested(raw) }
}

/// Text, or a number or boolean taken by its spelling.
pub fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    match Shape::of(raw) {
        Shape::Null => Ok(None),
        Shape::String => string(raw).map(Some).map_err(D::Error::custom),
        Shape::Number | Shape::Bool => Ok(Some(raw.get().to_owned())),
        other => Err(D::Error::custom(format_args!("expected text, found {other}"))),
    }
}

/// A whole number, or a string that holds one; null, `false` and blank are `None`.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    if is_nothing(raw) {
        return Ok(None);
    }
    integer_of(raw).map(Some).map_err(D::Error::custom)
}

pub(crate) fn integer_of(raw: &RawValue) -> Result<i64, String> {
    let owned;
    let text = match Shape::of(raw) {
        Shape::Number => raw.get(),
        Shape::String => {
            owned = string(raw)?;
            owned.trim()
        }
        other => return Err(format!("expected a whole number, found {other}")),
    };
    if let Ok(value) = text.parse() {
        return Ok(value);
    }
    // 5.0 and 5e0 are whole too.
    let whole = crate::decimal::parse(text).map_err(|e| e.to_string())?.normalize();
    if whole.scale() != 0 {
        return Err("expected a whole number".to_owned());
    }
    i64::try_from(whole.mantissa()).map_err(|_| "a whole number that does not fit 64 bits".to_owned())
}

/// A boolean, or its spelling as text or number; null and blank are `None`.
pub fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    let raw = <&RawValue>::deserialize(deserializer)?;
    let spelled = match Shape::of(raw) {
        Shape::String => string(raw).map_err(D::Error::custom)?,
        _ => raw.get().to_owned(),
    };
    let spelled = spelled.trim();
    if spelled.is_empty() || spelled == "null" {
        return Ok(None);
    }
    if spelled.eq_ignore_ascii_case("true") {
        return Ok(Some(true));
    }
    if spelled.eq_ignore_ascii_case("false") {
        return Ok(Some(false));
    }
    // A count where a flag is documented: anything but zero is yes.
    crate::decimal::parse(spelled)
        .map(|number| Some(!number.is_zero()))
        .map_err(|_| D::Error::custom(format_args!("expected true or false, found {}", Shape::of(raw))))
}

fn is_nothing(raw: &RawValue) -> bool {
    match Shape::of(raw) {
        Shape::Null => true,
        Shape::Bool => raw.get() == "false",
        Shape::String => matches!(string(raw).as_deref().map(str::trim), Ok("" | "null" | "false")),
        Shape::Array => serde_json::from_str::<Vec<IgnoredAny>>(raw.get()).is_ok_and(|items| items.is_empty()),
        Shape::Number | Shape::Object => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Sample {
        #[serde(deserialize_with = "one_or_many")]
        data: Vec<i64>,
        #[serde(deserialize_with = "some_or_many")]
        media: Vec<String>,
        #[serde(deserialize_with = "one_of_many")]
        user: Option<i64>,
        #[serde(deserialize_with = "unless_empty")]
        range: Option<BTreeMap<String, i64>>,
        #[serde(deserialize_with = "map_or_empty")]
        days: BTreeMap<String, i64>,
        #[serde(deserialize_with = "text")]
        mobile: Option<String>,
        #[serde(deserialize_with = "integer")]
        id: Option<i64>,
        #[serde(deserialize_with = "boolean")]
        hide: Option<bool>,
    }

    fn read(json: &str) -> Sample {
        serde_json::from_str(json).unwrap_or_else(|e| panic!("{json}: {e}"))
    }

    #[test]
    fn one_or_many_reads_both() {
        assert_eq!(read(r#"{"data":[1,2]}"#).data, [1, 2]);
        assert_eq!(read(r#"{"data":7}"#).data, [7]);
        assert_eq!(read(r#"{"data":null}"#).data, [0; 0]);
        assert_eq!(read(r#"{"media":""}"#).media, [""; 0]);
        assert_eq!(read(r#"{"media":"a.png"}"#).media, ["a.png"]);
        assert_eq!(read(r#"{"user":[5]}"#).user, Some(5));
        assert_eq!(read(r#"{"user":5}"#).user, Some(5));
        assert_eq!(read(r#"{"user":[]}"#).user, None);
    }

    #[test]
    fn empty_spellings_are_none() {
        for empty in ["null", "false", r#""null""#, r#""false""#, r#""""#, "[]", "[ ]"] {
            assert_eq!(
                read(&format!(r#"{{"range":{empty},"days":{empty},"id":{empty}}}"#)),
                Sample::default(),
                "{empty}"
            );
        }
        assert_eq!(read(r#"{"range":{"a":1},"days":{"b":2}}"#).range.unwrap()["a"], 1);
    }

    #[test]
    fn strings_numbers_and_booleans_are_read_in_each_others_spelling() {
        assert_eq!(read(r#"{"mobile":1112223334}"#).mobile.as_deref(), Some("1112223334"));
        assert_eq!(read(r#"{"mobile":"+44"}"#).mobile.as_deref(), Some("+44"));
        for id in ["15", r#""15""#, "15.0", "1.5e1", r#"" 15 ""#] {
            assert_eq!(read(&format!(r#"{{"id":{id}}}"#)).id, Some(15), "{id}");
        }
        for (text, value) in [
            ("true", true),
            (r#""true""#, true),
            ("1", true),
            ("18", true),
            ("0", false),
            (r#""0""#, false),
            (r#""False""#, false),
        ] {
            assert_eq!(read(&format!(r#"{{"hide":{text}}}"#)).hide, Some(value), "{text}");
        }
        for bad in [
            r#"{"id":"x"}"#,
            r#"{"id":1.5}"#,
            r#"{"id":1e30}"#,
            r#"{"id":{}}"#,
            r#"{"hide":"maybe"}"#,
            r#"{"hide":[]}"#,
            r#"{"mobile":[]}"#,
        ] {
            assert!(serde_json::from_str::<Sample>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_nested_failure_names_its_place() {
        #[derive(Debug, Deserialize)]
        #[allow(dead_code)]
        struct Envelope {
            #[serde(deserialize_with = "one_or_many")]
            data: Vec<Item>,
        }
        #[derive(Debug, Deserialize)]
        #[allow(dead_code)]
        struct Item {
            lines: Vec<i64>,
        }
        let error = serde_json::from_str::<Envelope>(r#"{"data":[{"lines":[1]},{"lines":[1,"x"]}]}"#).unwrap_err();
        assert!(error.to_string().contains("[1].lines[1]"), "{error}");
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
        let found =
            located::<BTreeMap<String, u8>>(br#"{"a": "s3cret"}"#, serde_json::from_str::<u8>("x").unwrap_err());
        assert!(found.starts_with("a: invalid type: string …, expected u8"), "{found}");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_json_is_read_or_refused(value in json(3)) {
            for member in ["data", "media", "user", "range", "days", "mobile", "id", "hide"] {
                let _ = serde_json::from_str::<Sample>(&format!(r#"{{"{member}":{value}}}"#));
            }
        }

        #[test]
        fn integers_survive_in_either_spelling(id in any::<i64>()) {
            prop_assert_eq!(read(&format!(r#"{{"id":{id}}}"#)).id, Some(id));
            prop_assert_eq!(read(&format!(r#"{{"id":"{id}"}}"#)).id, Some(id));
        }

        #[test]
        fn texts_survive(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(read(&format!(r#"{{"mobile":{json}}}"#)).mobile, Some(text));
        }
    }

    fn json(depth: u32) -> impl Strategy<Value = String> {
        let leaf = prop_oneof![
            Just("null".to_owned()),
            Just("true".to_owned()),
            Just("false".to_owned()),
            "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?(e[+-]?[0-9]{1,4})?",
            any::<String>().prop_map(|s| serde_json::to_string(&s).unwrap()),
        ];
        leaf.prop_recursive(depth, 16, 4, |inner| {
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(|v| format!("[{}]", v.join(","))),
                proptest::collection::vec(inner, 0..4).prop_map(|v| format!(
                    "{{{}}}",
                    v.iter().enumerate().map(|(i, x)| format!("\"k{i}\":{x}")).collect::<Vec<_>>().join(",")
                )),
            ]
        })
    }
}
