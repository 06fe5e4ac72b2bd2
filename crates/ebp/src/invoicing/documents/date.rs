//! Dates as documents write them.

use std::fmt;

use guichet_core::dates::Timestamp;
use guichet_core::json::Write;
use guichet_core::time::{Date, OffsetDateTime, UtcOffset};
use guichet_core::{Error, Operation, Result};
use serde::Serializer;

/// A date of a document that is written, `2023-11-07T12:00:00Z`: in UTC, with milliseconds where there are any. A day is its
/// midnight, as the answers have it.
///
/// ```
/// use guichet_ebp::dates;
/// use guichet_ebp::invoicing::documents::DocumentDate;
/// assert_eq!(DocumentDate::from(dates::parse("2023-11-07")?).to_string(), "2023-11-07T00:00:00Z");
/// # Ok::<(), guichet_ebp::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentDate(OffsetDateTime);

impl DocumentDate {
    /// A moment that was read, to be written. One without an offset is in the vendor's local time, which cannot be written.
    pub(in crate::invoicing) fn of(update: &Operation, name: &str, read: &Timestamp) -> Result<Self> {
        let offset =
            read.offset().ok_or_else(|| Error::invalid(&update.id, name, "what was read has no offset from UTC"))?;
        Ok(Self::from(read.local().assume_offset(offset)))
    }
}

impl From<Date> for DocumentDate {
    fn from(day: Date) -> Self {
        Self(day.midnight().assume_utc())
    }
}

impl From<OffsetDateTime> for DocumentDate {
    fn from(moment: OffsetDateTime) -> Self {
        Self(moment.to_offset(UtcOffset::UTC))
    }
}

impl fmt::Display for DocumentDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(moment) = self;
        let (year, month, day) = (moment.year(), u8::from(moment.month()), moment.day());
        let (hour, minute, second) = moment.to_hms();
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        match moment.millisecond() {
            0 => f.write_str("Z"),
            milliseconds => write!(f, ".{milliseconds:03}Z"),
        }
    }
}

impl Write for DocumentDate {
    fn write<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}
