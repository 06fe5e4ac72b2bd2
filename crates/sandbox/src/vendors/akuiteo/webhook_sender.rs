//! What Akuiteo sends by itself (000:618-735): deliveries that are signed, repeated, and on demand spoiled.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use sha2::Sha256;
use tokio::net::TcpStream;

/// How a signature is spelled: the documentation does not say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Spelling {
    /// Hexadecimal.
    #[default]
    Hex,
    /// Hexadecimal in upper case.
    UpperHex,
    /// Hexadecimal behind `sha256=`.
    PrefixedHex,
    /// Base64.
    Base64,
}

/// What is done to a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Spoiled {
    /// Nothing.
    #[default]
    Not,
    /// A byte of the body is another one after it was signed.
    Body,
    /// The signature is that of another secret.
    Signature,
    /// There is no signature.
    Unsigned,
}

/// What came of a delivery: the status of each attempt, `None` where none came in time.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivered {
    /// The attempts.
    pub attempts: Vec<Option<u16>>,
}

impl Delivered {
    /// Whether the receiver has taken it (000:681).
    pub fn is_taken(&self) -> bool {
        self.attempts.last().is_some_and(|status| status.is_some_and(|status| (200..300).contains(&status)))
    }
}

/// Sends webhooks to an address of this machine. Cheap to clone.
#[derive(Clone)]
pub struct WebhookSender {
    address: SocketAddr,
    path: String,
    secret: String,
    spelling: Spelling,
    timeout: Duration,
    max_retries: u8,
    compressed: u32,
    delay: Duration,
    stopped: Arc<AtomicBool>,
}

impl std::fmt::Debug for WebhookSender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebhookSender")
            .field("address", &self.address)
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl WebhookSender {
    /// To this address and path, signed with this secret, with the schedule of the documentation's example: 5 s, five retries.
    ///
    /// # Errors
    /// The address is none of this machine.
    pub fn new(address: SocketAddr, path: impl Into<String>, secret: impl Into<String>) -> io::Result<Self> {
        if !address.ip().is_loopback() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "webhooks are sent to this machine alone"));
        }
        Ok(Self {
            address,
            path: path.into(),
            secret: secret.into(),
            spelling: Spelling::default(),
            timeout: Duration::from_secs(5),
            max_retries: 5,
            compressed: 1,
            delay: Duration::ZERO,
            stopped: Arc::default(),
        })
    }

    /// Another spelling of the signature.
    #[must_use]
    pub fn spelling(mut self, spelling: Spelling) -> Self {
        self.spelling = spelling;
        self
    }

    /// Another schedule: how long an answer is waited for, and how often a delivery is repeated, 1 to 8 times.
    #[must_use]
    pub fn schedule(mut self, timeout: Duration, max_retries: u8) -> Self {
        (self.timeout, self.max_retries) = (timeout, max_retries.clamp(1, 8));
        self
    }

    /// Divides the pauses between deliveries by this.
    #[must_use]
    pub fn compressed(mut self, by: u32) -> Self {
        self.compressed = by.max(1);
        self
    }

    /// Waits before each delivery.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sends nothing more, this sender and its clones.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// The body of an event (000:636-644).
    pub fn event(event_type: &str, event_action: &str, request_id: &str, id: &str) -> String {
        let text = |text: &str| guichet_fixtures::Json::from(text).to_string();
        format!(
            r#"{{"emittedAt":"2024-09-23T10:45:00+02:00","eventType":{},"eventAction":{},"requestId":{},"content":{{"id":{}}}}}"#,
            text(event_type),
            text(event_action),
            text(request_id),
            text(id)
        )
    }

    /// Sends a body until it is taken, the schedule has ended or the sender is stopped.
    pub async fn send(&self, body: &str, spoiled: Spoiled) -> Delivered {
        let mut attempts = Vec::new();
        for retry in 0..=u32::from(self.max_retries) {
            if retry > 0 {
                // 000:687-688. The unit of the second summand is not documented: milliseconds, as that of the first.
                let pause = self.timeout + Duration::from_millis(u64::from(retry).pow(4));
                tokio::time::sleep(pause / self.compressed).await;
            }
            tokio::time::sleep(self.delay).await;
            if self.stopped.load(Ordering::Relaxed) {
                break;
            }
            let status = tokio::time::timeout(self.timeout, self.attempt(body, spoiled)).await;
            attempts.push(status.ok().and_then(Result::ok));
            if attempts.last().is_some_and(|status| status.is_some_and(|status| (200..300).contains(&status))) {
                break;
            }
        }
        Delivered { attempts }
    }

    /// Sends the same several times side by side, as a sender does that has lost an answer.
    pub async fn send_copies(&self, body: &str, spoiled: Spoiled, copies: usize) -> Vec<Delivered> {
        futures_util::future::join_all((0..copies).map(|_| self.send(body, spoiled))).await
    }

    async fn attempt(&self, body: &str, spoiled: Spoiled) -> io::Result<u16> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(io::Error::other)?;
        let running = tokio::spawn(connection);
        let request = self.request(body, spoiled).map_err(io::Error::other)?;
        let answer = sender.send_request(request).await.map_err(io::Error::other);
        running.abort();
        answer.map(|answer| answer.status().as_u16())
    }

    fn request(&self, body: &str, spoiled: Spoiled) -> http::Result<http::Request<Body>> {
        let secret = if spoiled == Spoiled::Signature { "another secret" } else { &self.secret };
        let mut sent = body.as_bytes().to_vec();
        if spoiled == Spoiled::Body
            && let Some(byte) = sent.last_mut()
        {
            *byte ^= 1;
        }
        let request = http::Request::post(&self.path).header("host", self.address.to_string());
        let request = request.header("content-type", "application/json");
        let request = match spoiled {
            Spoiled::Unsigned => request,
            _ => request.header("x-hub-signature", self.signature(secret, body.as_bytes())),
        };
        request.body(Body::from(sent))
    }

    fn signature(&self, secret: &str, body: &[u8]) -> String {
        let mac =
            Hmac::<Sha256>::new_from_slice(secret.as_bytes()).map(|mac| mac.chain_update(body).finalize().into_bytes());
        let digest = mac.map(|mac| mac.to_vec()).unwrap_or_default();
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        match self.spelling {
            Spelling::Hex => hex,
            Spelling::UpperHex => hex.to_uppercase(),
            Spelling::PrefixedHex => format!("sha256={hex}"),
            Spelling::Base64 => STANDARD.encode(digest),
        }
    }
}
