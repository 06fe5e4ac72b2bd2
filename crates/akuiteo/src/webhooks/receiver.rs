//! One delivery: verified, read, and handed to the caller's handler once.

use std::fmt;
use std::sync::Arc;

use guichet_core::Error;
use http::HeaderMap;

use super::event::Event;
use super::seen::{Begun, SeenError, SeenStore};
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
}

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
    /// An earlier delivery of it was begun and never noted as handled or failed: it may have been handled. Look before doing again
    /// what must not be done twice.
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
    /// The handler has failed, and another delivery will be handed to it.
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
        Self { verifier: Arc::new(verifier), seen: Arc::new(seen) }
    }

    /// What verifies.
    pub fn verifier(&self) -> &Verifier {
        &self.verifier
    }

    /// Receives one delivery. The handler runs in a task of its own: a sender that hangs up does not stop it.
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
            Err(why) => return Receipt::Unreadable(why),
        };
        let interrupted_before = match self.seen.begin(&event.request_id).await {
            Ok(Begun::New) => false,
            Ok(Begun::Interrupted) => true,
            Ok(Begun::Handled) => return Receipt::Duplicate,
            Ok(Begun::InProgress) => return Receipt::Busy,
            Err(why) => return Receipt::Store(why),
        };
        let (seen, id) = (Arc::clone(&self.seen), event.request_id.clone());
        let handled = tokio::spawn(handler(Delivery { event, interrupted_before }));
        let noted = tokio::spawn(async move {
            // Of a handler that panics the outcome is a failure.
            let outcome =
                handled.await.map_err(|why| why.to_string()).and_then(|done| done.map_err(|why| why.to_string()));
            let noted = seen.finish(&id, outcome.is_ok()).await;
            match (outcome, noted) {
                (Ok(()), Ok(())) => Receipt::Handled,
                (Err(why), _) => Receipt::Failed(why),
                (_, Err(why)) => Receipt::Store(why),
            }
        });
        noted.await.unwrap_or_else(|why| Receipt::Failed(why.to_string()))
    }
}
