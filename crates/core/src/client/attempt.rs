//! One attempt: authorize, send, read, judge.

use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, StatusCode};
use tokio::time::Instant;

use super::Client;
use super::build::open;
use super::receive::{ReadError, collect, ends_when_idle, is_json, is_page, peek};
use super::upload::Upload;
use crate::auth::Generation;
use crate::body::Content;
use crate::dialect::{Rejection, Verdict};
use crate::error::{Error, ErrorKind, Sent};
use crate::exchange::Plan;
use crate::limit::{Permit, Refused, Slot};
use crate::redact::{Secrets, request_id};
use crate::retry::{self, Advice, Happened};
use crate::transport::{Body, ByteStream, NotAfter, TransportErrorKind};

/// How long the body of a refusal is waited for: the status is in its head.
const REFUSAL: Duration = Duration::from_secs(5);

/// What an attempt came to.
pub(super) enum Attempted {
    Answered {
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        /// In place of the body, where the plan asks for a stream.
        stream: Option<ByteStream>,
        secrets: Secrets,
    },
    /// There are no credentials, or the body's source cannot be opened: nothing was sent.
    NotSent(Error),
    /// No place among the calls on their way became free in time: nothing was sent.
    Refused(Refused),
    /// The turn among processes was held for too long before anything was sent, while the process was stopped or asked for a token.
    Late,
    Failed(Failure),
}

/// No place is free among the calls on their way. Nothing was sent.
struct Crowded {
    /// How long the credentials took.
    after: Duration,
}

/// How long an attempt may wait for a place among the calls on their way, and how long it did.
pub(super) struct Wait {
    pub(super) most: Duration,
    pub(super) waited: Duration,
}

/// An attempt that failed, as far as the decision about the next one needs it.
pub(super) struct Failure {
    pub(super) happened: Happened,
    pub(super) error: Error,
    pub(super) sent: Sent,
    pub(super) retry_after: Option<Duration>,
    pub(super) generation: Generation,
}

impl Failure {
    /// The time was up before an answer, and perhaps before the request was handed over.
    fn before_an_answer(error: Error, handed_over: bool) -> Self {
        let (happened, sent) = match handed_over {
            true => (Happened::MaybeSent, Sent::Maybe),
            false => (Happened::NeverSent, Sent::No),
        };
        Self { happened, error, sent, retry_after: None, generation: Generation::default() }
    }
}

impl Client {
    /// Makes one attempt, and waits for a place among the calls on their way where none is free.
    pub(super) async fn attempt(
        &self,
        plan: &Plan<'_>,
        permit: &mut Permit,
        budget: Duration,
        wait: &mut Wait,
    ) -> Attempted {
        let (mut left, mut slot) = (budget, None);
        loop {
            match self.within(left, plan, permit, slot.take()).await {
                Ok(outcome) => return outcome,
                Err(Crowded { after }) => left = left.saturating_sub(after),
            }
            let asked = Instant::now();
            // Boxed, because it is rare, and its size would be added to every call's future.
            let entered = Box::pin(self.inner.limits.enter(wait.most.saturating_sub(wait.waited))).await;
            wait.waited += asked.elapsed();
            // With the place the credentials are added anew: a signature is as old as the wait, and a token may have ended.
            match entered {
                Ok(place) => slot = Some(place),
                Err(refused) => return Attempted::Refused(refused),
            }
        }
    }

    /// One exchange within its bounds of time.
    async fn within(
        &self,
        budget: Duration,
        plan: &Plan<'_>,
        permit: &mut Permit,
        slot: Option<Slot>,
    ) -> Result<Attempted, Crowded> {
        if budget.is_zero() {
            let error = Error::new(ErrorKind::Timeout, "no time is left");
            return Ok(Attempted::Failed(Failure::before_an_answer(error, false)));
        }
        let (outcome, waited) = match &plan.body {
            Content::Bytes(_) => {
                (tokio::time::timeout(budget, self.exchange(plan, permit, None, budget, slot)).await.ok(), budget)
            }
            Content::Source(_) => {
                let idle = self.options.idle_timeout.unwrap_or(super::IDLE);
                let upload = Upload::new(idle, budget);
                upload.bound(self.exchange(plan, permit, Some(&upload), budget, slot)).await
            }
        };
        outcome.unwrap_or_else(|| {
            // The permit knows whether the request had been handed over when the time was up.
            let error = Error::new(ErrorKind::Timeout, format!("nothing within {waited:?}"));
            Ok(Attempted::Failed(Failure::before_an_answer(error, permit.was_sent())))
        })
    }

