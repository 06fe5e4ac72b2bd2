//! What of a request or an answer may be shown. An allow-list: a header that nobody thought of stays hidden. And what a peer repeats of
//! a request is taken out of all that is kept of its answer.

use std::borrow::Cow;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue};

/// Headers that say nothing about who is calling.
const SHOWN: &[&str] = &[
    "accept",
    "accept-encoding",
    "accept-language",
    "age",
    "cache-control",
    "content-encoding",
    "content-language",
    "content-length",
    "content-type",
    "date",
    "etag",
    "expires",
    "last-modified",
    "retry-after",
    "server",
    "transfer-encoding",
    "user-agent",
    "vary",
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
];

/// Where vendors and gateways put the identifier that their support asks for.
const REQUEST_IDS: &[&str] = &["x-request-id", "request-id", "x-correlation-id", "x-ms-request-id", "apim-request-id"];

/// Shows headers by name, and values only of those on the allow-list.
pub(crate) struct Headers<'a>(pub(crate) &'a HeaderMap);

impl fmt::Debug for Headers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |name: &http::HeaderName, value: &http::HeaderValue| match value.to_str() {
            Ok(text) if !value.is_sensitive() && SHOWN.contains(&name.as_str()) => text.to_owned(),
            _ => "***".to_owned(),
        };
        f.debug_map().entries(self.0.iter().map(|(name, value)| (name.as_str(), shown(name, value)))).finish()
    }
}

/// The identifier of this exchange at the vendor, if it gave one.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<String> {
    let value = REQUEST_IDS.iter().find_map(|name| headers.get(*name))?;
    let text = value.to_str().ok()?.trim();
    // It ends up in log lines: only what looks like an identifier, and not a page of it.
    let plain = !text.is_empty() && text.len() <= 128 && text.bytes().all(|b| b.is_ascii_graphic());
    plain.then(|| text.to_owned())
}

/// What stands in the place of a secret.
const HIDDEN: &str = "***";

/// Shorter values are no secrets, and would be found in any text.
const SHORTEST: usize = 4;
/// The same of a query's values: most of them are none.
const SHORTEST_IN_QUERY: usize = 8;

/// The secrets of one request, to be taken out of what its answer says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Secrets {
    /// Sensitive values: their `Debug` shows nothing.
    headers: Vec<HeaderValue>,
    /// Where the address has a query.
    address: Option<PathAndQuery>,
}

impl Secrets {
    /// Cheap: nothing is copied, and nothing is read before an answer is to be kept.
    pub(crate) fn of<B>(request: &http::Request<B>) -> Self {
        let headers = request.headers().values().filter(|value| value.is_sensitive()).cloned().collect();
        let address = request.uri().path_and_query().filter(|address| address.query().is_some()).cloned();
        Self { headers, address }
    }

    /// All forms in which a peer may repeat them, the longest first, so that none is left in part.
    fn spelled(&self) -> Vec<String> {
        let mut all = Vec::new();
        for value in self.headers.iter().filter_map(|value| value.to_str().ok()) {
            all.push(value.to_owned());
            let Some((scheme, rest)) = value.split_once(' ') else { continue };
            all.push(rest.to_owned());
            if scheme.eq_ignore_ascii_case("basic")
                && let Some(pair) = STANDARD.decode(rest.trim()).ok().and_then(|bytes| String::from_utf8(bytes).ok())
            {
                all.extend(pair.split_once(':').map(|(_, password)| password.to_owned()));
                all.push(pair);
            }
        }
        all.retain(|value| value.len() >= SHORTEST);
        let query = self.address.as_ref().and_then(PathAndQuery::query).unwrap_or_default();
        let raw = query.split('&').filter_map(|pair| pair.split_once('=')).map(|(_, value)| value.to_owned());
        let read = url::form_urlencoded::parse(query.as_bytes()).map(|(_, value)| value.into_owned());
        let in_query: Vec<String> = raw.chain(read).filter(|value| value.len() >= SHORTEST_IN_QUERY).collect();
        // A login may carry its password so; whoever refuses it has read it.
        let read = in_query.iter().filter_map(|value| String::from_utf8(STANDARD.decode(value).ok()?).ok());
        all.extend(read.filter(|value| value.len() >= SHORTEST).collect::<Vec<_>>());
        all.extend(in_query);
        // As some servers escape it in JSON.
        let escaped: Vec<String> =
            all.iter().filter(|value| value.contains('/')).map(|v| v.replace('/', "\\/")).collect();
        all.extend(escaped);
        all.sort_by_key(|value| std::cmp::Reverse(value.len()));
        all.dedup();
        all
    }

