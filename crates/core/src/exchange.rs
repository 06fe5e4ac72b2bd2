//! A request as it will be sent, and an answer that was accepted.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, Uri};

use crate::body::Content;
use crate::json;
use crate::operation::{Effect, Operation};
use crate::redact::Secrets;
use crate::transport::ByteStream;

/// A request as it will be sent, on every attempt the same.
pub(crate) struct Plan<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) uri: Uri,
    pub(crate) content_type: Option<HeaderValue>,
    pub(crate) body: Content,
    /// What repeating the call does: the operation's, or the caller's word for a route that nobody declared.
    pub(crate) effect: Effect,
    /// The answer holds tokens: no error keeps a piece of it.
    pub(crate) confidential: bool,
    /// The body of a success is handed on as it arrives.
    pub(crate) streamed: bool,
    /// A success whose body breaks off, or is not whole within this time, is an answer all the same: a part of it is better than
    /// nothing.
    pub(crate) best_effort: Option<Duration>,
    /// Headers of this call's own.
    pub(crate) headers: &'a HeaderMap,
    /// Whether an attempt's bytes may have left.
    pub(crate) left: AtomicBool,
}

impl Plan<'_> {
    /// The request is handed to the transport; whether one was before.
    pub(crate) fn leaves(&self) -> bool {
        self.left.swap(true, Ordering::Relaxed)
    }

    /// The transport could not connect: it is as before.
    pub(crate) fn stays(&self, left_before: bool) {
        self.left.store(left_before, Ordering::Relaxed);
    }

    pub(crate) fn has_left(&self) -> bool {
        self.left.load(Ordering::Relaxed)
    }

    /// Whether a success's body is what the call can be answered with: JSON, or nothing at all, or text where that is the answer. What
    /// arrived of an answer that cannot be had twice is looked at by its reader.
    pub(crate) fn answers(&self, body: &[u8]) -> bool {
        self.best_effort.is_some()
            || self.operation.redirect_is_answer
            || json::begins(body)
            || (self.operation.answers_text && json::is_text(body))
    }
}

/// An accepted answer.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// In place of `body`, where the plan asks for a stream.
    pub(crate) stream: Option<ByteStream>,
    /// Of the request, to be taken out of what is kept of the answer.
    pub(crate) secrets: Secrets,
    pub(crate) attempts: u32,
    pub(crate) elapsed: Duration,
}

impl Answer {
    /// Whether it is empty, or null.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(json::without_mark(&self.body).trim_ascii(), b"" | b"null")
    }
}
