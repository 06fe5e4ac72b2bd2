//! The forms of moments and months ("5.1. Date Format").

use std::fmt;

use guichet_core::dates::Timestamp;
use guichet_core::json::{Fault, Kind, Reader, Value};
use guichet_core::time::{Date, Month, OffsetDateTime, UtcOffset};
use guichet_core::written_as_serialized;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use guichet_core::dates::{DateText, parse};

/// A moment with its offset from UTC (*date-time*, "5.1.1"). The text is kept as it came. All spellings that the documentation shows
/// are read: `2024-08-08T00:00:00Z`, `…00.000+0000`, `…00+02:00`, `…00+0200`.
///
/// Members called `date` are such moments as well: midnight in France is the evening before in UTC, so the day of an invoice is
/// [`local_date`](Self::local_date) and not the day of the instant in UTC.
///
/// ```
/// use guichet_akuiteo::dates::DateTime;
/// let date = DateTime::parse("2021-03-25T00:00:00.000+0100").unwrap();
/// assert_eq!(date.local_date().day(), 25);
/// assert_eq!(date.moment().to_offset(guichet_akuiteo::time::UtcOffset::UTC).day(), 24);
/// assert_eq!(DateTime::new(date.moment()).as_str(), "2021-03-25T00:00:00.000+0100");
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateTime {
    text: String,
    moment: OffsetDateTime,
}

impl DateTime {
    /// A moment, written in its own offset as `2024-08-08T00:00:00.000+0200`. What is finer than a millisecond is cut off.
    pub fn new(moment: OffsetDateTime) -> Self {
        // An offset with seconds has no spelling.
        let moment = if moment.offset().seconds_past_minute() == 0 { moment } else { moment.to_offset(UtcOffset::UTC) };
        let (hours, minutes, _) = moment.offset().as_hms();
        let sign = if moment.offset().is_negative() { '-' } else { '+' };
        let text = format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{sign}{:02}{:02}",
            moment.year(),
            u8::from(moment.month()),
            moment.day(),
            moment.hour(),
            moment.minute(),
            moment.second(),
            moment.millisecond(),
            hours.unsigned_abs(),
            minutes.unsigned_abs(),
        );
        Self { text, moment }
    }

    /// Reads a moment in any of the spellings.
    pub fn parse(text: &str) -> Option<Self> {
        let stamp = Timestamp::parse(&with_colon(text.trim()))?;
        let moment = stamp.local().assume_offset(stamp.offset()?);
        Some(Self { text: text.trim().to_owned(), moment })
    }

    /// The instant, in the offset that it was written with.
    pub fn moment(&self) -> OffsetDateTime {
        self.moment
    }

    /// The day in the offset that it was written with.
    pub fn local_date(&self) -> Date {
        self.moment.date()
    }

    /// The text as it came, or as it will be sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

/// `+0200` as `+02:00`.
fn with_colon(text: &str) -> String {
    let behind = text.rfind(['+', '-']).filter(|at| *at > 10).and_then(|at| text.get(at + 1..));
    match behind {
        Some(digits) if digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()) => {
            let (begun, minutes) = text.split_at(text.len() - 2);
            format!("{begun}:{minutes}")
        }
        _ => text.to_owned(),
    }
}

impl From<OffsetDateTime> for DateTime {
    fn from(moment: OffsetDateTime) -> Self {
        Self::new(moment)
    }
}

/// A year and a month, `2024-08` (*date-month*, "5.1.3").
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct YearMonth {
    year: i32,
    month: u8,
}

impl YearMonth {
    /// A month of a year from 0 to 9999.
    pub fn new(year: u16, month: Month) -> Option<Self> {
        (year <= 9999).then(|| Self { year: i32::from(year), month: month.into() })
    }

    /// Reads `2024-08`.
    pub fn parse(text: &str) -> Option<Self> {
        let first = guichet_core::dates::parse_date(&format!("{}-01", text.trim()))?;
        Some(Self { year: first.year(), month: first.month().into() })
    }

    /// The first day of the month.
    pub fn first_day(self) -> Option<Date> {
        Date::from_calendar_date(self.year, Month::try_from(self.month).ok()?, 1).ok()
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

macro_rules! by_text {
    ($($type:ty: $kind:expr, $expected:literal;)+) => { $(
        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl Value for $type {
            const KIND: Kind = $kind;
            fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
                let start = reader.place();
                *into = match reader.spelling($expected)? {
                    Some(text) if !text.trim().is_empty() => {
                        let read = Self::parse(&text);
                        Some(read.ok_or_else(|| reader.refuse(start, concat!("expected ", $expected)))?)
                    }
                    _ => None,
                };
                Ok(())
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                guichet_core::json::deserialize(deserializer)
            }
        }
    )+ };
}

by_text! {
    DateTime: Kind::Timestamp, "a moment with its offset, 2024-08-08T00:00:00.000+0200";
    YearMonth: Kind::Date, "a month, 2024-08";
}

written_as_serialized!(DateTime, YearMonth);

#[cfg(test)]
mod tests {
    use super::*;

    /// The spellings of FACTS 1.1 and 1.2, by the instant that each means.
    #[test]
    fn each_spelling_keeps_instant_and_offset() {
        for (text, utc, offset) in [
            ("2024-08-08T00:00:00Z", 1_723_075_200, 0),
            ("2024-08-08T00:00:00.000+0000", 1_723_075_200, 0),
            ("2024-08-08T00:00:00.000+0200", 1_723_068_000, 7200),
            ("2024-09-23T10:45:00+02:00", 1_727_081_100, 7200),
            ("2020-11-29T08:10:10+0200", 1_606_630_210, 7200),
            ("2020-11-29T08:10:10-0330", 1_606_650_010, -12600),
            ("2021-03-25T23:21:15.433+0100", 1_616_710_875, 3600),
        ] {
            let read = DateTime::parse(text).unwrap();
            assert_eq!(
                (read.moment().unix_timestamp(), read.moment().offset().whole_seconds()),
                (utc, offset),
                "{text}"
            );
            assert_eq!(read.as_str(), text);
            assert_eq!(DateTime::parse(DateTime::new(read.moment()).as_str()).unwrap().moment(), read.moment());
        }
        for bad in [
            "2024-08-08",
            "2024-08-08T00:00:00",
            "2024-08-08T00:00:00.000+02",
            "2024-13-08T00:00:00Z",
            "",
            "2024-08-08T00:00:00+99:00",
        ] {
            assert_eq!(DateTime::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_moment_is_written_as_documented() {
        let moment = DateTime::parse("2024-08-07T22:00:00Z").unwrap().moment();
        assert_eq!(DateTime::new(moment).as_str(), "2024-08-07T22:00:00.000+0000");
        let odd = moment.to_offset(UtcOffset::from_hms(1, 2, 3).unwrap());
        assert_eq!(DateTime::new(odd).as_str(), "2024-08-07T22:00:00.000+0000");
    }

    #[test]
    fn months() {
        let month = YearMonth::parse("2024-08").unwrap();
        assert_eq!((month.to_string().as_str(), YearMonth::new(2024, Month::August)), ("2024-08", Some(month)));
        assert_eq!(month.first_day().unwrap().to_string(), "2024-08-01");
        for bad in ["2024-13", "2024", "2024-08-01", "08-2024", ""] {
            assert_eq!(YearMonth::parse(bad), None, "{bad}");
        }
    }
}
