//! Who is calling: an authorizer sees the finished request and adds what proves it.

#[cfg(feature = "rotation")]
mod apart;
mod fixed;
#[cfg(feature = "rotation")]
mod redirect;
#[cfg(feature = "rotation")]
mod rotating;
mod shared_refresh;
#[cfg(feature = "rotation")]
pub mod store;
mod token;

pub use fixed::{Anonymous, Basic, Bearer, StaticHeader};
#[cfg(feature = "rotation")]
pub use redirect::RedirectAddress;
#[cfg(feature = "rotation")]
pub use rotating::{Redeemed, RotatingTokens, RotationPolicy, TokenEndpoint};
pub use token::{TokenCache, TokenSource};

use crate::transport::Body;
use http::{HeaderName, HeaderValue};

use crate::error::{Error, Result};
use crate::transport::BoxFuture;

/// Adds credentials to a request. It is asked anew for every attempt and every page, and sees the request as it
/// will be sent, body included.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use guichet_core::auth::{Authorizer, Generation, secret_value};
/// use guichet_core::transport::{Body, BoxFuture};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// /// Says how long the body is.
/// struct Length;
///
/// impl Authorizer for Length {
///     fn authorize<'a>(
///         &'a self,
///         request: &'a mut http::Request<Body>,
///     ) -> BoxFuture<'a, guichet_core::Result<Generation>> {
///         Box::pin(async move {
///             let proof = secret_value(&format!("{} bytes", request.body().len()))?;
///             request.headers_mut().insert("authorization", proof);
///             Ok(Generation::default())
///         })
///     }
/// }
///
/// assert_eq!(authorization(&Length).await, "0 bytes");
/// # Ok(())
/// # }
/// ```
pub trait Authorizer: Send + Sync + 'static {
    /// Adds the credentials. The answer names their generation, so that a refusal can be distinguished from one of
    /// credentials already replaced.
    fn authorize<'a>(&'a self, request: &'a mut http::Request<Body>) -> BoxFuture<'a, Result<Generation>>;

    /// The credentials of this generation were refused. `true`: there are others now, the call may be sent once
    /// more. Credentials that cannot be renewed leave this as it is.
    fn renew(&self, rejected: Generation) -> BoxFuture<'_, Result<bool>> {
        let _ = rejected;
        Box::pin(std::future::ready(Ok(false)))
    }
}

/// Which credentials a request carried.
///
/// ```
/// use guichet_core::auth::Generation;
///
/// let refused = Generation(3);
/// assert!(Generation(4) > refused);
/// assert_eq!(Generation::default(), Generation(0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Generation(pub u64);

/// A header value that no log and no `Debug` shows.
///
/// ```
/// use guichet_core::auth::secret_value;
///
/// let value = secret_value("Bearer t0ken")?;
/// assert!(value.is_sensitive());
/// assert_eq!(format!("{value:?}"), "Sensitive");
/// assert!(secret_value("two\nlines").is_err());
/// # Ok::<(), guichet_core::Error>(())
/// ```
///
/// # Errors
/// The text cannot be a header's value; the error does not show it.
pub fn secret_value(text: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Error::config("a credential holds characters that a header cannot carry"))?;
    value.set_sensitive(true);
    Ok(value)
}

pub(crate) fn set(request: &mut http::Request<Body>, name: &HeaderName, value: &HeaderValue) {
    request.headers_mut().insert(name.clone(), value.clone());
}
