//! A row of a table, whatever its columns.

use std::fmt;

use guichet_core::dates::Timestamp;
use guichet_core::json::{self, Value};
use guichet_core::{Decimal, Error, RawJson, Result};
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::typed::{read, same_name};

/// A row: its columns in the order in which they came, each as JSON.
///
/// A column is found in any case, and with a point or an underscore or neither: samples show `sysModifiedDate`, servers
/// `SysModifiedDate`, and a column that was asked for as `Unit.Caption` comes as `Unit_Caption`. The spelling that came goes first.
///
/// ```
/// use guichet_ebp::saas::Row;
///
/// let row: Row = serde_json::from_str(r#"{"Caption": "Art1", "Unit_Caption": null, "SalePriceVatExcluded": 12.50}"#)?;
/// assert_eq!(row.text("caption")?.as_deref(), Some("Art1"));
/// assert_eq!(row.text("Unit.Caption")?, None);
/// assert_eq!(row.decimal("salePriceVatExcluded")?.map(|price| price.to_string()).as_deref(), Some("12.50"));
/// // A column that is null is not one that is not there.
/// assert!(row.get("Barcode").is_none() && row.text("Barcode").is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Row {
    columns: Vec<(String, RawJson)>,
}

impl Row {
    /// A column as it came; `None` where the row has no such column.
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        let exact = self.columns.iter().find(|(column, _)| column == name);
        let found = exact.or_else(|| self.columns.iter().find(|(column, _)| same_name(column, name)));
        found.map(|(_, value)| value)
    }

    /// The columns, in the order in which they came.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &RawJson)> {
        self.columns.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// A text, or a number or boolean by its spelling; `None` where it is null.
    ///
    /// # Errors
    /// The row has no such column, or it holds something else. So with all methods of this kind.
    pub fn text(&self, name: &str) -> Result<Option<String>> {
        self.value(name)
    }

    /// A whole number.
    ///
    /// # Errors
    /// See [`text`](Self::text).
    pub fn integer(&self, name: &str) -> Result<Option<i64>> {
        self.value(name)
    }

    /// An amount, a rate or a quantity: exact.
    ///
    /// # Errors
    /// See [`text`](Self::text).
    pub fn decimal(&self, name: &str) -> Result<Option<Decimal>> {
        self.value(name)
    }

    /// True or false.
    ///
    /// # Errors
    /// See [`text`](Self::text).
    pub fn boolean(&self, name: &str) -> Result<Option<bool>> {
        self.value(name)
    }

    /// A date and time, in the vendor's local time where it names no other. That this is Paris's is *unverified* (S-7).
    ///
    /// # Errors
    /// See [`text`](Self::text).
    pub fn moment(&self, name: &str) -> Result<Option<Timestamp>> {
        self.value(name)
    }

    /// Rows inside this one, as of a document with its lines; none where the column is null.
    ///
    /// # Errors
    /// See [`text`](Self::text).
    pub fn rows(&self, name: &str) -> Result<Vec<Row>> {
        let raw = self.there(name)?;
        if raw.as_str() == "null" { Ok(Vec::new()) } else { raw.read() }
    }

    /// The whole row in a type of the caller's own; its fields are found as columns are.
    ///
    /// # Errors
    /// It does not fit the type.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        read(&RawJson::from_value(self)?)
    }

    fn there(&self, name: &str) -> Result<&RawJson> {
        self.get(name).ok_or_else(|| Error::argument(name, "the row has no such column"))
    }

    fn value<T: Value>(&self, name: &str) -> Result<Option<T>> {
        let raw = self.there(name)?;
        if raw.as_str() == "null" { Ok(None) } else { json::parse(raw.as_str()).map(Some) }
    }
}

/// Its columns as a map.
impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.columns()).finish()
    }
}

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.columns.len()))?;
        for (name, value) in &self.columns {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Row {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Columns;
        impl<'de> Visitor<'de> for Columns {
            type Value = Row;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Row, A::Error> {
                let mut columns = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, Box<RawValue>>()? {
                    columns.push((name, RawJson::trusted(value.get().to_owned())));
                }
                Ok(Row { columns })
            }
        }
        deserializer.deserialize_map(Columns)
    }
}
