//! Signing in on this machine: listens on the redirect address while a human signs in in a browser.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::time::Duration;

use guichet_core::{Error, Result};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::Instant;

use super::authorization::{Callback, denied};
use super::{Authorization, AuthorizationOptions, Identity};
use crate::auth::Tokens;

/// As long as EBP's code is good.
const WAIT: Duration = Duration::from_secs(300);

/// A browser opens connections ahead of need and says nothing on them.
const PATIENCE: Duration = Duration::from_secs(10);

/// The head of a request, cookies of other programs on localhost included.
const LARGEST: usize = 64 * 1024;

/// How to listen for a sign-in.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct LoginOptions {
    /// How the sign-in begins.
    pub authorization: AuthorizationOptions,
    /// How long to wait for the human; five minutes by default.
    pub wait: Duration,
}

impl Default for LoginOptions {
    fn default() -> Self {
        Self { authorization: AuthorizationOptions::default(), wait: WAIT }
    }
}

/// A sign-in under way: this machine listens on the redirect address, and on no other.
#[derive(Debug)]
pub struct LoginListener {
    identity: Identity,
    authorization: Authorization,
    /// Ends with this, and its port is free again.
    tasks: JoinSet<()>,
    requests: mpsc::Receiver<Request>,
    path: String,
    /// None: whatever a clock can count.
    until: Option<Instant>,
    wait: Duration,
}

/// A request that arrived whole, or could not be read.
#[derive(Debug)]
struct Request {
    stream: TcpStream,
    /// Method and target.
    line: Option<(String, String)>,
}

impl Identity {
    /// Listens on the redirect address, which must be `http://localhost`, `http://127.0.0.1` or `http://[::1]` with a port of
    /// its own. Open [`url`](LoginListener::url) in a browser, then wait for [`finish`](LoginListener::finish).
    ///
    /// # Errors
    /// The redirect address leads elsewhere or is https; its port is taken.
    pub async fn listen(&self) -> Result<LoginListener> {
        self.listen_with(LoginOptions::default()).await
    }

    /// As [`listen`](Self::listen), with other scopes or another wait.
    ///
    /// # Errors
    /// As [`listen`](Self::listen).
    pub async fn listen_with(&self, options: LoginOptions) -> Result<LoginListener> {
        let (addresses, path) = self.application.redirect_uri.local()?;
        let path = path.to_owned();
        let authorization = self.authorize_with(options.authorization)?;
        let mut tasks = JoinSet::new();
        let (sender, requests) = mpsc::channel(16);
        let mut missing = None;
        for address in addresses {
            let failed = |error| Error::config(format!("nothing can listen on {address}: {error}"));
            match TcpListener::bind(address).await {
                Ok(listener) => {
                    let sender = sender.clone();
                    tasks.spawn(async move { accept(&listener, &sender).await });
                }
                // Another program listens there: the browser might go to it, and the code with it.
                Err(error) if matches!(error.kind(), ErrorKind::AddrInUse | ErrorKind::PermissionDenied) => {
                    return Err(failed(error));
                }
                // A machine may lack one family of addresses.
                Err(error) => missing = Some(failed(error)),
            }
        }
        if let (true, Some(error)) = (tasks.is_empty(), missing) {
            return Err(error);
        }
        let until = Instant::now().checked_add(options.wait);
        let (identity, wait) = (self.clone(), options.wait);
        Ok(LoginListener { identity, authorization, tasks, requests, path, until, wait })
    }
}

impl LoginListener {
    /// The address to open in a browser. It holds no secret.
    pub fn url(&self) -> &str {
        self.authorization.url()
    }

