//! How the types that members have are read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use super::raw::RawJson;
use super::reader::members::{Kind, Slot, Value};
use super::reader::{Fault, Reader};
use crate::dates::{self, DateText, Timestamp};
use crate::decimal::{self, ExactDecimal};

/// Reads a list or a map that must be there: the spellings of nothing are nothing, and no empty one.
///
/// ```
/// use guichet_core::Model;
/// use guichet_core::json::required_list;
///
/// #[derive(Debug, Model)]
/// struct Line {
///     #[model(required, with = "required_list")]
///     tags: Vec<String>,
/// }
///
/// assert_eq!(Line::from_json(r#"{"tags": []}"#)?.tags.len(), 0);
/// assert!(Line::from_json(r#"{"tags": null}"#).is_err());
/// # Ok::<(), guichet_core::Error>(())
/// ```
///
/// # Errors
/// It is not what it should be.
pub fn required_list<T: Value>(into: &mut Option<T>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    if reader.peek() != b'[' && reader.nothing()? {
        *into = None;
        return Ok(());
    }
    T::read(into, reader)
}

/// Reads a page of a list into a member that must be there: null is an empty list, and an absent member is a fault. Two lists are one
/// too many, and so is an element beyond the bound of a page.
///
/// ```
/// use guichet_core::Model;
/// use guichet_core::json::page_of;
///
/// #[derive(Debug, Model)]
/// struct Names {
///     #[model(required, with = "page_of")]
///     data: Vec<String>,
/// }
///
/// assert_eq!(Names::from_json(r#"{"data": null}"#)?.data.len(), 0);
/// assert!(Names::from_json("{}").is_err());
/// # Ok::<(), guichet_core::Error>(())
/// ```
///
/// # Errors
/// It is not what it should be.
pub fn page_of<T: Value>(into: &mut Option<Vec<T>>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    if into.is_some() {
        return Err(reader.expected("one list, not two"));
    }
    let most = reader.most();
    let page = into.insert(Vec::new());
    reader.elements(&T::KIND, &mut |reader| {
        if page.len() >= most {
            return Err(reader.expected(&format!("at most {most} elements on a page")));
        }
        reader.take_room::<T>()?;
        let mut one = None;
        T::read(&mut one, reader)?;
        let there = one.is_some();
        page.extend(one);
        Ok(there)
    })
}

impl Value for String {
    const KIND: Kind = Kind::Text;
    /// Text, or a number or boolean taken by its spelling.
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        *into = reader.spelling("text")?.map(Cow::into_owned);
        Ok(())
    }
}

impl Value for bool {
    const KIND: Kind = Kind::Bool;
    /// A boolean, or its spelling as text or number; null and blank are nothing.
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let start = reader.place();
        *into = match reader.spelling("true or false")? {
            None => None,
            Some(spelled) => match boolean_of(&spelled) {
                Some(read) => read,
                None => return Err(reader.refuse(start, "expected true or false")),
            },
        };
        Ok(())
    }
}

impl Value for i64 {
    const KIND: Kind = Kind::Integer;
    /// A whole number, or a string that holds one; the empty spellings are nothing.
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        *into = None;
        let start = reader.place();
        let read = match reader.byte() {
            b'-' | b'0'..=b'9' => whole_of(reader.number()?),
            _ if reader.nothing()? => return Ok(()),
            b'"' => whole_of(reader.string()?.trim()),
            _ => return Err(reader.expected("a whole number")),
        };
        match read {
            Ok(number) => *into = Some(number),
            Err(why) => return Err(reader.refuse(start, why)),
        }
        Ok(())
    }
}

impl Value for rust_decimal::Decimal {
    const KIND: Kind = Kind::Decimal;
    /// A number, or a string that holds one; null and blank are nothing.
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        *into = None;
        let start = reader.place();
        let read = match reader.byte() {
            b'-' | b'0'..=b'9' => decimal::parse(reader.number()?),
            b'n' => return reader.literal().map(drop),
            b'"' => match reader.string()?.trim() {
                "" => return Ok(()),
                text => decimal::parse(text),
            },
            _ => return Err(reader.expected("a number")),
        };
        match read {
            Ok(number) => *into = Some(number),
            Err(why) => return Err(reader.refuse(start, why.to_string())),
        }
        Ok(())
    }
}

impl Value for ExactDecimal {
    const KIND: Kind = Kind::Decimal;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let mut number = None;
        rust_decimal::Decimal::read(&mut number, reader)?;
        *into = number.map(Self);
        Ok(())
    }
}

impl<'de> Deserialize<'de> for ExactDecimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}

/// Reads text by a parser of it; blank, and the zero date, are nothing.
fn by_text<T>(
    into: &mut Option<T>,
    reader: &mut Reader<'_>,
    kind: Kind,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Result<(), Fault> {
    *into = None;
    let start = reader.place();
    let Some(text) = reader.spelling(kind.named())? else { return Ok(()) };
    if dates::is_blank(&text) {
        return Ok(());
    }
    // What was found may be personal: a birth date.
    *into = Some(parse(&text).ok_or_else(|| reader.refuse(start, format!("expected {}", kind.named())))?);
    Ok(())
}

impl Value for time::Date {
    const KIND: Kind = Kind::Date;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        by_text(into, reader, Self::KIND, dates::parse_date)
    }
}

impl Value for time::Time {
    const KIND: Kind = Kind::Time;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        by_text(into, reader, Self::KIND, dates::parse_time)
    }
}

impl Value for Timestamp {
    const KIND: Kind = Kind::Timestamp;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        by_text(into, reader, Self::KIND, Self::parse)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}

