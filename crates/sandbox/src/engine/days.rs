//! Days, as `2024-01-13`, and times, as `2024-01-13 21:21:53`, in UTC.

use time::{Date, Month, OffsetDateTime};

/// Whether a text is a day of the calendar.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 10 && of(text).is_some()
}

/// The day that a text begins with. A time may follow: the documentation calls members datetimes and shows days.
pub(crate) fn of(text: &str) -> Option<Date> {
    let (day, rest) = text.split_at_checked(10)?;
    if !(rest.is_empty() || rest.starts_with(['T', ' '])) {
        return None;
    }
    let mut parts = day.split('-');
    let mut number = |width: usize| {
        parts.next().filter(|part| part.len() == width && part.bytes().all(|b| b.is_ascii_digit()))?.parse::<u16>().ok()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(day).ok()?).ok()
}

/// The day of a moment, given in seconds since 1970.
pub(crate) fn day_at(seconds: u64) -> String {
    moment(seconds).date().to_string()
}

pub(crate) fn time_at(seconds: u64) -> String {
    let (hour, minute, second) = moment(seconds).to_hms();
    format!("{} {hour:02}:{minute:02}:{second:02}", day_at(seconds))
}

/// A moment that no calendar has is the first.
fn moment(seconds: u64) -> OffsetDateTime {
    let moment = i64::try_from(seconds).ok().and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok());
    moment.unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_have_their_day_and_time() {
        assert_eq!(
            (day_at(1_643_145_713).as_str(), time_at(1_643_145_713).as_str()),
            ("2022-01-25", "2022-01-25 21:21:53")
        );
        assert_eq!((time_at(0).as_str(), time_at(u64::MAX).as_str()), ("1970-01-01 00:00:00", "1970-01-01 00:00:00"));
    }

    #[test]
    fn days_are_days() {
        assert_eq!(of("2024-02-29").unwrap().to_string(), "2024-02-29");
        assert_eq!(of("2024-02-29T10:00:00Z").unwrap().to_string(), "2024-02-29");
        assert!(is_day("2024-12-31") && !is_day("2024-12-31 00:00"));
        for text in ["", "2023-02-29", "2024-13-01", "2024-1-1", "29/02/2024", "2024-02-29x", "2024-02-é9", "20240229"]
        {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
