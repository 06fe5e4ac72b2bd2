//! Limits that hold at the server, not only at the client: a pace, a number of calls a day, and how many are on their way at once.

mod builder;
mod day;
mod in_flight;
mod ledger;
mod permit;
mod quota;
mod refused;

pub use builder::LimitsBuilder;
pub use day::Day;
pub use ledger::{FileLedger, HeldFor, Last, Ledger, LedgerError, MemoryLedger, Spacing, Turn};
pub use quota::Quota;

pub(crate) use in_flight::Slot;
pub(crate) use permit::Permit;
pub(crate) use refused::{Asking, Refused};

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;
use tokio::sync::Semaphore;
use tokio::time::Instant;

use crate::clock::{Clock, signed};
use in_flight::InFlight;
use permit::{Across, QueuePosition, State};
use quota::Full;

/// A pace that calls keep together, the calls of the day that they share, and how many of them are on their way at once. Clones
/// share all three: give one to every client that a vendor counts as one.
///
/// ```
/// use std::time::Duration;
///
/// use guichet_core::limit::{Day, Quota};
/// use guichet_core::{Limits, Settings};
///
/// let limits = Limits::builder()
///     .strict_pace(Duration::from_millis(500))
///     .quota(Quota::daily(1_000, Day::utc()).reserve_for_writes(100))
///     .build();
/// assert_eq!((limits.period(), limits.reads_a_day()), (Some(Duration::from_millis(500)), Some(900)));
///
/// // Two clients that the vendor counts as one.
/// let (first, second) = (Settings::new().limits(limits.clone()), Settings::new().limits(limits));
/// # drop((first, second));
/// ```
#[derive(Debug, Clone)]
pub struct Limits(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    pace: Option<Pace>,
    quota: Option<Quota>,
    /// None: without a bound.
    in_flight: Option<InFlight>,
    /// No call leaves before this: the pace, or a server that asked for a wait.
    not_before: Mutex<Option<Instant>>,
}

#[derive(Debug)]
struct Pace {
    spacing: Spacing,
    turn: Arc<Semaphore>,
    queued: AtomicU32,
}

/// How long counting a call may take where it may wait for nothing else: a small write.
const COUNTING: Duration = Duration::from_secs(10);

/// A wait asked for by a server is remembered at most this long; a longer one is a mistake or a ban.
const LONGEST_HOLD: Duration = Duration::from_secs(48 * 3600);

impl Limits {
    /// For a pace, a number of calls a day, and how many are on their way at once.
    pub fn builder() -> LimitsBuilder {
        LimitsBuilder::default()
    }

    /// No pace. A server's `Retry-After` after a 429 still holds for all clones, and at most 128 calls are on their way at once:
    /// see [`in_flight`](LimitsBuilder::in_flight).
    pub fn none() -> Self {
        LimitsBuilder::default().build()
    }

    /// One call at a time, and never two arrivals at the server within `period`, whatever the network does: the
    /// next call leaves one period after the answer to the previous one, and an answer proves the arrival.
    ///
    /// After a call that got no answer the next one waits a second period, because the bytes of the first may
    /// still be on their way; see [`quarantine`](LimitsBuilder::quarantine).
    pub fn strict_pace(period: Duration) -> Self {
        LimitsBuilder::default().strict_pace(period).build()
    }

