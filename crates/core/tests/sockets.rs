//! The HTTP transport against real sockets: what arrives, and what a broken connection is called.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
#[cfg(feature = "rotation")]
use guichet_core::limit::{Day, HeldFor, Last, Ledger, LedgerError, Limits, Quota, Spacing, Turn};
#[cfg(feature = "rotation")]
use guichet_core::transport::BoxFuture;
use guichet_core::transport::{Body, HttpTransport, Transport, TransportErrorKind};
use guichet_core::vendor::Client;
use guichet_core::{ErrorKind, Sent, Settings};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

/// Answers each connection's requests with the same bytes, and keeps the heads it saw.
async fn server(answer: &'static [u8]) -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let heads = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&heads);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let seen = Arc::clone(&seen);
            tokio::spawn(async move {
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") {
                    if stream.read(&mut byte).await.unwrap_or(0) == 0 {
                        return;
                    }
                    head.extend_from_slice(&byte);
                }
                seen.lock().unwrap().push(String::from_utf8(head).unwrap());
                let _ = stream.write_all(answer).await;
            });
        }
    });
    (url, heads)
}

fn get(url: &str) -> http::Request<Body> {
    http::Request::get(url).body(Body::default()).unwrap()
}

#[tokio::test]
async fn broken_connections_are_called_what_they_are() {
    let transport = HttpTransport::new().unwrap();
    let closed = { TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap() };
    let error = transport.send(get(&format!("http://{closed}/t0p?key=s3cret"))).await.err().unwrap();
    assert_eq!(error.kind(), TransportErrorKind::NotSent);
    assert!(!format!("{error} {error:?}").contains("s3cret"));

    let (url, _) = server(b"").await;
    let error = transport.send(get(&format!("{url}/?key=s3cret"))).await.err().unwrap();
    assert_eq!(error.kind(), TransportErrorKind::Interrupted);
    assert!(!format!("{error} {error:?}").contains("s3cret"));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (url, heads) = server(b"HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n").await;
    let client = Client::new(common::vendor(), Settings::new().base_url(&url)).unwrap();
    let error = client.call(&common::PAY).json(&1).send_empty().await.unwrap_err();
    assert_eq!((error.status(), error.kind(), heads.lock().unwrap().len()), (Some(301), ErrorKind::Status, 1));
}

#[tokio::test]
async fn a_truncated_answer_is_no_answer() {
    let (url, heads) = server(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"id\":").await;
    let client = Client::new(common::vendor(), Settings::new().base_url(&url)).unwrap();
    let error = client.call(&common::PAY).json(&1).send_empty().await.unwrap_err();
    assert!(error.outcome_unknown() && error.sent() == Sent::Yes && error.kind() == ErrorKind::Interrupted, "{error}");
    assert_eq!(heads.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn what_is_sent_is_what_was_said() {
    let (url, heads) = server(b"HTTP/1.1 204 No Content\r\n\r\n").await;
    let settings = Settings::new().base_url(format!("{url}/base/")).user_agent("till/1.0");
    let client = Client::new(common::vendor(), settings).unwrap();
    client.call(&common::READ).arg("a b/é").query("x[y]", "+").send_empty().await.unwrap();
    let head = heads.lock().unwrap()[0].to_lowercase();
    assert!(head.starts_with("get /base/things/a%20b%2fé".replace('é', "%c3%a9").as_str()), "{head}");
    assert!(head.contains("?x%5by%5d=%2b http/1.1"), "{head}");
    assert!(
        head.contains("user-agent: till/1.0 guichet-test/0.0.0") && head.contains("accept: application/json"),
        "{head}"
    );
    assert!(!head.contains("expect:") && !head.contains("referer:"), "{head}");
}

/// Finds this machine, and takes its time.
#[cfg(feature = "rotation")]
struct Slowly(Duration);

#[cfg(feature = "rotation")]
impl guichet_core::transport::Resolve for Slowly {
    fn resolve(&self, _: String) -> BoxFuture<'static, std::io::Result<Vec<std::net::SocketAddr>>> {
        let wait = self.0;
        Box::pin(async move {
            tokio::time::sleep(wait).await;
            Ok(vec![([127, 0, 0, 1], 0).into()])
        })
    }
}

/// Listens for one request, and answers it: whether its body came.
#[cfg(feature = "rotation")]
async fn waits_for(body: &'static str) -> (u16, tokio::task::JoinHandle<bool>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let arrived = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (mut all, mut some) = (Vec::new(), [0; 1_024]);
        while let Ok(read @ 1..) = stream.read(&mut some).await {
            all.extend_from_slice(&some[..read]);
            if String::from_utf8_lossy(&all).contains(body) {
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n7").await.unwrap();
                return true;
            }
        }
        false
    });
    (port, arrived)
}

/// A client whose connections take so long.
#[cfg(feature = "rotation")]
fn slow(port: u16, connecting: u64, settings: Settings) -> Client {
    let resolver = Slowly(Duration::from_millis(connecting));
    let transport = HttpTransport::builder().resolver(resolver).build().unwrap();
    let settings = settings.transport(transport).base_url(format!("http://vendor.example:{port}")).allow_plain_http();
    Client::new(common::vendor(), settings).unwrap().with(guichet_core::CallOptions::new().max_attempts(1))
}

