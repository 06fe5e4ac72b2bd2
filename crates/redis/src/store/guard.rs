//! A login under lock.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use guichet_core::auth::store::{Guard, Intent, Published, RawReply, StoreError, Stored};
use guichet_core::transport::BoxFuture;
use redis::Value;
use tokio::task::AbortHandle;

use super::record::Record;
use super::{Inner, SETTLE, Seen, unlock};
use crate::engine::{Failed, locked};
use crate::reply::{number, parts};
use crate::scripts::{self, micros};

/// The lock, kept while it is held.
pub(super) struct RedisGuard {
    store: Arc<Inner>,
    me: String,
    stored: Stored,
    /// The record that was read or written last: its line and its number.
    at: Option<(String, u64)>,
    /// A step that failed, and may have been done all the same.
    failed: Option<Record>,
    /// Until when the lock is surely this one's.
    until: Arc<Mutex<Instant>>,
    keeper: AbortHandle,
}

/// What a step needs, and what it risks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    /// Begins something: with the lock alone, and not before the replicas have it.
    Intent,
    /// Keeps what has arrived: also where the lock has ended, as long as nobody wrote meanwhile.
    Arrived,
    /// Ends something.
    Ended,
}

impl RedisGuard {
    /// Had at a question that was asked at this time.
    pub(super) fn new(store: Arc<Inner>, me: String, seen: Seen, asked: Instant) -> Self {
        let at = seen.record.as_ref().map(|record| (record.line.clone(), record.number));
        let until = Arc::new(Mutex::new(asked + store.lease));
        let keeper = store.engine.watch(keep(Arc::clone(&store), me.clone(), Arc::clone(&until)));
        Self { stored: seen.stored(), store, me, at, failed: None, until, keeper }
    }

    fn change(&mut self, step: Step, change: impl FnOnce(&mut Stored)) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut next = self.stored.clone();
        change(&mut next);
        let mut record = Record::after(self.at.as_ref(), next);
        // The same once more: it keeps its name, so that it is known if it was done.
        if let Some(failed) = self.failed.take()
            && (&failed.line, failed.number) == (&record.line, record.number)
            && failed.generation() == record.generation()
            && failed.stored.intent.is_some() == record.stored.intent.is_some()
        {
            record.step = failed.step;
        }
        // Before it is tried: should the engine be gone, it is written as soon as it is back, by whoever looks.
        if step == Step::Arrived {
            let mut newest = locked(&self.store.newest);
            if newest.as_ref().is_none_or(|known| known.is_older_than(&record)) {
                *newest = Some(record.clone());
            }
        }
        let job = write(Arc::clone(&self.store), self.me.clone(), self.at.clone(), record.clone(), step);
        // Before the question: a process may be stopped at any place below.
        let asked = Instant::now();
        let (written, until) = (self.store.engine.begin(job), Arc::clone(&self.until));
        Box::pin(async move {
            let written = written.await.unwrap_or_else(|_| Err(Failed::ended().store(&self.store.name, "write")));
            match written {
                Ok((number, mine)) => {
                    let record = Record { number, ..record };
                    *locked(&until) = if mine { asked + self.store.lease } else { asked };
                    self.at = Some((record.line.clone(), number));
                    self.stored = record.stored.clone();
                    *locked(&self.store.newest) = Some(record);
                    Ok(())
                }
                Err(error) => {
                    self.failed = Some(record);
                    Err(error)
                }
            }
        })
    }
}

