//! The dates of HTTP headers (RFC 9110, 5.6.7).

use time::{Date, Month, OffsetDateTime};

use super::text;

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Reads `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. The name of the day
/// says nothing that the date does not.
pub(crate) fn http_date(text: &str) -> Option<OffsetDateTime> {
    let mut words = text.split([' ', ',', '-']).filter(|word| !word.is_empty());
    let mut word = || words.next();
    let (_, second, third, fourth, fifth, sixth) = (word()?, word()?, word()?, word()?, word()?, word());
    let (day, month, year, clock) = match sixth {
        Some("GMT") => (second, third, fourth, fifth),
        None => (third, second, fifth, fourth),
        Some(_) => return None,
    };
    if words.next().is_some() || !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let month = MONTHS
        .iter()
        .zip(1..)
        .find(|(name, _)| *name == &month)
        .and_then(|(_, number)| Month::try_from(number).ok())?;
    let year = match (year.len(), number(year)?) {
        (2, short @ 70..) => 1900 + short,
        (2, short) => 2000 + short,
        (4, year) => year,
        _ => return None,
    };
    let date = Date::from_calendar_date(i32::from(year), month, u8::try_from(number(day)?).ok()?).ok()?;
    // Seconds are always there.
    let time = text::time_of_day(clock).filter(|_| clock.len() == 8)?;
    Some(date.with_time(time).assume_utc())
}

/// Digits alone: no sign.
fn number(text: &str) -> Option<u16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    #[test]
    fn all_three_forms_and_nothing_else() {
        for text in ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"] {
            assert_eq!(http_date(text), Some(datetime!(1994-11-06 08:49:37 UTC)), "{text}");
        }
        assert_eq!(http_date("Friday, 06-Nov-26 08:49:37 GMT"), Some(datetime!(2026-11-06 08:49:37 UTC)));
        for text in [
            "",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 CET",
            "Sun, 06 Nov 1994 08:49:37 GMT GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 94x 08:49:37 GMT",
            "Sun, 06 Nov 199 08:49:37 GMT",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Sun, 06 Foo 1994 08:49:37 GMT",
            "Sun, +6 Nov 1994 08:49:37 GMT",
            "1994-11-06 08:49:37 GMT GMT",
        ] {
            assert_eq!(http_date(text), None, "{text}");
        }
    }

    proptest! {
        /// Against a library that does this alone.
        #[test]
        fn every_date_is_read_as_it_was_written(seconds in 0_u64..253_402_300_799) {
            let moment = std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds);
            prop_assert_eq!(http_date(&httpdate::fmt_http_date(moment)), Some(OffsetDateTime::from(moment)));
        }

        #[test]
        fn no_text_panics(text in ".{0,60}") {
            let _ = http_date(&text);
        }
    }
}