    /// One exchange, in the place given, or in one that is free when the credentials are there.
    async fn exchange(
        &self,
        plan: &Plan<'_>,
        permit: &mut Permit,
        upload: Option<&Upload>,
        budget: Duration,
        slot: Option<Slot>,
    ) -> Result<Attempted, Crowded> {
        let inner = &*self.inner;
        let begun = Instant::now();
        // Opened before anything else: a source that is gone spends neither a token nor a request.
        let body = match &plan.body {
            Content::Bytes(bytes) => Body::Bytes(bytes.clone()),
            Content::Source(source) => match open(source, upload).await {
                Ok(body) => body,
                Err(error) => return Ok(Attempted::NotSent(error)),
            },
        };
        let mut request = self.build(plan, body);
        if let Some(within) = plan.best_effort {
            // Until then its sender waits for the answer: one that leaves later could be the second of its kind.
            NotAfter::until(&mut request, begun.checked_add(within));
        }
        let generation = match inner.authorizer.authorize(&mut request).await {
            Ok(generation) => generation,
            Err(error) => return Ok(Attempted::NotSent(error)),
        };
        // After the credentials, because asking for a token needs no place and calls that hold one may wait for it. Held to the end
        // of the body.
        let Some(slot) = slot.or_else(|| inner.limits.try_enter()) else {
            return Err(Crowded { after: begun.elapsed() });
        };
        let fail = |happened, error: Error, sent| {
            Ok(Attempted::Failed(Failure { happened, error, sent, retry_after: None, generation }))
        };
        let secrets = Secrets::of(&request);
        // As late as can be: a process may have been stopped at any place above.
        if let Some(held_for) = permit.held_for() {
            if held_for().is_zero() {
                return Ok(Attempted::Late);
            }
            // Nor may a body leave later than that, by a connection that took long.
            NotAfter::held(&mut request, held_for);
        }
        permit.sent();
        // The clock is read where somebody listens.
        permit.handed_over = inner.observer.as_ref().map(|_| Instant::now());
        let left_before = plan.leaves();
        let response = match inner.transport.send(request).await {
            Ok(response) => response,
            Err(error) if error.kind() == TransportErrorKind::NotSent => {
                permit.not_sent();
                plan.stays(left_before);
                let no_connection = Error::about(ErrorKind::Connect, error.causes());
                return fail(Happened::NeverSent, no_connection, Sent::No);
            }
            Err(error) => {
                let kind = if error.kind() == TransportErrorKind::TimedOut {
                    ErrorKind::Timeout
                } else {
                    ErrorKind::Interrupted
                };
                // The source's own error says more than the transport's.
                let why = upload.and_then(Upload::failed).or_else(|| error.causes());
                return fail(Happened::MaybeSent, Error::about(kind, why), Sent::Maybe);
            }
        };
        permit.answered();
        let (head, mut body) = response.into_parts();
        let (status, headers) = (head.status, head.headers);
        if plan.streamed && status.is_success() {
            body = ends_when_idle(body, self.options.idle_timeout.unwrap_or(super::IDLE), slot);
            // A vendor's error inside a success is JSON, and that of what stands before it a page; everything else is what was asked
            // for.
            let is_file = if is_page(&headers) && !self.asks_for_pages(plan) {
                false
            } else if !is_json(&headers) {
                true
            } else if plan.operation.answers_file {
                // A file may be JSON as well. An error is short, and a file that is short is looked at whole.
                let (begun, whole) = peek(&mut body).await;
                let is_error = whole
                    && matches!(inner.dialect.judge(plan.operation, status, &headers, &begun), Verdict::Rejected(_));
                body = Box::pin(stream::iter([Ok(begun)]).chain(body));
                !is_error
            } else {
                false
            };
            if is_file {
                let (body, stream) = (Bytes::new(), Some(body));
                return Ok(Attempted::Answered { status, headers, body, stream, secrets });
            }
        }
        // For a refusal the status decides: its body is waited for at most 5 s.
        let until = if !status.is_success() {
            Instant::now().checked_add(REFUSAL.min(budget / 2))
        } else {
            plan.best_effort.and_then(|within| begun.checked_add(within))
        };
        let body = match collect(body, inner.max_body, until, plan.best_effort.is_some()).await {
            (body, Ok(())) => body,
            (body, Err(_)) if !status.is_success() || (plan.best_effort.is_some() && !body.is_empty()) => body,
            (_, Err(ReadError::TooLarge)) => {
                let too_large = Error::new(ErrorKind::BodyTooLarge, format!("more than {} bytes", inner.max_body));
                return fail(Happened::Unreadable, about(too_large, status, &headers), Sent::Yes);
            }
            // A success that broke off is no answer.
            (_, Err(ReadError::Transport(error))) => {
                let broken_off = Error::about(ErrorKind::Interrupted, error.causes());
                return fail(Happened::MaybeSent, about(broken_off, status, &headers), Sent::Yes);
            }
        };
        Ok(self.judge(plan, generation, secrets, status, headers, body))
    }

