//! Addresses that a login may lead back to, and what is put into them.

use crate::engine::Reply;

/// 003:52, 003:88.
const REGISTERED: [&str; 2] = ["http://localhost:3333", "https://localhost:3333/api/login/SigninRedirect"];

/// Whether an address may be led back to. Beside the documented ones any port of this machine may: a test listens where it can.
pub(super) fn accepted(address: &str) -> bool {
    REGISTERED.contains(&address) || on_this_machine(address).unwrap_or(false)
}

fn on_this_machine(address: &str) -> Option<bool> {
    let rest = ["http://localhost:", "http://127.0.0.1:"].iter().find_map(|start| address.strip_prefix(start))?;
    let (port, path) = rest.split_at_checked(rest.bytes().take_while(u8::is_ascii_digit).count())?;
    let is_path = path.is_empty() || path.starts_with(['/', '?']);
    let is_plain = path.bytes().all(|b| b.is_ascii_graphic() && b != b'#');
    Some(port.parse::<u16>().is_ok_and(|port| port > 0) && is_path && is_plain)
}

/// An address with more in its query; what has no value is left out.
pub(super) fn with_query(address: &str, pairs: &[(&str, Option<&str>)]) -> String {
    let pairs = pairs.iter().filter_map(|(name, value)| Some((*name, (*value)?)));
    let separator = if address.contains('?') { '&' } else { '?' };
    format!("{address}{separator}{}", query(pairs))
}

/// Pairs as they stand in a query.
pub(super) fn query<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    pairs.into_iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect::<Vec<_>>().join("&")
}

fn escape(text: &str) -> String {
    let byte = |b: u8| match b {
        b'-' | b'.' | b'_' | b'~' => char::from(b).to_string(),
        b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Elsewhere.
pub(super) fn to(address: impl Into<String>) -> Reply {
    let location = ("location".to_owned(), address.into());
    Reply { status: 302, headers: vec![location], body: bytes::Bytes::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_registered_and_local_addresses_are_accepted() {
        for address in [
            "http://localhost:3333",
            "https://localhost:3333/api/login/SigninRedirect",
            "http://localhost:1/callback?a=b",
            "http://127.0.0.1:65535",
            "http://127.0.0.1:8080?x",
        ] {
            assert!(accepted(address), "{address}");
        }
        for address in [
            "",
            "http://localhost",
            "http://localhost/",
            "http://localhost:",
            "http://localhost:0",
            "http://localhost:65536",
            "http://localhost:80@example.com/",
            "http://localhost:80.example.com/",
            "http://localhost:80\\x",
            "http://localhost:80/#x",
            "http://localhost:80/ x",
            "http://localhost:80/\r\nx: y",
            "http://localhost:80/é",
            "http://example.com:80/",
            "https://localhost:3333/api/login/SigninRedirect/",
            "https://localhost:3333",
            "HTTP://localhost:3333",
        ] {
            assert!(!accepted(address), "{address}");
        }
    }

    #[test]
    fn values_are_escaped() {
        let pairs = [("code", Some("a-b")), ("state", Some("é &\r\n")), ("none", None)];
        assert_eq!(with_query("http://localhost:1", &pairs), "http://localhost:1?code=a-b&state=%C3%A9%20%26%0D%0A");
        assert_eq!(with_query("http://localhost:1/?a", &pairs[..1]), "http://localhost:1/?a&code=a-b");
    }
}
