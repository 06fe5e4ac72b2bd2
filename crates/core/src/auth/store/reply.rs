//! Reading a token endpoint's reply, however broken: what it holds may exist nowhere else.

use std::borrow::Cow;

use time::{Duration, OffsetDateTime};

use super::Tokens;
use crate::secret::{Secret, SecretBytes};

/// What could be read.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) access: Option<Secret>,
    pub(crate) refresh: Option<Secret>,
    pub(crate) expires_in: Option<i64>,
    /// How many different refresh tokens it holds.
    candidates: usize,
}

impl Reply {
    /// Reads a reply as JSON; where that fails, looks for the tokens in its text.
    pub(crate) fn read(body: &[u8]) -> Self {
        #[derive(serde::Deserialize)]
        struct Form {
            #[serde(default, deserialize_with = "tolerant")]
            access_token: Option<String>,
            #[serde(default, deserialize_with = "tolerant")]
            refresh_token: Option<String>,
            #[serde(default, deserialize_with = "tolerant")]
            expires_in: Option<String>,
        }
        let body = &*text(body);
        let read = serde_json::from_str::<Form>(body.trim_start_matches('\u{feff}')).ok();
        let whole = read.is_some();
        // A reply that was too large to be kept whole begins with its tokens, as an object of its own.
        let read = read.or_else(|| serde_json::from_str::<Form>(body.split_once('\n')?.0).ok());
        let found = |from: Option<String>, name: &str| {
            from.or_else(|| search(body, name).into_iter().next()).filter(|text| !text.is_empty())
        };
        let (access, refresh, expires) = match read {
            Some(form) => (form.access_token, form.refresh_token, form.expires_in),
            None => (None, None, None),
        };
        let mut candidates = search(body, "refresh_token");
        candidates.retain(|text| !text.is_empty());
        candidates.sort_unstable();
        candidates.dedup();
        // A whole reply has the one at its head; others stand inside something else.
        let candidates = if whole && refresh.is_some() { 1 } else { candidates.len() };
        Self {
            access: found(access, "access_token").map(Secret::new),
            refresh: found(refresh, "refresh_token").map(Secret::new),
            expires_in: expires.and_then(|text| seconds(&text)),
            candidates,
        }
    }

    /// Whether it holds several refresh tokens, so that the one that was taken may not be the good one.
    pub(crate) fn is_ambiguous(&self) -> bool {
        self.candidates > 1
    }

    /// The tokens that follow from it. A reply with an access token alone leaves the old refresh token good (RFC 6749, section
    /// 6); one with neither says nothing.
    pub(crate) fn tokens(self, old: Option<&Tokens>, at: OffsetDateTime, lives: Lives) -> Option<Tokens> {
        let fresh = self.refresh.is_some();
        if !fresh && self.access.is_none() {
            return None;
        }
        let refresh = self.refresh.or_else(|| old.map(|tokens| tokens.refresh.clone()))?;
        // Nobody's access token lives for a year; a larger number is a mistake, and a small one is believed.
        let access_lives = match self.expires_in {
            Some(seconds @ 1..=31_536_000) => Duration::seconds(seconds),
            _ => lives.access,
        };
        let refresh_expires = match old {
            Some(tokens) if !fresh => tokens.refresh_expires,
            _ => at.saturating_add(lives.refresh),
        };
        Some(Tokens { access: self.access, access_expires: at.saturating_add(access_lives), refresh, refresh_expires })
    }
}

/// How long tokens live where the reply does not say.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lives {
    pub(crate) access: Duration,
    pub(crate) refresh: Duration,
}

/// A text or a number; anything else is nothing, not an error that would take the rest with it.
fn tolerant<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = <&serde_json::value::RawValue as serde::Deserialize>::deserialize(deserializer)?;
    Ok(match serde_json::from_str::<String>(raw.get()) {
        Ok(text) => Some(text),
        Err(_) if raw.get().starts_with(|c: char| c.is_ascii_digit()) => Some(raw.get().to_owned()),
        Err(_) => None,
    })
}

/// A number of seconds in any spelling, rounded down.
fn seconds(text: &str) -> Option<i64> {
    // What does not fit is no lifetime.
    let seconds = text.trim().parse::<f64>().ok()?.trunc();
    if !(-1e15..=1e15).contains(&seconds) {
        return None;
    }
    format!("{seconds:.0}").parse().ok()
}

/// A reply's text: UTF-8 or, where its beginning says so, UTF-16. What is neither is passed over: tokens are ASCII.
fn text(body: &[u8]) -> Cow<'_, str> {
    let wide = |from: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units: Vec<u16> = bytes.chunks_exact(2).filter_map(|pair| Some(from(pair.try_into().ok()?))).collect();
        Cow::Owned(String::from_utf16_lossy(&units))
    };
    match body {
        [0xff, 0xfe, rest @ ..] => wide(u16::from_le_bytes, rest),
        [0xfe, 0xff, rest @ ..] => wide(u16::from_be_bytes, rest),
        [first, 0, ..] if first.is_ascii() => wide(u16::from_le_bytes, body),
        [0, first, ..] if first.is_ascii() => wide(u16::from_be_bytes, body),
        _ => String::from_utf8_lossy(body),
    }
}

