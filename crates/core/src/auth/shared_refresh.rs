//! One request for tokens that any number of callers wait for and none of them can cancel.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::Shared;
use tokio::sync::oneshot;

use crate::error::{Error, ErrorKind, Result};
use crate::transport::BoxFuture;

/// What the callers wait for.
pub(super) type SharedRefresh<T> = Shared<BoxFuture<'static, Outcome<T>>>;

/// What the request came to, the same for each caller that waited.
pub(super) type Outcome<T> = Result<T, Arc<Error>>;

/// The request under way, if there is one. Its owner keeps it under the same lock as the tokens that it brings, so that no caller
/// can see neither.
pub(super) struct InFlight<T> {
    current: Option<SharedRefresh<T>>,
    /// Counts the requests, so that the end of one does not clear another.
    count: u64,
}

/// A request that is made ready and not spawned yet. The caller spawns it after it has freed the owner's lock: a runtime that is
/// shutting down drops the task at once, and the owner, which takes the lock, is called.
#[must_use]
pub(super) struct Pending(Option<BoxFuture<'static, ()>>);

impl Pending {
    /// Spawns the request in a task of its own, unless another caller already has.
    pub(super) fn spawn(self) {
        self.begin(|work| drop(tokio::spawn(work)));
    }

    /// Hands the request to who runs it, unless another caller already has.
    pub(super) fn begin(self, run: impl FnOnce(BoxFuture<'static, ()>)) {
        if let Some(work) = self.0 {
            run(work);
        }
    }
}

/// Who keeps the request under way and the tokens.
pub(super) trait Owner<T>: Clone + Send + 'static {
    /// The request of this number has ended: [`clear`](InFlight::clear) it and keep what it brought. `None`: its outcome is not
    /// known, because its task panicked or ended with its runtime.
    fn finished(&self, number: u64, outcome: Option<&Outcome<T>>);
}

impl<T> Default for InFlight<T> {
    fn default() -> Self {
        Self { current: None, count: 0 }
    }
}

impl<T: Clone + Send + Sync + 'static> InFlight<T> {
    /// The request under way.
    #[cfg(feature = "rotation")]
    pub(super) fn current(&self) -> Option<SharedRefresh<T>> {
        self.current.clone()
    }

    /// Joins the request under way, or makes one ready, which runs in a task of its own: a caller that gives up takes nothing
    /// from the others. Needs a tokio runtime.
    pub(super) fn join<O: Owner<T>, W>(
        &mut self,
        owner: &O,
        lost: &'static str,
        begin: impl FnOnce() -> W,
    ) -> Result<(SharedRefresh<T>, Pending)>
    where
        W: Future<Output = Result<T>> + Send + 'static,
    {
        if let Some(shared) = &self.current {
            return Ok((shared.clone(), Pending(None)));
        }
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::config("tokens need a tokio runtime: ask for them inside one"));
        }
        self.count += 1;
        // Made before the task, so that it is dropped also with a task that is never polled.
        let on_drop = OnDrop { owner: owner.clone(), number: self.count, of: std::marker::PhantomData };
        let work = begin();
        let (send, receive) = oneshot::channel();
        let pending = Pending(Some(Box::pin(async move {
            let outcome = work.await.map_err(Arc::new);
            on_drop.owner.finished(on_drop.number, Some(&outcome));
            // No receiver: every caller has given up.
            let _ = send.send(outcome);
        })));
        let shared: BoxFuture<'static, Outcome<T>> =
            Box::pin(async move { receive.await.unwrap_or_else(|_| Err(Arc::new(Error::authentication(lost)))) });
        let shared = shared.shared();
        self.current = Some(shared.clone());
        Ok((shared, pending))
    }

    /// Forgets the request of this number; `false` if another one is under way.
    pub(super) fn clear(&mut self, number: u64) -> bool {
        let is_current = self.count == number && self.current.is_some();
        if is_current {
            self.current = None;
        }
        is_current
    }
}

/// Calls the owner also for a request whose task ended without an outcome.
struct OnDrop<O: Owner<T>, T> {
    owner: O,
    number: u64,
    of: std::marker::PhantomData<fn(T)>,
}

impl<O: Owner<T>, T> Drop for OnDrop<O, T> {
    fn drop(&mut self) {
        self.owner.finished(self.number, None);
    }
}

/// A copy of the request's error for one caller that waited. Transient failures keep their kind; everything else becomes
/// `Authentication`.
pub(super) fn copy_of(error: &Arc<Error>) -> Error {
    let transient = error.is_transient() || error.is_rate_limited();
    let kind = if transient { error.kind() } else { ErrorKind::Authentication };
    let message = error.message().map_or_else(|| error.head(), str::to_owned);
    // Without the prefix the status would be taken for that of the call itself.
    let prefixed = error.status().is_some() || (transient && error.kind() != ErrorKind::Storage);
    let message = if prefixed { format!("asking for a token: {message}") } else { message };
    let mut copy = Error::new(kind, message);
    let inner = copy.edit();
    inner.status = error.status().and_then(|status| http::StatusCode::from_u16(status).ok());
    inner.code = error.code().map(str::to_owned);
    inner.retry_after = error.retry_after();
    inner.request_id = error.request_id().map(str::to_owned);
    // Without a source: what the request came to, and how often it was sent, is no answer to the call that waited for it.
    copy
}
