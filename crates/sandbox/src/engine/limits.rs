//! How many calls a vendor takes.

use std::time::{Duration, Instant};

const DAY: u64 = 24 * 60 * 60;

/// A vendor's limits on calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// The least time between the arrivals of two calls.
    pub(crate) period: Duration,
    /// The most calls from midnight to midnight, in UTC.
    pub(crate) daily: u32,
}

/// What a sandbox changes about its vendors' limits.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LimitChanges {
    pub(crate) off: bool,
    pub(crate) daily: Option<u32>,
}

impl LimitChanges {
    /// What is left of a vendor's limits.
    pub(crate) fn applied_to(self, limits: Option<Limits>) -> Option<Limits> {
        limits.filter(|_| !self.off).map(|limits| Limits { daily: self.daily.unwrap_or(limits.daily), ..limits })
    }
}

/// The limit that a call is beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exceeded {
    /// Too soon after another call.
    Pace,
    /// The day's calls are used up; so many seconds are left of it.
    Day { seconds: u64 },
}

/// The calls that were taken.
#[derive(Debug, Clone, Default)]
pub(crate) struct Meter {
    limits: Option<Limits>,
    latest: Option<Instant>,
    day: u64,
    calls: u32,
}

impl Meter {
    pub(crate) fn new(limits: Option<Limits>) -> Self {
        Self { limits, ..Self::default() }
    }

    /// Takes a call that arrived then; `now` are the seconds since 1970. A call that is refused leaves no trace.
    pub(crate) fn take(&mut self, arrived: Instant, now: u64) -> Result<(), Exceeded> {
        let Some(limits) = self.limits else { return Ok(()) };
        // One that was held up on its way may come after one that arrived later.
        let gap = |latest: Instant| arrived.max(latest).duration_since(arrived.min(latest));
        if self.latest.is_some_and(|latest| gap(latest) < limits.period) {
            return Err(Exceeded::Pace);
        }
        if now / DAY != self.day {
            (self.day, self.calls) = (now / DAY, 0);
        }
        if self.calls >= limits.daily {
            return Err(Exceeded::Day { seconds: DAY - now % DAY });
        }
        self.calls += 1;
        self.latest = self.latest.max(Some(arrived));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { period: Duration::from_secs(1), daily: 3 };

    #[test]
    fn calls_keep_their_distance_and_refused_ones_do_not_count() {
        let (mut meter, start) = (Meter::new(Some(LIMITS)), Instant::now());
        let at = |milliseconds: u64| start + Duration::from_millis(milliseconds);
        assert_eq!(meter.take(at(5000), 0), Ok(()));
        assert_eq!(meter.take(at(5000), 0), Err(Exceeded::Pace));
        assert_eq!(meter.take(at(5999), 0), Err(Exceeded::Pace));
        assert_eq!(meter.take(at(6000), 0), Ok(()));
        // Held up: too close to the latest, then far enough from it. The mark stays at the latest arrival.
        assert_eq!(meter.take(at(5500), 0), Err(Exceeded::Pace));
        assert_eq!(meter.take(at(4000), 0), Ok(()));
        assert_eq!(meter.take(at(6500), 0), Err(Exceeded::Pace));
        assert_eq!(meter.take(at(9000), 100), Err(Exceeded::Day { seconds: 86_300 }));
        // What the day refused did not move the mark either.
        assert_eq!(meter.take(at(9001), DAY), Ok(()));
    }

    #[test]
    fn a_day_ends_at_midnight() {
        let (mut meter, start) = (Meter::new(Some(LIMITS)), Instant::now());
        let mut calls = (0..).map(|n| start + Duration::from_secs(n));
        let mut take = |now| meter.take(calls.next().unwrap(), now);
        assert_eq!([take(0), take(1), take(DAY - 1)], [Ok(()); 3]);
        assert_eq!(take(DAY - 1), Err(Exceeded::Day { seconds: 1 }));
        assert_eq!([take(DAY), take(DAY), take(DAY)], [Ok(()); 3]);
        assert_eq!(take(DAY), Err(Exceeded::Day { seconds: DAY }));
    }

    #[test]
    fn limits_are_lowered_and_switched_off() {
        assert_eq!(LimitChanges::default().applied_to(None), None);
        assert_eq!(LimitChanges::default().applied_to(Some(LIMITS)), Some(LIMITS));
        assert_eq!(LimitChanges { off: true, daily: Some(1) }.applied_to(Some(LIMITS)), None);
        assert_eq!(
            LimitChanges { off: false, daily: Some(1) }.applied_to(Some(LIMITS)),
            Some(Limits { daily: 1, ..LIMITS })
        );
        let (mut meter, start) = (Meter::new(None), Instant::now());
        assert!((0..20_000).all(|_| meter.take(start, 0).is_ok()));
    }
}
