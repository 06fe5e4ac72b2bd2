//! Basic, OAuth and JWT (000:63-158).

use std::iter::repeat_with;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use guichet_fixtures::Json;

use super::refusal;
use crate::engine::{Call, Reply, Request, Shelf, Store};

pub(super) const USER: &str = "sandbox";
/// A password that needs every kind of escaping.
pub(super) const PASSWORD: &str = "s@ndbox/pass+word=";
pub(super) const CLIENT: &str = "sandbox";
pub(super) const SECRET: &str = "secret";

/// How long tokens live, in seconds: a setting of the vendor's console, here the sandbox's choice.
const ACCESS: u64 = 60 * 60;
const REFRESH: u64 = 24 * 60 * 60;

/// Tokens by their text. Which kind one is stands in `kind`: `oauth`, `refresh`, `jwt`.
static TOKENS: Shelf = Shelf::new("tokens");

/// 000:77, 117, 158: the selector says by what a call may be authenticated. The quotes' service has `RS` whatever it is.
pub(super) fn admit(request: &Request, store: &Store) -> Result<(), Reply> {
    let unauthorized = || Err(refusal(401, "The user does not have valid authentication credentials."));
    let mut segments = request.path.split('/').skip(1);
    let (selector, domain) = (segments.next().unwrap_or_default(), segments.next().unwrap_or_default());
    if is_form(request) || request.path == "/jwt/login.html" {
        return Ok(());
    }
    let header = request.header("authorization").unwrap_or_default();
    let (scheme, value) = header.split_once(' ').unwrap_or_default();
    let value = value.trim();
    let basic = scheme.eq_ignore_ascii_case("basic") && value == STANDARD.encode(format!("{USER}:{PASSWORD}"));
    let bearer = |kind: &str| scheme.eq_ignore_ascii_case("bearer") && is_good(store, value, kind, request.now);
    let admitted = match selector {
        "RS" if domain == "devisclient" => basic || bearer("jwt") || bearer("oauth"),
        "rest" => basic || bearer("jwt"),
        "RS" => bearer("oauth"),
        // No such route, which is said by who knows the routes.
        _ => true,
    };
    if admitted { Ok(()) } else { unauthorized() }
}

pub(super) fn is_form(request: &Request) -> bool {
    request.path == "/oauth/token"
}

pub(super) fn is_refresh(request: &Request) -> bool {
    std::str::from_utf8(&request.raw).is_ok_and(|form| form.contains("grant_type=refresh_token"))
}

/// RFC 6749, 5.2.
pub(super) fn refused(code: &str) -> Reply {
    let status = if code == "invalid_client" { 401 } else { 400 };
    Reply::json(status, &Json::object([("error", code)]))
}

pub(super) fn password(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    client(call)?;
    if call.text("grant_type").as_deref() != Some("password") {
        return Err(refused("unsupported_grant_type"));
    }
    if call.text("scope").is_some_and(|scope| scope != "read_write") {
        return Err(refused("invalid_scope"));
    }
    let is = |name: &str, right: &str| call.text(name).as_deref() == Some(right);
    if !is("username", USER) || !is("password", PASSWORD) {
        return Err(refused("invalid_grant"));
    }
    Ok(tokens(call, store))
}

/// A refresh token is good for one use: the sandbox's choice, the harder of the two.
pub(super) fn refresh(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    client(call)?;
    let token = call.text("refresh_token").unwrap_or_default();
    if !is_good(store, &token, "refresh", call.request.now) {
        return Err(refused("invalid_grant"));
    }
    store.remove(&TOKENS, &token);
    Ok(tokens(call, store))
}

fn client(call: &Call<'_>) -> Result<(), Reply> {
    let is = |name: &str, right: &str| call.text(name).as_deref() == Some(right);
    if is("client_id", CLIENT) && is("client_secret", SECRET) { Ok(()) } else { Err(refused("invalid_client")) }
}

fn tokens(call: &Call<'_>, store: &mut Store) -> Reply {
    let (access, refresh) = (random(), random());
    issue(store, &access, "oauth", call.request.now.saturating_add(ACCESS));
    issue(store, &refresh, "refresh", call.request.now.saturating_add(REFRESH));
    let members = [
        ("access_token", Json::from(access)),
        ("token_type", Json::from("bearer")),
        ("expires_in", Json::Number(ACCESS.to_string())),
        ("refresh_token", Json::from(refresh)),
        ("scope", Json::from("read_write")),
    ];
    Reply::json(200, &Json::object(members))
}

/// The password is Base64 in the address (000:121-131).
pub(super) fn login(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let is_user = call.query("username") == Some(USER);
    if !is_user || call.query("password") != Some(STANDARD.encode(PASSWORD).as_str()) {
        return Err(refusal(401, "Unknown user or wrong password."));
    }
    let ends = call.request.now.saturating_add(ACCESS);
    let claims = format!(r#"{{"sub":"{USER}","iat":{},"exp":{ends},"jti":"{}"}}"#, call.request.now, random());
    // Its third part is no signature: nobody is to check it but the sandbox, which knows what it has issued.
    let parts = [r#"{"alg":"HS256","typ":"JWT"}"#, claims.as_str(), "not a signature"];
    let token = parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".");
    issue(store, &token, "jwt", ends);
    Ok(Reply::text(200, "text/plain", token))
}

fn random() -> String {
    repeat_with(fastrand::alphanumeric).take(40).collect()
}

fn issue(store: &mut Store, token: &str, kind: &str, ends: u64) {
    store.put(&TOKENS, token, Json::object([("kind", Json::from(kind)), ("ends", Json::Number(ends.to_string()))]));
}

fn is_good(store: &Store, token: &str, kind: &str, now: u64) -> bool {
    store.get(&TOKENS, token).is_some_and(|record| {
        let ends = record.value.get("ends").and_then(Json::number).and_then(|ends| ends.parse::<u64>().ok());
        record.text("kind") == kind && ends.is_some_and(|ends| ends > now)
    })
}

/// Access tokens end; refresh tokens go on.
pub(super) fn expire(store: &mut Store) {
    let over = |record: &mut crate::engine::Record| {
        record.value.set("ends", Json::Number("0".to_owned()));
    };
    store.change_all(&TOKENS, |record| record.text("kind") != "refresh", over);
}
