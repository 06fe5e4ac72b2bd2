//! A turn, and the right to send one request.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use time::OffsetDateTime;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use super::quota::{Counted, LookedUp};
use super::{HeldFor, Last, Pace, Shared, Turn};
use crate::clock::{Clock, signed};

/// A position in the queue. Dropping it gives it back, so that a cancelled waiter leaves no trace.
#[derive(Debug)]
pub(super) struct QueuePosition {
    shared: Arc<Shared>,
    /// How many had a place before.
    pub(super) ahead: u32,
}

impl QueuePosition {
    pub(super) fn take(shared: &Arc<Shared>, pace: &Pace) -> Self {
        Self { ahead: pace.queued.fetch_add(1, Ordering::Relaxed), shared: Arc::clone(shared) }
    }
}

impl Drop for QueuePosition {
    fn drop(&mut self) {
        if let Some(pace) = &self.shared.pace {
            pace.queued.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// The right to send one request.
#[derive(Debug)]
pub(crate) struct Permit {
    pub(super) shared: Arc<Shared>,
    /// Dropping it releases the turn.
    pub(super) _turn: Option<(OwnedSemaphorePermit, QueuePosition)>,
    /// The turn among processes, where they have one.
    pub(super) across: Option<Across>,
    pub(super) counted: Option<Counted>,
    /// How many calls of the day are used, where that was looked up for this one.
    pub(crate) looked_up: Option<LookedUp>,
    pub(super) state: State,
    /// When the request was handed to the transport, where somebody wants to know.
    pub(crate) handed_over: Option<Instant>,
}

/// A turn among processes. Dropped, it leaves what it found.
pub(super) struct Across {
    pub(super) turn: Option<Box<dyn Turn>>,
    pub(super) last: Last,
    pub(super) clock: Clock,
    pub(super) period: Duration,
}

impl Across {
    fn pass_on(mut self, from: OffsetDateTime, wait: Duration) {
        if let Some(turn) = self.turn.take() {
            turn.pass_on(from, wait);
        }
    }
}

impl Drop for Across {
    fn drop(&mut self) {
        if let Some(turn) = self.turn.take() {
            match self.last {
                Last::At(from) => turn.pass_on(from, Duration::ZERO),
                // Nothing was sent. Where nothing is known, the next one counts from now.
                Last::Unknown => turn.pass_on(self.clock.wall(), self.period),
                // The ledger knows by itself that the period is over.
                Last::WaitedFor => drop(turn),
            }
        }
    }
}

impl std::fmt::Debug for Across {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Across").field("last", &self.last).finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
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

    /// Says for how long the turn among processes is surely this one's, where there is one that ends by time.
    pub(crate) fn held_for(&self) -> Option<HeldFor> {
        self.across.as_ref()?.turn.as_ref()?.held_for()
    }

    /// Whether the request was handed to the transport, and may have left.
    pub(crate) fn was_sent(&self) -> bool {
        self.state != State::Waiting
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
        // Given up before anything was sent, while it waited for a token say: nobody is left to wait for this.
        if self.state == State::Waiting
            && let Some(counted) = self.counted.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(counted.give_back());
        }
        let Some(pace) = &self.shared.pace else { return };
        let now = |across: &Across| across.clock.wall();
        match (self.state, self.across.take()) {
            // Nothing left the machine: the turn is not used up.
            (State::Waiting, across) => drop(across),
            (State::Sent, across) => {
                let wait = pace.spacing.unanswered();
                self.shared.hold(wait);
                if let Some(across) = across {
                    let from = now(&across).saturating_add(signed(pace.spacing.quarantine));
                    across.pass_on(from, wait);
                }
            }
            (State::Answered, across) => {
                self.shared.hold(pace.spacing.period);
                if let Some(across) = across {
                    let from = now(&across);
                    across.pass_on(from, pace.spacing.period);
                }
            }
        }
    }
}
