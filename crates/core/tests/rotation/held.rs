//! After the request has left, nothing that can be wanting loses its reply.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use guichet_core::auth::store::{
    FileStore, Guard, Intent, MemoryStore, Published, RawReply, StoreError, Stored, TokenStore, Tokens,
};
use guichet_core::auth::{Authorizer as _, Redeemed, RotatingTokens, RotationPolicy, TokenEndpoint};
use guichet_core::transport::BoxFuture;
use guichet_core::{Clock, ErrorKind, Secret, SecretBytes};

use crate::files::folder;
use crate::flaky::Flaky;
use crate::log::Captured;
use crate::oracle::{HOUR, Oracle, START, ask, expired, kept, tokens};

fn over(store: &Flaky, oracle: &Oracle, clock: &Clock) -> RotatingTokens {
    RotatingTokens::new(store.clone(), oracle.clone(), RotationPolicy::default(), clock.clone())
}

/// The store fails once, twice, five times after the request: the tokens are used, written with a later call, and the spent one is
/// never sent again.
#[tokio::test(start_paused = true)]
async fn a_reply_that_cannot_be_written_is_used_and_written_later() {
    for times in [1, 2, 5] {
        let captured = Captured::default();
        let log = captured.clone();
        let subscriber = tracing_subscriber::fmt().with_writer(move || log.clone()).finish();
        let _log = tracing::subscriber::set_default(subscriber);
        let (store, oracle) = (Flaky::over(expired()), Oracle::new());
        store.faults.commit.store(times, Ordering::SeqCst);
        let process = over(&store, &oracle, &Clock::fixed(START));
        assert_eq!(ask(&process).await.unwrap(), "Bearer a");
        assert!(captured.text().contains("the newest tokens are not on the disk"), "{}", captured.text());
        for call in 1..times {
            let error = process.settle().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Storage, "call {call}: {error}");
            assert!(error.is_transient() && error.to_string().contains("loses the login"), "{error}");
            assert_eq!(process.tokens().await.unwrap().refresh.expose(), "r2");
            assert_eq!(kept(&store.store).await.tokens.unwrap().refresh.expose(), "r1");
        }
        assert_eq!(ask(&process).await.unwrap(), "Bearer a");
        process.settle().await.unwrap();
        assert_eq!(kept(&store.store).await.tokens.unwrap().refresh.expose(), "r2");
        assert_eq!((oracle.counts(), oracle.truth().refused), ((1, 0), 0));
        assert_eq!(*store.faults.held.lock().unwrap(), 1, "who waits for the lock is told once");
    }
}

/// While it cannot be written the lock is held: no process sends the spent token, and a renewal that is due says why there is none.
#[tokio::test(start_paused = true)]
async fn while_a_reply_is_held_nobody_spends_anything() {
    let (store, oracle, clock) = (Flaky::over(expired()), Oracle::new(), Clock::fixed(START));
    store.faults.commit.store(u32::MAX, Ordering::SeqCst);
    let process = over(&store, &oracle, &clock);
    assert_eq!(ask(&process).await.unwrap(), "Bearer a");
    let other = over(&store, &oracle, &clock);
    let error = ask(&other).await.unwrap_err();
    assert!(error.kind() == ErrorKind::Storage && error.is_transient(), "{error}");
    clock.step(HOUR * 2);
    for _ in 0..3 {
        let error = ask(&process).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Storage, "{error}");
    }
    assert_eq!(oracle.counts(), (1, 0));
    // There is room again: it is written, and the renewal that is due is made.
    store.faults.commit.store(0, Ordering::SeqCst);
    assert_eq!(ask(&process).await.unwrap(), "Bearer a");
    assert_eq!((oracle.counts(), ask(&other).await.unwrap().as_str()), ((2, 0), "Bearer a"));
    assert_eq!(kept(&store.store).await.tokens.unwrap().refresh.expose(), "r3");
}

