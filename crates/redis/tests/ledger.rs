//! The ledger against a real engine.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::{Duration, Instant};

use common::{Delay, Keeps, Server};
use guichet_core::auth::store::{MemoryStore, Tokens};
use guichet_core::limit::{Last, Spacing};
use guichet_redis::{Day, Ledger as _, LedgerError, Redis, RedisLedger, TokenStore as _};
use time::{Duration as Days, OffsetDateTime};

const SECOND: Duration = Duration::from_secs(1);
const LONG: Duration = Duration::from_secs(60);

fn ledger(server: &Server) -> RedisLedger {
    Redis::builder(server.url()).build().unwrap().ledger("ebp").unwrap()
}

fn spacing(period: Duration) -> Spacing {
    Spacing::new(period, period)
}

fn today() -> OffsetDateTime {
    Day::utc().around(OffsetDateTime::now_utc()).0
}

/// Waits until so many wait for the turn.
async fn queued(server: &Server, expected: usize) {
    let begun = Instant::now();
    while server.command(&["ZCARD", "guichet:{ebp}:queue"]) != format!(":{expected}") {
        assert!(begun.elapsed() < SECOND * 10, "there are not {expected} in the queue");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn closed(ledger: &RedisLedger, day: OffsetDateTime) -> String {
    match ledger.take(day, 10).await {
        Err(LedgerError::Closed(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_day_is_closed_until_it_is_known_and_then_counted_to_the_last_call() {
    let server = Server::start(Keeps::Nothing);
    let (one, other) = (ledger(&server), ledger(&server));
    let why = closed(&one, today()).await;
    assert!(why.contains("guichet:ebp") && why.contains("open_today"), "{why}");
    closed(&other, today()).await;
    one.open_today(Day::utc(), 3).await.unwrap();
    assert_eq!(other.used(today()).await.unwrap(), 3);
    let mut taken = 0;
    for n in 0..20 {
        taken += u32::from(if n % 2 == 0 { &one } else { &other }.take(today(), 10).await.unwrap());
    }
    assert_eq!((taken, one.used(today()).await.unwrap()), (7, 10));
    other.give_back(today()).await.unwrap();
    assert!(one.take(today(), 10).await.unwrap() && !one.take(today(), 10).await.unwrap());

    // Of what was counted yesterday, and of a day that was closed then, nothing is left today.
    let yesterday = format!("day:{}", (today() - Days::DAY).unix_timestamp());
    server.command(&["HSET", "guichet:{ebp}:calls", &yesterday, "10"]);
    one.give_back(today()).await.unwrap();
    assert!(one.take(today(), 10).await.unwrap());
    // A clock that is still in the day before frees no call of today's, and one that is ahead opens no day.
    assert!(!other.take(today() - Days::DAY, 10).await.unwrap());
    assert!(closed(&one, today() + Days::DAY).await.contains("clock"));
    let local = OffsetDateTime::now_utc() + Days::days(400);
    let told = one.time(local).await.unwrap();
    assert!((told - OffsetDateTime::now_utc()).abs() < Days::SECOND, "{told}: the engine's, and not this machine's");
    for wrong in [Days::days(-800), Days::days(800)] {
        assert!(closed(&one, today() + wrong).await.contains("clock"));
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn what_an_engine_forgot_closes_the_day_or_costs_what_was_agreed() {
    let mut server = Server::start(Keeps::Saved);
    let ledger = ledger(&server);
    ledger.open_today(Day::utc(), 0).await.unwrap();
    assert!(ledger.take(today(), 10).await.unwrap());
    server.save();
    assert!(ledger.take(today(), 10).await.unwrap());
    // A restart that may have forgotten calls, and has forgotten one.
    server.kill();
    server.begin();
    let why = closed(&ledger, today()).await;
    assert!(why.contains("may have forgotten"), "{why}");
    closed(&ledger, today()).await;
    // As if that had been yesterday: the next day is a new one.
    server.command(&["HSET", "guichet:{ebp}:calls", "since", &(today().unix_timestamp().to_string() + "000000")]);
    assert!(ledger.take(today(), 10).await.unwrap());
    // The same, where the caller knows how many can be missing.
    server.kill();
    server.begin();
    let costly = ledger.clone().restart_costs(3);
    assert!(costly.take(today(), 10).await.unwrap());
    // What was in the file, what it costs, which is more than what this process knows besides, and the call itself.
    assert_eq!(costly.used(today()).await.unwrap(), 1 + 3 + 1);
    // Emptied, there is nothing that could cost anything.
    server.command(&["FLUSHALL"]);
    closed(&costly, today()).await;
    // And replaced.
    costly.open_today(Day::utc(), 0).await.unwrap();
    server.replace_by_an_empty_one();
    closed(&costly, today()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn an_engine_that_keeps_every_change_goes_on_after_a_restart() {
    let mut server = Server::start(Keeps::All);
    let redis = Redis::builder(server.url()).build().unwrap();
    assert!(redis.check().await.unwrap().keeps_every_change);
    let ledger = redis.ledger("ebp").unwrap();
    ledger.open_today(Day::utc(), 0).await.unwrap();
    for expected in 1..=5 {
        assert!(ledger.take(today(), 10).await.unwrap());
        server.kill();
        server.begin();
        assert_eq!(ledger.used(today()).await.unwrap(), expected);
    }
    // The caller's word counts as much.
    let mut server = Server::start(Keeps::Saved);
    let ledger = Redis::builder(server.url()).restarts_keep_all().build().unwrap().ledger("ebp").unwrap();
    ledger.open_today(Day::utc(), 0).await.unwrap();
    assert!(ledger.take(today(), 10).await.unwrap());
    server.save();
    server.kill();
    server.begin();
    assert!(ledger.take(today(), 10).await.unwrap());
}

/// While it reads its file an engine does not say yet how it keeps things.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn an_engine_that_is_met_while_it_begins_is_not_taken_for_one_that_forgets() {
    let mut server = Server::start(Keeps::All);
    let ledger = ledger(&server);
    ledger.open_today(Day::utc(), 0).await.unwrap();
    let asking = tokio::spawn({
        let ledger = ledger.clone();
        async move {
            let (mut taken, begun) = (0, Instant::now());
            while begun.elapsed() < SECOND * 4 {
                match ledger.take(today(), 1_000_000).await {
                    Ok(counted) => taken += u32::from(counted),
                    Err(LedgerError::Engine { passing: true, .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            taken
        }
    });
    for _ in 0..6 {
        tokio::time::sleep(SECOND / 4).await;
        server.kill();
        tokio::time::sleep(SECOND / 10).await;
        server.begin();
    }
    let taken = asking.await.unwrap();
    // Also those of which nobody knew whether they were counted.
    let begun = Instant::now();
    while ledger.used(today()).await.unwrap() != taken {
        assert!(begun.elapsed() < SECOND * 10, "{taken} taken, {:?} counted", ledger.used(today()).await);
        tokio::time::sleep(SECOND / 10).await;
    }
    assert!(taken > 100, "{taken}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_turn_goes_around_in_order_and_never_within_a_period() {
    let server = Server::start(Keeps::Nothing);
    let period = Duration::from_millis(200);
    let ledgers: Vec<_> = (0..4).map(|_| ledger(&server)).collect();
    let begun = Instant::now();
    let first = ledgers[0].turn(spacing(period), LONG).await.unwrap().unwrap();
    assert!(begun.elapsed() >= Duration::from_millis(2_500) + period * 2, "who had the turn before is not known");

    let (send, mut receive) = tokio::sync::mpsc::unbounded_channel();
    for (index, ledger) in ledgers.into_iter().enumerate() {
        let send = send.clone();
        tokio::spawn(async move {
            // In this order in the queue.
            tokio::time::sleep(Duration::from_millis(40 * index as u64)).await;
            for round in 0..5 {
                let turn = ledger.turn(spacing(period), LONG).await.unwrap().unwrap();
                assert!(turn.held_for().unwrap()() > SECOND && turn.last() == Last::WaitedFor);
                let left = Instant::now();
                tokio::time::sleep(Duration::from_millis(20)).await;
                send.send((index, round, left, Instant::now())).unwrap();
                turn.pass_on(OffsetDateTime::now_utc(), period);
            }
        });
    }
    drop(send);
    queued(&server, 4).await;
    drop(first);
    let mut calls = Vec::new();
    while let Some(call) = receive.recv().await {
        calls.push(call);
    }
    assert_eq!(calls.len(), 20);
    for pair in calls.windows(2) {
        // From the answer to the next call.
        assert!(pair[1].2.duration_since(pair[0].3) >= period, "{calls:?}");
    }
    let order: Vec<usize> = calls.iter().map(|call| call.0).collect();
    assert!(order.chunks(4).all(|round| round == &order[..4]), "{order:?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn who_gives_up_leaves_nothing_and_who_would_wait_too_long_is_told_at_once() {
    let server = Server::start(Keeps::Nothing);
    let (one, other) = (ledger(&server), ledger(&server));
    let turn = one.turn(spacing(SECOND), LONG).await.unwrap().unwrap();
    let begun = Instant::now();
    let refused = other.turn(spacing(SECOND), Duration::from_millis(500)).await;
    let Err(LedgerError::TooLong { ledger, wait }) = refused else { panic!("a turn") };
    assert!(ledger.contains("guichet:ebp") && wait >= SECOND && begun.elapsed() < SECOND / 2);
    // One that waits, and is dropped.
    let waits = tokio::spawn({
        let other = other.clone();
        async move { other.turn(spacing(SECOND), LONG).await.map(drop) }
    });
    queued(&server, 1).await;
    waits.abort();
    queued(&server, 0).await;
    // Nothing was sent: the next one need not wait.
    drop(turn);
    let begun = Instant::now();
    drop(other.turn(spacing(SECOND), LONG).await.unwrap());
    assert!(begun.elapsed() < SECOND, "{:?}", begun.elapsed());
    // What a server asked one of them to wait holds for the other.
    one.hold(SECOND * 2);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(matches!(other.turn(spacing(SECOND), SECOND).await, Err(LedgerError::TooLong { .. })));
    let begun = Instant::now();
    drop(other.turn(spacing(SECOND), LONG).await.unwrap());
    assert!(begun.elapsed() >= SECOND, "{:?}", begun.elapsed());
}

/// An error that names what is wrong comes within 2 s; here, where other tests run beside this one, a while later at the most.
const SOON: Duration = Duration::from_secs(6);

async fn refused(ledger: &RedisLedger, why: &str) {
    let begun = Instant::now();
    let error = ledger.take(today(), 10).await.unwrap_err();
    assert!(begun.elapsed() < SOON, "{error} after {:?}", begun.elapsed());
    assert!(error.to_string().contains(why) && error.to_string().contains("guichet:ebp"), "{error}");
    let begun = Instant::now();
    let error = ledger.turn(spacing(SECOND), LONG).await.map(drop).unwrap_err();
    assert!(begun.elapsed() < SOON, "{error} after {:?}", begun.elapsed());
    assert!(error.to_string().contains(why), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn an_engine_that_is_gone_stopped_full_or_strange_is_an_error_within_two_seconds() {
    let mut server = Server::with(Keeps::All, &["--requirepass", "s3cret"]);
    let at = |password: &str| Redis::builder(server.url()).password(password).build().unwrap();
    let wrong = at("wr0ng");
    let error = wrong.check().await.unwrap_err().to_string();
    assert!(error.contains("refuses the user or the password") && !error.contains("wr0ng"), "{error}");
    refused(&wrong.ledger("ebp").unwrap(), "refuses the user or the password").await;
    let redis = at("s3cret");
    let ledger = redis.ledger("ebp").unwrap();
    ledger.open_today(Day::utc(), 0).await.unwrap();
    drop(ledger.turn(spacing(SECOND), LONG).await.unwrap());

    server.stop();
    refused(&ledger, "no answer within 1.5s").await;
    server.go_on();
    assert!(ledger.take(today(), 10).await.unwrap());
    server.kill();
    refused(&ledger, "no connection: connection refused").await;
    server.begin();
    // What nobody knows whether it was counted while the engine was stopped was taken back.
    let begun = Instant::now();
    // With a password nobody can see from outside when it has read its file.
    while !matches!(ledger.used(today()).await, Ok(1)) {
        assert!(begun.elapsed() < SECOND * 10);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_full_engine_and_one_without_the_right_are_named() {
    let server = Server::start(Keeps::Nothing);
    let ledger = ledger(&server);
    ledger.open_today(Day::utc(), 0).await.unwrap();
    server.command(&["CONFIG", "SET", "maxmemory", "1"]);
    refused(&ledger, "its memory is full").await;
    server.command(&["CONFIG", "SET", "maxmemory", "0"]);
    assert!(ledger.take(today(), 10).await.unwrap());
    server.command(&["ACL", "SETUSER", "weak", "on", ">s3cret", "+info", "~*"]);
    let weak = Redis::builder(server.url()).username("weak").password("s3cret").build().unwrap();
    refused(&weak.ledger("ebp").unwrap(), "has no right").await;
    // What is no engine at all.
    let other = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = other.local_addr().unwrap().port();
    let strange = Redis::builder(format!("redis://127.0.0.1:{port}")).build().unwrap();
    refused(&strange.ledger("ebp").unwrap(), "no answer within").await;
}

/// What a clock that was set back an hour leaves: turns, gates and places that end in an hour.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_clock_that_was_set_back_delays_by_no_more_than_a_turn_that_was_lost() {
    let server = Server::start(Keeps::Nothing);
    let ledger = ledger(&server);
    drop(ledger.turn(spacing(SECOND), LONG).await.unwrap());
    let ahead = ((OffsetDateTime::now_utc() + Days::HOUR).unix_timestamp_nanos() / 1_000).to_string();
    server.command(&["ZADD", "guichet:{ebp}:queue", "1", "gone"]);
    server.command(&["ZADD", "guichet:{ebp}:waiting", &ahead, "gone"]);
    server.command(&["HSET", "guichet:{ebp}:pace", "owner", "gone", "until", &ahead, "next", &ahead]);
    let begun = Instant::now();
    drop(ledger.turn(spacing(SECOND), LONG).await.unwrap());
    let waited = begun.elapsed();
    assert!((SECOND * 2..SECOND * 8).contains(&waited), "{waited:?}");
}

/// Nor is a server's wait longer than it was.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_servers_wait_from_before_the_clock_was_set_back_is_no_longer_than_it_was() {
    let server = Server::start(Keeps::Nothing);
    let ledger = ledger(&server);
    drop(ledger.turn(spacing(SECOND), LONG).await.unwrap());
    ledger.hold(SECOND * 2);
    let hour = ((OffsetDateTime::now_utc() + Days::HOUR).unix_timestamp_nanos() / 1_000).to_string();
    let begun = Instant::now();
    while server.command(&["HGET", "guichet:{ebp}:pace", "gated"]).parse::<u32>().is_err() {
        assert!(begun.elapsed() < SECOND * 5);
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    server.command(&["HSET", "guichet:{ebp}:pace", "gate", &hour]);
    let begun = Instant::now();
    drop(ledger.turn(spacing(SECOND), LONG).await.unwrap());
    assert!((SECOND..SECOND * 4).contains(&begun.elapsed()), "{:?}", begun.elapsed());
}

/// What was counted, and its answer lost.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn what_nobody_knows_whether_it_was_counted_is_taken_back() {
    let server = Server::start(Keeps::Nothing);
    let direct = ledger(&server);
    direct.open_today(Day::utc(), 0).await.unwrap();
    let delay = Delay::before(server.port);
    let late = Redis::builder(delay.url()).build().unwrap().ledger("ebp").unwrap();
    assert!(late.take(today(), 10).await.unwrap());
    delay.each_answer(3_000);
    refused(&late, "no answer within 1.5s").await;
    delay.each_answer(0);
    let begun = Instant::now();
    while direct.used(today()).await.unwrap() != 1 {
        assert!(begun.elapsed() < SECOND * 15, "{:?} counted", direct.used(today()).await);
        tokio::time::sleep(SECOND / 10).await;
    }
}

/// A replica that became the master keeps every change, and may lack what its master had.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_replica_that_took_its_masters_place_may_have_forgotten_something() {
    let mut master = Server::with(Keeps::All, &["--repl-diskless-sync-delay", "0"]);
    let ledger_of = ledger(&master);
    ledger_of.open_today(Day::utc(), 0).await.unwrap();
    let replica = Server::with(Keeps::All, &["--replicaof", "127.0.0.1", &master.port.to_string()]);
    let begun = Instant::now();
    while master.command(&["WAIT", "1", "100"]) != ":1" {
        assert!(begun.elapsed() < SECOND * 20);
        tokio::time::sleep(SECOND / 10).await;
    }
    assert!(ledger_of.take(today(), 10).await.unwrap());
    master.command(&["WAIT", "1", "1000"]);
    let other = ledger(&replica);
    let error = other.take(today(), 10).await.unwrap_err();
    assert!(error.to_string().contains("it is a replica"), "{error}");
    master.kill();
    // It goes on by the same connection or another one, and is not believed.
    replica.command(&["REPLICAOF", "NO", "ONE"]);
    let why = closed(&other, today()).await;
    assert!(why.contains("may have forgotten"), "{why}");
}

/// An engine that says that it keeps every change, and is begun anew with an older copy of its files.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn what_programs_that_live_saw_counted_is_counted_by_an_older_copy() {
    let mut server = Server::start(Keeps::Saved);
    let at = || Redis::builder(server.url()).restarts_keep_all().build().unwrap().ledger("ebp").unwrap();
    let (one, other) = (at(), at());
    one.open_today(Day::utc(), 0).await.unwrap();
    let taken = async |ledger: &RedisLedger, calls: u32| {
        for _ in 0..calls {
            assert!(ledger.take(today(), 100).await.unwrap());
        }
    };
    taken(&one, 3).await;
    server.save();
    taken(&one, 4).await;
    taken(&other, 2).await;
    taken(&one, 1).await;
    server.kill();
    server.begin();
    // Ten were made, and the copy knows of three. The one program saw nine, and then makes two.
    taken(&other, 2).await;
    assert_eq!(other.used(today()).await.unwrap(), 9 + 2);
    // The other one saw ten.
    taken(&one, 1).await;
    assert_eq!(one.used(today()).await.unwrap(), 10 + 2 + 1);
}

/// A connection that stays, to a master that becomes a replica and a master again.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn a_connection_to_what_became_a_replica_is_not_kept() {
    let server = Server::start(Keeps::Nothing);
    let ledger = ledger(&server);
    ledger.open_today(Day::utc(), 0).await.unwrap();
    assert!(ledger.take(today(), 10).await.unwrap());
    server.command(&["REPLICAOF", "127.0.0.1", "1"]);
    for _ in 0..2 {
        let error = ledger.take(today(), 10).await.unwrap_err();
        assert!(error.to_string().contains("it is a replica") && error.is_transient(), "{error}");
    }
    server.command(&["REPLICAOF", "NO", "ONE"]);
    assert!(ledger.take(today(), 10).await.unwrap());
    assert_eq!(ledger.used(today()).await.unwrap(), 2);
}

/// The rights that docs/running.md gives are all that is needed.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn the_documented_rights_are_enough() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/running.md")).unwrap();
    let line = page.lines().find(|line| line.starts_with("redis-cli ACL SETUSER")).unwrap();
    let words: Vec<String> = line.split(' ').skip(1).map(|word| word.replace('\'', "")).collect();
    let server = Server::start(Keeps::All);
    let set = server.command(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(set, "+OK", "{line}");
    let builder = Redis::builder(format!("{}/1", server.url())).username("guichet").password("PASSWORD").prefix("acme");
    let redis = builder.build().unwrap();
    assert!(redis.check().await.unwrap().keeps_every_change, "it may be asked how it keeps things");
    let ledger = redis.ledger("ebp").unwrap();
    ledger.open_today(Day::utc(), 0).await.unwrap();
    assert!(ledger.take(today(), 10).await.unwrap());
    ledger.give_back(today()).await.unwrap();
    ledger.hold(Duration::from_millis(10));
    ledger.turn(spacing(SECOND), LONG).await.unwrap().unwrap().pass_on(OffsetDateTime::now_utc(), SECOND);
    assert_eq!(ledger.used(today()).await.unwrap(), 0);
    let tokens = redis.tokens("ebp").unwrap();
    let login = Tokens::new("r1", OffsetDateTime::now_utc() + Days::DAY);
    tokens.move_from(&MemoryStore::holding(login)).await.unwrap();
    redis.settle().await;
    assert_eq!(tokens.load().await.unwrap().tokens.unwrap().refresh.expose(), "r1");
    // And no more than they say.
    let other = Redis::builder(server.url()).username("guichet").password("PASSWORD").prefix("other").build().unwrap();
    assert!(other.ledger("ebp").unwrap().take(today(), 10).await.unwrap_err().to_string().contains("has no right"));
}

/// A program that ends does not wait for ever for an engine that is gone.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs redis-server"]
async fn settling_ends_also_where_the_engine_is_gone() {
    let mut server = Server::start(Keeps::Nothing);
    server.known("guichet");
    let redis = Redis::builder(server.url()).build().unwrap();
    let (ledger, tokens) = (redis.ledger("ebp").unwrap(), redis.tokens("ebp").unwrap());
    let turn = ledger.turn(spacing(SECOND), LONG).await.unwrap();
    let guard = tokens.lock(LONG).await.unwrap();
    // What is held is nobody's to give back.
    tokio::time::timeout(SECOND, redis.settle()).await.expect("it waits for what is held");
    server.kill();
    drop((turn, guard));
    tokio::time::timeout(SECOND * 20, redis.settle()).await.expect("it waits for an engine that is gone");
}
