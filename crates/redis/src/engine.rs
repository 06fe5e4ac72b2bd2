//! The connection to the engine. It is driven by a thread of its own: a renewal of tokens runs on a runtime that ends with it, a lease is
//! kept while the caller's runtime is busy, and callers may be on any runtime.

mod connection;
mod failed;

pub use connection::Found;
pub(crate) use failed::Failed;

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use guichet_core::{Error, Result};
use redis::{Script, Value};
use tokio::runtime::{Builder, Handle};
use tokio::sync::{Notify, oneshot, watch};
use tokio::task::{AbortHandle, JoinHandle};

use crate::settings::Settings;
use connection::Connection;

/// How long the thread goes on for what is under way when nobody holds the engine any more.
const LAST: Duration = Duration::from_secs(2);

/// How long a program that ends waits for what is under way.
const SETTLED: Duration = Duration::from_secs(5);

/// Shared by all stores and ledgers of one [`Redis`](crate::Redis).
pub(crate) struct Engine {
    pub(crate) settings: Settings,
    thread: Handle,
    /// Dropped with the engine, which ends the thread.
    _ends: oneshot::Sender<()>,
    slot: Mutex<Slot>,
    under_way: Arc<UnderWay>,
}

/// What was begun without anybody waiting for it.
#[derive(Default)]
struct UnderWay {
    jobs: AtomicUsize,
    ended: Notify,
}

struct Job(Arc<UnderWay>);

impl Job {
    fn begin(under_way: &Arc<UnderWay>) -> Self {
        under_way.jobs.fetch_add(1, Ordering::SeqCst);
        Self(Arc::clone(under_way))
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.0.jobs.fetch_sub(1, Ordering::SeqCst);
        self.0.ended.notify_waiters();
    }
}

impl UnderWay {
    async fn settled(&self) {
        loop {
            let ended = self.ended.notified();
            if self.jobs.load(Ordering::SeqCst) == 0 {
                return;
            }
            // Looked at from time to time as well: an end between the two lines above is not told again.
            let _ = tokio::time::timeout(Duration::from_millis(20), ended).await;
        }
    }
}

impl Engine {
    /// Starts the thread. Nothing is connected yet.
    pub(crate) fn start(settings: Settings) -> Result<Arc<Self>> {
        let failed = |error| Error::config(format!("the thread for Redis cannot be started: {error}"));
        let runtime = Builder::new_current_thread().enable_all().build().map_err(failed)?;
        let thread = runtime.handle().clone();
        let (ends, ended) = oneshot::channel::<()>();
        let under_way = Arc::<UnderWay>::default();
        let left = Arc::clone(&under_way);
        std::thread::Builder::new()
            .name("guichet-redis".to_owned())
            .spawn(move || {
                runtime.block_on(async move {
                    // Its sender is never used, only dropped.
                    let _ = ended.await;
                    let _ = tokio::time::timeout(LAST, left.settled()).await;
                });
            })
            .map_err(failed)?;
        Ok(Arc::new(Self { settings, thread, _ends: ends, slot: Mutex::new(Slot::None), under_way }))
    }

