//! The token store against a real engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::{Duration, Instant};

use common::{Keeps, Server};
use guichet_core::auth::store::{Guard, Intent, MemoryStore, Published, RawReply, Tokens};
use guichet_redis::{Redis, RedisStore, SealingKey, StoreError, TokenStore};
use time::OffsetDateTime;

const SECOND: Duration = Duration::from_secs(1);
const LONG: Duration = Duration::from_secs(60);

fn engine(keeps: Keeps) -> Server {
    let server = Server::start(keeps);
    server.known("guichet");
    server
}

fn store(server: &Server) -> RedisStore {
    Redis::builder(server.url()).build().unwrap().tokens("ebp").unwrap()
}

fn tokens(refresh: &str) -> Tokens {
    Tokens::new(refresh, OffsetDateTime::now_utc() + Duration::from_secs(3600))
}

fn reply(generation: u64, refresh: &str) -> RawReply {
    RawReply::new(generation, OffsetDateTime::now_utc(), format!(r#"{{"refresh_token": "{refresh}"}}"#))
}

async fn publish(guard: &mut dyn Guard, refresh: &str) -> Result<u64, StoreError> {
    let generation = guard.stored().generation + 1;
    guard.intent(Intent::new(generation, OffsetDateTime::now_utc()).of("us")).await?;
    guard.commit_raw(reply(generation, refresh)).await?;
    guard.publish(Published::Tokens { generation, tokens: tokens(refresh) }).await?;
    Ok(generation)
}

/// One renewal, whole.
async fn renew(store: &RedisStore, refresh: &str) -> u64 {
    publish(&mut *store.lock(LONG).await.unwrap(), refresh).await.unwrap()
}

/// Waits until the lock is given back.
async fn unlocked(server: &Server) {
    let begun = Instant::now();
    while server.command(&["HEXISTS", "guichet:{ebp}:lock", "owner"]) != ":0" {
        assert!(begun.elapsed() < SECOND, "the lock is not given back");
        tokio::time::sleep(SECOND / 50).await;
    }
}

async fn refresh(store: &RedisStore) -> Option<String> {
    store.load().await.unwrap().tokens.map(|tokens| tokens.refresh.expose().to_owned())
}

/// Waits until the store holds this.
async fn becomes(store: &RedisStore, expected: &str) {
    let begun = Instant::now();
    while refresh(store).await.as_deref() != Some(expected) {
        assert!(begun.elapsed() < SECOND * 10, "{:?} and not {expected}", refresh(store).await);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn what_one_writes_another_reads_at_each_step() {
    let server = engine(Keeps::Nothing);
    let (one, other) = (store(&server), store(&server));
    let nothing = other.load().await.unwrap();
    assert!(nothing.tokens.is_none() && nothing.generation > 1_700_000_000, "it counts from the time on");
    let mut guard = one.lock(LONG).await.unwrap();
    let generation = guard.stored().generation + 1;
    guard.intent(Intent::new(generation, OffsetDateTime::now_utc()).of("us")).await.unwrap();
    let seen = other.load().await.unwrap();
    assert_eq!((seen.owner.as_deref(), seen.intent.is_some()), (Some("us"), true));
    guard.commit_raw(reply(generation, "r1")).await.unwrap();
    assert_eq!(other.load().await.unwrap().reply.unwrap().body.expose(), br#"{"refresh_token": "r1"}"#);
    guard.publish(Published::Tokens { generation, tokens: tokens("r1") }).await.unwrap();
    assert_eq!(refresh(&other).await.as_deref(), Some("r1"));

    // Nobody else has the lock meanwhile, and whoever waits has it at once when it is given back.
    let begun = Instant::now();
    let refused = other.lock(SECOND / 2).await.map(drop).unwrap_err();
    assert!(matches!(&refused, StoreError::Locked(why) if why.contains("guichet:ebp")), "{refused}");
    assert!(begun.elapsed() < SECOND);
    guard.tell_held();
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(matches!(other.lock(SECOND / 4).await.map(drop), Err(StoreError::Held(_))));
    let waits = tokio::spawn(async move { other.lock(LONG).await.map(|guard| guard.stored().generation) });
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(guard);
    let begun = Instant::now();
    assert_eq!(waits.await.unwrap().unwrap(), generation);
    assert!(begun.elapsed() < SECOND, "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn who_lost_the_lock_begins_nothing_and_keeps_what_arrived() {
    let server = engine(Keeps::Nothing);
    let (one, other) = (store(&server), store(&server));
    renew(&one, "r1").await;
    let mut guard = one.lock(LONG).await.unwrap();
    let generation = guard.stored().generation + 1;
    // As after a flush: the lock is gone, and the record is not.
    server.command(&["DEL", "guichet:{ebp}:lock"]);
    let refused = guard.intent(Intent::new(generation, OffsetDateTime::now_utc())).await;
    assert!(matches!(refused, Err(StoreError::Changed(_))), "{refused:?}");
    drop(guard);

    // A reply that arrives when the lock has ended is written, as long as nobody wrote meanwhile.
    let mut guard = one.lock(LONG).await.unwrap();
    guard.intent(Intent::new(generation, OffsetDateTime::now_utc())).await.unwrap();
    guard.may_send(SECOND * 35).unwrap();
    let unkeepable = guard.may_send(SECOND * 50).unwrap_err();
    assert!(!unkeepable.is_transient() && unkeepable.to_string().contains("RedisStore::lease"), "{unkeepable}");
    server.command(&["HSET", "guichet:{ebp}:lock", "owner", "somebody", "until", "0"]);
    guard.commit_raw(reply(generation, "r2")).await.unwrap();
    assert_eq!(other.load().await.unwrap().reply.unwrap().generation, generation);
    // Of what somebody else wrote nothing is written over.
    server.command(&["HSET", "guichet:{ebp}:tokens", "number", "900", "generation", "9000000000"]);
    let refused = guard.publish(Published::Tokens { generation, tokens: tokens("r2") }).await;
    assert!(matches!(refused, Err(StoreError::Changed(_))), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn what_the_engine_forgets_a_process_that_lives_writes_back() {
    let mut server = engine(Keeps::Saved);
    let (one, other) = (store(&server), store(&server));
    renew(&one, "r1").await;
    unlocked(&server).await;
    server.save();
    let generation = renew(&one, "r2").await;
    // Emptied: nobody asks, and it is there again.
    server.command(&["FLUSHALL"]);
    becomes(&other, "r2").await;
    assert_eq!(other.load().await.unwrap().generation, generation);
    // Restarted from an older file. Nobody acts on that before it is written back.
    let third = store(&server);
    server.kill();
    server.begin();
    let begun = Instant::now();
    let guard = third.lock(LONG).await.unwrap();
    assert_eq!(guard.stored().generation, generation, "the older one was acted on");
    assert!(begun.elapsed() >= SECOND * 5, "{:?}", begun.elapsed());
    drop(guard);
    // Replaced by an empty one.
    server.replace_by_an_empty_one();
    becomes(&third, "r2").await;
    // Where somebody has signed in anew meanwhile, that stays.
    server.replace_by_an_empty_one();
    let mut guard = Redis::builder(server.url()).build().unwrap().tokens("ebp").unwrap().lock(LONG).await.unwrap();
    if guard.stored().tokens.is_none() {
        publish(&mut *guard, "another login").await.unwrap();
        drop(guard);
        tokio::time::sleep(SECOND * 3).await;
        becomes(&one, "another login").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_reply_that_cannot_be_written_is_written_when_the_engine_is_back() {
    let mut server = engine(Keeps::All);
    let (one, other) = (store(&server), store(&server));
    renew(&one, "r1").await;
    let mut guard = one.lock(LONG).await.unwrap();
    let generation = guard.stored().generation + 1;
    guard.intent(Intent::new(generation, OffsetDateTime::now_utc())).await.unwrap();
    server.kill();
    let begun = Instant::now();
    let refused = guard.commit_raw(reply(generation, "r2")).await.unwrap_err();
    assert!(begun.elapsed() < SECOND * 6 && refused.is_transient(), "{refused}");
    assert!(refused.to_string().contains("cannot write: no connection"), "{refused}");
    server.begin();
    // By whoever looks, also where nobody tries again.
    let begun = Instant::now();
    while other.load().await.unwrap().reply.is_none_or(|reply| reply.generation != generation) {
        assert!(begun.elapsed() < SECOND * 10);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Tried again it is known, and what follows is written after it.
    guard.commit_raw(reply(generation, "r2")).await.unwrap();
    guard.publish(Published::Tokens { generation, tokens: tokens("r2") }).await.unwrap();
    assert_eq!(refresh(&other).await.as_deref(), Some("r2"));
}

/// A holder that is stopped cannot be told from one that was killed: its intent is waited out once the lock has ended.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn an_intent_whose_holder_did_not_give_the_lock_back_is_waited_out() {
    let server = engine(Keeps::Nothing);
    let lease = SECOND * 2;
    let (one, other) = (store(&server).lease(lease), store(&server).lease(lease));
    renew(&one, "r1").await;
    for (begun, least, most) in [(false, 0.0, 1.0), (true, 1.5, 3.5)] {
        let mut guard = one.lock(LONG).await.unwrap();
        if begun {
            let generation = guard.stored().generation + 1;
            guard.intent(Intent::new(generation, OffsetDateTime::now_utc())).await.unwrap();
        }
        // As its process were stopped for longer than the lease.
        server.command(&["HSET", "guichet:{ebp}:lock", "until", "1"]);
        let asked = Instant::now();
        let theirs = other.lock(LONG).await.unwrap();
        let waited = asked.elapsed().as_secs_f64();
        assert!((least..most).contains(&waited), "{waited} s of {least} to {most}");
        assert_eq!(theirs.stored().intent.is_some(), begun);
        drop((theirs, guard));
    }
    // One that gave the lock back knows that its request has ended: nothing is waited for here.
    let asked = Instant::now();
    assert!(one.lock(LONG).await.unwrap().stored().intent.is_some());
    assert!(asked.elapsed() < SECOND, "{:?}", asked.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn sealed_tokens_cannot_be_read_or_replaced() {
    let server = engine(Keeps::Nothing);
    let key = || SealingKey::new([7; 32]).unwrap();
    let sealed = store(&server).sealed(key());
    renew(&sealed, "r1").await;
    assert!(!server.command(&["HGET", "guichet:{ebp}:tokens", "form"]).contains("r1"));
    for (who, why) in
        [(store(&server), "there is no key"), (store(&server).sealed(SealingKey::new([8; 32]).unwrap()), "another key")]
    {
        let error = who.load().await.unwrap_err();
        assert!(matches!(&error, StoreError::Unreadable(text) if text.contains(why)), "{error}");
        let error = who.lock(LONG).await.map(drop).unwrap_err();
        assert!(error.to_string().contains(why), "{error}");
    }
    // A new key, and the old one for what is there.
    let turned = store(&server).sealed(SealingKey::new([8; 32]).unwrap()).sealed(key());
    renew(&turned, "r2").await;
    assert_eq!(refresh(&store(&server).sealed(SealingKey::new([8; 32]).unwrap())).await.as_deref(), Some("r2"));
    server.command(&["HSET", "guichet:{ebp}:tokens", "form", "{}"]);
    let error = store(&server).sealed(key()).load().await.unwrap_err();
    assert!(error.to_string().contains("not sealed"), "{error}");
    // Without a seal, too, what is no record is left alone.
    let error = store(&server).load().await.unwrap_err();
    assert!(matches!(&error, StoreError::Unreadable(_)) && !error.is_transient(), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_renewal_does_not_begin_before_the_replicas_have_its_intent() {
    let server = engine(Keeps::Nothing);
    let alone = Redis::builder(server.url()).replicas(1).build().unwrap().tokens("ebp").unwrap();
    let mut guard = alone.lock(LONG).await.unwrap();
    let generation = guard.stored().generation + 1;
    let error = guard.intent(Intent::new(generation, OffsetDateTime::now_utc())).await.unwrap_err();
    assert!(error.to_string().contains("cannot replicate: 0 of 1 replicas have it"), "{error}");
    drop(guard);
    server.command(&["CONFIG", "SET", "repl-diskless-sync-delay", "0"]);
    let replica = Server::with(Keeps::Nothing, &["--replicaof", "127.0.0.1", &server.port.to_string()]);
    let begun = Instant::now();
    while server.command(&["WAIT", "1", "100"]) != ":1" {
        assert!(begun.elapsed() < SECOND * 20);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // As soon as it follows.
    while let Err(error) = publish(&mut *alone.lock(LONG).await.unwrap(), "r1").await {
        assert!(error.to_string().contains("cannot replicate") && begun.elapsed() < SECOND * 40, "{error}");
    }
    // The replica itself takes no changes.
    let error = store(&replica).lock(LONG).await.map(drop).unwrap_err();
    assert!(error.to_string().contains("it is a replica"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_login_is_moved_and_the_place_that_it_left_spends_nothing() {
    let server = engine(Keeps::Nothing);
    let (here, there) = (store(&server), MemoryStore::holding(tokens("r1")));
    here.move_from(&there).await.unwrap();
    assert_eq!(refresh(&here).await.as_deref(), Some("r1"));
    let left = there.load().await.unwrap();
    assert!(left.ended.unwrap().contains("moved") && left.tokens.is_some());
    // Twice it is refused; killed in the middle it goes on.
    assert!(here.move_from(&there).await.is_err());
    let other = Redis::builder(server.url()).prefix("other").build().unwrap().tokens("ebp").unwrap();
    assert!(other.move_from(&there).await.is_err(), "it was moved to another place");
    // Nobody is left here who would write it back.
    drop(here);
    server.command(&["FLUSHALL"]);
    server.known("guichet");
    let again = store(&server);
    again.move_from(&there).await.unwrap();
    assert_eq!(refresh(&again).await.as_deref(), Some("r1"));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_lock_from_before_the_clock_was_set_back_ends_with_its_lease() {
    let server = engine(Keeps::Nothing);
    let one = store(&server).lease(SECOND * 2);
    renew(&one, "r1").await;
    let hour = (OffsetDateTime::now_utc().unix_timestamp() + 3_600).to_string() + "000000";
    server.command(&["HSET", "guichet:{ebp}:lock", "owner", "gone", "until", &hour, "quarantine", &hour]);
    server.command(&["HSET", "guichet:{ebp}:tokens", "unsettled", &hour]);
    let begun = Instant::now();
    one.lock(LONG).await.unwrap();
    assert!((SECOND * 2..SECOND * 14).contains(&begun.elapsed()), "{:?}", begun.elapsed());
}

/// An engine that was emptied looks like one that is used for the first time.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_program_that_knows_nothing_waits_for_those_that_may_know_something() {
    let server = engine(Keeps::Nothing);
    let one = store(&server);
    let generation = renew(&one, "r1").await;
    server.command(&["FLUSHALL"]);
    let guard = store(&server).lock(LONG).await.unwrap();
    assert_eq!(guard.stored().generation, generation, "it began a login of its own");
}

/// A full engine begins nothing, and keeps what has arrived.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_full_engine_takes_what_has_arrived_and_keeps_its_holders_lock() {
    let server = engine(Keeps::Nothing);
    let lease = SECOND * 3;
    let (one, other) = (store(&server).lease(lease), store(&server).lease(lease));
    renew(&one, "r1").await;
    let mut guard = one.lock(LONG).await.unwrap();
    let generation = guard.stored().generation + 1;
    guard.intent(Intent::new(generation, OffsetDateTime::now_utc())).await.unwrap();
    server.command(&["CONFIG", "SET", "maxmemory", "1"]);
    guard.tell_held();
    // Longer than the lease: it is kept all the same.
    tokio::time::sleep(lease + SECOND).await;
    assert!(matches!(other.lock(SECOND).await.map(drop), Err(StoreError::Held(_))));
    guard.commit_raw(reply(generation, "r2")).await.unwrap();
    guard.publish(Published::Tokens { generation, tokens: tokens("r2") }).await.unwrap();
    let refused = guard.intent(Intent::new(generation + 1, OffsetDateTime::now_utc())).await.unwrap_err();
    assert!(refused.to_string().contains("its memory is full"), "{refused}");
    assert_eq!(refresh(&other).await.as_deref(), Some("r2"));
    drop(guard);
    // Also where the memory is full.
    unlocked(&server).await;
    let refused = other.lock(LONG).await.map(drop).unwrap_err();
    assert!(refused.to_string().contains("its memory is full"), "{refused}");
}

/// The engine comes back from a file that knows neither the intent nor the lock of a renewal that is under way. Another program asks for the
/// lock before the intent is written back, or after that.
async fn restored_intent(before: bool) {
    let mut server = engine(Keeps::Saved);
    // A quarantine of 10.5 s, longer than the rest of a new run.
    let (one, other) = (store(&server).lease(SECOND * 14), store(&server).lease(SECOND * 14));
    renew(&one, "r1").await;
    unlocked(&server).await;
    server.save();
    let mut guard = one.lock(LONG).await.unwrap();
    let generation = guard.stored().generation + 1;
    guard.intent(Intent::new(generation, OffsetDateTime::now_utc())).await.unwrap();
    server.kill();
    server.begin();
    let begun = Instant::now();
    while !before && other.load().await.unwrap().intent.is_none() {
        assert!(begun.elapsed() < SECOND * 10);
        tokio::time::sleep(SECOND / 20).await;
    }
    let theirs = other.lock(LONG).await.unwrap();
    assert!(theirs.stored().intent.is_some());
    assert!(begun.elapsed() >= SECOND * 10, "{before}: {:?}", begun.elapsed());
    drop((theirs, guard));
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_renewal_that_is_written_back_is_waited_out() {
    tokio::join!(restored_intent(false), restored_intent(true));
}
