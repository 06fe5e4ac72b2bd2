//! Rows in types of the caller's own. serde finds a member by its exact name, and one that may be missing is `None` without a word
//! where the case differs: samples of this vendor have one case, servers another. So the names of a struct's fields are found here as
//! a [`Row`](super::Row)'s columns are.

use std::borrow::Cow;
use std::collections::HashSet;

use guichet_core::{RawJson, Result};
use serde::de::value::{CowStrDeserializer, SeqDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, IntoDeserializer, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Error;
use serde_json::value::RawValue;

/// The name by which serde_json hands on a value as it stands.
const AS_IT_STANDS: &str = "$serde_json::private::RawValue";

/// Reads a row.
///
/// # Errors
/// It does not fit the type.
pub(super) fn read<T: DeserializeOwned>(row: &RawJson) -> Result<T> {
    row.read::<AnyCase<T>>().map(|read| read.0)
}

/// Whether two names are of one column: case, points and underscores make no difference.
pub(super) fn same_name(one: &str, other: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = u8> {
        name.bytes().filter(|byte| !matches!(byte, b'_' | b'.')).map(|byte| byte.to_ascii_lowercase())
    }
    letters(one).eq(letters(other))
}

/// A type whose fields are found in any case.
pub(super) struct AnyCase<T>(pub(super) T);

impl<'de, T: DeserializeOwned> Deserialize<'de> for AnyCase<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let raw = <Box<RawValue>>::deserialize(deserializer)?;
        T::deserialize(Text(raw.get())).map(Self).map_err(serde::de::Error::custom)
    }
}

/// The same; nothing where the object has no member.
pub(super) struct UnlessEmpty<T>(pub(super) Option<T>);

impl<'de, T: DeserializeOwned> Deserialize<'de> for UnlessEmpty<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let raw = <Box<RawValue>>::deserialize(deserializer)?;
        let is_empty =
            matches!(raw.get().split_once('{'), Some(("", rest)) if rest.trim_end_matches('}').trim().is_empty());
        if is_empty {
            return Ok(Self(None));
        }
        T::deserialize(Text(raw.get())).map(|read| Self(Some(read))).map_err(serde::de::Error::custom)
    }
}

/// A JSON text: serde_json reads it, but for the names of a struct's fields.
#[derive(Clone, Copy)]
struct Text<'a>(&'a str);

macro_rules! as_serde_json_does {
    ($($method:ident($($argument:ident: $type:ty),*);)+) => { $(
        fn $method<V: Visitor<'de>>(self, $($argument: $type,)* visitor: V) -> std::result::Result<V::Value, Error> {
            serde_json::Deserializer::from_str(self.0).$method($($argument,)* visitor)
        }
    )+ };
}

