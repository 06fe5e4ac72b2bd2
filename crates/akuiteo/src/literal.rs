//! Values as they are sent in searches and patches.

use guichet_core::json::Written;
use guichet_core::time::{Date, OffsetDateTime};
use guichet_core::{Decimal, Error, RawJson, Result};
use serde::{Serialize, Serializer};

use crate::dates::{DateTime, YearMonth};
use crate::ids::ResourceId;

/// A JSON value, digit for digit: of a [search](crate::Clause) or a [patch](crate::Patch). Amounts keep their digits, days are
/// written `2024-08-08`, moments `2024-08-08T00:00:00.000+0200` in their own offset, booleans `true` and `false` ("5. Data
/// formats").
///
/// ```
/// use guichet_akuiteo::{Literal, decimal};
/// assert_eq!(Literal::from(decimal::parse("1794.080")?).as_json(), "1794.080");
/// assert_eq!(Literal::from("J%").as_json(), r#""J%""#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Literal(RawJson);

/// What it holds may be personal: its size alone is shown.
impl std::fmt::Debug for Literal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Literal({} bytes)", self.0.as_str().len())
    }
}

impl Literal {
    /// Any value that has JSON. Numbers with a fraction are to be [`Decimal`]s, converted by `From`: an `f64` is written as the
    /// binary number that it is.
    ///
    /// # Errors
    /// It has no JSON: a map whose keys are no texts, say.
    pub fn of(value: &impl Serialize) -> Result<Self> {
        RawJson::from_value(value).map(Self)
    }

    /// A text that is JSON already: for forms that this crate does not know.
    ///
    /// # Errors
    /// It is no JSON.
    pub fn json(text: &str) -> Result<Self> {
        let raw: serde_json::Result<RawJson> = serde_json::from_str(text);
        raw.map(Self).map_err(|why| Error::config(format!("a literal that is no JSON: {why}")))
    }

    /// The JSON text.
    pub fn as_json(&self) -> &str {
        self.0.as_str()
    }

    /// Several, as an array.
    pub(crate) fn array(values: Vec<Self>) -> Self {
        let joined: Vec<&str> = values.iter().map(Self::as_json).collect();
        Self(RawJson::trusted(format!("[{}]", joined.join(","))))
    }

    /// Of a value that always has JSON: a text, a number, a boolean.
    fn scalar(value: &(impl guichet_core::json::Write + ?Sized)) -> Self {
        Self(RawJson::trusted(serde_json::to_string(&Written(value)).unwrap_or_else(|_| "null".to_owned())))
    }
}

impl Serialize for Literal {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl From<&str> for Literal {
    fn from(text: &str) -> Self {
        Self::scalar(&text.to_owned())
    }
}

impl From<&String> for Literal {
    fn from(text: &String) -> Self {
        Self::scalar(text)
    }
}

impl From<OffsetDateTime> for Literal {
    fn from(moment: OffsetDateTime) -> Self {
        Self::from(DateTime::new(moment))
    }
}

macro_rules! scalars {
    ($($type:ty),+) => { $(
        impl From<$type> for Literal {
            fn from(value: $type) -> Self {
                Self::scalar(&value)
            }
        }
    )+ };
}

scalars!(String, bool, i64, Decimal, Date, DateTime, YearMonth, ResourceId);

impl From<i32> for Literal {
    fn from(number: i32) -> Self {
        Self::from(i64::from(number))
    }
}
