//! The beginning of a login: what an application asks for.

use guichet_fixtures::Json;

use super::redirects::{self, accepted, with_query};
use super::tokens::CODES;
use super::{CLIENT, MOUNT, jwt, pages};
use crate::engine::behaviour::act;
use crate::engine::{Call, Reply, Row, Store};

/// 003:53, and what one public client adds (fact E5).
const SCOPES: [&str; 4] = ["openid", "profile", "offline_access", "email"];

/// 003:74: five minutes.
const LIFETIME: u64 = 5 * 60;

/// What an application asks for, and where its answer goes.
#[derive(Debug)]
pub(super) struct Wanted {
    redirect: String,
    state: String,
    challenge: Option<String>,
    offline: bool,
}

pub(super) static ROWS: &[Row] = &[act("ebp.identity.authorize", authorize)];

/// Checks the request and shows the page of the login.
fn authorize(call: &Call<'_>, _store: &mut Store) -> Result<Reply, Reply> {
    let pairs = &call.request.query;
    read(pairs)?;
    let query = redirects::query(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    Ok(redirects::to(format!("/{MOUNT}/login?{query}")))
}

/// Reads the request's parameters. Without a right client and address nobody is led anywhere; anything else that is wrong is told
/// to the application (RFC 6749, 4.1.2.1). Unknown parameters are passed over, as 3.1 there says.
pub(super) fn read(pairs: &[(String, String)]) -> Result<Wanted, Reply> {
    let only = |name: &str| {
        let mut values = pairs.iter().filter(|(key, value)| key == name && !value.is_empty());
        let value = values.next().map(|(_, value)| value.as_str());
        value.filter(|_| values.next().is_none())
    };
    if only("client_id") != Some(CLIENT) {
        return Err(pages::refusal(400, "The client is not known."));
    }
    let Some(redirect) = only("redirect_uri").filter(|address| accepted(address)) else {
        return Err(pages::refusal(400, "The redirect address is not registered for this client."));
    };
    let state = only("state");
    let back = |error: &str| Err(redirects::to(with_query(redirect, &[("error", Some(error)), ("state", state)])));
    let twice = |(at, (name, _)): (usize, &(String, String))| pairs.iter().take(at).any(|(earlier, _)| earlier == name);
    if pairs.iter().enumerate().any(twice) {
        return back("invalid_request");
    }
    match only("response_type") {
        Some("code") => {}
        Some(_) => return back("unsupported_response_type"),
        None => return back("invalid_request"),
    }
    if only("response_mode").is_some_and(|mode| mode != "query") {
        return back("invalid_request");
    }
    let scopes: Vec<&str> = only("scope").unwrap_or_default().split(' ').collect();
    if !scopes.contains(&"openid") || scopes.iter().any(|scope| !SCOPES.contains(scope)) {
        return back("invalid_scope");
    }
    let challenge = match (only("code_challenge"), only("code_challenge_method")) {
        (None, None) => None,
        (Some(challenge), Some("S256")) if is_digest(challenge) => Some(challenge.to_owned()),
        _ => return back("invalid_request"),
    };
    let Some(state) = state else {
        return back("invalid_request");
    };
    let offline = scopes.contains(&"offline_access");
    Ok(Wanted { redirect: redirect.to_owned(), state: state.to_owned(), challenge, offline })
}

/// 32 bytes in base64url.
fn is_digest(challenge: &str) -> bool {
    challenge.len() == 43 && challenge.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

impl Wanted {
    /// The user has logged in: a code, good once and for five minutes.
    pub(super) fn grant(&self, store: &mut Store, now: u64) -> Reply {
        let code = jwt::random(43);
        let number = |n: u64| Json::Number(n.to_string());
        let value = Json::object([
            ("redirect", Json::from(self.redirect.as_str())),
            ("challenge", self.challenge.as_deref().map_or(Json::Null, Json::from)),
            ("expires", number(now.saturating_add(LIFETIME))),
            ("offline", Json::from(self.offline)),
            ("public", Json::from(self.challenge.is_some())),
            ("family", Json::Null),
        ]);
        store.put(&CODES, &code, value);
        self.back(&[("code", Some(&code))])
    }

    /// The user refuses.
    pub(super) fn refuse(&self) -> Reply {
        self.back(&[("error", Some("access_denied"))])
    }

    fn back(&self, pairs: &[(&str, Option<&str>)]) -> Reply {
        redirects::to(with_query(&self.redirect, &[pairs, &[("state", Some(&self.state))]].concat()))
    }
}