    /// How many calls of the day are counted, where there is a number of calls a day; `now` says which day.
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
    /// let now = datetime!(2024-02-29 12:00 UTC);
    /// let limits = Limits::builder().quota(Quota::daily(10, Day::utc())).build();
    /// assert_eq!(limits.used(now).await?, Some(0));
    ///
    /// let transport = ScriptedTransport::always(Reply::json("7"));
    /// let settings = Settings::new().limits(limits.clone()).clock(Clock::frozen(now));
    /// client_with(&transport, settings).call(&GET).arg(1).fetch::<i64>().await?;
    /// assert_eq!(limits.used(now).await?, Some(1));
    /// assert_eq!(Limits::none().used(now).await?, None);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn used(&self, now: OffsetDateTime) -> std::result::Result<Option<u32>, LedgerError> {
        match &self.0.quota {
            Some(quota) => quota.used(now).await.map(Some),
            None => Ok(None),
        }
    }

    /// The time that lies between two calls at the least, where there is a pace.
    pub fn period(&self) -> Option<Duration> {
        self.0.pace.as_ref().map(|pace| pace.spacing.period)
    }

    /// How many calls a day reading may use, where there is a number of calls a day.
    pub fn reads_a_day(&self) -> Option<u32> {
        self.0.quota.as_ref().map(Quota::reads)
    }

    /// No pace and no bound: for what is asked while calls hold their turn or their place, a token say.
    pub(crate) fn unbounded() -> Self {
        LimitsBuilder::default().unbounded_in_flight().build()
    }

    /// The same calls of the day, without pace and bound: for what is asked while calls hold their turn or their place.
    pub(crate) fn counting_only(&self) -> Self {
        let quota = self.0.quota.clone();
        Self(Arc::new(Shared { pace: None, quota, in_flight: None, not_before: Mutex::new(None) }))
    }

    /// Whether nobody waits for a turn or a place.
    pub(crate) fn is_idle(&self) -> bool {
        self.0.pace.as_ref().is_none_or(|pace| pace.queued.load(Ordering::Relaxed) == 0)
            && !self.0.in_flight.as_ref().is_some_and(InFlight::is_full)
    }

    /// Waits for a turn, at most `max_wait`, and counts the call. A wait known to be longer fails at once, and so does a
    /// call beyond those of the day.
    pub(crate) async fn acquire(&self, asking: Asking<'_>) -> Result<Permit, Refused> {
        let started = Instant::now();
        let left = || asking.max_wait.saturating_sub(started.elapsed());
        let mut permit = self.turn(asking.max_wait).await.map_err(Refused::TooLong)?;
        // After this process's own queue, so that one call of it waits among the processes.
        if let (Some(pace), Some(quota)) = (&self.0.pace, &self.0.quota) {
            permit.across = self.turn_across(pace, quota, asking.clock, left()).await?;
        }
        if let Some(quota) = &self.0.quota {
            let counted = quota.take(asking.effect, asking.clock.wall());
            let counted = match tokio::time::timeout(left().max(COUNTING), counted).await {
                Ok(counted) => counted,
                Err(_) => return Err(Refused::Full(Full::Busy)),
            };
            permit.counted = Some(counted.map_err(Refused::Full)?);
            permit.looked_up = quota.look_up(asking.clock.wall()).await;
        }
        Ok(permit)
    }

    /// The turn among the processes that share a ledger, and the rest of the period since the last of their calls.
    async fn turn_across(
        &self,
        pace: &Pace,
        quota: &Quota,
        clock: &Clock,
        max_wait: Duration,
    ) -> Result<Option<Across>, Refused> {
        let started = Instant::now();
        let Spacing { period, .. } = pace.spacing;
        let turn = match quota.turn(pace.spacing, max_wait).await {
            Ok(Some(turn)) => turn,
            Ok(None) => return Ok(None),
            Err(LedgerError::Locked(ledger)) => return Err(Refused::Behind { ledger, wait: max_wait.max(period) }),
            Err(LedgerError::TooLong { ledger, wait }) => return Err(Refused::Behind { ledger, wait }),
            Err(error) => return Err(Refused::Full(Full::Ledger(error))),
        };
        let last = turn.last();
        let across = Across { turn: Some(turn), last, clock: clock.clone(), period };
        let wait = match last {
            Last::WaitedFor => return Ok(Some(across)),
            Last::Unknown => period,
            Last::At(last) => {
                let until = last.saturating_add(signed(period));
                // Bounded, because a clock may step; a time to come is that of a call whose bytes may still be on their way.
                Duration::try_from(until - clock.wall()).unwrap_or_default().min(pace.spacing.unanswered())
            }
        };
        if started.elapsed().saturating_add(wait) > max_wait {
            return Err(Refused::TooLong(wait));
        }
        tokio::time::sleep(wait).await;
        Ok(Some(across))
    }

    async fn turn(&self, max_wait: Duration) -> Result<Permit, Duration> {
        let permit = |turn| Permit {
            handed_over: None,
            shared: Arc::clone(&self.0),
            _turn: turn,
            across: None,
            counted: None,
            looked_up: None,
            state: State::Waiting,
        };
        let Some(pace) = &self.0.pace else {
            self.pass_gate(Instant::now(), max_wait).await?;
            return Ok(permit(None));
        };
        let started = Instant::now();
        let place = QueuePosition::take(&self.0, pace);
        // At the least: what is left of the gate, and one period for each call ahead.
        let expected = self.wait_left().saturating_add(pace.spacing.period.saturating_mul(place.ahead));
        if expected > max_wait {
            return Err(expected);
        }
        let turn = match tokio::time::timeout(max_wait, Arc::clone(&pace.turn).acquire_owned()).await {
            Ok(Ok(turn)) => turn,
            _ => return Err(self.wait_left().max(pace.spacing.period)),
        };
        self.pass_gate(started, max_wait).await?;
        Ok(permit(Some((turn, place))))
    }

    /// Waits until the gate is open. Asked again after each sleep: a 429 of another call may have moved it.
    async fn pass_gate(&self, started: Instant, max_wait: Duration) -> Result<(), Duration> {
        loop {
            let left = self.wait_left();
            if left.is_zero() {
                return Ok(());
            }
            if started.elapsed().saturating_add(left) > max_wait {
                return Err(left);
            }
            tokio::time::sleep(left).await;
        }
    }

    /// Closes the gate for everybody, as a server asked: for all who share the ledger, where that tells them.
    pub(crate) fn hold(&self, wait: Duration) {
        self.0.hold(wait);
        if let Some(quota) = &self.0.quota {
            quota.hold(wait.min(LONGEST_HOLD));
        }
    }

    /// Where a turn is waited for behind other processes: the ledger that keeps their turns.
    pub(crate) fn turns_at(&self) -> Option<String> {
        self.0.pace.as_ref().and(self.0.quota.as_ref()).and_then(Quota::turns_at)
    }

    fn wait_left(&self) -> Duration {
        let gate = *self.0.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        gate.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::none()
    }
}

