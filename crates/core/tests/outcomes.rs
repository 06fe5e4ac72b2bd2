//! What a call that failed came to: not done, unknown, done.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
#[path = "common/thing.rs"]
mod thing;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use common::*;
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::{Client, Dialect, Rejection, Vendor, Verdict};
use guichet_core::{CallOptions, Error, ErrorKind, Operation, Outcome, Settings};
use thing::{THING, once, run};

fn told(error: &Error, sends: usize) -> String {
    format!("{:?}, sent {sends}x, {}", error.outcome(), error.stopped_because())
}

/// Every status there is, for the three effects: one answer of it, then a success.
#[tokio::test(start_paused = true)]
async fn every_status_by_effect() {
    let mut lines: Vec<(u16, u16, String)> = Vec::new();
    for status in 100..=999 {
        let mut cells = Vec::new();
        for operation in [&READ, &PUT, &PAY] {
            let transport = ScriptedTransport::new([Reply::new(status, THING), Reply::json(THING)]);
            let result = once(operation, &transport).await;
            let sends = transport.requests().len();
            cells.push(match result {
                Ok(_) => format!("ok, sent {sends}x"),
                Err(error) => {
                    assert_eq!(error.outcome_unknown(), error.outcome() == Outcome::Unknown);
                    assert_eq!(error.status(), Some(status));
                    told(&error, sends)
                }
            });
        }
        let line = cells.join(" | ");
        match lines.last_mut() {
            Some((_, last, before)) if *before == line => *last = status,
            _ => lines.push((status, status, line)),
        }
    }
    let lines: Vec<String> = lines.into_iter().map(|(first, last, line)| format!("{first}-{last} | {line}")).collect();
    insta::assert_snapshot!(lines.join("\n"));
}

/// An error inside a success, by its code; `CHECKED` is found before anything is done.
struct Inside;

impl Dialect for Inside {
    fn judge(&self, _: &Operation, status: http::StatusCode, _: &http::HeaderMap, body: &Bytes) -> Verdict {
        let text = String::from_utf8_lossy(body);
        if status.is_success() && !text.contains("E_") {
            return Verdict::Accepted;
        }
        let mut rejection = Rejection::default();
        rejection.before_anything = text.contains("E_CHECKED");
        rejection.limited = text.contains("E_QUOTA");
        rejection.retry_after = rejection.limited.then_some(Duration::from_secs(7));
        rejection.not_found = text.contains("E_NONE");
        rejection.code = Some("E".to_owned());
        Verdict::Rejected(rejection)
    }
}

fn odd(transport: &ScriptedTransport) -> Client {
    let vendor = Vendor { dialect: Arc::new(Inside), ..vendor() };
    let options = CallOptions::new().attempt_timeout(SECOND * 10);
    Client::new(vendor, settings(transport).options(options).max_body(100)).unwrap()
}

