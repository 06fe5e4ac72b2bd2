//! The pace and the calls of the day, shared by processes and machines.

mod clock;
mod turn;

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use guichet_core::limit::{Day, Ledger, LedgerError, Spacing, Turn};
use guichet_core::transport::BoxFuture;
use redis::{Script, Value};
use time::OffsetDateTime;

use crate::engine::{Engine, Failed, locked, unique};
use crate::reply::{number, parts, text};
use crate::scripts::{self, micros};
use crate::settings::named;
use clock::Clock;

/// How often what was counted in vain is tried to be taken back, a second apart but for the first few times.
const TRIES: u32 = 60;

/// How far a step of the engine's clock is waited for, where it is seen outside of a turn.
const LONGEST_STEP: Duration = Duration::from_secs(10);

/// How long it is tried to tell the others of a server's wait.
const TOLD: Duration = Duration::from_secs(30);

/// Counts calls, and keeps one pace, for all who give it the same name on the same engine: the [`Ledger`] of a
/// [`Quota`](guichet_core::limit::Quota).
///
/// - **The turn** goes around in the order of asking, one call at a time, with the engine's clock. A holder that ends without giving it back
///   loses it after 2.5 s, and the next call leaves later by as long as a call without an answer makes it. What a vendor asks to be waited
///   for after a 429 holds for all.
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
    clock: Clock,
    /// The most calls that this process saw counted, of which day and by which run of the engine.
    most_seen: Mutex<(String, String, u64)>,
    /// The names and days of the calls that were counted last: one that was not sent is taken back by its name, which does no harm twice.
    /// Which of them it is does not matter.
    last: Mutex<Vec<(String, OffsetDateTime)>>,
}

/// How many of those are kept: more than are on their way at once.
const KEPT: usize = 1_024;

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
        let shared = Shared {
            engine: Arc::clone(engine),
            name,
            keys,
            clock: Clock::default(),
            most_seen: Mutex::default(),
            last: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared), cost: None })
    }

    /// After a restart that may have forgotten something, so many calls are added to the count, instead of closing the day: as many as
    /// can have been counted in what the engine may lose. With `appendfsync everysec`, which may lose two seconds, and a call a second that
    /// is 3. All who share the ledger give the same: the first that calls after the restart decides.
    #[must_use]
    pub fn restart_costs(mut self, calls: u32) -> Self {
        self.cost = Some(calls);
        self
    }

    /// Opens a day whose calls are not known, on the caller's word that so many of them were made, by whatever program: on the day of the
    /// first use, and after the engine was emptied. `day` is that of the quota. Returns how many are counted then: what was counted beyond
    /// `used` stays.
    ///
    /// An operator calls it once, by hand, where a program says that the day is closed. A program that calls it at each start opens also the
    /// day on which the engine was emptied, and more calls leave than the vendor allows. Where nobody knows the number, the next day opens by
    /// itself.
    ///
    /// # Errors
    /// The engine does not answer, or refuses.
    pub async fn open_today(&self, day: Day, used: u32) -> Result<u32, LedgerError> {
        let (begins, _) = day.around(self.time(OffsetDateTime::now_utc()).await?);
        let (begins, used) = (begins.unix_timestamp().to_string(), used.to_string());
        let counted = self.on_calls_once("open", &scripts::OPEN, vec![begins, used]).await?;
        Ok(u32::try_from(counted).unwrap_or(u32::MAX))
    }

    fn cost(&self) -> String {
        self.cost.map_or_else(|| "-1".to_owned(), |calls| calls.to_string())
    }

    /// A step on the calls alone, which may not be done twice.
    fn on_calls_once(
        &self,
        step: &'static str,
        script: &'static Script,
        args: Vec<String>,
    ) -> BoxFuture<'static, Result<u64, LedgerError>> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let job = {
                let shared = Arc::clone(&shared);
                async move {
                    let args: Vec<&[u8]> = args.iter().map(String::as_bytes).collect();
                    shared.engine.run_once(script, &[&shared.keys.calls], &args).await
                }
            };
            let answer = shared.engine.begin(job).await.unwrap_or_else(|_| Err(Failed::ended()));
            answer.and_then(|value| number(&value)).map_err(|error| error.ledger(&shared.name, step))
        })
    }
}

impl Shared {
    async fn on_calls(&self, script: &Script, once: &str, args: &[String]) -> Result<Value, Failed> {
        let args: Vec<&[u8]> = args.iter().map(String::as_bytes).collect();
        self.engine.run(script, &[&self.keys.calls, once], &args).await
    }

    /// What this process has seen counted, as the script is told it.
    fn seen(&self) -> [String; 3] {
        let (run, page, calls) = locked(&self.most_seen).clone();
        [run, page, calls.to_string()]
    }

    /// What became of counting a call; with how many are counted.
    fn taken(&self, value: Value) -> Result<u64, Failed> {
        let told = parts(value)?;
        let [what, page, calls, run] = told.as_slice() else { return Err(Failed::unexpected()) };
        let (page, calls, run) = (text(page)?, number(calls)?, text(run)?);
        if !run.is_empty() {
            let mut seen = locked(&self.most_seen);
            if (&seen.0, &seen.1) != (&run, &page) || seen.2 < calls {
                *seen = (run, page, calls);
            }
        }
        number(what)
    }

