//! The entrance: key and e-mail address in, resources out.

use std::sync::Arc;

use guichet_core::auth::TokenCache;
use guichet_core::vendor::{Call, Client, Counted, Vendor};
use guichet_core::{Clock, Error, Result, Secret, Settings, handle};

use crate::auth::{self, Login, SignedBearer, Signer};
use crate::error::AccengageDialect;

/// A client of one Accengage user. Cheap to clone; clones share connections, limits and the access token.
#[derive(Clone)]
pub struct Accengage {
    client: Client,
    /// Without a token: for asking for one.
    login: Client,
    email: Arc<str>,
}

impl std::fmt::Debug for Accengage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Accengage").field("client", &self.client).finish_non_exhaustive()
    }
}

impl Accengage {
    /// A client with the default settings. Nothing is sent yet: the token is asked for by the first call.
    ///
    /// # Errors
    /// An empty key or e-mail address.
    pub fn new(key: impl Into<Secret>, email: impl Into<String>) -> Result<Self> {
        Self::builder(key, email).build()
    }

    /// For other settings. The key is made in the administration of Accengage, beside the user whose e-mail address is
    /// given here (*Générer une clé API*).
    pub fn builder(key: impl Into<Secret>, email: impl Into<String>) -> Builder {
        Builder { key: key.into(), email: email.into(), token: None, settings: Settings::default(), clock: None }
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    fn on(&self, client: Client) -> Self {
        Self { login: self.login.with_options_of(&client), client, email: Arc::clone(&self.email) }
    }

    /// The call for a token is signed only, and names the user.
    fn prepare(&self, call: Call) -> Call {
        if auth::asks_for_token(call.operation()) { auth::request(&self.login, &self.email) } else { call }
    }

    pub(crate) fn login(&self) -> (Client, &str) {
        (self.login.clone(), &self.email)
    }
}

handle! {
    Accengage, find: crate::find, prepare: prepare,
    request: "For the routes of an app, [`apps`](Self::apps) is closer.",
}

/// Settings of an [`Accengage`] client.
#[must_use]
pub struct Builder {
    key: Secret,
    email: String,
    token: Option<Secret>,
    settings: Settings,
    clock: Option<Clock>,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Builder {
    /// The settings that all vendors' clients share: address, transport, limits, retries, deadlines.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Begins with an access token had before. It is used until the vendor refuses it.
    pub fn access_token(mut self, token: impl Into<Secret>) -> Self {
        self.token = Some(token.into());
        self
    }

    /// Another clock, for tests: the signature holds the time. Comes before the settings' clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Builds the client. No network, no environment.
    ///
    /// # Errors
    /// An empty key or e-mail address, or a setting that cannot work.
    pub fn build(self) -> Result<Accengage> {
        self.key.check("the API key")?;
        if self.email.trim().is_empty() {
            return Err(Error::config("the e-mail address is empty"));
        }
        self.token.as_ref().map_or(Ok(()), |token| token.check("the access token"))?;
        let settings = match self.clock {
            Some(clock) => self.settings.clock(clock),
            None => self.settings,
        };
        let signer = Signer { key: self.key, clock: settings.configured_clock().clone() };
        let vendor = Vendor {
            name: "accengage",
            version: env!("CARGO_PKG_VERSION"),
            base_url: "https://api.accengage.com",
            headers: Vec::new(),
            authorizer: Arc::new(signer.clone()),
            dialect: Arc::new(AccengageDialect),
        };
        let client = Client::new(vendor, settings)?;
        let login = client.unpaced(Arc::new(signer.clone()), Counted::No);
        let source = Login { client: login.clone(), email: self.email.clone() };
        let tokens = match &self.token {
            Some(token) => TokenCache::holding(source, &Secret::new(format!("Bearer {}", token.expose())))?,
            None => TokenCache::new(source),
        };
        let client = client.authorized_by(Arc::new(SignedBearer { signer, tokens }));
        Ok(Accengage { client, login, email: self.email.into() })
    }
}
