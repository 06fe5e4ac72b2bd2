//! Reading a token endpoint's reply, however broken: what it holds may exist nowhere else.

use time::{Duration, OffsetDateTime};

use super::store::Tokens;
use crate::secret::Secret;

/// What could be read.
#[derive(Debug, Default)]
pub(crate) struct Reply {
    pub(crate) access: Option<Secret>,
    pub(crate) refresh: Option<Secret>,
    pub(crate) expires_in: Option<i64>,
}

impl Reply {
    /// Reads a reply as JSON; where that fails, looks for the tokens in its text.
    pub(crate) fn read(body: &str) -> Self {
        #[derive(serde::Deserialize)]
        struct Form {
            #[serde(default, deserialize_with = "tolerant")]
            access_token: Option<String>,
            #[serde(default, deserialize_with = "tolerant")]
            refresh_token: Option<String>,
            #[serde(default, deserialize_with = "tolerant")]
            expires_in: Option<String>,
        }
        let read = serde_json::from_str::<Form>(body.trim_start_matches('\u{feff}')).ok();
        let found =
            |from: Option<String>, name: &str| from.or_else(|| search(body, name)).filter(|text| !text.is_empty());
        let (access, refresh, expires) = match read {
            Some(form) => (form.access_token, form.refresh_token, form.expires_in),
            None => (None, None, None),
        };
        Self {
            access: found(access, "access_token").map(Secret::new),
            refresh: found(refresh, "refresh_token").map(Secret::new),
            expires_in: expires.and_then(|text| text.split('.').next()?.parse().ok()),
        }
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

/// The text behind `"name": "…"`, wherever it stands.
fn search(body: &str, name: &str) -> Option<String> {
    let mut rest = body;
    let key = format!("\"{name}\"");
    while let Some(at) = rest.find(&key) {
        rest = rest.get(at + key.len()..)?;
        let value = rest.trim_start().strip_prefix(':').map(str::trim_start);
        if let Some(quoted) = value.and_then(|value| value.strip_prefix('"')) {
            let end = quoted.char_indices().scan(false, |escaped, (at, c)| {
                let ends = c == '"' && !*escaped;
                *escaped = c == '\\' && !*escaped;
                Some((at, ends))
            });
            // Cut off within the token there is no whole token to find.
            if let Some((end, _)) = end.into_iter().find(|(_, ends)| *ends) {
                let inside = quoted.get(..end)?;
                return serde_json::from_str(&format!("\"{inside}\"")).ok().or_else(|| Some(inside.to_owned()));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refresh(body: &str) -> Option<String> {
        Reply::read(body).refresh.map(|secret| secret.expose().to_owned())
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
}
