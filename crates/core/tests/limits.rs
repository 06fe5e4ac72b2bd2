//! The calls of a day, through a client: what counts, what does not, and the error when none is left.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use common::*;
use guichet_core::auth::{Authorizer, Generation};
use guichet_core::limit::{Day, FileLedger, HeldFor, Last, Ledger, LedgerError, LimitsBuilder, Quota, Spacing, Turn};
use guichet_core::transport::{BoxFuture, Reply, ScriptedTransport};
use guichet_core::vendor::Client;
use guichet_core::{CallOptions, Clock, Error, ErrorKind, Limits, RetryPolicy, Sent};
use serde_json::Value;
use time::OffsetDateTime;
use time::macros::datetime;

fn a_day_of(calls: u32) -> Limits {
    Limits::builder().quota(Quota::daily(calls, Day::utc())).build()
}

fn with(transport: &ScriptedTransport, limits: Limits, clock: &Clock) -> Client {
    Client::new(vendor(), settings(transport).limits(limits).clock(clock.clone())).unwrap()
}

fn noon() -> Clock {
    Clock::fixed(datetime!(2024-02-29 12:00 UTC))
}

async fn read(client: &Client) -> guichet_core::Result<Value> {
    client.call(&READ).arg(1).send().await
}

async fn pay(client: &Client) -> guichet_core::Result<Value> {
    client.call(&PAY).json(&1).send().await
}

#[tokio::test(start_paused = true)]
async fn the_call_beyond_the_day_is_refused_before_anything_is_sent_and_says_until_when() {
    let transport = ScriptedTransport::always(Reply::json("1"));
    let clock = noon();
    let client = with(&transport, a_day_of(3), &clock);
    for _ in 0..3 {
        read(&client).await.unwrap();
    }
    let error = read(&client).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Limit, Sent::No));
    assert!(error.is_rate_limited() && !error.outcome_unknown());
    assert_eq!(error.resets_at(), Some(datetime!(2024-03-01 00:00 UTC)));
    assert_eq!(error.retry_after(), Some(SECOND * 12 * 3600));
    assert!(error.to_string().contains("the next day begins at 2024-03-01"), "{error}");
    assert_eq!(transport.requests().len(), 3);
    assert_eq!(client.limits().used(clock.wall()).await.unwrap(), Some(3));

    // At midnight there are calls again.
    tokio::time::advance(SECOND * 12 * 3600).await;
    read(&client).await.unwrap();
    // A clock that is set back an hour frees none of yesterday's.
    clock.step(-time::Duration::HOUR);
    for _ in 0..2 {
        read(&client).await.unwrap();
    }
    read(&client).await.unwrap_err();
}

/// A call that waited over midnight is one of the new day.
#[tokio::test(start_paused = true)]
async fn a_call_belongs_to_the_day_on_which_it_goes() {
    let transport = ScriptedTransport::always(Reply::json("1"));
    let limits = Limits::builder().strict_pace(SECOND * 60).quota(Quota::daily(2, Day::utc())).build();
    let clock = Clock::fixed(datetime!(2024-02-29 23:58:30 UTC));
    let client = with(&transport, limits, &clock);
    for expected in [1, 2, 1, 2] {
        read(&client).await.unwrap();
        assert_eq!(client.limits().used(clock.wall()).await.unwrap(), Some(expected));
    }
    let error = read(&client).await.unwrap_err();
    assert_eq!(error.resets_at(), Some(datetime!(2024-03-02 00:00 UTC)));
}

