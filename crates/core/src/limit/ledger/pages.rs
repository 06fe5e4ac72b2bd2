//! The days that a ledger counts, and what a clock that is wrong does to them.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

/// The calls of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Page {
    /// Its beginning, in seconds since 1970.
    pub(super) day: i64,
    pub(super) calls: u32,
}

impl Page {
    /// Counts a call, unless so many are counted already.
    pub(super) fn count(&mut self, most: u32) -> bool {
        let free = self.calls < most;
        self.calls += u32::from(free);
        free
    }

    /// Takes back a call of this day.
    pub(super) fn uncount(&mut self, day: OffsetDateTime) {
        if self.day == day.unix_timestamp() {
            self.calls = self.calls.saturating_sub(1);
        }
    }
}

/// The day that is being counted, and the latest other one: what a wrong clock counts far away touches neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Pages {
    pub(super) open: Option<Page>,
    pub(super) other: Option<Page>,
}

/// Two days, in seconds.
const NEAR: i64 = 2 * 24 * 3600;

impl Pages {
    /// The page on which a call of this day is counted, and the other one. A page a little ahead is taken for this day's.
    pub(super) fn turned(self, day: OffsetDateTime) -> (Page, Option<Page>) {
        let day = day.unix_timestamp();
        let known = || [self.open, self.other].into_iter().flatten();
        let near = known().filter(|page| page.day >= day && page.day.saturating_sub(day) <= NEAR);
        let open = near.max_by_key(|page| page.day).unwrap_or(Page { day, calls: 0 });
        (open, known().filter(|page| page.day != open.day).max_by_key(|page| page.day))
    }

    /// Changes the page on which a call of this day is counted.
    pub(super) fn change<T>(&mut self, day: OffsetDateTime, change: impl FnOnce(&mut Page) -> T) -> T {
        let (mut open, other) = self.turned(day);
        let outcome = change(&mut open);
        *self = Self { open: Some(open), other };
        outcome
    }
}
