//! Time: the wall clock for dates, the monotonic clock for waiting.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;
use tokio::time::Instant;

/// Where core reads the time. The default is the system's; [`Clock::fixed`] follows tokio's clock from a
/// chosen date, so that a test on paused time sees both clocks move together.
///
/// ```
/// use guichet_core::Clock;
/// use time::Duration;
/// use time::macros::datetime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let start = datetime!(2024-02-29 12:00 UTC);
/// let clock = Clock::fixed(start);
/// clock.step(Duration::days(1));
/// assert!(clock.wall() >= start + Duration::DAY);
/// assert_eq!(Clock::frozen(start).wall(), start);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct Clock(Source);

#[derive(Debug, Clone, Default)]
enum Source {
    #[default]
    System,
    Following(Arc<Mutex<Following>>),
    Frozen(OffsetDateTime),
}

#[derive(Debug)]
struct Following {
    at: OffsetDateTime,
    since: Instant,
}

impl Clock {
    /// The system's clocks.
    pub fn system() -> Self {
        Self::default()
    }

    /// A wall clock that reads `start` now and moves with tokio's clock. For tests.
    pub fn fixed(start: OffsetDateTime) -> Self {
        Self(Source::Following(Arc::new(Mutex::new(Following { at: start, since: Instant::now() }))))
    }

    /// A wall clock that stands still. For tests against recorded exchanges.
    pub fn frozen(at: OffsetDateTime) -> Self {
        Self(Source::Frozen(at))
    }

    /// The date and time, in UTC.
    pub fn wall(&self) -> OffsetDateTime {
        match &self.0 {
            Source::System => OffsetDateTime::now_utc(),
            Source::Frozen(at) => *at,
            Source::Following(state) => {
                let state = state.lock().unwrap_or_else(PoisonError::into_inner);
                state.at.checked_add(signed(state.since.elapsed())).unwrap_or(state.at)
            }
        }
    }

    /// The monotonic clock; only differences mean anything.
    pub fn monotonic(&self) -> Instant {
        Instant::now()
    }

    /// Moves a [fixed](Self::fixed) wall clock by a step, as when a machine's date is corrected. The
    /// monotonic clock does not notice. Does nothing on the system's clock.
    pub fn step(&self, by: time::Duration) {
        if let Source::Following(state) = &self.0 {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.at = state.at.checked_add(by).unwrap_or(state.at);
        }
    }
}

/// Saturating, because a wait can be as long as a server dares to ask.
pub(crate) fn signed(duration: Duration) -> time::Duration {
    time::Duration::try_from(duration).unwrap_or(time::Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[tokio::test(start_paused = true)]
    async fn a_fixed_clock_follows_paused_time() {
        let clock = Clock::fixed(datetime!(2024-02-29 12:00 UTC));
        tokio::time::advance(Duration::from_secs(90)).await;
        assert_eq!(clock.wall(), datetime!(2024-02-29 12:01:30 UTC));
        clock.step(time::Duration::HOUR);
        assert_eq!(clock.wall(), datetime!(2024-02-29 13:01:30 UTC));
    }
}