/// Once the reply is in the store, no later failure is one of the renewal.
#[tokio::test(start_paused = true)]
async fn tokens_that_are_in_the_store_as_they_arrived_are_enough() {
    let (store, oracle, clock) = (Flaky::over(expired()), Oracle::new(), Clock::fixed(START));
    store.faults.publish.store(1, Ordering::SeqCst);
    let process = over(&store, &oracle, &clock);
    assert_eq!(ask(&process).await.unwrap(), "Bearer a");
    process.settle().await.unwrap();
    assert!(kept(&store.store).await.reply.is_some());
    let other = over(&store, &oracle, &clock);
    assert_eq!((ask(&other).await.unwrap().as_str(), oracle.counts()), ("Bearer a", (1, 0)));
    assert_eq!(kept(&store.store).await.tokens.unwrap().refresh.expose(), "r2");
}

#[tokio::test(start_paused = true)]
async fn a_sign_in_spends_its_code_after_its_mark_and_holds_its_reply() {
    let (store, oracle, clock) = (Flaky::over(expired()), Oracle::new(), Clock::fixed(START));
    store.faults.intent.store(1, Ordering::SeqCst);
    let process = over(&store, &oracle, &clock);
    let sent = std::sync::Arc::new(AtomicBool::new(false));
    let request = |sent: &std::sync::Arc<AtomicBool>| {
        let sent = std::sync::Arc::clone(sent);
        move || async move {
            sent.store(true, Ordering::SeqCst);
            Redeemed::Reply(r#"{"access_token":"new","refresh_token":"r1","expires_in":3600}"#.into())
        }
    };
    process.sign_in(request(&sent)).await.unwrap_err();
    assert!(!sent.load(Ordering::SeqCst), "the code is not spent before the mark is on the disk");

    store.faults.commit.store(2, Ordering::SeqCst);
    process.sign_in(request(&sent)).await.unwrap();
    assert_eq!(process.tokens().await.unwrap().access.unwrap().expose(), "new");
    process.settle().await.unwrap_err();
    assert_eq!(ask(&process).await.unwrap(), "Bearer new");
    process.settle().await.unwrap();
    assert_eq!(kept(&store.store).await.tokens.unwrap().access.unwrap().expose(), "new");
    assert_eq!(oracle.counts(), (0, 0));
}

/// A program that ends all the same says what it lost.
#[tokio::test(start_paused = true)]
async fn tokens_that_are_lost_are_told() {
    let captured = Captured::default();
    let log = captured.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || log.clone()).finish();
    let _log = tracing::subscriber::set_default(subscriber);
    let (store, oracle) = (Flaky::over(expired()), Oracle::new());
    store.faults.commit.store(u32::MAX, Ordering::SeqCst);
    let process = over(&store, &oracle, &Clock::fixed(START));
    ask(&process).await.unwrap();
    process.settle().await.unwrap_err();
    drop(process);
    assert!(captured.text().contains("is lost: a human must sign in again"), "{}", captured.text());
}

/// The deadline of a process that was stopped has passed when it goes on, and the reply is in its socket.
#[tokio::test(start_paused = true)]
async fn a_reply_within_the_grace_after_the_deadline_counts() {
    let (store, oracle) = (expired(), Oracle::new());
    oracle.truth().takes = RotationPolicy::default().request + Duration::from_secs(4);
    let process = RotatingTokens::new(store.clone(), oracle.clone(), RotationPolicy::default(), Clock::fixed(START));
    assert_eq!(ask(&process).await.unwrap(), "Bearer a");
    assert_eq!(kept(&store).await.tokens.unwrap().refresh.expose(), "r2");
}

/// What is no text is kept as it came, in a file too.
#[tokio::test]
async fn a_reply_keeps_its_bytes() {
    let folder = folder("bytes");
    let path = folder.join("tokens.json");
    let store = FileStore::open(&path).unwrap();
    let process = RotatingTokens::new(store.clone(), Oracle::new(), RotationPolicy::default(), Clock::system());
    let bytes = [0x1f, 0x8b, 0xff, 0x00, 0xc3, 0x28];
    process.adopt(SecretBytes::new(bytes)).await.unwrap_err();
    assert_eq!(FileStore::open(&path).unwrap().load().await.unwrap().reply.unwrap().body.expose(), bytes);
    std::fs::remove_dir_all(folder).unwrap();
}

