//! Tokens in memory: gone when the process ends, and with them the login.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::OwnedMutexGuard;

use super::{Guard, Intent, Published, RawReply, StoreError, Stored, TokenStore, Tokens};
use crate::transport::BoxFuture;

/// Keeps tokens in memory. For tests and short programs: where the refresh token changes with each use, a process that
/// ends takes the login with it.
///
/// ```
/// use guichet_core::auth::store::{MemoryStore, TokenStore, Tokens};
/// use time::OffsetDateTime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = MemoryStore::holding(Tokens::new("r1", OffsetDateTime::UNIX_EPOCH));
/// let stored = store.load().await?;
/// assert_eq!((stored.generation, stored.tokens.is_some()), (1, true));
/// assert!(MemoryStore::new().load().await?.tokens.is_none());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Default)]
pub struct MemoryStore {
    /// Apart from what it guards, so that anybody can look while somebody refreshes.
    lock: Arc<tokio::sync::Mutex<()>>,
    stored: Arc<Mutex<Stored>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// A store that holds tokens already, as generation 1.
    pub fn holding(tokens: Tokens) -> Self {
        let stored = Stored { generation: 1, tokens: Some(tokens), ..Stored::default() };
        Self { stored: Arc::new(Mutex::new(stored)), ..Self::default() }
    }

    fn read(&self) -> Stored {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryStore")
    }
}

impl TokenStore for MemoryStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        Box::pin(std::future::ready(Ok(self.read())))
    }

    fn lock(&self, deadline: Duration) -> BoxFuture<'_, Result<Box<dyn Guard>, StoreError>> {
        Box::pin(async move {
            let lock = tokio::time::timeout(deadline, Arc::clone(&self.lock).lock_owned());
            let lock = lock.await.map_err(|_| StoreError::Locked("in memory".to_owned()))?;
            Ok(Box::new(MemoryGuard { store: self.clone(), stored: self.read(), _lock: lock }) as Box<dyn Guard>)
        })
    }
}

struct MemoryGuard {
    store: MemoryStore,
    stored: Stored,
    _lock: OwnedMutexGuard<()>,
}

impl MemoryGuard {
    fn change(&mut self, change: impl FnOnce(&mut Stored)) -> BoxFuture<'_, Result<(), StoreError>> {
        change(&mut self.stored);
        *self.store.stored.lock().unwrap_or_else(PoisonError::into_inner) = self.stored.clone();
        Box::pin(std::future::ready(Ok(())))
    }
}

impl Guard for MemoryGuard {
    fn stored(&self) -> &Stored {
        &self.stored
    }

    fn intent(&mut self, intent: Intent) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(|stored| stored.begin(intent))
    }

    fn commit_raw(&mut self, reply: RawReply) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(|stored| stored.reply = Some(reply))
    }

    fn publish(&mut self, published: Published) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(|stored| stored.publish(published))
    }
}
