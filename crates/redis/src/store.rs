//! The tokens of one login, shared by processes and machines.

mod guard;
mod record;

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::time::{Duration, Instant};

use guichet_core::auth::store::{Guard, Published, StoreError, Stored, TokenStore};
use guichet_core::transport::BoxFuture;
use redis::Value;

use crate::engine::{Engine, Failed, locked, unique};
use crate::reply::{number, parts};
use crate::scripts::{self, micros};
use crate::seal::Seal;
use crate::settings::named;
use crate::{Result, SealingKey};
use guard::RedisGuard;
use record::Record;

/// How long a lock lasts that nobody keeps: longer than a renewal with its grace, 35 s by default.
const LEASE: Duration = Duration::from_secs(45);

/// How often a process looks whether the engine still knows what it knows.
const WATCH: Duration = Duration::from_secs(2);

/// How long nobody acts on a record that may be an old one: each process that lives has looked by then.
const SETTLE: Duration = Duration::from_secs(6);

/// How often the lock is asked for.
const ASKED: Duration = Duration::from_millis(100);

/// How often a record is written back before it is an error: each time somebody else wrote one meanwhile.
const TRIES: u32 = 5;

/// Keeps the tokens of one login in Redis, for all who give it the same name on the same engine: the store of EBP's `Builder::tokens`.
///
/// - **One renews**, under a lock, and notes its intent before. The others take over what it wrote. The lock lasts 45 s
///   ([`lease`](Self::lease)) and is kept while its holder lives. After one that was not given back, an intent without a reply is waited out
///   for another three quarters of that: its holder may be stopped, and have the reply.
/// - **What the engine forgets** each process that lives writes back, within seconds: after it was emptied, after a restart from an old file. Until
///   then nobody spends the older token. Where no process lives that holds the newest tokens, somebody must sign in again.
/// - **An engine that does not answer** is a typed error within 2 s. Tokens that arrived are used from memory, and written when it answers again.
///
/// ```
/// use guichet_redis::{Redis, SealingKey};
///
/// # fn main() -> guichet_redis::Result<()> {
/// # let key_from_the_vault = [7; 32];
/// let redis = Redis::builder("redis://127.0.0.1").prefix("acme").build()?;
/// let store = redis.tokens("ebp")?.sealed(SealingKey::new(key_from_the_vault)?);
/// # drop(store);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RedisStore(Arc<Inner>);

pub(crate) struct Inner {
    engine: Arc<Engine>,
    name: String,
    tokens: String,
    lock: String,
    lease: Duration,
    seal: Seal,
    /// The newest record that this process has seen or made. It is written back where the engine has forgotten it.
    newest: Mutex<Option<Record>>,
    watched: AtomicBool,
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RedisStore").field(&self.0.name).finish()
    }
}

impl RedisStore {
    pub(crate) fn new(engine: &Arc<Engine>, name: &str) -> Result<Self> {
        named("the name of a login", name)?;
        let key = |what: &str| format!("{}:{{{name}}}:{what}", engine.settings.prefix);
        Ok(Self(Arc::new(Inner {
            engine: Arc::clone(engine),
            name: format!("{}:{name}", engine.settings.place()),
            tokens: key("tokens"),
            lock: key("lock"),
            lease: LEASE,
            seal: Seal::default(),
            newest: Mutex::default(),
            watched: AtomicBool::new(false),
        })))
    }

    /// A copy with other settings, which shares nothing with this one but the login.
    fn changed(&self, change: impl FnOnce(&mut Inner)) -> Self {
        let Inner { engine, name, tokens, lock, lease, seal, .. } = &*self.0;
        let mut inner = Inner {
            engine: Arc::clone(engine),
            name: name.clone(),
            tokens: tokens.clone(),
            lock: lock.clone(),
            lease: *lease,
            seal: seal.clone(),
            newest: Mutex::default(),
            watched: AtomicBool::new(false),
        };
        change(&mut inner);
        Self(Arc::new(inner))
    }

    /// How long the lock lasts when its holder is stopped or killed; 45 s by default. It must be longer than
    /// [`RotationPolicy::longest`](guichet_core::auth::RotationPolicy::longest), which is 35 s by default: a renewal is refused else, before
    /// anything is sent. All who share the login give the same.
    #[must_use]
    pub fn lease(&self, lease: Duration) -> Self {
        // One that is no lease would be kept without a pause, or end after the clock does.
        self.changed(|inner| inner.lease = lease.clamp(Duration::from_secs(1), Duration::from_secs(3_600)))
    }

    /// Seals what is written with this key. Called again, the further keys open what was sealed with them, and the first one seals. A record
    /// that is not sealed is then refused.
    ///
    /// To replace a key: first give `old` and then `new` on all machines, after that `new` and then `old`, and leave `old` out when a renewal
    /// has taken place. To seal a login that is not: [`move_from`](Self::move_from) to a store of another name.
    #[must_use]
    pub fn sealed(&self, key: SealingKey) -> Self {
        self.changed(|inner| inner.seal = inner.seal.clone().with(key))
    }

