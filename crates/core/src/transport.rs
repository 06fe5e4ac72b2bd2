//! How bytes reach a vendor. The default is [`HttpTransport`]; a test scripts its own.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::Instant;

mod body;
#[cfg(feature = "gzip")]
mod gunzip;
#[cfg(feature = "http")]
mod http_transport;
#[cfg(feature = "test-util")]
mod scripted;
#[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
pub(crate) mod tls;

pub use body::{Body, BodyStream, SourceStream};
#[cfg(feature = "http")]
pub use http_transport::{HttpTransport, HttpTransportBuilder, Resolve};
#[cfg(feature = "test-util")]
pub use scripted::{RecordedRequest, Reply, ScriptedTransport};

/// A boxed future, as object-safe traits need it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The body of an answer, as it arrives.
pub type ByteStream = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;

/// Sends one request, once. Implement it to bring a client of your own; then redirects, retries, proxies and
/// the reuse of stale connections are yours to switch off: core's promises about repeated calls assume that a
/// transport sends a request at most once and follows nothing.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use guichet_core::Settings;
/// use guichet_core::transport::{Body, BoxFuture, ByteStream, Transport, TransportError};
/// use guichet_core::vendor::Client;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// /// Answers 7, whatever is asked.
/// struct Canned;
///
/// impl Transport for Canned {
///     fn send(&self, _: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
///         let body: ByteStream = Box::pin(futures_util::stream::iter([Ok("7".into())]));
///         Box::pin(std::future::ready(Ok(http::Response::new(body))))
///     }
/// }
///
/// let client = Client::new(vendor(), Settings::new().transport(Canned))?;
/// assert_eq!(client.call(&GET).arg(1).fetch::<i64>().await?, 7);
/// # Ok(())
/// # }
/// ```
pub trait Transport: Send + Sync + 'static {
    /// Sends the request. Its URI is absolute, and its body has exactly [`Body::len`] bytes: a stream that gives another number ends
    /// with an error, and the transport gives the exchange up. Dropping the future must give up the exchange.
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>>;

    /// A transport to the same hosts with connections of its own, which lives on whatever runtime it is used on and shares nothing
    /// with this one that waits for a runtime. A request that spends a refresh token is sent over it, on a runtime of its own, so
    /// that the end of the caller's runtime waits for its reply. `None`, the default: such a request is sent over this transport, on
    /// the caller's runtime, and a program that lets that runtime end in the middle loses the login.
    fn detached(&self) -> Option<Arc<dyn Transport>> {
        None
    }
}

/// For how long a body may still begin to leave.
type LeftFor = Arc<dyn Fn() -> Duration + Send + Sync>;

/// In a request's extensions: when its body may not begin to leave any more. A process may be stopped while it connects, and go on when
/// another one has taken its place.
#[derive(Clone, Default)]
pub(crate) struct NotAfter {
    until: Option<Instant>,
    held_for: Option<LeftFor>,
}

impl NotAfter {
    pub(crate) fn until(request: &mut http::Request<Body>, until: Option<Instant>) {
        request.extensions_mut().get_or_insert_default::<Self>().until = until;
    }

    pub(crate) fn held(request: &mut http::Request<Body>, held_for: LeftFor) {
        request.extensions_mut().get_or_insert_default::<Self>().held_for = Some(held_for);
    }

    /// Whether it is too late.
    #[cfg(feature = "http")]
    fn is_over(&self) -> bool {
        self.until.is_some_and(|until| Instant::now() > until)
            || self.held_for.as_ref().is_some_and(|left| left().is_zero())
    }
}

/// Why there was no answer, or not a whole one.
///
/// ```
/// use guichet_core::transport::{TransportError, TransportErrorKind};
///
/// let error = TransportError::with_source(TransportErrorKind::NotSent, "the cable is cut");
/// assert_eq!(error.kind(), TransportErrorKind::NotSent);
/// assert_eq!(error.to_string(), "no connection: the cable is cut");
/// ```
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// What a transport failure means for a repeat of the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection: not a byte was sent, so that even a payment may be tried again. Claim it only when it is
    /// certain; a connection that closed before an answer is [`Interrupted`](Self::Interrupted).
    NotSent,
    /// Something was sent, or may have been.
    Interrupted,
    /// Nothing arrived in the time the transport itself allows; the request may have been carried out.
    TimedOut,
}

impl TransportError {
    /// A failure without a cause to show.
    pub fn new(kind: TransportErrorKind) -> Self {
        Self { kind, source: None }
    }

    /// A failure and its cause. The cause's text may reach a log: it must hold no URL and no credential.
    pub fn with_source(kind: TransportErrorKind, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self { kind, source: Some(source.into()) }
    }

    /// What it means for a repeat of the call.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The causes in one line: an error chain is rarely printed whole.
    pub(crate) fn causes(&self) -> Option<String> {
        let mut text: Option<String> = None;
        let mut cause: Option<&(dyn std::error::Error + 'static)> = self.source.as_deref().map(|e| e as _);
        while let Some(error) = cause {
            text = Some(text.map_or_else(|| error.to_string(), |before| format!("{before}: {error}")));
            cause = error.source();
        }
        text
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::NotSent => "no connection",
            TransportErrorKind::Interrupted => "the connection broke",
            TransportErrorKind::TimedOut => "the transport waited too long",
        })?;
        match self.causes() {
            Some(causes) => write!(f, ": {causes}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for TransportError {}
