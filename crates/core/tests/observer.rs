//! What an observer is told.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
#[path = "common/thing.rs"]
mod thing;

use std::sync::{Arc, Mutex};

use common::*;
use guichet_core::auth::Anonymous;
use guichet_core::limit::{Day, FileLedger, Quota};
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::{Client, Counted, Vendor};
use guichet_core::{CallOptions, Event, Limits, Observer, RetryPolicy};
use thing::{THING, run};

/// Every event, a line each.
#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl Observer for Lines {
    fn on(&self, event: &Event<'_>) {
        let line = match event {
            Event::Started { operation, effect } => format!("started {operation}, {}", effect.as_str()),
            Event::Waited { why, at, waited, .. } => {
                let at = at.map(|at| format!(" at {at}")).unwrap_or_default();
                format!("waited for {why:?}{at}, {}s", waited.as_secs())
            }
            Event::Attempt { number, .. } => format!("attempt {number}"),
            Event::Exchanged { method, status, error, took, .. } => {
                let told = status.map_or("no answer".to_owned(), |status| status.to_string());
                let failed = error.map(|error| format!(", {:?}", error.kind())).unwrap_or_default();
                format!("{method}: {told}{failed}, {}s", took.as_secs())
            }
            Event::Budget { left, most } => format!("{left} repeats of {most}"),
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
    assert_eq!(lines.take(), "started test.things.get, safe; attempt 1; GET: 200, 0s; answered 200 after 1");

    let limited = Reply::status(429).header("retry-after", "7");
    run(&READ, &with(vec![limited, Reply::status(401), thing()], Limits::none())).await.unwrap();
    let told = lines.take();
    assert!(told.contains("attempt 1; GET: 429, Status, 0s; repeat in 7s: Some(429); 99 repeats of 100; "), "{told}");
    assert!(
        told.ends_with("attempt 2; GET: 401, Status, 0s; renewing; attempt 3; GET: 200, 0s; answered 200 after 3"),
        "{told}"
    );

    run(&PAY, &with(vec![Reply::status(503)], Limits::none())).await.unwrap_err();
    let told = "started test.payments.create, unsafe; attempt 1; POST: 503, Status, 0s; failed Unknown Some(503)";
    assert_eq!(lines.take(), told);

    let paced = with(vec![thing(), thing()], Limits::strict_pace(SECOND * 9));
    run(&READ, &paced).await.unwrap();
    run(&READ, &paced).await.unwrap();
    let told = "started test.things.get, safe; waited for Turn, 9s; attempt 1; GET: 200, 0s; answered 200 after 1";
    assert!(lines.take().ends_with(told));

    // Behind other processes: at the ledger that they share.
    let folder = std::env::temp_dir().join(format!("guichet-observer-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("calls.json");
    let shared = Quota::daily(10_000, Day::utc()).ledger(FileLedger::open(&file).unwrap());
    let shared = Limits::builder().strict_pace(SECOND * 9).quota(shared).build();
    run(&READ, &with(vec![thing()], shared)).await.unwrap();
    let told = lines.take();
    assert!(told.contains(&format!("; waited for Turn at {}, 9s; ", file.display())), "{told}");
    std::fs::remove_dir_all(folder).unwrap();

    let quota = || Limits::builder().quota(Quota::daily(10_000, Day::utc())).build();
    let counted = with(vec![thing(), thing()], quota());
    run(&READ, &counted).await.unwrap();
    let told = "started test.things.get, safe; quota 1 of 10000; attempt 1; GET: 200, 0s; answered 200 after 1";
    assert_eq!(lines.take(), told);

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

/// How long a request took, whatever became of it: from where it is handed over, and not from the wait before.
#[tokio::test(start_paused = true)]
async fn each_request_is_told_with_its_time() {
    let lines = Arc::new(Lines::default());
    let told = async |reply: Reply| {
        let options = CallOptions::new().max_attempts(1).deadline(SECOND * 30);
        let settings = settings(&ScriptedTransport::new([reply])).observer(lines.clone()).options(options);
        let _ = run(&PUT, &Client::new(vendor(), settings).unwrap()).await;
        let told = lines.take();
        told.split("; ").filter(|line| line.starts_with("PUT")).map(str::to_owned).collect::<Vec<_>>()
    };
    // To the end of the body.
    assert_eq!(told(Reply::json("{").after(SECOND * 2).then_data(SECOND * 3, "}")).await, ["PUT: 200, 5s"]);
    assert_eq!(told(Reply::status(404).after(SECOND)).await, ["PUT: 404, Status, 1s"]);
    assert_eq!(told(Reply::drop_after().after(SECOND * 4)).await, ["PUT: no answer, Interrupted, 4s"]);
    assert_eq!(told(Reply::drop_before().after(SECOND * 3)).await, ["PUT: no answer, Connect, 3s"]);
    assert_eq!(told(Reply::never()).await, ["PUT: no answer, Timeout, 30s"]);
    assert_eq!(told(Reply::json("{").then_break()).await, ["PUT: 200, Interrupted, 0s"]);

    // The wait for a turn is none of it.
    let paced = ScriptedTransport::new([Reply::json(THING).after(SECOND), Reply::json(THING).after(SECOND)]);
    let settings = settings(&paced).observer(lines.clone()).limits(Limits::strict_pace(SECOND * 9));
    let paced = Client::new(vendor(), settings).unwrap();
    run(&READ, &paced).await.unwrap();
    run(&READ, &paced).await.unwrap();
    let told = lines.take();
    assert_eq!((told.matches("GET: 200, 1s").count(), told.matches("waited for Turn, 9s").count()), (2, 1), "{told}");
}

#[tokio::test(start_paused = true)]
async fn the_retry_budget_is_told_as_it_changes() {
    let lines = Arc::new(Lines::default());
    let fails = || (0..3).map(|_| Reply::status(503));
    let replies = fails().chain((0..20).map(|_| Reply::json(THING))).chain(fails());
    let policy = RetryPolicy::new().shared_budget(2);
    let settings = settings(&ScriptedTransport::new(replies)).observer(lines.clone()).retry(policy);
    let client = Client::new(vendor(), settings).unwrap();
    let told = || lines.take().split("; ").filter(|line| line.contains("repeats of")).collect::<Vec<_>>().join("; ");
    run(&READ, &client).await.unwrap_err();
    assert_eq!(told(), "1 repeats of 2; 0 repeats of 2");
    for _ in 0..20 {
        run(&READ, &client).await.unwrap();
    }
    assert_eq!(told(), "1 repeats of 2; 2 repeats of 2");
    // That of requests for tokens is another one.
    run(&READ, &client.unpaced(Arc::new(Anonymous), Counted::No)).await.unwrap_err();
    assert_eq!(told(), "");
}