/// Writes a record after the one that was seen.
async fn write(
    store: Arc<Inner>,
    me: String,
    before: Option<(String, u64)>,
    record: Record,
    step: Step,
) -> Result<(u64, bool), StoreError> {
    let fields =
        record.fields(&store.tokens, &store.seal).map_err(|why| Failed::lasting(why).store(&store.name, "write"))?;
    let (settle, lease) = (micros(SETTLE), micros(store.lease));
    let (line, seen) = before.map_or_else(Default::default, |(line, number)| (line, number.to_string()));
    let locked = if step == Step::Intent { "1" } else { "0" };
    let mut args = vec![settle.as_bytes(), me.as_bytes(), lease.as_bytes(), locked.as_bytes()];
    args.extend([line.as_bytes(), seen.as_bytes()]);
    args.extend(fields.iter().map(Vec::as_slice));
    let written = match store.run(&scripts::WRITE, &args, "write").await? {
        Value::Int(0) => return Err(StoreError::Changed(store.name.clone())),
        written => parts(written).map_err(|error| error.store(&store.name, "write"))?,
    };
    let [written, mine] = written.as_slice() else { return Err(store.unexpected("write")) };
    let number = number(written).map_err(|error| error.store(&store.name, "write"))?;
    let done = (number, *mine == Value::Int(1));
    match store.engine.replicated().await {
        Ok(()) => Ok(done),
        Err(error) if step == Step::Intent => Err(error.store(&store.name, "replicate")),
        Err(error) => {
            tracing::warn!(store = store.name, %error, "the newest tokens are not on the replicas yet");
            Ok(done)
        }
    }
}

async fn keep(store: Arc<Inner>, me: String, until: Arc<Mutex<Instant>>) {
    loop {
        tokio::time::sleep(store.lease / 4).await;
        let asked = Instant::now();
        let lease = micros(store.lease);
        match store.engine.run(&scripts::KEEP_LOCK, &[&store.lock], &[me.as_bytes(), lease.as_bytes()]).await {
            Ok(Value::Int(1)) => *locked(&until) = asked + store.lease,
            Ok(_) => {
                *locked(&until) = asked;
                return;
            }
            Err(_) => {}
        }
    }
}

impl Guard for RedisGuard {
    fn stored(&self) -> &Stored {
        &self.stored
    }

    fn reload(&mut self) -> BoxFuture<'_, Result<(), StoreError>> {
        let store = Arc::clone(&self.store);
        let seen = self.store.engine.begin(async move { store.look().await });
        Box::pin(async move {
            let seen = seen.await.unwrap_or_else(|_| Err(Failed::ended().store(&self.store.name, "read")))?;
            self.at = seen.record.as_ref().map(|record| (record.line.clone(), record.number));
            self.stored = seen.stored();
            Ok(())
        })
    }

    fn intent(&mut self, intent: Intent) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(Step::Intent, |stored| stored.begin(intent))
    }

    fn may_send(&self, longest: Duration) -> Result<(), StoreError> {
        if self.store.lease < longest {
            let why = format!(
                "the lock lasts {:?}, and a renewal may take {longest:?}: `RedisStore::lease` must be longer",
                self.store.lease
            );
            return Err(Failed::lasting(why).store(&self.store.name, "renew"));
        }
        if Instant::now() + longest > *locked(&self.until) {
            return Err(StoreError::Changed(self.store.name.clone()));
        }
        Ok(())
    }

    fn commit_raw(&mut self, reply: RawReply) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(Step::Arrived, |stored| stored.reply = Some(reply))
    }

    fn publish(&mut self, published: Published) -> BoxFuture<'_, Result<(), StoreError>> {
        let step = if matches!(published, Published::Tokens { .. }) { Step::Arrived } else { Step::Ended };
        self.change(step, |stored| stored.publish(published))
    }

    fn tell_held(&mut self) {
        let (store, me) = (Arc::clone(&self.store), self.me.clone());
        drop(self.store.engine.begin(async move {
            // Whoever waits learns no more than that the store is locked.
            let _ = store.engine.run(&scripts::HELD, &[&store.lock], &[me.as_bytes()]).await;
        }));
    }
}

impl Drop for RedisGuard {
    fn drop(&mut self) {
        self.keeper.abort();
        drop(self.store.engine.begin(unlock(Arc::clone(&self.store), self.me.clone())));
    }
}
