//! A client: what all calls of one vendor share. `run` is the only place that runs one.

mod attempt;
mod build;
pub(crate) mod call;
mod decide;
mod preview;
mod receive;
mod run;
mod runtime;
mod upload;
mod watch;

use call::Call;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderName, HeaderValue, Method};

use crate::auth::Authorizer;
use crate::base_url::BaseUrl;
use crate::clock::Clock;
use crate::dialect::Dialect;
use crate::error::{Error, Result};
use crate::limit::Limits;
use crate::observe::Observer;
use crate::operation::{Effect, Operation};
use crate::retry::{Budget, RetryPolicy};
use crate::settings::{CallOptions, Response, Settings};
use crate::transport::Transport;

const MAX_BODY: usize = 16 * 1024 * 1024;
const SIGN_IN_BODY: usize = 1024 * 1024;
const IDLE: Duration = Duration::from_secs(30);

/// What a vendor's crate brings to a client.
///
/// ```
/// use std::sync::Arc;
///
/// use guichet_core::Settings;
/// use guichet_core::auth::Anonymous;
/// use guichet_core::vendor::{Client, PlainDialect, Vendor};
///
/// let vendor = Vendor {
///     name: "vendor",
///     version: "0.1.0",
///     base_url: "https://api.example.com",
///     headers: vec![("accept", "application/json".to_owned())],
///     authorizer: Arc::new(Anonymous),
///     dialect: Arc::new(PlainDialect),
/// };
/// # #[cfg(all(feature = "http", any(feature = "tls-aws-lc", feature = "tls-ring")))]
/// assert!(Client::new(vendor, Settings::new()).is_ok());
/// ```
pub struct Vendor {
    /// Short name, as in the operations' identifiers.
    pub name: &'static str,
    /// The crate's version, for the user agent.
    pub version: &'static str,
    /// The vendor's public address.
    pub base_url: &'static str,
    /// Headers of every request.
    pub headers: Vec<(&'static str, String)>,
    /// Who is calling.
    pub authorizer: Arc<dyn Authorizer>,
    /// How the vendor says no.
    pub dialect: Arc<dyn Dialect>,
}

/// Whether calls are counted among those of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// They are.
    Yes,
    /// They are not.
    No,
}

/// Runs calls. Cheap to clone; clones share connections, limits and the retry budget.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::transport::Reply;
/// use guichet_core::{CallOptions, Effect, Method};
///
/// let client = client([Reply::json(r#"{"id": 7}"#), Reply::json("true")]);
/// let thing: Thing = client.call(&GET).arg(7).fetch().await?;
/// assert_eq!(thing.id, 7);
///
/// // A route that no operation declares, and options for this call alone.
/// let once = client.with(CallOptions::new().max_attempts(1));
/// assert!(once.request(Method::GET, "/beta/{name}", Effect::Safe).arg("a/b").fetch::<bool>().await?);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    options: Arc<CallOptions>,
}

