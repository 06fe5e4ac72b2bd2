//! A client on a scripted transport, and what the vendor answers it.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "clippy sees no test in a helper")]

use guichet_accengage::time::OffsetDateTime;
use guichet_accengage::transport::{Reply, ScriptedTransport};
use guichet_accengage::{Accengage, Clock, Settings};

pub const KEY: &str = "a1b2c3d4e5f6g7h8";
pub const TIME: i64 = 1_507_722_391;

pub fn client(transport: &ScriptedTransport) -> Accengage {
    Accengage::builder(KEY, "mymail@client.com")
        .settings(Settings::new().transport(transport.clone()))
        .clock(Clock::fixed(OffsetDateTime::from_unix_timestamp(TIME).unwrap()))
        .build()
        .unwrap()
}

pub fn token(name: &str) -> Reply {
    Reply::json(format!(r#"{{"token_type":"Bearer","access_token":"{name}"}}"#))
}

pub fn refused(status: u16, label: &str) -> Reply {
    Reply::new(status, format!(r#"{{"errors":[{{"label":"{label}","message":"no"}}]}}"#))
        .header("content-type", "application/json")
}
