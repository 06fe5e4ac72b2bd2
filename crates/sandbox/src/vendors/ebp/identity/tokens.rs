//! Tokens: issued for codes and refresh tokens, checked, ended.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use guichet_fixtures::{Body, Json};
use sha2::{Digest as _, Sha256};

use super::{CLIENT, SECRET, error_of_grant, jwt, redirects};
use crate::engine::behaviour::act;
use crate::engine::json::{put, text_of};
use crate::engine::{Call, Record, Reply, Request, Row, Shelf, Store};

pub(super) static ROWS: &[Row] =
    &[act("ebp.identity.exchange", exchange), act("ebp.identity.refresh", refresh).when(is_refresh)];

pub(super) static CODES: Shelf = Shelf::new("codes");
static ACCESS: Shelf = Shelf::new("access-tokens");
static REFRESH: Shelf = Shelf::new("refresh-tokens");

/// There at every start, good once.
pub(super) const STANDING_CODE: &str = "sandbox-code";

/// 003:71.
const ACCESS_LIFETIME: u64 = 60 * 60;
/// That of the product behind the login; the text says nothing of it.
const ID_LIFETIME: u64 = 5 * 60;
const REFRESH_LIFETIME: u64 = 30 * 24 * 60 * 60;

pub(super) fn seed(store: &mut Store) {
    let value = Json::object([
        ("redirect", Json::Null),
        ("challenge", Json::Null),
        ("expires", Json::Null),
        ("offline", Json::from(true)),
        ("public", Json::from(true)),
        ("family", Json::Null),
    ]);
    store.put(&CODES, STANDING_CODE, value);
}

/// A request for tokens must be a form (003:104).
pub(super) fn admit(request: &Request) -> Result<(), Reply> {
    match (&request.body, request.path.trim_end_matches('/')) {
        (Ok(Body::Form { .. }), _) => Ok(()),
        (_, "/connect/token") => Err(error_of_grant(400, "invalid_request")),
        _ => Ok(()),
    }
}

/// Whether a form asks for a renewal.
fn is_refresh(request: &Request) -> bool {
    value(request, "grant_type").as_deref() == Some("refresh_token")
}

fn exchange(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let request = call.request;
    let with_secret = client(request)?;
    match value(request, "grant_type").as_deref() {
        Some("authorization_code") => {}
        Some(_) => return Err(error_of_grant(400, "unsupported_grant_type")),
        None => return Err(error_of_grant(400, "invalid_request")),
    }
    let (Some(code), Some(redirect)) = (value(request, "code"), value(request, "redirect_uri")) else {
        return Err(error_of_grant(400, "invalid_request"));
    };
    let Some(record) = store.get(&CODES, &code).cloned() else {
        return Err(error_of_grant(400, "invalid_grant"));
    };
    let public = is(&record, "public");
    if !with_secret && !public {
        return Err(error_of_grant(400, "invalid_client"));
    }
    if let Some(family) = record.value.get("family").and_then(text_of) {
        end(store, &family);
        // An answer, not an `Err`: what it ended stays ended.
        return Ok(error_of_grant(400, "invalid_grant"));
    }
    let same_redirect = match record.value.get("redirect").and_then(Json::as_str) {
        Some(asked) => asked == redirect,
        None => redirects::accepted(&redirect),
    };
    // A challenge wants its verifier, and a verifier its challenge (fact E16). The standing code takes either.
    let proved = match (record.value.get("challenge").and_then(Json::as_str), value(request, "code_verifier")) {
        (Some(challenge), Some(verifier)) => digest(&verifier) == challenge,
        (Some(_), None) => false,
        (None, Some(_)) => code == STANDING_CODE,
        (None, None) => true,
    };
    if !is_timely(&record, request.now) || !same_redirect || !proved {
        return Err(error_of_grant(400, "invalid_grant"));
    }
    let family = store.fresh_id();
    store.change(&CODES, &code, |record| put(&mut record.value, "family", family.as_str()));
    // Only what was asked for without a secret may be renewed without one.
    let login = Login { family, offline: is(&record, "offline"), public: !with_secret };
    Ok(issue(request, store, &login))
}

fn refresh(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let request = call.request;
    let with_secret = client(request)?;
    let Some(token) = value(request, "refresh_token") else {
        return Err(error_of_grant(400, "invalid_request"));
    };
    let Some(record) = store.get(&REFRESH, &token).cloned() else {
        return Err(error_of_grant(400, "invalid_grant"));
    };
    let public = is(&record, "public");
    if !with_secret && !public {
        return Err(error_of_grant(400, "invalid_client"));
    }
    let family = record.value.get("family").and_then(text_of).unwrap_or_default();
    if is(&record, "spent") {
        // Two hold the same token, and nobody can tell which of them stole it (003:75): a server may end the login for that.
        // The vendor's product does not by default (fact E16).
        if store.switches.reuse_ends_login {
            end(store, &family);
        }
        // An answer, not an `Err`: what it ended stays ended.
        return Ok(error_of_grant(400, "invalid_grant"));
    }
    if !is_timely(&record, request.now) {
        return Err(error_of_grant(400, "invalid_grant"));
    }
    store.change(&REFRESH, &token, |record| put(&mut record.value, "spent", true));
    Ok(issue(request, store, &Login { family, offline: true, public }))
}

