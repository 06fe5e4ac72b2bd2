//! A transport that plays a script: how a test, ours or a user's, stands in for the network.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use tokio::time::Instant;

use crate::operation::Operation;

use super::{Body, BoxFuture, ByteStream, Transport, TransportError, TransportErrorKind};

/// Answers requests from a queue and keeps what it was sent. Clones share both.
///
/// ```
/// use guichet_core::transport::{Reply, ScriptedTransport};
/// let transport = ScriptedTransport::new([
///     Reply::status(503),
///     Reply::json(r#"{"id": 1}"#).after(std::time::Duration::from_millis(20)),
/// ]);
/// // give `transport.clone()` to a client's settings, run the code under test, then look:
/// assert_eq!(transport.requests().len(), 0);
/// ```
#[derive(Clone, Default)]
pub struct ScriptedTransport(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    queue: VecDeque<Reply>,
    otherwise: Option<Reply>,
    /// The replies of an operation, by its method and path.
    rules: Vec<(http::Method, String, VecDeque<Reply>)>,
    seen: Vec<RecordedRequest>,
    unmasked: bool,
}

impl ScriptedTransport {
    /// Plays these replies in order; when they are used up, every request fails to connect.
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let transport = Self::default();
        transport.push(replies);
        transport
    }

    /// Gives the same reply to every request.
    pub fn always(reply: Reply) -> Self {
        let transport = Self::default();
        transport.state().otherwise = Some(reply);
        transport
    }

    /// Keeps credentials as they were sent, in place of `***`: for a test of the credentials themselves.
    #[must_use]
    pub fn unmasked(self) -> Self {
        self.state().unmasked = true;
        self
    }

    /// Adds replies to the queue.
    pub fn push(&self, replies: impl IntoIterator<Item = Reply>) {
        self.state().queue.extend(replies);
    }

    /// Plays these replies, in order, to requests of one operation, whatever stands in the queue; the last one stays. Operations are found by
    /// the `operations()` of the vendor's crate.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::{Reply, ScriptedTransport};
    ///
    /// let transport = ScriptedTransport::new([]);
    /// transport.on(&LIST, [Reply::json("[1, 2]")]);
    /// transport.on(&GET, [Reply::status(503), Reply::json(r#"{"id": 7}"#)]);
    /// let client = client_on(&transport);
    /// let thing: Thing = client.call(&GET).arg(7).fetch().await?;
    /// let again: Thing = client.call(&GET).arg(7).fetch().await?;
    /// assert_eq!((thing.id, again.id), (7, 7));
    /// assert_eq!(client.call(&LIST).send::<Vec<u32>>().await?, [1, 2]);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    pub fn on(&self, operation: &Operation, replies: impl IntoIterator<Item = Reply>) {
        let rule = (operation.method.clone(), operation.path.to_string(), replies.into_iter().collect());
        self.state().rules.push(rule);
    }

    /// What was sent so far, in order.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state().seen.clone()
    }

    fn received(&self, at: usize, body: Bytes) {
        if let Some(request) = self.state().seen.get_mut(at) {
            request.body = body;
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for ScriptedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = self.state();
        f.debug_struct("ScriptedTransport").field("left", &state.queue.len()).field("seen", &state.seen.len()).finish()
    }
}

/// How much of a streamed body is kept.
const RECORDED: usize = 64 * 1024 * 1024;

/// A request as the transport received it. A body that is read while it is sent is empty until it is read whole. Credentials are masked: headers that are marked sensitive read `***`.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::transport::{Reply, ScriptedTransport};
///
/// let transport = ScriptedTransport::new([Reply::json("7")]);
/// client_on(&transport).call(&LIST).query("color", "dark red").fetch::<i64>().await?;
/// let requests = transport.requests();
/// assert_eq!((requests[0].method.as_str(), requests[0].target()), ("GET", "/things?color=dark%20red"));
/// assert_eq!(requests[0].header("user-agent"), Some("guichet-vendor/0.0.0"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The method.
    pub method: String,
    /// Scheme, host, path and query.
    pub uri: String,
    /// The headers, the sensitive ones masked.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
    /// When it arrived, on tokio's clock.
    pub at: Instant,
}

