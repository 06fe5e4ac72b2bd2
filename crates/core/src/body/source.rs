//! Bodies that are read while they are sent.

use std::fmt;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use futures_core::Stream;
use futures_util::{TryStreamExt as _, stream};

use crate::error::{Error, Result};
use crate::progress::{OnProgress, Progress};
use crate::transport::{BoxFuture, SourceStream};

/// How much of a file is read at a time.
const PIECE: usize = 64 * 1024;

/// Where a large part of a body comes from: opened anew for each attempt, so that each sends the same bytes, and never held in
/// memory whole.
///
/// ```
/// use guichet_core::Source;
///
/// let report = Source::new(5, || async {
///     let pieces = ["hel", "lo"].map(|piece| Ok(piece.as_bytes().into()));
///     Ok((5, futures_util::stream::iter(pieces)))
/// });
/// assert_eq!(report.length(), 5);
/// ```
#[derive(Clone)]
pub struct Source {
    length: u64,
    open: Arc<dyn Open>,
}

/// What opens a source: its length now, and its bytes.
type Opening = BoxFuture<'static, io::Result<(u64, SourceStream)>>;

trait Open: Fn() -> Opening + Send + Sync {}

impl<F: Fn() -> Opening + Send + Sync> Open for F {}

impl Source {
    /// A source of `length` bytes. `open` is called for each attempt; it says how many bytes there are now, and gives them. A length
    /// that is no longer the announced one is an error before anything is sent.
    pub fn new<F, Fut, S>(length: u64, open: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = io::Result<(u64, S)>> + Send + 'static,
        S: Stream<Item = io::Result<Bytes>> + Send + 'static,
    {
        let open = move || -> Opening {
            let opened = open();
            Box::pin(async move { opened.await.map(|(now, stream)| (now, Box::pin(stream) as SourceStream)) })
        };
        Self { length, open: Arc::new(open) }
    }

    /// A file, whose length is taken now. It is read on tokio's threads for blocking work.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// use guichet_core::Source;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = folder("source");
    /// let path = folder.join("report.csv");
    /// std::fs::write(&path, "a;b\n")?;
    /// assert_eq!(Source::file(&path).await?.length(), 4);
    /// assert!(Source::file(folder.join("other.csv")).await.is_err());
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The file is not there or cannot be looked at.
    pub async fn file(path: impl Into<PathBuf>) -> Result<Self> {
        let path: Arc<PathBuf> = Arc::new(path.into());
        let at = Arc::clone(&path);
        let length = blocking(move || Ok(std::fs::metadata(&*at)?.len())).await;
        let length = length.map_err(|e| Error::argument("body", format!("{}: {e}", path.display())).with_source(e))?;
        Ok(Self::new(length, move || {
            let path = Arc::clone(&path);
            async move {
                let file = blocking(move || std::fs::File::open(&*path)).await?;
                let length = file.metadata()?.len();
                Ok((length, stream::try_unfold(file, read_piece)))
            }
        }))
    }

    /// Tells how much of it was read for sending: bytes of its length, from 0 again for each attempt.
    #[must_use]
    pub fn on_progress(self, told: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        let (length, told) = (self.length, OnProgress::new(told));
        Self::new(length, move || {
            let (source, told) = (self.clone(), told.clone());
            async move {
                let (now, stream) = (source.open)().await?;
                let mut read = 0;
                let counted = stream.inspect_ok(move |piece: &Bytes| {
                    read += piece.len() as u64;
                    told.tell(read, Some(length), None);
                });
                Ok((now, counted))
            }
        })
    }

    /// How many bytes it has.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Opens it for one attempt.
    pub(crate) async fn open(&self) -> io::Result<SourceStream> {
        let (now, stream) = (self.open)().await?;
        if now != self.length {
            let what = format!("it has {now} bytes now, and {} were announced", self.length);
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(stream)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Source").field("length", &self.length).finish_non_exhaustive()
    }
}

async fn read_piece(mut file: std::fs::File) -> io::Result<Option<(Bytes, std::fs::File)>> {
    blocking(move || {
        let mut piece = vec![0; PIECE];
        let read = file.read(&mut piece)?;
        piece.truncate(read);
        Ok((read > 0).then(|| (Bytes::from(piece), file)))
    })
    .await
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(io::Error::other("the runtime has ended")))
}
