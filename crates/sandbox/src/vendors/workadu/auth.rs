//! Who is let in.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::answers::error;
use crate::engine::{Reply, Request};

/// Sent as the user of Basic authentication, with an empty password.
pub(super) const KEY: &str = "wk_sandbox";

/// Basic authentication, by key or, deprecated, by user and password.
pub(super) fn credentials(request: &Request) -> Result<(), Reply> {
    let refused = |message: &str| Err(error(401, message).with("www-authenticate", "Basic realm=\"Workadu\""));
    let Some(header) = request.header("authorization") else {
        return refused("Failed to authenticate because of bad credentials or an invalid authorization header.");
    };
    let Some((_, encoded)) = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("basic")) else {
        return refused("The authorization header is not Basic.");
    };
    match STANDARD.decode(encoded.trim()).ok().and_then(|pair| String::from_utf8(pair).ok()).as_deref() {
        Some("wk_sandbox:" | "sandbox:secret") => Ok(()),
        Some(_) => refused("Invalid credentials."),
        None => refused("The authorization header is not base64."),
    }
}

/// The version is in the Accept header; another type, or none, gives the default version (fact W29). A version that is not
/// here is refused: version 1 lives on another host (fact W31). The refusal's text is ours.
pub(super) fn version(request: &Request) -> Result<(), Reply> {
    let named = |media: &str| {
        let version =
            media.split(';').next()?.trim().strip_prefix("application/vnd.rengine.")?.strip_suffix("+json")?;
        (version != "v2").then_some(())
    };
    match request.header("accept") {
        Some(header) if header.split(',').find_map(named).is_some() => {
            Err(error(400, "The version given was unknown or has no routes."))
        }
        _ => Ok(()),
    }
}