/// Its own writer never makes the store unreadable: of five megabytes the tokens are kept, and as much as there is room for.
#[tokio::test]
async fn a_large_reply_leaves_a_file_that_can_be_read() {
    let folder = folder("large");
    let path = folder.join("tokens.json");
    let noise = "é\u{1}".repeat(1_500_000);
    for (body, refresh) in [
        (format!(r#"{{"noise":"x{}","access_token":"a","refresh_token":"r9"}}"#, "y".repeat(5_000_000)), Some("r9")),
        (format!("<html>{noise}"), None),
        (format!(r#"{noise}"refresh_token":"r9""#), Some("r9")),
    ] {
        let _ = std::fs::remove_file(&path);
        let store = FileStore::open(&path).unwrap();
        let process = RotatingTokens::new(store.clone(), Oracle::new(), RotationPolicy::default(), Clock::system());
        let _ = process.adopt(body).await;
        assert!(std::fs::metadata(&path).unwrap().len() <= 64 * 1024);
        let stored = FileStore::open(&path).unwrap().load().await.unwrap();
        assert_eq!(stored.tokens.as_ref().map(|tokens| tokens.refresh.expose()), refresh);
        assert_eq!(stored.reply.is_some(), refresh.is_none());
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Which of several refresh tokens is the good one, nobody knows: the reply stays.
#[tokio::test(start_paused = true)]
async fn a_reply_with_several_refresh_tokens_stays_in_the_store() {
    let (store, oracle) = (expired(), Oracle::new());
    oracle.truth().body = Some(r#"{"refresh_token":"old"}{"access_token":"a","refresh_token":"@"}"#.into());
    let process = RotatingTokens::new(store.clone(), oracle.clone(), RotationPolicy::default(), Clock::fixed(START));
    assert_eq!(ask(&process).await.unwrap(), "Bearer a");
    assert!(kept(&store).await.reply.is_some());
    // It is not taken for one that nobody read.
    oracle.truth().body = None;
    oracle.truth().good = "old".into();
    let other =
        RotatingTokens::new(store.clone(), oracle.clone(), RotationPolicy::default(), Clock::fixed(START + HOUR * 2));
    assert_eq!(ask(&other).await.unwrap(), "Bearer a");
    assert!(kept(&store).await.reply.is_none());
}

/// A lock that ends by time may be another's by the time at which the request would leave: then nothing leaves, and the renewal begins
/// anew.
#[tokio::test(start_paused = true)]
async fn a_request_does_not_leave_under_a_lock_that_may_end_before_its_reply() {
    let (store, oracle) = (Flaky::over(expired()), Oracle::new());
    store.faults.late.store(2, Ordering::SeqCst);
    let begun = tokio::time::Instant::now();
    assert_eq!(ask(&over(&store, &oracle, &Clock::fixed(START))).await.unwrap(), "Bearer a");
    assert_eq!(oracle.counts(), (1, 0));
    assert!(begun.elapsed() < Duration::from_secs(1), "its own intent, taken back, is not waited out");

    let (store, oracle) = (Flaky::over(expired()), Oracle::new());
    store.faults.late.store(u32::MAX, Ordering::SeqCst);
    let process = over(&store, &oracle, &Clock::fixed(START));
    let error = ask(&process).await.unwrap_err();
    assert!(error.to_string().contains("the lease is too short") && !error.is_transient(), "{error}");
    process.adopt(r#"{"refresh_token":"r9"}"#).await.unwrap_err();
    assert_eq!(oracle.counts(), (0, 0));
    let kept = kept(&store.store).await;
    assert!(kept.intent.is_none() && kept.ended.is_none() && kept.reply.is_none());
}

/// An endpoint that says whose tokens it deals in.
struct Owned(Oracle, &'static str);

impl TokenEndpoint for Owned {
    fn redeem(&self, refresh: &Secret) -> BoxFuture<'static, Redeemed> {
        self.0.redeem(refresh)
    }

    fn owner(&self) -> Option<String> {
        Some(self.1.to_owned())
    }
}

#[tokio::test]
async fn another_applications_store_is_refused_before_anything_is_sent() {
    let folder = folder("owner");
    let path = folder.join("tokens.json");
    let oracle = Oracle::new();
    let (store, clock) = (FileStore::open(&path).unwrap(), Clock::fixed(START));
    let with = |owner| {
        let endpoint = Owned(oracle.clone(), owner);
        RotatingTokens::new(store.clone(), endpoint, RotationPolicy::default(), clock.clone())
    };
    with("one at https://login.example")
        .adopt(r#"{"refresh_token":"r1","access_token":"a0","expires_in":1}"#)
        .await
        .unwrap();
    let other = with("other at https://login.example");
    for _ in 0..2 {
        let error = ask(&other).await.unwrap_err();
        assert!(error.to_string().contains("one at https://login.example"), "{error}");
        assert_ne!(error.code(), Some("reauthentication_required"));
        other.adopt(r#"{"refresh_token":"theirs"}"#).await.unwrap_err();
        other.tokens().await.unwrap_err();
    }
    assert_eq!(oracle.counts(), (0, 0));
    // The login is as good as before.
    clock.step(HOUR);
    assert_eq!(ask(&with("one at https://login.example")).await.unwrap(), "Bearer a");
    assert!(std::fs::read_to_string(&path).unwrap().contains("one at https://login.example"));
    std::fs::remove_dir_all(folder).unwrap();
}

/// What happens while the request is on its way.
type Event = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>;

struct Meanwhile(Oracle, Mutex<Option<Event>>);

impl TokenEndpoint for Meanwhile {
    fn redeem(&self, refresh: &Secret) -> BoxFuture<'static, Redeemed> {
        let (request, meanwhile) = (self.0.redeem(refresh), self.1.lock().unwrap().take());
        Box::pin(async move {
            if let Some(meanwhile) = meanwhile {
                meanwhile().await;
            }
            request.await
        })
    }
}

/// A cleaner deletes the lock's file, another process locks a new one and writes newer tokens: they stay. Where it wrote nothing
/// newer, the reply is written under the new lock.
#[tokio::test]
async fn a_lock_that_is_deleted_loses_nothing() {
    for newer in [false, true] {
        let folder = folder(&format!("deleted-{newer}"));
        let path = folder.join("tokens.json");
        let store = FileStore::open(&path).unwrap();
        let mut guard = store.lock(Duration::from_secs(1)).await.unwrap();
        guard.publish(Published::Tokens { generation: 1, tokens: tokens("r1", START - HOUR) }).await.unwrap();
        drop(guard);
        let (other, lock) = (store.clone(), folder.join("tokens.json.lock"));
        let meanwhile = move || -> BoxFuture<'static, ()> {
            Box::pin(async move {
                std::fs::remove_file(lock).unwrap();
                let mut guard = other.lock(Duration::from_secs(1)).await.unwrap();
                if newer {
                    let published = Published::Tokens { generation: 9, tokens: tokens("r9", START + HOUR) };
                    guard.publish(published).await.unwrap();
                }
            })
        };
        let endpoint = Meanwhile(Oracle::new(), Mutex::new(Some(Box::new(meanwhile))));
        let process = RotatingTokens::new(store.clone(), endpoint, RotationPolicy::default(), Clock::fixed(START));
        assert_eq!(ask(&process).await.unwrap(), "Bearer a");
        process.settle().await.unwrap();
        let refresh = store.load().await.unwrap().tokens.unwrap().refresh;
        assert_eq!(refresh.expose(), if newer { "r9" } else { "r2" });
        std::fs::remove_dir_all(folder).unwrap();
    }
}

/// What is read before a wait is old after it.
#[tokio::test(start_paused = true)]
async fn after_a_wait_the_store_is_read_again() {
    let (store, oracle) = (expired(), Oracle::new());
    let mut guard = store.lock(Duration::from_secs(1)).await.unwrap();
    guard.intent(Intent::new(2, START)).await.unwrap();
    drop(guard);
    let process =
        RotatingTokens::new(Unlocked(store.clone()), oracle.clone(), RotationPolicy::default(), Clock::fixed(START));
    let asked = tokio::spawn(async move { ask(&process).await });
    tokio::time::sleep(Duration::from_secs(10)).await;
    Unlocked::write(&store, tokens("r7", START + HOUR)).await;
    assert_eq!(asked.await.unwrap().unwrap(), "Bearer a0");
    assert_eq!(oracle.counts(), (0, 0));
}

/// A store whose lock keeps nobody out.
struct Unlocked(MemoryStore);

impl Unlocked {
    async fn write(store: &MemoryStore, newest: Tokens) {
        let mut copy = Unlocked(store.clone()).lock(Duration::from_secs(1)).await.unwrap();
        copy.publish(Published::Tokens { generation: 7, tokens: newest }).await.unwrap();
    }
}

struct Careless {
    store: MemoryStore,
    stored: Stored,
}

impl TokenStore for Unlocked {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        self.0.load()
    }

    fn lock(&self, _: Duration) -> BoxFuture<'_, Result<Box<dyn Guard>, StoreError>> {
        Box::pin(async move {
            let stored = self.0.load().await?;
            Ok(Box::new(Careless { store: self.0.clone(), stored }) as Box<dyn Guard>)
        })
    }
}

impl Careless {
    fn step(
        &mut self,
        step: impl FnOnce(&mut Box<dyn Guard>) -> BoxFuture<'_, Result<(), StoreError>> + Send + 'static,
    ) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            let mut guard = self.store.lock(Duration::from_secs(1)).await?;
            step(&mut guard).await?;
            self.stored = guard.stored().clone();
            Ok(())
        })
    }
}

impl Guard for Careless {
    fn stored(&self) -> &Stored {
        &self.stored
    }

    fn reload(&mut self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(async move {
            self.stored = self.store.load().await?;
            Ok(())
        })
    }

    fn intent(&mut self, intent: Intent) -> BoxFuture<'_, Result<(), StoreError>> {
        self.step(move |guard| guard.intent(intent))
    }

    fn commit_raw(&mut self, reply: RawReply) -> BoxFuture<'_, Result<(), StoreError>> {
        self.step(move |guard| guard.commit_raw(reply))
    }

    fn publish(&mut self, published: Published) -> BoxFuture<'_, Result<(), StoreError>> {
        self.step(move |guard| guard.publish(published))
    }
}

