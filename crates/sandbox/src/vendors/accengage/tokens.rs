//! Access tokens: issued, checked, expired.

use std::iter::repeat_with;

use guichet_fixtures::Json;

use super::{EMAIL, answers};
use crate::engine::{Call, Reply, Request, Shelf, Store};

static TOKENS: Shelf = Shelf::new("tokens");

/// How long a token is good, in seconds. How long Accengage's are is not known: this is the sandbox's own choice.
const LIFETIME: u64 = 60 * 60;

/// fact C2. A user whom the key does not belong to has no rights.
pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    if call.text("email").as_deref() != Some(EMAIL) {
        return Err(answers::generic(403, "API_ERR_FORBIDDEN"));
    }
    let token: String = repeat_with(fastrand::alphanumeric).take(40).collect();
    let expires = call.request.now.saturating_add(LIFETIME);
    store.put(&TOKENS, &token, until(expires));
    let (kind, token) = (Json::from("Bearer"), Json::from(token));
    Ok(Reply::json(200, &Json::object([("token_type", kind), ("access_token", token)])))
}

/// 002:78, 80, 81: three statuses for one label.
pub(super) fn admit(request: &Request, store: &Store) -> Result<(), Reply> {
    let refused = |status| Err(answers::generic(status, "API_ERR_TOKEN"));
    let header = request.header("authorization").map(str::trim).unwrap_or_default();
    if header.is_empty() {
        return refused(403);
    }
    let token = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match token.and_then(|(_, token)| store.get(&TOKENS, token)) {
        Some(record) if expiry(&record.value) > request.now => Ok(()),
        Some(_) => refused(401),
        None => refused(400),
    }
}

pub(super) fn expire(store: &mut Store) {
    store.change_all(&TOKENS, |_| true, |record| record.value = until(0));
}

fn until(seconds: u64) -> Json {
    Json::Number(seconds.to_string())
}

fn expiry(value: &Json) -> u64 {
    value.number().and_then(|seconds| seconds.parse().ok()).unwrap_or_default()
}
