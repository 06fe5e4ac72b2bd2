//! Limits shared by all clients of one key, without anybody handing them around.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use sha2::{Digest as _, Sha256};

use super::{Limits, LimitsBuilder, Shared};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Limits by the SHA-256 of their key, for as long as anybody holds them.
static KNOWN: LazyLock<Mutex<HashMap<[u8; 32], Weak<Shared>>>> = LazyLock::new(Mutex::default);

pub(super) fn shared(wanted: LimitsBuilder, key: &Secret) -> Result<Limits> {
    let name: [u8; 32] = Sha256::digest(key.expose()).into();
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.retain(|_, limits| limits.strong_count() > 0);
    if let Some(there) = known.get(&name).and_then(Weak::upgrade) {
        if there.terms() != wanted {
            return Err(Error::config(
                "a client with the same key has other limits: the vendor counts both as one, so both must keep the same",
            ));
        }
        return Ok(Limits(there));
    }
    let limits = wanted.build();
    known.insert(name, Arc::downgrade(&limits.0));
    Ok(limits)
}

impl Shared {
    /// What it was made of.
    fn terms(&self) -> LimitsBuilder {
        let pace = self.pace.as_ref().map(|pace| (pace.period, pace.quarantine));
        LimitsBuilder { pace, quota: self.quota.clone() }
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

    #[test]
    fn other_settings_for_the_same_key_are_refused_while_the_first_are_used() {
        let key = Secret::new("registry-conflict");
        let first = wanted().shared_by(&key).unwrap();
        let ledger = FileLedger::open(std::env::temp_dir().join("guichet-registry.json")).unwrap();
        let others = [
            Limits::builder().strict_pace(Duration::from_secs(1)),
            wanted().quarantine(Duration::ZERO),
            wanted().map_quota(|quota| quota.most(5)),
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
