//! The address to which a sign-in in a browser comes back.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use url::{Host, Url};

use crate::error::{Error, Result};

/// A redirect address (RFC 6749, 3.1.2). It is kept letter by letter: a vendor compares it so.
///
/// ```
/// use guichet_core::auth::RedirectAddress;
///
/// let address = RedirectAddress::parse("http://LOCALHOST:8080/callback")?;
/// assert_eq!(address.as_str(), "http://LOCALHOST:8080/callback");
/// # Ok::<(), guichet_core::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct RedirectAddress {
    text: String,
    url: Url,
}

impl RedirectAddress {
    /// Reads an address.
    ///
    /// ```
    /// use guichet_core::auth::RedirectAddress;
    ///
    /// assert!(RedirectAddress::parse("https://example.com/callback").is_ok());
    /// assert!(RedirectAddress::parse("https://example.com/callback#top").is_err());
    /// assert!(RedirectAddress::parse("app:callback").is_err());
    /// ```
    ///
    /// # Errors
    /// It is no http or https address, or has a fragment.
    pub fn parse(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        match Url::parse(&text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.fragment().is_none() => Ok(Self { text, url }),
            _ => Err(Error::config("the redirect address is no http or https address, or has a fragment")),
        }
    }

    /// The address as it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Where on this machine to listen for what comes back, and for which path. `localhost` has two addresses, and a browser
    /// may take either.
    ///
    /// ```
    /// use guichet_core::auth::RedirectAddress;
    ///
    /// let address = RedirectAddress::parse("http://localhost:8080/callback")?;
    /// let (sockets, path) = address.local()?;
    /// assert_eq!((sockets.len(), sockets[0].port(), path), (2, 8080, "/callback"));
    ///
    /// assert!(RedirectAddress::parse("https://localhost/callback")?.local().is_err());
    /// assert!(RedirectAddress::parse("http://example.com/callback")?.local().is_err());
    /// # Ok::<(), guichet_core::Error>(())
    /// ```
    ///
    /// # Errors
    /// It is https, for which a certificate would be needed, or leads to another machine.
    pub fn local(&self) -> Result<(Vec<SocketAddr>, &str)> {
        let refuse =
            |why: &str| Err(Error::config(format!("the redirect address {} cannot be listened on: {why}", self.text)));
        if self.url.scheme() != "http" {
            return refuse("it is not plain http");
        }
        let (v4, v6) = (IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST));
        let hosts = match self.url.host() {
            Some(Host::Domain("localhost")) => vec![v4, v6],
            Some(Host::Ipv4(ip)) if ip.is_loopback() => vec![IpAddr::V4(ip)],
            Some(Host::Ipv6(ip)) if ip.is_loopback() => vec![v6],
            _ => return refuse("it is not this machine"),
        };
        let port = self.url.port_or_known_default().unwrap_or(80);
        Ok((hosts.into_iter().map(|host| SocketAddr::new(host, port)).collect(), self.url.path()))
    }
}

impl fmt::Debug for RedirectAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RedirectAddress").field(&self.text).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_listened_on() {
        for (text, hosts, path) in [
            ("http://localhost:3333", 2, "/"),
            ("http://localhost:3333/api/login", 2, "/api/login"),
            ("http://127.0.0.1:80/x", 1, "/x"),
            ("http://[::1]:3333/", 1, "/"),
        ] {
            let redirect = RedirectAddress::parse(text).unwrap();
            let (addresses, found) = redirect.local().unwrap();
            assert_eq!((addresses.len(), found, redirect.as_str()), (hosts, path, text));
            assert!(addresses.iter().all(|address| address.ip().is_loopback()));
        }
        for text in ["https://localhost:3333", "http://192.168.0.5:3333", "http://example.com", "http://0.0.0.0:1"] {
            RedirectAddress::parse(text).unwrap().local().unwrap_err();
        }
        for text in ["", "localhost:3333", "ftp://localhost", "http://localhost/#x"] {
            RedirectAddress::parse(text).unwrap_err();
        }
    }
}
