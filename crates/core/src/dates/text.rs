//! Reading and writing the fixed forms, digit by digit. `time`'s own formatting and parsing would need its macros, a crate of its
//! own, and a fifth of the time that this crate takes to compile.

use time::{Date, Month, Time, UtcOffset};

/// `2024-02-29`; a year before the first with a sign.
pub(super) fn write_date(date: Date) -> String {
    let (sign, year) = (if date.year() < 0 { "-" } else { "" }, date.year().unsigned_abs());
    format!("{sign}{year:04}-{:02}-{:02}", u8::from(date.month()), date.day())
}

/// `08:00:00`.
pub(super) fn write_seconds(time: Time) -> String {
    format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second())
}

/// `08:00`.
pub(super) fn write_minutes(time: Time) -> String {
    format!("{:02}:{:02}", time.hour(), time.minute())
}

/// `2024-02-29`, with as many digits.
pub(super) fn date(text: &str) -> Option<Date> {
    let mut rest = text;
    let year = digits(&mut rest, 4)?;
    let month = after(&mut rest, '-')?;
    let day = after(&mut rest, '-')?;
    let month = Month::try_from(month).ok()?;
    rest.is_empty().then(|| Date::from_calendar_date(i32::from(year), month, day).ok()).flatten()
}

/// `08:00` or `08:00:00`, with as many digits.
pub(super) fn time_of_day(text: &str) -> Option<Time> {
    let mut rest = text;
    let hour = u8::try_from(digits(&mut rest, 2)?).ok()?;
    let minute = after(&mut rest, ':')?;
    let second = if rest.is_empty() { 0 } else { after(&mut rest, ':')? };
    rest.is_empty().then(|| Time::from_hms(hour, minute, second).ok()).flatten()
}

/// `08:00`, `08:00:00`, or that with a fraction of a second, of which nine digits can be kept.
pub(super) fn precise_time(text: &str) -> Option<Time> {
    let (text, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let time = time_of_day(text.trim())?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let nine: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    time.replace_nanosecond(nine.parse().ok()?).ok()
}

/// A time of day and the offset behind it: `Z`, `+02:00`, or none.
pub(super) fn split_offset(text: &str) -> Option<(&str, Option<UtcOffset>)> {
    let Some(at) = text.find(['Z', 'z', '+', '-']) else { return Some((text, None)) };
    let (time, mut rest) = text.split_at(at);
    if rest.eq_ignore_ascii_case("z") {
        return Some((time, Some(UtcOffset::UTC)));
    }
    let sign: i8 = if rest.starts_with('-') { -1 } else { 1 };
    let hours = i8::try_from(after(&mut rest, if sign < 0 { '-' } else { '+' })?).ok()?;
    let minutes = i8::try_from(after(&mut rest, ':')?).ok()?;
    // Of both parts the sign is the same.
    let offset = (rest.is_empty() && hours < 24).then(|| UtcOffset::from_hms(sign * hours, sign * minutes, 0).ok());
    Some((time, Some(offset.flatten()?)))
}

/// A separator and two digits.
fn after(rest: &mut &str, separator: char) -> Option<u8> {
    *rest = rest.strip_prefix(separator)?;
    u8::try_from(digits(rest, 2)?).ok()
}

/// As many digits as that.
fn digits(rest: &mut &str, count: usize) -> Option<u16> {
    let (number, behind) = rest.split_at_checked(count)?;
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    *rest = behind;
    number.parse().ok()
}
