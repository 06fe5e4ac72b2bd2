//! One attempt: authorize, send, read, judge.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use tokio::time::Instant;

use super::Client;
use super::upload::Upload;
use crate::auth::Generation;
use crate::body::Content;
use crate::dialect::{Rejection, Verdict};
use crate::error::{Error, ErrorKind, Sent};
use crate::exchange::Plan;
use crate::limit::{Permit, Refused, Slot};
use crate::redact::request_id;
use crate::retry::{self, Happened};
use crate::transport::{Body, BodyStream, ByteStream, TransportError, TransportErrorKind};

/// How much of a file labelled JSON is looked at before it is handed on.
const PEEKED: usize = 64 * 1024;

/// How long the body of a refusal is waited for: the status is in its head.
const REFUSAL: Duration = Duration::from_secs(5);

pub(super) enum Outcome {
    Answered {
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        /// In place of the body, where the plan asks for a stream.
        stream: Option<ByteStream>,
    },
    /// There are no credentials, or the body's source cannot be opened: nothing was sent.
    NotSent(Error),
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
            // Boxed, because it is rare, and its size would be added to every call's future.
            let entered = Box::pin(self.inner.limits.enter(wait.most.saturating_sub(wait.waited))).await;
            wait.waited += asked.elapsed();
            // With the place the credentials are added anew: a signature is as old as the wait, and a token may have ended.
            match entered {
                Ok(place) => slot = Some(place),
                Err(refused) => return Outcome::Refused(refused),
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
    ) -> Result<Outcome, Crowded> {
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
            let sent = permit.was_sent();
            Ok(Outcome::Failed(Failure {
                happened: if sent { Happened::MaybeSent } else { Happened::NeverSent },
                error: Error::new(ErrorKind::Timeout, format!("nothing within {waited:?}")),
                sent: if sent { Sent::Maybe } else { Sent::No },
                retry_after: None,
                generation: Generation::default(),
                partial: false,
            }))
        })
    }

    fn build(&self, plan: &Plan<'_>, body: Body) -> http::Request<Body> {
        let empty = body.is_empty();
        let mut request = http::Request::new(body);
        *request.method_mut() = plan.operation.method.clone();
        *request.uri_mut() = plan.uri.clone();
        // With room for what is added: a copy has none, and growing costs more than filling it anew.
        let own = self.inner.headers.len() + self.options.headers.len() + plan.headers.len();
        let mut headers = HeaderMap::with_capacity((own + 2).max(6));
        headers.extend(self.inner.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        if let Some(kind) = &plan.content_type {
            headers.insert(header::CONTENT_TYPE, kind.clone());
        }
        // The call's own headers win over those of `CallOptions`: an option shared by several calls must not change the folder of one.
        for (name, value) in self.options.headers.iter().chain(plan.headers) {
            headers.insert(name.clone(), value.clone());
        }
        // Some gateways answer 411 to a request without a body and without `Content-Length: 0`.
        if empty && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.headers_mut() = headers;
        request
    }

    /// One exchange, in the place given, or in one that is free when the credentials are there.
    async fn exchange(
        &self,
        plan: &Plan<'_>,
        permit: &mut Permit,
        upload: Option<&Upload>,
        budget: Duration,
        slot: Option<Slot>,
    ) -> Result<Outcome, Crowded> {
        let inner = &*self.inner;
        let begun = Instant::now();
        // Opened before anything else: a source that is gone spends neither a token nor a request.
        let body = match (&plan.body, upload) {
            (Content::Bytes(bytes), _) => Body::Bytes(bytes.clone()),
            (Content::Source(source), upload) => match source.open().await {
                Ok(stream) => {
                    let stream = BodyStream::new(source.length(), stream);
                    Body::Stream(match upload {
                        Some(upload) => BodyStream::new(stream.left(), upload.watch(stream)),
                        None => stream,
                    })
                }
                Err(error) => {
                    let closed = Error::argument("body", format!("its source cannot be opened: {error}"));
                    return Ok(Outcome::NotSent(closed.with_source(error)));
                }
            },
        };
        let mut request = self.build(plan, body);
        let generation = match inner.authorizer.authorize(&mut request).await {
            Ok(generation) => generation,
            Err(error) => return Ok(Outcome::NotSent(error)),
        };
        // After the credentials, because asking for a token needs no place and calls that hold one may wait for it. Held to the end
        // of the body.
        let Some(slot) = slot.or_else(|| inner.limits.try_enter()) else {
            return Err(Crowded { after: begun.elapsed() });
        };
        let fail = |happened, error: Error, sent, retry_after| {
            Ok(Outcome::Failed(Failure { happened, error, sent, retry_after, generation, partial: false }))
        };
        permit.sent();
        let response = match inner.transport.send(request).await {
            Ok(response) => response,
            Err(error) if error.kind() == TransportErrorKind::NotSent => {
                permit.not_sent();
                let no_connection = Error::about(ErrorKind::Connect, error.causes());
                return fail(Happened::NeverSent, no_connection, Sent::No, None);
            }
            Err(error) => {
                let kind = if error.kind() == TransportErrorKind::TimedOut {
                    ErrorKind::Timeout
                } else {
                    ErrorKind::Interrupted
                };
                // The source's own error says more than the transport's.
                let why = upload.and_then(Upload::failed).or_else(|| error.causes());
                return fail(Happened::MaybeSent, Error::about(kind, why), Sent::Maybe, None);
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
        let mut body = body;
        if plan.streamed && status.is_success() {
            body = ends_when_idle(body, self.options.idle_timeout.unwrap_or(super::IDLE), slot);
            // A vendor's error inside a success is JSON; everything else is what was asked for.
            let is_file = if !is_json(&headers) {
                true
            } else if plan.operation.answers_file {
                // A file may be JSON as well. An error is short, and a file that is short is looked at whole.
                let (begun, whole) = peek(&mut body, PEEKED).await;
                let is_error = whole
                    && matches!(inner.dialect.judge(plan.operation, status, &headers, &begun), Verdict::Rejected(_));
                body = Box::pin(stream::iter([Ok(begun)]).chain(body));
                !is_error
            } else {
                false
            };
            if is_file {
                return Ok(Outcome::Answered { status, headers, body: Bytes::new(), stream: Some(body) });
            }
        }
        // For a refusal the status decides: its body is waited for at most 5 s.
        let until = if !status.is_success() {
            Instant::now().checked_add(REFUSAL.min(budget / 2))
        } else {
            plan.best_effort.and_then(|within| begun.checked_add(within))
        };
        let graces = if plan.best_effort.is_some() { GRACES } else { 0 };
        let body = match collect(body, inner.max_body, until, graces).await {
            (body, Ok(())) => body,
            (body, Err(_)) if !status.is_success() || (plan.best_effort.is_some() && !body.is_empty()) => body,
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
            rejection.message = rejection.message.filter(|message| match &plan.body {
                Content::Bytes(form) => !quotes(message, form),
                Content::Source(_) => true,
            });
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

/// The beginning of a body, as soon as it has `most` bytes, and whether that is all of it. A body that breaks off is handed on with
/// its error.
async fn peek(body: &mut ByteStream, most: usize) -> (Bytes, bool) {
    let mut begun = BytesMut::new();
    while begun.len() < most {
        match body.next().await {
            Some(Ok(piece)) => begun.extend_from_slice(&piece),
            Some(Err(error)) => {
                *body = Box::pin(stream::iter([Err(error)]));
                return (begun.freeze(), false);
            }
            None => {
                *body = Box::pin(stream::empty());
                return (begun.freeze(), true);
            }
        }
    }
    (begun.freeze(), false)
}

/// Ends a stream on which nothing arrives. Its call keeps its place until the stream has ended or is dropped.
fn ends_when_idle(stream: ByteStream, idle: Duration, slot: Slot) -> ByteStream {
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

/// For an answer that cannot be had twice: how long a piece of it is waited for after its time is up, in steps of the runtime's
/// time. When a process goes on that was stopped, that time has passed, and the piece may be in the socket.
const GRACE: Duration = Duration::from_millis(250);
const GRACES: u32 = 10;

/// Reads a body: what arrived, and whether that is all of it.
async fn collect(
    mut body: ByteStream,
    most: usize,
    until: Option<Instant>,
    mut graces: u32,
) -> (Bytes, Result<(), ReadError>) {
    let mut first: Option<Bytes> = None;
    let mut whole: Option<BytesMut> = None;
    let mut read = 0_usize;
    let ended = loop {
        let next = match until {
            None => body.next().await,
            Some(until) => match tokio::time::timeout_at(until, body.next()).await {
                Ok(next) => next,
                Err(_) if graces > 0 => {
                    graces -= 1;
                    match tokio::time::timeout(GRACE, body.next()).await {
                        Ok(next) => next,
                        Err(_) => continue,
                    }
                }
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
