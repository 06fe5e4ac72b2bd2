//! How many calls are on their way at once, and who waits for a place.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use common::*;
use futures_util::stream;
use guichet_core::auth::{Anonymous, Authorizer, Generation, TokenCache, TokenSource};
use guichet_core::limit::{Day, Quota};
use guichet_core::transport::{BoxFuture, ByteStream, Reply, ScriptedTransport, Transport, TransportError};
use guichet_core::vendor::{Client, Counted, Vendor};
use guichet_core::{CallOptions, Clock, Error, ErrorKind, Limits, Result, Secret, Sent, Settings};
use serde_json::Value;
use tokio::time::Instant;

/// A second to the head of the answer, a second more to the end of its body; counts how many are under way.
#[derive(Clone, Default)]
struct Gauge(Arc<Counts>);

#[derive(Default)]
struct Counts {
    now: AtomicUsize,
    most: AtomicUsize,
}

struct UnderWay(Arc<Counts>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.now.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Transport for Gauge {
    fn send(
        &self,
        _: http::Request<guichet_core::transport::Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        let counts = Arc::clone(&self.0);
        Box::pin(async move {
            counts.most.fetch_max(counts.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
            let under_way = UnderWay(counts);
            tokio::time::sleep(SECOND).await;
            let body = stream::once(async move {
                let _under_way = under_way;
                tokio::time::sleep(SECOND).await;
                Ok(Bytes::from_static(b"1"))
            });
            Ok(http::Response::new(Box::pin(body) as ByteStream))
        })
    }
}

fn limited(transport: &ScriptedTransport, limits: Limits) -> Client {
    Client::new(vendor(), settings(transport).limits(limits)).unwrap()
}

fn one_at_a_time() -> Limits {
    Limits::builder().in_flight(1).build()
}

async fn read(client: &Client, id: usize) -> Result<Value> {
    client.call(&READ).arg(id).send().await
}

fn begin(client: &Client, id: usize) -> tokio::task::JoinHandle<Result<Value>> {
    let client = client.clone();
    tokio::spawn(async move { read(&client, id).await })
}

/// Lets every task come as far as it can without time passing.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn at_most_so_many_calls_are_on_their_way_and_all_are_answered() {
    for (limits, most, rounds) in [
        (Limits::none(), 128, 8),
        (Limits::builder().in_flight(100).build(), 100, 10),
        (Limits::builder().in_flight(0).build(), 1, 1_000),
        (Limits::builder().unbounded_in_flight().build(), 1_000, 1),
    ] {
        let gauge = Gauge::default();
        // Two clients that share their limits share the places.
        let clients: Vec<Client> = (0..2)
            .map(|_| {
                let settings = Settings::new().transport(gauge.clone()).limits(limits.clone());
                let forever = CallOptions::new().max_wait(SECOND * 10_000);
                Client::new(vendor(), settings.options(forever)).unwrap()
            })
            .collect();
        let started = Instant::now();
        let tasks: Vec<_> = (0..1_000).map(|id| begin(&clients[id % 2], id)).collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(gauge.0.most.load(Ordering::SeqCst), most);
        assert_eq!(started.elapsed(), SECOND * 2 * rounds);
    }
}

/// Asks for tokens through the client that needs them, and numbers them.
struct Login {
    client: Client,
    asked: Arc<AtomicUsize>,
}

impl TokenSource for Login {
    fn fetch(&self) -> BoxFuture<'static, Result<Secret>> {
        let call = self.client.call(&PAY).confidential();
        let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
        Box::pin(async move { call.send_empty().await.map(|()| Secret::new(format!("Bearer {number}"))) })
    }
}

struct ByToken(TokenCache);

impl Authorizer for ByToken {
    fn authorize<'a>(
        &'a self,
        request: &'a mut http::Request<guichet_core::transport::Body>,
    ) -> BoxFuture<'a, Result<Generation>> {
        Box::pin(async move {
            let (generation, value) = self.0.get().await?;
            request.headers_mut().insert("authorization", value);
            Ok(generation)
        })
    }

    fn renew(&self, rejected: Generation) -> BoxFuture<'_, Result<bool>> {
        Box::pin(self.0.renew(rejected))
    }
}

/// Takes a second for everything, and refuses the first token.
#[derive(Clone, Default)]
struct Expired;

