//! A refresh token that is good for one use is not lost: not by many callers, not by callers that give up, not by replies
//! that make no sense.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use guichet_core::auth::store::{FileStore, Intent, MemoryStore, Published, StoreError, Stored, TokenStore, Tokens};
use guichet_core::auth::{Authorizer, Redeemed, Rotating, RotationPolicy, TokenEndpoint};
use guichet_core::transport::BoxFuture;
use guichet_core::{Clock, Error, ErrorKind, Secret};
use time::OffsetDateTime;
use time::macros::datetime;

const START: OffsetDateTime = datetime!(2024-02-29 12:00 UTC);
const HOUR: time::Duration = time::Duration::HOUR;

/// The vendor: what it accepts, what it saw, and how it answers.
#[derive(Clone)]
struct Oracle(Arc<Mutex<Truth>>);

struct Truth {
    good: String,
    spent: u32,
    refused: u32,
    takes: Duration,
    /// In place of an honest reply: the body, with `@` for the new refresh token.
    body: Option<String>,
    /// In place of any reply.
    fails: Option<fn(Error) -> Redeemed>,
}

impl Oracle {
    fn new() -> Self {
        let takes = Duration::from_millis(50);
        Self(Arc::new(Mutex::new(Truth { good: "r1".into(), spent: 0, refused: 0, takes, body: None, fails: None })))
    }

    /// Refresh tokens spent and refused.
    fn counts(&self) -> (u32, u32) {
        let truth = self.truth();
        (truth.spent, truth.refused)
    }

    fn truth(&self) -> std::sync::MutexGuard<'_, Truth> {
        self.0.lock().unwrap()
    }
}

impl TokenEndpoint for Oracle {
    fn redeem(&self, refresh: &Secret) -> BoxFuture<'static, Redeemed> {
        let (oracle, refresh) = (self.clone(), refresh.clone());
        Box::pin(async move {
            let takes = oracle.truth().takes;
            tokio::time::sleep(takes / 2).await;
            let reply = {
                let mut truth = oracle.truth();
                if let Some(fails) = truth.fails {
                    return fails(Error::authentication("no"));
                }
                if refresh.expose() != truth.good {
                    truth.refused += 1;
                    return Redeemed::InvalidGrant(Error::authentication("invalid_grant"));
                }
                truth.spent += 1;
                truth.good = format!("r{}", truth.spent + 1);
                let honest = r#"{"access_token":"a","refresh_token":"@","expires_in":3600}"#.to_owned();
                truth.body.clone().unwrap_or(honest).replace('@', &truth.good)
            };
            // The vendor has done it; the reply is still under way.
            tokio::time::sleep(takes / 2).await;
            Redeemed::Reply(Secret::new(reply))
        })
    }
}

fn tokens(refresh: &str, expires: OffsetDateTime) -> Tokens {
    Tokens {
        access: Some("a0".into()),
        access_expires: expires,
        refresh: refresh.into(),
        refresh_expires: START + HOUR * 720,
    }
}

fn expired() -> MemoryStore {
    MemoryStore::holding(tokens("r1", START - HOUR))
}

fn rotating(store: &MemoryStore, oracle: &Oracle, clock: &Clock) -> Rotating {
    Rotating::new(store.clone(), oracle.clone(), RotationPolicy::default(), clock.clone())
}

async fn ask(rotating: &Rotating) -> Result<String, Error> {
    let mut request = http::Request::new(Bytes::new());
    rotating.authorize(&mut request).await?;
    Ok(request.headers()["authorization"].to_str().unwrap().to_owned())
}

