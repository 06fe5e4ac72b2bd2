//! What limits are made of.

mod registry;

use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::in_flight::{InFlight, MOST};
use super::{Limits, Pace, Quota, Shared, Spacing};
use crate::error::Result;
use crate::secret::Secret;

/// What [`Limits`] are made of.
///
/// ```
/// use std::time::Duration;
///
/// use guichet_core::Limits;
///
/// let limits = Limits::builder().strict_pace(Duration::from_secs(1)).quarantine(Duration::from_secs(5)).in_flight(4).build();
/// assert_eq!(limits.period(), Some(Duration::from_secs(1)));
/// ```
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct LimitsBuilder {
    pub(super) pace: Option<(Duration, Duration)>,
    pub(super) quota: Option<Quota>,
    pub(super) in_flight: Option<usize>,
}

impl Default for LimitsBuilder {
    fn default() -> Self {
        Self { pace: None, quota: None, in_flight: Some(MOST) }
    }
}

impl LimitsBuilder {
    /// One call at a time, a period after the answer to the one before; see [`Limits::strict_pace`].
    pub fn strict_pace(mut self, period: Duration) -> Self {
        self.pace = Some((period, period));
        self
    }

    /// How much longer than the period the next call waits after one that got no answer. Without a pace it means nothing.
    pub fn quarantine(mut self, quarantine: Duration) -> Self {
        self.pace = self.pace.map(|(period, _)| (period, quarantine));
        self
    }

    /// A number of calls a day.
    pub fn quota(mut self, quota: Quota) -> Self {
        self.quota = Some(quota);
        self
    }

    /// Changes the quota, if there is one.
    pub fn map_quota(mut self, change: impl FnOnce(Quota) -> Quota) -> Self {
        self.quota = self.quota.map(change);
        self
    }

    /// At most so many calls on their way at once, 128 by default; 0 is taken as 1. A call takes its place when it has its
    /// credentials, and leaves it at the end of its answer's body: a [`Download`](crate::Download) that is not read to its end keeps
    /// one until it is dropped. Who waits for a place is served in the order of asking, and waits at most
    /// [`max_wait`](crate::CallOptions::max_wait), which is no part of the deadline. Requests for tokens need no place.
    pub fn in_flight(mut self, calls: usize) -> Self {
        self.in_flight = Some(calls.clamp(1, Semaphore::MAX_PERMITS));
        self
    }

    /// Any number of calls on their way at once. Each has a connection of its own, and a process may have only so many open.
    pub fn unbounded_in_flight(mut self) -> Self {
        self.in_flight = None;
        self
    }

    /// Limits of their own.
    pub fn build(self) -> Limits {
        let pace = self.pace.map(|(period, quarantine)| Pace {
            spacing: Spacing::new(period, quarantine),
            turn: Arc::new(Semaphore::new(1)),
            queued: AtomicU32::new(0),
        });
        let in_flight = self.in_flight.map(InFlight::new);
        Limits(Arc::new(Shared { pace, quota: self.quota, in_flight, not_before: Mutex::new(None) }))
    }

    /// The limits that all clients with this key share in this process: those that exist already, or new ones. The key
    /// is kept as a `Secret`. Pace and count are remembered when the last of these clients is dropped.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use guichet_core::{Limits, Secret};
    ///
    /// let key = Secret::new("key of these two clients");
    /// let paced = |period| Limits::builder().strict_pace(Duration::from_secs(period));
    /// let first = paced(1).shared_by(&key)?;
    /// assert!(paced(1).shared_by(&key).is_ok());
    /// // The vendor counts both as one: another pace would be kept by neither.
    /// assert!(paced(2).shared_by(&key).is_err());
    /// # drop(first);
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// A client with this key has other limits.
    pub fn shared_by(self, key: &Secret) -> Result<Limits> {
        registry::shared(self, key)
    }
}
