//! One attempt: authorize, send, read, judge.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, StatusCode};
use tokio::time::Instant;

use super::{Client, Plan};
use crate::auth::Generation;
use crate::dialect::{Rejection, Verdict};
use crate::error::{Error, ErrorKind, Sent};
use crate::limit::{Permit, Refused, Slot};
use crate::redact::request_id;
use crate::retry::{self, Happened};
use crate::transport::{ByteStream, TransportError, TransportErrorKind};

/// How long the body of a refusal is waited for: its head has said what matters.
const REFUSAL: Duration = Duration::from_secs(5);

pub(super) enum Outcome {
    Answered {
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        /// In place of the body, where the plan asks for a stream.
        stream: Option<ByteStream>,
    },
    /// The authorizer had no credentials: nothing was sent.
    Unauthorized(Error),
    /// No place among the calls on their way became free in time: nothing was sent.
    Refused(Refused),
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

pub(super) struct Failure {
    pub(super) happened: Happened,
    pub(super) error: Error,
    pub(super) sent: Sent,
    pub(super) retry_after: Option<Duration>,
    pub(super) generation: Generation,
    /// The vendor says that a part was carried out.
    pub(super) partial: bool,
}

enum ReadError {
    TooLarge,
    Transport(TransportError),
}

impl Client {
    pub(super) async fn attempt(
        &self,
        plan: &Plan<'_>,
        permit: &mut Permit,
        budget: Duration,
        wait: &mut Wait,
    ) -> Outcome {
        let (mut left, mut slot) = (budget, None);
        loop {
            match self.within(left, plan, permit, slot.take()).await {
                Ok(outcome) => return outcome,
                Err(Crowded { after }) => left = left.saturating_sub(after),
            }
            let asked = Instant::now();
            // Boxed, because it is rare, and its room would be that of every call.
            let entered = Box::pin(self.inner.limits.enter(wait.most.saturating_sub(wait.waited))).await;
            wait.waited += asked.elapsed();
            // With the place the credentials are added anew: a signature is as old as the wait, and a token may have ended.
            match entered {
                Ok(place) => slot = Some(place),
                Err(refused) => return Outcome::Refused(refused),
            }
        }
    }

    async fn within(
        &self,
        budget: Duration,
        plan: &Plan<'_>,
        permit: &mut Permit,
        slot: Option<Slot>,
    ) -> Result<Outcome, Crowded> {
        let sending = AtomicBool::new(false);
        if budget.is_zero() {
            return Ok(Outcome::Failed(Failure {
                happened: Happened::NeverSent,
                error: Error::new(ErrorKind::Timeout, "no time is left"),
                sent: Sent::No,
                retry_after: None,
                generation: Generation::default(),
                partial: false,
            }));
        }
        let work = self.exchange(plan, permit, &sending, budget, slot);
        match tokio::time::timeout(budget, work).await {
            Ok(outcome) => outcome,
            Err(_) => {
                let sent = sending.load(Ordering::Relaxed);
                Ok(Outcome::Failed(Failure {
                    happened: if sent { Happened::MaybeSent } else { Happened::NeverSent },
                    error: Error::new(ErrorKind::Timeout, format!("nothing within {budget:?}")),
                    sent: if sent { Sent::Maybe } else { Sent::No },
                    retry_after: None,
                    generation: Generation::default(),
                    partial: false,
                }))
            }
        }
    }

