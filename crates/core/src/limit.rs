//! Limits that hold at the server, not only at the client: a pace, and a number of calls a day.

mod day;
mod ledger;
mod quota;
mod registry;

pub use day::Day;
pub use ledger::{FileLedger, Ledger, LedgerError, MemoryLedger};
pub use quota::Quota;

pub(crate) use quota::Full;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::clock::Clock;
use crate::error::{Error, ErrorKind, Result};
use crate::operation::Effect;
use crate::secret::Secret;
use quota::Counted;

/// A pace that calls keep together, and the calls of the day that they share. Clones share both: give one to every client
/// that a vendor counts as one.
#[derive(Debug, Clone)]
pub struct Limits(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    pace: Option<Pace>,
    quota: Option<Quota>,
    /// No call leaves before this: the pace, or a server that asked for a wait.
    not_before: Mutex<Option<Instant>>,
}

#[derive(Debug)]
struct Pace {
    period: Duration,
    quarantine: Duration,
    turn: Arc<Semaphore>,
    queued: AtomicU32,
}

/// What [`Limits`] are made of.
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use]
pub struct LimitsBuilder {
    pace: Option<(Duration, Duration)>,
    quota: Option<Quota>,
}

impl LimitsBuilder {
    /// One call at a time, a period after the answer to the one before; see [`Limits::strict_pace`].
    pub fn strict_pace(mut self, period: Duration) -> Self {
        self.pace = Some((period, period));
        self
    }

    /// How much longer than the period the next call waits after one that got no answer. Without a pace it means nothing.
    pub fn quarantine(mut self, quarantine: Duration) -> Self {
        self.pace = self.pace.map(|(period, _)| (period, quarantine));
        self
    }

    /// A number of calls a day.
    pub fn quota(mut self, quota: Quota) -> Self {
        self.quota = Some(quota);
        self
    }

    /// Changes the quota, if there is one.
    pub fn map_quota(mut self, change: impl FnOnce(Quota) -> Quota) -> Self {
        self.quota = self.quota.map(change);
        self
    }

    /// Limits of their own.
    pub fn build(self) -> Limits {
        let pace = self.pace.map(|(period, quarantine)| Pace {
            period,
            quarantine,
            turn: Arc::new(Semaphore::new(1)),
            queued: AtomicU32::new(0),
        });
        Limits(Arc::new(Shared { pace, quota: self.quota, not_before: Mutex::new(None) }))
    }

    /// The limits that all clients with this key share in this process: those that exist already, or new ones. Of the key
    /// only its SHA-256 is kept.
    ///
    /// # Errors
    /// A client with this key has other limits.
    pub fn shared_by(self, key: &Secret) -> Result<Limits> {
        registry::shared(self, key)
    }
}

/// Why a call may not go now.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The wait that it would need is longer than it may wait.
    TooLong(Duration),
    Full(Full),
}

impl Refused {
    /// The error of a call that may not go, in place of which an earlier attempt's is told; and why it stopped there.
    pub(crate) fn told(self, asking: &Asking<'_>, last: Option<Error>) -> (Error, &'static str) {
        let (message, stopped, wait, resets_at) = match &self {
            Self::TooLong(wait) => (
                format!("a turn would take {wait:?}, and the call may wait {:?}", asking.max_wait),
                "the wait would exceed max_wait",
                Some(*wait),
                None,
            ),
            Self::Full(Full::Day { resets_at, most, reserved }) => {
                let kept = if *reserved == 0 {
                    String::new()
                } else {
                    format!(", and {reserved} are kept for calls that change something")
                };
                let wait = Duration::try_from(*resets_at - asking.clock.wall()).unwrap_or_default();
                let message =
                    format!("the {most} calls of the day are used up{kept}; the next day begins at {resets_at}");
                (message, "the calls of the day are used up", Some(wait), Some(*resets_at))
            }
            Self::Full(Full::Ledger(error)) => (error.to_string(), "the call could not be counted", None, None),
        };
        let mut error = last.unwrap_or_else(|| Error::new(ErrorKind::Limit, message));
        let inner = error.edit();
        inner.retry_after = wait.or(inner.retry_after);
        inner.resets_at = resets_at;
        match self {
            Self::Full(Full::Ledger(ledger)) => (error.with_source(ledger), stopped),
            _ => (error, stopped),
        }
    }
}

/// What a call is to the limits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) effect: Effect,
    /// Read when the call may go: midnight may come while it waits.
    pub(crate) clock: &'a Clock,
    pub(crate) max_wait: Duration,
}

