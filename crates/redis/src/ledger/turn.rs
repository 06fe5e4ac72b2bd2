//! The turn among all who share a ledger.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use guichet_core::limit::{Last, LedgerError, Spacing, Turn};
use redis::Value;
use time::OffsetDateTime;
use tokio::task::AbortHandle;

use super::{Shared, micros};
use crate::engine::{Failed, locked, unique};
use crate::reply::{number, parts};
use crate::scripts;

/// How long a turn lasts that nobody keeps: a process that was killed delays the others for so long, and a period.
const LEASE: Duration = Duration::from_secs(3);

/// How much earlier its holder takes it for lost: the request needs a moment to leave.
const MARGIN: Duration = Duration::from_millis(250);

/// How often it is kept.
const KEPT: Duration = Duration::from_millis(700);

/// Waits for the turn, at most so long.
pub(super) async fn wait(shared: Arc<Shared>, spacing: Spacing, most: Duration) -> Result<RedisTurn, LedgerError> {
    let started = Instant::now();
    let mut asking = Asking { shared: Arc::clone(&shared), id: Some(unique()) };
    // How far the engine's clock went ahead by itself meanwhile: what it says is over may not be.
    let mut ahead = Duration::ZERO;
    loop {
        let left = most.saturating_sub(started.elapsed());
        let asked = Instant::now();
        let told = match asking.ask(spacing, left).await {
            Ok(told) => told,
            Err(error) => return Err(error.ledger(&shared.name, "take a turn")),
        };
        let seen = Offset::between(told.now, asked, Instant::now());
        ahead += seen.step_since(&mut locked(&shared.offset));
        match told.what {
            What::Here => {
                let Some(id) = asking.id.take() else {
                    return Err(Failed::unexpected().ledger(&shared.name, "take a turn"));
                };
                let turn = RedisTurn::begin(shared, id, asked);
                let ahead = ahead.min(spacing.unanswered().saturating_add(LEASE));
                if !ahead.is_zero() {
                    tracing::info!(
                        ledger = turn.shared.name,
                        ?ahead,
                        "the clock of Redis went ahead: it is waited for"
                    );
                    tokio::time::sleep(ahead).await;
                }
                return Ok(turn);
            }
            What::TooLong(wait) => {
                asking.id = None;
                return Err(LedgerError::TooLong { ledger: shared.name.clone(), wait });
            }
            What::Again(after) if after > left => {
                return Err(LedgerError::TooLong { ledger: shared.name.clone(), wait: after });
            }
            What::Again(after) => tokio::time::sleep(after).await,
        }
    }
}

struct Told {
    now: u64,
    what: What,
}

enum What {
    Here,
    Again(Duration),
    TooLong(Duration),
}

/// A place in the queue. Dropped, it is given back, so that nobody waits for who has gone.
struct Asking {
    shared: Arc<Shared>,
    id: Option<String>,
}

impl Asking {
    async fn ask(&self, spacing: Spacing, left: Duration) -> Result<Told, Failed> {
        let Shared { engine, keys, .. } = &*self.shared;
        let id = self.id.as_deref().unwrap_or_default();
        // Several times within a period, so that its end finds everybody waiting.
        let look = (spacing.period / 8).clamp(Duration::from_millis(10), Duration::from_millis(200));
        let times = [spacing.period, spacing.unanswered(), LEASE, look, left].map(micros);
        let mut args = vec![id.as_bytes()];
        args.extend(times.iter().map(String::as_bytes));
        let told = parts(engine.run(&scripts::TURN, &[&keys.pace, &keys.queue, &keys.waiting], &args).await?)?;
        let [Value::Int(what), now, wait] = told.as_slice() else { return Err(Failed::unexpected()) };
        let wait = Duration::from_micros(number(wait)?);
        let what = match what {
            1 => What::Here,
            0 => What::Again(wait),
            2 => What::TooLong(wait),
            _ => return Err(Failed::unexpected()),
        };
        Ok(Told { now: number(now)?, what })
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        if let Some(id) = self.id.take() {
            drop(self.shared.engine.begin(leave(Arc::clone(&self.shared), id, None)));
        }
    }
}

/// Gives the turn or the place back; after a call with the wait until the next one. Tried until the lease has ended by itself.
async fn leave(shared: Arc<Shared>, id: String, wait: Option<Duration>) {
    let begun = Instant::now();
    loop {
        let left = wait.map(|wait| wait.saturating_sub(begun.elapsed()));
        let left = left.map_or_else(|| "-1".to_owned(), micros);
        let args = [id.as_bytes(), left.as_bytes()];
        let keys = [shared.keys.pace.as_str(), &shared.keys.queue, &shared.keys.waiting];
        match shared.engine.run(&scripts::PASS, &keys, &args).await {
            Ok(_) => return,
            Err(error) if begun.elapsed() > LEASE => {
                tracing::debug!(ledger = shared.name, %error, "a turn was not given back: it ends by itself");
                return;
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}

/// The turn, kept while it is held.
pub(super) struct RedisTurn {
    shared: Arc<Shared>,
    id: Option<String>,
    /// Until when it is surely this process's.
    until: Arc<Mutex<Instant>>,
    keeper: AbortHandle,
}

impl RedisTurn {
    /// Had at a question that was asked at this time.
    fn begin(shared: Arc<Shared>, id: String, asked: Instant) -> Self {
        let until = Arc::new(Mutex::new(asked + LEASE - MARGIN));
        let keeper = shared.engine.begin(keep(Arc::clone(&shared), id.clone(), Arc::clone(&until))).abort_handle();
        Self { shared, id: Some(id), until, keeper }
    }

    fn leave(&mut self, wait: Option<Duration>) {
        self.keeper.abort();
        if let Some(id) = self.id.take() {
            drop(self.shared.engine.begin(leave(Arc::clone(&self.shared), id, wait)));
        }
    }
}

async fn keep(shared: Arc<Shared>, id: String, until: Arc<Mutex<Instant>>) {
    loop {
        tokio::time::sleep(KEPT).await;
        let asked = Instant::now();
        let args = [id.as_bytes(), &micros(LEASE).into_bytes()];
        match shared.engine.run(&scripts::KEEP, &[&shared.keys.pace], &args).await.and_then(|value| number(&value)) {
            Ok(1) => *locked(&until) = asked + LEASE - MARGIN,
            Ok(_) => {
                *locked(&until) = asked;
                return;
            }
            // It ends by itself where this goes on.
            Err(_) => {}
        }
    }
}

impl Turn for RedisTurn {
    fn last(&self) -> Last {
        Last::WaitedFor
    }

    fn is_held(&self) -> bool {
        Instant::now() < *locked(&self.until)
    }

    fn pass_on(mut self: Box<Self>, _: OffsetDateTime, wait: Duration) {
        self.leave(Some(wait));
    }
}

impl Drop for RedisTurn {
    fn drop(&mut self) {
        self.leave(None);
    }
}

/// How far the engine's clock is ahead of this process's, which does not step: between these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Offset {
    least: i128,
    most: i128,
}

impl Offset {
    /// By a clock that was read between these two moments.
    fn between(clock: u64, asked: Instant, answered: Instant) -> Self {
        let at = |moment: Instant| i128::try_from(moment.duration_since(begin()).as_micros()).unwrap_or(i128::MAX);
        Self { least: i128::from(clock) - at(answered), most: i128::from(clock) - at(asked) }
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
