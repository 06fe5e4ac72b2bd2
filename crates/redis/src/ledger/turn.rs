//! The turn among all who share a ledger.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use guichet_core::limit::{HeldFor, Last, LedgerError, Spacing, Turn};
use redis::Value;
use time::OffsetDateTime;
use tokio::task::AbortHandle;

use super::Shared;
use crate::engine::{Failed, locked, unique};
use crate::reply::{number, parts};
use crate::scripts::{self, micros};

/// How long a turn lasts that nobody keeps: a process that was killed delays the others for so long, and as long as a call without an
/// answer does.
const LEASE: Duration = Duration::from_millis(2_500);

/// How much earlier its holder takes it for lost: the request needs a moment to leave.
const MARGIN: Duration = Duration::from_millis(250);

/// How often it is kept.
const KEPT: Duration = Duration::from_millis(600);

/// Waits for the turn, at most so long.
pub(super) async fn wait(shared: Arc<Shared>, spacing: Spacing, most: Duration) -> Result<RedisTurn, LedgerError> {
    let started = Instant::now();
    let mut asking = Asking { shared: Arc::clone(&shared), id: Some(unique()) };
    loop {
        let left = most.saturating_sub(started.elapsed());
        let asked = Instant::now();
        let told = match asking.ask(spacing, left).await {
            Ok(told) => told,
            Err(error) => return Err(error.ledger(&shared.name, "take a turn")),
        };
        shared.clock.seen(told.now, asked, spacing.unanswered().saturating_add(LEASE));
        match told.what {
            What::Here => {
                let Some(id) = asking.id.take() else {
                    return Err(Failed::unexpected().ledger(&shared.name, "take a turn"));
                };
                let turn = RedisTurn::begin(shared, id, asked);
                // What a clock that went ahead says is over may not be.
                let ahead = turn.shared.clock.ahead();
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
        let keeper = shared.engine.watch(keep(Arc::clone(&shared), id.clone(), Arc::clone(&until), asked));
        Self { shared, id: Some(id), until, keeper }
    }

    fn leave(&mut self, wait: Option<Duration>) {
        self.keeper.abort();
        if let Some(id) = self.id.take() {
            drop(self.shared.engine.begin(leave(Arc::clone(&self.shared), id, wait)));
        }
    }
}

async fn keep(shared: Arc<Shared>, id: String, until: Arc<Mutex<Instant>>, had: Instant) {
    // The answer to the question for it may have taken a while.
    let mut pause = KEPT.saturating_sub(had.elapsed());
    loop {
        tokio::time::sleep(std::mem::replace(&mut pause, KEPT)).await;
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

    fn held_for(&self) -> Option<HeldFor> {
        let until = Arc::clone(&self.until);
        Some(Arc::new(move || locked(&until).saturating_duration_since(Instant::now())))
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
