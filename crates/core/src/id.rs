//! Identifiers as types of their own, so that a customer's cannot stand where an invoice's belongs.

/// Declares an identifier that the vendor spells as a number. Reads a number or a string that holds one,
/// writes a number.
///
/// ```
/// guichet_core::integer_id! {
///     /// Identifies a customer.
///     pub struct CustomerId;
/// }
/// assert_eq!(CustomerId::from(3332).to_string(), "3332");
/// assert_eq!("3332".parse::<CustomerId>().unwrap(), CustomerId::from(3332));
/// assert_eq!(i64::from(CustomerId::from(3332)), 3332);
/// assert_eq!(serde_json::from_str::<CustomerId>(r#""3332""#).unwrap(), CustomerId::from(3332));
/// ```
#[macro_export]
macro_rules! integer_id {
    ( $(#[$meta:meta])* pub struct $name:ident; ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(i64);

        impl $name {
            /// The number itself.
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl ::std::convert::From<i64> for $name {
            fn from(value: i64) -> Self {
                Self(value)
            }
        }

        impl ::std::convert::From<&i64> for $name {
            fn from(value: &i64) -> Self {
                Self(*value)
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                *value
            }
        }

        impl ::std::convert::From<$name> for i64 {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::Error;

            /// Reads the digits, with a minus at the most.
            fn from_str(text: &str) -> ::std::result::Result<Self, $crate::Error> {
                $crate::id::digits(text, stringify!($name)).map(Self)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.0)
            }
        }

        impl $crate::json::Write for $name {
            fn write<S: $crate::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(self, to)
            }
        }

        impl $crate::json::Value for $name {
            const KIND: $crate::json::Kind = $crate::json::Kind::Integer;
            fn read(into: &mut ::std::option::Option<Self>, reader: &mut $crate::json::Reader<'_>) -> ::std::result::Result<(), $crate::json::Fault> {
                let mut number = None;
                <i64 as $crate::json::Value>::read(&mut number, reader)?;
                *into = number.map(Self);
                Ok(())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::json::deserialize(deserializer)
            }
        }
    };
}

/// Declares an identifier that the vendor spells as text, kept as it came. Reads a string, or a number by its
/// spelling; writes a string.
///
/// ```
/// guichet_core::string_id! {
///     /// Identifies a journal.
///     pub struct JournalCode;
/// }
/// assert_eq!(JournalCode::from("VE").as_str(), "VE");
/// assert_eq!("VE".parse(), Ok(JournalCode::from("VE")));
/// assert_eq!(String::from(JournalCode::from("VE")), "VE");
/// ```
#[macro_export]
macro_rules! string_id {
    ( $(#[$meta:meta])* pub struct $name:ident; ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The identifier as the vendor spells it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(value: &str) -> Self {
                Self(value.to_owned())
            }
        }

        impl ::std::convert::From<String> for $name {
            fn from(value: String) -> Self {
                Self(value)
            }
        }

        impl ::std::convert::From<&String> for $name {
            fn from(value: &String) -> Self {
                Self(value.clone())
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(value: &$name) -> Self {
                value.clone()
            }
        }

        impl ::std::convert::From<$name> for String {
            fn from(value: $name) -> Self {
                value.0
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                ::std::result::Result::Ok(Self(text.to_owned()))
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl $crate::json::Write for $name {
            fn write<S: $crate::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(self, to)
            }
        }

        impl $crate::json::Value for $name {
            const KIND: $crate::json::Kind = $crate::json::Kind::Text;
            fn read(into: &mut ::std::option::Option<Self>, reader: &mut $crate::json::Reader<'_>) -> ::std::result::Result<(), $crate::json::Fault> {
                let mut text = None;
                reader.identifier(&mut text)?;
                *into = text.map(Self);
                Ok(())
            }
        }

        impl<'de> $crate::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                $crate::json::deserialize(deserializer)
            }
        }
    };
}

/// Reads the number of an [`integer_id`](crate::integer_id).
#[doc(hidden)]
pub fn digits(text: &str, name: &str) -> crate::Result<i64> {
    text.trim().parse().map_err(|_| crate::Error::argument(name, "it is no whole number"))
}
