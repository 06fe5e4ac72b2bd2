//! The body of a request, as a transport receives it.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use crate::error::{Error, Result};

/// The bytes of a body that is read while it is sent.
pub type SourceStream = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// The body of a request.
#[non_exhaustive]
pub enum Body {
    /// All of it, in memory.
    Bytes(Bytes),
    /// Read while it is sent, for this attempt alone.
    Stream(BodyStream),
}

impl Body {
    /// How many bytes it has.
    pub fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Stream(stream) => stream.left,
        }
    }

    /// Whether it has no bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The bytes, for an authorizer that signs them.
    ///
    /// ```
    /// use guichet_core::transport::{Body, BodyStream};
    ///
    /// assert_eq!(Body::from(bytes::Bytes::from("hello")).to_sign()?, "hello");
    /// let stream = BodyStream::new(5, Box::pin(futures_util::stream::iter([Ok("hello".into())])));
    /// assert!(Body::Stream(stream).to_sign().is_err());
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// `ErrorKind::Invalid` for a body that is read while it is sent: a signature stands in a header, before the body.
    pub fn to_sign(&self) -> Result<&Bytes> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Stream(_) => Err(Error::argument("body", "a body that is read while it is sent cannot be signed")),
        }
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::Bytes(bytes)
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Body({} bytes)", self.len())
    }
}

/// A stream of exactly as many bytes as were announced: another number is an error of the stream, so that no transport takes a
/// shorter body for a whole one.
///
/// ```
/// use futures_util::StreamExt as _;
/// use guichet_core::transport::BodyStream;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let pieces = ["hel", "lo"].map(|piece| Ok(piece.into()));
/// let mut body = BodyStream::new(5, Box::pin(futures_util::stream::iter(pieces)));
/// assert_eq!(body.next().await.transpose()?, Some("hel".into()));
/// assert_eq!(body.left(), 2);
/// # Ok(())
/// # }
/// ```
pub struct BodyStream {
    stream: SourceStream,
    left: u64,
}

impl BodyStream {
    /// A stream and the number of bytes that it must give.
    pub fn new(length: u64, stream: SourceStream) -> Self {
        Self { stream, left: length }
    }

    /// How many bytes are still to come.
    pub fn left(&self) -> u64 {
        self.left
    }

    /// All of it in memory, if it has at most `most` bytes: for a transport that records or signs.
    ///
    /// ```
    /// use guichet_core::transport::BodyStream;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let body = |length| BodyStream::new(length, Box::pin(futures_util::stream::iter([Ok("hello".into())])));
    /// assert_eq!(body(5).read(100).await?, "hello");
    /// assert!(body(6).read(100).await.is_err(), "it is shorter than announced");
    /// assert!(body(5).read(4).await.is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The source's error; another length than announced; more than `most` bytes.
    pub async fn read(mut self, most: usize) -> io::Result<Bytes> {
        let mut whole = bytes::BytesMut::new();
        while let Some(piece) = std::future::poll_fn(|context| Pin::new(&mut self).poll_next(context)).await {
            let piece = piece?;
            if whole.len().saturating_add(piece.len()) > most {
                return Err(io::Error::other(format!("more than {most} bytes")));
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }
}

impl fmt::Debug for BodyStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BodyStream").field("left", &self.left).finish_non_exhaustive()
    }
}

impl Stream for BodyStream {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let wrong = |what: String| Poll::Ready(Some(Err(io::Error::new(io::ErrorKind::InvalidData, what))));
        match std::task::ready!(self.stream.as_mut().poll_next(context)) {
            Some(Ok(piece)) => {
                let length = piece.len() as u64;
                match self.left.checked_sub(length) {
                    Some(left) => {
                        self.left = left;
                        Poll::Ready(Some(Ok(piece)))
                    }
                    None => {
                        let more = length - self.left;
                        self.stream = Box::pin(futures_util::stream::empty());
                        self.left = 0;
                        wrong(format!("the source gives at least {more} bytes more than announced"))
                    }
                }
            }
            Some(Err(error)) => Poll::Ready(Some(Err(error))),
            None if self.left > 0 => {
                let missing = std::mem::take(&mut self.left);
                self.stream = Box::pin(futures_util::stream::empty());
                wrong(format!("the source ends {missing} bytes before its announced length"))
            }
            None => Poll::Ready(None),
        }
    }
}
