//! How values are written, by their types.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::raw::RawJson;
use crate::{dates, decimal};

/// How a value is written, by its type.
///
/// ```
/// use guichet_core::Body;
/// use guichet_core::json::Write;
/// use serde::Serializer;
///
/// /// Yes and no, as 1 and 0.
/// struct Flag(bool);
///
/// impl Write for Flag {
///     fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
///         to.serialize_u8(self.0.into())
///     }
/// }
///
/// #[derive(Body)]
/// struct Line {
///     paid: Flag,
///     note: Option<String>,
/// }
///
/// assert_eq!(serde_json::to_string(&Line { paid: Flag(true), note: None })?, r#"{"paid":1}"#);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Write {
    /// Writes it.
    ///
    /// # Errors
    /// The serializer's.
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error>;

    /// Whether a request leaves it out.
    fn is_nothing(&self) -> bool {
        false
    }
}

/// A value that is written by its type, for serde.
#[doc(hidden)]
pub struct Written<'a, T: ?Sized>(pub &'a T);

impl<T: Write + ?Sized> Serialize for Written<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.0.write(to)
    }
}

impl<T: Write + ?Sized> Write for &T {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (**self).write(to)
    }
    fn is_nothing(&self) -> bool {
        (**self).is_nothing()
    }
}

/// Declares that types are written as their `Serialize` says.
#[macro_export]
macro_rules! written_as_serialized {
    ($($type:ty),+) => { $(
        impl $crate::json::Write for $type {
            fn write<S: $crate::serde::Serializer>(&self, to: S) -> ::std::result::Result<S::Ok, S::Error> {
                $crate::serde::Serialize::serialize(self, to)
            }
        }
    )+ };
}

macro_rules! written {
    ($($type:ty => $how:expr;)*) => { $(
        impl Write for $type {
            fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                ($how)(self, to)
            }
        }
    )* };
}
written! {
    String => Serialize::serialize;
    bool => Serialize::serialize;
    str => Serialize::serialize;
    u8 => Serialize::serialize;
    u32 => Serialize::serialize;
    i64 => Serialize::serialize;
    rust_decimal::Decimal => decimal::write;
    decimal::ExactDecimal => Serialize::serialize;
    time::Date => |date: &time::Date, to: S| to.serialize_str(&dates::format_date(*date));
    time::Time => |time: &time::Time, to: S| to.serialize_str(&dates::format_time(*time));
    dates::Timestamp => Serialize::serialize;
    dates::DateText => Serialize::serialize;
    RawJson => Serialize::serialize;
}

impl<T: Write> Write for Option<T> {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.write(to),
            None => to.serialize_none(),
        }
    }
    fn is_nothing(&self) -> bool {
        self.is_none()
    }
}

impl<T: Write> Write for [T] {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter().map(Written))
    }
    fn is_nothing(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Write> Write for Vec<T> {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.iter().map(Written))
    }
    fn is_nothing(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Write> Write for BTreeMap<String, T> {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.iter().map(|(name, value)| (name, Written(value))))
    }
    fn is_nothing(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Write> Write for Box<T> {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        (**self).write(to)
    }
}