    /// Moves a login here from another store, a [`FileStore`](guichet_core::auth::store::FileStore) say, so that nobody must sign in again. It is
    /// called once, by hand. The other store is ended first: a program that still uses it is told that somebody must sign in, and spends
    /// nothing. Where it was interrupted, it is called again and goes on.
    ///
    /// # Errors
    /// A login is here already, there is none in the other store, or a renewal is under way there; a store fails.
    pub async fn move_from(&self, other: &dyn TokenStore) -> std::result::Result<(), StoreError> {
        /// The reason that stands in the other store.
        const MOVED: &str = "the login was moved to another store: ";
        let taken = |why: &str| StoreError::Unreadable(format!("{}: {why}", self.0.name));
        let mut there = other.lock(Duration::from_secs(90)).await?;
        let mut login = there.stored().clone();
        if login.ended.as_deref().is_some_and(|why| why == format!("{MOVED}{}", self.0.name)) {
            login.ended = None;
        }
        let Some(tokens) = login.tokens.clone().filter(|_| login.intent.is_none() && login.ended.is_none()) else {
            return Err(taken("the other store holds no tokens, or a renewal is under way there"));
        };
        if login.reply.as_ref().is_some_and(|reply| reply.generation > login.generation) {
            return Err(taken("the other store holds a reply that was not read: call once with it first"));
        }
        let mut here = self.lock(Duration::from_secs(90)).await?;
        if here.stored().tokens.is_some() {
            return Err(taken("a login is here already"));
        }
        there.publish(Published::Ended(format!("{MOVED}{}", self.0.name))).await?;
        let generation = here.stored().generation.saturating_add(1);
        if let Some(owner) = login.owner {
            let intent = guichet_core::auth::store::Intent::new(generation, time::OffsetDateTime::now_utc()).sign_in();
            here.intent(intent.of(owner)).await?;
        }
        here.publish(Published::Tokens { generation, tokens }).await
    }
}

impl TokenStore for RedisStore {
    fn load(&self) -> BoxFuture<'_, std::result::Result<Stored, StoreError>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            inner.watch();
            let name = inner.name.clone();
            let job = Arc::clone(&inner);
            let seen = inner.engine.begin(async move { job.look().await }).await;
            seen.unwrap_or_else(|_| Err(Failed::ended().store(&name, "read"))).map(|seen| seen.stored())
        })
    }

    fn lock(&self, deadline: Duration) -> BoxFuture<'_, std::result::Result<Box<dyn Guard>, StoreError>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            inner.watch();
            let (engine, name) = (Arc::clone(&inner.engine), inner.name.clone());
            let guard = engine.while_wanted(inner.locked(deadline)).await;
            guard.unwrap_or_else(|error| Err(error.store(&name, "lock"))).map(|guard| Box::new(guard) as Box<dyn Guard>)
        })
    }
}

/// What the engine has, and its clock.
struct Seen {
    now: u64,
    record: Option<Record>,
}

impl Seen {
    /// Nothing yet counts from the engine's time on: what is written later is newer than all that was there before it was emptied.
    fn stored(self) -> Stored {
        match self.record {
            Some(record) => record.stored,
            None => {
                let mut nothing = Stored::default();
                nothing.generation = self.now / 1_000_000;
                nothing
            }
        }
    }
}

impl Inner {
    async fn run(
        &self,
        script: &redis::Script,
        args: &[&[u8]],
        step: &'static str,
    ) -> std::result::Result<Value, StoreError> {
        let keys = [self.tokens.as_str(), &self.lock];
        self.engine.run(script, &keys, args).await.map_err(|error| error.store(&self.name, step))
    }

    fn unexpected(&self, step: &'static str) -> StoreError {
        Failed::unexpected().store(&self.name, step)
    }

    /// Reads, and writes back what the engine has forgotten.
    async fn look(&self) -> std::result::Result<Seen, StoreError> {
        for _ in 0..TRIES {
            let value = self.run(&scripts::LOAD, &[micros(SETTLE).as_bytes()], "read").await?;
            let seen = self.seen(&parts(value).map_err(|error| error.store(&self.name, "read"))?)?;
            if !self.restored(&seen).await? {
                return Ok(seen);
            }
        }
        Err(StoreError::Changed(self.name.clone()))
    }

    /// Writes back what this process knows where the engine has less: `true` where it did, or tried.
    async fn restored(&self, seen: &Seen) -> std::result::Result<bool, StoreError> {
        let known = {
            let mut newest = locked(&self.newest);
            match (&seen.record, &*newest) {
                (Some(record), Some(known)) if record.is_older_than(known) => known.clone(),
                (Some(record), _) => {
                    *newest = Some(record.clone());
                    return Ok(false);
                }
                (None, None) => return Ok(false),
                (None, Some(known)) => known.clone(),
            }
        };
        let mut known = known;
        if let Some(record) = &seen.record {
            // After what is there, so that who has read that finds that it was changed.
            known.number = known.number.max(record.number.saturating_add(1));
        }
        let before = seen.record.as_ref().map(|record| record.number.to_string()).unwrap_or_default();
        let fields = known
            .fields(&self.tokens, &self.seal)
            .map_err(|why| Failed::lasting(why).store(&self.name, "write back"))?;
        let settle = micros(SETTLE);
        let mut args = vec![settle.as_bytes(), before.as_bytes()];
        args.extend(fields.iter().map(Vec::as_slice));
        let written = self.run(&scripts::RESTORE, &args, "write back").await?;
        if matches!(written, Value::Int(1)) {
            tracing::warn!(
                store = self.name,
                generation = known.generation(),
                "Redis had forgotten the newest tokens of this process: they were written back"
            );
        }
        Ok(true)
    }