/// Whether a request carries an access token that is good.
pub(crate) fn is_let_in(request: &Request, store: &Store) -> bool {
    let header = request.header("authorization").map(str::trim).unwrap_or_default();
    let token = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let record = token.and_then(|(_, token)| store.get(&ACCESS, token));
    record.is_some_and(|record| is_timely(record, request.now))
}

/// Ends every access token; the refresh tokens stay.
pub(super) fn expire(store: &mut Store) {
    store.change_all(&ACCESS, |_| true, |record| put(&mut record.value, "expires", Json::from(0)));
}

/// Everything that came of one login.
struct Login {
    family: String,
    /// Whether it may be renewed: with the scope `offline_access` alone (003:76).
    offline: bool,
    public: bool,
}

fn issue(request: &Request, store: &mut Store, login: &Login) -> Reply {
    let until = |lifetime: u64| Json::Number(request.now.saturating_add(lifetime).to_string());
    let family = || Json::from(login.family.as_str());
    let access = jwt::issue(request, ACCESS_LIFETIME);
    store.put(&ACCESS, &access, Json::object([("family", family()), ("expires", until(ACCESS_LIFETIME))]));
    // fact E20: what live replies hold.
    let mut answer = Json::object([("id_token", jwt::issue(request, ID_LIFETIME)), ("access_token", access)]);
    if login.offline {
        let token = jwt::random(64);
        let value = [
            ("family", family()),
            ("expires", until(REFRESH_LIFETIME)),
            ("spent", Json::from(false)),
            ("public", Json::from(login.public)),
        ];
        store.put(&REFRESH, &token, Json::object(value));
        put(&mut answer, "refresh_token", token);
    }
    put(&mut answer, "expires_in", Json::Number(ACCESS_LIFETIME.to_string()));
    put(&mut answer, "token_type", "Bearer");
    put(&mut answer, "scope", if login.offline { "openid profile offline_access" } else { "openid profile" });
    Reply::json(200, &answer).with("cache-control", "no-store")
}

/// Ends all tokens of a login.
fn end(store: &mut Store, family: &str) {
    let own = |record: &Record| record.text("family") == family;
    store.change_all(&ACCESS, own, |record| put(&mut record.value, "expires", Json::from(0)));
    store.change_all(&REFRESH, own, |record| put(&mut record.value, "spent", true));
}

/// The client, and whether it proved who it is.
fn client(request: &Request) -> Result<bool, Reply> {
    // RFC 6749, 3.2: no parameter twice.
    if let Ok(Body::Form { pairs, .. }) = &request.body
        && pairs.iter().enumerate().any(|(at, (name, _))| pairs.iter().take(at).any(|(earlier, _)| earlier == name))
    {
        return Err(error_of_grant(400, "invalid_request"));
    }
    let (id, secret) = (value(request, "client_id"), value(request, "client_secret"));
    // By Basic, as the product behind the login takes it, too (fact E16). One way at a time (RFC 6749, 2.3).
    let (id, secret) = match basic(request) {
        Some(_) if secret.is_some() => return Err(error_of_grant(400, "invalid_request")),
        Some((client, _)) if id.as_ref().is_some_and(|id| *id != client) => {
            return Err(error_of_grant(400, "invalid_client"));
        }
        Some((client, secret)) => (Some(client), Some(secret)),
        None => (id, secret),
    };
    match (id.as_deref(), secret.as_deref()) {
        (Some(CLIENT), Some(SECRET)) => Ok(true),
        (Some(CLIENT), None) => Ok(false),
        _ => Err(error_of_grant(400, "invalid_client")),
    }
}

/// Client and secret of Basic authentication, each escaped as in a form (RFC 6749, 2.3.1).
fn basic(request: &Request) -> Option<(String, String)> {
    let (scheme, encoded) = request.header("authorization")?.trim().split_once(' ')?;
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (client, secret) = pair.split_once(':').filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let plain =
        |text: &str| match Body::from_wire(Some("application/x-www-form-urlencoded"), format!("x={text}").as_bytes()) {
            Ok(Body::Form { pairs, .. }) => pairs.into_iter().next().map(|(_, value)| value),
            _ => None,
        };
    Some((plain(client)?, plain(secret)?))
}

/// A value of the form; an empty one is none (RFC 6749, 3.2).
fn value(request: &Request, name: &str) -> Option<String> {
    let Ok(Body::Form { pairs, .. }) = &request.body else { return None };
    pairs.iter().find(|(key, value)| key == name && !value.is_empty()).map(|(_, value)| value.clone())
}

fn is(record: &Record, member: &str) -> bool {
    record.value.get(member).and_then(Json::as_bool).unwrap_or(false)
}

/// Without a time there is no end.
fn is_timely(record: &Record, now: u64) -> bool {
    let expires = record.value.get("expires").and_then(Json::number).and_then(|seconds| seconds.parse::<u64>().ok());
    expires.is_none_or(|expires| now < expires)
}

/// RFC 7636, 4.2.
fn digest(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 7636, appendix B.
    #[test]
    fn verifiers_are_digested_as_published() {
        let digest = digest("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(digest, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