/// A wait asked for by a server is remembered at most this long; a longer one is a mistake or a ban.
const LONGEST_HOLD: Duration = Duration::from_secs(48 * 3600);

impl Limits {
    /// For a pace together with a number of calls a day.
    pub fn builder() -> LimitsBuilder {
        LimitsBuilder::default()
    }

    /// No pace. A server's `Retry-After` after a 429 still holds for all clones.
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
    /// # Errors
    /// The ledger cannot be read.
    pub async fn used(&self, now: OffsetDateTime) -> std::result::Result<Option<u32>, LedgerError> {
        match &self.0.quota {
            Some(quota) => quota.used(now).await.map(Some),
            None => Ok(None),
        }
    }

    /// The same calls of the day, without the pace: for what is asked while a call holds its turn.
    pub(crate) fn counting_only(&self) -> Self {
        Self(Arc::new(Shared { pace: None, quota: self.0.quota.clone(), not_before: Mutex::new(None) }))
    }

    /// Whether nobody waits for a turn.
    pub(crate) fn is_idle(&self) -> bool {
        self.0.pace.as_ref().is_none_or(|pace| pace.queued.load(Ordering::Relaxed) == 0)
    }

    /// Waits for a turn, at most `max_wait`, and counts the call. A wait known to be longer fails at once, and so does a
    /// call beyond those of the day.
    pub(crate) async fn acquire(&self, asking: Asking<'_>) -> Result<Permit, Refused> {
        let mut permit = self.turn(asking.max_wait).await.map_err(Refused::TooLong)?;
        if let Some(quota) = &self.0.quota {
            permit.counted = Some(quota.take(asking.effect, asking.clock.wall()).await.map_err(Refused::Full)?);
        }
        Ok(permit)
    }

    async fn turn(&self, max_wait: Duration) -> Result<Permit, Duration> {
        let permit = |turn| Permit { shared: Arc::clone(&self.0), _turn: turn, counted: None, state: State::Waiting };
        let Some(pace) = &self.0.pace else {
            self.pass_gate(Instant::now(), max_wait).await?;
            return Ok(permit(None));
        };
        let started = Instant::now();
        let place = Place::take(&self.0, pace);
        // At the least: what is left of the gate, and one period for each call ahead.
        let expected = self.wait_left().saturating_add(pace.period.saturating_mul(place.ahead));
        if expected > max_wait {
            return Err(expected);
        }
        let turn = match tokio::time::timeout(max_wait, Arc::clone(&pace.turn).acquire_owned()).await {
            Ok(Ok(turn)) => turn,
            _ => return Err(self.wait_left().max(pace.period)),
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

    /// Closes the gate for everybody, as a server asked.
    pub(crate) fn hold(&self, wait: Duration) {
        self.0.hold(wait);
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

/// A place in the queue; given back when dropped, so that a cancelled waiter leaves no trace.
#[derive(Debug)]
struct Place {
    shared: Arc<Shared>,
    ahead: u32,
}

impl Place {
    fn take(shared: &Arc<Shared>, pace: &Pace) -> Self {
        Self { ahead: pace.queued.fetch_add(1, Ordering::Relaxed), shared: Arc::clone(shared) }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(pace) = &self.shared.pace {
            pace.queued.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// The right to send one request.
#[derive(Debug)]
pub(crate) struct Permit {
    shared: Arc<Shared>,
    /// Held for what dropping it does.
    _turn: Option<(OwnedSemaphorePermit, Place)>,
    counted: Option<Counted>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Sent,
    Answered,
}

impl Permit {
    pub(crate) fn sent(&mut self) {
        self.state = State::Sent;
    }

    /// The transport could not connect: nothing left the machine.
    pub(crate) fn not_sent(&mut self) {
        self.state = State::Waiting;
    }

    pub(crate) fn answered(&mut self) {
        self.state = State::Answered;
    }

    /// Gives the turn back; and the call of the day, if nothing left the machine.
    pub(crate) async fn close(mut self) {
        let counted = self.counted.take().filter(|_| self.state == State::Waiting);
        drop(self);
        if let Some(counted) = counted {
            counted.give_back().await;
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let Some(pace) = &self.shared.pace else { return };
        match self.state {
            // Nothing left the machine: the turn is not used up.
            State::Waiting => {}
            State::Sent => self.shared.hold(pace.period.saturating_add(pace.quarantine)),
            State::Answered => self.shared.hold(pace.period),
        }
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