#[tokio::test(start_paused = true)]
async fn each_attempt_and_each_page_counts_and_what_was_never_sent_does_not() {
    let clock = noon();
    let ends = Reply::json("1");
    for failed in [[Reply::status(503), Reply::drop_before()], [Reply::drop_before(), Reply::drop_after()]] {
        let transport = ScriptedTransport::new(failed.into_iter().chain([ends.clone()]));
        let client = with(&transport, a_day_of(10), &clock);
        read(&client).await.unwrap();
        assert_eq!(client.limits().used(clock.wall()).await.unwrap(), Some(2));
    }

    // A repeat that the day has no call for: the error of the attempt, and why it was the last.
    let transport = ScriptedTransport::always(Reply::status(503));
    let client = with(&transport, a_day_of(1), &clock);
    let error = read(&client).await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(503), 1));
    assert_eq!(error.stopped_because(), "the calls of the day are used up");
    assert_eq!(error.resets_at(), Some(datetime!(2024-03-01 00:00 UTC)));

    // Bad input costs nothing.
    let client = with(&transport, a_day_of(1), &clock);
    client.call(&READ).arg("..").send::<Value>().await.unwrap_err();
    assert_eq!(client.limits().used(clock.wall()).await.unwrap(), Some(0));
}

/// Waits for a token that never comes.
struct Never;

impl Authorizer for Never {
    fn authorize<'a>(
        &'a self,
        _: &'a mut http::Request<guichet_core::transport::Body>,
    ) -> BoxFuture<'a, Result<Generation, Error>> {
        Box::pin(std::future::pending())
    }

    fn renew(&self, _: Generation) -> BoxFuture<'_, Result<bool, Error>> {
        Box::pin(std::future::ready(Ok(false)))
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_gives_up_before_anything_is_sent_uses_up_no_call() {
    let second = std::time::Duration::from_secs(1);
    let transport = ScriptedTransport::always(Reply::never());
    let clock = noon();
    let client = with(&transport, a_day_of(10), &clock);
    let waiting = client.authorized_by(std::sync::Arc::new(Never));
    for (client, counted) in [(&waiting, 0), (&client, 1)] {
        tokio::time::timeout(second, read(client)).await.unwrap_err();
        tokio::task::yield_now().await;
        assert_eq!(client.limits().used(clock.wall()).await.unwrap(), Some(counted));
    }
}

#[tokio::test(start_paused = true)]
async fn a_reserve_is_left_to_calls_that_change_something() {
    let transport = ScriptedTransport::always(Reply::json("1"));
    let limits = Limits::builder().quota(Quota::daily(5, Day::utc()).reserve_for_writes(2)).build();
    let client = with(&transport, limits, &noon());
    for _ in 0..3 {
        read(&client).await.unwrap();
    }
    let error = read(&client).await.unwrap_err();
    assert!(error.to_string().contains("2 are kept for calls that change something"), "{error}");
    pay(&client).await.unwrap();
    pay(&client).await.unwrap();
    pay(&client).await.unwrap_err();
    assert_eq!(transport.requests().len(), 5);
}

