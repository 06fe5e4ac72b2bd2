//! Enumerations that keep what they do not know.

/// Declares an enumeration of a vendor's codes that reads any value, keeps unknown ones and writes them back
/// unchanged. Known codes are read without regard to ASCII case. `: text` codes are written as JSON strings,
/// `: number` codes as JSON numbers; both read either spelling.
///
/// ```
/// guichet_core::open_enum! {
///     /// State of an invoice.
///     pub enum Status: text {
///         /// Published.
///         Valid = "VALID",
///         /// Not yet published.
///         Draft = "DRAFT",
///     }
/// }
/// let read: Status = serde_json::from_str(r#""ON_HOLD""#).unwrap();
/// assert_eq!(read, Status::Other("ON_HOLD".into()));
/// assert_eq!(serde_json::to_string(&read).unwrap(), r#""ON_HOLD""#);
/// assert_eq!(Status::from("valid"), Status::Valid);
/// ```
#[macro_export]
macro_rules! open_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident: $kind:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $code:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
            /// A code that this version does not know, kept as it came.
            Other(String),
        }

        impl $name {
            /// Every code that this version knows.
            pub const KNOWN: &'static [Self] = &[$( Self::$variant, )+];

            /// The code as the vendor spells it.
            pub fn as_str(&self) -> &str {
                match self {
                    $( Self::$variant => $code, )+
                    Self::Other(code) => code,
                }
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(code: &str) -> Self {
                $( if code.eq_ignore_ascii_case($code) { return Self::$variant; } )+
                Self::Other(code.to_owned())
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl $crate::serde::Serialize for $name {
            fn serialize<S: $crate::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::open_enum::$kind(self.as_str(), serializer)
            }
        }

        impl $crate::json::Write for $name {
            fn write<S: $crate::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(self, to)
            }
        }

        impl $crate::json::Value for $name {
            const KIND: $crate::json::Kind = $crate::json::Kind::Code;
            fn read(into: &mut ::std::option::Option<Self>, reader: &mut $crate::json::Reader<'_>) -> ::std::result::Result<(), $crate::json::Fault> {
                *into = reader.spelling("a code")?.map(|code| Self::from(&*code));
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

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// How a `: text` code is written.
#[doc(hidden)]
pub fn text<S: Serializer>(code: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(code)
}

/// How a `: number` code is written: as a number if it is one.
#[doc(hidden)]
pub fn number<S: Serializer>(code: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let digits = code.strip_prefix('-').unwrap_or(code);
    if digits.bytes().all(|b| b.is_ascii_digit()) {
        // Refused by RawValue if it is no JSON number (empty, leading zeros): then it stays text.
        if let Ok(raw) = RawValue::from_string(code.to_owned()) {
            return raw.serialize(serializer);
        }
    }
    serializer.serialize_str(code)
}

#[cfg(test)]
mod tests {
    crate::open_enum! {
        /// Codes written as numbers.
        pub enum Action: number {
            /// A fixed price.
            Fixed = "120",
        }
    }

    #[test]
    fn numeric_codes_read_both_spellings_and_keep_the_unknown() {
        for (json, expected, written) in [
            ("120", Action::Fixed, "120"),
            (r#""120""#, Action::Fixed, "120"),
            ("987654", Action::Other("987654".into()), "987654"),
            (r#""n/a""#, Action::Other("n/a".into()), r#""n/a""#),
            (r#""007""#, Action::Other("007".into()), r#""007""#),
            (r#""""#, Action::Other(String::new()), r#""""#),
        ] {
            let read: Action = serde_json::from_str(json).unwrap();
            assert_eq!(read, expected);
            assert_eq!(serde_json::to_string(&read).unwrap(), written);
        }
        assert!(serde_json::from_str::<Action>("[]").is_err());
        assert_eq!(Action::KNOWN, [Action::Fixed]);
    }
}
