//! What a caller may set, for a client and for one call.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http::HeaderMap;

use crate::clock::Clock;
use crate::error::Result;
use crate::limit::Limits;
use crate::observe::Observer;
use crate::preview::Previews;
use crate::retry::RetryPolicy;
use crate::transport::Transport;

/// Settings that every vendor's client shares. Each has a default; see the methods.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use guichet_core::transport::{Reply, ScriptedTransport};
/// use guichet_core::{CallOptions, Limits, RetryPolicy, Settings};
///
/// let settings = Settings::new()
///     .base_url("https://proxy.example.com/vendor")
///     .user_agent("my-program/1.2")
///     .limits(Limits::strict_pace(Duration::from_secs(1)))
///     .retry(RetryPolicy::new().max_attempts(5))
///     .options(CallOptions::new().deadline(Duration::from_secs(20)))
///     .max_body(1024 * 1024);
/// let transport = ScriptedTransport::new([Reply::json("7")]);
/// assert_eq!(client_with(&transport, settings).call(&GET).arg(1).fetch::<i64>().await?, 7);
///
/// let requests = transport.requests();
/// assert_eq!(requests[0].uri, "https://proxy.example.com/vendor/things/1");
/// assert_eq!(requests[0].header("user-agent"), Some("my-program/1.2 guichet-vendor/0.0.0"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Clone, Default)]
pub struct Settings {
    pub(crate) base_url: Option<String>,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) limits: Option<Limits>,
    pub(crate) retry: RetryPolicy,
    pub(crate) options: CallOptions,
    pub(crate) product: Option<String>,
    pub(crate) clock: Clock,
    pub(crate) max_body: Option<usize>,
    pub(crate) max_elements: Option<usize>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
    pub(crate) plain_http: bool,
    #[cfg(feature = "http")]
    pub(crate) http: Option<crate::transport::HttpTransportBuilder>,
}

impl Settings {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another address for the vendor: scheme, host, and where needed port and path. The vendor's public address
    /// by default.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Another way to send requests. With the feature `http`, the default is an HTTP client of core's.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sends everything through a proxy, `http://user:password@host:port`. The environment is never read. Not beside [`transport`](Self::transport).
    #[cfg(feature = "http")]
    #[must_use]
    pub fn proxy(self, url: impl Into<String>) -> Self {
        self.http(|http| http.proxy(url))
    }

    /// Trusts one more certificate authority, given as PEM, beside the system's. Not beside [`transport`](Self::transport).
    #[cfg(feature = "http")]
    #[must_use]
    pub fn add_root_certificate(self, pem: impl Into<Vec<u8>>) -> Self {
        self.http(|http| http.add_root_pem(pem))
    }

    /// Presents a client certificate: its chain as PEM, and its key as PEM. Not beside [`transport`](Self::transport).
    #[cfg(feature = "http")]
    #[must_use]
    pub fn client_certificate(self, chain: impl Into<Vec<u8>>, key: impl Into<crate::Secret>) -> Self {
        self.http(|http| http.identity_pem(chain, key))
    }

