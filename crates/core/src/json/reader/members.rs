//! What a model is made of: its members, and the traits by which each is read.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Fault, Reader};

/// A type that can be read from an answer.
///
/// ```
/// use guichet_core::json::{Fault, Kind, Reader, Value, parse};
///
/// /// Minutes that the vendor writes as `"90"` or 90.
/// struct Minutes(i64);
///
/// impl Value for Minutes {
///     const KIND: Kind = Kind::Integer;
///     fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
///         let mut number = None;
///         i64::read(&mut number, reader)?;
///         *into = number.map(Self);
///         Ok(())
///     }
/// }
///
/// assert_eq!(parse::<Minutes>("\"90\"")?.0, 90);
/// # Ok::<(), guichet_core::Error>(())
/// ```
pub trait Value: Sized {
    /// What kind of JSON it is.
    const KIND: Kind;

    /// Reads what stands here. Where it is nothing, by one of the spellings that this type has for it, `into` is `None`.
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault>;
}

/// A struct of which each member is read by its type.
///
/// ```
/// use guichet_core::Model;
/// use guichet_core::json::Model as _;
///
/// #[derive(Model)]
/// struct Line {
///     id: i64,
///     #[serde(rename = "vatAmount")]
///     vat_amount: Option<String>,
/// }
///
/// let members: Vec<_> = Line::members().iter().map(|member| (member.json, member.required)).collect();
/// assert_eq!(members, [("id", true), ("vatAmount", false)]);
/// ```
pub trait Model: Value {
    /// What it reads.
    const MEMBERS: &'static [Member];

    /// The same.
    fn members() -> &'static [Member] {
        Self::MEMBERS
    }
}

/// A member of a model.
///
/// ```
/// use guichet_core::Model;
/// use guichet_core::json::Model as _;
///
/// #[derive(Model)]
/// struct Line {
///     #[serde(rename = "vatAmount", alias = "vat")]
///     vat_amount: Option<String>,
/// }
///
/// let member = Line::members()[0];
/// assert_eq!((member.field, member.json, member.aliases), ("vat_amount", "vatAmount", &["vat"][..]));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Member {
    /// Its name in JSON.
    pub json: &'static str,
    /// Other names that are read.
    pub aliases: &'static [&'static str],
    /// Its name in Rust.
    pub field: &'static str,
    /// What is read there.
    pub kind: Kind,
    /// Whether its absence is a fault.
    pub required: bool,
}

impl Member {
    /// Describes a member, for the derive.
    #[doc(hidden)]
    pub const fn new(
        json: &'static str,
        aliases: &'static [&'static str],
        field: &'static str,
        kind: Kind,
        required: bool,
    ) -> Self {
        Self { json, aliases, field, kind, required }
    }
}

/// What a member is, in the words of `# body:` in the fixtures.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Kind {
    /// Text.
    Text,
    /// True or false.
    Bool,
    /// A whole number.
    Integer,
    /// An exact number.
    Decimal,
    /// A day.
    Date,
    /// A time of day.
    Time,
    /// A day and a time.
    Timestamp,
    /// One of the vendor's codes.
    Code,
    /// Any JSON, kept as it is.
    Json,
    /// A reader of its own.
    Own,
    /// A list.
    List(&'static Kind),
    /// A map by text.
    Map(&'static Kind),
    /// Another model.
    Model(&'static str, fn() -> &'static [Member]),
}

impl Kind {
    #[cold]
    #[inline(never)]
    pub(in crate::json) fn missing(self) -> String {
        format!("expected {}, found nothing", self.named())
    }

    pub(in crate::json) fn named(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Bool => "true or false",
            Self::Integer => "a whole number",
            Self::Decimal => "a number",
            Self::Date => "a date",
            Self::Time => "a time of day",
            Self::Timestamp => "a date and time",
            Self::Code => "a code",
            Self::Json | Self::Own => "a value",
            Self::List(_) => "a list",
            Self::Map(_) | Self::Model(..) => "an object",
        }
    }
}

/// Where members go, by their place in [`Model::MEMBERS`].
pub trait Members {
    /// Reads the member at this place.
    fn member(&mut self, index: usize, reader: &mut Reader<'_>) -> Result<(), Fault>;
}

/// What a member's field can be: a value that may be missing, a list, a map.
pub trait Slot {
    /// What is read.
    const KIND: Kind;
    /// Reads a value into it.
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault>;
}

impl<T: Value> Slot for Option<T> {
    const KIND: Kind = T::KIND;
    #[inline]
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        T::read(self, reader)
    }
}

impl<T: Value> Slot for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    /// A list, or its one element; nothing is an empty list.
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        self.clear();
        reader.elements(&T::KIND, &mut |reader| {
            reader.take_room::<T>()?;
            let mut one = None;
            T::read(&mut one, reader)?;
            match one {
                Some(one) => {
                    self.push(one);
                    Ok(true)
                }
                None => Ok(false),
            }
        })
    }
}

impl<T: Value> Slot for BTreeMap<String, T> {
    const KIND: Kind = Kind::Map(&T::KIND);
    /// A map; nothing is an empty map, and an entry that is nothing is left out.
    fn fill(&mut self, reader: &mut Reader<'_>) -> Result<(), Fault> {
        self.clear();
        reader.entries(&T::KIND, &mut |name, reader| {
            reader.take_room::<(String, T)>()?;
            let mut one = None;
            T::read(&mut one, reader)?;
            if let Some(one) = one {
                self.insert(name.into_owned(), one);
            }
            Ok(())
        })
    }
}

impl<T: Value> Value for Vec<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let mut list = Self::new();
        let read = list.fill(reader);
        *into = Some(list);
        read
    }
}

impl<T: Value> Value for BTreeMap<String, T> {
    const KIND: Kind = Kind::Map(&T::KIND);
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let mut map = Self::new();
        let read = map.fill(reader);
        *into = Some(map);
        read
    }
}

impl<T: Value> Value for Box<T> {
    const KIND: Kind = T::KIND;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let mut one = None;
        T::read(&mut one, reader)?;
        *into = one.map(Box::new);
        Ok(())
    }
}
/// The slot of a member that must be there.
///
/// # Errors
/// Nothing was read into it.
#[inline]
pub fn required<T>(slot: Option<T>, name: &'static str, start: usize) -> Result<T, Fault> {
    match slot {
        Some(value) => Ok(value),
        None => Err(missing(name, start)),
    }
}

#[cold]
#[inline(never)]
fn missing(name: &'static str, at: usize) -> Fault {
    Reader::fault_at(at, Cow::Owned(format!("missing field `{name}`")))
}
