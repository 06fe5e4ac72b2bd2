//! When a vendor's day begins.

use time::{Date, Duration, Month, OffsetDateTime, Time, UtcOffset, Weekday};

/// Where the day of a daily quota begins: at which midnight.
///
/// ```
/// use guichet_core::limit::Day;
/// use time::macros::datetime;
///
/// let (begins, ends) = Day::europe_paris().around(datetime!(2024-07-14 23:30 UTC));
/// assert_eq!(begins, datetime!(2024-07-14 22:00 UTC));
/// assert_eq!(ends, datetime!(2024-07-15 22:00 UTC));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day(Zone);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Zone {
    Fixed(UtcOffset),
    Paris,
}

impl Day {
    /// At midnight UTC.
    pub const fn utc() -> Self {
        Self(Zone::Fixed(UtcOffset::UTC))
    }

    /// At midnight of a fixed offset from UTC.
    pub const fn offset(offset: UtcOffset) -> Self {
        Self(Zone::Fixed(offset))
    }

    /// At midnight in Paris, an hour ahead of UTC and two in summer: by the European Union's rule from the last Sunday of
    /// March to the last Sunday of October, each at 01:00 UTC.
    pub const fn europe_paris() -> Self {
        Self(Zone::Paris)
    }

    /// The beginning and the end of the day that holds this moment.
    pub fn around(self, moment: OffsetDateTime) -> (OffsetDateTime, OffsetDateTime) {
        let today = moment.to_offset(self.at(moment)).date();
        let tomorrow = today.next_day().unwrap_or(today);
        (self.midnight(today), self.midnight(tomorrow))
    }

    fn at(self, moment: OffsetDateTime) -> UtcOffset {
        match self.0 {
            Zone::Fixed(offset) => offset,
            Zone::Paris => hours(if is_summer(moment) { 2 } else { 1 }),
        }
    }

    /// No clock changes at a midnight: the offset of that moment in winter's time is the one that holds.
    fn midnight(self, date: Date) -> OffsetDateTime {
        let guess = date.midnight().assume_offset(self.at(date.midnight().assume_utc()));
        date.midnight().assume_offset(self.at(guess)).to_offset(UtcOffset::UTC)
    }
}

fn hours(hours: i8) -> UtcOffset {
    UtcOffset::from_hms(hours, 0, 0).unwrap_or(UtcOffset::UTC)
}

fn is_summer(moment: OffsetDateTime) -> bool {
    let moment = moment.to_offset(UtcOffset::UTC);
    let change = |month| {
        let date = last_sunday(moment.year(), month);
        date.map(|date| date.with_time(Time::MIDNIGHT).assume_utc() + Duration::HOUR)
    };
    match (change(Month::March), change(Month::October)) {
        (Some(begins), Some(ends)) => begins <= moment && moment < ends,
        _ => false,
    }
}

