//! Credentials that do not change.

use crate::transport::Body;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderName, HeaderValue, header};

use super::{Authorizer, Generation, secret_value, set};
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::transport::BoxFuture;

/// No credentials at all.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use guichet_core::auth::Anonymous;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// assert_eq!(authorization(&Anonymous).await, "");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Anonymous;

impl Authorizer for Anonymous {
    fn authorize<'a>(&'a self, _: &'a mut http::Request<Body>) -> BoxFuture<'a, Result<Generation>> {
        Box::pin(std::future::ready(Ok(Generation::default())))
    }
}

/// One header that is the same on every request: an API key, say.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use guichet_core::Secret;
/// use guichet_core::auth::StaticHeader;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = StaticHeader::new("authorization", &Secret::new("key-1"))?;
/// assert_eq!(authorization(&key).await, "key-1");
/// assert!(!format!("{key:?}").contains("key-1"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct StaticHeader {
    name: HeaderName,
    value: HeaderValue,
}

impl StaticHeader {
    /// A header and its secret value.
    ///
    /// ```
    /// use guichet_core::Secret;
    /// use guichet_core::auth::StaticHeader;
    ///
    /// let key = Secret::new("key-1");
    /// assert!(StaticHeader::new("x-api-key", &key).is_ok());
    /// assert!(StaticHeader::new("x api key", &key).is_err());
    /// assert!(StaticHeader::new("x-api-key", &Secret::new("key\n")).is_err());
    /// ```
    ///
    /// # Errors
    /// The name or the value cannot be a header's.
    pub fn new(name: &str, value: &Secret) -> Result<Self> {
        let name = HeaderName::try_from(name).map_err(|_| Error::config(format!("{name:?} is not a header's name")))?;
        Ok(Self { name, value: secret_value(value.expose())? })
    }
}

impl fmt::Debug for StaticHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StaticHeader").field(&self.name).finish()
    }
}

impl Authorizer for StaticHeader {
    fn authorize<'a>(&'a self, request: &'a mut http::Request<Body>) -> BoxFuture<'a, Result<Generation>> {
        set(request, &self.name, &self.value);
        // A block, because a ready value of zeros is allocated as cleared memory, which costs more.
        Box::pin(async { Ok(Generation::default()) })
    }
}

/// HTTP Basic: a user and a password, which may be empty.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use guichet_core::Secret;
/// use guichet_core::auth::Basic;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let basic = Basic::new(&Secret::new("user"), &Secret::new(""))?;
/// assert_eq!(authorization(&basic).await, "Basic dXNlcjo=");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Basic(StaticHeader);

impl Basic {
    /// A user and a password.
    ///
    /// ```
    /// use guichet_core::Secret;
    /// use guichet_core::auth::Basic;
    ///
    /// let password = Secret::new("a:b");
    /// assert!(Basic::new(&Secret::new("user"), &password).is_ok());
    /// assert!(Basic::new(&Secret::new("us:er"), &password).is_err());
    /// ```
    ///
    /// # Errors
    /// The user holds a colon, which Basic cannot carry.
    pub fn new(user: &Secret, password: &Secret) -> Result<Self> {
        if user.expose().contains(':') {
            return Err(Error::config("a user name with a colon cannot be sent by HTTP Basic"));
        }
        let pair = Secret::new(format!("{}:{}", user.expose(), password.expose()));
        let value = Secret::new(format!("Basic {}", STANDARD.encode(pair.expose())));
        Ok(Self(StaticHeader { name: header::AUTHORIZATION, value: secret_value(value.expose())? }))
    }
}

impl Authorizer for Basic {
    fn authorize<'a>(&'a self, request: &'a mut http::Request<Body>) -> BoxFuture<'a, Result<Generation>> {
        self.0.authorize(request)
    }
}

/// A bearer token that does not change.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use guichet_core::Secret;
/// use guichet_core::auth::Bearer;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let bearer = Bearer::new(&Secret::new("t0ken"))?;
/// assert_eq!(authorization(&bearer).await, "Bearer t0ken");
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Bearer(StaticHeader);

impl Bearer {
    /// A token.
    ///
    /// ```
    /// use guichet_core::Secret;
    /// use guichet_core::auth::Bearer;
    ///
    /// assert!(Bearer::new(&Secret::new("t0ken")).is_ok());
    /// assert!(Bearer::new(&Secret::new("t0ken\r\n")).is_err());
    /// ```
    ///
    /// # Errors
    /// The token holds characters that a header cannot carry.
    pub fn new(token: &Secret) -> Result<Self> {
        let value = Secret::new(format!("Bearer {}", token.expose()));
        Ok(Self(StaticHeader { name: header::AUTHORIZATION, value: secret_value(value.expose())? }))
    }
}

impl Authorizer for Bearer {
    fn authorize<'a>(&'a self, request: &'a mut http::Request<Body>) -> BoxFuture<'a, Result<Generation>> {
        self.0.authorize(request)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn sent(authorizer: &dyn Authorizer, name: &str) -> HeaderValue {
        let mut request = http::Request::new(Body::default());
        authorizer.authorize(&mut request).await.unwrap();
        request.headers()[name].clone()
    }

    #[tokio::test]
    async fn each_sends_its_header_and_hides_it() {
        let key = Secret::new("$2y$10$k3y");
        let basic = Basic::new(&key, &Secret::new("")).unwrap();
        let value = sent(&basic, "authorization").await;
        assert_eq!(value, format!("Basic {}", STANDARD.encode("$2y$10$k3y:")));
        assert!(value.is_sensitive());
        let bearer = Bearer::new(&key).unwrap();
        assert_eq!(sent(&bearer, "authorization").await, "Bearer $2y$10$k3y");
        let header = StaticHeader::new("X-Api-Key", &key).unwrap();
        assert_eq!(sent(&header, "x-api-key").await, "$2y$10$k3y");
        assert!(!format!("{basic:?} {bearer:?} {header:?}").contains("k3y"));
    }

    #[test]
    fn what_a_header_cannot_carry_is_refused_unshown() {
        for error in [
            Basic::new(&Secret::new("a:k3y"), &Secret::new("")).unwrap_err(),
            Bearer::new(&Secret::new("k3y\r\nX: y")).unwrap_err(),
            StaticHeader::new("bad name", &Secret::new("k3y")).unwrap_err(),
        ] {
            assert!(!format!("{error} {error:?}").contains("k3y"));
        }
    }
}
