//! The body of an answer: looked at and handed on, or read whole.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt as _, stream};
use http::{HeaderMap, header};
use tokio::time::Instant;

use crate::limit::Slot;
use crate::transport::{ByteStream, TransportError, TransportErrorKind};

/// How much of a file labelled JSON is looked at before it is handed on.
const PEEKED: usize = 64 * 1024;

/// Why a body is not whole.
pub(super) enum ReadError {
    TooLarge,
    Transport(TransportError),
}

/// Whether the answer says that it is JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let kind = kind(headers);
    kind == "application/json" || kind.ends_with("+json")
}

/// Whether the answer says that it is a page for a browser.
pub(super) fn is_page(headers: &HeaderMap) -> bool {
    matches!(kind(headers).as_str(), "text/html" | "application/xhtml+xml")
}

/// The media type, without its parameters.
fn kind(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The beginning of a body, as soon as it has [`PEEKED`] bytes, and whether that is all of it. A body that breaks off is handed on
/// with its error.
pub(super) async fn peek(body: &mut ByteStream) -> (Bytes, bool) {
    let mut begun = BytesMut::new();
    while begun.len() < PEEKED {
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
pub(super) fn ends_when_idle(stream: ByteStream, idle: Duration, slot: Slot) -> ByteStream {
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

/// Reads a body of at most so many bytes: what arrived, and whether that is all of it. With `best_effort` what is on its way when the
/// time is up is waited for a little longer.
pub(super) async fn collect(
    mut body: ByteStream,
    most: usize,
    until: Option<Instant>,
    best_effort: bool,
) -> (Bytes, Result<(), ReadError>) {
    let mut graces = if best_effort { GRACES } else { 0 };
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
