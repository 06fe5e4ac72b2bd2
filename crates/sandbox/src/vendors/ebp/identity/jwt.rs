//! The form of tokens.

use std::iter::repeat_with;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guichet_fixtures::Json;

use super::{MOUNT, pages};
use crate::engine::Request;

/// A token with the documented claims (003:97-99). Its third part is no signature: nobody is to check it but the sandbox, which
/// knows what it has issued.
pub(super) fn issue(request: &Request, lifetime: u64) -> String {
    let host = request.header("host").unwrap_or("localhost");
    let time = |seconds: u64| Json::Number(seconds.to_string());
    let header = Json::object([("alg", "RS256"), ("typ", "JWT")]);
    let claims = Json::object([
        ("iss", Json::from(format!("http://{host}/{MOUNT}"))),
        ("exp", time(request.now.saturating_add(lifetime))),
        ("iat", time(request.now)),
        ("jti", Json::from(random(16))),
        ("ebp.email", Json::from(pages::USER)),
        ("family_name", Json::from("Nom")),
        ("given_name", Json::from("Prénom")),
    ]);
    let signature = "not a signature".to_owned();
    [header.to_string(), claims.to_string(), signature].map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

/// Letters and digits that nobody guesses in a sandbox.
pub(super) fn random(length: usize) -> String {
    repeat_with(fastrand::alphanumeric).take(length).collect()
}
