//! The page between the application's request and its code (003:56).

use guichet_fixtures::Body;

use super::pages::{self, PASSWORD, USER};
use super::{MOUNT, authorize};
use crate::engine::{Reply, Request, Store};

/// The page, and the form that it sends.
pub(super) fn login(request: &Request, store: &mut Store) -> Option<Reply> {
    match (request.method.as_str(), request.path.trim_end_matches('/')) {
        ("GET", "/login") => Some(show(&request.query, USER, None)),
        ("POST", "/login") => Some(match &request.body {
            Ok(Body::Form { pairs, .. }) => submitted(pairs, request.now, store),
            _ => pages::refusal(400, "The form is missing."),
        }),
        _ => None,
    }
}

fn submitted(pairs: &[(String, String)], now: u64, store: &mut Store) -> Reply {
    let field = |name: &str| pairs.iter().find_map(|(key, value)| (key == name).then_some(value.as_str()));
    // Hidden fields are as good as the one who sends them.
    let wanted = match authorize::read(pairs) {
        Ok(wanted) => wanted,
        Err(refusal) => return refusal,
    };
    match (field("action"), field("user"), field("password")) {
        (Some("refuse"), ..) => wanted.refuse(),
        (_, Some(USER), Some(PASSWORD)) => wanted.grant(store, now),
        (_, user, _) => show(pairs, user.unwrap_or_default(), Some("User or password is wrong.")),
    }
}

fn show(pairs: &[(String, String)], user: &str, message: Option<&str>) -> Reply {
    match authorize::read(pairs) {
        Ok(_) => pages::login(&format!("/{MOUNT}/login"), pairs, user, message),
        Err(refusal) => refusal,
    }
}
