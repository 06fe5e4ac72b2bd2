//! The entrance: credentials in, resources out.

use std::sync::Arc;

use guichet_core::{Call, CallOptions, Client, Effect, Error, Method, Response, Result, Secret, Settings, Vendor};

use crate::auth::{ApiVersion, Credentials};
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

    /// The same client with other options, for one call or several.
    #[must_use]
    pub fn with(&self, options: CallOptions) -> Self {
        Self { client: self.client.with(options) }
    }

    /// Runs one call and returns its value together with status, headers and request id.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn recorded<T, F: Future<Output = Result<T>>>(&self, run: impl FnOnce(Self) -> F) -> Result<Response<T>> {
        self.client.recorded(|client| run(Self { client })).await
    }

    /// Begins a call of one of [`OPERATIONS`](crate::OPERATIONS), to be read into a type of the caller's.
    ///
    /// # Errors
    /// There is no operation of this name.
    pub fn operation(&self, id: &str) -> Result<Call> {
        let found = crate::OPERATIONS.iter().flat_map(|group| group.iter()).find(|operation| operation.id == id);
        found
            .map(|operation| self.client.call(operation))
            .ok_or_else(|| Error::config(format!("{id:?} is not one of Workadu's operations")))
    }

    /// Begins a call that this crate does not know: any path of the vendor, with what repeating it does.
    pub fn request(&self, method: Method, path: impl Into<String>, effect: Effect) -> Call {
        self.client.request(method, path, effect)
    }

    pub(crate) fn core(&self) -> Client {
        self.client.clone()
    }
}

/// Settings of a [`Workadu`] client.
#[must_use]
pub struct Builder {
    credentials: Credentials,
    version: ApiVersion,
    settings: Settings,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder")
            .field("version", &self.version)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl Builder {
    fn new(credentials: Credentials) -> Self {
        Self { credentials, version: ApiVersion::default(), settings: Settings::default() }
    }

    /// The settings that all vendors' clients share: address, transport, limits, retries, deadlines.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Another version of the API.
    pub fn version(mut self, version: ApiVersion) -> Self {
        self.version = version;
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
            headers: vec![("accept", self.version.accept().to_owned())],
            authorizer: self.credentials.authorizer()?,
            dialect: Arc::new(WorkaduDialect),
        };
        Ok(Workadu { client: Client::new(vendor, self.settings)? })
    }
}
