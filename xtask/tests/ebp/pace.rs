//! The vendor's limits, on real sockets.

use std::time::Duration;

use guichet_ebp::auth::MemoryStore;
use guichet_ebp::{Settings, documented_limits};
use guichet_sandbox::Sandbox;

use crate::{TENANT, client, signed_in, with};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test(flavor = "multi_thread")]
async fn sixty_calls_never_arrive_twice_within_a_second() {
    let sandbox = Sandbox::start().await.unwrap();
    let ebp = with(&sandbox, MemoryStore::new(), Settings::new());
    signed_in(&ebp).await;
    // From several tasks at once, as a program does.
    let tasks: Vec<_> = (0..4)
        .map(|_| {
            let domain = ebp.accounting(TENANT).folder();
            tokio::spawn(async move {
                for _ in 0..15 {
                    domain.get().await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    let exchanges = sandbox.exchanges();
    let arrivals: Vec<_> = exchanges.iter().filter(|e| e.vendor == "ebp").map(|e| (e.at, e.status)).collect();
    assert_eq!(arrivals.len(), 60);
    assert!(arrivals.iter().all(|(_, status)| *status == Some(200)), "{arrivals:?}");
    let gaps: Vec<Duration> = arrivals.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
    assert!(gaps.iter().all(|gap| *gap >= SECOND), "{gaps:?}");
    let whole: Duration = gaps.iter().sum();
    eprintln!(
        "60 calls: {:.4} calls a second, 1 allowed; longest gap {:?}",
        59.0 / whole.as_secs_f64(),
        gaps.iter().max()
    );
}

/// Two clients that know nothing of each other, and one key.
#[tokio::test(flavor = "multi_thread")]
async fn clients_of_one_key_keep_one_pace() {
    let sandbox = Sandbox::start().await.unwrap();
    let store = MemoryStore::new();
    let one = with(&sandbox, store.clone(), Settings::new());
    signed_in(&one).await;
    let other = with(&sandbox, store, Settings::new());
    let (domain, rates) = (one.accounting(TENANT).folder(), other.accounting(TENANT).vat_rates());
    let ((), ()) = tokio::join!(
        async {
            for _ in 0..3 {
                domain.get().await.unwrap();
            }
        },
        async {
            for _ in 0..3 {
                rates.list().collect_all().await.unwrap();
            }
        }
    );
    let exchanges = sandbox.exchanges();
    assert!(exchanges.iter().all(|exchange| exchange.status != Some(429)), "{exchanges:?}");
    assert_eq!(one.calls_today().await.unwrap(), other.calls_today().await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_call_beyond_the_day_is_not_sent_and_the_vendors_own_refusal_is_told() {
    let sandbox = Sandbox::builder().daily_limit(3).start().await.unwrap();
    let limits = documented_limits().strict_pace(SECOND).map_quota(|quota| quota.limit(3)).build();
    let ebp = with(&sandbox, MemoryStore::new(), Settings::new().limits(limits));
    signed_in(&ebp).await;
    let domain = ebp.accounting(TENANT).folder();
    for _ in 0..3 {
        domain.get().await.unwrap();
    }
    let error = domain.get().await.unwrap_err();
    assert!(error.is_rate_limited() && error.resets_at().is_some() && error.status().is_none(), "{error}");
    assert_eq!(sandbox.exchanges().iter().filter(|e| e.vendor == "ebp").count(), 3);

    // Without a count of one's own the vendor says it.
    let blind = client(&sandbox, MemoryStore::new());
    sandbox.reset();
    signed_in(&blind).await;
    let domain = blind.accounting(TENANT).folder();
    for _ in 0..3 {
        domain.get().await.unwrap();
        tokio::time::sleep(SECOND + Duration::from_millis(20)).await;
    }
    let error = domain.get().await.unwrap_err();
    assert_eq!((error.status(), error.is_rate_limited()), (Some(403), true), "{error}");
}