    /// One exchange, in the place given, or in one that is free when the credentials are there.
    async fn exchange(
        &self,
        plan: &Plan<'_>,
        permit: &mut Permit,
        sending: &AtomicBool,
        budget: Duration,
        slot: Option<Slot>,
    ) -> Result<Outcome, Crowded> {
        let inner = &*self.inner;
        let begun = Instant::now();
        let mut request = self.build(plan);
        let generation = match inner.authorizer.authorize(&mut request).await {
            Ok(generation) => generation,
            Err(error) => return Ok(Outcome::Unauthorized(error)),
        };
        // Held to the end of the body.
        let Some(slot) = slot.or_else(|| inner.limits.try_enter()) else {
            return Err(Crowded { after: begun.elapsed() });
        };
        let fail = |happened, error: Error, sent, retry_after| {
            Ok(Outcome::Failed(Failure { happened, error, sent, retry_after, generation, partial: false }))
        };
        sending.store(true, Ordering::Relaxed);
        permit.sent();
        let response = match inner.transport.send(request).await {
            Ok(response) => response,
            Err(error) if error.kind() == TransportErrorKind::NotSent => {
                permit.not_sent();
                let told = Error::about(ErrorKind::Connect, error.causes());
                return fail(Happened::NeverSent, told, Sent::No, None);
            }
            Err(error) => {
                let kind = if error.kind() == TransportErrorKind::TimedOut {
                    ErrorKind::Timeout
                } else {
                    ErrorKind::Interrupted
                };
                return fail(Happened::MaybeSent, Error::about(kind, error.causes()), Sent::Maybe, None);
            }
        };
        permit.answered();
        let (head, body) = response.into_parts();
        let (status, headers) = (head.status, head.headers);
        let about = |mut error: Error| {
            let inner = error.edit();
            inner.status = Some(status);
            inner.request_id = request_id(&headers);
            error
        };
        if plan.streamed && status.is_success() && !is_json(&headers) {
            // A vendor's error inside a success is JSON; everything else is what was asked for.
            let stream = watched(body, self.options.idle_timeout.unwrap_or(super::IDLE), slot);
            return Ok(Outcome::Answered { status, headers, body: Bytes::new(), stream: Some(stream) });
        }
        // A refusal is one by its head; how its body ends, or whether it ever does, changes nothing.
        let until = if !status.is_success() {
            Instant::now().checked_add(REFUSAL.min(budget / 2))
        } else if plan.salvaged {
            // A little before all of it is given up.
            begun.checked_add(budget - budget / 20)
        } else {
            None
        };
        let body = match collect(body, inner.max_body, until).await {
            (body, Ok(())) => body,
            (body, Err(_)) if !status.is_success() || (plan.salvaged && !body.is_empty()) => body,
            (_, Err(ReadError::TooLarge)) => {
                let error = about(Error::new(ErrorKind::BodyTooLarge, format!("more than {} bytes", inner.max_body)));
                return fail(Happened::Undecodable, error, Sent::Yes, None);
            }
            // A success that broke off is no answer.
            (_, Err(ReadError::Transport(error))) => {
                let error = about(Error::about(ErrorKind::Interrupted, error.causes()));
                return fail(Happened::MaybeSent, error, Sent::Yes, None);
            }
        };
        let rejection = match inner.dialect.judge(plan.operation, status, &headers, &body) {
            // A redirect is an answer where the vendor's dialect says so, and is followed by nobody.
            Verdict::Accepted if status.is_success() || status.is_redirection() => {
                return Ok(Outcome::Answered { status, headers, body, stream: None });
            }
            Verdict::Accepted => Rejection::default(),
            Verdict::Rejected(rejection) => rejection,
        };
        let happened = retry::row_of(status, rejection.token_rejected);
        let partial = rejection.partial;
        let retry_after = retry::retry_after(&headers, &inner.clock);
        let mut rejection = rejection;
        if plan.confidential {
            rejection.message = rejection.message.filter(|message| !quotes(message, &plan.body));
        }
        let mut error = about(Error::about(ErrorKind::Status, None)).rejected(rejection);
        error.edit().retry_after = retry_after;
        if !plan.confidential {
            error = error.with_excerpt(&body);
        }
        Ok(Outcome::Failed(Failure { happened, error, sent: Sent::Yes, retry_after, generation, partial }))
    }
}

/// Whether a refusal repeats a secret of the form that it refuses.
fn quotes(message: &str, form: &[u8]) -> bool {
    const SECRETS: [&str; 4] = ["client_secret", "refresh_token", "code", "code_verifier"];
    let mut values = url::form_urlencoded::parse(form).filter(|(name, _)| SECRETS.contains(&&**name));
    values.any(|(_, value)| !value.is_empty() && message.contains(&*value))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Ends a stream on which nothing arrives. Its call keeps its place until the stream has ended or is dropped.
fn watched(stream: ByteStream, idle: Duration, slot: Slot) -> ByteStream {
    Box::pin(stream::unfold(Some((stream, slot)), move |state| async move {
        let (mut stream, slot) = state?;
        match tokio::time::timeout(idle, stream.next()).await {
            Ok(Some(Ok(chunk))) => Some((Ok(chunk), Some((stream, slot)))),
            Ok(Some(Err(error))) => Some((Err(error), None)),
            Ok(None) => None,
            Err(_) => Some((Err(TransportError::new(TransportErrorKind::TimedOut)), None)),
        }
    }))
}

/// Reads a body: what arrived, and whether that is all of it.
async fn collect(mut body: ByteStream, most: usize, until: Option<Instant>) -> (Bytes, Result<(), ReadError>) {
    let mut first: Option<Bytes> = None;
    let mut whole: Option<BytesMut> = None;
    let mut read = 0_usize;
    let ended = loop {
        let next = match until {
            None => body.next().await,
            Some(until) => match tokio::time::timeout_at(until, body.next()).await {
                Ok(next) => next,
                Err(_) => break Err(ReadError::Transport(TransportError::new(TransportErrorKind::TimedOut))),
            },
        };
        let chunk = match next {
            None => break Ok(()),
            Some(Ok(chunk)) => chunk,
            Some(Err(error)) => break Err(ReadError::Transport(error)),
        };
        read = read.saturating_add(chunk.len());
        if read > most {
            break Err(ReadError::TooLarge);
        }
        // Most answers are one chunk, which needs no copy.
        match (&mut whole, first.take()) {
            (Some(whole), _) => whole.extend_from_slice(&chunk),
            (None, None) => first = Some(chunk),
            (None, Some(before)) => {
                let mut joined = BytesMut::with_capacity(before.len() + chunk.len());
                joined.extend_from_slice(&before);
                joined.extend_from_slice(&chunk);
                whole = Some(joined);
            }
        }
    };
    let body = match (whole, first) {
        (Some(whole), _) => whole.freeze(),
        (None, Some(first)) => first,
        (None, None) => Bytes::new(),
    };
    (body, ended)
}
