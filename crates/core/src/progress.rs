//! How far long work has come.

use std::fmt;
use std::sync::Arc;

/// How far long work has come, told while it goes on.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::{Arc, Mutex};
///
/// use guichet_core::transport::Reply;
///
/// let told = Arc::new(Mutex::new(Vec::new()));
/// let noted = told.clone();
/// let report = Reply::new(200, "hello").header("content-length", "5");
/// let download = client([report]).call(&REPORT).send_stream().await?;
/// let download = download.on_progress(move |progress| {
///     if let Ok(mut noted) = noted.lock() {
///         noted.push((progress.done, progress.total));
///     }
/// });
/// assert_eq!(download.bytes(100).await?, "hello");
/// assert_eq!(*told.lock().unwrap(), [(5, Some(5))]);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How much is done, in the unit of the work: bytes of a file, elements of a list, questions about a job.
    pub done: u64,
    /// How much there is, where that is known.
    pub total: Option<u64>,
    /// What the vendor says of it, its own word.
    pub state: Option<String>,
}

/// Who is told.
#[derive(Clone)]
pub(crate) struct OnProgress(Arc<dyn Fn(Progress) + Send + Sync>);

impl OnProgress {
    pub(crate) fn new(told: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Arc::new(told))
    }

    pub(crate) fn tell(&self, done: u64, total: Option<u64>, state: Option<String>) {
        (self.0)(Progress { done, total, state });
    }
}

impl fmt::Debug for OnProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnProgress")
    }
}