    /// How long a connection may take to establish; 10 seconds by default. Not beside [`transport`](Self::transport).
    #[cfg(feature = "http")]
    #[must_use]
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        self.http(|http| http.connect_timeout(timeout))
    }

    #[cfg(feature = "http")]
    fn http(
        mut self,
        set: impl FnOnce(crate::transport::HttpTransportBuilder) -> crate::transport::HttpTransportBuilder,
    ) -> Self {
        self.http = Some(set(self.http.unwrap_or_default()));
        self
    }

    /// A pace to keep. Clone the handle into every client that the vendor counts as one.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = Some(limits);
        self
    }

    /// These limits, unless others are set already.
    ///
    /// # Errors
    /// Those of making them.
    #[doc(hidden)]
    pub fn default_limits(mut self, default: impl FnOnce() -> Result<Limits>) -> Result<Self> {
        if self.limits.is_none() {
            self.limits = Some(default()?);
        }
        Ok(self)
    }

    /// Whether the vendor is looked for at another address than its public one.
    #[doc(hidden)]
    pub fn has_base_url(&self) -> bool {
        self.base_url.is_some()
    }

    /// How often and how fast calls are repeated.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Deadlines and the like for all calls; a call's own options come before these.
    #[must_use]
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Adds the caller's product to the user agent, `my-program/1.2` say.
    #[must_use]
    pub fn user_agent(mut self, product: impl Into<String>) -> Self {
        self.product = Some(product.into());
        self
    }

    /// Another clock, for tests.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// The clock that the client will read.
    #[doc(hidden)]
    pub fn configured_clock(&self) -> &Clock {
        &self.clock
    }

    /// The largest answer that is read into memory, after decompression; 16 MiB by default.
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// Is told what happens to the calls of the client, its requests for tokens included.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// How many elements a page of a list may have; 10,000 by default. More is an error: a body within its bound can become a
    /// hundred times as large in memory.
    #[must_use]
    pub fn max_elements(mut self, elements: usize) -> Self {
        self.max_elements = Some(elements);
        self
    }

    /// Allows `http://` to a host that is not this machine. Credentials then travel in the clear.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.plain_http = true;
        self
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the address: somebody may have put a password in it.
        f.debug_struct("Settings")
            .field("limits", &self.limits)
            .field("retry", &self.retry)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

/// Options of one call, or of all calls through a handle: `api.with(CallOptions::new().deadline(…))`. What is not
/// set here comes from the client.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use guichet_core::transport::{Reply, ScriptedTransport};
/// use guichet_core::{CallOptions, ErrorKind};
///
/// let transport = ScriptedTransport::new([Reply::json("7"), Reply::never()]);
/// let client = client_on(&transport).with(CallOptions::new().deadline(Duration::from_secs(5)).header("x-trace", "t-1"));
/// assert_eq!(client.call(&GET).arg(1).fetch::<i64>().await?, 7);
/// assert_eq!(transport.requests()[0].header("x-trace"), Some("***"));
///
/// let error = client.call(&GET).arg(1).fetch::<i64>().await.unwrap_err();
/// assert_eq!((error.kind(), error.elapsed()), (ErrorKind::Timeout, Duration::from_secs(5)));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(crate) deadline: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_wait: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_attempts: Option<u32>,
    pub(crate) headers: HeaderMap,
    /// The name of a header that cannot be sent.
    pub(crate) mistake: Option<String>,
    pub(crate) record: Option<Arc<Mutex<Option<Recorded>>>>,
    pub(crate) previews: Option<Previews>,
}

