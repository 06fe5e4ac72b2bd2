//! What every request must carry.

use guichet_fixtures::Body;

use super::signature::verify;
use super::{KEY, answers};
use crate::engine::{Reply, Request};

/// 002:41-45. A header that is there twice is refused: nobody knows which one was meant.
pub(super) fn signature(request: &Request) -> Result<(), Reply> {
    let only = |name: &str| {
        let mut values = request.headers.get_all(name).iter();
        let value = values.next().and_then(|value| value.to_str().ok()).filter(|value| !value.is_empty());
        value.filter(|_| values.next().is_none())
    };
    let (Some(time), Some(signature)) = (only("accengage-time"), only("accengage-signature")) else {
        return Err(answers::generic(400, "API_ERR_SIGNATURE"));
    };
    verify(&request.raw, KEY, time, signature, request.now).map_err(|_| answers::generic(400, "API_ERR_SIGNATURE"))
}

/// Bodies are JSON, and say so (002:9).
pub(super) fn json(request: &Request) -> Result<(), Reply> {
    match &request.body {
        Ok(Body::Empty | Body::Json(_)) => Ok(()),
        Ok(_) => Err(answers::refuse(400, "The body must be JSON, with Content-Type: application/json")),
        Err(_) => Err(answers::refuse(400, "Malformed JSON body")),
    }
}

/// All routes but the one that issues tokens.
pub(super) fn needs_token(request: &Request) -> bool {
    request.path.trim_end_matches('/') != "/v1/access_token"
}