impl RecordedRequest {
    /// Path and query.
    pub fn target(&self) -> &str {
        let after = self.uri.split_once("://").map_or(self.uri.as_str(), |(_, rest)| rest);
        after.find('/').and_then(|at| after.get(at..)).unwrap_or("/")
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// What a scripted transport does with one request.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use guichet_core::Outcome;
/// use guichet_core::transport::{Reply, ScriptedTransport};
///
/// let transport = ScriptedTransport::new([
///     Reply::status(503),
///     Reply::drop_after().after(Duration::from_secs(1)),
///     Reply::json(r#"{"id": 1}"#).header("x-request-id", "r-1"),
/// ]);
/// let thing: Thing = client_on(&transport).call(&GET).arg(1).fetch().await?;
/// assert_eq!((thing.id, transport.requests().len()), (1, 3));
///
/// // The vendor may have the payment: it is not sent again.
/// let error = client([Reply::drop_after()]).call(&PAY).send_empty().await.unwrap_err();
/// assert_eq!(error.outcome(), Outcome::Unknown);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Debug, Clone)]
pub struct Reply {
    before: Duration,
    then: Then,
}

#[derive(Debug, Clone)]
enum Then {
    Answer { status: StatusCode, headers: HeaderMap, body: Vec<Piece> },
    Fail(TransportErrorKind),
    Never,
}

#[derive(Debug, Clone)]
enum Piece {
    Data(Bytes),
    Wait(Duration),
    Break,
    Stall,
}

impl Reply {
    /// An answer with a body and no content type.
    pub fn new(status: u16, body: impl Into<Bytes>) -> Self {
        let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self {
            before: Duration::ZERO,
            then: Then::Answer { status, headers: HeaderMap::new(), body: vec![Piece::Data(body.into())] },
        }
    }

    /// 200 with a JSON body.
    pub fn json(body: impl Into<String>) -> Self {
        Self::new(200, body.into()).header("content-type", "application/json")
    }

    /// 200 with a value as JSON: a model, say, that was read from a vendor's answer. What stands around it there is put around it by
    /// [`inside`](Self::inside). A value that cannot be written is an empty body.
    ///
    /// ```
    /// use guichet_core::transport::Reply;
    ///
    /// let reply = Reply::value(&vec!["a", "b"]).inside("data");
    /// assert!(format!("{reply:?}").contains(r#"{\"data\":[\"a\",\"b\"]}"#));
    /// ```
    pub fn value(value: &impl serde::Serialize) -> Self {
        Self::json(serde_json::to_string(value).unwrap_or_default())
    }

    /// Puts the body into an object, as this member.
    #[must_use]
    pub fn inside(mut self, member: &str) -> Self {
        if let Then::Answer { body, .. } = &mut self.then {
            for piece in body {
                if let Piece::Data(bytes) = piece {
                    let name = serde_json::Value::from(member);
                    *piece = Piece::Data(format!("{{{name}:{}}}", String::from_utf8_lossy(bytes)).into());
                }
            }
        }
        self
    }

    /// A status without a body.
    pub fn status(status: u16) -> Self {
        Self::new(status, Bytes::new())
    }

    /// The connection cannot be made: nothing was sent.
    pub fn drop_before() -> Self {
        Self { before: Duration::ZERO, then: Then::Fail(TransportErrorKind::NotSent) }
    }

    /// The request is handled, and the connection breaks before the answer.
    pub fn drop_after() -> Self {
        Self { before: Duration::ZERO, then: Then::Fail(TransportErrorKind::Interrupted) }
    }

    /// No answer, ever.
    pub fn never() -> Self {
        Self { before: Duration::ZERO, then: Then::Never }
    }

    /// Waits before it answers.
    #[must_use]
    pub fn after(mut self, delay: Duration) -> Self {
        self.before = delay;
        self
    }

    /// Adds a header to an answer; ignored if it is not a valid one.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        if let (Then::Answer { headers, .. }, Ok(name), Ok(value)) =
            (&mut self.then, HeaderName::try_from(name), HeaderValue::try_from(value))
        {
            headers.append(name, value);
        }
        self
    }

    /// Breaks the connection after the body given so far.
    #[must_use]
    pub fn then_break(self) -> Self {
        self.piece(Piece::Break)
    }

    /// Sends nothing more after the body given so far, and keeps the connection.
    #[must_use]
    pub fn then_stall(self) -> Self {
        self.piece(Piece::Stall)
    }

    /// Waits, then sends more of the body.
    #[must_use]
    pub fn then_data(self, delay: Duration, data: impl Into<Bytes>) -> Self {
        self.piece(Piece::Wait(delay)).piece(Piece::Data(data.into()))
    }

    fn piece(mut self, piece: Piece) -> Self {
        if let Then::Answer { body, .. } = &mut self.then {
            body.push(piece);
        }
        self
    }
}

impl Transport for ScriptedTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        let (head, body) = request.into_parts();
        let (reply, at) = {
            let mut state = self.state();
            let otherwise = state.otherwise.clone();
            let request = record(&head, Bytes::new(), state.unmasked);
            state.seen.push(request);
            let scripted = state.rules.iter_mut().find(|(method, path, replies)| {
                *method == head.method && !replies.is_empty() && is_of(path, head.uri.path())
            });
            let scripted =
                scripted.and_then(
                    |(_, _, replies)| {
                        if replies.len() > 1 { replies.pop_front() } else { replies.front().cloned() }
                    },
                );
            let reply = scripted.or_else(|| state.queue.pop_front()).or(otherwise);
            let nothing = format!("the script has no reply for {} {}", head.method, head.uri.path());
            let reply = reply.ok_or(nothing);
            (reply, state.seen.len() - 1)
        };
        let body = match body {
            Body::Bytes(bytes) => {
                self.received(at, bytes);
                None
            }
            Body::Stream(stream) => Some(stream),
        };
        Box::pin(async move {
            if let Some(stream) = body {
                let read = stream.read(RECORDED).await;
                let read = read.map_err(|e| TransportError::with_source(TransportErrorKind::Interrupted, e))?;
                self.received(at, read);
            }
            let reply = match reply {
                Ok(reply) => reply,
                Err(nothing) => {
                    let nothing = std::io::Error::other(nothing);
                    return Err(TransportError::with_source(TransportErrorKind::NotSent, nothing));
                }
            };
            tokio::time::sleep(reply.before).await;
            match reply.then {
                Then::Fail(kind) => Err(TransportError::new(kind)),
                Then::Never => std::future::pending().await,
                Then::Answer { status, headers, body } => {
                    let mut response = http::Response::new(play(body));
                    *response.status_mut() = status;
                    *response.headers_mut() = headers;
                    Ok(response)
                }
            }
        })
    }
}