impl CallOptions {
    /// Nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// The time a call may be at work, from when the limiter lets it go: all attempts and the pauses between
    /// them. 60 s by default. Waiting for a turn, or because of the server's `Retry-After`, does not count; that
    /// is bounded by [`max_wait`](Self::max_wait).
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// The time one attempt may take; without it an attempt has what is left of the deadline. A shorter time
    /// leaves room for a repeat, of calls that may be repeated.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// The time a call may spend waiting for the limiter or for a server's `Retry-After`; 10 minutes by default. A
    /// wait known to be longer is an error at once, which says how long.
    #[must_use]
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = Some(wait);
        self
    }

    /// How long a streamed body may pause, an answer's or a request's; 30 s by default. While it flows there is no other
    /// deadline.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = Some(timeout);
        self
    }

    /// Attempts of one call, the first included; 1 repeats nothing.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = Some(attempts.max(1));
        self
    }

    /// Adds a header, replacing one of the client's. Its value is never shown. A call with one that is not valid, or that says how
    /// the request is framed and routed (`Host`, `Content-Length`, `Expect` and the like), is an error before it is sent.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        const OURS: &[&str] =
            &["host", "content-length", "transfer-encoding", "connection", "expect", "te", "trailer", "upgrade"];
        match (http::HeaderName::try_from(name), http::HeaderValue::try_from(value)) {
            (Ok(name), Ok(mut value)) if !OURS.contains(&name.as_str()) => {
                value.set_sensitive(true);
                self.headers.insert(name, value);
            }
            // Kept, because there is no way to say it here: a call without a header that was asked for is another call.
            _ => self.mistake = self.mistake.or_else(|| Some(name.to_owned())),
        }
        self
    }

    /// Sends nothing: what a call would send goes to this list, and the call ends in an error of kind
    /// [`Preview`](crate::ErrorKind::Preview). Of a method that makes several calls, the first is taken. No token is asked for, and nothing is counted.
    ///
    /// ```
    /// # use guichet_core::{CallOptions, Effect, ErrorKind, Method, Previews, vendor::Client};
    /// # async fn preview(client: &Client) {
    /// let previews = Previews::new();
    /// let client = client.with(CallOptions::new().preview(&previews));
    /// let call = client.request(Method::POST, "/things", Effect::Unsafe).query("dry", true).json(&["a"]);
    /// let error = call.send_empty().await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Preview);
    /// let preview = previews.take().remove(0);
    /// assert_eq!((preview.target(), &preview.body[..]), ("/things?dry=true", &br#"["a"]"#[..]));
    /// # }
    /// ```
    #[must_use]
    pub fn preview(mut self, previews: &Previews) -> Self {
        self.previews = Some(previews.clone());
        self
    }

    /// These options where they are set, the other's elsewhere.
    pub(crate) fn over(mut self, under: &Self) -> Self {
        self.deadline = self.deadline.or(under.deadline);
        self.attempt_timeout = self.attempt_timeout.or(under.attempt_timeout);
        self.max_wait = self.max_wait.or(under.max_wait);
        self.idle_timeout = self.idle_timeout.or(under.idle_timeout);
        self.max_attempts = self.max_attempts.or(under.max_attempts);
        self.record = self.record.or_else(|| under.record.clone());
        self.previews = self.previews.or_else(|| under.previews.clone());
        self.mistake = self.mistake.or_else(|| under.mistake.clone());
        for (name, value) in &under.headers {
            if !self.headers.contains_key(name) {
                self.headers.insert(name.clone(), value.clone());
            }
        }
        self
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("deadline", &self.deadline)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("max_wait", &self.max_wait)
            .field("max_attempts", &self.max_attempts)
            .field("headers", &crate::redact::Headers(&self.headers))
            .finish_non_exhaustive()
    }
}

/// What a call leaves behind for `recorded`.
#[derive(Clone)]
pub(crate) struct Recorded {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) attempts: u32,
}

/// A value and the answer that brought it.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::transport::Reply;
///
/// let client = client([Reply::status(503), Reply::json("7")]);
/// let answer = client.recorded(|client| async move { client.call(&GET).arg(1).fetch::<i64>().await }).await?;
/// assert_eq!((answer.value, answer.status, answer.attempts), (7, 200, 2));
/// assert_eq!(answer.headers["content-type"], "application/json");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Response<T> {
    /// The HTTP status.
    pub status: u16,
    /// The answer's headers.
    pub headers: HeaderMap,
    /// The identifier of the exchange at the vendor, if it gave one.
    pub request_id: Option<String>,
    /// How often the request was sent.
    pub attempts: u32,
    /// What the call returned.
    pub value: T,
}

impl<T> Response<T> {
    pub(crate) fn new(recorded: Recorded, value: T) -> Self {
        Self {
            status: recorded.status,
            request_id: crate::redact::request_id(&recorded.headers),
            headers: recorded.headers,
            attempts: recorded.attempts,
            value,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &crate::redact::Headers(&self.headers))
            .field("request_id", &self.request_id)
            .field("attempts", &self.attempts)
            .field("value", &self.value)
            .finish()
    }
}
