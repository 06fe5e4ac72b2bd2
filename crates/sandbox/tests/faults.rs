//! Faults on demand, embedded and over HTTP; starting and stopping.
#![allow(clippy::unwrap_used, reason = "clippy sees no test in a helper")]

mod common;

use std::time::{Duration, Instant};

use common::{control, get, raw, send, try_send};
use guichet_sandbox::{Fault, FaultKind, Sandbox};

const CREATE: &str = "workadu.customers.create";
const NEW: &str = r#"{"fullname":"Fay Fault","email":"fay@example.com"}"#;

async fn created(sandbox: &Sandbox) -> String {
    get(sandbox, "/api/customers/?filter%5Bemail%5D=fay%40example.com").await.at("meta.pagination.total")
}

#[tokio::test]
async fn a_dropped_request_is_handled_or_not() {
    for (kind, made) in [(FaultKind::DropBefore, "0"), (FaultKind::DropAfter, "1")] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.inject(Fault::new(kind).on(CREATE).times(1));
        assert!(try_send(&sandbox, "POST", "/api/customers/", NEW).await.is_err());
        assert_eq!(created(&sandbox).await, made);
        assert_eq!(sandbox.exchanges()[0].status, None);
        assert_eq!(sandbox.exchanges()[0].operation.as_deref(), Some(CREATE));
        assert_eq!(send(&sandbox, "POST", "/api/customers/", NEW).await.status, 200);
    }
}

#[tokio::test]
async fn a_truncated_answer_breaks_off() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::new(FaultKind::Truncate).on(CREATE).times(1));
    let error = try_send(&sandbox, "POST", "/api/customers/", NEW).await.unwrap_err();
    // The head came, so it is the body that lacks its end.
    assert!(error.to_string().contains("breaks off"), "{error}");
    assert_eq!(created(&sandbox).await, "1");
}

#[tokio::test]
async fn statuses_and_pages_of_html() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::new(FaultKind::Status(429)).retry_after("2").times(1));
    sandbox.inject(Fault::new(FaultKind::HtmlError(502)).times(1));
    sandbox.inject(Fault::new(FaultKind::Status(42)).times(1));
    let limited = send(&sandbox, "POST", "/api/customers/", NEW).await;
    assert_eq!((limited.status, limited.header("retry-after")), (429, Some("2")));
    assert_eq!(limited.at("status_code"), "429");
    let html = send(&sandbox, "POST", "/api/customers/", NEW).await;
    assert_eq!((html.status, html.header("content-type")), (502, Some("text/html")));
    assert!(html.body.starts_with(b"<html>"));
    assert_eq!(send(&sandbox, "POST", "/api/customers/", NEW).await.status, 500);
    assert_eq!(created(&sandbox).await, "0");
}

#[tokio::test]
async fn a_stall_never_answers_and_a_latency_waits() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::new(FaultKind::Stall).on(CREATE));
    let waiting =
        tokio::time::timeout(Duration::from_millis(150), send(&sandbox, "POST", "/api/customers/", NEW)).await;
    assert!(waiting.is_err());
    assert_eq!(created(&sandbox).await, "0");
    sandbox.inject(Fault::new(FaultKind::Latency(Duration::from_millis(80))).on("workadu.customers.list").times(1));
    let start = Instant::now();
    created(&sandbox).await;
    assert!(start.elapsed() >= Duration::from_millis(80));
}

#[tokio::test]
async fn probabilities_meet_some() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::new(FaultKind::Status(503)).with_probability(0.5));
    let mut met = 0;
    for _ in 0..60 {
        met += usize::from(get(&sandbox, "/api/series/911").await.status == 503);
    }
    assert!((10..50).contains(&met), "{met}");
}

