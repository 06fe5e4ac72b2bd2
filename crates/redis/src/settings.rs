//! Where the engine is, and who asks.

#[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
use std::sync::Arc;
use std::time::Duration;

use guichet_core::{Error, Result, Secret};

/// What a connection needs.
pub(crate) struct Settings {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) database: i64,
    pub(crate) username: Option<String>,
    pub(crate) password: Option<Secret>,
    pub(crate) prefix: String,
    pub(crate) patience: Duration,
    pub(crate) replicas: u32,
    /// The caller says that a restart forgets nothing.
    pub(crate) restarts_keep_all: bool,
    #[cfg(any(feature = "tls-aws-lc", feature = "tls-ring"))]
    pub(crate) tls: Option<Arc<rustls::ClientConfig>>,
}

impl Settings {
    /// What it is called in errors: without who asks.
    pub(crate) fn place(&self) -> String {
        format!("redis {}:{}/{} {}", self.host, self.port, self.database, self.prefix)
    }
}

/// Refuses what cannot be a part of a key's name.
pub(crate) fn named(what: &str, name: &str) -> Result<()> {
    if name.is_empty() || name.len() > 200 || !name.chars().all(|c| c.is_ascii_graphic() && !"{}".contains(c)) {
        return Err(Error::config(format!("{what} is 1 to 200 visible ASCII characters, without braces")));
    }
    Ok(())
}
