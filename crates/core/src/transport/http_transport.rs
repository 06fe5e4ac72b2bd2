//! The default transport: reqwest over HTTP/1.1, with everything off that would repeat or follow a request.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream as _;
use futures_util::TryStreamExt;
use http::Uri;
use http_body_util::BodyExt;
use tokio::runtime::{self, Handle};
use url::Url;

#[cfg(feature = "gzip")]
use super::gunzip;
#[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
use super::tls;
use super::{Body, BodyStream, BoxFuture, ByteStream, NotAfter, Transport, TransportError, TransportErrorKind};
use crate::error::{Error, Result};

/// Sends requests over the network. Redirects, repeats and the environment's proxies are off; idle connections
/// are dropped after 4 seconds, before servers do, so that a request rarely meets a connection just closed.
///
/// May be used on several runtimes: connections belong to the runtime that made them, and each has its own.
///
/// ```
/// use std::time::Duration;
///
/// use guichet_core::Settings;
/// use guichet_core::transport::{HttpTransport, Transport};
///
/// let transport = HttpTransport::builder().connect_timeout(Duration::from_secs(3)).build()?;
/// // A renewal of tokens gets connections of its own.
/// assert!(transport.detached().is_some());
/// let settings = Settings::new().transport(transport);
/// # drop(settings);
/// # Ok::<(), guichet_core::Error>(())
/// ```
#[derive(Clone)]
pub struct HttpTransport {
    recipe: Arc<Recipe>,
    /// A client for each runtime that it was used on, the latest last. A connection is served by a task of its runtime, so that one
    /// of a runtime that rests would never answer.
    clients: Arc<Mutex<Vec<(runtime::Id, reqwest::Client)>>>,
    /// The last origin, taken apart: a client talks to one, and taking a host apart costs more than a path. Copied out of its
    /// address: a path or a query may hold a credential, and is not kept.
    origin: Arc<Mutex<Option<Origin>>>,
}

impl std::fmt::Debug for HttpTransport {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HttpTransport")
    }
}

/// Finds the addresses of a host, in place of the system's resolver.
///
/// ```
/// use std::net::SocketAddr;
///
/// use guichet_core::transport::{BoxFuture, HttpTransport, Resolve};
///
/// /// Every host is this machine.
/// struct Here;
///
/// impl Resolve for Here {
///     fn resolve(&self, _: String) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>> {
///         Box::pin(std::future::ready(Ok(vec![SocketAddr::from(([127, 0, 0, 1], 0))])))
///     }
/// }
///
/// assert!(HttpTransport::builder().resolver(Here).build().is_ok());
/// # Ok::<(), guichet_core::Error>(())
/// ```
pub trait Resolve: Send + Sync + 'static {
    /// The addresses of `host`; ports are ignored.
    fn resolve(&self, host: String) -> BoxFuture<'static, std::io::Result<Vec<SocketAddr>>>;
}

/// Settings of an [`HttpTransport`], in types of our own.
///
/// ```
/// use std::time::Duration;
///
/// use guichet_core::transport::HttpTransport;
///
/// let transport = HttpTransport::builder()
///     .proxy("http://user:password@proxy.example.com:3128")
///     .connect_timeout(Duration::from_secs(3))
///     .idle_timeout(Duration::ZERO)
///     .build();
/// assert!(transport.is_ok());
/// ```
#[derive(Clone, Default)]
pub struct HttpTransportBuilder {
    proxy: Option<String>,
    roots: Vec<Vec<u8>>,
    identity: Option<(Vec<u8>, crate::Secret)>,
    resolver: Option<Arc<dyn Resolve>>,
    connect_timeout: Option<Duration>,
    idle_timeout: Option<Duration>,
    max_idle: Option<usize>,
}

impl std::fmt::Debug for HttpTransportBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HttpTransportBuilder")
    }
}

impl HttpTransport {
    /// The transport with its defaults. Without a TLS feature it speaks plain http only.
    ///
    /// ```
    /// use guichet_core::transport::HttpTransport;
    ///
    /// assert!(HttpTransport::new().is_ok());
    /// ```
    ///
    /// # Errors
    /// The system's certificates cannot be read.
    pub fn new() -> Result<Self> {
        Self::builder().build()
    }

    /// For other settings.
    pub fn builder() -> HttpTransportBuilder {
        HttpTransportBuilder::default()
    }
}