impl Transport for Expired {
    fn send(
        &self,
        request: http::Request<guichet_core::transport::Body>,
    ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            tokio::time::sleep(SECOND).await;
            let refused = request.headers().get("authorization").is_some_and(|token| token == "Bearer 1");
            let body = stream::once(std::future::ready(Ok(Bytes::from_static(b"1"))));
            let mut response = http::Response::new(Box::pin(body) as ByteStream);
            if refused {
                *response.status_mut() = http::StatusCode::UNAUTHORIZED;
            }
            Ok(response)
        })
    }
}

/// A request for a token that needed a place would wait for calls that wait for it.
#[tokio::test(start_paused = true)]
async fn more_calls_than_places_on_an_expired_token_all_end() {
    // A second each for the first token, for its refusal and for the second token; then one for each round.
    for (limits, seconds) in [(Limits::none(), 3 + 2), (one_at_a_time(), 3 + 129)] {
        let settings = Settings::new().transport(Expired).limits(limits);
        let anonymous = Client::new(vendor(), settings).unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let login = Login { client: anonymous.unpaced(Arc::new(Anonymous), Counted::No), asked: Arc::clone(&asked) };
        let client = anonymous.authorized_by(Arc::new(ByToken(TokenCache::new(login))));
        let started = Instant::now();
        let tasks: Vec<_> = (0..129).map(|id| begin(&client, id)).collect();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        assert_eq!(asked.load(Ordering::SeqCst), 2);
        assert_eq!(started.elapsed(), SECOND * seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn a_download_keeps_its_place_to_its_end_or_until_it_is_dropped() {
    let csv = |reply: Reply| reply.header("content-type", "text/csv");
    let transport = ScriptedTransport::new([
        csv(Reply::new(200, "a")).then_data(SECOND * 10, "b"),
        Reply::json("1"),
        csv(Reply::new(200, "a")).then_stall(),
        Reply::json("2"),
        csv(Reply::new(200, "a")).then_break(),
        Reply::json("3"),
        csv(Reply::new(200, "a")).then_stall(),
        Reply::json("4"),
    ]);
    let client = limited(&transport, one_at_a_time());
    let stream = || client.call(&LIST).send_stream();
    let sent = || transport.requests().len();

    // Read to its end.
    let started = Instant::now();
    let mut download = stream().await.unwrap();
    let waiting = begin(&client, 1);
    assert_eq!(download.next().await.unwrap().unwrap(), "a");
    settle().await;
    assert_eq!(sent(), 1);
    assert_eq!(download.next().await.unwrap().unwrap(), "b");
    assert!(download.next().await.is_none());
    assert_eq!(waiting.await.unwrap().unwrap(), 1);
    assert_eq!(started.elapsed(), SECOND * 10);
    drop(download);

    // Dropped before its end.
    let mut download = stream().await.unwrap();
    let waiting = begin(&client, 2);
    assert_eq!(download.next().await.unwrap().unwrap(), "a");
    settle().await;
    assert_eq!(sent(), 3);
    drop(download);
    assert_eq!(waiting.await.unwrap().unwrap(), 2);

    // Broken, or silent for too long: the error ends it, though somebody still has it.
    for expected in [3, 4] {
        let mut download = stream().await.unwrap();
        let waiting = begin(&client, expected);
        assert_eq!(download.next().await.unwrap().unwrap(), "a");
        download.next().await.unwrap().unwrap_err();
        assert_eq!(waiting.await.unwrap().unwrap(), expected);
        drop(download);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_past_max_wait_is_an_error_and_nothing_was_sent() {
    let transport = ScriptedTransport::new([Reply::json("1").after(SECOND * 30)]);
    let quota = Quota::daily(10, Day::utc());
    let limits = Limits::builder().in_flight(1).quota(quota).build();
    let client = limited(&transport, limits);
    let first = begin(&client, 1);
    settle().await;
    let hurried = client.with(CallOptions::new().max_wait(SECOND * 5));
    let started = Instant::now();
    let error: Error = hurried.call(&PAY).json(&1).send::<Value>().await.unwrap_err();
    assert_eq!(started.elapsed(), SECOND * 5);
    assert_eq!((error.kind(), error.sent(), error.attempts()), (ErrorKind::Limit, Sent::No, 0));
    assert!(error.is_rate_limited() && !error.outcome_unknown());
    assert!(error.to_string().contains("as many calls as may be (1) are on their way"), "{error}");
    assert_eq!(error.elapsed(), SECOND * 5);
    first.await.unwrap().unwrap();
    assert_eq!(transport.requests().len(), 1);
    // Nor does it count among those of the day.
    assert_eq!(client.limits().used(Clock::system().wall()).await.unwrap(), Some(1));
}

#[tokio::test(start_paused = true)]
async fn waiting_for_a_place_is_no_part_of_the_deadline() {
    let transport = ScriptedTransport::new([
        Reply::json("1").after(SECOND * 30),
        Reply::status(503),
        Reply::json("2").after(SECOND),
        Reply::json("3").after(SECOND * 4),
    ]);
    let client = limited(&transport, one_at_a_time());
    let first = begin(&client, 1);
    settle().await;
    let brief = client.with(CallOptions::new().deadline(SECOND * 3));
    let started = Instant::now();
    // Refused in passing after its wait, it has time left for another attempt.
    assert_eq!(read(&brief, 2).await.unwrap(), 2);
    assert!(started.elapsed() >= SECOND * 31 && started.elapsed() < SECOND * 33, "{:?}", started.elapsed());
    first.await.unwrap().unwrap();
    // What it is at work counts as ever.
    let error = client.with(CallOptions::new().deadline(SECOND * 3).max_attempts(1));
    assert_eq!(read(&error, 3).await.unwrap_err().kind(), ErrorKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_served_in_order_and_who_gives_up_takes_nothing_along() {
    let transport = ScriptedTransport::always(Reply::json("1").after(SECOND));
    let client = limited(&transport, one_at_a_time());
    let started = Instant::now();
    let mut tasks = Vec::new();
    for id in 0..100 {
        tasks.push(begin(&client, id));
        settle().await;
    }
    for (id, task) in tasks.iter().enumerate() {
        if id % 2 == 1 {
            task.abort();
        }
    }
    for task in tasks {
        let _ = task.await;
    }
    let served: Vec<String> = transport.requests().iter().map(|request| request.target().to_owned()).collect();
    assert_eq!(served, (0..100).step_by(2).map(|id| format!("/things/{id}")).collect::<Vec<_>>());
    assert_eq!(started.elapsed(), SECOND * 50);

    // A call that is given up on its way gives its place back at once.
    let given_up = begin(&client, 100);
    settle().await;
    given_up.abort();
    let _ = given_up.await;
    assert_eq!(read(&client, 101).await.unwrap(), 1);
    assert_eq!(started.elapsed(), SECOND * 51);
}

#[tokio::test(start_paused = true)]
async fn a_servers_wait_holds_for_those_who_waited_for_a_place() {
    let transport = ScriptedTransport::new([
        Reply::status(429).header("retry-after", "30").after(SECOND),
        Reply::json("1"),
        Reply::json("1"),
    ]);
    let client = limited(&transport, one_at_a_time());
    let first = begin(&client, 1);
    settle().await;
    let second = begin(&client, 2);
    first.await.unwrap().unwrap();
    second.await.unwrap().unwrap();
    let seen = transport.requests();
    assert!(seen[1].at - seen[0].at >= SECOND * 31);
    // A wait that is known to be too long is one at once.
    transport.push([Reply::status(429).header("retry-after", "30").after(SECOND)]);
    let first = begin(&client.with(CallOptions::new().max_attempts(1)), 1);
    settle().await;
    let started = Instant::now();
    let hurried = client.with(CallOptions::new().max_wait(SECOND * 20));
    let error = read(&hurried, 2).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    // What the server asked for is the least of it: jitter comes on top.
    assert!((SECOND * 30..SECOND * 31).contains(&error.retry_after().unwrap()), "{error}");
    assert_eq!(started.elapsed(), SECOND);
    first.await.unwrap().unwrap_err();
}

/// Signs with the time, as a vendor may ask.
struct Signing {
    began: Instant,
    times: Mutex<Vec<Duration>>,
}

impl Authorizer for Signing {
    fn authorize<'a>(
        &'a self,
        _: &'a mut http::Request<guichet_core::transport::Body>,
    ) -> BoxFuture<'a, Result<Generation>> {
        self.times.lock().unwrap().push(self.began.elapsed());
        Box::pin(std::future::ready(Ok(Generation::default())))
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waited_is_signed_when_it_goes() {
    let transport = ScriptedTransport::always(Reply::json("1").after(SECOND * 400));
    let signing = Arc::new(Signing { began: Instant::now(), times: Mutex::default() });
    let vendor = Vendor { authorizer: Arc::clone(&signing) as Arc<dyn Authorizer>, ..vendor() };
    let options = CallOptions::new().deadline(SECOND * 500);
    let client = Client::new(vendor, settings(&transport).limits(one_at_a_time()).options(options)).unwrap();
    let first = begin(&client, 1);
    settle().await;
    read(&client, 2).await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(*signing.times.lock().unwrap(), [Duration::ZERO, Duration::ZERO, SECOND * 400]);
}