/// What no status tells: one such answer, then another.
#[tokio::test(start_paused = true)]
async fn what_no_status_tells_by_effect() {
    type Case = (&'static str, fn() -> Reply, fn() -> Reply);
    let thing = || Reply::json(THING);
    let cases: [Case; 15] = [
        ("no connection", Reply::drop_before, thing),
        ("answer lost", Reply::drop_after, thing),
        ("answer lost, then not found", Reply::drop_after, || Reply::status(404)),
        ("answer lost, then refused", Reply::drop_after, || Reply::status(422)),
        ("answer lost, then not implemented", Reply::drop_after, || Reply::status(501)),
        ("503, then an error inside", || Reply::status(503), || Reply::json(r#"{"code":"E_NONE"}"#)),
        ("no connection, then refused", Reply::drop_before, || Reply::status(422)),
        ("refused token, then refused", || Reply::status(401), || Reply::status(422)),
        ("an error inside", || Reply::json(r#"{"code":"E_NONE"}"#), thing),
        ("an error inside that is checked first", || Reply::json(r#"{"code":"E_CHECKED"}"#), thing),
        ("a page", || Reply::new(200, "\n<!DOCTYPE html><html>"), thing),
        ("a text", || Reply::new(200, "done"), thing),
        ("of another form", || Reply::json(r#"{"id":"x"}"#), thing),
        ("too large", || Reply::json(format!("{{\"id\":7,\"more\":\"{}\"}}", "x".repeat(200))), thing),
        ("a quota, by 403", || Reply::new(403, r#"{"code":"E_QUOTA"}"#), thing),
    ];
    let mut lines = Vec::new();
    for (name, first, second) in cases {
        for operation in [&READ, &PUT, &PAY] {
            let transport = ScriptedTransport::new([first(), second()]);
            let result = run(operation, &odd(&transport)).await;
            let sends = transport.requests().len();
            let outcome = match result {
                Ok(_) => format!("ok, sent {sends}x"),
                Err(error) => {
                    let not_found = if error.is_not_found() { ", not found" } else { "" };
                    format!("{}{not_found}", told(&error, sends))
                }
            };
            lines.push(format!("{name} | {} | {outcome}", operation.effect.as_str()));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn a_limit_under_another_status_is_one() {
    let transport = ScriptedTransport::always(Reply::new(403, r#"{"code":"E_QUOTA"}"#));
    let client = odd(&transport);
    let begun = tokio::time::Instant::now();
    let error = run(&PAY, &client).await.unwrap_err();
    assert!(error.is_rate_limited() && error.is_transient() && !error.is_unauthorized());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
    assert_eq!(transport.requests().len(), 1);
    // The gate is closed for all calls until then.
    let error = run(&READ, &client).await.unwrap_err();
    assert!(error.is_rate_limited());
    assert!(begun.elapsed() >= Duration::from_secs(7 * 3));
    assert_eq!(transport.requests().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn advice_that_cannot_be_read_is_told_and_waited_for() {
    let transport = ScriptedTransport::new([Reply::status(429).header("retry-after", "soon"), Reply::json(THING)]);
    let begun = tokio::time::Instant::now();
    once(&READ, &transport).await.unwrap();
    assert!(begun.elapsed() >= Duration::from_secs(20), "{:?}", begun.elapsed());
    let transport = ScriptedTransport::always(Reply::status(429).header("retry-after", "soon"));
    let error = once(&PAY, &transport).await.unwrap_err();
    assert!(error.to_string().contains("its Retry-After cannot be read"), "{error}");
    // What no limit says of a wait is no advice.
    let transport = ScriptedTransport::always(Reply::status(404).header("retry-after", "soon"));
    assert_eq!(once(&PAY, &transport).await.unwrap_err().retry_after(), None);
}

#[tokio::test(start_paused = true)]
async fn a_page_is_no_answer_to_a_call_that_wants_none() {
    for body in ["<html>signed out</html>", "\u{feff}  <!DOCTYPE html>", "OK"] {
        let transport = ScriptedTransport::always(Reply::new(200, body));
        let error = client(&transport).call(&PAY).json(&[1]).send_empty().await.unwrap_err();
        assert!(error.outcome_unknown(), "{body}: {error}");
    }
    for body in ["", " \n", "null", "{}", "\u{feff}{}", "7", "\"done\"", "[]", "true"] {
        let transport = ScriptedTransport::always(Reply::new(200, body));
        client(&transport).call(&PAY).json(&[1]).send_empty().await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_page_is_no_file_that_was_asked_for() {
    let page = || Reply::new(200, "<html>sign in</html>").header("content-type", "text/html; charset=utf-8");
    let transport = ScriptedTransport::always(page());
    let error = client(&transport).call(&READ).arg(7).send_stream().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Status, Outcome::NotDone));
    assert_eq!(transport.requests().len(), 3);
    // A file that is a page is asked for by that name.
    let asked = client(&transport).call(&READ).arg(7).header("accept", "text/html").send_stream().await.unwrap();
    assert_eq!(asked.bytes(100).await.unwrap(), "<html>sign in</html>");
}

/// A change that was made is no failure because of a member that nobody asked for.
#[tokio::test(start_paused = true)]
async fn the_answer_to_a_change_is_read_as_far_as_it_can_be() {
    #[derive(Debug, guichet_core::Model)]
    struct Paid {
        id: i64,
        number: Option<i64>,
        amount: Option<guichet_core::Decimal>,
        parts: Vec<Part>,
        note: Option<String>,
    }
    #[derive(Debug, guichet_core::Model)]
    struct Part {
        day: Option<guichet_core::time::Date>,
    }
    let body =
        r#"{"id":7,"number":"A-15","amount":"1.50","parts":[{"day":"11/02/1985"},{"day":"2024-02-29"}],"note":"n"}"#;
    let paid = |operation: &'static Operation, body: &'static str| async move {
        let transport = ScriptedTransport::always(Reply::json(body));
        let client = client(&transport);
        let call = client.call(operation);
        if operation.path.contains('{') { call.arg(7).fetch::<Paid>().await } else { call.fetch::<Paid>().await }
    };
    let read = paid(&PAY, body).await.unwrap();
    assert_eq!((read.id, read.number, read.note.as_deref()), (7, None, Some("n")));
    assert_eq!(read.amount.map(|a| a.to_string()).as_deref(), Some("1.50"));
    assert_eq!((read.parts.len(), read.parts[0].day, read.parts[1].day.is_some()), (2, None, true));
    // What is read is strict: it can be read again.
    assert_eq!(paid(&READ, body).await.unwrap_err().outcome(), Outcome::NotDone);
    // An amount is never left out, nor what must be there; but the call was carried out, and says so.
    for body in [r#"{"id":7,"amount":"much"}"#, r#"{"id":"x"}"#, "{}", "7", r#"{"id":7,"number":nul}"#] {
        let error = paid(&PAY, body).await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Decode, Outcome::Done), "{body}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_peer_repeats_of_a_request_is_in_no_error() {
    let repeated =
        r#"{"message":"invalid key: s3cret-key-1234","code":"s3cret-key-1234","errors":{"s3cret-key-1234":"x"}}"#;
    struct Telling;
    impl Dialect for Telling {
        fn judge(&self, _: &Operation, status: http::StatusCode, _: &http::HeaderMap, body: &Bytes) -> Verdict {
            if status.is_success() {
                return Verdict::Accepted;
            }
            let mut rejection = Rejection::default();
            let text = String::from_utf8_lossy(body).into_owned();
            (rejection.message, rejection.code) = (Some(text.clone()), Some(text.clone()));
            rejection.fields = vec![guichet_core::vendor::FieldError::new(text.clone(), text)];
            Verdict::Rejected(rejection)
        }
    }
    for status in [200, 400, 401, 503] {
        let transport = ScriptedTransport::always(Reply::new(status, repeated));
        let vendor = Vendor { dialect: Arc::new(Telling), ..vendor() };
        let settings =
            Settings::new().transport(transport).options(CallOptions::new().header("x-key", "s3cret-key-1234"));
        let error = run(&PAY, &Client::new(vendor, settings).unwrap()).await.unwrap_err();
        let kept = String::from_utf8_lossy(error.body_excerpt().unwrap());
        let shown = format!("{error} {error:?} {kept} {:?} {:?} {:?}", error.message(), error.code(), error.fields());
        assert!(!shown.contains("s3cret"), "{status}: {shown}");
        assert!(kept.contains("***"), "{kept}");
    }
}