#[tokio::test]
async fn a_file_remembers_over_a_restart_and_one_that_is_no_ledger_stops_every_call() {
    let folder = std::env::temp_dir().join(format!("guichet-quota-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("calls.json");
    let limits = || -> LimitsBuilder {
        let ledger = FileLedger::open(&file).unwrap();
        Limits::builder().quota(Quota::daily(3, Day::utc()).ledger(ledger))
    };
    let transport = ScriptedTransport::always(Reply::json("1"));
    let clock = Clock::frozen(datetime!(2024-02-29 12:00 UTC));
    read(&with(&transport, limits().build(), &clock)).await.unwrap();
    let restarted = with(&transport, limits().build(), &clock);
    read(&restarted).await.unwrap();
    read(&restarted).await.unwrap();
    assert!(read(&restarted).await.unwrap_err().resets_at().is_some());
    std::fs::write(&file, "{").unwrap();
    let error = read(&restarted).await.unwrap_err();
    assert!(error.to_string().contains("left as it is"), "{error}");
    assert_eq!((error.sent(), transport.requests().len()), (Sent::No, 3));
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_calls_leave_to_the_millisecond_whatever_their_answers_take() {
    let mut draw = fastrand::Rng::with_seed(7);
    let takes: Vec<_> = (0..10_000).map(|_| std::time::Duration::from_millis(draw.u64(0..800))).collect();
    let transport = ScriptedTransport::new(takes.iter().map(|takes| Reply::json("1").after(*takes)));
    let limits = Limits::builder().strict_pace(SECOND).quota(Quota::daily(10_000, Day::europe_paris())).build();
    let client = Client::new(
        vendor(),
        settings(&transport)
            .limits(limits)
            .clock(Clock::frozen(datetime!(2024-02-29 12:00 UTC)))
            .retry(RetryPolicy::never()),
    )
    .unwrap();
    let begun = tokio::time::Instant::now();
    for _ in 0..10_000 {
        read(&client).await.unwrap();
    }
    let mut expected = begun;
    for (request, takes) in transport.requests().iter().zip(&takes) {
        assert_eq!(request.at, expected);
        expected += *takes + SECOND;
    }
    assert!(read(&client).await.unwrap_err().resets_at().is_some());
}

/// A ledger whose turns go around among processes, as an engine keeps them: what it was asked and told.
#[derive(Clone, Default)]
struct Around(Arc<Told>);

#[derive(Default)]
struct Told {
    /// So many turns are another's by the time at which their call would leave.
    lost: AtomicU32,
    /// What the next one comes to, in place of a turn or a count.
    fails: Mutex<Option<LedgerError>>,
    turns: AtomicU32,
    /// How far its clock is from the machine's.
    ahead: Mutex<time::Duration>,
    passed_on: Mutex<Vec<Duration>>,
    held: Mutex<Vec<Duration>>,
}

struct Round(Around, bool);

impl Turn for Round {
    fn last(&self) -> Last {
        Last::WaitedFor
    }

    fn held_for(&self) -> Option<HeldFor> {
        let left = if self.1 { SECOND } else { Duration::ZERO };
        Some(Arc::new(move || left))
    }

    fn pass_on(self: Box<Self>, _: OffsetDateTime, wait: Duration) {
        self.0.0.passed_on.lock().unwrap().push(wait);
    }
}

impl Ledger for Around {
    fn take(&self, _: OffsetDateTime, _: u32) -> BoxFuture<'_, Result<bool, LedgerError>> {
        let outcome = self.0.fails.lock().unwrap().take().map_or(Ok(true), Err);
        Box::pin(std::future::ready(outcome))
    }

    fn give_back(&self, _: OffsetDateTime) -> BoxFuture<'_, Result<(), LedgerError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn used(&self, _: OffsetDateTime) -> BoxFuture<'_, Result<u32, LedgerError>> {
        Box::pin(std::future::ready(Ok(0)))
    }

    fn name(&self) -> String {
        "around".to_owned()
    }

    fn time(&self, local: OffsetDateTime) -> BoxFuture<'_, Result<OffsetDateTime, LedgerError>> {
        let time = local + *self.0.ahead.lock().unwrap();
        Box::pin(std::future::ready(Ok(time)))
    }

    fn keeps_turns(&self) -> bool {
        true
    }

    fn turn(&self, _: Spacing, _: Duration) -> BoxFuture<'_, Result<Option<Box<dyn Turn>>, LedgerError>> {
        self.0.turns.fetch_add(1, Ordering::SeqCst);
        let lost = self.0.lost.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok();
        let turn: Box<dyn Turn> = Box::new(Round(self.clone(), !lost));
        Box::pin(async move {
            tokio::time::sleep(SECOND * 2).await;
            Ok(Some(turn))
        })
    }

    fn hold(&self, wait: Duration) {
        self.0.held.lock().unwrap().push(wait);
    }
}

impl Around {
    fn limits(&self) -> Limits {
        let quota = Quota::daily(10, Day::utc()).ledger(self.clone());
        Limits::builder().strict_pace(SECOND).quarantine(SECOND * 4).quota(quota).build()
    }

