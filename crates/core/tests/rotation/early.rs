//! Renewing before the end, and at the end of a runtime.

use std::task::{Context, Poll, Waker};
use std::time::Duration;

use guichet_core::Clock;
use guichet_core::auth::store::MemoryStore;
use tokio::time::Instant;

use crate::oracle::{HOUR, Oracle, START, ask, rotating, tokens};

/// A token that ends before it is worth renewing early is used for half of its life.
#[tokio::test(start_paused = true)]
async fn a_token_that_lives_for_a_short_time_is_not_renewed_for_each_call() {
    let (store, oracle) = (MemoryStore::holding(tokens("r1", START - HOUR)), Oracle::new());
    oracle.truth().body = Some(r#"{"access_token":"a","refresh_token":"@","expires_in":300}"#.into());
    let clock = Clock::fixed(START);
    let process = rotating(&store, &oracle, &clock);
    for _ in 0..600 {
        ask(&process).await.unwrap();
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!((4..=5).contains(&oracle.counts().0), "{:?}", oracle.counts());
}

/// While the token lives, a token endpoint that hangs keeps a call for five seconds at the most, and the refresh goes on.
#[tokio::test(start_paused = true)]
async fn an_early_refresh_that_hangs_keeps_nobody() {
    let (store, oracle) = (MemoryStore::holding(tokens("r1", START + HOUR)), Oracle::new());
    let process = rotating(&store, &oracle, &Clock::fixed(START));
    ask(&process).await.unwrap();
    oracle.truth().takes = Duration::from_secs(20);
    tokio::time::sleep(Duration::from_secs(56 * 60)).await;
    let before = Instant::now();
    assert_eq!(ask(&process).await.unwrap(), "Bearer a0");
    assert_eq!(before.elapsed(), Duration::from_secs(5));
    process.settle().await.unwrap();
    assert_eq!((ask(&process).await.unwrap().as_str(), oracle.counts()), ("Bearer a", (1, 0)));
}

/// A renewal that is asked for while the first call reads the store is one all the same.
#[tokio::test(start_paused = true)]
async fn a_renewal_beside_the_first_call_is_a_renewal() {
    let (store, oracle) = (MemoryStore::holding(tokens("r1", START + HOUR)), Oracle::new());
    let process = rotating(&store, &oracle, &Clock::fixed(START));
    let (first, renewed) = tokio::join!(ask(&process), process.renew_now());
    first.unwrap();
    renewed.unwrap();
    assert_eq!((ask(&process).await.unwrap().as_str(), oracle.counts()), ("Bearer a", (1, 0)));
}

/// A runtime that has ended drops what it is to run: an error, and nobody waits for ever.
#[test]
fn at_the_end_of_a_runtime_a_token_is_an_error_and_no_standstill() {
    let (store, oracle) = (MemoryStore::holding(tokens("r1", START - HOUR)), Oracle::new());
    let process = rotating(&store, &oracle, &Clock::fixed(START));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let handle = runtime.handle().clone();
    drop(runtime);
    let _entered = handle.enter();
    for _ in 0..2 {
        let mut asked = Box::pin(ask(&process));
        let Poll::Ready(outcome) = asked.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("it waits for a task that is gone");
        };
        outcome.unwrap_err();
    }
}
