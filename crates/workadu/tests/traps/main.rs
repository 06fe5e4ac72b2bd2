//! Every trap in Workadu's documentation that concerns code, one test each: what is sent, what is read, what is refused,
//! what is never repeated. Tests cite the lines of the text, `004:line`.
//!
//! Lines of the text that are traps for readers alone have no test of their own:
//!
//! | lines | what | why no test |
//! |---|---|---|
//! | 004:2236, 2334, 3060, 3931-3933 | backslashes followed by a space, dangling, or missing | the shell's, nothing of it is sent |
//! | 004:98 | a redirect would drop the body of a POST | that none is followed is core's, tested on sockets there |
//! | 004:1016 | a service's number described as a company's | words; `services::get` takes a `ServiceId` |
//! | 004:2118, 3796, 4179 | descriptions copied from another filter | words; the filters' names are in the tests below |
//! | 004:2259 | totals of the sample invoice do not add up | nothing is reckoned here; that they are exact is tested |
//! | 004:3254 | "Lists all" on the route of a single withholding | words; the route is in `one_spelling_of_each_route` |
//! | 004:844 | six filters "required" on a route that also lists without them | a search without one of them does not compile: `AvailabilityQuery::new` takes all; what it sends is tested |
//! | 004:3723 | payments can be neither changed nor deleted | there is no such method to call; a negative one is tested |
//! | 004:3811 | invoices, order and customer mixed in one payment | does not compile: three methods with a type each; what each sends is tested |
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod companies;
mod customers;
mod errors;
mod invoices;
mod orders;
mod payments;
mod sales_policies;
mod services;
mod wire;
mod withholdings;

use std::fmt::Debug;

use guichet_core::dates::{parse_date, parse_time};
use guichet_workadu::time::{Date, Time};
use guichet_workadu::transport::{RecordedRequest, Reply, ScriptedTransport};
use guichet_workadu::{Coordinates, Decimal, Error, ErrorKind, Result, Settings, Workadu};

/// A client that these replies are played to.
fn script(replies: impl IntoIterator<Item = Reply>) -> (Workadu, ScriptedTransport) {
    let transport = ScriptedTransport::new(replies);
    let settings = Settings::new().transport(transport.clone());
    (Workadu::builder("wk_abcd123123abcd1234").settings(settings).build().unwrap(), transport)
}

/// A client that gets one answer, this one.
fn answered(body: &str) -> (Workadu, ScriptedTransport) {
    script([Reply::json(body)])
}

/// A client that gets `data` with these members in it.
fn data(members: &str) -> (Workadu, ScriptedTransport) {
    answered(&format!(r#"{{"data": {{{members}}}}}"#))
}

/// A client that is refused, in the form of the text's errors.
fn refusal(status: u16, message: &str) -> (Workadu, ScriptedTransport) {
    let body = serde_json::json!({"message": message, "status_code": status}).to_string();
    script([Reply::new(status, body).header("content-type", "application/json")])
}

/// Method and target, and the body. Every request asks for version 2, is authorized, and names the type of its body.
#[track_caller]
fn exact(request: &RecordedRequest) -> (String, String) {
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
fn sent(transport: &ScriptedTransport, route: &str, body: &str) {
    let requests = transport.requests();
    assert_eq!(requests.len(), 1, "{requests:?}");
    assert_eq!(exact(&requests[0]), (route.to_owned(), body.to_owned()));
}

/// That a call was refused and nothing was sent.
#[track_caller]
fn refused<T: Debug>(result: Result<T>, transport: &ScriptedTransport) -> Error {
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
    assert!(!error.outcome_unknown());
    assert!(transport.requests().is_empty());
    error
}

/// That a call is not repeated once it may have arrived, whatever became of it, and says so.
async fn never_repeated<T: Debug>(call: impl AsyncFn(Workadu) -> Result<T>) {
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

fn decimal(text: &str) -> Decimal {
    guichet_workadu::decimal::parse(text).unwrap()
}

fn day(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn time(text: &str) -> Time {
    parse_time(text).unwrap()
}

fn point(latitude: &str, longitude: &str) -> Coordinates {
    Coordinates::new(decimal(latitude), decimal(longitude)).unwrap()
}
