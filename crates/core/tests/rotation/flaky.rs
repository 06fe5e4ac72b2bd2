//! A store whose disk fails, for as long as it is told to.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use guichet_core::auth::store::{Guard, Intent, MemoryStore, Published, RawReply, StoreError, Stored, TokenStore};
use guichet_core::transport::BoxFuture;

/// How often each step fails from now on, and who waits for the lock.
#[derive(Default)]
pub struct Faults {
    pub intent: AtomicU32,
    pub commit: AtomicU32,
    pub publish: AtomicU32,
    /// So often the lock has ended by time when the request is about to leave; beyond 1,000 times the lease is too short for any.
    pub late: AtomicU32,
    /// Told by a guard that cannot write its reply.
    pub held: Mutex<u32>,
}

#[derive(Clone)]
pub struct Flaky {
    pub store: MemoryStore,
    pub faults: Arc<Faults>,
}

impl Flaky {
    pub fn over(store: MemoryStore) -> Self {
        Self { store, faults: Arc::default() }
    }
}

fn full() -> StoreError {
    StoreError::Io(std::io::ErrorKind::StorageFull.into())
}

fn fails(times: &AtomicU32) -> bool {
    times.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok()
}

impl TokenStore for Flaky {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        self.store.load()
    }

    fn lock(&self, deadline: Duration) -> BoxFuture<'_, Result<Box<dyn Guard>, StoreError>> {
        Box::pin(async move {
            let inner = self.store.lock(deadline).await?;
            Ok(Box::new(FlakyGuard { inner, faults: Arc::clone(&self.faults) }) as Box<dyn Guard>)
        })
    }
}

struct FlakyGuard {
    inner: Box<dyn Guard>,
    faults: Arc<Faults>,
}

impl Guard for FlakyGuard {
    fn stored(&self) -> &Stored {
        self.inner.stored()
    }

    fn intent(&mut self, intent: Intent) -> BoxFuture<'_, Result<(), StoreError>> {
        if fails(&self.faults.intent) {
            return Box::pin(std::future::ready(Err(full())));
        }
        self.inner.intent(intent)
    }

    fn may_send(&self, longest: Duration) -> Result<(), StoreError> {
        assert_eq!(longest, Duration::from_secs(35));
        match fails(&self.faults.late) {
            true if self.faults.late.load(Ordering::SeqCst) >= 1_000 => {
                Err(StoreError::Unreadable("the lease is too short".to_owned()))
            }
            true => Err(StoreError::Changed("late".to_owned())),
            false => Ok(()),
        }
    }

    fn commit_raw(&mut self, reply: RawReply) -> BoxFuture<'_, Result<(), StoreError>> {
        if fails(&self.faults.commit) {
            return Box::pin(std::future::ready(Err(full())));
        }
        self.inner.commit_raw(reply)
    }

    fn publish(&mut self, published: Published) -> BoxFuture<'_, Result<(), StoreError>> {
        if fails(&self.faults.publish) {
            return Box::pin(std::future::ready(Err(full())));
        }
        self.inner.publish(published)
    }

    fn tell_held(&mut self) {
        *self.faults.held.lock().unwrap() += 1;
    }
}