/// The beginning of a reply that is too large to be kept whole: the tokens that it holds, and then as much of it as there is room
/// for.
pub(crate) fn shortened(body: &SecretBytes, most: usize) -> SecretBytes {
    let Reply { access, refresh, expires_in, .. } = Reply::read(body.expose());
    let mut kept = Vec::new();
    let mut members = Vec::new();
    for (name, token) in [("refresh_token", refresh), ("access_token", access)] {
        if let Some(text) = token.and_then(|token| serde_json::to_string(token.expose()).ok()) {
            members.push(format!("\"{name}\":{text}"));
        }
    }
    members.extend(expires_in.map(|seconds| format!("\"expires_in\":{seconds}")));
    if !members.is_empty() {
        kept.extend_from_slice(format!("{{{}}}\n", members.join(",")).as_bytes());
    }
    let left = most.saturating_sub(kept.len()).min(body.expose().len());
    kept.extend_from_slice(body.expose().get(..left).unwrap_or_default());
    SecretBytes::new(kept)
}

/// The texts behind `"name": "…"`, wherever they stand.
fn search(body: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = body;
    let key = format!("\"{name}\"");
    while let Some(after) = rest.find(&key).and_then(|at| rest.get(at + key.len()..)) {
        rest = after;
        let value = rest.trim_start().strip_prefix(':').map(str::trim_start);
        let Some(quoted) = value.and_then(|value| value.strip_prefix('"')) else { continue };
        let end = quoted.char_indices().scan(false, |escaped, (at, c)| {
            let ends = c == '"' && !*escaped;
            *escaped = c == '\\' && !*escaped;
            Some((at, ends))
        });
        // Cut off within the token there is no whole token to find.
        let Some((end, _)) = end.into_iter().find(|(_, ends)| *ends) else { continue };
        let Some(inside) = quoted.get(..end) else { continue };
        found.push(serde_json::from_str(&format!("\"{inside}\"")).unwrap_or_else(|_| inside.to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refresh(body: &str) -> Option<String> {
        Reply::read(body.as_bytes()).refresh.map(|secret| secret.expose().to_owned())
    }

    #[test]
    fn a_refresh_token_is_found_in_whatever_holds_it() {
        for body in [
            r#"{"access_token":"a","refresh_token":"r"}"#,
            r#"{"refresh_token":"r"}"#,
            r#"{"access_token":5,"expires_in":"soon","refresh_token":"r"}"#,
            r#"{"access_token":{"x":1},"expires_in":1e99,"refresh_token":"r","more":[]}"#,
            "\u{feff}{\"refresh_token\":\"r\"}",
            r#"{"refresh_token" : "r", "access_token": "cut of"#,
            r#"{"refresh_token":"r"} trailing"#,
            r#"<html>{"refresh_token":"r"}"#,
            r#"{'access_token': 'a', "refresh_token":"r"}"#,
        ] {
            assert_eq!(refresh(body).as_deref(), Some("r"), "{body}");
        }
        assert_eq!(refresh(r#"x "refresh_token":"a\"bA""#).as_deref(), Some("a\"bA"));
        for body in [
            "",
            "{}",
            "null",
            r#"{"refresh_token":null}"#,
            r#"{"refresh_token":"""#,
            r#"{"refresh_token":"cut"#,
            r#""refresh_token""#,
        ] {
            assert_eq!(refresh(body), None, "{body}");
        }
    }

    #[test]
    fn a_lifetime_is_read_in_any_spelling() {
        for (text, expected) in [
            ("3600", Some(3600)),
            ("\"3600\"", Some(3600)),
            ("3.6e3", Some(3600)),
            ("3599.9", Some(3599)),
            ("1e400", None),
            ("\"soon\"", None),
        ] {
            let read = Reply::read(format!(r#"{{"refresh_token":"r","expires_in":{text}}}"#).as_bytes());
            assert_eq!(read.expires_in, expected, "{text}");
        }
    }

    #[test]
    fn a_reply_in_utf_16_is_read() {
        let text = r#"{"access_token":"a","refresh_token":"r","expires_in":60}"#;
        for (bom, big) in [(true, true), (true, false), (false, true), (false, false)] {
            let mut bytes = Vec::new();
            for unit in bom.then_some('\u{feff}').into_iter().chain(text.chars()).map(|c| c as u16) {
                bytes.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
            }
            let read = Reply::read(&bytes);
            let token = |secret: Option<Secret>| secret.unwrap().expose().to_owned();
            assert_eq!((token(read.access), token(read.refresh), read.expires_in), ("a".into(), "r".into(), Some(60)));
        }
    }

    #[test]
    fn several_refresh_tokens_are_seen() {
        for (body, ambiguous) in [
            (r#"{"refresh_token":"r"}"#, false),
            (r#"{"refresh_token":"r","old":{"refresh_token":"q"}}"#, false),
            (r#"{"refresh_token":"q"}{"refresh_token":"r"}"#, true),
            (r#"{"refresh_token":"r"}{"refresh_token":"r"}"#, false),
            (r#"<a>{"tokens":[{"refresh_token":"q"},{"refresh_token":"r"}"#, true),
        ] {
            assert_eq!(Reply::read(body.as_bytes()).is_ambiguous(), ambiguous, "{body}");
        }
    }

    #[test]
    fn of_a_large_reply_the_tokens_are_kept_first() {
        let noise = "x".repeat(5_000_000);
        for (body, lives) in [
            (format!(r#"{{"noise":"{noise}","access_token":"a","refresh_token":"r","expires_in":600}}"#), Some(600)),
            (format!(r#"<html>{noise}"access_token":"a","refresh_token":"r""#), None),
        ] {
            let kept = shortened(&SecretBytes::from(body), 1000);
            assert_eq!(kept.expose().len(), 1000);
            let read = Reply::read(kept.expose());
            assert_eq!((read.access.unwrap().expose(), read.refresh.unwrap().expose()), ("a", "r"));
            assert_eq!(read.expires_in, lives);
        }
        assert_eq!(shortened(&SecretBytes::from("none"), 1000).expose(), b"none");
    }
}