    /// What an answer is, by the vendor's dialect.
    fn judge(
        &self,
        plan: &Plan<'_>,
        generation: Generation,
        secrets: Secrets,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
    ) -> Attempted {
        let mut rejection = match self.inner.dialect.judge(plan.operation, status, &headers, &body) {
            // A redirect is an answer where the vendor's dialect says so, and is followed by nobody.
            Verdict::Accepted if status.is_success() && !plan.answers(&body) => {
                let page = Error::new(ErrorKind::Status, "the answer is no JSON, but a page for humans or a like text");
                let error = about(page, status, &headers);
                let error = if plan.confidential { error } else { error.with_excerpt(&body, &secrets) };
                let happened = Happened::NoJson;
                return Attempted::Failed(Failure { happened, error, sent: Sent::Yes, retry_after: None, generation });
            }
            Verdict::Accepted if status.is_success() || status.is_redirection() => {
                return Attempted::Answered { status, headers, body, stream: None, secrets };
            }
            Verdict::Accepted => Rejection::default(),
            Verdict::Rejected(rejection) => rejection,
        };
        let happened = Happened::of(status, &rejection);
        let advice = retry::retry_after(&headers, &self.inner.clock);
        let limit = matches!(happened, Happened::Limited | Happened::ServerTrouble);
        let retry_after = match (advice, rejection.retry_after) {
            (Advice::After(wait), _) | (Advice::None | Advice::Unreadable, Some(wait)) => Some(wait),
            // It asks for some wait: the longest of ours.
            (Advice::Unreadable, None) if limit => Some(self.inner.retry.cap),
            (Advice::Unreadable | Advice::None, None) => None,
        };
        if plan.confidential {
            rejection.message = rejection.message.filter(|message| match &plan.body {
                Content::Bytes(form) => !quotes(message, form),
                Content::Source(_) => true,
            });
        }
        let mut error = about(Error::about(ErrorKind::Status, None), status, &headers).rejected(rejection, &secrets);
        error.edit().retry_after = retry_after;
        error.edit().unreadable_advice = limit && advice == Advice::Unreadable;
        if !plan.confidential {
            error = error.with_excerpt(&body, &secrets);
        }
        Attempted::Failed(Failure { happened, error, sent: Sent::Yes, retry_after, generation })
    }
}

/// An error about an answer, with its status and the identifier of the exchange.
fn about(mut error: Error, status: StatusCode, headers: &HeaderMap) -> Error {
    let inner = error.edit();
    inner.status = Some(status);
    inner.request_id = request_id(headers);
    error
}

/// Whether a refusal repeats a secret of the form that it refuses.
fn quotes(message: &str, form: &[u8]) -> bool {
    const SECRETS: [&str; 5] = ["client_secret", "refresh_token", "code", "code_verifier", "password"];
    let mut values = url::form_urlencoded::parse(form).filter(|(name, _)| SECRETS.contains(&&**name));
    values.any(|(_, value)| !value.is_empty() && message.contains(&*value))
}