struct Inner {
    vendor: &'static str,
    base: BaseUrl,
    transport: Arc<dyn Transport>,
    authorizer: Arc<dyn Authorizer>,
    dialect: Arc<dyn Dialect>,
    limits: Limits,
    retry: RetryPolicy,
    budget: Budget,
    clock: Clock,
    headers: HeaderMap,
    max_body: usize,
    max_elements: usize,
    observer: Option<Arc<dyn Observer>>,
    plain_http: bool,
    jitter: Mutex<fastrand::Rng>,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("vendor", &self.inner.vendor)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Sets up a client. No network, no environment.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// use guichet_core::Settings;
    /// use guichet_core::vendor::Client;
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let error = Client::new(vendor(), Settings::new().base_url("http://api.example.com")).unwrap_err();
    /// assert_eq!(error.kind(), guichet_core::ErrorKind::Config);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// An address, a header or a TLS setting that cannot work.
    pub fn new(vendor: Vendor, settings: Settings) -> Result<Self> {
        let base = BaseUrl::parse(settings.base_url.as_deref().unwrap_or(vendor.base_url), settings.plain_http)?;
        #[cfg(feature = "http")]
        if settings.transport.is_some() && settings.http.is_some() {
            return Err(Error::config(
                "a transport of your own has its own proxy, certificates and time-outs: set them there",
            ));
        }
        let transport = match settings.transport {
            Some(transport) => transport,
            #[cfg(all(feature = "http", not(any(feature = "tls-aws-lc", feature = "tls-ring"))))]
            None if base.as_str().starts_with("https:") => {
                return Err(Error::config("https needs the feature `tls-aws-lc` or `tls-ring`"));
            }
            #[cfg(feature = "http")]
            None => Arc::new(settings.http.unwrap_or_default().build()?),
            #[cfg(not(feature = "http"))]
            None => return Err(Error::config("without the feature `http`, a transport must be given")),
        };
        let mut headers = HeaderMap::new();
        let mut agent = format!("guichet-{}/{}", vendor.name, vendor.version);
        if let Some(product) = &settings.product {
            agent = format!("{product} {agent}");
        }
        for (name, value) in [("user-agent", agent)].into_iter().chain(vendor.headers) {
            let name =
                HeaderName::try_from(name).map_err(|_| Error::config(format!("{name:?} is not a header's name")))?;
            let value = HeaderValue::try_from(value)
                .map_err(|_| Error::config(format!("the header {name} has a value that cannot be sent")))?;
            headers.insert(name, value);
        }
        let jitter = settings.retry.jitter_seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed);
        Ok(Self {
            inner: Arc::new(Inner {
                vendor: vendor.name,
                base,
                transport,
                authorizer: vendor.authorizer,
                dialect: vendor.dialect,
                limits: settings.limits.unwrap_or_default(),
                retry: settings.retry,
                budget: Budget::new(settings.retry.shared_budget),
                clock: settings.clock,
                headers,
                max_body: settings.max_body.unwrap_or(MAX_BODY),
                max_elements: settings.max_elements.unwrap_or(crate::json::MOST_ELEMENTS),
                observer: settings.observer,
                plain_http: settings.plain_http,
                jitter: Mutex::new(jitter),
            }),
            options: Arc::new(settings.options),
        })
    }

    /// Begins a call of a declared operation.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::declared(self.clone(), operation)
    }

    /// Begins a call that no operation declares: a method, a path of the vendor, which may hold placeholders, and
    /// what repeating it does. It is authorized, limited and redacted like every other.
    pub fn request(&self, method: Method, path: impl Into<String>, effect: Effect) -> Call {
        Call::custom(self.clone(), Operation::custom(method, path, effect))
    }

    /// The same client with other options.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self { inner: Arc::clone(&self.inner), options: Arc::new(options.over(&self.options)) }
    }

    /// Runs one call and returns, with its value, the answer that brought it. Where the code makes several calls,
    /// the last one's.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::Reply;
    ///
    /// let client = client([Reply::json(r#"{"id": 7}"#).header("x-request-id", "r-1")]);
    /// let answer = client.recorded(|client| async move { client.call(&GET).arg(7).fetch::<Thing>().await }).await?;
    /// assert_eq!((answer.value.id, answer.status, answer.attempts), (7, 200, 1));
    /// assert_eq!(answer.request_id.as_deref(), Some("r-1"));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// Those of the call.
    pub async fn recorded<T, F: Future<Output = Result<T>>>(&self, run: impl FnOnce(Self) -> F) -> Result<Response<T>> {
        let slot = Arc::new(Mutex::new(None));
        let client = self.with(CallOptions { record: Some(Arc::clone(&slot)), ..CallOptions::default() });
        let value = run(client).await?;
        let recorded = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
        match recorded {
            Some(recorded) => Ok(Response::new(recorded, value)),
            None => Err(Error::config("no call was made through the recorded client")),
        }
    }

    /// The same client with other credentials.
    #[must_use]
    pub fn authorized_by(&self, authorizer: Arc<dyn Authorizer>) -> Self {
        self.copy(authorizer, self.inner.limits.clone())
    }

    /// The same client with other credentials, without pace and without a bound of calls on their way: for requests that are made
    /// while calls hold their turn or their place, because those calls wait for a token.
    #[must_use]
    pub fn unpaced(&self, authorizer: Arc<dyn Authorizer>, counted: Counted) -> Self {
        let limits = match counted {
            Counted::Yes => self.inner.limits.counting_only(),
            Counted::No => Limits::unbounded(),
        };
        let mut client = self.copy(authorizer, limits);
        if let Some(inner) = Arc::get_mut(&mut client.inner) {
            // Room for any reply that holds tokens, however little the client takes otherwise.
            inner.max_body = inner.max_body.max(SIGN_IN_BODY);
            inner.budget.keep_to_itself();
        }
        client
    }

    /// The same client for another address of the vendor's: its host for signing in, say.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::transport::{Reply, ScriptedTransport};
    ///
    /// let transport = ScriptedTransport::new([Reply::status(200)]);
    /// let login = client_on(&transport).with_base_url("https://login.example.com/v2")?;
    /// login.call(&LIST).send_empty().await?;
    /// assert_eq!(transport.requests()[0].uri, "https://login.example.com/v2/things");
    /// assert!(login.with_base_url("login.example.com").is_err());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// An address that cannot work.
    pub fn with_base_url(&self, base_url: &str) -> Result<Self> {
        let base = BaseUrl::parse(base_url, self.inner.plain_http)?;
        let mut copy = self.copy(Arc::clone(&self.inner.authorizer), self.inner.limits.clone());
        if let Some(inner) = Arc::get_mut(&mut copy.inner) {
            inner.base = base;
        }
        Ok(copy)
    }

    /// The same client over connections of its own ([`Transport::detached`]), for a request that goes on where the caller's runtime
    /// ends. `None` where the transport has no such form.
    pub fn detached(&self) -> Option<Self> {
        let transport = self.inner.transport.detached()?;
        let mut copy = self.copy(Arc::clone(&self.inner.authorizer), self.inner.limits.clone());
        if let Some(inner) = Arc::get_mut(&mut copy.inner) {
            inner.transport = transport;
        }
        Some(copy)
    }

    fn copy(&self, authorizer: Arc<dyn Authorizer>, limits: Limits) -> Self {
        let inner = &*self.inner;
        Self {
            inner: Arc::new(Inner {
                vendor: inner.vendor,
                base: inner.base.clone(),
                transport: Arc::clone(&inner.transport),
                authorizer,
                dialect: Arc::clone(&inner.dialect),
                limits,
                retry: inner.retry,
                budget: inner.budget.anew(),
                clock: inner.clock.clone(),
                headers: inner.headers.clone(),
                max_body: inner.max_body,
                max_elements: inner.max_elements,
                observer: inner.observer.clone(),
                plain_http: inner.plain_http,
                jitter: Mutex::new(inner.jitter.lock().unwrap_or_else(PoisonError::into_inner).fork()),
            }),
            options: Arc::clone(&self.options),
        }
    }

    /// This client with another one's options.
    #[must_use]
    pub fn with_options_of(&self, other: &Self) -> Self {
        Self { inner: Arc::clone(&self.inner), options: Arc::clone(&other.options) }
    }

    /// The limits that this client keeps.
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// The clock that this client reads.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    pub(crate) fn max_elements(&self) -> usize {
        self.inner.max_elements
    }

    pub(crate) fn base(&self) -> &BaseUrl {
        &self.inner.base
    }
}