#[tokio::test]
async fn faults_and_exchanges_over_http() {
    let sandbox = Sandbox::start().await.unwrap();
    let fault = r#"{"kind":"drop-after","operation":"workadu.customers.create","times":1}"#;
    assert_eq!(control(&sandbox, "POST", "faults", fault).await.status, 201);
    assert!(try_send(&sandbox, "POST", "/api/customers/", NEW).await.is_err());
    assert_eq!(created(&sandbox).await, "1");
    let log = control(&sandbox, "GET", "exchanges", "").await;
    assert_eq!((log.at("[0].operation"), log.at("[0].status")), (CREATE.into(), "null".into()));
    assert_eq!((log.at("[1].vendor"), log.at("[1].status")), ("workadu".into(), "200".into()));
    assert_eq!(control(&sandbox, "POST", "faults", r#"{"kind":"nothing"}"#).await.status, 400);
    assert_eq!(control(&sandbox, "POST", "faults", r#"{"kind":"stall"}"#).await.status, 201);
    assert_eq!(control(&sandbox, "DELETE", "faults", "").await.status, 200);
    assert_eq!(created(&sandbox).await, "1");
    sandbox.inject(Fault::new(FaultKind::Status(503)).on("workadu.series.get").times(1));
    let arrived = sandbox.exchanges().len();
    assert_eq!(control(&sandbox, "POST", "reset-state", "").await.status, 200);
    assert_eq!(created(&sandbox).await, "0");
    assert_eq!(sandbox.exchanges().len(), arrived + 1);
    assert_eq!(get(&sandbox, "/api/series/911").await.status, 503);
    assert_eq!(control(&sandbox, "POST", "reset", "").await.status, 200);
    assert_eq!(created(&sandbox).await, "0");
    assert_eq!(sandbox.exchanges().len(), 1);
}

/// A fault for an operation that does not exist would let a test pass that proves nothing.
#[tokio::test]
async fn a_fault_for_no_operation_is_refused_with_the_nearest() {
    let sandbox = Sandbox::start().await.unwrap();
    let unknown = sandbox.try_inject(Fault::new(FaultKind::Stall).on("workadu.customer.create")).unwrap_err();
    assert_eq!((unknown.operation.as_str(), unknown.nearest[0].as_str()), ("workadu.customer.create", CREATE));
    assert!(
        unknown
            .to_string()
            .starts_with("\"workadu.customer.create\" is no operation; nearest: workadu.customers.create, ")
    );
    let fault = r#"{"kind":"stall","operation":"customers.create"}"#;
    let refused = control(&sandbox, "POST", "faults", fault).await;
    assert_eq!(refused.status, 400);
    assert!(refused.message().contains("nearest: workadu.customers.create,"), "{}", refused.message());
    // Nothing waits.
    assert_eq!(created(&sandbox).await, "0");
}

#[tokio::test]
#[should_panic(expected = "a fault that would never happen: \"typo\" is no operation; nearest: ")]
async fn a_fault_for_no_operation_ends_the_test_that_injects_it() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::new(FaultKind::Stall).on("typo"));
}

#[tokio::test]
async fn stopping_frees_the_port_and_cuts_connections() {
    let sandbox = Sandbox::start().await.unwrap();
    let port = sandbox.port();
    assert_eq!(sandbox.url(), format!("http://127.0.0.1:{port}"));
    assert_eq!(sandbox.mount("workadu"), format!("http://127.0.0.1:{port}/workadu"));
    assert!(Sandbox::builder().port(port).start().await.is_err());
    sandbox.inject(Fault::new(FaultKind::Stall));
    let stalled = tokio::spawn(common::send_with(port, "GET", "/api/series/911", &[], b""));
    while sandbox.exchanges().is_empty() {
        tokio::task::yield_now().await;
    }
    sandbox.stop().await;
    assert!(stalled.await.unwrap().is_err());
    let again = Sandbox::builder().port(port).start().await.unwrap();
    assert_eq!(get(&again, "/api/series/911").await.status, 200);
    drop(again);
    tokio::time::sleep(Duration::from_millis(20)).await;
    assert!(raw(port, b"GET / HTTP/1.1\r\n\r\n").await.is_err());
}

/// What waits, and how often it happened: a fault that never happened proves nothing.
#[tokio::test]
async fn faults_tell_how_often_they_happened() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.inject(Fault::new(FaultKind::Status(503)).on(CREATE).times(2));
    sandbox.inject(Fault::new(FaultKind::Status(500)).on("workadu.series.get"));
    assert_eq!(send(&sandbox, "POST", "/api/customers/", NEW).await.status, 503);
    let told: Vec<_> = sandbox.faults().iter().map(|one| (one.fired, one.left)).collect();
    assert_eq!(told, [(1, Some(1)), (0, None)]);
    for _ in 0..2 {
        send(&sandbox, "POST", "/api/customers/", NEW).await;
    }
    let over_http = control(&sandbox, "GET", "faults", "").await;
    assert_eq!(
        (over_http.at("[0].fired"), over_http.at("[0].left"), over_http.at("[1].fired")),
        ("2".into(), "0".into(), "0".into())
    );
    sandbox.clear_faults();
    assert!(sandbox.faults().is_empty());
}

/// What the documentation does not have: a route and a record of the caller's own, and where to find what is there.
#[tokio::test]
async fn routes_and_records_of_ones_own() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.answer("get", "/workadu/api/new", 200, r#"{"data":[{"id":7}]}"#).unwrap();
    let answer = get(&sandbox, "/api/new?page=2").await;
    assert_eq!((answer.status, answer.at("data[0].id")), (200, "7".into()));
    let route = r#"{"method":"GET","path":"/workadu/api/newer","status":404,"body":{"message":"gone"}}"#;
    assert_eq!(control(&sandbox, "POST", "routes", route).await.status, 201);
    assert_eq!(get(&sandbox, "/api/newer").await.status, 404);
    assert_eq!(control(&sandbox, "POST", "routes", r#"{"method":"GET","path":"api"}"#).await.status, 400);
    sandbox.answer("GET", "/workadu/api/new", 200, "no json").unwrap_err();

    let held = sandbox.identifiers("workadu");
    assert!(held["customers"].contains(&"911".to_owned()) && held["series"].contains(&"911".to_owned()), "{held:?}");
    sandbox.put("workadu", "customers", "77", r#"{"id":77,"fullname":"Own","email":"own@example.com"}"#).unwrap();
    assert_eq!(get(&sandbox, "/api/customers/77").await.at("data.fullname"), "Own");
    assert!(sandbox.put("workadu", "customer", "1", "{}").unwrap_err().contains("nearest: customers"));
    assert!(sandbox.put("workadoo", "customers", "1", "{}").unwrap_err().contains("nearest: workadu"));
    assert!(sandbox.put("workadu", "customers", "1", "[]").is_err());
    let overview =
        raw(sandbox.port(), b"GET /__sandbox HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    assert_eq!(overview.at("vendors.workadu.series.first[0]"), "122");
    assert!(sandbox.identifiers("nobody").is_empty());
    // The list of mounts names the routes of the sandbox itself.
    let root = raw(sandbox.port(), b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await.unwrap();
    assert!(String::from_utf8_lossy(&root.body).contains("GET /__sandbox"));
    sandbox.reset();
    assert_eq!(get(&sandbox, "/api/new").await.status, 404);
    assert_eq!(get(&sandbox, "/api/customers/77").await.status, 400);
}
