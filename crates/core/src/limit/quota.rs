//! How many calls a day may see.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;

use super::{Day, Ledger, LedgerError, MemoryLedger, Spacing, Turn};
use crate::operation::Effect;

/// A number of calls a day. A call beyond it is refused before anything is sent, with the time at which the day ends.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::limit::{Day, Limits, Quota};
/// use guichet_core::transport::{Reply, ScriptedTransport};
/// use guichet_core::{Clock, Settings};
/// use time::macros::datetime;
///
/// let quota = Quota::daily(1, Day::utc());
/// let settings = Settings::new()
///     .limits(Limits::builder().quota(quota).build())
///     .clock(Clock::frozen(datetime!(2024-02-29 12:00 UTC)));
/// let client = client_with(&ScriptedTransport::always(Reply::json("7")), settings);
/// assert_eq!(client.call(&GET).arg(1).fetch::<i64>().await?, 7);
///
/// let error = client.call(&GET).arg(1).fetch::<i64>().await.unwrap_err();
/// assert!(error.is_rate_limited());
/// assert_eq!(error.resets_at(), Some(datetime!(2024-03-01 0:00 UTC)));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Quota {
    most: u32,
    reserve: u32,
    day: Day,
    ledger: Arc<dyn Ledger>,
    watched: Arc<Watched>,
}

/// How near the end of the day's calls is, as far as it is looked up.
#[derive(Debug, Default)]
struct Watched {
    calls: AtomicU32,
    /// The day of which it was said that its calls are nearly used up.
    reported: Mutex<Option<OffsetDateTime>>,
}

/// How many calls of the day are used.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LookedUp {
    pub(crate) used: u32,
    pub(crate) most: u32,
    /// For the first time of the day nine tenths are.
    pub(crate) nearly: bool,
}

/// Every so many calls: looking up reads the ledger, which may be a file.
const LOOKED_UP: u32 = 20;

impl Quota {
    /// So many calls in each day, counted in memory.
    pub fn daily(most: u32, day: Day) -> Self {
        let watched = Arc::default();
        Self { most, reserve: 0, day, ledger: Arc::new(MemoryLedger::new()), watched }
    }

    /// Counts elsewhere: in a [`FileLedger`](super::FileLedger), say.
    #[must_use]
    pub fn ledger(mut self, ledger: impl Ledger) -> Self {
        self.ledger = Arc::new(ledger);
        self
    }

    /// Keeps the last calls of the day for those that change something: reading stops this much earlier.
    #[must_use]
    pub fn reserve_for_writes(mut self, calls: u32) -> Self {
        self.reserve = calls;
        self
    }

    /// Another number of calls.
    #[must_use]
    pub fn limit(mut self, most: u32) -> Self {
        self.most = most;
        self
    }

    /// Another beginning of the day.
    #[must_use]
    pub fn day(mut self, day: Day) -> Self {
        self.day = day;
        self
    }

    /// How many calls of the day may change nothing.
    pub(super) fn reads(&self) -> u32 {
        self.most.saturating_sub(self.reserve)
    }

    /// Counts where another one did, if both count in the same kind of place.
    pub(super) fn go_on_from(&mut self, other: &Self) {
        if self.ledger.name() == other.ledger.name() {
            self.ledger = Arc::clone(&other.ledger);
        }
    }

    /// Waits for the turn among all who share the ledger, where it keeps one.
    pub(super) async fn turn(&self, spacing: Spacing, wait: Duration) -> Result<Option<Box<dyn Turn>>, LedgerError> {
        self.ledger.turn(spacing, wait).await
    }

    /// Who else is waited for: the ledger, where it keeps turns.
    pub(super) fn turns_at(&self) -> Option<String> {
        self.ledger.keeps_turns().then(|| self.ledger.name())
    }

    /// A server asked for a wait.
    pub(super) fn hold(&self, wait: Duration) {
        self.ledger.hold(wait);
    }

    /// Counts a call, or says why it may not go.
    pub(super) async fn take(&self, effect: Effect, now: OffsetDateTime) -> Result<Counted, Full> {
        let now = self.ledger.time(now).await.map_err(Full::Ledger)?;
        let (day, resets_at) = self.day.around(now);
        let most = if effect == Effect::Safe { self.reads() } else { self.most };
        match self.ledger.take(day, most).await {
            Ok(true) => Ok(Counted { ledger: Arc::clone(&self.ledger), day }),
            Ok(false) => Err(Full::Day { resets_at, most, reserved: self.most - most }),
            Err(LedgerError::Closed(why)) => Err(Full::Closed { resets_at, why }),
            Err(error) => Err(Full::Ledger(error)),
        }
    }

    /// From time to time, how many calls of the day are used. A ledger that cannot be read stops the next call, not this one.
    pub(super) async fn look_up(&self, now: OffsetDateTime) -> Option<LookedUp> {
        if !self.watched.calls.fetch_add(1, Ordering::Relaxed).is_multiple_of(LOOKED_UP) {
            return None;
        }
        let (day, _) = self.day.around(self.ledger.time(now).await.ok()?);
        let (used, most) = (self.ledger.used(day).await.ok()?, self.most);
        let mut reported = self.watched.reported.lock().unwrap_or_else(PoisonError::into_inner);
        let nearly = u64::from(used) * 10 >= u64::from(most) * 9 && *reported != Some(day);
        if nearly {
            *reported = Some(day);
        }
        Some(LookedUp { used, most, nearly })
    }

    /// How many calls of the day around `now` are counted.
    pub(super) async fn used(&self, now: OffsetDateTime) -> Result<u32, LedgerError> {
        let now = self.ledger.time(now).await?;
        self.ledger.used(self.day.around(now).0).await
    }
}

/// Equal settings; ledgers compare by `name()`.
impl PartialEq for Quota {
    fn eq(&self, other: &Self) -> bool {
        let terms = |quota: &Self| (quota.most, quota.reserve, quota.day, quota.ledger.name());
        terms(self) == terms(other)
    }
}

impl fmt::Debug for Quota {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Quota")
            .field("most", &self.most)
            .field("reserve", &self.reserve)
            .field("day", &self.day)
            .field("ledger", &self.ledger.name())
            .finish()
    }
}

/// A call that is counted.
pub(super) struct Counted {
    ledger: Arc<dyn Ledger>,
    day: OffsetDateTime,
}

impl Counted {
    /// It was not sent.
    pub(super) async fn give_back(self) {
        // If giving back fails, one call of the day is lost; the quota is never exceeded.
        if let Err(error) = self.ledger.give_back(self.day).await {
            tracing::debug!(%error, "a call that was not sent stays counted");
        }
    }
}

impl fmt::Debug for Counted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Counted").field("day", &self.day).finish_non_exhaustive()
    }
}

/// Why the quota holds a call back.
#[derive(Debug)]
pub(crate) enum Full {
    Day {
        resets_at: OffsetDateTime,
        most: u32,
        reserved: u32,
    },
    /// How many calls of the day were made is not known. Why.
    Closed {
        resets_at: OffsetDateTime,
        why: String,
    },
    Ledger(LedgerError),
    /// It could not be counted within the time that the call may wait.
    Busy,
}
