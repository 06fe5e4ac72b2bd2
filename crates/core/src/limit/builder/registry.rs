//! Limits shared by all clients of one key, without anybody handing them around.

use std::collections::HashMap;
use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::LimitsBuilder;
use crate::error::{Error, Result};
use crate::limit::{Limits, Shared};
use crate::secret::Secret;

/// Limits by their key, for as long as the process runs: the vendor counts on when a program has dropped its client and builds
/// another.
static KNOWN: LazyLock<Mutex<HashMap<Name, Arc<Shared>>>> = LazyLock::new(Mutex::default);

/// The key itself, compared in full: two keys never share limits because their hashes are equal. `Secret` has no `Eq` of its own,
/// so that no code compares secrets unnoticed.
struct Name(Secret);

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.0.expose() == other.0.expose()
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.expose().hash(state);
    }
}

pub(super) fn shared(mut wanted: LimitsBuilder, key: &Secret) -> Result<Limits> {
    let name = Name(key.clone());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let there = known.get(&name);
    if let Some(there) = there {
        if there.terms() == wanted {
            return Ok(Limits(Arc::clone(there)));
        }
        // Besides the one here, somebody holds it.
        if Arc::strong_count(there) > 1 {
            return Err(Error::config(
                "a client with the same key has other limits: the vendor counts both as one, so both must keep the same",
            ));
        }
        if let (Some(quota), Some(counted)) = (&mut wanted.quota, &there.quota) {
            quota.go_on_from(counted);
        }
    }
    let limits = wanted.build();
    if let Some(wait) = there.map(|there| Limits(Arc::clone(there)).wait_left()) {
        // Of this process alone: who shares a ledger with it learns of a server's wish when that comes.
        limits.0.hold(wait);
    }
    known.insert(name, Arc::clone(&limits.0));
    Ok(limits)
}

impl Shared {
    /// What it was made of.
    fn terms(&self) -> LimitsBuilder {
        let pace = self.pace.as_ref().map(|pace| (pace.spacing.period, pace.spacing.quarantine));
        let in_flight = self.in_flight.as_ref().map(|in_flight| in_flight.most);
        LimitsBuilder { pace, quota: self.quota.clone(), in_flight }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limit::{Day, FileLedger, Quota};
    use std::time::Duration;

    fn wanted() -> LimitsBuilder {
        Limits::builder().strict_pace(Duration::from_secs(1)).quota(Quota::daily(10_000, Day::utc()))
    }

    #[test]
    fn one_key_shares_and_another_does_not() {
        let (one, other) = (Secret::new("registry-one"), Secret::new("registry-other"));
        let first = wanted().shared_by(&one).unwrap();
        assert!(Arc::ptr_eq(&first.0, &wanted().shared_by(&one).unwrap().0));
        assert!(!Arc::ptr_eq(&first.0, &wanted().shared_by(&other).unwrap().0));
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_sent_is_remembered_when_no_client_is_left() {
        use crate::clock::Clock;
        use crate::limit::Asking;
        use crate::operation::Effect;
        let (key, clock) =
            (Secret::new("registry-remembers"), Clock::fixed(time::macros::datetime!(2024-01-15 12:00 UTC)));
        let asking = |max_wait| Asking { effect: Effect::Safe, clock: &clock, max_wait };
        let again = [wanted(), wanted(), wanted().map_quota(|quota| quota.limit(5))];
        for (calls, wanted) in again.into_iter().enumerate() {
            let limits = wanted.shared_by(&key).unwrap();
            assert_eq!(limits.used(clock.wall()).await.unwrap(), Some(u32::try_from(calls).unwrap()));
            if calls > 0 {
                limits.acquire(asking(Duration::from_millis(999))).await.unwrap_err();
            }
            let mut permit = limits.acquire(asking(Duration::from_secs(1))).await.unwrap();
            permit.sent();
            permit.answered();
            permit.close().await;
        }
    }

    #[test]
    fn other_settings_for_the_same_key_are_refused_while_the_first_are_used() {
        let key = Secret::new("registry-conflict");
        let first = wanted().shared_by(&key).unwrap();
        let ledger = FileLedger::open(std::env::temp_dir().join("guichet-registry.json")).unwrap();
        let others = [
            Limits::builder().strict_pace(Duration::from_secs(1)),
            wanted().quarantine(Duration::ZERO),
            wanted().in_flight(5),
            wanted().unbounded_in_flight(),
            wanted().map_quota(|quota| quota.limit(5)),
            wanted().map_quota(|quota| quota.reserve_for_writes(5)),
            wanted().map_quota(|quota| quota.day(Day::europe_paris())),
            wanted().map_quota(|quota| quota.ledger(ledger)),
        ];
        for other in &others {
            let error = other.clone().shared_by(&key).unwrap_err();
            assert!(!format!("{error:?}").contains("registry-conflict"));
        }
        drop(first);
        for other in others {
            drop(other.shared_by(&key).unwrap());
        }
    }
}
