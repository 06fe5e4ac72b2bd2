//! A body as it arrives.

mod to_file;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http::{HeaderMap, StatusCode, header};

use crate::error::{Error, ErrorKind, Outcome, Result, Sent};
use crate::exchange::Answer;
use crate::json::raw::RawJson;
use crate::operation::{Effect, Operation};
use crate::progress::{OnProgress, Progress};
use crate::transport::{ByteStream, TransportErrorKind};

/// The body of an accepted answer, in pieces. A pause longer than the idle timeout ends it with an error; dropping it
/// gives the rest up.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::transport::Reply;
///
/// let report = Reply::new(200, "a;b\n").header("content-type", "text/csv").header("content-length", "4");
/// let mut download = client([report]).call(&REPORT).send_stream().await?;
/// assert_eq!((download.status(), download.content_type(), download.length()), (200, Some("text/csv"), Some(4)));
/// while let Some(piece) = download.next().await {
///     assert_eq!(piece?, "a;b\n");
/// }
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
pub struct Download {
    operation: String,
    status: StatusCode,
    headers: HeaderMap,
    attempts: u32,
    /// What the call came to, where its answer does not arrive whole.
    outcome: Outcome,
    stream: Option<ByteStream>,
    arrived: u64,
    told: Option<OnProgress>,
}

impl Download {
    pub(crate) fn new(operation: &Operation, effect: Effect, answer: Answer, stream: ByteStream) -> Self {
        let Answer { status, headers, attempts, .. } = answer;
        let outcome = if effect == Effect::Safe { Outcome::NotDone } else { Outcome::Done };
        Self {
            operation: operation.id.to_string(),
            status,
            headers,
            attempts,
            outcome,
            stream: Some(stream),
            arrived: 0,
            told: None,
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The answer's headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The media type that the vendor gives.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(header::CONTENT_TYPE)?.to_str().ok()
    }

    /// How many bytes there are, where the vendor says so.
    pub fn length(&self) -> Option<u64> {
        self.headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.trim().parse().ok()
    }

    /// Tells how far it has come after each piece: bytes of [`length`](Self::length).
    #[must_use]
    pub fn on_progress(mut self, told: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.told = Some(OnProgress::new(told));
        self
    }

    /// Writes the body to a writer as it arrives, and says how many bytes it has.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// let mut written = Vec::new();
    /// let download = client([Reply::new(200, "a;b\n")]).call(&REPORT).send_stream().await?;
    /// assert_eq!(download.to_writer(&mut written).await?, 4);
    /// assert_eq!(written, b"a;b\n");
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// The connection broke, or the writer failed, which then has a part of the body.
    pub async fn to_writer(mut self, writer: &mut (impl tokio::io::AsyncWrite + Unpin)) -> Result<u64> {
        let failed = |error: std::io::Error| Error::storage(true, format!("the writer: {error}"));
        while let Some(piece) = self.next().await {
            let mut piece = piece?;
            while !piece.is_empty() {
                let written = std::future::poll_fn(|context| Pin::new(&mut *writer).poll_write(context, &piece)).await;
                match written.map_err(failed)? {
                    0 => return Err(failed(std::io::ErrorKind::WriteZero.into())),
                    taken => drop(piece.split_to(taken.min(piece.len()))),
                }
            }
        }
        std::future::poll_fn(|context| Pin::new(&mut *writer).poll_flush(context)).await.map_err(failed)?;
        Ok(self.arrived)
    }

    /// The next piece, `None` at the end.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    /// use guichet_core::{ErrorKind, Outcome};
    ///
    /// let broken = Reply::new(200, "a;b\n").then_break();
    /// let mut download = client([broken]).call(&REPORT).send_stream().await?;
    /// assert_eq!(download.next().await.transpose()?, Some("a;b\n".into()));
    /// let error = download.next().await.transpose().unwrap_err();
    /// assert_eq!((error.kind(), error.outcome()), (ErrorKind::Interrupted, Outcome::NotDone));
    /// assert!(download.next().await.is_none());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        std::future::poll_fn(|context| self.poll_piece(context)).await
    }

    /// The whole body in memory, if it is not larger than `most` bytes.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::ErrorKind;
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::new(200, "a;b\n"), Reply::new(200, "a;b\n")]);
    /// assert_eq!(client.call(&REPORT).send_stream().await?.bytes(1024).await?, "a;b\n");
    /// let error = client.call(&REPORT).send_stream().await?.bytes(3).await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::BodyTooLarge);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// `BodyTooLarge`, or the connection broke.
    pub async fn bytes(mut self, most: usize) -> Result<Bytes> {
        let mut whole = BytesMut::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            if whole.len().saturating_add(piece.len()) > most {
                return Err(self.broken(ErrorKind::BodyTooLarge, format!("more than {most} bytes")));
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }

    /// An error about what arrived: a piece that a reader above this one cannot make sense of.
    pub fn unreadable(&self, why: impl fmt::Display) -> Error {
        // What arrived may be personal: the message keeps none of it.
        self.broken(ErrorKind::Decode, crate::json::without_values(&why.to_string()))
    }

    /// An error about one element of what arrived, with its JSON: what comes after it can be read.
    pub fn unreadable_row(&self, why: impl fmt::Display, row: &RawJson) -> Error {
        let mut error = self.unreadable(why);
        error.edit().row = Some(row.as_str().into());
        error.edit().stopped = "the list goes on after it";
        error
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        let Some(stream) = &mut self.stream else { return Poll::Ready(None) };
        match std::task::ready!(stream.as_mut().poll_next(context)) {
            Some(Ok(piece)) => {
                self.arrived += piece.len() as u64;
                if let Some(told) = &self.told {
                    told.tell(self.arrived, self.length(), None);
                }
                Poll::Ready(Some(Ok(piece)))
            }
            None => {
                self.stream = None;
                Poll::Ready(None)
            }
            Some(Err(error)) => {
                self.stream = None;
                let timed_out = error.kind() == TransportErrorKind::TimedOut;
                let kind = if timed_out { ErrorKind::Timeout } else { ErrorKind::Interrupted };
                Poll::Ready(Some(Err(self.broken(kind, error.to_string()))))
            }
        }
    }

    fn broken(&self, kind: ErrorKind, what: String) -> Error {
        let mut error = Error::new(kind, what).of(&self.operation);
        let inner = error.edit();
        inner.status = Some(self.status);
        inner.request_id = crate::redact::request_id(&self.headers);
        inner.attempts = self.attempts;
        inner.sent = Sent::Yes;
        inner.outcome = self.outcome;
        inner.stopped = "a body under way is not asked for again";
        error
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.status)
            .field("headers", &crate::redact::Headers(&self.headers))
            .finish_non_exhaustive()
    }
}

impl Stream for Download {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_piece(context)
    }
}