    fn passed_on(&self) -> Vec<Duration> {
        std::mem::take(&mut *self.0.passed_on.lock().unwrap())
    }
}

/// A process that is stopped with the turn, and goes on when another one has it.
#[tokio::test(start_paused = true)]
async fn a_turn_that_was_lost_before_the_call_left_is_taken_again() {
    let (transport, around) = (ScriptedTransport::always(Reply::json("1")), Around::default());
    around.0.lost.store(2, Ordering::SeqCst);
    let client = with(&transport, around.limits(), &noon());
    read(&client).await.unwrap();
    assert_eq!((around.0.turns.load(Ordering::SeqCst), transport.requests().len()), (3, 1));
    // Of the turns in vain nothing is left, and after the call a period.
    assert_eq!(around.passed_on(), [SECOND]);
    // Turns that nobody can use are not asked for without end.
    around.0.lost.store(u32::MAX, Ordering::SeqCst);
    let error = read(&client).await.unwrap_err();
    assert!(error.is_rate_limited() && error.to_string().contains("around"), "{error}");
    assert_eq!((around.0.turns.load(Ordering::SeqCst), transport.requests().len()), (8, 1));
}

#[tokio::test(start_paused = true)]
async fn who_has_the_turn_next_learns_what_became_of_the_call() {
    let around = Around::default();
    for (reply, passed_on) in [(Reply::json("1"), SECOND), (Reply::drop_after(), SECOND * 5)] {
        let client = with(&ScriptedTransport::new([reply]), around.limits(), &noon());
        let _ = pay(&client).await;
        assert_eq!(around.passed_on(), [passed_on]);
    }
    let client = with(&ScriptedTransport::new([Reply::drop_before()]), around.limits(), &noon());
    client.with(CallOptions::new().max_attempts(1)).call(&READ).arg(1).send::<Value>().await.unwrap_err();
    assert!(around.passed_on().is_empty(), "nothing was sent");
    // A server's wait is told to all, once.
    let limited = Reply::status(429).header("retry-after", "7");
    let client = with(&ScriptedTransport::new([limited, Reply::json("1")]), around.limits(), &noon());
    read(&client).await.unwrap();
    let held = around.0.held.lock().unwrap().clone();
    assert!(held.len() == 1 && held[0] >= SECOND * 7 && held[0] < SECOND * 9, "{held:?}");
}

#[tokio::test(start_paused = true)]
async fn what_a_shared_ledger_refuses_is_told_by_name_before_anything_is_sent() {
    let (transport, around) = (ScriptedTransport::always(Reply::json("1")), Around::default());
    let client = with(&transport, around.limits(), &noon());
    let refused = async |error: LedgerError| {
        *around.0.fails.lock().unwrap() = Some(error);
        read(&client).await.unwrap_err()
    };
    let closed = refused(LedgerError::Closed("it was emptied".to_owned())).await;
    assert!(closed.is_rate_limited() && closed.resets_at() == Some(datetime!(2024-03-01 00:00 UTC)), "{closed}");
    assert!(closed.to_string().contains("it was emptied; the next day begins at 2024-03-01"), "{closed}");
    // By the ledger's clock, which all who share it have in common.
    *around.0.ahead.lock().unwrap() = time::Duration::hours(13);
    let closed = refused(LedgerError::Closed("it was emptied".to_owned())).await;
    assert_eq!(closed.resets_at(), Some(datetime!(2024-03-02 00:00 UTC)), "{closed}");
    let (ledger, why) = ("around".to_owned(), "no answer within 1s".to_owned());
    let silent = refused(LedgerError::Engine { ledger, step: "count", why, passing: true }).await;
    assert_eq!((silent.kind(), silent.is_transient(), silent.sent()), (ErrorKind::Storage, true, Sent::No));
    assert!(silent.to_string().contains("around: cannot count: no answer within 1s"), "{silent}");
    assert_eq!(transport.requests().len(), 0);
}