impl HttpTransportBuilder {
    /// Sends everything through a proxy: `http://user:password@host:port`. The environment is never read.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Trusts one more certificate authority, given as PEM, beside the system's.
    #[must_use]
    pub fn add_root_pem(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into());
        self
    }

    /// Presents a client certificate: its chain as PEM, and its key as PEM.
    #[must_use]
    pub fn identity_pem(mut self, chain: impl Into<Vec<u8>>, key: impl Into<crate::Secret>) -> Self {
        self.identity = Some((chain.into(), key.into()));
        self
    }

    /// Resolves host names in the caller's way.
    #[must_use]
    pub fn resolver(mut self, resolver: impl Resolve) -> Self {
        self.resolver = Some(Arc::new(resolver));
        self
    }

    /// How long a connection may take to establish; 10 seconds by default. A failure here is known to have sent
    /// nothing.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = Some(timeout);
        self
    }

    /// How long an unused connection is kept; 4 seconds by default. Zero uses each connection once.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = Some(timeout);
        self
    }

    /// How many unused connections are kept for a host.
    #[must_use]
    pub fn max_idle_connections(mut self, connections: usize) -> Self {
        self.max_idle = Some(connections);
        self
    }

    /// Builds the transport. Reads the system's certificates, no network. On Linux and the BSDs `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR` say where those are; nothing else of the environment is read.
    ///
    /// ```
    /// use guichet_core::transport::HttpTransport;
    ///
    /// let error = HttpTransport::builder().proxy("http://user:s3cret@").build().unwrap_err();
    /// assert!(!error.to_string().contains("s3cret"), "{error}");
    /// # #[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
    /// assert!(HttpTransport::builder().add_root_pem("no certificate").build().is_err());
    /// ```
    ///
    /// # Errors
    /// A proxy address, a certificate or a key that cannot be read.
    pub fn build(self) -> Result<HttpTransport> {
        let proxy = match &self.proxy {
            None => None,
            // The address may hold a password: reqwest's own error text is not passed on.
            Some(url) => {
                Some(reqwest::Proxy::all(url).map_err(|_| Error::config("the proxy's address cannot be read"))?)
            }
        };
        let recipe = Recipe {
            connect_timeout: self.connect_timeout.unwrap_or(Duration::from_secs(10)),
            idle_timeout: self.idle_timeout.unwrap_or(Duration::from_secs(4)),
            max_idle: if self.idle_timeout == Some(Duration::ZERO) { Some(0) } else { self.max_idle },
            proxy,
            resolver: self.resolver,
            #[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
            tls: tls::config(&self.roots, self.identity.as_ref())?,
        };
        // Whatever cannot be set up is an error here, and not at the first call.
        recipe.client().map_err(|e| Error::config("the HTTP client cannot be set up").with_source(e.without_url()))?;
        Ok(HttpTransport { recipe: Arc::new(recipe), clients: Arc::default(), origin: Arc::default() })
    }
}

/// What a client is made of.
struct Recipe {
    connect_timeout: Duration,
    idle_timeout: Duration,
    max_idle: Option<usize>,
    proxy: Option<reqwest::Proxy>,
    resolver: Option<Arc<dyn Resolve>>,
    #[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
    tls: rustls::ClientConfig,
}

impl Recipe {
    fn client(&self) -> reqwest::Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_proxy()
            .http1_only()
            .tcp_nodelay(true)
            .connect_timeout(self.connect_timeout)
            .pool_idle_timeout(self.idle_timeout);
        if let Some(most) = self.max_idle {
            builder = builder.pool_max_idle_per_host(most);
        }
        if let Some(proxy) = &self.proxy {
            builder = builder.proxy(proxy.clone());
        }
        if let Some(resolver) = &self.resolver {
            builder = builder.dns_resolver(Resolver(Arc::clone(resolver)));
        }
        #[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
        {
            builder = builder.tls_backend_preconfigured(self.tls.clone());
        }
        builder.build()
    }
}

/// How many runtimes a transport keeps connections for. A program that makes a runtime for each call would pile them up.
const RUNTIMES: usize = 16;

impl Transport for HttpTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            #[cfg(feature = "gzip")]
            let request = {
                let mut request = request;
                gunzip::ask(request.headers_mut());
                request
            };
            let late = Arc::new(AtomicBool::new(false));
            let request = self.request(request, &late).ok_or_else(|| {
                TransportError::with_source(TransportErrorKind::NotSent, "an address that cannot be requested")
            })?;
            let client = self.client()?;
            let response = client.execute(request).await.map_err(|error| match late.load(Ordering::SeqCst) {
                true => TransportError::with_source(
                    TransportErrorKind::NotSent,
                    "the connection was there too late, and the body did not leave",
                ),
                false => classify(error),
            })?;
            let (head, body) = http::Response::from(response).into_parts();
            let stream: ByteStream = Box::pin(body.into_data_stream().map_err(classify));
            #[cfg(feature = "gzip")]
            let (head, stream) = {
                let mut head = head;
                let stream = gunzip::undone(&mut head.headers, stream);
                (head, stream)
            };
            Ok(http::Response::from_parts(head, stream))
        })
    }

    fn detached(&self) -> Option<Arc<dyn Transport>> {
        Some(Arc::new(Self { recipe: Arc::clone(&self.recipe), clients: Arc::default(), origin: Arc::default() }))
    }
}

impl HttpTransport {
    /// The client of the runtime that this is called on.
    fn client(&self) -> Result<reqwest::Client, TransportError> {
        let not_sent = |why: String| TransportError::with_source(TransportErrorKind::NotSent, why);
        let here = Handle::try_current().map_err(|_| not_sent("a call needs a tokio runtime".to_owned()))?.id();
        let mut clients = self.clients.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = clients.iter().find(|(of, _)| *of == here) {
            return Ok(client.clone());
        }
        let client = self.recipe.client().map_err(|error| not_sent(error.without_url().to_string()))?;
        if clients.len() >= RUNTIMES {
            clients.remove(0);
        }
        clients.push((here, client.clone()));
        Ok(client)
    }

