//! The pace and the calls of the day, shared by processes and machines.

mod turn;

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use guichet_core::limit::{Day, Ledger, LedgerError, Spacing, Turn};
use guichet_core::transport::BoxFuture;
use redis::{Script, Value};
use time::OffsetDateTime;

use crate::engine::{Engine, Failed, unique};
use crate::reply::number;
use crate::scripts;
use crate::settings::named;
use turn::Offset;

/// How often what was counted in vain is tried to be taken back, a second apart.
const TRIES: u32 = 50;

/// Counts calls, and keeps one pace, for all who give it the same name on the same engine: the [`Ledger`] of a
/// [`Quota`](guichet_core::limit::Quota).
///
/// - **The turn** goes around in the order of asking, one call at a time, with the engine's clock. A holder that ends without giving it back
///   loses it after 3 s, and the next call leaves a period later. What a vendor asks to be waited for after a 429 holds for all.
/// - **The count** is raised before a call is sent. A process that is killed in between has counted one too many.
/// - **A day whose calls are not known** is closed: each call is an error, `is_rate_limited()`, with the time at which the next day begins. It is so
///   on the day on which the ledger is used first, after the engine was emptied, and after a restart that may have forgotten something; see
///   [`open_today`](Self::open_today) and [`restart_costs`](Self::restart_costs).
/// - **An engine that does not answer** stops each call, within 2 s: what cannot be counted is not sent.
///
/// ```
/// use std::time::Duration;
///
/// use guichet_core::Limits;
/// use guichet_core::limit::{Day, Quota};
/// use guichet_redis::Redis;
///
/// let redis = Redis::builder("redis://127.0.0.1").prefix("acme").build()?;
/// let quota = Quota::daily(10_000, Day::europe_paris()).ledger(redis.ledger("ebp")?);
/// let limits = Limits::builder().strict_pace(Duration::from_secs(1)).quota(quota).build();
/// assert_eq!(limits.period(), Some(Duration::from_secs(1)));
/// # Ok::<(), guichet_redis::Error>(())
/// ```
#[derive(Clone)]
pub struct RedisLedger {
    shared: Arc<Shared>,
    /// How many calls are added after a restart that may have forgotten some; `None` closes the day.
    cost: Option<u32>,
}

struct Shared {
    engine: Arc<Engine>,
    name: String,
    keys: Keys,
    /// How far the engine's clock was ahead of this process's when it was last seen.
    offset: Mutex<Option<Offset>>,
}

struct Keys {
    pace: String,
    queue: String,
    waiting: String,
    calls: String,
}

impl fmt::Debug for RedisLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RedisLedger").field(&self.shared.name).finish()
    }
}

impl RedisLedger {
    pub(crate) fn new(engine: &Arc<Engine>, name: &str) -> guichet_core::Result<Self> {
        named("the name of a ledger", name)?;
        let key = |what: &str| format!("{}:{{{name}}}:{what}", engine.settings.prefix);
        let keys = Keys { pace: key("pace"), queue: key("queue"), waiting: key("waiting"), calls: key("calls") };
        let name = format!("{}:{name}", engine.settings.place());
        let shared = Shared { engine: Arc::clone(engine), name, keys, offset: Mutex::default() };
        Ok(Self { shared: Arc::new(shared), cost: None })
    }

    /// After a restart that may have forgotten something, so many calls are added to the count, instead of closing the day: as many as
    /// can have been counted in what the engine may lose. With `appendfsync everysec` and a call a second that is 3.
    #[must_use]
    pub fn restart_costs(mut self, calls: u32) -> Self {
        self.cost = Some(calls);
        self
    }

    /// Opens a day whose calls are not known, on the caller's word that so many of them were made: on the day of the first use, and after
    /// the engine was emptied. `day` is that of the quota.
    ///
    /// # Errors
    /// The engine does not answer, or refuses.
    pub async fn open_today(&self, day: Day, used: u32) -> Result<(), LedgerError> {
        let (begins, _) = day.around(OffsetDateTime::now_utc());
        let (begins, used) = (begins.unix_timestamp().to_string(), used.to_string());
        self.do_once("open", &scripts::OPEN, vec![begins, used]).await.map(drop)
    }

    fn cost(&self) -> String {
        self.cost.map_or_else(|| "-1".to_owned(), |calls| calls.to_string())
    }