async fn kept(store: &MemoryStore) -> Stored {
    store.load().await.unwrap()
}

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
        rotating.settle().await;
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
    process.adopt(Secret::new(r#"{"access_token":"fresh","refresh_token":"r1","expires_in":60}"#)).await.unwrap();
    assert_eq!(ask(&process).await.unwrap(), "Bearer fresh");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_counts_from_the_next_call_on_and_is_settled_before_the_end() {
    let (store, oracle) = (MemoryStore::holding(tokens("r1", START + HOUR)), Oracle::new());
    let process = rotating(&store, &oracle, &Clock::fixed(START));
    assert_eq!(ask(&process).await.unwrap(), "Bearer a0");
    process.adopt(Secret::new(r#"{"access_token":"other","refresh_token":"r9"}"#)).await.unwrap();
    assert_eq!((ask(&process).await.unwrap().as_str(), oracle.counts()), ("Bearer other", (0, 0)));

    // Nobody waits for the reply any more, and it is kept all the same.
    let reply = async {
        tokio::time::sleep(Duration::from_secs(5)).await;
        Ok(Secret::new(r#"{"access_token":"late","refresh_token":"r10"}"#))
    };
    let impatient = tokio::time::timeout(Duration::from_secs(1), process.sign_in(reply)).await;
    assert!(impatient.is_err());
    process.settle().await;
    assert_eq!(kept(&store).await.tokens.unwrap().refresh.expose(), "r10");
    assert_eq!(ask(&process).await.unwrap(), "Bearer late");
}

#[tokio::test(start_paused = true)]
async fn a_refused_access_token_is_renewed_once_per_generation() {
    let (store, oracle) = (MemoryStore::holding(tokens("r1", START + HOUR)), Oracle::new());
    let rotating = rotating(&store, &oracle, &Clock::fixed(START));
    let mut request = http::Request::new(Bytes::new());
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
        guard.intent(Intent { generation: 2, at: START - time::Duration::seconds(10) }).await.unwrap();
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
    assert_eq!(before.elapsed(), Duration::from_secs(30));
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

fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("guichet-rotation-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn a_file_keeps_what_it_was_given_for_its_owner_alone() {
    let folder = folder("keeps");
    let path = folder.join("tokens.json");
    let store = FileStore::open(&path).unwrap();
    assert!(store.load().await.unwrap().tokens.is_none());
    let rotating = Rotating::new(store.clone(), Oracle::new(), RotationPolicy::default(), Clock::system());
    rotating.adopt(Secret::new(r#"{"access_token":"a","refresh_token":"r1","expires_in":3600}"#)).await.unwrap();
    let stored = FileStore::open(&path).unwrap().load().await.unwrap();
    assert_eq!((stored.generation, stored.tokens.unwrap().refresh.expose()), (1, "r1"));
    assert!(stored.reply.is_none() && stored.intent.is_none());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let guard = store.lock(Duration::from_secs(1)).await.unwrap();
    assert!(matches!(store.lock(Duration::from_millis(50)).await, Err(StoreError::Locked)));
    drop(guard);
    assert!(store.lock(Duration::from_secs(1)).await.is_ok());
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_an_error_and_stays_as_it_is() {
    let folder = folder("unreadable");
    let path = folder.join("tokens.json");
    for text in [
        "",
        "{",
        "{\"version\":1}",
        "{\"version\":2,\"generation\":1}",
        "not a store",
        "[]",
        "{\"version\":1,\"generation\":1,\"tokens\":{\"refresh\":\"r",
    ] {
        std::fs::write(&path, text).unwrap();
        assert!(matches!(FileStore::open(&path), Err(StoreError::Unreadable(_))), "{text}");
    }
    std::fs::remove_file(&path).unwrap();
    let store = FileStore::open(&path).unwrap();
    std::fs::write(&path, "damaged meanwhile").unwrap();
    let rotating = Rotating::new(store, Oracle::new(), RotationPolicy::default(), Clock::system());
    let error = ask(&rotating).await.unwrap_err();
    assert!(error.to_string().contains("left as it is"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "damaged meanwhile");
    #[cfg(unix)]
    {
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(folder.join("elsewhere"), &path).unwrap();
        assert!(matches!(FileStore::open(&path), Err(StoreError::Unreadable(_))));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_reply_that_nobody_can_read_is_kept_as_it_came() {
    let (store, oracle) = (MemoryStore::new(), Oracle::new());
    let process = rotating(&store, &oracle, &Clock::fixed(START));
    let error = process.adopt(Secret::new("refresh=r9")).await.unwrap_err();
    assert!(error.to_string().contains("kept in the store") && !error.to_string().contains("r9"), "{error}");
    assert_eq!(kept(&store).await.reply.unwrap().body.expose(), "refresh=r9");
    // A later sign-in takes its place.
    process.adopt(Secret::new(r#"{"access_token":"fresh","refresh_token":"r1","expires_in":3600}"#)).await.unwrap();
    assert!(kept(&store).await.reply.is_none());
    assert_eq!(ask(&process).await.unwrap(), "Bearer fresh");
}

#[tokio::test(start_paused = true)]
async fn after_a_reply_that_nobody_can_read_the_old_token_is_tried_once_and_the_reply_stays() {
    // Not from the vendor: the old token is as good as before.
    let (store, oracle) = (expired(), Oracle::new());
    oracle.truth().fails = Some(|_| Redeemed::Reply(Secret::new("<html>Sign in to the hotel's network</html>")));
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
    assert_eq!(kept(&store).await.reply.unwrap().body.expose(), r#"{"jeton":"r2"}"#);
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
    let log = Log::default();
    let _guard =
        tracing::subscriber::set_default(tracing_subscriber::fmt().with_ansi(false).with_writer(log.clone()).finish());
    clock.step(HOUR * 22 * 24);
    process.renew_now().await.unwrap();
    assert!(!log.text().contains("ends soon"), "{}", log.text());
    clock.step(HOUR * 24 * 24);
    process.renew_now().await.unwrap();
    assert!(log.text().contains("the refresh token ends soon"), "{}", log.text());
    assert!(!log.text().contains("r5"));
}

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl std::io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn secrets_of_a_store_do_not_print() {
    let store = expired();
    let stored = kept(&store).await;
    assert!(!format!("{stored:?} {store:?}").contains("r1"));
}
