//! Limits that hold at the server, not only at the client.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// A pace that calls keep together. Clones share it: give one to every client that a vendor counts as one.
#[derive(Debug, Clone)]
pub struct Limits(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    pace: Option<Pace>,
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

/// The wait that a call would need is longer than it may wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooLong(pub(crate) Duration);

/// A wait asked for by a server is remembered at most this long; a longer one is a mistake or a ban.
const LONGEST_HOLD: Duration = Duration::from_secs(48 * 3600);

impl Limits {
    /// No pace. A server's `Retry-After` after a 429 still holds for all clones.
    pub fn none() -> Self {
        Self(Arc::new(Shared { pace: None, not_before: Mutex::new(None) }))
    }

    /// One call at a time, and never two arrivals at the server within `period`, whatever the network does: the
    /// next call leaves one period after the answer to the previous one, and an answer proves the arrival.
    ///
    /// After a call that got no answer the next one waits a second period, because the bytes of the first may
    /// still be on their way; see [`quarantine`](Self::strict_pace_with_quarantine).
    pub fn strict_pace(period: Duration) -> Self {
        Self::strict_pace_with_quarantine(period, period)
    }

    /// As [`strict_pace`](Self::strict_pace), with another extra wait after a call that got no answer.
    pub fn strict_pace_with_quarantine(period: Duration, quarantine: Duration) -> Self {
        let pace = Pace { period, quarantine, turn: Arc::new(Semaphore::new(1)), queued: AtomicU32::new(0) };
        Self(Arc::new(Shared { pace: Some(pace), not_before: Mutex::new(None) }))
    }

    /// Waits for a turn, at most `max_wait`. A wait known to be longer fails at once.
    pub(crate) async fn acquire(&self, max_wait: Duration) -> Result<Permit, TooLong> {
        let Some(pace) = &self.0.pace else {
            self.pass_gate(Instant::now(), max_wait).await?;
            return Ok(Permit { shared: Arc::clone(&self.0), _turn: None, state: State::Waiting });
        };
        let started = Instant::now();
        let place = Place::take(&self.0, pace);
        // At the least: what is left of the gate, and one period for each call ahead.
        let expected = self.wait_left().saturating_add(pace.period.saturating_mul(place.ahead));
        if expected > max_wait {
            return Err(TooLong(expected));
        }
        let turn = match tokio::time::timeout(max_wait, Arc::clone(&pace.turn).acquire_owned()).await {
            Ok(Ok(turn)) => turn,
            _ => return Err(TooLong(self.wait_left().max(pace.period))),
        };
        self.pass_gate(started, max_wait).await?;
        Ok(Permit { shared: Arc::clone(&self.0), _turn: Some((turn, place)), state: State::Waiting })
    }

    /// Waits until the gate is open. Asked again after each sleep: a 429 of another call may have moved it.
    async fn pass_gate(&self, started: Instant, max_wait: Duration) -> Result<(), TooLong> {
        loop {
            let left = self.wait_left();
            if left.is_zero() {
                return Ok(());
            }
            if started.elapsed().saturating_add(left) > max_wait {
                return Err(TooLong(left));
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

    async fn call(limits: &Limits, takes: Duration, arrivals: &Mutex<Vec<Instant>>) -> Result<(), TooLong> {
        let mut permit = limits.acquire(LONG).await?;
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
                        let mut permit = limits.acquire(LONG).await.unwrap();
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
        let limits = Limits::strict_pace_with_quarantine(SECOND, SECOND * 5);
        let mut permit = limits.acquire(LONG).await.unwrap();
        permit.sent();
        drop(permit);
        let before = Instant::now();
        drop(limits.acquire(LONG).await.unwrap());
        assert_eq!(before.elapsed(), SECOND * 6);
    }

    #[tokio::test(start_paused = true)]
    async fn a_hopeless_place_in_the_queue_is_refused_at_once() {
        let limits = Limits::strict_pace(SECOND);
        let _in_flight = limits.acquire(LONG).await.unwrap();
        let waiting: Vec<_> = (0..10)
            .map(|_| {
                tokio::spawn({
                    let l = limits.clone();
                    async move { drop(l.acquire(LONG).await) }
                })
            })
            .collect();
        tokio::task::yield_now().await;
        let before = Instant::now();
        assert_eq!(limits.acquire(SECOND * 5).await.unwrap_err(), TooLong(SECOND * 11));
        assert_eq!(before.elapsed(), Duration::ZERO);
        waiting.iter().for_each(tokio::task::JoinHandle::abort);
    }

    #[tokio::test(start_paused = true)]
    async fn a_servers_wait_holds_for_all_clones() {
        let limits = Limits::none();
        limits.clone().hold(SECOND * 30);
        assert_eq!(limits.acquire(SECOND * 29).await.unwrap_err(), TooLong(SECOND * 30));
        let before = Instant::now();
        drop(limits.acquire(LONG).await.unwrap());
        assert_eq!(before.elapsed(), SECOND * 30);
        limits.hold(Duration::MAX);
        assert_eq!(limits.acquire(LONG).await.unwrap_err(), TooLong(LONGEST_HOLD));
    }
}