    fn seen(&self, parts: &[Value]) -> std::result::Result<Seen, StoreError> {
        let read = |value: &Value| number(value).map_err(|error| error.store(&self.name, "read"));
        match parts {
            [now] => Ok(Seen { now: read(now)?, record: None }),
            [now, line, number, _, step, form] => {
                let record = Record::read(&self.tokens, &self.seal, [line, step], read(number)?, form)
                    .map_err(|error| error.unwrap_or_else(|| self.unexpected("read")))?;
                Ok(Seen { now: read(now)?, record: Some(record) })
            }
            _ => Err(self.unexpected("read")),
        }
    }

    /// Looks from time to time whether the engine has forgotten what this process knows, for as long as the store is held.
    fn watch(self: &Arc<Self>) {
        if self.watched.swap(true, Ordering::SeqCst) {
            return;
        }
        let store: Weak<Self> = Arc::downgrade(self);
        // It ends by itself.
        let _ = self.engine.watch(async move {
            loop {
                tokio::time::sleep(WATCH).await;
                let Some(store) = store.upgrade() else { return };
                if locked(&store.newest).is_some()
                    && let Err(error) = store.look().await
                {
                    tracing::debug!(store = store.name, %error, "Redis was not looked at");
                }
            }
        });
    }

    /// Waits for the lock, and until the record can be acted on.
    async fn locked(self: Arc<Self>, deadline: Duration) -> std::result::Result<RedisGuard, StoreError> {
        let started = Instant::now();
        let mut asking = Asking { store: Arc::clone(&self), me: Some(unique()) };
        let times = [SETTLE, self.lease, self.quarantine()].map(micros);
        loop {
            let asked = Instant::now();
            let me = asking.me.clone().unwrap_or_default();
            let [settle, lease, quarantine] = times.each_ref().map(String::as_bytes);
            let value = self.run(&scripts::LOCK, &[settle, me.as_bytes(), lease, quarantine], "lock").await?;
            let told = parts(value).map_err(|error| error.store(&self.name, "lock"))?;
            let (Some(Value::Int(what)), Some(rest)) = (told.first(), told.get(1..)) else {
                return Err(self.unexpected("lock"));
            };
            let wait = match what {
                2 => {
                    let seen = self.seen(rest)?;
                    if !self.restored(&seen).await? {
                        asking.me = None;
                        return Ok(RedisGuard::new(self, me, seen, asked));
                    }
                    // Rests for a while now: others may know a newer one.
                    Duration::ZERO
                }
                0 | 1 | 3 => {
                    let [wait] = rest else { return Err(self.unexpected("lock")) };
                    Duration::from_micros(number(wait).map_err(|error| error.store(&self.name, "lock"))?)
                }
                _ => return Err(self.unexpected("lock")),
            };
            let left = deadline.saturating_sub(started.elapsed());
            if left.is_zero() {
                return Err(match what {
                    3 => StoreError::Held(self.name.clone()),
                    0 => StoreError::Locked(format!("{}, for {wait:?} at most if its holder has ended", self.name)),
                    _ => StoreError::Locked(format!(
                        "{}: its record rests for {wait:?}, because a process that was stopped, or one that lives, may have a newer one",
                        self.name
                    )),
                });
            }
            // Not all at the same time.
            let pause = wait.min(ASKED).mul_f64(0.75 + f64::from(fraction()) / 512.0);
            tokio::time::sleep(pause.min(left)).await;
        }
    }

    /// How long an intent is waited out whose holder did not give the lock back.
    fn quarantine(&self) -> Duration {
        self.lease * 3 / 4
    }
}

/// A lock that is asked for. Dropped, it is given back.
struct Asking {
    store: Arc<Inner>,
    me: Option<String>,
}

impl Drop for Asking {
    fn drop(&mut self) {
        if let Some(me) = self.me.take() {
            drop(self.store.engine.begin(unlock(Arc::clone(&self.store), me)));
        }
    }
}

/// Gives the lock back; tried until it has ended by itself.
async fn unlock(store: Arc<Inner>, me: String) {
    let begun = Instant::now();
    while let Err(error) = store.engine.run(&scripts::UNLOCK, &[&store.lock], &[me.as_bytes()]).await {
        if begun.elapsed() > store.lease {
            tracing::debug!(store = store.name, %error, "the lock was not given back: it ends by itself");
            return;
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

/// 0 to 255, another one each time.
fn fraction() -> u8 {
    unique().bytes().last().unwrap_or_default().wrapping_mul(37)
}
