//! How long a call may take and may wait, on a scripted transport and paused time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
#[path = "common/thing.rs"]
mod thing;

use std::sync::Arc;
use std::time::Duration;

use common::*;
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::{Client, Vendor};
use guichet_core::{CallOptions, ErrorKind, Limits, Result, Sent};
use thing::{THING, once, run};
use tokio::time::Instant;

#[tokio::test(start_paused = true)]
async fn retry_after_is_a_floor_and_a_long_one_an_error_at_once() {
    let transport = ScriptedTransport::new([Reply::status(503).header("retry-after", "90"), Reply::json(THING)]);
    once(&READ, &transport).await.unwrap();
    let seen = transport.requests();
    assert!(seen[1].at - seen[0].at >= SECOND * 90);

    let transport = ScriptedTransport::always(Reply::status(429).header("retry-after", "601"));
    let before = Instant::now();
    let error = once(&READ, &transport).await.unwrap_err();
    assert_eq!(before.elapsed(), Duration::ZERO);
    assert_eq!((error.retry_after(), transport.requests().len()), (Some(SECOND * 601), 1));
    assert!(error.is_rate_limited());

    // Garbage is no advice, and no advice is longer than any bound.
    for header in ["18446744073709551615", "99999999999999999999999"] {
        let transport = ScriptedTransport::always(Reply::status(429).header("retry-after", header));
        let error = once(&READ, &transport).await.unwrap_err();
        assert_eq!(transport.requests().len(), 1, "{header}");
        assert!(error.retry_after().unwrap() > SECOND * 600);
    }
    for header in ["-1", "soon", ""] {
        let transport = ScriptedTransport::new([Reply::status(503).header("retry-after", header), Reply::json(THING)]);
        once(&READ, &transport).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_closes_the_gate_for_every_clone_of_the_limits() {
    let transport = ScriptedTransport::new([
        Reply::status(429).header("retry-after", "30"),
        Reply::json(THING),
        Reply::json(THING),
    ]);
    let limits = Limits::none();
    let first = Client::new(vendor(), settings(&transport).limits(limits.clone())).unwrap();
    let second = Client::new(vendor(), settings(&transport).limits(limits)).unwrap();
    let (one, two) = tokio::join!(run(&READ, &first), async {
        tokio::time::sleep(SECOND).await;
        run(&PAY, &second).await
    });
    one.unwrap();
    two.unwrap();
    let seen = transport.requests();
    assert!(seen[1].at - seen[0].at >= SECOND * 30 && seen[2].at - seen[0].at >= SECOND * 30);
}

#[tokio::test(start_paused = true)]
async fn the_deadline_bounds_everything_but_waiting() {
    let transport = ScriptedTransport::always(Reply::never());
    let before = Instant::now();
    let error = once(&READ, &transport).await.unwrap_err();
    assert_eq!(before.elapsed(), SECOND * 60);
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Timeout, Sent::Maybe));
    assert!(error.is_transient() && !error.outcome_unknown());

    let client = client(&transport).with(CallOptions::new().deadline(SECOND * 5));
    let before = Instant::now();
    let error = run(&PAY, &client).await.unwrap_err();
    assert_eq!(before.elapsed(), SECOND * 5);
    assert!(error.outcome_unknown());

    // A body that trickles does not outlive the deadline.
    let transport = ScriptedTransport::always((0..100).fold(Reply::json(" "), |reply, _| reply.then_data(SECOND, " ")));
    let before = Instant::now();
    assert_eq!(once(&READ, &transport).await.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(before.elapsed(), SECOND * 60);
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_turn_is_no_part_of_the_deadline_and_has_its_own_bound() {
    let transport = ScriptedTransport::always(Reply::json(THING));
    let settings =
        settings(&transport).limits(Limits::strict_pace(SECOND * 50)).options(CallOptions::new().deadline(SECOND));
    let client = Client::new(vendor(), settings).unwrap();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { run(&READ, &client).await })
        })
        .collect();
    let mut refused = 0;
    for call in calls {
        match call.await.unwrap() {
            Ok(_) => {}
            Err(error) => {
                refused += 1;
                assert_eq!((error.kind(), error.sent(), error.attempts()), (ErrorKind::Limit, Sent::No, 0));
                assert!(error.retry_after().unwrap() > SECOND * 600, "{error}");
            }
        }
    }
    // One at once, then one each 50 s within ten minutes.
    assert_eq!((refused, transport.requests().len()), (7, 13));
}