/// Who waits for the lock of a process that cannot write its reply is told why, at once.
#[tokio::test]
async fn who_waits_for_a_reply_that_is_held_is_told_so() {
    let folder = folder("held");
    let store = FileStore::open(folder.join("tokens.json")).unwrap();
    let mut guard = store.lock(Duration::from_secs(1)).await.unwrap();
    guard.tell_held();
    let before = std::time::Instant::now();
    let error = store.lock(Duration::from_secs(60)).await.err().unwrap();
    assert!(matches!(error, StoreError::Held(_)) && error.is_transient(), "{error}");
    assert!(error.to_string().contains("tokens.json"), "{error}");
    assert!(before.elapsed() < Duration::from_secs(30));
    drop(guard);
    drop(store.lock(Duration::from_secs(1)).await.unwrap());
    std::fs::remove_dir_all(folder).unwrap();
}

/// `open` tries what a renewal needs, and each error names the file and the step.
#[tokio::test]
async fn what_a_renewal_would_miss_is_missed_when_the_store_is_opened() {
    let folder = folder("open");
    let error = FileStore::open(folder.join("missing").join("tokens.json")).unwrap_err().to_string();
    assert!(error.contains("missing") && error.contains("cannot open the lock"), "{error}");

    // Something stands where the room for a reply would be.
    let path = folder.join("tokens.json");
    std::fs::create_dir(folder.join("tokens.json.reply")).unwrap();
    let error = FileStore::open(&path).unwrap_err().to_string();
    assert!(error.contains("tokens.json.reply"), "{error}");
    std::fs::remove_dir(folder.join("tokens.json.reply")).unwrap();

    // And where the store's own new content would be.
    let store = FileStore::open(&path).unwrap();
    let mut guard = store.lock(Duration::from_secs(1)).await.unwrap();
    guard.publish(Published::Tokens { generation: 1, tokens: tokens("r1", START - HOUR) }).await.unwrap();
    drop(guard);
    std::fs::create_dir(folder.join("tokens.json.new")).unwrap();
    let error = FileStore::open(&path).unwrap_err();
    assert!(!error.is_transient() && error.to_string().contains("tokens.json.new"), "{error}");
    // A renewal that begins then sends nothing.
    let again = store.clone();
    let oracle = Oracle::new();
    let process = RotatingTokens::new(store, oracle.clone(), RotationPolicy::default(), Clock::fixed(START));
    let error = ask(&process).await.unwrap_err();
    assert!(error.to_string().matches("tokens.json.new").count() == 1, "told once: {error}");
    assert!(std::error::Error::source(&error).is_none());
    // Nor where the room for its reply cannot be had.
    std::fs::remove_dir(folder.join("tokens.json.new")).unwrap();
    std::fs::create_dir(folder.join("tokens.json.reply")).unwrap();
    let process = RotatingTokens::new(again, oracle.clone(), RotationPolicy::default(), Clock::fixed(START));
    let error = ask(&process).await.unwrap_err();
    assert!(error.to_string().contains("tokens.json.reply"), "{error}");
    assert_eq!(oracle.counts(), (0, 0));
    std::fs::remove_dir_all(folder).unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn a_lock_that_is_a_link_is_not_followed_and_a_store_open_to_others_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder("link");
    let path = folder.join("tokens.json");
    std::os::unix::fs::symlink(folder.join("elsewhere"), folder.join("tokens.json.lock")).unwrap();
    let error = FileStore::open(&path).unwrap_err();
    assert!(matches!(error, StoreError::Unreadable(_)), "{error}");
    assert!(!folder.join("elsewhere").exists());
    std::fs::remove_file(folder.join("tokens.json.lock")).unwrap();

    let store = FileStore::open(&path).unwrap();
    let mut guard = store.lock(Duration::from_secs(1)).await.unwrap();
    guard.publish(Published::Tokens { generation: 1, tokens: tokens("r1", START - HOUR) }).await.unwrap();
    drop(guard);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    let captured = Captured::default();
    let log = captured.clone();
    let subscriber = tracing_subscriber::fmt().with_writer(move || log.clone()).finish();
    tracing::subscriber::with_default(subscriber, || FileStore::open(&path).unwrap());
    let text = captured.text();
    assert!(text.contains("WARN") && text.contains("tokens.json") && text.contains("others"), "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}

/// A login that ends in the middle is one error for all who waited, and transient where the store is.
#[tokio::test(start_paused = true)]
async fn a_store_that_fails_for_a_while_is_transient_for_everybody() {
    let (store, oracle) = (Flaky::over(expired()), Oracle::new());
    store.faults.intent.store(1, Ordering::SeqCst);
    let process = over(&store, &oracle, &Clock::fixed(START));
    let callers: Vec<_> = (0..5)
        .map(|_| {
            let process = process.clone();
            tokio::spawn(async move { ask(&process).await })
        })
        .collect();
    for caller in callers {
        let error = caller.await.unwrap().unwrap_err();
        assert!(error.kind() == ErrorKind::Storage && error.is_transient(), "{error}");
    }
    assert_eq!(ask(&process).await.unwrap(), "Bearer a");
    assert_eq!(oracle.counts(), (1, 0));
    assert!(process.renew(guichet_core::vendor::Generation::default()).await.unwrap());
}
