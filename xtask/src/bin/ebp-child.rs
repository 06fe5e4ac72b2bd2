//! A program of a user's, as the tests of EBP's tokens run it: in a process of its own, to be killed or to run beside others.
//!
//! `ebp-child STORE URL one POINT` makes one call and stops for ever at the point; `ebp-child STORE URL many SECONDS` waits for
//! a line, then makes eight calls at once, by a clock that is so many seconds ahead.

use guichet_core::transport::Body;
use std::io::{BufRead as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use bytes::Bytes;
use guichet_core::transport::{BoxFuture, ByteStream, HttpTransport, Transport, TransportError};
use guichet_core::{Clock, steps};
use guichet_ebp::auth::FileStore;
use guichet_ebp::{Ebp, Limits, Result, Settings};

fn main() -> std::result::Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [store, url, what, how] = args.as_slice() else { return Err("STORE URL one|many POINT|SECONDS".into()) };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    match what.as_str() {
        "one" => runtime.block_on(one(store, url, how))?,
        _ => runtime.block_on(many(store, url, how.parse()?))?,
    }
    println!("DONE");
    Ok(())
}

fn client(store: FileStore, url: &str, settings: Settings) -> Result<Ebp> {
    Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(store)
        .login_url(format!("{url}/ebp-login"))
        .settings(settings.base_url(format!("{url}/ebp")).limits(Limits::none()))
        .build()
}

const TENANT: &str = "0189abef-09af-409F-ab89-012789abcdef";

/// Stops for ever, and says so.
fn stop() {
    let mut out = std::io::stdout();
    let _ = writeln!(out, "AT").and_then(|()| out.flush());
    loop {
        std::thread::park();
    }
}

/// One call, whose token the vendor no longer takes. The store is written three times: intent, reply, tokens.
async fn one(store: &str, url: &str, point: &str) -> Result<()> {
    // Before the steps are counted: opening tries to replace the file.
    let store = FileStore::open(store)?;
    if let Some((write, step)) = point.split_once(' ') {
        let (write, step) = (write.parse::<u32>().unwrap_or_default(), step.to_owned());
        let begun = AtomicU32::new(0);
        steps::at_each(move |reached| {
            if reached == "half written" {
                begun.fetch_add(1, Ordering::SeqCst);
            }
            if reached == step && begun.load(Ordering::SeqCst) == write {
                stop();
            }
        });
    }
    let transport = Watched { inner: Arc::new(HttpTransport::new()?), point: point.into() };
    let ebp = client(store, url, Settings::new().transport(transport))?;
    ebp.accounting(TENANT).folder().get().await.map(drop)
}

/// Stops where the answer of the token endpoint begins or ends.
struct Watched {
    inner: Arc<dyn Transport>,
    point: Arc<str>,
}

impl Transport for Watched {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, std::result::Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            let is_token = request.uri().path().ends_with("/connect/token");
            let response = self.inner.send(request).await?;
            if is_token && &*self.point == "headers" {
                stop();
            }
            if !is_token || &*self.point != "last-byte" {
                return Ok(response);
            }
            let (head, mut body) = response.into_parts();
            let mut whole = Vec::new();
            while let Some(chunk) = std::future::poll_fn(|context| body.as_mut().poll_next(context)).await {
                whole.push(chunk);
            }
            stop();
            Ok(http::Response::from_parts(head, Box::pin(Pieces(whole.into()))))
        })
    }

    fn detached(&self) -> Option<Arc<dyn Transport>> {
        Some(Arc::new(Self { inner: self.inner.detached()?, point: Arc::clone(&self.point) }))
    }
}

struct Pieces(std::collections::VecDeque<std::result::Result<Bytes, TransportError>>);

impl futures_core::Stream for Pieces {
    type Item = std::result::Result<Bytes, TransportError>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(self.0.pop_front())
    }
}

async fn many(store: &str, url: &str, ahead: i64) -> Result<()> {
    let clock = Clock::fixed(guichet_core::time::OffsetDateTime::now_utc());
    clock.step(guichet_core::time::Duration::seconds(ahead));
    let ebp = client(FileStore::open(store)?, url, Settings::new().clock(clock))?;
    println!("READY");
    let _ = std::io::stdin().lock().read_line(&mut String::new());
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let domain = ebp.accounting(TENANT).folder();
            tokio::spawn(async move { domain.get().await.map(drop) })
        })
        .collect();
    for task in tasks {
        task.await.unwrap_or_else(|_| Err(guichet_ebp::Error::config("a task was lost")))?;
    }
    ebp.settle().await
}
