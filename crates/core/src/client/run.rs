//! The only place that runs a call: limit, authorize, send, judge, decide, read.

use std::sync::PoisonError;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use tokio::time::Instant;
use tracing::Instrument as _;

use super::Client;
use super::attempt::{Failure, Outcome, Wait};
use crate::error::{Error, ErrorKind, Result, Sent};
use crate::limit::Asking;
use crate::operation::{Effect, Operation};
use crate::retry::{self, Decision};
use crate::settings::Recorded;
use crate::transport::ByteStream;

const DEADLINE: Duration = Duration::from_secs(60);
const MAX_WAIT: Duration = Duration::from_secs(600);

/// A request as it will be sent, on every attempt the same.
pub(crate) struct Plan<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) uri: Uri,
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) body: Bytes,
    /// What repeating the call does: the operation's, or the caller's word for a route that nobody declared.
    pub(crate) effect: Effect,
    /// The answer holds tokens: no error keeps a piece of it.
    pub(crate) confidential: bool,
    /// The body of a success is handed on as it arrives.
    pub(crate) streamed: bool,
    /// Of a success a part is better than nothing.
    pub(crate) salvaged: bool,
    /// Headers of this call's own.
    pub(crate) headers: &'a HeaderMap,
}

/// An accepted answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// In place of `body`, where the plan asks for a stream.
    pub(crate) stream: Option<ByteStream>,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl Client {
    pub(crate) async fn run(&self, plan: &Plan<'_>) -> Result<Answer> {
        let operation = plan.operation;
        let span = tracing::info_span!(
            "guichet.call",
            otel.name = tracing::field::Empty,
            otel.kind = "client",
            guichet.operation = %operation.id,
            http.request.method = %operation.method,
            url.template = %operation.path,
            server.address = self.inner.base.host(),
            server.port = self.inner.base.port(),
            http.response.status_code = tracing::field::Empty,
            http.request.resend_count = tracing::field::Empty,
            error.type = tracing::field::Empty,
        );
        if span.is_disabled() {
            return self.drive(plan).await;
        }
        span.record("otel.name", format_args!("{} {}", operation.method, operation.path));
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

    async fn drive(&self, plan: &Plan<'_>) -> Result<Answer> {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::config("calls need a tokio runtime: run them inside one").of(&plan.operation.id));
        }
        let inner = &*self.inner;
        let options = &*self.options;
        let max_wait = options.max_wait.unwrap_or(MAX_WAIT);
        let deadline = options.deadline.unwrap_or(DEADLINE);
        let max_attempts = options.max_attempts.unwrap_or(inner.retry.max_attempts);
        let started = Instant::now();
        let mut story =
            Story { attempts: 0, working: Duration::ZERO, waiting: Duration::ZERO, sent: Sent::No, renewed: false };
        let mut last: Option<Error> = None;
        loop {
            let asked = Instant::now();
            let asking =
                Asking { effect: plan.effect, clock: &inner.clock, max_wait: max_wait.saturating_sub(story.waiting) };
            let mut permit = match inner.limits.acquire(asking).await {
                Ok(permit) => permit,
                Err(refused) => {
                    let (error, stopped) = refused.told(&asking, last);
                    return Err(story.close(error, plan, started, None, stopped));
                }
            };
            story.waiting += asked.elapsed();
            story.attempts += 1;
            let begun = Instant::now();
            let left = deadline.saturating_sub(story.working);
            let budget = options.attempt_timeout.map_or(left, |timeout| timeout.min(left));
            let mut wait = Wait { most: max_wait.saturating_sub(story.waiting), waited: Duration::ZERO };
            let outcome = self.attempt(plan, &mut permit, budget, &mut wait).await;
            permit.close().await;
            story.working += begun.elapsed().saturating_sub(wait.waited);
            story.waiting += wait.waited;
            let failure = match outcome {
                Outcome::Answered { status, headers, body, stream } => {
                    tracing::debug!(
                        http.response.status_code = status.as_u16(),
                        http.request.resend_count = story.attempts - 1,
                        "answered"
                    );
                    inner.budget.earn();
                    self.record(status, &headers, story.attempts);
                    return Ok(Answer {
                        status,
                        headers,
                        body,
                        stream,
                        attempts: story.attempts,
                        elapsed: started.elapsed(),
                    });
                }
                Outcome::Unauthorized(error) => {
                    return Err(story.close(error, plan, started, None, "the call was not sent"));
                }
                Outcome::Refused(refused) => {
                    story.attempts -= 1;
                    let (error, stopped) = refused.told(&asking, last);
                    return Err(story.close(error, plan, started, None, stopped));
                }
                Outcome::Failed(failure) => failure,
            };
            tracing::debug!(
                http.response.status_code = failure.error.status(),
                http.request.resend_count = story.attempts - 1,
                error.type = ?failure.error.kind(),
                "failed"
            );
            let Failure { happened, error, sent, retry_after, generation, partial } = failure;
            story.sent = story.sent.max(sent);
            if happened == retry::Happened::TooManyRequests {
                inner.limits.hold(retry_after.unwrap_or(inner.retry.base));
            }
            let mut decision = retry::decide(happened, plan.effect);
            if decision == Decision::RetryIfNotApplied {
                decision = if inner.dialect.too_many_requests_means_not_applied() {
                    Decision::Retry
                } else {
                    Decision::OutcomeUnknown
                };
            }
            match decision {
                // The vendor went on after an error: a repeat might do the done part twice.
                Decision::Definite if partial && plan.effect == Effect::Unsafe => {
                    let mut error = story.close(error, plan, started, retry_after, "a part may have been carried out");
                    error.edit().outcome_unknown = true;
                    return Err(error);
                }
                Decision::Definite => return Err(story.close(error, plan, started, retry_after, "a definite answer")),
                Decision::RenewAndReplay if plan.effect == Effect::Unsafe && !inner.retry.replay_refused_unsafe => {
                    return Err(story.close(error, plan, started, None, "not replayed, as the retry policy has it"));
                }
                Decision::OutcomeUnknown | Decision::RetryIfNotApplied => {
                    let mut error =
                        story.close(error, plan, started, retry_after, "not repeated: it might be done twice");
                    error.edit().outcome_unknown = true;
                    return Err(error);
                }
                Decision::RenewAndReplay => {
                    if story.renewed {
                        return Err(story.close(error, plan, started, None, "new credentials were refused as well"));
                    }
                    story.renewed = true;
                    let begun = Instant::now();
                    let left = deadline.saturating_sub(story.working);
                    let renewed = match tokio::time::timeout(left, inner.authorizer.renew(generation)).await {
                        Ok(renewed) => renewed,
                        Err(_) => Err(Error::new(ErrorKind::Timeout, "no new credentials in time")),
                    };
                    story.working += begun.elapsed();
                    match renewed {
                        Ok(true) => {}
                        Ok(false) => return Err(story.close(error, plan, started, None, "a definite answer")),
                        Err(error) => return Err(story.close(error, plan, started, None, "no new credentials")),
                    }
                    last = Some(error);
                }
                Decision::Retry => {
                    let pause = inner
                        .retry
                        .pause(story.attempts, &mut inner.draw.lock().unwrap_or_else(PoisonError::into_inner));
                    let floor = retry_after.unwrap_or(Duration::ZERO);
                    let stop = if story.attempts >= max_attempts {
                        Some("all attempts are used up")
                    } else if story.working.saturating_add(pause) >= deadline {
                        Some("the deadline is too near")
                    } else if story.waiting.saturating_add(floor) > max_wait {
                        Some("the server asks for a longer wait than max_wait")
                    } else if !inner.budget.take() {
                        Some("the shared retry budget is used up")
                    } else {
                        None
                    };
                    if let Some(stop) = stop {
                        return Err(story.close(error, plan, started, retry_after, stop));
                    }
                    tokio::time::sleep(pause.max(floor)).await;
                    if floor > pause {
                        story.waiting += floor;
                    } else {
                        story.working += pause;
                    }
                    last = Some(error);
                }
            }
        }
    }

    fn record(&self, status: StatusCode, headers: &HeaderMap, attempts: u32) {
        if let Some(slot) = &self.options.record {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) =
                Some(Recorded { status: status.as_u16(), headers: headers.clone(), attempts });
        }
    }

    pub(super) fn build(&self, plan: &Plan<'_>) -> http::Request<Bytes> {
        let mut request = http::Request::new(plan.body.clone());
        *request.method_mut() = plan.operation.method.clone();
        *request.uri_mut() = plan.uri.clone();
        let mut headers = self.inner.headers.clone();
        if let Some(kind) = &plan.content_type {
            headers.insert(header::CONTENT_TYPE, kind.clone());
        }
        // Those of the call itself last: an option for several calls does not send one to another folder.
        for (name, value) in self.options.headers.iter().chain(plan.headers) {
            headers.insert(name.clone(), value.clone());
        }
        // Some gateways answer 411 to a body that is neither there nor said to be empty.
        if plan.body.is_empty() && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.headers_mut() = headers;
        request
    }
}

/// What a call has been through.
struct Story {
    attempts: u32,
    working: Duration,
    waiting: Duration,
    sent: Sent,
    renewed: bool,
}

impl Story {
    fn close(
        &self,
        error: Error,
        plan: &Plan<'_>,
        started: Instant,
        wait: Option<Duration>,
        stopped: &'static str,
    ) -> Error {
        let mut error = error.of(&plan.operation.id);
        let inner = error.edit();
        inner.attempts = self.attempts;
        inner.elapsed = started.elapsed();
        inner.sent = self.sent;
        inner.stopped = stopped;
        inner.retry_after = wait.or(inner.retry_after);
        error
    }
}
