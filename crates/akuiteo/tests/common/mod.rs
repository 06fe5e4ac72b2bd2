//! A client on a scripted transport, and what the vendor answers it.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "clippy sees no test in a helper")]

use guichet_akuiteo::transport::{Reply, ScriptedTransport};
use guichet_akuiteo::{Akuiteo, Builder, Credentials, Settings};

pub const ADDRESS: &str = "https://akuiteo.example.com/akuiteo";

pub fn basic() -> Credentials {
    Credentials::basic("user", "password")
}

pub fn oauth() -> Credentials {
    Credentials::oauth("client", "client-secret", "user", "password")
}

pub fn jwt() -> Credentials {
    Credentials::jwt("user", "password")
}

pub fn builder(transport: &ScriptedTransport, credentials: Credentials) -> Builder {
    Akuiteo::builder(ADDRESS, credentials).settings(Settings::new().transport(transport.clone()))
}

pub fn client(transport: &ScriptedTransport, credentials: Credentials) -> Akuiteo {
    builder(transport, credentials).build().unwrap()
}

/// A token of the OAuth server that lives so many seconds, with a refresh token.
pub fn token(access: &str, refresh: &str, seconds: u64) -> Reply {
    Reply::json(format!(
        r#"{{"access_token":"{access}","token_type":"bearer","expires_in":{seconds},"refresh_token":"{refresh}"}}"#
    ))
}

pub fn text(body: &str) -> Reply {
    Reply::new(200, body.to_owned()).header("content-type", "text/plain")
}