    /// A step on the calls alone.
    fn do_once(
        &self,
        step: &'static str,
        script: &'static Script,
        args: Vec<String>,
    ) -> BoxFuture<'static, Result<u64, LedgerError>> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let job = {
                let shared = Arc::clone(&shared);
                async move { shared.on_calls(script, None, &args).await }
            };
            let answer = shared.engine.begin(job).await.unwrap_or_else(|_| Err(Failed::ended()));
            answer.and_then(|value| number(&value)).map_err(|error| error.ledger(&shared.name, step))
        })
    }
}

impl Shared {
    async fn on_calls(&self, script: &Script, once: Option<&str>, args: &[String]) -> Result<Value, Failed> {
        let mut keys = vec![self.keys.calls.as_str()];
        keys.extend(once);
        let args: Vec<&[u8]> = args.iter().map(String::as_bytes).collect();
        self.engine.run(script, &keys, &args).await
    }

    /// Takes back what may have been counted under this name, as soon as the engine answers.
    async fn untake(self: Arc<Self>, once: String) {
        for _ in 0..TRIES {
            if self.on_calls(&scripts::UNTAKE, Some(&once), &[]).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        tracing::debug!(ledger = self.name, "a call that was not sent may stay counted");
    }
}

impl Ledger for RedisLedger {
    fn take(&self, day: OffsetDateTime, most: u32) -> BoxFuture<'_, Result<bool, LedgerError>> {
        let shared = Arc::clone(&self.shared);
        let args = vec![day.unix_timestamp().to_string(), most.to_string(), self.cost()];
        Box::pin(async move {
            // A name for this one call: asked twice it is counted once, and it can be taken back when nobody knows whether it was counted.
            let once = format!("{}:{}", shared.keys.calls, unique());
            let mut unsure = Unsure { shared: Arc::clone(&shared), once: Some(once.clone()) };
            let job = {
                let shared = Arc::clone(&shared);
                async move { shared.on_calls(&scripts::TAKE, Some(&once), &args).await }
            };
            let answer = shared.engine.begin(job).await.unwrap_or_else(|_| Err(Failed::ended()));
            let answer =
                answer.and_then(|value| number(&value)).map_err(|error| error.ledger(&shared.name, "count"))?;
            unsure.once = None;
            match answer {
                0 => Ok(false),
                1 => Ok(true),
                2 => Err(LedgerError::Closed(format!(
                    "{} did not count this day from its beginning, or may have forgotten a part of it (`RedisLedger::open_today` opens it)",
                    shared.name
                ))),
                _ => Err(LedgerError::Closed(format!(
                    "this machine's clock and that of {} are more than two days apart",
                    shared.name
                ))),
            }
        })
    }

    fn give_back(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<(), LedgerError>> {
        let given_back = self.do_once("give back", &scripts::GIVE_BACK, vec![day.unix_timestamp().to_string()]);
        Box::pin(async move { given_back.await.map(drop) })
    }

    fn used(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<u32, LedgerError>> {
        let used = self.do_once("read", &scripts::USED, vec![day.unix_timestamp().to_string()]);
        Box::pin(async move { used.await.map(|used| u32::try_from(used).unwrap_or(u32::MAX)) })
    }

    fn name(&self) -> String {
        self.shared.name.clone()
    }

    fn keeps_turns(&self) -> bool {
        true
    }

    fn turn(&self, spacing: Spacing, wait: Duration) -> BoxFuture<'_, Result<Option<Box<dyn Turn>>, LedgerError>> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let engine = Arc::clone(&shared.engine);
            let name = shared.name.clone();
            match engine.while_wanted(turn::wait(shared, spacing, wait)).await {
                Ok(turn) => turn.map(|turn| Some(Box::new(turn) as Box<dyn Turn>)),
                Err(error) => Err(error.ledger(&name, "take a turn")),
            }
        })
    }

    fn hold(&self, wait: Duration) {
        let shared = Arc::clone(&self.shared);
        let job = async move {
            let held = shared.engine.run(&scripts::HOLD, &[&shared.keys.pace], &[micros(wait).as_bytes()]).await;
            if let Err(error) = held {
                tracing::warn!(ledger = shared.name, %error, "the others were not told to wait");
            }
        };
        drop(self.shared.engine.begin(job));
    }
}

/// Counted, perhaps, for somebody who may have gone.
struct Unsure {
    shared: Arc<Shared>,
    once: Option<String>,
}

impl Drop for Unsure {
    fn drop(&mut self) {
        if let Some(once) = self.once.take() {
            drop(self.shared.engine.begin(Arc::clone(&self.shared).untake(once)));
        }
    }
}

fn micros(duration: Duration) -> String {
    // Ten years fit into what Lua counts exactly.
    duration.as_micros().min(315_360_000_000_000).to_string()
}
