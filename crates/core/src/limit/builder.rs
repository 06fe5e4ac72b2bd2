//! What limits are made of.

use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::{Limits, Pace, Quota, Shared, registry};
use crate::error::Result;
use crate::secret::Secret;

/// What [`Limits`] are made of.
#[derive(Debug, Clone, Default, PartialEq)]
#[must_use]
pub struct LimitsBuilder {
    pub(super) pace: Option<(Duration, Duration)>,
    pub(super) quota: Option<Quota>,
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

    /// Limits of their own.
    pub fn build(self) -> Limits {
        let pace = self.pace.map(|(period, quarantine)| Pace {
            period,
            quarantine,
            turn: Arc::new(Semaphore::new(1)),
            queued: AtomicU32::new(0),
        });
        Limits(Arc::new(Shared { pace, quota: self.quota, not_before: Mutex::new(None) }))
    }

    /// The limits that all clients with this key share in this process: those that exist already, or new ones. The key
    /// is kept as a `Secret`. Pace and count are remembered when the last of these clients is dropped.
    ///
    /// # Errors
    /// A client with this key has other limits.
    pub fn shared_by(self, key: &Secret) -> Result<Limits> {
        registry::shared(self, key)
    }
}