impl Shared {
    fn hold(&self, wait: Duration) {
        let until = Instant::now() + wait.min(LONGEST_HOLD);
        let mut gate = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        *gate = Some(gate.map_or(until, |at| at.max(until)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);
    const LONG: Duration = Duration::from_secs(600);

    async fn call(limits: &Limits, takes: Duration, arrivals: &Mutex<Vec<Instant>>) -> Result<(), Duration> {
        let mut permit = limits.turn(LONG).await?;
        permit.sent();
        arrivals.lock().unwrap().push(Instant::now());
        tokio::time::sleep(takes).await;
        permit.answered();
        Ok(())
    }

    #[tokio::test(start_paused = true)]
    async fn the_pace_is_exact_whatever_the_answers_take() {
        let limits = Limits::strict_pace(SECOND);
        let arrivals = Mutex::new(Vec::new());
        let mut draw = fastrand::Rng::with_seed(7);
        let mut expected = Vec::new();
        let mut at = Instant::now();
        for _ in 0..1_000 {
            let takes = Duration::from_millis(draw.u64(0..800));
            expected.push(at);
            call(&limits, takes, &arrivals).await.unwrap();
            at += takes + SECOND;
        }
        assert_eq!(*arrivals.lock().unwrap(), expected);
    }

    #[tokio::test(start_paused = true)]
    async fn callers_are_served_in_order_and_cancelled_ones_use_no_turn() {
        let limits = Limits::strict_pace(SECOND);
        let started = Instant::now();
        let (served, tasks): (Arc<Mutex<Vec<usize>>>, Vec<_>) = {
            let served = Arc::new(Mutex::new(Vec::new()));
            let tasks = (0..100)
                .map(|index| {
                    let (limits, served) = (limits.clone(), Arc::clone(&served));
                    tokio::spawn(async move {
                        let mut permit = limits.turn(LONG).await.unwrap();
                        permit.sent();
                        served.lock().unwrap().push(index);
                        permit.answered();
                    })
                })
                .collect();
            (served, tasks)
        };
        tokio::task::yield_now().await;
        for (index, task) in tasks.iter().enumerate() {
            if index % 2 == 1 {
                task.abort();
            }
        }
        for task in tasks {
            let _ = task.await;
        }
        assert_eq!(*served.lock().unwrap(), (0..100).step_by(2).collect::<Vec<_>>());
        assert_eq!(started.elapsed(), SECOND * 49);
    }

    #[tokio::test(start_paused = true)]
    async fn an_unanswered_call_keeps_the_next_one_back_longer() {
        let limits = Limits::builder().strict_pace(SECOND).quarantine(SECOND * 5).build();
        let mut permit = limits.turn(LONG).await.unwrap();
        permit.sent();
        drop(permit);
        let before = Instant::now();
        drop(limits.turn(LONG).await.unwrap());
        assert_eq!(before.elapsed(), SECOND * 6);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hopeless_place_in_the_queue_is_refused_at_once() {
        let limits = Limits::strict_pace(SECOND);
        let _in_flight = limits.turn(LONG).await.unwrap();
        let waiting: Vec<_> = (0..10)
            .map(|_| {
                tokio::spawn({
                    let l = limits.clone();
                    async move { drop(l.turn(LONG).await) }
                })
            })
            .collect();
        tokio::task::yield_now().await;
        let before = Instant::now();
        assert_eq!(limits.turn(SECOND * 5).await.unwrap_err(), (SECOND * 11));
        assert_eq!(before.elapsed(), Duration::ZERO);
        waiting.iter().for_each(tokio::task::JoinHandle::abort);
    }

    #[tokio::test(start_paused = true)]
    async fn a_servers_wait_holds_for_all_clones() {
        let limits = Limits::none();
        limits.clone().hold(SECOND * 30);
        assert_eq!(limits.turn(SECOND * 29).await.unwrap_err(), (SECOND * 30));
        let before = Instant::now();
        drop(limits.turn(LONG).await.unwrap());
        assert_eq!(before.elapsed(), SECOND * 30);
        limits.hold(Duration::MAX);
        assert_eq!(limits.turn(LONG).await.unwrap_err(), (LONGEST_HOLD));
    }
}
