//! A marker in every secret, and all that can be printed searched for it. Alone in its binary: what a log shows depends on
//! which subscriber saw a call first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io::{Read as _, Write as _};
use std::sync::{Arc, Mutex};

use guichet_akuiteo::transport::{Reply, ScriptedTransport};
use guichet_akuiteo::{
    Akuiteo, CallOptions, Credentials, Domain, Error, Limits, RawJson, RetryPolicy, Secret, Settings,
};
use guichet_core::{Event, Observer};

/// As it is, in Base64, and percent-encoded: what a server can repeat of a login.
const PASSWORD: &str = "s3cr3t÷~?>ÿ+word=";
const SPELLED: [&str; 4] = ["s3cr3t", "czNjcjN0w7d+Pz7Dvyt3b3JkPQ", "czNjcjN0w7d%2BPz7Dvyt3b3JkPQ", "czNjcjN0"];

fn oauth() -> Credentials {
    Credentials::oauth("client", "s3cr3t-of-the-client", "user", PASSWORD)
}

fn jwt() -> Credentials {
    Credentials::jwt("user", PASSWORD)
}

/// Writes down all that it is told.
#[derive(Default)]
struct Told(Mutex<String>);

impl Observer for Told {
    fn on(&self, event: &Event<'_>) {
        self.0.lock().unwrap().push_str(&format!("{event:?} "));
    }
}

#[test]
fn no_secret_reaches_a_log_a_debug_or_an_error() {
    let log = Captured::default();
    // reqwest and hyper write by `log`.
    tracing_log::LogTracer::init().unwrap();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
    let subscriber = subscriber.with_writer(log.clone()).finish();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let shown = tracing_subscriber::util::SubscriberInitExt::set_default(subscriber);
    let text = runtime.block_on(everything());
    drop(shown);
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("akuiteo.resources.get") && log.contains("TRACE"), "{log}");
    for text in [&text, &log] {
        let found: Vec<&str> =
            text.split_whitespace().filter(|word| SPELLED.iter().any(|secret| word.contains(secret))).collect();
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// Makes an answer of a request.
type Answer = fn(&str) -> String;

/// What a server may answer to a login, over a real socket; it repeats the request in most of them.
fn answers() -> Vec<(&'static str, Answer)> {
    fn http(status: &str, headers: &str, body: &str) -> String {
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}", body.len())
    }
    vec![
        ("success", |_| http("200 OK", "content-type: application/json\r\n", r#"{"access_token":"t","token":"t"}"#)),
        ("refused", |request| http("401 Unauthorized", "", &format!("no: {request} {PASSWORD}"))),
        ("forbidden", |request| http("403 Forbidden", "content-type: application/json\r\n", &repeated(request))),
        ("bad", |request| http("400 Bad Request", "content-type: application/json\r\n", &repeated(request))),
        ("in a code", |_| {
            let password = serde_json::to_string(PASSWORD).unwrap();
            http("400 Bad Request", "content-type: application/json\r\n", &format!(r#"{{"error":{password}}}"#))
        }),
        ("trouble", |request| http("500 Internal Server Error", "", request)),
        ("redirect", |request| {
            let target = request.split_whitespace().nth(1).unwrap_or("/");
            http("302 Found", &format!("location: {target}?password={PASSWORD}\r\n"), "")
        }),
        ("garbage", |request| format!("garbage {request}")),
        ("page", |request| http("200 OK", "content-type: text/html\r\n", &format!("<html>{request}</html>"))),
        ("other JSON", |request| http("200 OK", "content-type: application/json\r\n", &repeated(request))),
        ("nothing", |_| String::new()),
    ]
}

fn repeated(request: &str) -> String {
    let request = serde_json::to_string(request).unwrap();
    let password = serde_json::to_string(PASSWORD).unwrap();
    format!(r#"{{"error":"invalid_grant","error_description":{request},"message":{password},"code":{password}}}"#)
}

async fn everything() -> String {
    let mut shown = String::new();
    for (name, answer) in answers() {
        for credentials in [oauth(), jwt()] {
            let address = server(answer);
            shown.push_str(&format!("{name}: {}", one(&address, credentials, None).await));
        }
    }
    for credentials in [oauth(), jwt()] {
        // Nobody listens.
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        shown.push_str(&one(&format!("http://{free}/akuiteo"), credentials.clone(), None).await);
        for reply in [Reply::never(), Reply::drop_after(), Reply::drop_before(), Reply::json("{").then_break()] {
            let transport = ScriptedTransport::always(reply);
            shown.push_str(&one(common::ADDRESS, credentials.clone(), Some(transport)).await);
        }
    }
    shown
}

/// A server that answers every request so.
fn server(answer: Answer) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/akuiteo", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().take(8) {
            let Ok(mut stream) = stream else { return };
            let mut request = [0; 4096];
            // Head and form come in one piece or two.
            let mut read = stream.read(&mut request).unwrap_or(0);
            if request[..read].starts_with(b"POST") && !request[..read].windows(11).any(|seen| seen == b"grant_type=") {
                read += stream.read(&mut request[read..]).unwrap_or(0);
            }
            let text = String::from_utf8_lossy(&request[..read]).into_owned();
            let _ = stream.write_all(answer(&text).as_bytes());
        }
    });
    address
}

async fn one(address: &str, credentials: Credentials, transport: Option<ScriptedTransport>) -> String {
    let told = Arc::new(Told::default());
    let options = CallOptions::new().attempt_timeout(std::time::Duration::from_millis(300)).max_attempts(2);
    let mut settings = Settings::new().limits(Limits::none()).retry(RetryPolicy::never()).options(options);
    settings = settings.observer(told.clone());
    if let Some(transport) = &transport {
        settings = settings.transport(transport.clone());
    }
    let builder = Akuiteo::builder(address, credentials).settings(settings);
    let mut shown = format!("{builder:?}");
    let akuiteo = builder.build().unwrap();
    let logins = akuiteo.logins();
    let customers = akuiteo.resource::<RawJson>(Domain::Crm, ["customers"]);
    let mut errors: Vec<Error> = Vec::new();
    errors.extend(customers.get("1").await.err());
    errors.extend(logins.oauth_password().await.err());
    errors.extend(logins.oauth_refresh(&Secret::new("s3cr3t-refresh")).await.err());
    errors.extend(logins.jwt_login().await.err());
    shown.push_str(&format!("{akuiteo:?} {logins:?} {customers:?} {}", told.0.lock().unwrap()));
    for error in errors {
        shown.push_str(&format!("{error} {error:?} {error:#?}"));
        if error.operation().is_some_and(|operation| operation.contains("oauth") || operation.contains("jwt")) {
            assert_eq!(error.body_excerpt(), None, "{error}");
        }
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            shown.push_str(&format!("{inner} {inner:?}"));
            cause = inner.source();
        }
    }
    for request in transport.iter().flat_map(ScriptedTransport::requests) {
        shown.push_str(&format!("{:?}", request.headers));
    }
    shown
}

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
