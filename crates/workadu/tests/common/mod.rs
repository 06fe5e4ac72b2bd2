//! A client on a scripted transport, and what was sent by it.
#![allow(dead_code, unused_imports, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "clippy sees no test in a helper")]

use std::fmt::Debug;

use guichet_core::dates::{parse_date, parse_time};
pub use guichet_workadu::time::{Date, Time};
use guichet_workadu::transport::RecordedRequest;
pub use guichet_workadu::transport::{Reply, ScriptedTransport};
pub use guichet_workadu::{Coordinates, Decimal, Error, ErrorKind, Result, Settings, Workadu};

/// A client that these replies are played to.
pub fn script(replies: impl IntoIterator<Item = Reply>) -> (Workadu, ScriptedTransport) {
    let transport = ScriptedTransport::new(replies);
    let settings = Settings::new().transport(transport.clone());
    (Workadu::builder("wk_abcd123123abcd1234").settings(settings).build().unwrap(), transport)
}

/// A client that gets one answer, this one.
pub fn answered(body: &str) -> (Workadu, ScriptedTransport) {
    script([Reply::json(body)])
}

/// A client that gets `data` with these members in it.
pub fn data(members: &str) -> (Workadu, ScriptedTransport) {
    answered(&format!(r#"{{"data": {{{members}}}}}"#))
}

/// A client that is refused, in the form of the text's errors.
pub fn refusal(status: u16, message: &str) -> (Workadu, ScriptedTransport) {
    let body = serde_json::json!({"message": message, "status_code": status}).to_string();
    script([Reply::new(status, body).header("content-type", "application/json")])
}

/// Method and target, and the body. Every request asks for version 2, is authorized, and names the type of its body.
#[track_caller]
pub fn exact(request: &RecordedRequest) -> (String, String) {
    let body = String::from_utf8(request.body.to_vec()).unwrap();
    let kind = match body.as_bytes().first() {
        None => None,
        Some(b'{') => Some("application/json"),
        Some(_) => Some("application/x-www-form-urlencoded"),
    };
    assert_eq!(request.header("content-type"), kind, "{body}");
    assert_eq!(request.header("accept"), Some("application/vnd.rengine.v2+json"));
    assert_eq!(request.header("authorization"), Some("***"));
    (format!("{} {}", request.method, request.target()), body)
}

/// That this was the only request.
#[track_caller]
pub fn sent(transport: &ScriptedTransport, route: &str, body: &str) {
    let requests = transport.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    assert_eq!(exact(&requests[0]), (route.to_owned(), body.to_owned()));
}

/// That a call was refused and nothing was sent.
#[track_caller]
pub fn refused<T: Debug>(result: Result<T>, transport: &ScriptedTransport) -> Error {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    assert!(!error.outcome_unknown());
    assert!(transport.requests().is_empty());
    error
}

/// That a call is not repeated once it may have arrived, whatever became of it, and says so.
pub async fn never_repeated<T: Debug>(call: impl AsyncFn(Workadu) -> Result<T>) {
    for reply in [
        Reply::drop_after(),
        Reply::never(),
        Reply::status(500),
        Reply::status(503),
        Reply::status(429).header("retry-after", "1"),
        Reply::json(r#"{"data""#).then_break(),
    ] {
        let shown = format!("{reply:?}");
        let (workadu, transport) = script([reply, Reply::json(r#"{"data": {"id": 1}}"#)]);
        let error = call(workadu).await.unwrap_err();
        assert!(error.outcome_unknown(), "{shown}: {error}");
        assert_eq!(transport.requests().len(), 1, "{shown}");
    }
    // What certainly did not arrive is sent again.
    let (workadu, transport) = script([Reply::drop_before(), Reply::json(r#"{"data": {"id": 1}}"#)]);
    call(workadu).await.unwrap();
    assert_eq!(transport.requests().len(), 2);
}

pub fn decimal(text: &str) -> Decimal {
    guichet_workadu::decimal::parse(text).unwrap()
}

pub fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

pub fn time(text: &str) -> Time {
    parse_time(text).unwrap()
}

pub fn point(latitude: &str, longitude: &str) -> Coordinates {
    Coordinates::new(decimal(latitude), decimal(longitude)).unwrap()
}
