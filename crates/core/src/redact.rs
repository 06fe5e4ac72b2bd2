//! What of a request or an answer may be shown. An allow-list: a header that nobody thought of stays hidden.

use std::fmt;

use http::HeaderMap;

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