    /// Runs a job on the thread, to its end also where nobody waits for it any more.
    pub(crate) fn begin<T: Send + 'static>(&self, job: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
        let counted = Job::begin(&self.under_way);
        self.thread.spawn(async move {
            let _counted = counted;
            job.await
        })
    }

    /// The same, for what goes on for as long as somebody is there: nobody waits for its end.
    pub(crate) fn watch(&self, job: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        self.thread.spawn(job).abort_handle()
    }

    /// Runs a job on the thread, which ends when nobody waits for it any more.
    pub(crate) fn while_wanted<T: Send + 'static>(&self, job: impl Future<Output = T> + Send + 'static) -> Wanted<T> {
        Wanted(self.thread.spawn(job))
    }

    /// Waits for what was begun, and not for ever: an engine that is gone takes nothing back.
    pub(crate) async fn settle(&self) {
        let under_way = Arc::clone(&self.under_way);
        let _ = self.thread.spawn(tokio::time::timeout(SETTLED, async move { under_way.settled().await })).await;
    }

    /// Runs a script that may be run twice: where the connection was gone, another is tried once.
    pub(crate) async fn run(
        self: &Arc<Self>,
        script: &Script,
        keys: &[&str],
        args: &[&[u8]],
    ) -> std::result::Result<Value, Failed> {
        self.tried(2, script, keys, args).await
    }

    /// Runs a script that may not be run twice.
    pub(crate) async fn run_once(
        self: &Arc<Self>,
        script: &Script,
        keys: &[&str],
        args: &[&[u8]],
    ) -> std::result::Result<Value, Failed> {
        self.tried(1, script, keys, args).await
    }

    async fn tried(
        self: &Arc<Self>,
        mut times: u32,
        script: &Script,
        keys: &[&str],
        args: &[&[u8]],
    ) -> std::result::Result<Value, Failed> {
        let mut used = None;
        let run = async {
            // What one try may have done another that fails has not undone.
            let mut doubt = false;
            loop {
                let connection = self.connected().await.map_err(|error| error.or_doubtful(doubt))?;
                used = Some(Arc::clone(&connection));
                let error = match connection.run(script, keys, args).await {
                    Ok(value) => return Ok(value),
                    Err(error) => error.or_doubtful(doubt),
                };
                doubt = error.is_doubtful();
                if !error.is_broken() {
                    return Err(error);
                }
                self.forget(&connection);
                times -= 1;
                if times == 0 {
                    return Err(error);
                }
            }
        };
        match tokio::time::timeout(self.settings.patience, run).await {
            Ok(outcome) => outcome,
            Err(_) => {
                // Answers that come later belong to nobody.
                used.iter().for_each(|connection| self.forget(connection));
                Err(Failed::silent(self.settings.patience, used.is_some()))
            }
        }
    }

    /// Waits until so many replicas have what was written, as long as an answer is waited for.
    pub(crate) async fn replicated(self: &Arc<Self>) -> std::result::Result<(), Failed> {
        let (wanted, within) = (self.settings.replicas, self.settings.patience / 2);
        if wanted == 0 {
            return Ok(());
        }
        let waited = async { self.connected().await?.replicated(wanted, within).await };
        match tokio::time::timeout(self.settings.patience, waited).await {
            Ok(Ok(have)) if have >= wanted => Ok(()),
            Ok(Ok(have)) => Err(Failed::passing(format!("{have} of {wanted} replicas have it after {within:?}"))),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(Failed::silent(self.settings.patience, true)),
        }
    }

    /// The connection, made anew where there is none. Making one is a job of its own, which nobody who waits for it can break off: else
    /// many that wait, each for a part of the time, would never come to one.
    pub(crate) async fn connected(self: &Arc<Self>) -> std::result::Result<Arc<Connection>, Failed> {
        let mut made = {
            let mut slot = locked(&self.slot);
            match &*slot {
                Slot::Open(connection) if connection.is_open() => return Ok(Arc::clone(connection)),
                // One whose job has gone without a word is made anew.
                Slot::Making(made) if made.has_changed().is_ok() => made.clone(),
                Slot::Making(_) | Slot::Open(_) | Slot::None => {
                    let (tell, made) = watch::channel(None);
                    *slot = Slot::Making(made.clone());
                    let engine = Arc::clone(self);
                    self.thread.spawn(async move {
                        let outcome = Connection::open(&engine.settings).await.map(Arc::new);
                        *locked(&engine.slot) = match &outcome {
                            Ok(connection) => Slot::Open(Arc::clone(connection)),
                            Err(_) => Slot::None,
                        };
                        // Nobody may wait for it any more.
                        let _ = tell.send(Some(outcome));
                    });
                    made
                }
            }
        };
        let outcome = made.wait_for(Option::is_some).await.ok().and_then(|outcome| outcome.clone());
        outcome.unwrap_or_else(|| Err(Failed::ended()))
    }

    /// Forgets a connection that is of no use any more.
    fn forget(&self, connection: &Arc<Connection>) {
        let mut slot = locked(&self.slot);
        if matches!(&*slot, Slot::Open(current) if Arc::ptr_eq(current, connection)) {
            *slot = Slot::None;
        }
    }
}

/// The one connection.
enum Slot {
    None,
    Making(watch::Receiver<Option<std::result::Result<Arc<Connection>, Failed>>>),
    Open(Arc<Connection>),
}

/// A job that ends when this is dropped.
pub(crate) struct Wanted<T>(JoinHandle<T>);

impl<T> Future for Wanted<T> {
    type Output = std::result::Result<T, Failed>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(context).map_err(|_| Failed::ended())
    }
}

impl<T> Drop for Wanted<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What a lock holds, also after a panic elsewhere.
pub(crate) fn locked<T>(mutex: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A name that nobody else has.
pub(crate) fn unique() -> String {
    guichet_core::vendor::random_uuid()
}
