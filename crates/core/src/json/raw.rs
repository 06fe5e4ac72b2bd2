//! JSON that is kept as it came.

use std::fmt;

use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::foreign::located;
use crate::error::{Error, ErrorKind, Result};

/// A piece of JSON whose form the vendor does not document: its text, to be read by whoever knows more.
///
/// ```
/// let raw: guichet_core::RawJson = serde_json::from_str(r#"{"code": 1.50}"#).unwrap();
/// assert_eq!(raw.as_str(), r#"{"code": 1.50}"#);
/// assert_eq!(serde_json::to_string(&raw).unwrap(), r#"{"code": 1.50}"#);
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RawJson(Box<str>);

impl RawJson {
    pub(crate) fn of(text: &str) -> Self {
        Self(text.into())
    }

    /// A text that its maker knows to be JSON. Where it is none, writing it is an error.
    #[doc(hidden)]
    pub fn trusted(text: String) -> Self {
        Self(text.into())
    }

    /// The JSON of a value.
    ///
    /// ```
    /// use guichet_core::RawJson;
    ///
    /// assert_eq!(RawJson::from_value(&["a", "b"])?.as_str(), r#"["a","b"]"#);
    /// let no_text = std::collections::BTreeMap::from([([1, 2], 3)]);
    /// assert!(RawJson::from_value(&no_text).is_err());
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// It has none: a map whose keys are no texts, say.
    pub fn from_value(value: &impl Serialize) -> Result<Self> {
        let text = serde_json::to_string(value);
        text.map(|text| Self(text.into())).map_err(|why| Error::new(ErrorKind::Invalid, why.to_string()))
    }

    /// The JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads it into a type of the caller's.
    ///
    /// ```
    /// use guichet_core::RawJson;
    ///
    /// let raw = RawJson::from_value(&["a", "b"])?;
    /// assert_eq!(raw.read::<Vec<String>>()?, ["a", "b"]);
    /// assert!(raw.read::<Vec<u32>>().is_err());
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// It is of another form.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        let read = serde_json::from_str(&self.0);
        read.map_err(|plain| Error::new(ErrorKind::Decode, located(&self.0, &plain)))
    }
}

/// What it holds may be personal: its size alone is shown, but for tests, under the feature `test-util`.
impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if cfg!(feature = "test-util") {
            return write!(f, "RawJson({})", self.0);
        }
        write!(f, "RawJson({} bytes)", self.0.len())
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw: &RawValue = serde_json::from_str(&self.0).map_err(serde::ser::Error::custom)?;
        raw.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer).map_err(D::Error::custom)?;
        Ok(Self(raw.get().into()))
    }
}
