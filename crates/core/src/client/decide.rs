//! What a call does after a failed attempt.

use std::sync::PoisonError;
use std::time::Duration;

use tokio::time::Instant;

use super::Client;
use super::attempt::Failure;
use crate::error::{Error, Outcome, Sent};
use crate::exchange::Plan;
use crate::operation::Effect;
use crate::retry::{self, Decision, Happened, RetryPolicy};
use crate::settings::CallOptions;

const DEADLINE: Duration = Duration::from_secs(60);
const MAX_WAIT: Duration = Duration::from_secs(600);

/// How far a call has come, and its bounds.
pub(super) struct Progress {
    started: Instant,
    deadline: Duration,
    max_wait: Duration,
    max_attempts: u32,
    attempt_timeout: Option<Duration>,
    pub(super) attempts: u32,
    /// Time at work: attempts, pauses of ours, new credentials. The deadline bounds it.
    pub(super) working: Duration,
    /// Time in the queue, and what the server asked to wait. `max_wait` bounds it.
    pub(super) waiting: Duration,
    pub(super) sent: Sent,
    /// An attempt may have been carried out.
    pub(super) doubt: bool,
    /// The credentials were renewed once.
    pub(super) renewed: bool,
}

impl Progress {
    pub(super) fn new(options: &CallOptions, policy: &RetryPolicy) -> Self {
        Self {
            started: Instant::now(),
            deadline: options.deadline.unwrap_or(DEADLINE),
            max_wait: options.max_wait.unwrap_or(MAX_WAIT),
            max_attempts: options.max_attempts.unwrap_or(policy.max_attempts),
            attempt_timeout: options.attempt_timeout,
            attempts: 0,
            working: Duration::ZERO,
            waiting: Duration::ZERO,
            sent: Sent::No,
            doubt: false,
            renewed: false,
        }
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    pub(super) fn time_left(&self) -> Duration {
        self.deadline.saturating_sub(self.working)
    }

    pub(super) fn wait_left(&self) -> Duration {
        self.max_wait.saturating_sub(self.waiting)
    }

    /// How long the next attempt may take.
    pub(super) fn attempt_budget(&self) -> Duration {
        let left = self.time_left();
        self.attempt_timeout.map_or(left, |timeout| timeout.min(left))
    }

    /// The error of the whole call.
    pub(super) fn close(&self, error: Error, plan: &Plan<'_>, wait: Option<Duration>, stopped: &'static str) -> Error {
        let mut error = error.of(&plan.operation.id);
        let inner = error.edit();
        inner.attempts = self.attempts;
        inner.elapsed = self.started.elapsed();
        inner.sent = self.sent;
        inner.stopped = stopped;
        // A call that changes nothing was not done, whatever became of it.
        inner.outcome = match plan.effect {
            Effect::Safe => Outcome::NotDone,
            Effect::Idempotent | Effect::Unsafe if self.doubt => Outcome::Unknown,
            Effect::Idempotent | Effect::Unsafe => Outcome::NotDone,
        };
        inner.retry_after = wait.or(inner.retry_after);
        error
    }
}

/// What comes after a failed attempt.
pub(super) enum Next {
    /// Another attempt: after a pause of ours, and not before the server's floor.
    Repeat { pause: Duration, floor: Duration },
    /// New credentials, and one replay.
    Renew,
    /// The failure is the call's answer.
    Stop(&'static str),
    /// The vendor carried it out, and the failure is about its answer.
    Done,
}

impl Next {
    /// In words.
    pub(super) fn why(&self) -> &'static str {
        match self {
            Self::Repeat { .. } => "sent again",
            Self::Renew => "new credentials, and sent again",
            Self::Stop(why) => why,
            Self::Done => "the call itself succeeded",
        }
    }
}

impl Client {
    /// The table decides by effect and by what happened; the rest are bounds.
    pub(super) fn decide(&self, plan: &Plan<'_>, progress: &Progress, failure: &Failure) -> Next {
        let is_unsafe = plan.effect == Effect::Unsafe;
        match retry::decide(failure.happened, plan.effect) {
            // The vendor has answered, and would answer the same again; but that says nothing of the attempt before.
            Decision::Definite if progress.doubt && plan.effect != Effect::Safe => {
                Next::Stop("an earlier attempt may have done it")
            }
            Decision::Definite => Next::Stop("a definite answer"),
            // A success came for it: to send it again would do it twice.
            Decision::Done => Next::Done,
            // It may have been carried out: only somebody who looks can know.
            Decision::OutcomeUnknown if failure.happened == Happened::RefusedInside => {
                Next::Stop("not repeated: a part may have been carried out")
            }
            Decision::OutcomeUnknown => Next::Stop("not repeated: it might be done twice"),
            // A limit is a promise that nothing was done only where the vendor's crate says so.
            Decision::RetryIfNotApplied if !self.inner.dialect.limits_mean_not_applied() => {
                Next::Stop("not repeated: it might be done twice")
            }
            // That a refused token means "nothing was done" is what a 401 means; no vendor promises it.
            Decision::RenewAndReplay if is_unsafe && !self.inner.retry.replay_refused_unsafe => {
                Next::Stop("not replayed, as the retry policy has it")
            }
            // Once: credentials that are refused when they are new will be refused again.
            Decision::RenewAndReplay if progress.renewed => Next::Stop("new credentials were refused as well"),
            Decision::RenewAndReplay => Next::Renew,
            Decision::Retry | Decision::RetryIfNotApplied => self.repeat(progress, failure.retry_after),
        }
    }

    /// Another attempt, unless one of the bounds is reached.
    fn repeat(&self, progress: &Progress, retry_after: Option<Duration>) -> Next {
        let inner = &*self.inner;
        let pause =
            inner.retry.pause(progress.attempts, &mut inner.jitter.lock().unwrap_or_else(PoisonError::into_inner));
        let floor = retry_after.unwrap_or(Duration::ZERO);
        if progress.attempts >= progress.max_attempts {
            return Next::Stop("all attempts are used up");
        }
        if progress.working.saturating_add(pause) >= progress.deadline {
            return Next::Stop("the deadline is too near");
        }
        if progress.waiting.saturating_add(floor) > progress.max_wait {
            return Next::Stop("the server asks for a longer wait than max_wait");
        }
        // Last, because asking takes from it: a call that stops for another reason leaves it to the others.
        if !inner.budget.take() {
            return Next::Stop("the shared retry budget is used up");
        }
        Next::Repeat { pause, floor }
    }
}
