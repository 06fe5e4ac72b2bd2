//! One row, read into a type of the caller's.

use std::str::FromStr;

use serde::de::value::{Error, SeqDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;

/// The texts of a row, below the names of their columns.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) columns: &'a [String],
    pub(super) values: &'a [&'a str],
}

impl<'de> Deserializer<'de> for Row<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let pairs = self.columns.iter().zip(self.values).enumerate();
        visitor.visit_map(Pairs { pairs, value: None })
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.values.iter().map(|text| Field(text))))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_any(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 char str string bytes byte_buf option unit unit_struct map struct enum
        identifier ignored_any
    }
}

struct Pairs<'de, I: Iterator<Item = (usize, (&'de String, &'de &'de str))>> {
    pairs: I,
    value: Option<(usize, &'de str)>,
}

impl<'de, I: Iterator<Item = (usize, (&'de String, &'de &'de str))>> MapAccess<'de> for Pairs<'de, I> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let Some((index, (column, text))) = self.pairs.next() else { return Ok(None) };
        self.value = Some((index, text));
        seed.deserialize(Field(column)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let (index, text) = self.value.take().unwrap_or_default();
        // By its place: the name is the vendor's, and of any length.
        seed.deserialize(Field(text)).map_err(|error| Error::custom(format_args!("column {}: {error}", index + 1)))
    }
}

/// One text, read as the caller's type asks. Where the type does not say, integers and booleans are taken for what they look
/// like and everything else stays text: no number is rounded.
struct Field<'de>(&'de str);

impl Field<'_> {
    fn number<T: FromStr<Err: std::fmt::Display>>(&self) -> Result<T, Error> {
        self.0.trim().parse().map_err(Error::custom)
    }
}

macro_rules! numbers {
    ($($deserialize:ident $visit:ident)*) => {
        $(fn $deserialize<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            visitor.$visit(self.number()?)
        })*
    };
}

impl<'de> Deserializer<'de> for Field<'de> {
    type Error = Error;

    numbers! {
        deserialize_i8 visit_i8 deserialize_i16 visit_i16 deserialize_i32 visit_i32 deserialize_i64 visit_i64
        deserialize_i128 visit_i128 deserialize_u8 visit_u8 deserialize_u16 visit_u16 deserialize_u32 visit_u32
        deserialize_u64 visit_u64 deserialize_u128 visit_u128 deserialize_f32 visit_f32 deserialize_f64 visit_f64
        deserialize_bool visit_bool
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Ok(value) = self.0.parse() {
            return visitor.visit_bool(value);
        }
        // Not where writing it again would give another text: a postal code, a telephone number.
        match self.0.parse::<i64>() {
            Ok(value) if value.to_string() == self.0 => visitor.visit_i64(value),
            _ => visitor.visit_borrowed_str(self.0),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_enum(self.0.into_deserializer())
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_char<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_bytes(self.0.as_bytes())
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_borrowed_bytes(self.0.as_bytes())
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { unit unit_struct seq tuple tuple_struct map struct }
}

impl<'de> IntoDeserializer<'de, Error> for Field<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    fn read<T: serde::de::DeserializeOwned>(columns: &[&str], values: &[&str]) -> Result<T, Error> {
        T::deserialize(Row { columns: &texts(columns), values })
    }

    #[derive(Debug, PartialEq, Deserialize)]
    enum Kind {
        Android,
        #[serde(other)]
        Unknown,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Number(u64);

    #[derive(Debug, PartialEq, Deserialize)]
    struct Device {
        id: Number,
        name: String,
        badge: Option<i32>,
        token: Option<String>,
        active: bool,
        kind: Kind,
        initial: char,
    }

    #[test]
    fn a_row_is_read_by_the_names_of_its_columns() {
        let columns = ["kind", "passed over", "id", "badge", "token", "name", "active", "initial"];
        let device: Device = read(&columns, &["Android", "x", "17", "", "", "007", "true", "é"]).unwrap();
        let expected = Device {
            id: Number(17),
            name: "007".into(),
            badge: None,
            token: None,
            active: true,
            kind: Kind::Android,
            initial: 'é',
        };
        assert_eq!(device, expected);
        let device: Device = read(&columns, &["Symbian", "", "18", "-3", "t", "", "false", "x"]).unwrap();
        assert_eq!((device.kind, device.badge, device.token.as_deref()), (Kind::Unknown, Some(-3), Some("t")));
        let pair: (u8, String) = read(&["a", "b"], &["1", "2"]).unwrap();
        assert_eq!(pair, (1, "2".to_owned()));
    }

    #[test]
    fn what_does_not_fit_is_an_error_that_names_the_column() {
        #[derive(Debug, Deserialize)]
        #[allow(dead_code)]
        struct Numbers {
            a: u8,
            b: u8,
        }
        for (columns, values, message) in [
            (["a", "b"], ["1", "300"], "column 2: number too large to fit in target type"),
            (["a", "b"], ["", "1"], "column 1: cannot parse integer from empty string"),
            (["a", "c"], ["1", "1"], "missing field `b`"),
        ] {
            assert_eq!(read::<Numbers>(&columns, &values).unwrap_err().to_string(), message);
        }
        read::<u8>(&["a"], &["1"]).unwrap_err();
    }

    #[test]
    fn a_type_that_says_nothing_keeps_every_digit() {
        #[derive(Debug, PartialEq)]
        enum Any {
            Bool(bool),
            Int(i64),
            Text(String),
        }
        impl<'de> Deserialize<'de> for Any {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_any(Any::Bool(false))
            }
        }
        impl<'de> Visitor<'de> for Any {
            type Value = Self;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("anything")
            }
            fn visit_bool<E>(self, value: bool) -> Result<Self, E> {
                Ok(Self::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Self, E> {
                Ok(Self::Int(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Self, E> {
                Ok(Self::Text(value.to_owned()))
            }
        }
        let row: std::collections::BTreeMap<String, Any> =
            read(&["a", "b", "c", "d"], &["true", "-5", "0033", "1.10"]).unwrap();
        let text = |text: &str| Any::Text(text.into());
        assert_eq!(row.into_values().collect::<Vec<_>>(), [Any::Bool(true), Any::Int(-5), text("0033"), text("1.10")]);
    }
}
