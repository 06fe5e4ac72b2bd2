//! The only place that runs a call, in this order:
//!
//! 1. limit: wait for a turn, and count the call among those of the day (`Limits::acquire`);
//! 2. authorize: credentials are added to the finished request, and then the call takes its place among those on their way
//!    (`attempt`);
//! 3. send: the transport sends once (`attempt`);
//! 4. judge: the vendor's dialect says what the answer is (`attempt`);
//! 5. decide: repeat, renew the credentials, or stop (`decide`);
//! 6. read: the caller reads the accepted answer (`Call`).
//!
//! Each attempt begins at step 1 again.

use std::sync::PoisonError;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::Client;
use super::attempt::{Attempted, Failure, Wait};
use super::decide::{Next, Progress};
use super::runtime;
use super::watch::Watch;
use crate::auth::Generation;
use crate::body::Content;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::exchange::{Answer, Plan};
use crate::limit::{Asking, Refused};
use crate::observe;
use crate::retry::Happened;
use crate::settings::Recorded;

/// How often a turn may be lost before a call leaves: an engine that answers too slowly gives none that can be used.
const LATE: u32 = 5;

impl Client {
    pub(crate) async fn run(&self, plan: &Plan<'_>) -> Result<Answer> {
        let operation = plan.operation;
        let span = tracing::info_span!(
            "guichet",
            operation = %operation.id,
            otel.kind = "client",
            http.response.status_code = tracing::field::Empty,
            http.request.resend_count = tracing::field::Empty,
            error.type = tracing::field::Empty,
        );
        if span.is_disabled() {
            return self.drive(plan).await;
        }
        let result = self.drive(plan).instrument(span.clone()).await;
        let attempts = match &result {
            Ok(answer) => {
                span.record("http.response.status_code", answer.status.as_u16());
                answer.attempts
            }
            Err(error) => {
                if let Some(status) = error.status() {
                    span.record("http.response.status_code", status);
                }
                span.record("error.type", tracing::field::debug(error.kind()));
                error.attempts()
            }
        };
        if attempts > 1 {
            span.record("http.request.resend_count", attempts - 1);
        }
        result
    }

    /// Runs the call, and tells what happens to it.
    async fn drive(&self, plan: &Plan<'_>) -> Result<Answer> {
        if let Some(previews) = &self.options.previews {
            return Err(self.previewed(plan, previews));
        }
        runtime::check().map_err(|why| Error::config(why).of(&plan.operation.id))?;
        let mut watch = Watch::new(&self.inner, plan);
        self.attempts(plan, &mut watch).await.map_err(|error| watch.ended(error))
    }

