//! The engine's clock, as this process sees it.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use time::OffsetDateTime;

use crate::engine::locked;

/// For how long what was seen of the clock is believed.
const BELIEVED: Duration = Duration::from_secs(60);

/// For how long the answer that came fastest is the best that is known.
const BEST: Duration = Duration::from_secs(600);

/// What was seen of it.
#[derive(Default)]
pub(super) struct Clock(Mutex<Seen>);

#[derive(Default)]
struct Seen {
    /// As it was seen last.
    offset: Option<Offset>,
    at: Option<Instant>,
    /// As it was seen best, and when: a slow answer says little.
    best: Option<(Offset, Instant)>,
    /// It went ahead, and until then what it says is over is waited for.
    until: Option<Instant>,
}

impl Clock {
    /// It was read by a question that was asked at this time; a step ahead is waited for at most so long.
    pub(super) fn seen(&self, clock: u64, asked: Instant, most: Duration) {
        let now = Instant::now();
        let mut seen = locked(&self.0);
        let offset = Offset::between(clock, asked, now);
        let step = offset.step_since(&mut seen.offset).min(most);
        seen.at = Some(now);
        let better = |(best, at): (Offset, Instant)| {
            offset.width() <= best.width() || at.elapsed() > BEST || !best.overlaps(offset)
        };
        if seen.best.is_none_or(better) {
            seen.best = Some((offset, now));
        }
        if !step.is_zero() {
            let from = seen.until.filter(|until| *until > now).unwrap_or(now);
            seen.until = Some((from + step).min(now + most));
        }
    }

    /// How long what it says is over is waited for: for all who share it in this process.
    pub(super) fn ahead(&self) -> Duration {
        locked(&self.0).until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    /// What time it is; `None` where it was not seen lately.
    pub(super) fn now(&self) -> Option<OffsetDateTime> {
        let seen = locked(&self.0);
        seen.at.filter(|at| at.elapsed() < BELIEVED)?;
        let (best, _) = seen.best?;
        let micros = best.least + best.width() / 2 + begin_to(Instant::now());
        OffsetDateTime::from_unix_timestamp_nanos(micros * 1_000).ok()
    }
}

fn begin_to(moment: Instant) -> i128 {
    i128::try_from(moment.saturating_duration_since(begin()).as_micros()).unwrap_or(i128::MAX)
}

/// How far the engine's clock is ahead of this process's, which does not step: between these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Offset {
    least: i128,
    most: i128,
}

impl Offset {
    /// By a clock that was read between these two moments.
    fn between(clock: u64, asked: Instant, answered: Instant) -> Self {
        Self { least: i128::from(clock) - begin_to(answered), most: i128::from(clock) - begin_to(asked) }
    }

    fn width(self) -> i128 {
        self.most - self.least
    }

    fn overlaps(self, other: Self) -> bool {
        self.least <= other.most && other.least <= self.most
    }

    /// How far it went ahead at the least since it was last seen.
    fn step_since(self, last: &mut Option<Self>) -> Duration {
        let step = last.map_or(0, |last| self.least - last.most);
        *last = Some(self);
        Duration::from_micros(u64::try_from(step).unwrap_or(0))
    }
}

/// When this process first asked.
fn begin() -> Instant {
    static BEGIN: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    *BEGIN.get_or_init(Instant::now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_goes_ahead_is_seen() {
        let mut last = None;
        let asked = begin();
        let answered = asked + Duration::from_millis(2);
        assert_eq!(Offset::between(1_000_000, asked, answered).step_since(&mut last), Duration::ZERO);
        // A second later, by both clocks; then by the engine's alone, less what the answer may have taken.
        let (asked, answered) = (asked + Duration::from_secs(1), answered + Duration::from_secs(1));
        assert_eq!(Offset::between(2_000_000, asked, answered).step_since(&mut last), Duration::ZERO);
        let stepped = Offset::between(5_000_000, asked, answered).step_since(&mut last);
        assert_eq!(stepped, Duration::from_millis(2_998));
        // Back again: nothing is too early by that.
        assert_eq!(Offset::between(2_000_000, asked, answered).step_since(&mut last), Duration::ZERO);
    }
}
