//! The entrance: credentials in, resources out.

use std::sync::Arc;

use guichet_core::vendor::{Client, Vendor};
use guichet_core::{Result, Secret, Settings, handle};

use crate::auth::Credentials;
use crate::error::WorkaduDialect;

/// A client of one Workadu account. Cheap to clone; clones share connections and limits.
#[derive(Debug, Clone)]
pub struct Workadu {
    client: Client,
}

impl Workadu {
    /// A client with an API key (`wk_…`) and the default settings.
    ///
    /// # Errors
    /// An empty key, or one that a header cannot carry.
    pub fn new(key: impl Into<Secret>) -> Result<Self> {
        Self::builder(key).build()
    }

    /// For other settings. The key is found in Workadu under *Settings*, *Users & Permissions*.
    pub fn builder(key: impl Into<Secret>) -> Builder {
        Builder::new(Credentials::Key(key.into()))
    }

    /// A client that signs in with a user and a password, which Workadu has deprecated and will remove. Use a key.
    pub fn builder_with_password(user: impl Into<Secret>, password: impl Into<Secret>) -> Builder {
        Builder::new(Credentials::Password(user.into(), password.into()))
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    fn on(&self, client: Client) -> Self {
        Self { client }
    }
}

handle! { Workadu, find: crate::find }

/// Version 2 of the API ("Versioning"). Version 1 lives on another host, with other models.
const ACCEPT: &str = "application/vnd.rengine.v2+json";

/// Settings of a [`Workadu`] client.
#[must_use]
pub struct Builder {
    credentials: Credentials,
    settings: Settings,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Builder {
    fn new(credentials: Credentials) -> Self {
        Self { credentials, settings: Settings::default() }
    }

    /// The settings that all vendors' clients share: address, transport, limits, retries, deadlines.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Builds the client. No network, no environment.
    ///
    /// # Errors
    /// A credential that a header cannot carry, or a setting that cannot work.
    pub fn build(self) -> Result<Workadu> {
        let vendor = Vendor {
            name: "workadu",
            version: env!("CARGO_PKG_VERSION"),
            base_url: "https://app.workadu.com",
            headers: vec![("accept", ACCEPT.to_owned())],
            authorizer: self.credentials.authorizer()?,
            dialect: Arc::new(WorkaduDialect),
        };
        Ok(Workadu { client: Client::new(vendor, self.settings)? })
    }
}