/// A process may be stopped while it connects. What spends a token does not leave when another process may have spent it.
#[cfg(feature = "rotation")]
#[tokio::test]
async fn what_may_leave_once_leaves_in_time_or_not_at_all() {
    for (connecting, leaves) in [(0, true), (400, false)] {
        let (port, arrived) = waits_for("the refresh token").await;
        let client = slow(port, connecting, Settings::new());
        let call = client.call(&common::PAY).confidential().json(&"the refresh token");
        let sent = call.send_best_effort(Duration::from_millis(200)).await;
        if leaves {
            assert_eq!(sent.unwrap(), "7");
        } else {
            let error = sent.unwrap_err();
            assert_eq!((error.sent(), error.kind()), (Sent::No, ErrorKind::Connect), "{error}");
            assert!(error.to_string().contains("too late"), "{error}");
        }
        assert_eq!(arrived.await.unwrap(), leaves);
    }
}

/// A ledger whose turns last 200 ms, and are kept by nobody.
#[cfg(feature = "rotation")]
struct Short;

#[cfg(feature = "rotation")]
struct ShortTurn(std::time::Instant);

#[cfg(feature = "rotation")]
impl Turn for ShortTurn {
    fn last(&self) -> Last {
        Last::WaitedFor
    }

    fn held_for(&self) -> Option<HeldFor> {
        let until = self.0 + Duration::from_millis(200);
        Some(Arc::new(move || until.saturating_duration_since(std::time::Instant::now())))
    }

    fn pass_on(self: Box<Self>, _: time::OffsetDateTime, _: Duration) {}
}

#[cfg(feature = "rotation")]
impl Ledger for Short {
    fn take(&self, _: time::OffsetDateTime, _: u32) -> BoxFuture<'_, Result<bool, LedgerError>> {
        Box::pin(std::future::ready(Ok(true)))
    }

    fn give_back(&self, _: time::OffsetDateTime) -> BoxFuture<'_, Result<(), LedgerError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn used(&self, _: time::OffsetDateTime) -> BoxFuture<'_, Result<u32, LedgerError>> {
        Box::pin(std::future::ready(Ok(0)))
    }

    fn name(&self) -> String {
        "short".to_owned()
    }

    fn turn(&self, _: Spacing, _: Duration) -> BoxFuture<'_, Result<Option<Box<dyn Turn>>, LedgerError>> {
        let turn: Box<dyn Turn> = Box::new(ShortTurn(std::time::Instant::now()));
        Box::pin(std::future::ready(Ok(Some(turn))))
    }
}

/// What changes something does not leave when its turn is another process's: as bytes, and as a stream.
#[cfg(feature = "rotation")]
#[tokio::test]
async fn a_body_does_not_leave_after_its_turn() {
    for (connecting, leaves) in [(0, true), (400, false)] {
        for streamed in [false, true] {
            let (port, arrived) = waits_for("an invoice").await;
            let quota = Quota::daily(10, Day::utc()).ledger(Short);
            let limits = Limits::builder().strict_pace(Duration::from_millis(1)).quota(quota).build();
            let client = slow(port, connecting, Settings::new().limits(limits));
            let call = client.call(&common::PAY);
            let sent = if streamed {
                let whole = || async { Ok((10, futures_util::stream::iter([Ok(Bytes::from_static(b"an invoice"))]))) };
                call.source("text/plain", guichet_core::Source::new(10, whole)).send_empty().await
            } else {
                call.json(&"an invoice").send_empty().await
            };
            assert_eq!(sent.is_ok(), leaves, "{sent:?}");
            if let Err(error) = sent {
                assert_eq!((error.sent(), error.kind()), (Sent::No, ErrorKind::Connect), "{error}");
            }
            assert_eq!(arrived.await.unwrap(), leaves);
        }
    }
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused() {
    for transport in [
        HttpTransport::builder().proxy("://p4ss"),
        HttpTransport::builder().add_root_pem("not a certificate"),
        HttpTransport::builder().identity_pem("nothing", "p4ss"),
    ] {
        let error = transport.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        assert!(!format!("{error} {error:?}").contains("p4ss"), "{error}");
    }
    assert!(
        HttpTransport::builder().connect_timeout(Duration::from_secs(1)).idle_timeout(Duration::ZERO).build().is_ok()
    );
    assert_eq!(
        Client::new(common::vendor(), Settings::new().base_url("http://vendor.example")).unwrap_err().kind(),
        ErrorKind::Config
    );
}

/// A streamed body has its length announced, and a broken one is never ended as if it were whole.
#[tokio::test]
async fn a_source_is_streamed_with_its_length() {
    use futures_util::stream;
    use guichet_core::transport::{BodyStream, SourceStream};

    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/x?secret=1", listener.local_addr().unwrap());
    let served = tokio::spawn(async move {
        let mut all = Vec::new();
        for _ in 0..2 {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut seen = Vec::new();
            let mut piece = [0; 1024];
            loop {
                let read = stream.read(&mut piece).await.unwrap_or(0);
                seen.extend_from_slice(&piece[..read]);
                if read == 0 || seen.ends_with(b"hello") {
                    break;
                }
            }
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").await;
            all.push(String::from_utf8(seen).unwrap());
        }
        all
    });
    let transport = HttpTransport::new().unwrap();
    let send = |length, pieces: [&'static str; 2]| {
        let pieces: SourceStream = Box::pin(stream::iter(pieces.map(|piece| Ok(Bytes::from_static(piece.as_bytes())))));
        let body = Body::Stream(BodyStream::new(length, pieces));
        transport.send(http::Request::post(&url).body(body).unwrap())
    };
    assert_eq!(send(5, ["hel", "lo"]).await.unwrap().status(), 200);
    let error = send(6, ["hel", "lo"]).await.err().unwrap();
    assert_eq!(error.kind(), TransportErrorKind::Interrupted);
    drop(transport);
    let seen = served.await.unwrap();
    assert!(seen[0].contains("content-length: 5\r\n") && seen[0].ends_with("\r\n\r\nhello"), "{}", seen[0]);
    assert!(!seen[0].contains("transfer-encoding"), "{}", seen[0]);
    // Whatever left of the other one announces more than it holds.
    assert!(seen[1].is_empty() || seen[1].contains("content-length: 6\r\n"), "{}", seen[1]);
}

/// Keeps its connections open, on a thread of its own.
fn patient_server() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            std::thread::spawn(move || {
                use std::io::{Read as _, Write as _};
                let mut stream = stream.unwrap();
                let (mut head, mut byte) = (Vec::new(), [0]);
                while stream.read(&mut byte).unwrap_or(0) == 1 {
                    head.push(byte[0]);
                    if head.ends_with(b"\r\n\r\n") {
                        head.clear();
                        let answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n1";
                        stream.write_all(answer).unwrap();
                    }
                }
            });
        }
    });
    url
}

