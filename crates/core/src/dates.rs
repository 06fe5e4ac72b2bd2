//! The date forms that vendors use: `2024-02-29`, `08:00`, `2024-02-29 08:00[:00]`, RFC 3339.
//!
//! A model's members are `time`'s types, and [`Timestamp`].

mod http_date;
mod text;

pub(crate) use http_date::http_date;

use std::fmt;

use serde::{Serialize, Serializer};
use time::{Date, PrimitiveDateTime, Time, UtcOffset};

/// Reads a day, `2024-02-29`, for an argument.
///
/// ```
/// use guichet_core::dates;
/// assert_eq!(dates::parse("2024-02-29")?.day(), 29);
/// assert!(dates::parse("2023-02-29").is_err());
/// # Ok::<(), guichet_core::Error>(())
/// ```
///
/// # Errors
/// It is no day of this form.
pub fn parse(text: &str) -> crate::Result<Date> {
    parse_date(text).ok_or_else(|| crate::Error::argument("date", "expected a day, `2024-02-29`"))
}

/// `2024-02-29`.
///
/// ```
/// use guichet_core::dates::format_date;
/// use time::macros::date;
///
/// assert_eq!(format_date(date!(2024-02-29)), "2024-02-29");
/// ```
pub fn format_date(date: Date) -> String {
    text::write_date(date)
}

/// `08:00`, with seconds only where there are any.
///
/// ```
/// use guichet_core::dates::format_time;
/// use time::macros::time;
///
/// assert_eq!((format_time(time!(8:30)), format_time(time!(8:30:05))), ("08:30".to_owned(), "08:30:05".to_owned()));
/// ```
pub fn format_time(time: Time) -> String {
    if time.second() == 0 { text::write_minutes(time) } else { text::write_seconds(time) }
}

/// Reads `2024-02-29`, also where midnight is written behind it.
///
/// ```
/// use guichet_core::dates::parse_date;
/// use time::macros::date;
///
/// assert_eq!(parse_date("2024-02-29 00:00:00"), Some(date!(2024-02-29)));
/// assert_eq!(parse_date("2024-02-29 08:00:00"), None);
/// ```
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    let (date, rest) = text.split_at_checked(10).unwrap_or((text, ""));
    let midnight = rest.trim_start_matches(['T', ' ']).trim_end_matches('Z').trim_end_matches("+00:00");
    if !midnight.bytes().all(|b| matches!(b, b'0' | b':' | b'.')) {
        return None;
    }
    text::date(date)
}

/// Reads `08:00` or `08:00:00`.
///
/// ```
/// use guichet_core::dates::parse_time;
/// use time::macros::time;
///
/// assert_eq!(parse_time("08:30"), Some(time!(8:30)));
/// assert_eq!(parse_time("8:30"), None);
/// ```
pub fn parse_time(text: &str) -> Option<Time> {
    text::time_of_day(text.trim())
}

/// A moment as the vendor wrote it: date and time of day, and an offset from UTC where one is given. Without an
/// offset it is in the vendor's local time, which only the vendor's documentation can name.
///
/// The text is kept, so that it is written back as it came.
///
/// ```
/// use guichet_core::dates::Timestamp;
/// use time::macros::{datetime, offset};
///
/// let moment = Timestamp::parse("2024-02-29T08:00:00+02:00").unwrap();
/// assert_eq!((moment.local(), moment.offset()), (datetime!(2024-02-29 8:00), Some(offset!(+2))));
/// assert_eq!(moment.as_str(), "2024-02-29T08:00:00+02:00");
///
/// let local = Timestamp::new(datetime!(2024-02-29 8:00));
/// assert_eq!((local.as_str(), local.offset()), ("2024-02-29 08:00:00", None));
/// assert!(Timestamp::parse("29/02/2024").is_none());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Timestamp {
    text: String,
    local: PrimitiveDateTime,
    offset: Option<UtcOffset>,
}

impl Timestamp {
    /// A moment without offset, written `2024-02-29 08:00:00`.
    pub fn new(local: PrimitiveDateTime) -> Self {
        let text = format!("{} {}", text::write_date(local.date()), text::write_seconds(local.time()));
        Self { text, local, offset: None }
    }

