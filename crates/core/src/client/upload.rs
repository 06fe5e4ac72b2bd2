//! The bounds of an attempt whose body is read while it is sent.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::future::{self, Either};
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::transport::{BodyStream, SourceStream};

#[derive(PartialEq, Eq)]
enum Stage {
    /// Nothing is taken from the body yet: credentials and a connection are being had.
    Before,
    Under,
    Ended,
}

/// How far an upload has come. While bytes leave, it may take any time and not pause for longer than the idle limit; once they have
/// left, the answer has the time of any other call.
pub(super) struct Upload {
    idle: Duration,
    budget: Duration,
    progress: Arc<Mutex<Progress>>,
    /// The last byte was taken: from here on another bound counts.
    ended: Arc<Notify>,
}

struct Progress {
    last: Instant,
    stage: Stage,
    failed: Option<String>,
}

impl Upload {
    pub(super) fn new(idle: Duration, budget: Duration) -> Self {
        let progress = Progress { last: Instant::now(), stage: Stage::Before, failed: None };
        Self { idle, budget, progress: Arc::new(Mutex::new(progress)), ended: Arc::default() }
    }

    /// The same bytes; each piece that is taken from them is progress.
    pub(super) fn watch(&self, stream: BodyStream) -> SourceStream {
        let (progress, ended) = (Arc::clone(&self.progress), Arc::clone(&self.ended));
        let mut left = stream.left();
        Box::pin(stream.inspect(move |piece| {
            let mut progress = lock(&progress);
            progress.last = Instant::now();
            progress.stage = Stage::Under;
            match piece {
                Ok(piece) => {
                    left = left.saturating_sub(piece.len() as u64);
                    if left == 0 {
                        progress.stage = Stage::Ended;
                        ended.notify_one();
                    }
                }
                Err(error) => progress.failed = Some(format!("the body's source broke off: {error}")),
            }
        }))
    }

    /// The source's error, where it broke off.
    pub(super) fn failed(&self) -> Option<String> {
        lock(&self.progress).failed.clone()
    }

    /// Runs the attempt within the bounds; `None` where one is passed, and which.
    pub(super) async fn bound<T>(&self, work: impl Future<Output = T>) -> (Option<T>, Duration) {
        let mut work = pin!(work);
        loop {
            let (until, bound) = self.until();
            let ended = pin!(self.ended.notified());
            match tokio::time::timeout_at(until, future::select(&mut work, ended)).await {
                Ok(Either::Left((done, _))) => return (Some(done), bound),
                Ok(Either::Right(_)) => {}
                // Some progress was made in the meantime: its own bound counts.
                Err(_) if self.until().0 > until => {}
                Err(_) => return (None, bound),
            }
        }
    }

    fn until(&self) -> (Instant, Duration) {
        let progress = lock(&self.progress);
        let bound = if progress.stage == Stage::Under { self.idle } else { self.budget };
        // Far beyond what any call waits.
        (progress.last.checked_add(bound).unwrap_or(progress.last + Duration::from_secs(86_400)), bound)
    }
}

fn lock(progress: &Mutex<Progress>) -> MutexGuard<'_, Progress> {
    progress.lock().unwrap_or_else(PoisonError::into_inner)
}
