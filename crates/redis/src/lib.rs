//! A token store and limits in Redis, for clients of one subscription that run on several machines.
//!
//! EBP allows one call a second and 10,000 a day, and its refresh token is good for one use, however many machines share the subscription.
//! [`RedisLedger`] keeps the pace and the calls of the day for all of them, [`RedisStore`] their tokens.
//!
//! ```
//! use guichet_redis::Redis;
//!
//! # fn main() -> guichet_redis::Result<()> {
//! let redis = Redis::builder("rediss://redis.example.com:6380").username("guichet").password("s3cret").prefix("acme");
//! # let redis = Redis::builder("redis://127.0.0.1").prefix("acme");
//! let redis = redis.build()?;
//! let (ledger, store) = (redis.ledger("ebp")?, redis.tokens("ebp")?);
//! // Ebp::builder(key).tokens(store).limits(documented_limits().map_quota(|quota| quota.ledger(ledger)))
//! # drop((ledger, store));
//! # Ok(())
//! # }
//! ```
//!
//! What is promised, of which engine, and how to set it up: [Several machines](https://github.com/guichet-rs/guichet/blob/main/docs/running.md#several-machines).
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing))]

mod builder;
mod engine;
mod ledger;
mod reply;
mod scripts;
mod seal;
mod settings;
mod store;

use std::fmt;
use std::sync::Arc;

pub use guichet_core::auth::store::{StoreError, Stored, TokenStore};
pub use guichet_core::limit::{Day, Ledger, LedgerError};
pub use guichet_core::{Error, Result, Secret};

pub use builder::RedisBuilder;
pub use engine::Found;
pub use ledger::RedisLedger;
pub use seal::SealingKey;
pub use store::RedisStore;

use engine::Engine;

/// An engine that keeps tokens and limits: Redis 6.2 or later, alone or as the master of replicas. Clones share a connection, which a thread of
/// its own drives.
///
/// A failed step is a typed error within 2 s, and nothing is sent to the vendor that could not be counted or noted before.
#[derive(Clone)]
pub struct Redis(Arc<Engine>);

impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Redis").field(&self.0.settings.place()).finish()
    }
}

impl Redis {
    /// At `redis://user:password@host:port/database`, or with TLS at `rediss://…`; all but the host may be missing.
    pub fn builder(address: impl Into<Secret>) -> RedisBuilder {
        RedisBuilder::new(address.into())
    }

    /// Connects, and tells what is there: at the start of a program, so that a wrong password is no surprise an hour later. Warns by an
    /// event of an engine that throws keys away when its memory is full.
    ///
    /// # Errors
    /// It cannot be reached, or refuses.
    pub async fn check(&self) -> Result<Found> {
        let engine = Arc::clone(&self.0);
        let found = self.0.while_wanted(async move { engine.connected().await.map(|link| link.found.clone()) }).await;
        let place = self.0.settings.place();
        let found = found.and_then(|found| found).map_err(|error| Error::from(error.store(&place, "connect")))?;
        if found.evicts == Some(true) {
            tracing::warn!(
                place,
                "Redis throws keys away when its memory is full: set maxmemory-policy to noeviction, or the calls of a day may become unknown"
            );
        }
        Ok(found)
    }

    /// The pace and the calls of the day that all who name it so share: one name for one subscription.
    ///
    /// # Errors
    /// A name that cannot be part of a key's.
    pub fn ledger(&self, name: impl AsRef<str>) -> Result<RedisLedger> {
        RedisLedger::new(&self.0, name.as_ref())
    }

    /// The tokens of one login, shared by all who name it so.
    ///
    /// # Errors
    /// A name that cannot be part of a key's.
    pub fn tokens(&self, name: impl AsRef<str>) -> Result<RedisStore> {
        RedisStore::new(&self.0, name.as_ref())
    }

    /// Waits until what was begun is done, turns and locks that are given back, at most 5 s. Call it before exiting, after the client's own
    /// `settle`; without it the next turn or lock comes when the old one has ended by time.
    pub async fn settle(&self) {
        self.0.settle().await;
    }
}
