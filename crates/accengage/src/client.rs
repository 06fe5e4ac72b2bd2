//! The entrance: key and e-mail address in, resources out.

use std::sync::Arc;

use guichet_core::auth::TokenCache;
use guichet_core::{
    Call, CallOptions, Client, Clock, Effect, Error, Method, Response, Result, Secret, Settings, Vendor,
};

use crate::auth::{Login, SignedBearer, Signer};
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

    /// The same client with other options, for one call or several.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self {
            client: self.client.with(options.clone()),
            login: self.login.with(options),
            email: Arc::clone(&self.email),
        }
    }

    /// Runs one call and returns its value together with status, headers and request id.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn recorded<T, F: Future<Output = Result<T>>>(&self, run: impl FnOnce(Self) -> F) -> Result<Response<T>> {
        let (login, email) = (self.login.clone(), Arc::clone(&self.email));
        self.client.recorded(|client| run(Self { login: login.like(&client), client, email })).await
    }

    /// Begins a call of one of [`OPERATIONS`](crate::OPERATIONS), to be read into a type of the caller's.
    ///
    /// # Errors
    /// There is no operation of this name.
    pub fn operation(&self, id: &str) -> Result<Call> {
        if id == "accengage.access-token.create" {
            return Ok(crate::access_token::request(&self.login, &self.email));
        }
        let found = crate::OPERATIONS.iter().flat_map(|group| group.iter()).find(|operation| operation.id == id);
        found
            .map(|operation| self.client.call(operation))
            .ok_or_else(|| Error::config(format!("{id:?} is not one of Accengage's operations")))
    }

    /// Begins a call that this crate does not know: any path of the vendor, with what repeating it does. For the routes
    /// of an app, [`apps`](Self::apps) is closer.
    pub fn request(&self, method: Method, path: impl Into<String>, effect: Effect) -> Call {
        self.client.request(method, path, effect)
    }

    pub(crate) fn core(&self) -> Client {
        self.client.clone()
    }

    pub(crate) fn login(&self) -> (Client, &str) {
        (self.login.clone(), &self.email)
    }
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
        if self.key.is_empty() {
            return Err(Error::config("the API key is empty"));
        }
        if self.email.trim().is_empty() {
            return Err(Error::config("the e-mail address is empty"));
        }
        if self.token.as_ref().is_some_and(Secret::is_empty) {
            return Err(Error::config("the access token is empty"));
        }
        let settings = match self.clock {
            Some(clock) => self.settings.clock(clock),
            None => self.settings,
        };
        let signer = Signer { key: self.key, clock: settings.reads().clone() };
        let vendor = Vendor {
            name: "accengage",
            version: env!("CARGO_PKG_VERSION"),
            base_url: "https://api.accengage.com",
            headers: Vec::new(),
            authorizer: Arc::new(signer.clone()),
            dialect: Arc::new(AccengageDialect),
        };
        let client = Client::new(vendor, settings)?;
        let login = client.sign_in(Arc::new(signer.clone()));
        let source = Login { client: login.clone(), email: self.email.clone() };
        let tokens = match &self.token {
            Some(token) => TokenCache::holding(source, &Secret::new(format!("Bearer {}", token.expose())))?,
            None => TokenCache::new(source),
        };
        let client = client.authorized_by(Arc::new(SignedBearer { signer, tokens }));
        Ok(Accengage { client, login, email: self.email.into() })
    }
}
