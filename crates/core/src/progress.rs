//! How far long work has come.

use std::fmt;
use std::sync::Arc;

/// How far long work has come, told while it goes on.
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