    fn request(&self, request: http::Request<Body>, late: &Arc<AtomicBool>) -> Option<reqwest::Request> {
        let (head, body) = request.into_parts();
        let in_time = head.extensions.get::<NotAfter>().cloned().map(|limit| InTime { limit, late: Arc::clone(late) });
        let mut made = reqwest::Request::new(head.method, self.url(&head.uri)?);
        *made.headers_mut() = head.headers;
        match body {
            Body::Bytes(bytes) if bytes.is_empty() => {}
            Body::Bytes(bytes) => {
                *made.body_mut() = Some(match in_time {
                    None => bytes.into(),
                    Some(in_time) => reqwest::Body::wrap(Whole { bytes: Some(bytes), in_time }),
                });
            }
            Body::Stream(stream) => {
                *made.body_mut() = Some(reqwest::Body::wrap(Announced { stream: Mutex::new(stream), in_time }));
            }
        }
        Some(made)
    }

    fn url(&self, uri: &Uri) -> Option<Url> {
        let mut origin = self.origin.lock().unwrap_or_else(PoisonError::into_inner);
        let (scheme, authority) = (uri.scheme_str()?, uri.authority()?.as_str());
        let known = origin.as_ref().filter(|known| known.scheme == scheme && known.authority == authority);
        let mut url = match known {
            Some(known) => known.url.clone(),
            None => {
                let url = Url::parse(&format!("{scheme}://{authority}/")).ok()?;
                *origin = Some(Origin { scheme: scheme.to_owned(), authority: authority.to_owned(), url: url.clone() });
                url
            }
        };
        url.set_path(uri.path());
        url.set_query(uri.query());
        Some(url)
    }
}

struct Origin {
    scheme: String,
    authority: String,
    url: Url,
}

/// A streamed body for hyper, which takes its `Content-Length` from the exact size. In a mutex because it must be `Sync`; nobody
/// ever waits for it.
struct Announced {
    stream: Mutex<BodyStream>,
    /// Asked before its first byte.
    in_time: Option<InTime>,
}

impl http_body::Body for Announced {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<std::io::Result<http_body::Frame<Bytes>>>> {
        if let Some(in_time) = self.in_time.take() {
            in_time.check()?;
        }
        let stream = self.stream.get_mut().unwrap_or_else(PoisonError::into_inner);
        Pin::new(stream).poll_next(context).map_ok(http_body::Frame::data)
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.stream.lock().unwrap_or_else(PoisonError::into_inner).left())
    }

    fn is_end_stream(&self) -> bool {
        self.stream.lock().unwrap_or_else(PoisonError::into_inner).left() == 0
    }
}

/// Whether a body still leaves in time. Hyper asks for it when the connection is there.
struct InTime {
    limit: NotAfter,
    late: Arc<AtomicBool>,
}

impl InTime {
    fn check(&self) -> std::io::Result<()> {
        if self.limit.is_over() {
            self.late.store(true, Ordering::SeqCst);
            return Err(std::io::ErrorKind::TimedOut.into());
        }
        Ok(())
    }
}

/// A body that leaves in time or not at all.
struct Whole {
    bytes: Option<Bytes>,
    in_time: InTime,
}

impl http_body::Body for Whole {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<std::io::Result<http_body::Frame<Bytes>>>> {
        if self.bytes.is_some() {
            self.in_time.check()?;
        }
        Poll::Ready(self.bytes.take().map(|bytes| Ok(http_body::Frame::data(bytes))))
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }
}

fn classify(error: reqwest::Error) -> TransportError {
    // Only a failure to connect proves that nothing was sent. hyper's "connection closed before message
    // completed" proves nothing: the request may have been read.
    let kind = if error.is_connect() {
        TransportErrorKind::NotSent
    } else if error.is_timeout() {
        TransportErrorKind::TimedOut
    } else {
        TransportErrorKind::Interrupted
    };
    TransportError::with_source(kind, error.without_url())
}

struct Resolver(Arc<dyn Resolve>);

impl reqwest::dns::Resolve for Resolver {
    fn resolve(&self, name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        let found = self.0.resolve(name.as_str().to_owned());
        Box::pin(async move {
            let addresses: reqwest::dns::Addrs = Box::new(found.await?.into_iter());
            Ok(addresses)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_the_origin_alone_is_kept() {
        let transport = HttpTransport::new().unwrap();
        for path in ["/jwt/login.html?username=u&password=czNjcmV0", "/s3cret/x"] {
            let uri: Uri = format!("http://127.0.0.1:8080{path}").parse().unwrap();
            assert_eq!(transport.url(&uri).unwrap().as_str(), uri.to_string());
        }
        let kept = transport.origin.lock().unwrap();
        let kept = kept.as_ref().unwrap();
        assert_eq!((kept.scheme.as_str(), kept.authority.as_str()), ("http", "127.0.0.1:8080"));
        assert_eq!(kept.url.as_str(), "http://127.0.0.1:8080/");
    }
}
