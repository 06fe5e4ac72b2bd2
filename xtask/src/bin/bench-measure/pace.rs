//! The rate under a strict pace, as the server sees it, over real sockets.

use guichet_core::transport::Body;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use guichet_core::transport::{BoxFuture, ByteStream, HttpTransport, Transport, TransportError};
use guichet_core::{Limits, Settings};
use guichet_ebp::Ebp;
use guichet_ebp::auth::MemoryStore;
use guichet_sandbox::Sandbox;

use super::Outcome;

const PERIOD: Duration = Duration::from_secs(1);
const CALLS: u32 = 60;
const TASKS: u32 = 4;
/// Of the rate that is possible.
const BAR: f64 = 0.95;
/// The folder that the sandbox has.
const TENANT: &str = "0189abef-09af-409F-ab89-012789abcdef";

pub(crate) async fn run() -> Outcome {
    let sandbox = Sandbox::start().await?;
    let transport = Timed { inner: HttpTransport::new()?, round_trips: Arc::default() };
    let round_trips = Arc::clone(&transport.round_trips);
    let settings = Settings::new().limits(Limits::strict_pace(PERIOD)).transport(transport);
    let ebp = Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(MemoryStore::new())
        .login_url(sandbox.mount("ebp-login"))
        .settings(settings.base_url(sandbox.mount("ebp")))
        .build()?;
    ebp.identity().exchange_code("sandbox-code", None).await?;
    round_trips.lock().unwrap_or_else(PoisonError::into_inner).clear();

    // From several tasks at once, so that somebody always waits for a turn.
    let tasks: Vec<_> = (0..TASKS)
        .map(|_| {
            let domain = ebp.accounting(TENANT).folder();
            tokio::spawn(async move {
                for _ in 0..CALLS / TASKS {
                    domain.get().await?;
                }
                Ok::<(), guichet_ebp::Error>(())
            })
        })
        .collect();
    for task in tasks {
        task.await??;
    }

    let exchanges = sandbox.exchanges();
    let arrivals: Vec<Instant> = exchanges.iter().filter(|e| e.vendor == "ebp").map(|e| e.at).collect();
    let gaps: Vec<Duration> = arrivals.iter().zip(arrivals.iter().skip(1)).map(|(one, next)| *next - *one).collect();
    let round_trips = round_trips.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (shortest, longest) = (gaps.iter().min().ok_or("no calls")?, gaps.iter().max().ok_or("no calls")?);
    let rate = 1.0 / mean(&gaps);
    let possible = 1.0 / (PERIOD.as_secs_f64() + mean(&round_trips));
    println!("a strict pace of 1 s over real sockets, {} calls from {TASKS} tasks", arrivals.len());
    let missed = if rate < BAR * possible { ", missed: at least 0.95" } else { "" };
    println!(
        "{rate:.4} calls a second of {possible:.4} possible with a round trip of {:.2} ms: {:.4} x{missed}",
        mean(&round_trips) * 1e3,
        rate / possible
    );
    let missed = if *shortest < PERIOD { ", missed: at least the period" } else { "" };
    println!("between two arrivals {shortest:.4?} at the least, {longest:.4?} at the most{missed}");
    Ok(())
}

fn mean(values: &[Duration]) -> f64 {
    values.iter().sum::<Duration>().as_secs_f64() / f64::from(u32::try_from(values.len()).unwrap_or(u32::MAX).max(1))
}

/// Notes how long each exchange takes, the body included.
struct Timed {
    inner: HttpTransport,
    round_trips: Arc<Mutex<Vec<Duration>>>,
}

impl Transport for Timed {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            let begun = Instant::now();
            let (head, mut body) = self.inner.send(request).await?.into_parts();
            let mut pieces = std::collections::VecDeque::new();
            while let Some(piece) = std::future::poll_fn(|context| body.as_mut().poll_next(context)).await {
                pieces.push_back(piece);
            }
            self.round_trips.lock().unwrap_or_else(PoisonError::into_inner).push(begun.elapsed());
            let body: ByteStream = Box::pin(Pieces(pieces));
            Ok(http::Response::from_parts(head, body))
        })
    }
}

struct Pieces(std::collections::VecDeque<Result<Bytes, TransportError>>);

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.pop_front())
    }
}
