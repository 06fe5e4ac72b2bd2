//! Days, as `2024-01-13`.

use time::{Date, Month};

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

#[cfg(test)]
mod tests {
    use super::*;

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