    /// Waits until the human has signed in, exchanges the code, keeps the tokens and shows the browser a page that says so. One
    /// answer is taken, then nothing listens any more. What is not the answer to this sign-in is refused and waited out.
    ///
    /// # Errors
    /// The human refused, or did not sign in in time; the exchange failed.
    pub async fn finish(mut self) -> Result<Tokens> {
        let late = || Error::authentication(format!("nobody signed in within {:?}", self.wait));
        loop {
            let next = self.requests.recv();
            let next = match self.until {
                Some(until) => tokio::time::timeout_at(until, next).await.ok().flatten(),
                None => next.await,
            };
            let Some(request) = next else {
                // Whoever tries again at once finds the port free.
                self.tasks.shutdown().await;
                return Err(late());
            };
            let Request { stream, line } = request;
            let Some((method, target)) = line else {
                answer(stream, 400, "Not understood", "This was not a request of a browser.").await;
                continue;
            };
            let (path, query) = target.split_once('?').unwrap_or((&target, ""));
            if path != self.path {
                answer(stream, 404, "Not here", "Only the answer of a sign-in is taken here.").await;
                continue;
            }
            if method != "GET" {
                answer(stream, 405, "Not so", "The answer of a sign-in comes with GET.").await;
                continue;
            }
            let outcome = match self.authorization.sort(query) {
                Callback::Stray(why) => {
                    tracing::warn!(why, "an answer that is not that of this sign-in was refused");
                    answer(stream, 400, "Not this sign-in", "This answer does not belong to the sign-in under way.")
                        .await;
                    continue;
                }
                // From here on nothing listens: a second answer finds nobody.
                Callback::Denied(why) => {
                    self.tasks.shutdown().await;
                    Err(denied(&why))
                }
                Callback::Code(code) => {
                    self.tasks.shutdown().await;
                    self.identity.exchange_code(code, self.authorization.verifier()).await
                }
            };
            match &outcome {
                Ok(_) => {
                    answer(stream, 200, "Signed in", "The program has its tokens. You can close this window.").await;
                }
                Err(_) => {
                    answer(stream, 403, "Not signed in", "The program says why. You can close this window.").await;
                }
            }
            return outcome;
        }
    }
}

async fn accept(listener: &TcpListener, requests: &mpsc::Sender<Request>) {
    // Ends with its owner, and with it whoever is still being read.
    let mut readers = JoinSet::new();
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let requests = requests.clone();
                readers.spawn(async move {
                    if let Ok(Some(request)) = tokio::time::timeout(PATIENCE, read(stream)).await {
                        let _ = requests.send(request).await;
                    }
                });
            }
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
        while readers.try_join_next().is_some() {}
    }
}

/// Reads the head of a request; `None` if the connection ended before it.
async fn read(mut stream: TcpStream) -> Option<Request> {
    let mut head = Vec::new();
    let mut chunk = [0_u8; 4096];
    loop {
        let got = stream.read(&mut chunk).await.ok().filter(|got| *got > 0)?;
        head.extend_from_slice(chunk.get(..got)?);
        let mut headers = [httparse::EMPTY_HEADER; 100];
        let mut request = httparse::Request::new(&mut headers);
        let line = match request.parse(&head) {
            Ok(httparse::Status::Complete(_)) => request.method.map(str::to_owned).zip(request.path.map(str::to_owned)),
            Ok(httparse::Status::Partial) if head.len() <= LARGEST => continue,
            Ok(httparse::Status::Partial) | Err(_) => None,
        };
        return Some(Request { stream, line });
    }
}

/// Answers with a page that a person can read, and closes.
async fn answer(mut stream: TcpStream, status: u16, title: &str, text: &str) {
    let reasons: HashMap<u16, &str> =
        [(200, "OK"), (400, "Bad Request"), (403, "Forbidden"), (404, "Not Found"), (405, "Method Not Allowed")].into();
    let page = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>{title}</title>\n<style>body{{font:1.2rem/1.5 sans-serif;max-width:32rem;margin:20vh auto;padding:0 1rem}}</style>\n\
         <h1>{title}</h1>\n<p>{text}</p>\n</html>\n"
    );
    let reason = reasons.get(&status).copied().unwrap_or_default();
    let response = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\n\
         Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n\
         Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n\r\n{page}",
        page.len()
    );
    // A browser that has gone away misses a page, and nothing else.
    let written = async {
        stream.write_all(response.as_bytes()).await?;
        stream.shutdown().await
    };
    let _ = tokio::time::timeout(PATIENCE, written).await;
}
