//! One piece of work that any number of callers wait for and none of them can cancel.

use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::Shared;
use tokio::sync::oneshot;

use crate::error::{Error, ErrorKind, Result};
use crate::transport::BoxFuture;

/// What the callers wait for.
pub(super) type Flight<T> = Shared<BoxFuture<'static, Landing<T>>>;

/// What came of it, the same for all who waited.
pub(super) type Landing<T> = Result<T, Arc<Error>>;

/// The flight under way, if there is one. Kept by its hangar, under the same lock as what a flight brings.
pub(super) struct Flights<T> {
    current: Option<Flight<T>>,
    /// Counts the flights, so that the end of one does not clear another.
    count: u64,
}

/// A flight that is not yet under way. It begins when the hangar's lock is free: a runtime that is shutting down drops what
/// it is to spawn on the spot, and the hangar is told.
#[must_use]
pub(super) struct Start(Option<BoxFuture<'static, ()>>);

impl Start {
    /// Begins it, in a task of its own, unless another caller has.
    pub(super) fn go(self) {
        if let Some(work) = self.0 {
            tokio::spawn(work);
        }
    }
}

/// Who keeps the flights.
pub(super) trait Hangar<T>: Clone + Send + 'static {
    /// The flight of this number is over: [`clear`](Flights::clear) it and keep what it brought. `None`: nobody knows what
    /// came of it; its task ended in whatever way, a panic or the end of its runtime.
    fn landed(&self, number: u64, landing: Option<&Landing<T>>);
}

impl<T> Default for Flights<T> {
    fn default() -> Self {
        Self { current: None, count: 0 }
    }
}

impl<T: Clone + Send + Sync + 'static> Flights<T> {
    /// The flight under way.
    #[cfg(feature = "rotation")]
    pub(super) fn current(&self) -> Option<Flight<T>> {
        self.current.clone()
    }

    /// Joins the flight under way, or makes one ready, which runs in a task of its own: a caller that gives up takes nothing
    /// from the others. Needs a tokio runtime.
    pub(super) fn join<H: Hangar<T>, W>(
        &mut self,
        hangar: &H,
        lost: &'static str,
        begin: impl FnOnce() -> W,
    ) -> Result<(Flight<T>, Start)>
    where
        W: Future<Output = Result<T>> + Send + 'static,
    {
        if let Some(flight) = &self.current {
            return Ok((flight.clone(), Start(None)));
        }
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::config("tokens need a tokio runtime: ask for them inside one"));
        }
        self.count += 1;
        // Made before the task, so that it also goes with one that is never polled.
        let over = Over { hangar: hangar.clone(), number: self.count, of: std::marker::PhantomData };
        let work = begin();
        let (tell, told) = oneshot::channel();
        let start = Start(Some(Box::pin(async move {
            let landing = work.await.map_err(Arc::new);
            over.hangar.landed(over.number, Some(&landing));
            // Nobody may wait any more.
            let _ = tell.send(landing);
        })));
        let flight: BoxFuture<'static, Landing<T>> =
            Box::pin(async move { told.await.unwrap_or_else(|_| Err(Arc::new(Error::authentication(lost)))) });
        let flight = flight.shared();
        self.current = Some(flight.clone());
        Ok((flight, start))
    }

    /// Forgets the flight of this number; `false` if it is another one's turn.
    pub(super) fn clear(&mut self, number: u64) -> bool {
        let is_current = self.count == number && self.current.is_some();
        if is_current {
            self.current = None;
        }
        is_current
    }
}

/// Tells the hangar also of a flight that did not land.
struct Over<H: Hangar<T>, T> {
    hangar: H,
    number: u64,
    of: std::marker::PhantomData<fn(T)>,
}

impl<H: Hangar<T>, T> Drop for Over<H, T> {
    fn drop(&mut self) {
        self.hangar.landed(self.number, None);
    }
}

/// One error, told to each of those who waited for it: what a login that is down for a minute says is not what one says
/// that is refused.
pub(super) fn told(error: &Arc<Error>) -> Error {
    let passing = error.is_transient() || error.is_rate_limited();
    let kind = if passing { error.kind() } else { ErrorKind::Authentication };
    let message = error.message().map_or_else(|| error.to_string(), str::to_owned);
    // Else a status would be taken for that of the call itself.
    let message = if error.status().is_some() || passing { format!("asking for a token: {message}") } else { message };
    let mut copy = Error::new(kind, message);
    let inner = copy.edit();
    inner.status = error.status().and_then(|status| http::StatusCode::from_u16(status).ok());
    inner.code = error.code().map(str::to_owned);
    inner.retry_after = error.retry_after();
    copy.with_source(Arc::clone(error))
}
