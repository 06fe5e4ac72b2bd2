//! How many calls are on their way at once.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::Limits;
use super::refused::Refused;

/// How many calls are on their way at once where nobody says otherwise: enough for any vendor, and each a connection, of which a
/// process may commonly have 1,024.
pub(super) const MOST: usize = 128;

/// The places of calls that are on their way.
#[derive(Debug)]
pub(super) struct InFlight {
    pub(super) most: usize,
    /// First come, first served; a waiter that gives up leaves nothing behind.
    places: Arc<Semaphore>,
}

/// The place of one call, until its answer's body has ended. Given back when it is dropped.
#[derive(Debug)]
pub(crate) struct Slot(#[expect(dead_code, reason = "held for what dropping it does")] Option<OwnedSemaphorePermit>);

impl InFlight {
    pub(super) fn new(most: usize) -> Self {
        Self { most, places: Arc::new(Semaphore::new(most)) }
    }

    pub(super) fn is_full(&self) -> bool {
        self.places.available_permits() == 0
    }
}

impl Limits {
    /// A place, if one is free now and nobody waits for it.
    pub(crate) fn try_enter(&self) -> Option<Slot> {
        match &self.0.in_flight {
            None => Some(Slot(None)),
            Some(in_flight) => Some(Slot(Some(Arc::clone(&in_flight.places).try_acquire_owned().ok()?))),
        }
    }

    /// Waits for a place, at most `max_wait`, and then at the gate: a server may have asked for a wait meanwhile.
    pub(crate) async fn enter(&self, max_wait: Duration) -> Result<Slot, Refused> {
        let started = Instant::now();
        let slot = match &self.0.in_flight {
            None => Slot(None),
            Some(in_flight) => {
                match tokio::time::timeout(max_wait, Arc::clone(&in_flight.places).acquire_owned()).await {
                    Ok(Ok(place)) => Slot(Some(place)),
                    // The semaphore is never closed.
                    Ok(Err(_)) | Err(_) => return Err(Refused::Crowded { most: in_flight.most, within: max_wait }),
                }
            }
        };
        self.pass_gate(started, max_wait).await.map_err(Refused::TooLong)?;
        Ok(slot)
    }
}