fn last_sunday(year: i32, month: Month) -> Option<Date> {
    let last = Date::from_calendar_date(year, month, month.length(year)).ok()?;
    if last.weekday() == Weekday::Sunday { Some(last) } else { Some(last.prev_occurrence(Weekday::Sunday)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::{datetime, offset};

    #[test]
    fn a_day_in_paris_is_an_hour_short_and_an_hour_long_once_a_year() {
        // Days and their bounds as the tz database has them.
        for (moment, begins, ends) in [
            (datetime!(2024-01-15 12:00 UTC), datetime!(2024-01-14 23:00 UTC), datetime!(2024-01-15 23:00 UTC)),
            (datetime!(2024-01-15 23:00 UTC), datetime!(2024-01-15 23:00 UTC), datetime!(2024-01-16 23:00 UTC)),
            (datetime!(2024-07-15 21:59:59 UTC), datetime!(2024-07-14 22:00 UTC), datetime!(2024-07-15 22:00 UTC)),
            (datetime!(2024-07-15 22:00 UTC), datetime!(2024-07-15 22:00 UTC), datetime!(2024-07-16 22:00 UTC)),
            (datetime!(2024-03-31 00:30 UTC), datetime!(2024-03-30 23:00 UTC), datetime!(2024-03-31 22:00 UTC)),
            (datetime!(2024-03-31 12:00 UTC), datetime!(2024-03-30 23:00 UTC), datetime!(2024-03-31 22:00 UTC)),
            (datetime!(2024-10-27 00:30 UTC), datetime!(2024-10-26 22:00 UTC), datetime!(2024-10-27 23:00 UTC)),
            (datetime!(2024-10-27 12:00 UTC), datetime!(2024-10-26 22:00 UTC), datetime!(2024-10-27 23:00 UTC)),
            (datetime!(2026-03-29 01:00 UTC), datetime!(2026-03-28 23:00 UTC), datetime!(2026-03-29 22:00 UTC)),
            (datetime!(2026-10-25 01:00 UTC), datetime!(2026-10-24 22:00 UTC), datetime!(2026-10-25 23:00 UTC)),
        ] {
            assert_eq!(Day::europe_paris().around(moment), (begins, ends), "{moment}");
        }
    }

    /// The rule is law and may change: held against a copy of the tz database, which is not read from the system.
    #[test]
    fn paris_is_as_the_tz_database_has_it() {
        let paris = jiff::tz::TimeZoneDatabase::bundled().get("Europe/Paris").unwrap();
        let seconds = |moment: OffsetDateTime| jiff::Timestamp::from_second(moment.unix_timestamp()).unwrap();
        let (first, last) = (datetime!(1996-01-01 00:00 UTC), datetime!(2038-01-01 00:00 UTC));
        let mut held = 0;
        let mut around = |moment: i64| {
            for second in (-1..=1).map(|second| moment + second) {
                let theirs = jiff::Timestamp::from_second(second).unwrap().to_zoned_datetime(paris.clone());
                let begins = theirs.start_of_day().unwrap();
                let ends = begins.tomorrow().unwrap().start_of_day().unwrap();
                let ours = OffsetDateTime::from_unix_timestamp(second).unwrap();
                assert_eq!(Day::europe_paris().at(ours).whole_seconds(), theirs.offset().seconds(), "{ours}");
                let (from, to) = Day::europe_paris().around(ours);
                let bounds = (begins.timestamp().as_second(), ends.timestamp().as_second());
                assert_eq!((from.unix_timestamp(), to.unix_timestamp()), bounds, "{ours}");
                held += 1;
            }
        };

        let changes = paris.following(seconds(first)).map(|change| change.timestamp());
        let changes: Vec<i64> = changes.take_while(|at| *at < seconds(last)).map(|at| at.as_second()).collect();
        // Two a year.
        assert_eq!(changes.len(), 84);
        for change in changes {
            (-36..=36).for_each(|hour| around(change + hour * 3_600));
        }
        let mut midnight = seconds(first).to_zoned_datetime(paris.clone()).start_of_day().unwrap();
        while midnight.timestamp() < seconds(last) {
            around(midnight.timestamp().as_second());
            midnight = midnight.tomorrow().unwrap();
        }
        // 73 hours at each change, and 15,342 midnights in 42 years, the first of the next one with them.
        assert_eq!(held, 3 * (84 * 73 + 15_342));
    }

    #[test]
    fn days_follow_each_other_without_a_gap() {
        for day in [Day::utc(), Day::offset(offset!(+9:30)), Day::offset(offset!(-11)), Day::europe_paris()] {
            let mut moment = datetime!(2023-12-31 00:00 UTC);
            for _ in 0..1_200 {
                let (begins, ends) = day.around(moment);
                assert!(begins <= moment && moment < ends, "{day:?} {moment}");
                assert_eq!(day.around(ends).0, ends);
                assert_eq!(day.around(ends - Duration::NANOSECOND).0, begins);
                moment = ends;
            }
        }
    }
}