    /// Takes back what may have been counted under this name, as soon as the engine answers.
    async fn untake(self: Arc<Self>, once: String) {
        for number in 0..TRIES {
            if self.on_calls(&scripts::UNTAKE, &once, &[]).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(if number < 10 { 100 } else { 1_000 })).await;
        }
        tracing::debug!(ledger = self.name, "a call that was not sent may stay counted");
    }
}

impl Ledger for RedisLedger {
    fn take(&self, day: OffsetDateTime, most: u32) -> BoxFuture<'_, Result<bool, LedgerError>> {
        let shared = Arc::clone(&self.shared);
        let mut args = vec![day.unix_timestamp().to_string(), most.to_string(), self.cost()];
        args.extend(shared.seen());
        Box::pin(async move {
            // A name for this one call: asked twice it is counted once, and it can be taken back when nobody knows whether it was counted.
            let once = format!("{}:{}", shared.keys.calls, unique());
            let mut unsure = Unsure { shared: Arc::clone(&shared), once: Some(once.clone()) };
            let name = once.clone();
            let job = {
                let shared = Arc::clone(&shared);
                async move { shared.on_calls(&scripts::TAKE, &once, &args).await.and_then(|value| shared.taken(value)) }
            };
            let answer = shared.engine.begin(job).await.unwrap_or_else(|_| Err(Failed::ended()));
            if answer.as_ref().map_or_else(|error| !error.is_doubtful(), |_| true) {
                unsure.once = None;
            }
            match answer.map_err(|error| error.ledger(&shared.name, "count"))? {
                0 => Ok(false),
                1 => {
                    let mut last = locked(&shared.last);
                    if last.len() >= KEPT {
                        last.remove(0);
                    }
                    last.push((name, day));
                    Ok(true)
                }
                2 => Err(LedgerError::Closed(format!(
                    "{} did not count this day from its beginning, or may have forgotten a part of it (`RedisLedger::open_today` opens it)",
                    shared.name
                ))),
                _ => Err(LedgerError::Closed(format!(
                    "the clock of {} was changed, or that of this machine: they are far apart",
                    shared.name
                ))),
            }
        })
    }

    fn give_back(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<(), LedgerError>> {
        let name = {
            let mut last = locked(&self.shared.last);
            let at = last.iter().rposition(|(_, counted)| *counted == day);
            at.map(|at| last.swap_remove(at).0)
        };
        let Some(name) = name else {
            let args = vec![day.unix_timestamp().to_string()];
            let given_back = self.on_calls_once("give back", &scripts::GIVE_BACK, args);
            return Box::pin(async move { given_back.await.map(drop) });
        };
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            let job = {
                let (shared, name) = (Arc::clone(&shared), name.clone());
                async move { shared.on_calls(&scripts::UNTAKE, &name, &[]).await }
            };
            if !matches!(shared.engine.begin(job).await, Ok(Ok(_))) {
                // When the engine is back.
                drop(shared.engine.begin(Arc::clone(&shared).untake(name)));
            }
            Ok(())
        })
    }

    fn used(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<u32, LedgerError>> {
        let used = self.on_calls_once("read", &scripts::USED, vec![day.unix_timestamp().to_string()]);
        Box::pin(async move { used.await.map(|used| u32::try_from(used).unwrap_or(u32::MAX)) })
    }

    fn name(&self) -> String {
        self.shared.name.clone()
    }

    fn time(&self, _: OffsetDateTime) -> BoxFuture<'_, Result<OffsetDateTime, LedgerError>> {
        let shared = Arc::clone(&self.shared);
        Box::pin(async move {
            if let Some(now) = shared.clock.now() {
                return Ok(now);
            }
            let job = {
                let shared = Arc::clone(&shared);
                async move {
                    let asked = Instant::now();
                    let clock = shared.engine.run(&scripts::CLOCK, &[], &[]).await.and_then(|value| number(&value))?;
                    shared.clock.seen(clock, asked, LONGEST_STEP);
                    shared.clock.now().ok_or_else(Failed::unexpected)
                }
            };
            let answer = shared.engine.begin(job).await.unwrap_or_else(|_| Err(Failed::ended()));
            answer.map_err(|error| error.ledger(&shared.name, "read the clock"))
        })
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
            let begun = Instant::now();
            loop {
                let left = micros(wait.saturating_sub(begun.elapsed()));
                match shared.engine.run(&scripts::HOLD, &[&shared.keys.pace], &[left.as_bytes()]).await {
                    Ok(_) => return,
                    // Over by then, or the engine is gone, and with it all turns.
                    Err(error) if begun.elapsed() > wait.min(TOLD) => {
                        tracing::warn!(ledger = shared.name, %error, "the others were not told to wait");
                        return;
                    }
                    Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
                }
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