/// A blocking wrapper with a runtime for each thread: a connection that the other one made would never answer here.
#[test]
fn one_client_works_on_several_runtimes_that_rest_in_between() {
    let client = Client::new(common::vendor(), Settings::new().base_url(patient_server())).unwrap();
    let runtimes = [(); 3].map(|()| tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap());
    for round in 0..3 {
        for runtime in &runtimes {
            let call = client.call(&common::READ).arg(1).send::<serde_json::Value>();
            let answer = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(20), call).await });
            assert_eq!(answer.expect("it hangs").unwrap(), 1, "round {round}");
        }
    }
    // More runtimes than a transport keeps connections for.
    for _ in 0..20 {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(client.call(&common::READ).arg(1).send::<serde_json::Value>()).unwrap();
    }
}

#[test]
fn a_runtime_without_timers_is_an_error_and_no_panic() {
    let client = Client::new(common::vendor(), Settings::new().base_url(patient_server())).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().unwrap();
    for _ in 0..2 {
        let error = runtime.block_on(client.call(&common::READ).arg(1).send::<serde_json::Value>()).unwrap_err();
        assert!(error.kind() == ErrorKind::Config && error.to_string().contains("timers"), "{error}");
        assert_eq!(error.sent(), Sent::No);
    }
    let whole = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    whole.block_on(client.call(&common::READ).arg(1).send::<serde_json::Value>()).unwrap();
}

/// Answers with informational heads without an end, on a thread of its own; how many bytes were taken by the time the client hung up.
fn informing_server() -> (String, std::sync::mpsc::Receiver<u64>) {
    use std::io::{Read as _, Write as _};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
            head.push(byte[0]);
        }
        // Long ones, which a test that is not optimized reads in less time.
        let hint = format!("HTTP/1.1 103 Early Hints\r\nlink: <{}>\r\n\r\n", "x".repeat(8_000));
        let hints = hint.repeat(10).into_bytes();
        let mut sent = 0;
        while stream.write_all(&hints).is_ok() {
            sent += hints.len() as u64;
        }
        let _ = tell.send(sent);
    });
    (url, told)
}

/// hyper passes over informational heads by itself and tells nobody, so that they cannot be counted here. It does so until the
/// runtime takes the thread from it, after 128 reads: the deadline comes by so much late, and no later, whatever the server sends.
#[test]
fn a_flood_of_informational_heads_ends_with_the_deadline() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (url, told) = informing_server();
    let error = runtime.block_on(async {
        let options = guichet_core::CallOptions::new().deadline(Duration::from_millis(200));
        let client = Client::new(common::vendor(), Settings::new().base_url(&url).options(options)).unwrap();
        client.call(&common::PAY).json(&1).send_empty().await.unwrap_err()
    });
    assert!(error.kind() == ErrorKind::Timeout && error.outcome_unknown() && error.sent() != Sent::No, "{error}");
    drop(runtime);
    // The connection is closed: nothing goes on reading.
    let taken = told.recv_timeout(Duration::from_secs(60)).unwrap();
    assert!(taken < 1_000_000_000, "{taken} bytes");
}
