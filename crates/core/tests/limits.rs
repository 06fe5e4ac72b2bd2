//! The calls of a day, through a client: what counts, what does not, and the error when none is left.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::*;
use guichet_core::auth::{Authorizer, Generation};
use guichet_core::limit::{Day, FileLedger, LimitsBuilder, Quota};
use guichet_core::transport::{BoxFuture, Reply, ScriptedTransport};
use guichet_core::vendor::Client;
use guichet_core::{Clock, Error, ErrorKind, Limits, RetryPolicy, Sent};
use serde_json::Value;
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
