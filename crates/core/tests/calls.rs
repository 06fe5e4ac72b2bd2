//! What becomes of a call, on a scripted transport and paused time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
#[path = "common/thing.rs"]
mod thing;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use common::*;
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::{Client, Vendor};
use guichet_core::{CallOptions, Effect, Error, ErrorKind, Method, Operation, RetryPolicy, Sent};
use thing::{THING, Thing, once, run};
use tokio::time::Instant;

/// Every failure of the table, through the whole client: what is sent how often, and which error the caller gets.
#[tokio::test(start_paused = true)]
async fn the_decision_table_end_to_end() {
    type Case = (&'static str, fn() -> Reply);
    let failures: [Case; 13] = [
        ("no connection", Reply::drop_before),
        ("dropped after handling", Reply::drop_after),
        ("stall", || Reply::json("").then_stall()),
        ("truncated", || Reply::json("{\"id").then_break()),
        ("408", || Reply::status(408)),
        ("500", || Reply::status(500)),
        ("502", || Reply::new(502, "<html>Bad Gateway</html>")),
        ("503", || Reply::status(503)),
        ("504", || Reply::status(504)),
        ("429", || Reply::status(429)),
        ("401", || Reply::status(401)),
        ("404", || Reply::status(404)),
        ("200 undecodable", || Reply::json("{\"id\": \"x\"}")),
    ];
    let mut lines = String::new();
    for (name, reply) in failures {
        for operation in [&READ, &PUT, &PAY] {
            let transport = ScriptedTransport::new([reply(), Reply::json(THING)]);
            let settings = settings(&transport).options(CallOptions::new().attempt_timeout(SECOND * 10));
            let client = Client::new(vendor(), settings).unwrap();
            let outcome = match run(operation, &client).await {
                Ok(_) => "ok".to_owned(),
                Err(e) => format!(
                    "{:?}{} sent={:?}, {}",
                    e.kind(),
                    if e.outcome_unknown() { " OUTCOME UNKNOWN" } else { "" },
                    e.sent(),
                    e.stopped_because()
                ),
            };
            lines.push_str(&format!(
                "{name} | {} | sent {}x | {outcome}\n",
                operation.effect.as_str(),
                transport.requests().len()
            ));
        }
    }
    insta::assert_snapshot!(lines);
}

#[tokio::test(start_paused = true)]
async fn a_429_is_repeated_for_unsafe_calls_only_where_declared() {
    for (not_applied, sends) in [(true, 2), (false, 1)] {
        let transport = ScriptedTransport::new([Reply::status(429), Reply::json(THING)]);
        let vendor = Vendor { dialect: Arc::new(Odd { not_applied }), ..vendor() };
        let client = Client::new(vendor, settings(&transport)).unwrap();
        let outcome = run(&PAY, &client).await;
        assert_eq!(transport.requests().len(), sends);
        match outcome {
            Ok(thing) => assert_eq!(thing, Thing { id: 7 }),
            Err(error) => assert!(error.outcome_unknown() && error.is_rate_limited()),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_attempt_sends_the_same_bytes() {
    let transport = ScriptedTransport::new([Reply::status(503), Reply::drop_after(), Reply::json(THING)]);
    once(&PUT, &transport).await.unwrap();
    let seen = transport.requests();
    assert_eq!(seen.len(), 3);
    for request in &seen {
        assert_eq!((&request.body, &request.uri, &request.headers), (&seen[0].body, &seen[0].uri, &seen[0].headers));
    }
    assert_eq!(seen[0].body, r#"["same","body"]"#);
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once_and_the_call_replayed_once() {
    for operation in [&READ, &PAY] {
        let transport = ScriptedTransport::new([Reply::new(400, "TOKEN expired"), Reply::json(THING)]);
        let tokens = Counting::new(true);
        let vendor =
            || Vendor { authorizer: tokens.clone(), dialect: Arc::new(Odd { not_applied: false }), ..vendor() };
        run(operation, &Client::new(vendor(), settings(&transport)).unwrap()).await.unwrap();
        assert_eq!((transport.requests().len(), tokens.renewals.load(Ordering::SeqCst)), (2, 1));

        let transport = ScriptedTransport::always(Reply::new(200, "TOKEN expired"));
        let error = run(operation, &Client::new(vendor(), settings(&transport)).unwrap()).await.unwrap_err();
        assert_eq!((transport.requests().len(), error.attempts(), error.code()), (2, 2, Some("E_TOKEN")));
    }
    let transport = ScriptedTransport::always(Reply::status(401));
    let tokens = Counting::new(false);
    let vendor = Vendor { authorizer: tokens.clone(), ..vendor() };
    let error = run(&READ, &Client::new(vendor, settings(&transport)).unwrap()).await.unwrap_err();
    assert_eq!((transport.requests().len(), error.is_unauthorized()), (1, true));
}

#[tokio::test(start_paused = true)]
async fn the_replay_of_a_refused_payment_can_be_switched_off() {
    for (replays, sent) in [(true, 2), (false, 1)] {
        let transport = ScriptedTransport::new([Reply::status(401), Reply::json(THING)]);
        let mut policy = RetryPolicy::new();
        policy.replay_refused_unsafe = replays;
        let authorizer = Counting::new(true);
        let vendor = Vendor { authorizer: authorizer.clone(), ..vendor() };
        let client = Client::new(vendor, settings(&transport).retry(policy)).unwrap();
        let outcome = client.call(&PAY).json(&1).send::<serde_json::Value>().await;
        assert_eq!((outcome.is_ok(), transport.requests().len()), (replays, sent));
        if let Err(error) = outcome {
            assert!(error.is_unauthorized() && !error.outcome_unknown(), "{error}");
        }
        // What may be repeated is replayed all the same.
        let transport = ScriptedTransport::new([Reply::status(401), Reply::json(THING)]);
        let client =
            Client::new(Vendor { authorizer, ..common::vendor() }, settings(&transport).retry(policy)).unwrap();
        client.call(&READ).arg(1).send::<serde_json::Value>().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_inside_a_200_is_an_error() {
    let transport = ScriptedTransport::always(Reply::new(200, "ERROR"));
    let vendor = Vendor { dialect: Arc::new(Odd { not_applied: false }), ..vendor() };
    let error = run(&PAY, &Client::new(vendor, settings(&transport)).unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.message()), (ErrorKind::Status, Some(200), Some("refused")));
}

#[tokio::test(start_paused = true)]
async fn an_accepted_call_whose_answer_cannot_be_read_says_where() {
    let transport = ScriptedTransport::always(Reply::json(r#"{"id": 1.5}"#).header("x-request-id", "r-1"));
    let error = once(&PAY, &transport).await.unwrap_err();
    assert_eq!((error.kind(), error.status(), error.sent()), (ErrorKind::Decode, Some(200), Sent::Yes));
    assert_eq!(error.body_excerpt(), Some(&br#"{"id": 1.5}"#[..]));
    let line = error.to_string();
    assert!(
        line.starts_with("test.payments.create: accepted (200 OK), but the answer could not be read: id: invalid type"),
        "{line}"
    );
    assert!(line.contains("request r-1") && !line.contains("{\"id"), "{line}");
}

#[tokio::test(start_paused = true)]
async fn storms_are_bounded_by_the_shared_budget() {
    let transport = ScriptedTransport::always(Reply::status(503));
    let client = client(&transport);
    let calls: Vec<_> = (0..1_000)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { run(&READ, &client).await })
        })
        .collect();
    for call in calls {
        assert!(call.await.unwrap().is_err());
    }
    assert_eq!(transport.requests().len(), 1_100);
}

#[tokio::test(start_paused = true)]
async fn attempts_can_be_bounded_for_one_call() {
    let transport = ScriptedTransport::always(Reply::status(503));
    let client = client(&transport);
    let error = run(&READ, &client.with(CallOptions::new().max_attempts(1))).await.unwrap_err();
    assert_eq!((error.attempts(), error.stopped_because()), (1, "all attempts are used up"));
    let error = run(&READ, &client.with(CallOptions::new().max_attempts(5))).await.unwrap_err();
    assert_eq!((error.attempts(), transport.requests().len()), (5, 6));
    let never = Client::new(vendor(), settings(&transport).retry(RetryPolicy::never())).unwrap();
    assert_eq!(run(&READ, &never).await.unwrap_err().attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn bodies_are_bounded() {
    let transport = ScriptedTransport::always(Reply::json("x".repeat(1025)));
    let client = Client::new(vendor(), settings(&transport).max_body(1024)).unwrap();
    let error = run(&READ, &client).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::BodyTooLarge, 1));
    // Also one that never ends, and lies about nothing because it says nothing.
    let endless = (0..64).fold(Reply::json(""), |reply, _| reply.then_data(Duration::ZERO, "x".repeat(64)));
    let transport = ScriptedTransport::always(endless.then_stall());
    let client = Client::new(vendor(), settings(&transport).max_body(1024)).unwrap();
    let before = Instant::now();
    assert_eq!(run(&READ, &client).await.unwrap_err().kind(), ErrorKind::BodyTooLarge);
    assert_eq!(before.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn mistakes_are_found_before_anything_is_sent() {
    let transport = ScriptedTransport::always(Reply::json(THING));
    let client = client(&transport);
    let errors: Vec<Error> = vec![
        client.call(&READ).arg("..").send::<Thing>().await.unwrap_err(),
        client.call(&READ).arg("").send::<Thing>().await.unwrap_err(),
        client.call(&READ).send::<Thing>().await.unwrap_err(),
        client.call(&READ).args(Vec::<u32>::new()).send::<Thing>().await.unwrap_err(),
        client.call(&PAY).refuse("amount", "must not be zero").send::<Thing>().await.unwrap_err(),
        client.request(Method::GET, "/../x", Effect::Safe).send::<Thing>().await.unwrap_err(),
        client.request(Method::GET, "https://evil.example/x", Effect::Safe).send::<Thing>().await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.sent(), error.attempts()), (ErrorKind::Invalid, Sent::No, 0), "{error}");
        assert!(error.operation().is_some());
    }
    assert_eq!(transport.requests().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_ways_out_are_calls_like_any_other() {
    let transport = ScriptedTransport::always(Reply::json(THING));
    let client = Client::new(
        Vendor { authorizer: Counting::new(true), ..vendor() },
        settings(&transport).base_url("https://h.example/prefix/"),
    )
    .unwrap();
    let thing: Thing = client
        .request(Method::POST, "/new/{id}/x", Effect::Unsafe)
        .arg("a/b")
        .query("q", "1 2")
        .json(&1)
        .send()
        .await
        .unwrap();
    assert_eq!(thing, Thing { id: 7 });
    let seen = &transport.requests()[0];
    assert_eq!(seen.uri, "https://h.example/prefix/new/a%2Fb/x?q=1%202");
    assert_eq!(seen.header("authorization"), Some("***"));
    assert_eq!(seen.header("user-agent"), Some("guichet-test/0.0.0"));
}

#[tokio::test(start_paused = true)]
async fn recorded_brings_the_answers_head() {
    let transport = ScriptedTransport::new([
        Reply::status(503),
        Reply::json(THING).header("x-request-id", "r-9").header("set-cookie", "s3cret"),
    ]);
    let client = client(&transport);
    let response = client.recorded(|client| async move { run(&READ, &client).await }).await.unwrap();
    assert_eq!(
        (response.status, response.attempts, response.request_id.as_deref(), &response.value),
        (200, 2, Some("r-9"), &Thing { id: 7 })
    );
    assert_eq!(response.headers["set-cookie"], "s3cret");
    assert!(!format!("{response:?}").contains("s3cret"));
    assert!(client.recorded(|_| async { Ok(()) }).await.is_err());
}

#[test]
fn outside_a_runtime_a_call_is_an_error_and_no_panic() {
    let client = client(&ScriptedTransport::always(Reply::json(THING)));
    let waker = std::task::Waker::noop();
    let mut call = Box::pin(run(&READ, &client));
    match call.as_mut().poll(&mut std::task::Context::from_waker(waker)) {
        std::task::Poll::Ready(Err(error)) => assert_eq!(error.kind(), ErrorKind::Config),
        other => panic!("{other:?}"),
    }
}

#[test]
fn handles_and_futures_cross_threads() {
    fn send<T: Send>(_: T) {}
    fn shared<T: Clone + Send + Sync + 'static>(_: &T) {}
    let client = client(&ScriptedTransport::default());
    shared(&client);
    send(client.call(&READ).send::<Thing>());
    send(client.recorded(|client| async move { run(&READ, &client).await }));
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_one_by_its_head_however_its_body_ends() {
    for ending in [Reply::then_stall as fn(Reply) -> Reply, Reply::then_break] {
        let transport = ScriptedTransport::new([ending(Reply::new(404, "{\"mess")), Reply::json(THING)]);
        let error = once(&PAY, &transport).await.unwrap_err();
        assert_eq!(
            (error.status(), error.outcome_unknown(), error.body_excerpt()),
            (Some(404), false, Some(&b"{\"mess"[..]))
        );
        assert_eq!(transport.requests().len(), 1);

        let transport =
            ScriptedTransport::new([ending(Reply::status(429).header("retry-after", "100")), Reply::json(THING)]);
        once(&READ, &transport).await.unwrap();
        let seen = transport.requests();
        assert!(seen[1].at - seen[0].at >= SECOND * 100);
    }
    let transport = ScriptedTransport::always(Reply::new(503, "x".repeat(100)));
    let client = Client::new(vendor(), settings(&transport).max_body(10)).unwrap();
    let error = run(&PAY, &client).await.unwrap_err();
    assert!(error.outcome_unknown() && error.status() == Some(503), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_frames_a_request_is_not_the_callers() {
    let transport = ScriptedTransport::always(Reply::json(THING));
    for name in ["host", "content-length", "expect"] {
        let client = client(&transport).with(CallOptions::new().header(name, "1"));
        assert_eq!(run(&PAY, &client).await.unwrap_err().kind(), ErrorKind::Invalid);
    }
    let client = client(&transport).with(CallOptions::new().header("x-more", "1"));
    run(&PAY, &client).await.unwrap();
    client.request(Method::POST, "/empty", Effect::Unsafe).send::<Thing>().await.unwrap();
    let seen = transport.requests();
    for name in ["host", "expect"] {
        assert_eq!(seen[0].header(name), None);
    }
    assert_eq!((seen[0].header("content-length"), seen[0].header("x-more")), (None, Some("***")));
    assert_eq!(seen[1].header("content-length"), Some("0"));
}

/// A file may be JSON as well, and be larger than what an answer may be; the vendor's error in its place is an error all the same.
#[tokio::test(start_paused = true)]
async fn a_file_labelled_json_is_streamed() {
    static FILE: Operation =
        Operation::new("test.files.get", Method::GET, "/files/{id}", Effect::Safe, None).answers_file();
    let large = format!("[{}1]", "1,".repeat(100_000));
    let json = |body: String| Reply::new(200, body).header("content-type", "application/json");
    let transport = ScriptedTransport::new([
        json(large.clone()),
        json("[1]".into()),
        json("ERROR".into()),
        json("[1".into()).then_break(),
    ]);
    let vendor = Vendor { dialect: Arc::new(Odd { not_applied: false }), ..vendor() };
    let client = Client::new(vendor, settings(&transport).max_body(1_000)).unwrap();
    for whole in [large, "[1]".to_owned()] {
        let download = client.call(&FILE).arg(1).send_stream().await.unwrap();
        assert_eq!(download.bytes(1_000_000).await.unwrap(), whole);
    }
    let error = client.call(&FILE).arg(1).send_stream().await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Status, Some("refused")));
    let error = client.call(&FILE).arg(1).send_stream().await.unwrap().bytes(100).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Interrupted);
}

/// A call without a header that was asked for would be another call.
#[tokio::test(start_paused = true)]
async fn a_header_that_cannot_be_sent_is_an_error_and_not_left_out() {
    for (name, value) in [("x folder", "a"), ("x-folder", "a\nb"), ("", "a"), ("host", "x"), ("Content-Length", "7")] {
        let transport = ScriptedTransport::always(Reply::json(THING));
        let options = CallOptions::new().header(name, value);
        let error = run(&READ, &client(&transport).with(options.clone())).await.unwrap_err();
        assert_eq!((error.kind(), error.sent()), (ErrorKind::Invalid, Sent::No), "{name}");
        // Also where it is a setting of the whole client.
        let settings = settings(&transport).options(options);
        run(&READ, &Client::new(vendor(), settings).unwrap()).await.unwrap_err();
        assert!(transport.requests().is_empty());
    }
}