    /// A text without them.
    pub(crate) fn hide(&self, text: String) -> String {
        let mut text = text;
        for secret in self.spelled() {
            if text.contains(&secret) {
                text = text.replace(&secret, HIDDEN);
            }
        }
        text
    }

    /// The beginning of a body without them: at most so many bytes. One that stands at its end is not left in part.
    pub(crate) fn hidden_in(&self, body: &[u8], most: usize) -> Vec<u8> {
        let spelled = self.spelled();
        let longest = spelled.first().map_or(0, String::len);
        let begun = body.get(..most.saturating_add(longest)).unwrap_or(body);
        let mut shown = Cow::Borrowed(begun);
        for secret in &spelled {
            let mut from = 0;
            let mut kept: Vec<u8> = Vec::new();
            while let Some(at) = shown.get(from..).and_then(|rest| memchr::memmem::find(rest, secret.as_bytes())) {
                kept.extend_from_slice(shown.get(from..from + at).unwrap_or_default());
                kept.extend_from_slice(HIDDEN.as_bytes());
                from += at + secret.len();
            }
            if from > 0 {
                kept.extend_from_slice(shown.get(from..).unwrap_or_default());
                shown = Cow::Owned(kept);
            }
        }
        shown.get(..most).unwrap_or(&shown).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_allowed_headers_show_their_value() {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", "application/json".parse().unwrap());
        headers.insert("x-subscription-key", "k3y".parse().unwrap());
        headers.insert("set-cookie", "s3ssion".parse().unwrap());
        let shown = format!("{:?}", Headers(&headers));
        assert!(shown.contains("application/json") && shown.contains("x-subscription-key"), "{shown}");
        assert!(!shown.contains("k3y") && !shown.contains("s3ssion"), "{shown}");
    }

    fn secrets() -> Secrets {
        let mut request = http::Request::new(());
        *request.uri_mut() = "https://x.y/login?user=u&password=s%26cret%2F123&page=2".parse().unwrap();
        for value in ["Basic dXNlcjpwYXNzOndvcmQ=", "Bearer abc/def.ghi"] {
            let mut value = HeaderValue::from_static(value);
            value.set_sensitive(true);
            request.headers_mut().append("authorization", value);
        }
        request.headers_mut().insert("accept", HeaderValue::from_static("application/json"));
        Secrets::of(&request)
    }

    /// A login may send its password in Base64; a server that repeats what it read has decoded it.
    #[test]
    fn what_a_peer_has_decoded_is_hidden_too() {
        let mut request = http::Request::new(());
        *request.uri_mut() = "https://x.y/login?password=czNjcmV0L3Bhc3M%3D".parse().unwrap();
        let hidden = Secrets::of(&request).hide("no: s3cret/pass, czNjcmV0L3Bhc3M=, czNjcmV0L3Bhc3M%3D".to_owned());
        assert_eq!(hidden, "no: ***, ***, ***");
    }

    #[test]
    fn what_a_peer_repeats_is_hidden_in_every_form() {
        let hide = |text: &str| secrets().hide(text.to_owned());
        for text in [
            "Bearer abc/def.ghi",
            "token abc/def.ghi is bad",
            r#"{"token":"abc\/def.ghi"}"#,
            "dXNlcjpwYXNzOndvcmQ=",
            "user:pass:word",
            "the password pass:word",
            "s&cret/123",
            "/login?password=s%26cret%2F123",
        ] {
            let shown = hide(text);
            assert!(shown.contains(HIDDEN), "{text}: {shown}");
            for secret in ["abc", "dXNl", "pass:word", "s&cret", "s%26cret"] {
                assert!(!shown.contains(secret), "{text}: {shown}");
            }
            let bytes = secrets().hidden_in(text.as_bytes(), 1_000);
            assert_eq!(String::from_utf8(bytes).unwrap(), shown);
        }
        // What is no secret stays.
        assert_eq!(hide("application/json, page 2, u"), "application/json, page 2, u");
    }

    #[test]
    fn no_part_of_a_secret_is_left_where_a_body_is_cut() {
        for before in 0..40 {
            let body = format!("{}Bearer abc/def.ghi and more", "x".repeat(before));
            let shown = String::from_utf8(secrets().hidden_in(body.as_bytes(), 30)).unwrap();
            assert!(shown.len() <= 30 && !shown.contains("abc"), "{shown}");
        }
    }

    #[test]
    fn request_ids_are_short_and_printable() {
        let mut headers = HeaderMap::new();
        assert_eq!(request_id(&headers), None);
        headers.insert("x-request-id", " abc-1 ".parse().unwrap());
        assert_eq!(request_id(&headers).as_deref(), Some("abc-1"));
        headers.insert("x-request-id", "a b".parse().unwrap());
        assert_eq!(request_id(&headers), None);
    }
}
