//! How a connection is set up.

use std::fmt;
#[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
use std::sync::Arc;
use std::time::Duration;

use guichet_core::{Error, Result, Secret};
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::Redis;
use crate::engine::Engine;
use crate::settings::{Settings, named};

/// How long a step is waited for: an error comes within two seconds.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// Settings of a [`Redis`], from [`Redis::builder`].
///
/// ```
/// use guichet_redis::Redis;
///
/// let redis = Redis::builder("redis://127.0.0.1:6379/2")
///     .username("guichet")
///     .password("s3cret")
///     .prefix("acme")
///     .build()?;
/// assert!(!format!("{redis:?}").contains("s3cret"));
/// # Ok::<(), guichet_redis::Error>(())
/// ```
#[must_use]
pub struct RedisBuilder {
    address: Secret,
    username: Option<String>,
    password: Option<Secret>,
    prefix: String,
    patience: Duration,
    replicas: u32,
    restarts_keep_all: bool,
    plain: bool,
    roots: Vec<Vec<u8>>,
    identity: Option<(Vec<u8>, Secret)>,
}

impl fmt::Debug for RedisBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold a password.
        f.debug_struct("RedisBuilder").field("prefix", &self.prefix).finish_non_exhaustive()
    }
}

impl RedisBuilder {
    pub(crate) fn new(address: Secret) -> Self {
        Self {
            address,
            username: None,
            password: None,
            prefix: "guichet".to_owned(),
            patience: PATIENCE,
            replicas: 0,
            restarts_keep_all: false,
            plain: false,
            roots: Vec::new(),
            identity: None,
        }
    }

    /// The user of the engine's list of rights (ACL). Comes before one in the address.
    pub fn username(mut self, username: impl Into<String>) -> Self {
        self.username = Some(username.into());
        self
    }

    /// The password. Comes before one in the address. It is shown nowhere.
    pub fn password(mut self, password: impl Into<Secret>) -> Self {
        self.password = Some(password.into());
        self
    }

    /// What all keys begin with; `guichet` by default. All programs that share a subscription give the same. One prefix may hold several
    /// subscriptions and logins, by the names of their ledgers and tokens.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How long a step is waited for, connecting included; 1.5 s by default, so that an error comes within 2 s. With
    /// [`replicas`](Self::replicas) a step of a renewal takes at most twice that.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Each step of a renewal of tokens waits until so many replicas have it (`WAIT`); 0 by default. A renewal does not begin before
    /// that. It makes the loss of the last write in a failover rarer, and does not exclude it.
    pub fn replicas(mut self, replicas: u32) -> Self {
        self.replicas = replicas;
        self
    }

    /// Says that a restart of the engine forgets nothing, where it cannot be asked: a service that refuses `CONFIG`, say. By default that is
    /// so where [`Found::keeps_every_change`](crate::Found::keeps_every_change). After any other restart the calls of the day are not known.
    pub fn restarts_keep_all(mut self) -> Self {
        self.restarts_keep_all = true;
        self
    }

    /// Allows a connection without TLS to another machine: the password and the tokens then travel in the clear. To this machine it is
    /// always allowed.
    pub fn allow_plain(mut self) -> Self {
        self.plain = true;
        self
    }

