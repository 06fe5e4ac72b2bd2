//! Tells what happens to a call: to the log, and to an observer where there is one.

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use futures_util::future::poll_immediate;
use tokio::time::Instant;

use super::Inner;
use super::attempt::Attempted;
use crate::error::{Error, Outcome};
use crate::exchange::Plan;
use crate::observe::{Event, Wait};
use crate::operation::Effect;

/// A wait is worth a line when it is longer than this.
const LONG: Duration = Duration::from_secs(5);

/// One call, as it is told. Dropped before its end, it says that the call was given up.
pub(super) struct Watch<'a> {
    client: &'a Inner,
    plan: &'a Plan<'a>,
    ended: bool,
}

impl<'a> Watch<'a> {
    pub(super) fn new(client: &'a Inner, plan: &'a Plan<'a>) -> Self {
        let watch = Self { client, plan, ended: false };
        watch.tell(|operation| Event::Started { operation, effect: plan.effect });
        watch
    }

    fn operation(&self) -> &'a str {
        &self.plan.operation.id
    }

    /// Nothing is put together where nobody listens.
    #[inline]
    fn tell<'e>(&self, event: impl FnOnce(&'a str) -> Event<'e>)
    where
        'a: 'e,
    {
        if let Some(observer) = &self.client.observer {
            observer.on(&event(self.operation()));
        }
    }

    /// Waits, and says so while it lasts: a program that stands still for ten minutes gives a reason.
    pub(super) async fn waiting<T>(
        &self,
        why: Wait,
        at: impl FnOnce() -> Option<String>,
        waits: impl Future<Output = T>,
    ) -> T {
        let mut waits = pin!(waits);
        // Nearly all calls need not wait, and pay for no timer.
        if let Some(done) = poll_immediate(waits.as_mut()).await {
            return done;
        }
        let (begun, at) = (Instant::now(), at());
        let at = at.as_deref();
        let done = match tokio::time::timeout(LONG, waits.as_mut()).await {
            Ok(done) => done,
            Err(_) => {
                tracing::info!(operation = self.operation(), for = ?why, at, "waits for longer than {LONG:?}");
                waits.await
            }
        };
        self.waited(why, at, begun.elapsed());
        done
    }

    pub(super) fn waited(&self, why: Wait, at: Option<&str>, waited: Duration) {
        if !waited.is_zero() {
            tracing::debug!(for = ?why, at, ?waited, "waited");
            self.tell(|operation| Event::Waited { operation, why, at, waited });
        }
    }

    pub(super) fn attempt(&self, number: u32) {
        self.tell(|operation| Event::Attempt { operation, number });
    }

    /// The request has ended that was handed over then.
    pub(super) fn exchanged(&self, handed_over: Option<Instant>, outcome: &Attempted) {
        let Some(handed_over) = handed_over else { return };
        let (status, error) = match outcome {
            Attempted::Answered { status, .. } => (Some(status.as_u16()), None),
            Attempted::Failed(failure) => (failure.error.status(), Some(&failure.error)),
            Attempted::NotSent(_) | Attempted::Refused(_) | Attempted::Late => return,
        };
        let (method, took) = (&self.plan.operation.method, handed_over.elapsed());
        self.tell(|operation| Event::Exchanged { operation, method, status, error, took });
    }

    /// How many repeats are left.
    pub(super) fn budget(&self) {
        if let Some((left, most)) = self.client.budget.shown() {
            self.tell(|_| Event::Budget { left, most });
        }
    }

    /// How many calls of the day are used, where that was looked up.
    pub(super) fn quota(&self, used: u32, most: u32, nearly: bool) {
        if nearly {
            tracing::info!(operation = self.operation(), used, most, "the calls of the day are nearly used up");
        }
        self.tell(|_| Event::Quota { used, most });
    }

    pub(super) fn gate_closed(&self, hold: Duration) {
        tracing::info!(
            operation = self.operation(),
            ?hold,
            "the server sees too many calls: all calls of these limits wait"
        );
    }

    pub(super) fn failed(&self, attempt: u32, error: &Error, next: &str) {
        tracing::debug!(
            http.response.status_code = error.status(),
            attempt,
            error.type = ?error.kind(),
            error = error.head(),
            next,
            "failed"
        );
    }

    pub(super) fn repeat(&self, pause: Duration, error: &Error) {
        tracing::info!(operation = self.operation(), ?pause, because = error.head(), "will be sent again");
        self.tell(|operation| Event::Repeat { operation, pause, error });
    }

    pub(super) fn renewing(&self) {
        tracing::info!(operation = self.operation(), "the credentials were refused: new ones are asked for");
        self.tell(|operation| Event::Renewing { operation });
    }

    pub(super) fn answered(&mut self, status: u16, attempts: u32, elapsed: Duration) {
        self.ended = true;
        tracing::debug!(http.response.status_code = status, attempt = attempts, "answered");
        self.tell(|operation| Event::Answered { operation, status, attempts, elapsed });
    }

    /// The error of the whole call.
    pub(super) fn ended(&mut self, error: Error) -> Error {
        self.ended = true;
        if error.outcome() == Outcome::Unknown {
            tracing::warn!(%error, "nobody knows whether the call was carried out");
        } else if error.attempts() > 1 {
            tracing::warn!(%error, "the call failed for good");
        }
        self.tell(|operation| Event::Failed { operation, error: &error });
        error
    }
}

impl Drop for Watch<'_> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        let (effect, sent) = (self.plan.effect, self.plan.has_left());
        if sent && effect != Effect::Safe {
            tracing::warn!(
                operation = self.operation(),
                "the call was given up after it may have left: nobody knows whether it was carried out"
            );
        }
        self.tell(|operation| Event::Dropped { operation, effect, sent });
    }
}
