//! A refresh token that is good for one use is not lost: not by many callers, not by callers that give up, not by replies
//! that make no sense.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod early;
mod files;
mod flaky;
mod held;
#[path = "../common/log.rs"]
mod log;
mod oracle;
mod sign_in;

use std::time::Duration;

use guichet_core::auth::store::{Intent, MemoryStore, Published, TokenStore};
use guichet_core::auth::{Authorizer, Redeemed, RotatingTokens, RotationPolicy};
use guichet_core::{Clock, ErrorKind, Secret};

use log::Captured;
use oracle::{HOUR, Oracle, START, ask, expired, kept, rotating, tokens};

#[tokio::test(start_paused = true)]
async fn a_thousand_callers_cause_one_request() {
    for _ in 0..50 {
        let (store, oracle) = (expired(), Oracle::new());
        let rotating = rotating(&store, &oracle, &Clock::fixed(START));
        let callers: Vec<_> = (0..1_000)
            .map(|_| {
                let r = rotating.clone();
                tokio::spawn(async move { ask(&r).await })
            })
            .collect();
        for caller in callers {
            assert_eq!(caller.await.unwrap().unwrap(), "Bearer a");
        }
        assert_eq!((oracle.counts(), kept(&store).await.generation), ((1, 0), 2));
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_one_request_and_one_error_for_all() {
    let (store, oracle) = (expired(), Oracle::new());
    oracle.truth().fails = Some(Redeemed::NotSpent);
    let rotating = rotating(&store, &oracle, &Clock::fixed(START));
    let callers: Vec<_> = (0..1_000)
        .map(|_| {
            let r = rotating.clone();
            tokio::spawn(async move { ask(&r).await })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap().unwrap_err().kind(), ErrorKind::Authentication);
    }
    assert_eq!(kept(&store).await.intent, None);
    oracle.truth().fails = None;
    assert_eq!(ask(&rotating).await.unwrap(), "Bearer a");
}

#[tokio::test(start_paused = true)]
async fn callers_that_give_up_lose_nothing() {
    let mut draw = fastrand::Rng::with_seed(11);
    for schedule in 0..10_000 {
        let (store, oracle) = (expired(), Oracle::new());
        let rotating = rotating(&store, &oracle, &Clock::fixed(START));
        let callers: Vec<_> = (0..8)
            .map(|_| {
                let r = rotating.clone();
                tokio::spawn(async move { ask(&r).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(draw.u64(0..60))).await;
        // The first, who started it, is always among them.
        for (index, caller) in callers.iter().enumerate() {
            if index == 0 || draw.bool() {
                caller.abort();
            }
        }
        rotating.settle().await.unwrap();
        let stored = kept(&store).await;
        let newest = stored.tokens.unwrap().refresh;
        assert_eq!(newest.expose(), oracle.truth().good, "schedule {schedule}");
        assert!(matches!(oracle.counts(), (0 | 1, 0)), "schedule {schedule}");
        assert_eq!(ask(&rotating).await.unwrap(), "Bearer a");
        assert_eq!(oracle.truth().refused, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn replies_that_make_no_sense_leave_their_refresh_token_in_the_store() {
    let mut draw = fastrand::Rng::with_seed(12);
    let pieces = [
        r#""access_token":"a""#,
        r#""access_token":5"#,
        r#""access_token":null"#,
        r#""access_token":{"x":[1]}"#,
        r#""expires_in":1e400"#,
        r#""expires_in":-1"#,
        r#""expires_in":99999999999999999999"#,
        r#""expires_in":"soon""#,
        r#""token_type":[]"#,
        r#""id_token":"\u00e9""#,
    ];
    for round in 0..10_000 {
        let (store, oracle) = (expired(), Oracle::new());
        let mut members: Vec<&str> = (0..draw.usize(0..4)).map(|_| pieces[draw.usize(0..pieces.len())]).collect();
        members.insert(draw.usize(0..=members.len()), r#""refresh_token":"@""#);
        let mut body = format!("{{{}}}", members.join(","));
        match draw.u8(0..6) {
            0 => body.insert(0, '\u{feff}'),
            1 => body.push_str(" trailing"),
            2 => body = format!("<html>{body}</html>"),
            3 => body = body.replacen('{', "", 1),
            4 => {
                // Cut off behind the token.
                let at = body.find('@').unwrap() + 2;
                body.truncate(draw.usize(at..=body.len()));
            }
            _ => {}
        }
        oracle.truth().body = Some(body.clone());
        let rotating = rotating(&store, &oracle, &Clock::fixed(START));
        let _ = ask(&rotating).await;
        let newest = kept(&store).await.tokens.unwrap().refresh;
        assert_eq!(newest.expose(), "r2", "round {round}: {body}");
        oracle.truth().body = None;
        tokio::time::sleep(Duration::from_secs(4_000)).await;
        assert_eq!(ask(&rotating).await.unwrap(), "Bearer a", "round {round}: {body}");
        assert_eq!(oracle.truth().refused, 0);
    }
}

#[tokio::test(start_paused = true)]
async fn an_early_refresh_that_fails_keeps_the_token_that_lives() {
    let (store, oracle) = (MemoryStore::holding(tokens("r1", START + HOUR)), Oracle::new());
    let rotating = rotating(&store, &oracle, &Clock::fixed(START));
    assert_eq!(ask(&rotating).await.unwrap(), "Bearer a0");
    oracle.truth().fails = Some(Redeemed::NotSpent);
    tokio::time::sleep(Duration::from_secs(56 * 60)).await;
    // Down for all of the early window: no call fails while the token lives.
    for _ in 0..200 {
        assert_eq!(ask(&rotating).await.unwrap(), "Bearer a0");
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    oracle.truth().fails = None;
    tokio::time::sleep(Duration::from_secs(31)).await;
    assert_eq!(ask(&rotating).await.unwrap(), "Bearer a");
    assert_eq!(oracle.truth().spent, 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_grant_adopts_a_newer_generation_or_latches() {
    // Another process has a newer token: taken over, without a request.
    let (store, oracle) = (expired(), Oracle::new());
    let first = rotating(&store, &oracle, &Clock::fixed(START));
    let mut guard = store.lock(Duration::from_secs(1)).await.unwrap();
    guard.publish(Published::Tokens { generation: 7, tokens: tokens("r9", START + HOUR) }).await.unwrap();
    drop(guard);
    assert_eq!((ask(&first).await.unwrap().as_str(), oracle.truth().spent), ("Bearer a0", 0));

    // Nobody has: asked once, then never again, by any process on this store, until a human signs in.
    let (store, oracle) = (MemoryStore::holding(tokens("old", START - HOUR)), Oracle::new());
    let clock = Clock::fixed(START);
    for _ in 0..3 {
        let process = rotating(&store, &oracle, &clock);
        for _ in 0..10 {
            let error = ask(&process).await.unwrap_err();
            assert_eq!(error.code(), Some("reauthentication_required"), "{error}");
            tokio::time::sleep(Duration::from_secs(8_640)).await;
        }
    }
    assert_eq!(oracle.truth().refused, 1);
    let process = rotating(&store, &oracle, &clock);
    process.adopt(r#"{"access_token":"fresh","refresh_token":"r1","expires_in":60}"#).await.unwrap();
    assert_eq!(ask(&process).await.unwrap(), "Bearer fresh");
}

/// A definite answer leaves nothing to be waited out, also where it does not latch.
#[tokio::test(start_paused = true)]
async fn a_refused_grant_without_a_latch_is_asked_again_at_once() {
    let (store, oracle) = (MemoryStore::holding(tokens("old", START - HOUR)), Oracle::new());
    let mut policy = RotationPolicy::default();
    policy.latch = false;
    let process = RotatingTokens::new(store.clone(), oracle.clone(), policy, Clock::fixed(START));
    for asked in 1..=2 {
        let begun = tokio::time::Instant::now();
        ask(&process).await.unwrap_err();
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
        let intent = kept(&store).await.intent;
        assert_eq!((oracle.truth().refused, intent), (asked, None));
    }
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_counts_from_the_next_call_on_and_is_settled_before_the_end() {
    let (store, oracle) = (MemoryStore::holding(tokens("r1", START + HOUR)), Oracle::new());
    let process = rotating(&store, &oracle, &Clock::fixed(START));
    assert_eq!(ask(&process).await.unwrap(), "Bearer a0");
    process.adopt(r#"{"access_token":"other","refresh_token":"r9"}"#).await.unwrap();
    assert_eq!((ask(&process).await.unwrap().as_str(), oracle.counts()), ("Bearer other", (0, 0)));

    // Nobody waits for the reply any more, and it is kept all the same.
    let reply = || async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        Redeemed::Reply(r#"{"access_token":"late","refresh_token":"r10"}"#.into())
    };
    let impatient = tokio::time::timeout(Duration::from_secs(1), process.sign_in(reply)).await;
    assert!(impatient.is_err());
    process.settle().await.unwrap();
    assert_eq!(kept(&store).await.tokens.unwrap().refresh.expose(), "r10");
    assert_eq!(ask(&process).await.unwrap(), "Bearer late");
}

#[tokio::test(start_paused = true)]
async fn a_refused_access_token_is_renewed_once_per_generation() {
    let (store, oracle) = (MemoryStore::holding(tokens("r1", START + HOUR)), Oracle::new());
    let rotating = rotating(&store, &oracle, &Clock::fixed(START));
    let mut request = http::Request::new(guichet_core::transport::Body::default());
    let generation = rotating.authorize(&mut request).await.unwrap();
    let callers: Vec<_> = (0..200)
        .map(|_| {
            let r = rotating.clone();
            tokio::spawn(async move { r.renew(generation).await })
        })
        .collect();
    for caller in callers {
        assert!(caller.await.unwrap().unwrap());
    }
    assert_eq!(oracle.truth().spent, 1);
    assert!(rotating.renew(generation).await.unwrap());
    assert_eq!(oracle.truth().spent, 1);
}

#[tokio::test(start_paused = true)]
async fn after_a_crash_in_the_middle_the_old_token_is_tried_once_and_not_too_soon() {
    for lost in [false, true] {
        let (store, oracle) = (expired(), Oracle::new());
        let mut guard = store.lock(Duration::from_secs(1)).await.unwrap();
        guard.intent(Intent::new(2, START - time::Duration::seconds(10))).await.unwrap();
        drop(guard);
        if lost {
            oracle.truth().good = "r2".into();
        }
        let rotating = rotating(&store, &oracle, &Clock::fixed(START));
        let before = tokio::time::Instant::now();
        let outcome = ask(&rotating).await;
        assert!(before.elapsed() >= Duration::from_secs(20) && before.elapsed() < Duration::from_secs(21));
        assert_eq!(outcome.is_ok(), !lost);
        let (spent, refused) = oracle.counts();
        assert_eq!(spent + refused, 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_without_an_outcome_leaves_its_mark() {
    let (store, oracle) = (expired(), Oracle::new());
    oracle.truth().takes = Duration::from_secs(3_600);
    let rotating = rotating(&store, &oracle, &Clock::fixed(START));
    let before = tokio::time::Instant::now();
    assert!(ask(&rotating).await.is_err());
    assert_eq!(before.elapsed(), RotationPolicy::default().longest());
    assert_eq!(kept(&store).await.intent.map(|intent| intent.generation), Some(2));
}

#[tokio::test(start_paused = true)]
async fn steps_of_the_clock_neither_panic_nor_lose() {
    for step in [HOUR, -HOUR, time::Duration::days(4_000), -time::Duration::days(4_000)] {
        let (store, oracle) = (MemoryStore::holding(tokens("r1", START + HOUR)), Oracle::new());
        let clock = Clock::fixed(START);
        let rotating = rotating(&store, &oracle, &clock);
        for _ in 0..5 {
            ask(&rotating).await.unwrap();
            clock.step(step);
            ask(&rotating).await.unwrap();
            clock.step(-step);
        }
        assert_eq!(oracle.truth().refused, 0);
        let newest = kept(&store).await.tokens.unwrap().refresh;
        assert_eq!(newest.expose(), oracle.truth().good);
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_nobody_can_read_is_kept_as_it_came() {
    let (store, oracle) = (MemoryStore::new(), Oracle::new());
    let process = rotating(&store, &oracle, &Clock::fixed(START));
    let error = process.adopt(Secret::new("refresh=r9")).await.unwrap_err();
    assert!(error.to_string().contains("kept in the store") && !error.to_string().contains("r9"), "{error}");
    assert_eq!(kept(&store).await.reply.unwrap().body.expose(), b"refresh=r9");
    // A later sign-in takes its place.
    process.adopt(r#"{"access_token":"fresh","refresh_token":"r1","expires_in":3600}"#).await.unwrap();
    assert!(kept(&store).await.reply.is_none());
    assert_eq!(ask(&process).await.unwrap(), "Bearer fresh");
}

#[tokio::test(start_paused = true)]
async fn after_a_reply_that_nobody_can_read_the_old_token_is_tried_once_and_the_reply_stays() {
    // Not from the vendor: the old token is as good as before.
    let (store, oracle) = (expired(), Oracle::new());
    oracle.truth().fails = Some(|_| Redeemed::Reply("<html>Sign in to the hotel's network</html>".into()));
    let process = rotating(&store, &oracle, &Clock::fixed(START));
    ask(&process).await.unwrap_err();
    assert!(kept(&store).await.reply.is_some());
    oracle.truth().fails = None;
    assert_eq!(ask(&process).await.unwrap(), "Bearer a");
    assert!(kept(&store).await.reply.is_none());

    // From the vendor, in a form that nobody knows: the old token is spent, and the reply that holds the new one is not lost.
    let (store, oracle) = (expired(), Oracle::new());
    oracle.truth().body = Some(r#"{"jeton":"@"}"#.to_owned());
    let process = rotating(&store, &oracle, &Clock::fixed(START));
    ask(&process).await.unwrap_err();
    for _ in 0..3 {
        assert_eq!(ask(&process).await.unwrap_err().code(), Some("reauthentication_required"));
    }
    assert_eq!(oracle.counts(), (1, 1));
    assert_eq!(kept(&store).await.reply.unwrap().body.expose(), br#"{"jeton":"r2"}"#);
}

#[tokio::test(start_paused = true)]
async fn a_login_that_is_not_used_is_kept_alive_and_one_that_ends_soon_is_warned_of() {
    let (store, oracle) = (MemoryStore::holding(tokens("r1", START + HOUR)), Oracle::new());
    let clock = Clock::fixed(START);
    let process = rotating(&store, &oracle, &clock);
    process.renew_now().await.unwrap();
    assert_eq!((oracle.counts(), ask(&process).await.unwrap().as_str()), ((1, 0), "Bearer a"));
    assert_eq!(process.tokens().await.unwrap().refresh.expose(), "r2");
    process.renew_now().await.unwrap();
    assert_eq!(process.tokens().await.unwrap().refresh.expose(), "r3");
    assert_eq!(process.refresh_expires().unwrap().date(), START.saturating_add(HOUR * 720).date());
    // Twenty-four days later six are left.
    let log = Captured::default();
    let _guard = tracing::subscriber::set_default(
        tracing_subscriber::fmt()
            .with_ansi(false)
            .with_writer({
                let log = log.clone();
                move || log.clone()
            })
            .finish(),
    );
    clock.step(HOUR * 22 * 24);
    process.renew_now().await.unwrap();
    assert!(!log.text().contains("ends soon"), "{}", log.text());
    clock.step(HOUR * 24 * 24);
    process.renew_now().await.unwrap();
    assert!(log.text().contains("the refresh token ends soon"), "{}", log.text());
    assert!(!log.text().contains("r5"));
}

#[tokio::test]
async fn secrets_of_a_store_do_not_print() {
    let store = expired();
    let stored = kept(&store).await;
    assert!(!format!("{stored:?} {store:?}").contains("r1"));
}