impl<'de> Deserializer<'de> for Text<'de> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> std::result::Result<V::Value, Error> {
        if !self.0.starts_with('{') {
            return serde_json::Deserializer::from_str(self.0).deserialize_struct(name, fields, visitor);
        }
        let Members(members) = serde_json::from_str(self.0)?;
        visitor.visit_map(Fields::of(members, fields))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Error> {
        if !self.0.starts_with('[') {
            return serde_json::Deserializer::from_str(self.0).deserialize_seq(visitor);
        }
        let elements: Vec<&'de RawValue> = serde_json::from_str(self.0)?;
        visitor.visit_seq(SeqDeserializer::new(elements.into_iter().map(|element| Text(element.get()))))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> std::result::Result<V::Value, Error> {
        if self.0 == "null" { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> std::result::Result<V::Value, Error> {
        if name == AS_IT_STANDS {
            return serde_json::Deserializer::from_str(self.0).deserialize_newtype_struct(name, visitor);
        }
        visitor.visit_newtype_struct(self)
    }

    as_serde_json_does! {
        deserialize_any();
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_i128();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_u128();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_tuple(len: usize);
        deserialize_tuple_struct(name: &'static str, len: usize);
        deserialize_map();
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_identifier();
        deserialize_ignored_any();
    }
}

impl<'de> IntoDeserializer<'de, Error> for Text<'de> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// An object's members as they stand.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Visit;
        impl<'de> Visitor<'de> for Visit {
            type Value = Members<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &RawValue>()? {
                    members.push((Cow::Owned(name), value));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Visit)
    }
}

/// A struct's members under the names of its fields.
struct Fields<'a> {
    members: std::vec::IntoIter<(Cow<'a, str>, &'a RawValue)>,
    value: Option<(Cow<'a, str>, &'a RawValue)>,
}

impl<'a> Fields<'a> {
    fn of(mut members: Vec<(Cow<'a, str>, &'a RawValue)>, fields: &'static [&'static str]) -> Self {
        let mut taken: HashSet<&'static str> = HashSet::new();
        // The exact name goes first: another spelling of it is another column then.
        for field in fields.iter().filter(|field| members.iter().any(|(name, _)| name == **field)) {
            taken.insert(field);
        }
        for (name, _) in &mut members {
            if fields.contains(&&**name) {
                continue;
            }
            let field = fields.iter().find(|field| same_name(field, name) && !taken.contains(**field));
            if let Some(field) = field {
                taken.insert(field);
                *name = Cow::Borrowed(field);
            }
        }
        Self { members: members.into_iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> std::result::Result<Option<K::Value>, Error> {
        let Some((name, value)) = self.members.next() else { return Ok(None) };
        self.value = Some((name.clone(), value));
        let name: CowStrDeserializer<'_, Error> = name.into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> std::result::Result<V::Value, Error> {
        let Some((name, value)) = self.value.take() else {
            return Err(serde::de::Error::custom("a value before its name"));
        };
        seed.deserialize(Text(value.get())).map_err(|fault| serde::de::Error::custom(format!("{name}: {fault}")))
    }
}

#[cfg(test)]
mod tests {
    use guichet_core::decimal::ExactDecimal;

    use super::*;

    #[derive(Debug, PartialEq, Deserialize)]
    struct Document {
        document_number: String,
        amount_vat_excluded: Option<ExactDecimal>,
        main_invoicing_address_city: Option<String>,
        lines: Vec<Line>,
        // serde's own names go first.
        #[serde(rename = "Kind")]
        kind: Option<i64>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Line {
        line_order: i64,
        unit_caption: Option<String>,
    }

    fn read_text<T: DeserializeOwned>(text: &str) -> Result<T> {
        read(&RawJson::trusted(text.to_owned()))
    }

    #[test]
    fn fields_are_found_in_any_case() {
        let pascal = r#"{"DocumentNumber":"FA1","AmountVatExcluded":12.500,"MainInvoicingAddress_City":"Lyon",
            "Lines":[{"LineOrder":1,"Unit_Caption":null},{"lineOrder":2,"Unit.Caption":"h"}],"Kind":1,"kind":2,"other":{}}"#;
        let read: Document = read_text(pascal).unwrap();
        assert_eq!(read.document_number, "FA1");
        assert_eq!(read.amount_vat_excluded.map(|amount| amount.0.to_string()).as_deref(), Some("12.500"));
        assert_eq!(read.main_invoicing_address_city.as_deref(), Some("Lyon"));
        assert_eq!((read.lines[1].line_order, read.lines[1].unit_caption.as_deref()), (2, Some("h")));
        assert_eq!(read.kind, Some(1));
    }

    #[test]
    fn a_fault_names_its_column_and_not_its_value() {
        let error = read_text::<Document>(r#"{"DocumentNumber":"FA1","Lines":[{"LineOrder":"s3cret"}]}"#).unwrap_err();
        let text = error.to_string();
        assert!(text.contains("lines: ") && text.contains("line_order: ") && !text.contains("s3cret"), "{text}");
        assert!(read_text::<Document>("[]").is_err() && read_text::<Document>("null").is_err());
    }
}