#[tokio::test(start_paused = true)]
async fn a_later_wait_holds_for_those_already_waiting() {
    let replies = [
        Reply::status(429).header("retry-after", "10").after(SECOND / 10),
        Reply::status(429).header("retry-after", "100").after(SECOND),
    ];
    let transport = ScriptedTransport::new(replies);
    let client = client(&transport);
    let start = Instant::now();
    let mut calls: Vec<_> = (0..2)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { run(&READ, &client).await })
        })
        .collect();
    tokio::time::sleep(SECOND / 2).await;
    transport.push((0..9).map(|_| Reply::json(THING)));
    calls.extend((0..3).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { run(&READ, &client).await })
    }));
    for call in calls {
        call.await.unwrap().unwrap();
    }
    let times: Vec<_> = transport.requests().iter().map(|request| request.at - start).collect();
    assert!(times.iter().skip(2).all(|at| *at >= SECOND * 101), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn new_credentials_are_waited_for_no_longer_than_the_deadline() {
    struct Slow;
    impl guichet_core::auth::Authorizer for Slow {
        fn authorize<'a>(
            &'a self,
            _: &'a mut http::Request<guichet_core::transport::Body>,
        ) -> guichet_core::transport::BoxFuture<'a, Result<guichet_core::auth::Generation>> {
            Box::pin(std::future::ready(Ok(guichet_core::auth::Generation(1))))
        }
        fn renew(&self, _: guichet_core::auth::Generation) -> guichet_core::transport::BoxFuture<'_, Result<bool>> {
            Box::pin(async {
                tokio::time::sleep(SECOND * 3_600).await;
                Ok(true)
            })
        }
    }
    let transport = ScriptedTransport::always(Reply::status(401));
    let client = Client::new(Vendor { authorizer: Arc::new(Slow), ..vendor() }, settings(&transport)).unwrap();
    let before = Instant::now();
    let error = run(&READ, &client.with(CallOptions::new().deadline(SECOND * 5))).await.unwrap_err();
    assert_eq!((before.elapsed(), error.kind()), (SECOND * 5, ErrorKind::Timeout));
}

/// With the floor alone two programs that were refused together come again together, for ever.
#[tokio::test(start_paused = true)]
async fn programs_that_were_told_the_same_wait_do_not_meet_again() {
    let (mut repeats, mut followers) = (Vec::new(), Vec::new());
    for seed in 0..8 {
        let mut policy = guichet_core::RetryPolicy::default();
        policy.jitter_seed = Some(seed);
        let told = |status| {
            let refusal = Reply::status(status).header("retry-after", "5");
            let transport = ScriptedTransport::new([refusal, Reply::json(THING), Reply::json(THING)]);
            let limits = Limits::none();
            let client = Client::new(vendor(), settings(&transport).retry(policy).limits(limits)).unwrap();
            (transport, client)
        };
        // The call itself, where no gate is closed.
        let (transport, client) = told(503);
        run(&READ, &client).await.unwrap();
        let seen = transport.requests();
        repeats.push(seen[1].at - seen[0].at);
        // Those who wait at the gate.
        let (_, client) = told(429);
        let begun = Instant::now();
        let (first, follower) = tokio::join!(run(&READ, &client), async {
            tokio::time::sleep(SECOND).await;
            run(&PUT, &client).await.map(|_| begun.elapsed())
        });
        first.unwrap();
        followers.push(follower.unwrap());
    }
    for mut moments in [repeats, followers] {
        assert!(moments.iter().all(|moment| *moment >= SECOND * 5), "{moments:?}");
        moments.sort();
        moments.dedup();
        assert!(moments.len() > 4, "{moments:?}");
    }
}