    /// Trusts one more certificate authority, given as PEM, beside the system's.
    pub fn add_root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.roots.push(pem.into());
        self
    }

    /// Presents a client certificate: its chain as PEM, and its key as PEM.
    pub fn client_certificate(mut self, chain: impl Into<Vec<u8>>, key: impl Into<Secret>) -> Self {
        self.identity = Some((chain.into(), key.into()));
        self
    }

    /// Starts the thread that talks to the engine. Nothing is connected yet: see [`Redis::check`].
    ///
    /// ```
    /// use guichet_redis::Redis;
    ///
    /// assert!(Redis::builder("redis://127.0.0.1").build().is_ok());
    /// for wrong in ["127.0.0.1:6379", "http://127.0.0.1", "redis://127.0.0.1/first", "redis://redis.example.com"] {
    ///     assert!(Redis::builder(wrong).build().is_err(), "{wrong}");
    /// }
    /// assert!(Redis::builder("redis://redis.example.com").allow_plain().build().is_ok());
    /// # #[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
    /// assert!(Redis::builder("rediss://redis.example.com:6380").build().is_ok());
    /// ```
    ///
    /// # Errors
    /// An address that is none, or that would send secrets in the clear to another machine; a prefix that cannot be one; a certificate that
    /// cannot be read.
    pub fn build(self) -> Result<Redis> {
        let shape = "the address of Redis is redis://host:port/database, or rediss:// for TLS";
        // Its own text may quote the password.
        let url = Url::parse(self.address.expose()).map_err(|_| Error::config(shape))?;
        let tls = match url.scheme() {
            "redis" => false,
            "rediss" => true,
            _ => return Err(Error::config(shape)),
        };
        let Some(host) = url.host_str().filter(|host| !host.is_empty()) else { return Err(Error::config(shape)) };
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        let database = match url.path().trim_matches('/') {
            "" => 0,
            number => number.parse::<u16>().map_err(|_| Error::config("the database of Redis is a number"))?,
        };
        let here = match Host::parse(&host) {
            Ok(Host::Ipv4(address)) => address.is_loopback(),
            Ok(Host::Ipv6(address)) => address.is_loopback(),
            Ok(Host::Domain(name)) => name == "localhost",
            Err(_) => host.parse::<std::net::Ipv6Addr>().is_ok_and(|address| address.is_loopback()),
        };
        if !tls && !here && !self.plain {
            return Err(Error::config(
                "redis:// to another machine would send the password and the tokens in the clear: use rediss://, or permit it with `allow_plain`",
            ));
        }
        named("the prefix", &self.prefix)?;
        let decoded = |text: &str| match percent_decode_str(text).decode_utf8() {
            Ok(text) => Ok(text.into_owned()),
            Err(_) => Err(Error::config(shape)),
        };
        let username = match (self.username, url.username()) {
            (Some(user), _) => Some(user),
            (None, "") => None,
            (None, user) => Some(decoded(user)?),
        };
        let password = match (self.password, url.password()) {
            (Some(password), _) => Some(password),
            (None, Some(password)) => Some(Secret::new(decoded(password)?)),
            (None, None) => None,
        };
        if let Some(password) = &password {
            password.check("the password of Redis")?;
        }
        #[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
        let tls = if tls {
            Some(Arc::new(guichet_core::vendor::tls_config(&self.roots, self.identity.as_ref())?))
        } else {
            None
        };
        #[cfg(not(any(feature = "tls-aws-lc", feature = "tls-ring")))]
        if tls {
            return Err(Error::config("rediss:// needs the feature tls-aws-lc or tls-ring"));
        }
        let settings = Settings {
            host,
            port: url.port().unwrap_or(6379),
            database: i64::from(database),
            username,
            password,
            prefix: self.prefix,
            patience: self.patience,
            replicas: self.replicas,
            restarts_keep_all: self.restarts_keep_all,
            #[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
            tls,
        };
        Ok(Redis(Engine::start(settings)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_its_password_is_shown_nowhere() {
        let redis = Redis::builder("redis://us%65r:s3%2Fcret@[::1]:7000/3").prefix("acme").build().unwrap();
        let settings = &redis.0.settings;
        assert_eq!((settings.host.as_str(), settings.port, settings.database), ("::1", 7000, 3));
        assert_eq!(settings.username.as_deref(), Some("user"));
        assert_eq!(settings.password.as_ref().unwrap().expose(), "s3/cret");
        let shown = format!("{redis:?} {} {:?}", settings.place(), Redis::builder("redis://:s3cret@h"));
        assert!(!shown.contains("s3"), "{shown}");
        for wrong in ["redis://:s3cret@/", "redis://u:s3cret@h:port", "postgres://u:s3cret@h", "redis://:s3cret@h/x"] {
            let error = Redis::builder(wrong).allow_plain().build().unwrap_err().to_string();
            assert!(!error.contains("s3cret"), "{error}");
        }
        assert!(Redis::builder("redis://h").build().unwrap_err().to_string().contains("allow_plain"));
        for wrong in ["", "a b", "{a}", "é"] {
            assert!(Redis::builder("redis://127.0.0.1").prefix(wrong).build().is_err(), "{wrong}");
        }
    }
}