/// Whether a path is one of a template: it may stand below a base address. A placeholder is one segment, or several where its name ends in dots.
fn is_of(template: &str, path: &str) -> bool {
    let mut given = path.rsplit('/');
    for wanted in template.trim_start_matches('/').rsplit('/') {
        match given.next() {
            Some(_) if wanted.ends_with("…}") => return true,
            Some(segment) if wanted.starts_with('{') && !segment.is_empty() => {}
            Some(segment) if segment == wanted => {}
            _ => return false,
        }
    }
    true
}

fn play(pieces: Vec<Piece>) -> ByteStream {
    Box::pin(stream::unfold(pieces.into_iter(), |mut pieces| async move {
        loop {
            let item = match pieces.next()? {
                Piece::Data(bytes) => Ok(bytes),
                Piece::Break => Err(TransportError::new(TransportErrorKind::Interrupted)),
                Piece::Stall => std::future::pending().await,
                Piece::Wait(delay) => {
                    tokio::time::sleep(delay).await;
                    continue;
                }
            };
            return Some((item, pieces));
        }
    }))
}

fn record(head: &http::request::Parts, body: Bytes, unmasked: bool) -> RecordedRequest {
    let headers = head
        .headers
        .iter()
        .map(|(name, value)| {
            (
                name.clone(),
                if value.is_sensitive() && !unmasked { HeaderValue::from_static("***") } else { value.clone() },
            )
        })
        .collect();
    RecordedRequest { method: head.method.to_string(), uri: head.uri.to_string(), headers, body, at: Instant::now() }
}