    async fn attempts(&self, plan: &Plan<'_>, watch: &mut Watch<'_>) -> Result<Answer> {
        let inner = &*self.inner;
        let mut progress = Progress::new(&self.options, &inner.retry);
        // The error of the attempt before: it is the answer of a call that may not go again.
        let mut last: Option<Error> = None;
        let mut late = 0;
        loop {
            // Step 1. Before anything that ages: credentials and signatures are made when the call may go. The wait has a bound of
            // its own, because the deadline is for the vendor's time and not for the queue's.
            let asked = Instant::now();
            let asking = Asking { effect: plan.effect, clock: &inner.clock, max_wait: progress.wait_left() };
            let turns_at = || inner.limits.turns_at();
            let mut permit = match watch.waiting(observe::Wait::Turn, turns_at, inner.limits.acquire(asking)).await {
                Ok(permit) => permit,
                Err(refused) => {
                    let (error, stopped) = refused.into_error(&asking, last);
                    return Err(progress.close(error, plan, None, stopped));
                }
            };
            progress.waiting += asked.elapsed();
            progress.attempts += 1;
            if let Some(counted) = permit.looked_up {
                watch.quota(counted.used, counted.most, counted.nearly);
            }
            watch.attempt(progress.attempts);

            // Steps 2 to 4.
            let begun = Instant::now();
            let mut wait = Wait { most: progress.wait_left(), waited: Duration::ZERO };
            let outcome = self.attempt(plan, &mut permit, progress.attempt_budget(), &mut wait).await;
            watch.exchanged(permit.handed_over, &outcome);
            // Before any pause: the next call's turn does not wait for ours.
            permit.close().await;
            // An upload has an idle limit in place of the deadline.
            if matches!(plan.body, Content::Bytes(_)) {
                progress.working += begun.elapsed().saturating_sub(wait.waited);
            }
            progress.waiting += wait.waited;
            watch.waited(observe::Wait::Place, None, wait.waited);
            let mut failure = match outcome {
                Attempted::Answered { status, headers, body, stream, secrets } => {
                    let earned = inner.budget.earn();
                    self.record(status, &headers, progress.attempts);
                    let (attempts, elapsed) = (progress.attempts, progress.elapsed());
                    if earned {
                        watch.budget();
                    }
                    watch.answered(status.as_u16(), attempts, elapsed);
                    return Ok(Answer { status, headers, body, stream, secrets, attempts, elapsed });
                }
                // Nothing left the machine, and asking again would meet the same.
                Attempted::NotSent(error) => return Err(progress.close(error, plan, None, "the call was not sent")),
                // As a turn that does not come in time: this attempt did not take place.
                Attempted::Refused(refused) => {
                    progress.attempts -= 1;
                    let (error, stopped) = refused.into_error(&asking, last);
                    return Err(progress.close(error, plan, None, stopped));
                }
                // The same: another process may have the turn by now.
                Attempted::Late => {
                    progress.attempts -= 1;
                    late += 1;
                    if late < LATE && !progress.wait_left().is_zero() {
                        continue;
                    }
                    let (ledger, wait) = (inner.limits.turns_at().unwrap_or_default(), asking.max_wait);
                    let (error, stopped) = Refused::Behind { ledger, wait }.into_error(&asking, last);
                    return Err(progress.close(error, plan, None, stopped));
                }
                Attempted::Failed(failure) => failure,
            };
            progress.sent = progress.sent.max(failure.sent);
            let not_applied = failure.happened == Happened::Limited && inner.dialect.limits_mean_not_applied();
            progress.doubt |= failure.happened.may_have_arrived() && !not_applied;
            // Before the decision: the other calls of these limits wait too, whatever becomes of this one.
            if failure.happened == Happened::Limited {
                // With jitter: two programs that were told the same time would meet again at its end.
                let jitter = inner.retry.pause(1, &mut inner.jitter.lock().unwrap_or_else(PoisonError::into_inner));
                let hold = failure.retry_after.unwrap_or(inner.retry.base).saturating_add(jitter);
                inner.limits.hold(hold);
                watch.gate_closed(hold);
            }

            // Step 5.
            let next = self.decide(plan, &progress, &failure);
            watch.failed(progress.attempts, &failure.error, next.why());
            match next {
                Next::Stop(why) => return Err(progress.close(failure.error, plan, failure.retry_after, why)),
                Next::Done => {
                    let mut error = progress.close(failure.error, plan, None, "the call itself succeeded");
                    error.edit().outcome = Outcome::Done;
                    return Err(error);
                }
                Next::Renew => {
                    watch.renewing();
                    failure = self.renew(plan, &mut progress, failure).await?;
                }
                Next::Repeat { pause, floor } => {
                    watch.repeat(pause.saturating_add(floor), &failure.error);
                    watch.budget();
                    // Our jitter comes on top of what the server asked for, so that two programs do not meet again at its end.
                    tokio::time::sleep(pause.saturating_add(floor)).await;
                    // A wait that the server asked for is waiting; a pause of ours is a part of the work.
                    progress.waiting += floor;
                    progress.working += pause;
                }
            }
            last = Some(failure.error);
        }
    }

    /// Renews the credentials once; the failure is given back where the call may be replayed with new ones.
    async fn renew(&self, plan: &Plan<'_>, progress: &mut Progress, failure: Failure) -> Result<Failure> {
        // Before it is tried: also a renewal that fails is the only one.
        progress.renewed = true;
        let begun = Instant::now();
        let renewed = self.renewed(failure.generation, progress.time_left()).await;
        progress.working += begun.elapsed();
        match renewed {
            Ok(true) => Ok(failure),
            Ok(false) => Err(progress.close(failure.error, plan, failure.retry_after, "a definite answer")),
            Err(error) => Err(progress.close(error, plan, None, "no new credentials")),
        }
    }

    async fn renewed(&self, rejected: Generation, within: Duration) -> Result<bool> {
        match tokio::time::timeout(within, self.inner.authorizer.renew(rejected)).await {
            Ok(renewed) => renewed,
            Err(_) => Err(Error::new(ErrorKind::Timeout, "no new credentials in time")),
        }
    }

    fn record(&self, status: StatusCode, headers: &HeaderMap, attempts: u32) {
        if let Some(slot) = &self.options.record {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) =
                Some(Recorded { status: status.as_u16(), headers: headers.clone(), attempts });
        }
    }
}