    /// Reads `Y-m-d H:i`, `Y-m-d H:i:s`, the same with a `T`, and RFC 3339; fractions of a second are read.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.trim().split_once(['T', 't', ' '])?;
        let date = text::date(date)?;
        let (time, offset) = text::split_offset(time)?;
        // A second that was put in is read as the last moment before it.
        let (time, leap) = match time.strip_suffix(":60") {
            Some(minutes) if offset.is_some() => (format!("{minutes}:59.999999999"), true),
            _ => (time.to_owned(), false),
        };
        let local = PrimitiveDateTime::new(date, text::precise_time(&time)?);
        if leap {
            let utc = local.assume_offset(offset?).checked_to_offset(UtcOffset::UTC)?;
            if (utc.hour(), utc.minute()) != (23, 59) {
                return None;
            }
        }
        Some(Self { text: text.to_owned(), local, offset })
    }

    /// Date and time of day as written.
    pub fn local(&self) -> PrimitiveDateTime {
        self.local
    }

    /// The offset from UTC, where the vendor gave one.
    pub fn offset(&self) -> Option<UtcOffset> {
        self.offset
    }

    /// The text as the vendor wrote it.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<PrimitiveDateTime> for Timestamp {
    fn from(local: PrimitiveDateTime) -> Self {
        Self::new(local)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

/// A day that is mere information, such as a birth date: the text is kept, whether it can be read as a day or not.
///
/// ```
/// use guichet_core::dates::DateText;
/// use time::macros::date;
///
/// let birth = DateText::new("29.02.1988?");
/// assert_eq!((birth.as_str(), birth.date()), ("29.02.1988?", None));
/// assert_eq!(DateText::from(date!(1988-02-29)).date(), Some(date!(1988-02-29)));
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct DateText(String);

impl DateText {
    /// A day as text, in any form.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The day, where the text is `Y-m-d` or a moment of that day.
    pub fn date(&self) -> Option<Date> {
        parse_date(&self.0).or_else(|| Timestamp::parse(&self.0).map(|moment| moment.local().date()))
    }

    /// The text as the vendor wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Date> for DateText {
    fn from(date: Date) -> Self {
        Self(format_date(date))
    }
}

impl fmt::Debug for DateText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for DateText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for DateText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// What stands for "no date": nothing, and the zero date of MySQL and PHP.
pub(crate) fn is_blank(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || text == "null" || text == "false" || text.starts_with("0000-00-00")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::{date, datetime, offset, time};

    #[test]
    fn dates_and_times() {
        assert_eq!(parse_date("2024-02-29"), Some(date!(2024 - 02 - 29)));
        assert_eq!(parse_date("2024-02-29T00:00:00Z"), Some(date!(2024 - 02 - 29)));
        assert_eq!(parse_date("2024-02-29 00:00:00.000"), Some(date!(2024 - 02 - 29)));
        for bad in ["2023-02-29", "2024-02-29 08:00", "29/02/2024", "2024-2-9", "é024-02-29", ""] {
            assert_eq!(parse_date(bad), None, "{bad}");
        }
        assert_eq!(parse_time("08:05"), Some(time!(08:05)));
        assert_eq!(parse_time("23:59:01"), Some(time!(23:59:01)));
        assert_eq!(parse_time("24:00"), None);
        assert_eq!(format_time(time!(08:05)), "08:05");
        assert_eq!(format_time(time!(08:05:09)), "08:05:09");
    }

    #[test]
    fn timestamps_keep_their_text() {
        for (text, local, offset) in [
            ("2018-08-06 13:00", datetime!(2018-08-06 13:00), None),
            ("2022-01-25 21:21:53", datetime!(2022-01-25 21:21:53), None),
            ("2022-01-25T21:21:53.120", datetime!(2022-01-25 21:21:53.12), None),
            ("2025-12-01T10:00:00+03:00", datetime!(2025-12-01 10:00), Some(offset!(+3))),
            ("2025-12-01T10:00:00Z", datetime!(2025-12-01 10:00), Some(offset!(UTC))),
        ] {
            let stamp = Timestamp::parse(text).unwrap();
            assert_eq!((stamp.local(), stamp.offset(), stamp.as_str()), (local, offset, text));
        }
        let inserted = Timestamp::parse("2016-12-31T21:59:60-02:00").unwrap();
        assert_eq!(inserted.local(), datetime!(2016-12-31 21:59:59.999999999));
        for bad in [
            "2022-01-25",
            "2022-01-25 25:00",
            "x",
            "",
            "2022-01-25 10:00:00.x",
            "2022-13-01 10:00",
            "2022-01-25 10:00:60",
            "2022-01-25T10:00:60Z",
            "2022-01-25T10:00:00+24:00",
            "2022-01-25T10:00:00+0200",
            "2022-01-25T10:00:00Zz",
            "+2022-01-25T10:00:00Z",
            "2022-01-25T+1:00:00Z",
        ] {
            assert_eq!(Timestamp::parse(bad), None, "{bad}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn every_day_and_minute_comes_back(day in 1_721_426_i32..5_373_484, minute in 0_u16..1440) {
            let date = Date::from_julian_day(day).unwrap();
            prop_assert_eq!(parse_date(&format_date(date)), Some(date));
            let time = Time::from_hms((minute / 60) as u8, (minute % 60) as u8, 0).unwrap();
            prop_assert_eq!(parse_time(&format_time(time)), Some(time));
            let stamp = Timestamp::new(PrimitiveDateTime::new(date, time));
            prop_assert_eq!(Timestamp::parse(stamp.as_str()), Some(stamp));
        }

        /// `time` reads and writes by itself what it is asked to, and is not used for it: see `text`.
        #[test]
        fn rfc_3339_is_read_as_time_reads_it(
            seconds in -62_135_596_800_i64..253_402_214_400,
            nanos in 0_u32..1_000_000_000,
            quarters in -95_i32..96,
        ) {
            use time::format_description::well_known::Rfc3339;
            let offset = UtcOffset::from_whole_seconds(quarters * 900).unwrap();
            let moment = time::OffsetDateTime::from_unix_timestamp(seconds).unwrap().replace_nanosecond(nanos).unwrap();
            let Some(moment) = moment.checked_to_offset(offset).filter(|moment| moment.year() >= 0) else { return Ok(()) };
            let stamp = Timestamp::parse(&moment.format(&Rfc3339).unwrap()).unwrap();
            prop_assert_eq!(stamp.local(), PrimitiveDateTime::new(moment.date(), moment.time()));
            prop_assert_eq!(stamp.offset(), Some(offset));
        }

        #[test]
        fn no_text_panics(text in ".*") {
            let _ = (parse_date(&text), parse_time(&text), Timestamp::parse(&text));
        }
    }
}