impl Value for DateText {
    const KIND: Kind = Kind::Date;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        by_text(into, reader, Self::KIND, |text| Some(Self::new(text)))
    }
}

impl<'de> Deserialize<'de> for DateText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        super::deserialize(deserializer)
    }
}

impl Value for crate::Secret {
    const KIND: Kind = Kind::Text;
    /// Text; null and blank are nothing. It cannot be written.
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let text = if reader.nothing()? { None } else { Some(reader.string()?) };
        *into = text.map(Self::new);
        Ok(())
    }
}

impl Value for RawJson {
    const KIND: Kind = Kind::Json;
    /// Null is nothing, anything else is kept.
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        *into = match reader.raw()? {
            "null" => None,
            raw => Some(Self::of(raw)),
        };
        Ok(())
    }
}

/// A list, or its one element; only null is an empty list.
///
/// ```
/// use guichet_core::Model;
/// use guichet_core::json::one_or_many;
///
/// #[derive(Debug, Model)]
/// struct Tag {
///     name: String,
/// }
///
/// #[derive(Debug, Model)]
/// struct Line {
///     #[model(with = "one_or_many")]
///     tags: Vec<Tag>,
/// }
///
/// assert_eq!(Line::from_json(r#"{"tags": {"name": "one"}}"#)?.tags[0].name, "one");
/// assert!(Line::from_json(r#"{"tags": ""}"#).is_err());
/// # Ok::<(), guichet_core::Error>(())
/// ```
///
/// # Errors
/// An element is not what it should be.
pub fn one_or_many<T: Value>(into: &mut Vec<T>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    match reader.peek() {
        b'[' | b'{' | b'n' => into.fill(reader),
        _ => Err(reader.expected("an object or a list")),
    }
}

/// A value that is nothing by any of the empty spellings, also where its type takes them for something.
///
/// ```
/// use guichet_core::Model;
/// use guichet_core::json::unless_empty;
///
/// #[derive(Debug, Model)]
/// struct Line {
///     #[model(with = "unless_empty")]
///     note: Option<String>,
/// }
///
/// assert_eq!(Line::from_json(r#"{"note": ""}"#)?.note, None);
/// assert_eq!(Line::from_json(r#"{"note": "new"}"#)?.note.as_deref(), Some("new"));
/// # Ok::<(), guichet_core::Error>(())
/// ```
///
/// # Errors
/// It is not what it should be.
pub fn unless_empty<T: Value>(into: &mut Option<T>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    if reader.nothing()? {
        *into = None;
        return Ok(());
    }
    T::read(into, reader)
}

/// A map without the entries that are nothing by any of the empty spellings.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use guichet_core::Model;
/// use guichet_core::json::unless_empty_each;
///
/// #[derive(Debug, Model)]
/// struct Line {
///     #[model(with = "unless_empty_each")]
///     notes: BTreeMap<String, String>,
/// }
///
/// let line = Line::from_json(r#"{"notes": {"el": "", "en": "new"}}"#)?;
/// assert_eq!(line.notes, BTreeMap::from([("en".to_owned(), "new".to_owned())]));
/// # Ok::<(), guichet_core::Error>(())
/// ```
///
/// # Errors
/// An entry is not what it should be.
pub fn unless_empty_each<T: Value>(into: &mut BTreeMap<String, T>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    into.clear();
    reader.entries(&T::KIND, &mut |name, reader| {
        reader.take_room::<(String, T)>()?;
        let mut one = None;
        unless_empty(&mut one, reader)?;
        into.extend(one.map(|one| (name.into_owned(), one)));
        Ok(())
    })
}

/// The first element where the vendor sends a list of one, or the element itself.
///
/// ```
/// use guichet_core::Model;
/// use guichet_core::json::one_of_many;
///
/// #[derive(Debug, Model)]
/// struct Line {
///     #[model(with = "one_of_many")]
///     unit: Option<String>,
/// }
///
/// assert_eq!(Line::from_json(r#"{"unit": ["hour", "day"]}"#)?.unit.as_deref(), Some("hour"));
/// assert_eq!(Line::from_json(r#"{"unit": "day"}"#)?.unit.as_deref(), Some("day"));
/// # Ok::<(), guichet_core::Error>(())
/// ```
///
/// # Errors
/// An element is not what it should be.
pub fn one_of_many<T: Value>(into: &mut Option<T>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    let mut all = Vec::new();
    all.fill(reader)?;
    *into = all.into_iter().next();
    Ok(())
}

/// A whole number: `5`, and also `5.0` and `5e0`.
fn whole_of(text: &str) -> Result<i64, String> {
    if let Ok(value) = text.parse() {
        return Ok(value);
    }
    let whole = decimal::parse(text).map_err(|e| e.to_string())?.normalize();
    if whole.scale() != 0 {
        return Err("expected a whole number".to_owned());
    }
    i64::try_from(whole.mantissa()).map_err(|_| "a whole number that does not fit 64 bits".to_owned())
}

/// What a spelling of a boolean says: `Some(None)` for blank and null, `None` if it is no spelling of one.
fn boolean_of(spelled: &str) -> Option<Option<bool>> {
    let spelled = spelled.trim();
    if spelled.is_empty() || spelled == "null" {
        return Some(None);
    }
    if spelled.eq_ignore_ascii_case("true") {
        return Some(Some(true));
    }
    if spelled.eq_ignore_ascii_case("false") {
        return Some(Some(false));
    }
    // A count where a flag is documented: anything but zero is yes.
    decimal::parse(spelled).ok().map(|number| Some(!number.is_zero()))
}
