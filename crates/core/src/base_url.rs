//! The one address that a client talks to.

use std::net::IpAddr;

use http::Uri;
use http::uri::PathAndQuery;
use url::{Host, Url};

use crate::error::{Error, Result};

/// Scheme, host, port, and the path below which the vendor's paths begin. Never printed whole.
#[derive(Clone)]
pub(crate) struct BaseUrl {
    /// Without a slash at the end.
    text: String,
    url: Url,
    /// Scheme, host and port alone, and how much of `text` they are.
    origin: Uri,
    origin_length: usize,
}

impl BaseUrl {
    pub(crate) fn parse(text: &str, plain_http: bool) -> Result<Self> {
        let refuse = |why: &str| Err(Error::config(format!("the base URL {why}")));
        let Ok(url) = Url::parse(text) else { return refuse("cannot be read") };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("must not hold a user or a password");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse("must not hold a query or a fragment");
        }
        let local = match url.host() {
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
            None => return refuse("has no host"),
        };
        match url.scheme() {
            "https" => {}
            "http" if local || plain_http => {}
            "http" => {
                return refuse(
                    "is plain http to another machine: credentials would travel in the clear; `allow_plain_http` permits it",
                );
            }
            _ => return refuse("must be https"),
        }
        let text = url.as_str().trim_end_matches('/').to_owned();
        let origin = url.origin().ascii_serialization();
        let Ok(uri) = Uri::try_from(origin.as_str()) else { return refuse("cannot be read") };
        Ok(Self { text, url, origin: uri, origin_length: origin.len() })
    }

    /// An address as the transport takes it. Where it begins as the base does, only its path is read.
    pub(crate) fn uri(&self, address: &str) -> Result<Uri, http::Error> {
        let path = self.text.get(..self.origin_length).and_then(|origin| address.strip_prefix(origin));
        let Some(path) = path.filter(|path| path.starts_with(['/', '?'])) else { return Ok(Uri::try_from(address)?) };
        let mut parts = self.origin.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(path)?);
        Ok(Uri::from_parts(parts)?)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// Reads a link that a server gave: absolute or relative, and never to another origin. One over plain http to the same host is
    /// taken over https: a server behind a balancer that ends TLS knows no better.
    pub(crate) fn link(&self, current: &str, link: &str) -> Option<String> {
        let mut url = Url::parse(current).unwrap_or_else(|_| self.url.clone()).join(link).ok()?;
        let plain = (url.scheme(), self.url.scheme()) == ("http", "https");
        if plain && url.host() == self.url.host() && url.port() == self.url.port() {
            url.set_scheme("https").ok()?;
        }
        let same = url.origin() == self.url.origin() && url.username().is_empty() && url.password().is_none();
        let below = url.path() == self.url.path()
            || url.path().starts_with(&format!("{}/", self.url.path().trim_end_matches('/')));
        (same && below).then(|| {
            let mut url = url;
            url.set_fragment(None);
            url.into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for good in
            ["https://app.vendor.example", "http://127.0.0.1:8080/vendor/", "http://localhost:1", "http://[::1]:9"]
        {
            assert!(BaseUrl::parse(good, false).is_ok(), "{good}");
        }
        for bad in [
            "http://app.vendor.example",
            "ftp://x",
            "app.vendor.example",
            "https://user:p4ss@x",
            "https://x?key=k3y",
            "https://x/#f",
            "",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
        ] {
            let error = BaseUrl::parse(bad, false).err().unwrap_or_else(|| panic!("{bad}")).to_string();
            assert!(!error.contains("p4ss") && !error.contains("k3y"), "{error}");
        }
        assert!(BaseUrl::parse("http://10.0.0.1", true).is_ok());
    }

    #[test]
    fn an_address_is_read_as_if_it_were_read_whole() {
        for base in ["https://h.example/api", "http://127.0.0.1:8080", "http://localhost", "https://h.example:444/"] {
            let known = BaseUrl::parse(base, false).unwrap();
            let begun = known.as_str();
            for rest in ["/v1/x", "/v1/x?page=2&q=a%20b", "/", "?page=2", ""] {
                let address = format!("{begun}{rest}");
                assert_eq!(known.uri(&address).unwrap(), Uri::try_from(address.as_str()).unwrap(), "{address}");
            }
            for elsewhere in ["https://h.example.com/x", "https://h.example:4444/x", "http://127.0.0.1:80801/"] {
                let whole = Uri::try_from(elsewhere).map_err(drop);
                assert_eq!(known.uri(elsewhere).map_err(drop), whole, "{elsewhere}");
            }
            known.uri(&format!("{begun}/a b")).unwrap_err();
        }
    }

    #[test]
    fn links_stay_on_the_origin_and_below_the_path() {
        let base = BaseUrl::parse("https://h.example/api", false).unwrap();
        let current = "https://h.example/api/v1/x?page=1";
        for (link, expected) in [
            ("https://h.example/api/v1/x?page=2#f", Some("https://h.example/api/v1/x?page=2")),
            ("/api/v1/x?page=2", Some("https://h.example/api/v1/x?page=2")),
            ("?page=2", Some("https://h.example/api/v1/x?page=2")),
            ("http://h.example/api/v1/x?page=2", Some("https://h.example/api/v1/x?page=2")),
            ("http://h.example:80/api/v1/x", Some("https://h.example/api/v1/x")),
            ("http://h.example:8080/api/v1/x", None),
            ("http://evil.example/api/v1/x", None),
            ("http://u:p@h.example/api/v1/x", None),
            ("http://h.example/other", None),
            ("https://h.example:444/api/v1/x", None),
            ("https://evil.example/api/v1/x", None),
            ("//evil.example/api", None),
            ("https://u:p@h.example/api/v1", None),
            ("/other", None),
            ("/apiary", None),
            ("/api/../x", None),
            ("javascript:1", None),
        ] {
            assert_eq!(base.link(current, link).as_deref(), expected, "{link}");
        }
    }
}
