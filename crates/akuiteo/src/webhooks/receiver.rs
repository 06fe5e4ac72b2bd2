//! One delivery: verified, read, and handed to the caller's handler once.

use std::fmt;
use std::sync::Arc;

use guichet_core::Error;
use http::HeaderMap;

use super::event::Event;
use super::seen::{Begun, Ended, SeenError, SeenStore};
use super::signature::{SignatureError, Verifier};

/// Receives deliveries. Cheap to clone.
///
/// In this order: the signature is verified, the event is read, its identifier is looked up among those that were seen, the handler
/// runs, and *handled* is noted when it has succeeded. A process that ends between the handler's success and that note leaves the
/// delivery as interrupted: the next one with the same identifier is handed over with
/// [`interrupted_before`](Delivery::interrupted_before) set.
#[derive(Clone)]
pub struct Receiver {
    verifier: Arc<Verifier>,
    seen: Arc<dyn SeenStore>,
    max_body: usize,
}

/// The largest delivery that is read by default: 1 MiB.
pub const MAX_BODY: usize = 1024 * 1024;

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver").field("verifier", &self.verifier).finish_non_exhaustive()
    }
}

/// An event to be handled.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// The event.
    pub event: Event,
    /// An earlier delivery of it was begun, and nobody knows how far its handler came: the process ended, the handler panicked, or
    /// its success could not be noted. It may have been handled. Look before doing again what must not be done twice. This stays so
    /// until a delivery of it is handled.
    pub interrupted_before: bool,
}

/// What came of a delivery.
#[derive(Debug)]
#[non_exhaustive]
pub enum Receipt {
    /// The handler has succeeded, and that is noted.
    Handled,
    /// It was handled before; the handler did not run.
    Duplicate,
    /// It is being handled at this moment; the handler did not run.
    Busy,
    /// It is not authentic; nothing of it was read.
    Refused(SignatureError),
    /// It is authentic and no event.
    Unreadable(Error),
    /// The handler has failed or panicked, and another delivery will be handed to it.
    Failed(String),
    /// What was seen cannot be looked up or noted. The handler did not run, or has succeeded without a note of it.
    Store(SeenError),
}

impl Receipt {
    /// The status to answer with: 200 ends the vendor's deliveries, everything else brings another one.
    pub fn status(&self) -> u16 {
        match self {
            Self::Handled | Self::Duplicate => 200,
            Self::Busy => 503,
            Self::Refused(_) => 401,
            Self::Unreadable(_) => 400,
            Self::Failed(_) | Self::Store(_) => 500,
        }
    }
}

impl Receiver {
    /// A receiver of deliveries that are so verified, and whose duplicates are known by this store.
    pub fn new(verifier: Verifier, seen: impl SeenStore) -> Self {
        Self { verifier: Arc::new(verifier), seen: Arc::new(seen), max_body: MAX_BODY }
    }

    /// Another size, in bytes, of the largest delivery that `post` and `Verified` read (feature `axum`).
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    #[cfg(feature = "axum")]
    pub(super) fn limit(&self) -> usize {
        self.max_body
    }

    /// What verifies.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Receives one delivery. What follows the reading runs in a task of its own: a sender that hangs up does not stop it. Why a
    /// delivery is not handled is logged at WARN, with the text of the handler's error.
    ///
    /// # Panics
    /// Outside a runtime of tokio's.
    pub async fn receive<F, Fut, E>(&self, headers: &HeaderMap, body: &[u8], handler: F) -> Receipt
    where
        F: FnOnce(Delivery) -> Fut + Send + 'static,
        Fut: Future<Output = Result<(), E>> + Send + 'static,
        E: fmt::Display + Send + 'static,
    {
        if let Err(why) = self.verifier.verify(headers, body) {
            tracing::warn!(%why, "a delivery is refused");
            return Receipt::Refused(why);
        }
        let event = match Event::read(body) {
            Ok(event) => event,
            Err(why) => {
                tracing::warn!(%why, "an authentic delivery is no event");
                return Receipt::Unreadable(why);
            }
        };
        let once = once(Arc::clone(&self.seen), event, handler);
        tokio::spawn(once).await.unwrap_or_else(|why| Receipt::Failed(why.to_string()))
    }
}

/// Begins a delivery, handles it and notes what came of it. Only whole: one that is begun and dropped would be in progress for ever.
async fn once<F, Fut, E>(seen: Arc<dyn SeenStore>, event: Event, handler: F) -> Receipt
where
    F: FnOnce(Delivery) -> Fut + Send + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: fmt::Display + Send + 'static,
{
    let id = event.request_id.clone();
    let interrupted_before = match seen.begin(&id).await {
        Ok(Begun::New) => false,
        Ok(Begun::Interrupted) => true,
        Ok(Begun::Handled) => return Receipt::Duplicate,
        Ok(Begun::InProgress) => return Receipt::Busy,
        Err(why) => {
            tracing::warn!(request_id = %id, %why, "a delivery cannot be looked up");
            return Receipt::Store(why);
        }
    };
    // A task of its own, so that a panic is seen here, also one before there is a future.
    let handled = tokio::spawn(async move { handler(Delivery { event, interrupted_before }).await }).await;
    let (ended, outcome) = match handled {
        Ok(Ok(())) => (Ended::Handled, Ok(())),
        Ok(Err(why)) => (Ended::Failed, Err(why.to_string())),
        // A handler that panics did not say how far it came.
        Err(why) => (Ended::Interrupted, Err(why.to_string())),
    };
    let noted = seen.finish(&id, ended).await;
    if let Err(why) = &outcome {
        tracing::warn!(request_id = %id, %why, "a delivery is not handled");
    }
    if let Err(why) = &noted {
        tracing::warn!(request_id = %id, %why, handled = outcome.is_ok(), "what came of a delivery is not noted");
    }
    match (outcome, noted) {
        (Ok(()), Ok(())) => Receipt::Handled,
        (Err(why), _) => Receipt::Failed(why),
        (_, Err(why)) => Receipt::Store(why),
    }
}
