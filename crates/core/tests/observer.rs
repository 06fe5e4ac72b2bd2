//! What an observer is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
#[path = "common/thing.rs"]
mod thing;

use std::sync::{Arc, Mutex};

use common::*;
use guichet_core::limit::{Day, Quota};
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::{Client, Vendor};
use guichet_core::{Event, Limits, Observer};
use thing::{THING, run};

/// Every event, a line each.
#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl Observer for Lines {
    fn on(&self, event: &Event<'_>) {
        let line = match event {
            Event::Started { operation, effect } => format!("started {operation}, {}", effect.as_str()),
            Event::Waited { why, waited, .. } => format!("waited for {why:?}, {}s", waited.as_secs()),
            Event::Attempt { number, .. } => format!("attempt {number}"),
            Event::Quota { used, most } => format!("quota {used} of {most}"),
            Event::Repeat { pause, error, .. } => format!("repeat in {}s: {:?}", pause.as_secs(), error.status()),
            Event::Renewing { .. } => "renewing".to_owned(),
            Event::Answered { status, attempts, .. } => format!("answered {status} after {attempts}"),
            Event::Failed { error, .. } => format!("failed {:?} {:?}", error.outcome(), error.status()),
            Event::Dropped { sent, .. } => format!("dropped, sent {sent}"),
            _ => "unknown".to_owned(),
        };
        self.0.lock().unwrap().push(line);
    }
}

impl Lines {
    fn take(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap()).join("; ")
    }
}

#[tokio::test(start_paused = true)]
async fn an_observer_is_told_what_happens_in_its_order() {
    let lines = Arc::new(Lines::default());
    let with = |replies: Vec<Reply>, limits: Limits| {
        let transport = ScriptedTransport::new(replies);
        let settings = settings(&transport).observer(lines.clone()).limits(limits);
        let vendor = Vendor { authorizer: Counting::new(true), ..vendor() };
        Client::new(vendor, settings).unwrap()
    };
    let thing = || Reply::json(THING);
    run(&READ, &with(vec![thing()], Limits::none())).await.unwrap();
    assert_eq!(lines.take(), "started test.things.get, safe; attempt 1; answered 200 after 1");

    let limited = Reply::status(429).header("retry-after", "7");
    run(&READ, &with(vec![limited, Reply::status(401), thing()], Limits::none())).await.unwrap();
    let told = lines.take();
    assert!(told.contains("attempt 1; repeat in 7s: Some(429); "), "{told}");
    assert!(told.ends_with("attempt 2; renewing; attempt 3; answered 200 after 3"), "{told}");

    run(&PAY, &with(vec![Reply::status(503)], Limits::none())).await.unwrap_err();
    assert_eq!(lines.take(), "started test.payments.create, unsafe; attempt 1; failed Unknown Some(503)");

    let paced = with(vec![thing(), thing()], Limits::strict_pace(SECOND * 9));
    run(&READ, &paced).await.unwrap();
    run(&READ, &paced).await.unwrap();
    assert!(
        lines.take().ends_with("started test.things.get, safe; waited for Turn, 9s; attempt 1; answered 200 after 1")
    );

    let quota = || Limits::builder().quota(Quota::daily(10_000, Day::utc())).build();
    let counted = with(vec![thing(), thing()], quota());
    run(&READ, &counted).await.unwrap();
    assert_eq!(lines.take(), "started test.things.get, safe; quota 1 of 10000; attempt 1; answered 200 after 1");

    // Given up, before anything was sent and after.
    let slow = with(vec![thing().after(SECOND * 60)], Limits::none());
    tokio::time::timeout(SECOND, run(&PAY, &slow)).await.unwrap_err();
    assert_eq!(lines.take(), "started test.payments.create, unsafe; attempt 1; dropped, sent true");
    let paced = with(vec![thing(), thing()], Limits::strict_pace(SECOND * 9));
    run(&READ, &paced).await.unwrap();
    lines.take();
    tokio::time::timeout(SECOND, run(&PAY, &paced)).await.unwrap_err();
    assert_eq!(lines.take(), "started test.payments.create, unsafe; dropped, sent false");
}
