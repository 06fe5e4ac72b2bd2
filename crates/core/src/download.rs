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
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        std::future::poll_fn(|context| self.poll_piece(context)).await
    }

    /// The whole body in memory, if it is not larger than `most` bytes.
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
