//! A program of a user's on one of several machines, as the tests of `guichet-redis` run it: in a process of its own, to be stopped or killed.
//!
//! `redis-child REDIS PREFIX URL LEASE WORK…` makes calls of EBP's with tokens and limits in Redis. The work is one of
//!
//! - `many AHEAD TASKS`: waits for a line, then makes so many calls at once, by a clock that is so many seconds ahead;
//! - `paced MILLISECONDS SECONDS`: makes calls one after the other for so long, at a pace;
//! - `counted MOST REFUSALS`: makes calls without a pace, eight at a time, until so many were refused because the calls of the day are used up.
//!
//! It prints `READY` when it has begun and `DONE` with what came of it at the end.

use std::error::Error;
use std::io::BufRead as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use guichet_core::limit::Quota;
use guichet_core::time::OffsetDateTime;
use guichet_core::{CallOptions, Clock, Limits, RetryPolicy};
use guichet_ebp::auth::RotationPolicy;
use guichet_ebp::{Day, Ebp, Settings};
use guichet_redis::{Redis, RedisLedger, RedisStore};

const TENANT: &str = "0189abef-09af-409F-ab89-012789abcdef";

type Outcome<T = ()> = Result<T, Box<dyn Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [redis, prefix, url, lease, work, numbers @ ..] = args.as_slice() else {
        return Err("REDIS PREFIX URL LEASE WORK NUMBER NUMBER".into());
    };
    let numbers: Vec<u64> = numbers.iter().map(|number| number.parse()).collect::<Result<_, _>>()?;
    let [first, second] = numbers.as_slice() else { return Err("two numbers".into()) };
    let redis = Redis::builder(redis.as_str()).prefix(prefix.as_str()).build()?;
    let lease = Duration::from_secs(lease.parse()?);
    let program = Program {
        store: redis.tokens("ebp")?.lease(lease),
        ledger: redis.ledger("ebp")?,
        url: url.clone(),
        request: lease.saturating_sub(Duration::from_secs(6)),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(async {
        match work.as_str() {
            "many" => program.many(*first, *second).await?,
            "paced" => program.paced(Duration::from_millis(*first), Duration::from_secs(*second)).await?,
            _ => program.counted(u32::try_from(*first)?, *second).await?,
        }
        redis.settle().await;
        Ok(())
    })
}

struct Program {
    store: RedisStore,
    ledger: RedisLedger,
    url: String,
    /// The deadline of a renewal, so that the lease is longer than all of it.
    request: Duration,
}

impl Program {
    fn client(&self, settings: Settings) -> guichet_ebp::Result<Ebp> {
        let mut rotation = RotationPolicy::default();
        rotation.request = self.request;
        let url = &self.url;
        Ebp::builder("sandbox-key")
            .application("sandbox", "secret")
            .tokens(self.store.clone())
            .rotation(rotation)
            .login_url(format!("{url}/ebp-login"))
            .settings(settings.base_url(format!("{url}/ebp")))
            .build()
    }

    fn quota(&self, most: u32) -> Quota {
        Quota::daily(most, Day::utc()).ledger(self.ledger.clone())
    }

    async fn many(&self, ahead: u64, tasks: u64) -> Outcome {
        let clock = Clock::fixed(OffsetDateTime::now_utc());
        clock.step(Duration::from_secs(ahead).try_into()?);
        let options = CallOptions::new().deadline(Duration::from_secs(200)).attempt_timeout(Duration::from_secs(200));
        let ebp = self.client(Settings::new().limits(Limits::none()).clock(clock).options(options))?;
        println!("READY");
        let _ = std::io::stdin().lock().read_line(&mut String::new());
        let tasks: Vec<_> = (0..tasks)
            .map(|_| {
                let folder = ebp.accounting(TENANT).folder();
                tokio::spawn(async move { folder.get().await.map(drop) })
            })
            .collect();
        for task in tasks {
            task.await??;
        }
        ebp.settle().await?;
        println!("DONE");
        Ok(())
    }

    async fn paced(&self, period: Duration, long: Duration) -> Outcome {
        let limits = Limits::builder().strict_pace(period).quota(self.quota(1_000_000)).build();
        let retry = RetryPolicy::new().max_attempts(1);
        let ebp = self.client(Settings::new().limits(limits).retry(retry))?;
        let folder = ebp.accounting(TENANT).folder();
        println!("READY");
        let (begun, mut good, mut bad, mut longest) = (Instant::now(), 0_u32, 0_u32, Duration::ZERO);
        while begun.elapsed() < long {
            let asked = Instant::now();
            match folder.get().await {
                Ok(_) => good += 1,
                Err(error) => {
                    bad += 1;
                    longest = longest.max(asked.elapsed());
                    println!("ERROR {:?} {error}", asked.elapsed());
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            }
        }
        // What the process holds is in the store, or it says so.
        let settled = ebp.settle().await.is_ok();
        println!("DONE {good} {bad} {} {settled}", longest.as_millis());
        Ok(())
    }

    async fn counted(&self, most: u32, refusals: u64) -> Outcome {
        let limits = Limits::builder().quota(self.quota(most)).build();
        let retry = RetryPolicy::new().max_attempts(1);
        let ebp = self.client(Settings::new().limits(limits).retry(retry))?;
        println!("READY");
        let (good, bad, refused) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
        let counts = Arc::new((good, bad, refused));
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let (folder, counts) = (ebp.accounting(TENANT).folder(), Arc::clone(&counts));
                tokio::spawn(async move {
                    while counts.2.load(Ordering::SeqCst) < refusals {
                        match folder.get().await {
                            Ok(_) => counts.0.fetch_add(1, Ordering::SeqCst),
                            Err(error) if error.resets_at().is_some() => {
                                // What nobody knew whether it was counted may be free again.
                                tokio::time::sleep(Duration::from_millis(20)).await;
                                counts.2.fetch_add(1, Ordering::SeqCst)
                            }
                            Err(_) => {
                                tokio::time::sleep(Duration::from_millis(20)).await;
                                counts.1.fetch_add(1, Ordering::SeqCst)
                            }
                        };
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await?;
        }
        let (good, bad, refused) = &*counts;
        let [good, bad, refused] = [good, bad, refused].map(|count| count.load(Ordering::SeqCst));
        println!("DONE {good} {bad} {refused}");
        Ok(())
    }
}
