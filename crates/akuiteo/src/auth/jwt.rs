//! JWTs.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use guichet_core::auth::TokenSource;
use guichet_core::time::OffsetDateTime;
use guichet_core::transport::BoxFuture;
use guichet_core::vendor::{Call, Client};
use guichet_core::{Model, Result, Secret};
use http::HeaderMap;
use http::header::AUTHORIZATION;

use super::expiry::Expiry;
use super::{LOGIN, User};

/// A JWT, as its login answered it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct JwtToken {
    /// The token itself.
    pub token: Secret,
    /// When it ends by its own claim `exp`, where it has one. It is read, not verified.
    pub expires_at: Option<OffsetDateTime>,
}

/// The request for a token: the user name percent-encoded, the password in Base64 and then percent-encoded.
pub(super) fn login(login: &Client, user: &User) -> Call {
    let password = Secret::new(STANDARD.encode(user.password.expose()));
    login.call(&LOGIN).confidential().query("username", user.name.expose()).query("password", password.expose())
}

pub(crate) async fn fetch(call: Call) -> Result<JwtToken> {
    call.fetch_text(read).await
}

/// An object with a token in it.
#[derive(Model)]
#[model(only_read)]
struct Held {
    #[serde(alias = "access_token", alias = "jwt")]
    token: Option<Secret>,
}

/// Takes the token out of an answer, in any of the forms that it may have.
fn read(text: &str, headers: &HeaderMap) -> std::result::Result<JwtToken, &'static str> {
    const EXPECTED: &str = "expected a token";
    let token = match text.chars().next() {
        Some('{') => Held::from_json(text).ok().and_then(|held| held.token).map(|token| token.expose().to_owned()),
        Some('"') => serde_json::from_str(text).ok(),
        Some(_) if text != "null" => Some(text.to_owned()),
        _ => None,
    };
    let header = || headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let token = token.or_else(header).ok_or(EXPECTED)?;
    let token = token.trim();
    let scheme = token.get(..7).filter(|scheme| scheme.eq_ignore_ascii_case("bearer "));
    let token = scheme.and_then(|_| token.get(7..)).unwrap_or(token).trim();
    // No sentence: what a header can carry in one piece.
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(EXPECTED);
    }
    let expires_at = claims(token).and_then(|claims| OffsetDateTime::from_unix_timestamp(claims.exp?).ok());
    Ok(JwtToken { token: Secret::new(token), expires_at })
}

#[derive(Model)]
#[model(only_read)]
struct Claims {
    exp: Option<i64>,
    iat: Option<i64>,
}

/// A token's claims, unverified: it is the server's own.
fn claims(token: &str) -> Option<Claims> {
    let payload = token.split('.').nth(1)?;
    let decoded = URL_SAFE_NO_PAD.decode(payload.trim_end_matches('=')).ok()?;
    Claims::from_json(std::str::from_utf8(&decoded).ok()?).ok()
}

/// How long a token lives from its issue on, where it says both.
pub(super) fn lifetime(token: &str) -> Option<Duration> {
    let claims = claims(token)?;
    let seconds = claims.exp?.checked_sub(claims.iat?)?;
    u64::try_from(seconds).ok().map(Duration::from_secs)
}

/// Asks for tokens with the user's password.
pub(super) struct Source {
    pub(super) login: Client,
    pub(super) user: User,
    pub(super) expiry: Arc<Expiry>,
}

impl TokenSource for Source {
    fn fetch(&self) -> BoxFuture<'static, Result<Secret>> {
        let (call, expiry) = (login(&self.login, &self.user), Arc::clone(&self.expiry));
        Box::pin(async move {
            let token = fetch(call).await?;
            // By the token's own clock where it says when it was issued: the two machines' clocks may differ.
            let left = |ends: OffsetDateTime| Duration::try_from(ends - expiry.clock().wall()).ok();
            let lifetime = lifetime(token.token.expose()).or_else(|| token.expires_at.and_then(left));
            expiry.note(lifetime);
            Ok(Secret::new(format!("Bearer {}", token.token.expose())))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(payload: &str) -> String {
        format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(payload))
    }

    #[test]
    fn a_token_is_read_in_each_form() {
        let jwt = token(r#"{"exp":1700003600,"iat":1700000000}"#);
        let mut headers = HeaderMap::new();
        for text in [
            jwt.clone(),
            format!("\"{jwt}\""),
            format!("Bearer {jwt}"),
            format!(r#"{{"token":"{jwt}"}}"#),
            format!(r#"{{"access_token":"{jwt}"}}"#),
            format!(r#"{{"jwt":"{jwt}","expires":1}}"#),
        ] {
            let read = read(&text, &headers).unwrap();
            assert_eq!(read.token.expose(), jwt, "{text}");
            assert_eq!(read.expires_at.unwrap().unix_timestamp(), 1_700_003_600);
        }
        headers.insert(AUTHORIZATION, format!("Bearer {jwt}").parse().unwrap());
        for text in ["", "null", "{}"] {
            assert_eq!(read(text, &headers).unwrap().token.expose(), jwt, "{text}");
        }
        for text in ["", "null", "{}", "you are signed in", "[]x y"] {
            assert!(read(text, &HeaderMap::new()).is_err(), "{text}");
        }
        assert_eq!(lifetime(&jwt), Some(Duration::from_secs(3600)));
        assert_eq!(lifetime("opaque"), None);
        assert_eq!(lifetime(&token(r#"{"exp":1}"#)), None);
    }

    /// Not the documentation's example: its Base64 is that of another password.
    #[test]
    fn the_password_is_encoded_twice() {
        // 0xfb 0xef 0xbe and more: `+`, `/` and `=` in Base64.
        assert_eq!(STANDARD.encode("HWVYSS4DJKIHRWGT"), "SFdWWVNTNERKS0lIUldHVA==");
        assert_eq!(STANDARD.encode("s@ndbox/pass+word="), "c0BuZGJveC9wYXNzK3dvcmQ9");
    }
}
