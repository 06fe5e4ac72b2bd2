//! What an operator sees of calls in the log. One test, alone in its binary: what a log shows depends on which subscriber saw a call
//! first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
#[path = "common/log.rs"]
mod log;
#[path = "common/thing.rs"]
mod thing;

use std::pin::Pin;

use common::*;
use guichet_core::limit::{Day, Quota};
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::Client;
use guichet_core::{CallOptions, Limits};
use log::Captured;
use thing::{THING, run};
use tracing::Level;

type What = fn() -> Pin<Box<dyn Future<Output = ()>>>;

/// The lines of the log from this level on, on paused time.
fn logged(level: Level, what: What) -> String {
    let log = Captured::default();
    let writer = log.clone();
    let lines = tracing_subscriber::fmt().with_max_level(level).with_ansi(false).with_writer(move || writer.clone());
    tracing::subscriber::with_default(lines.finish(), || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(what());
    });
    log.text()
}

#[test]
fn the_log_alone_tells_what_happened() {
    the_log_at_info_tells_what_to_look_at();
    a_quota_that_is_nearly_used_up_is_told_once_a_day();
    the_log_at_debug_says_what_happens_next();
}

/// At INFO: which writes are unknown, why each repeat happened, what everybody waits for.
fn the_log_at_info_tells_what_to_look_at() {
    let told = |what: What| logged(Level::INFO, what);
    let lines = told(|| {
        Box::pin(async {
            let replies = [Reply::status(503), Reply::json(THING)];
            run(&READ, &client(&ScriptedTransport::new(replies))).await.unwrap();
        })
    });
    assert_eq!(lines.lines().count(), 1, "{lines}");
    assert!(lines.contains("INFO") && lines.contains("will be sent again") && lines.contains("503"), "{lines}");

    let lines = told(|| {
        Box::pin(async {
            run(&PAY, &client(&ScriptedTransport::always(Reply::drop_after()))).await.unwrap_err();
        })
    });
    assert!(lines.contains("WARN") && lines.contains("nobody knows whether the call was carried out"), "{lines}");
    assert!(lines.contains("test.payments.create"), "{lines}");

    let lines = told(|| {
        Box::pin(async {
            let client = client(&ScriptedTransport::always(Reply::json(THING).after(SECOND * 60)));
            tokio::time::timeout(SECOND, run(&PAY, &client)).await.unwrap_err();
        })
    });
    assert!(lines.contains("WARN") && lines.contains("given up after it may have left"), "{lines}");

    let lines = told(|| {
        Box::pin(async {
            let client = client(&ScriptedTransport::always(Reply::status(503)));
            run(&READ, &client.with(CallOptions::new().max_attempts(2))).await.unwrap_err();
        })
    });
    assert!(lines.contains("will be sent again") && lines.contains("the call failed for good"), "{lines}");

    let lines = told(|| {
        Box::pin(async {
            let replies = [Reply::status(429).header("retry-after", "30"), Reply::json(THING)];
            run(&READ, &client(&ScriptedTransport::new(replies))).await.unwrap();
        })
    });
    assert!(lines.contains("the server sees too many calls"), "{lines}");

    let lines = told(|| {
        Box::pin(async {
            let limits = Limits::strict_pace(SECOND * 9);
            let transport = ScriptedTransport::always(Reply::json(THING));
            let client = Client::new(vendor(), settings(&transport).limits(limits)).unwrap();
            run(&READ, &client).await.unwrap();
            run(&READ, &client).await.unwrap();
        })
    });
    assert_eq!(lines.lines().count(), 1, "{lines}");
    assert!(lines.contains("waits for longer than 5s"), "{lines}");

    // A call that changes nothing may be given up, and one that ends well needs no line.
    let lines = told(|| {
        Box::pin(async {
            let client = client(&ScriptedTransport::always(Reply::json(THING).after(SECOND * 60)));
            tokio::time::timeout(SECOND, run(&READ, &client)).await.unwrap_err();
            run(&PAY, &common::client(&ScriptedTransport::always(Reply::json(THING)))).await.unwrap();
        })
    });
    assert_eq!(lines, "");
}

fn a_quota_that_is_nearly_used_up_is_told_once_a_day() {
    let lines = logged(Level::INFO, || {
        Box::pin(async {
            let transport = ScriptedTransport::always(Reply::json(THING));
            let limits = Limits::builder().quota(Quota::daily(100, Day::utc())).build();
            let client = Client::new(vendor(), settings(&transport).limits(limits)).unwrap();
            for _ in 0..100 {
                run(&READ, &client).await.unwrap();
            }
        })
    });
    // Looked up at 1, 21, 41 …: between nine tenths and the end there may be one look.
    assert!(lines.lines().count() <= 1, "{lines}");
    let lines = logged(Level::INFO, || {
        Box::pin(async {
            let transport = ScriptedTransport::always(Reply::json(THING));
            let limits = Limits::builder().quota(Quota::daily(200, Day::utc())).build();
            let client = Client::new(vendor(), settings(&transport).limits(limits)).unwrap();
            for _ in 0..200 {
                run(&READ, &client).await.unwrap();
            }
        })
    });
    assert_eq!(lines.lines().count(), 1, "{lines}");
    assert!(lines.contains("nearly used up") && lines.contains("used=181"), "{lines}");
}

/// At DEBUG a failure says what the vendor said and what comes next, in a short line.
fn the_log_at_debug_says_what_happens_next() {
    let lines = logged(Level::DEBUG, || {
        Box::pin(async {
            let replies = [Reply::status(503), Reply::json(THING)];
            run(&READ, &client(&ScriptedTransport::new(replies))).await.unwrap();
        })
    });
    let failed = lines.lines().find(|line| line.contains("failed")).unwrap();
    assert!(failed.contains("next=\"sent again\"") && failed.contains("503 Service Unavailable"), "{failed}");
    assert!(failed.len() < 260, "{} {failed}", failed.len());
}
