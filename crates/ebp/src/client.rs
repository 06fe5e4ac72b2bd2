//! The entrance: key, application and token store in; identity and folders out.

use std::sync::Arc;
use std::time::Duration;

use guichet_core::auth::store::TokenStore;
use guichet_core::auth::{Anonymous, RotatingTokens, RotationPolicy};
use guichet_core::limit::{Day, Limits, LimitsBuilder, Quota};
use guichet_core::vendor::{Client, Counted, Vendor};
use guichet_core::{CallOptions, Error, Result, Secret, Settings, handle};

use crate::auth::{Application, Endpoint, Keyed};
use crate::error::EbpDialect;
use crate::identity::Identity;

/// EBP's host for signing in.
pub const LOGIN_URL: &str = "https://api-login.ebp.com";

/// The redirect address that EBP allows by default. Others are registered by e-mail to the vendor.
#[cfg(feature = "login")]
pub const REDIRECT_URI: &str = "http://localhost:3333";

/// Which of EBP's API hosts to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Environment {
    /// `https://api-developpeurs.ebp.com`.
    #[default]
    Production,
    /// `https://api-developpeurs-preprod.ebp.com`. That it signs in on the same host as production is *unverified* (EB-3): see
    /// [`Builder::login_url`].
    Preproduction,
}

impl Environment {
    const fn url(self) -> &'static str {
        match self {
            Self::Production => "https://api-developpeurs.ebp.com",
            Self::Preproduction => "https://api-developpeurs-preprod.ebp.com",
        }
    }
}

/// The limits that EBP documents ("FAQ"): one call a second and 10,000 a day, for all that one subscription's key calls. That the
/// day begins at midnight in Paris is *unverified* (EB-9). Change what differs and give it to [`Builder::limits`]:
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_ebp::{FileLedger, documented_limits};
/// # let path = std::env::temp_dir().join("guichet-ebp-doc-ledger.json");
/// let ledger = FileLedger::open(path)?;           // remembers over a restart
/// let limits = documented_limits().map_quota(|quota| quota.ledger(ledger).reserve_for_writes(500));
/// # let _ = limits;
/// # Ok(())
/// # }
/// ```
pub fn documented_limits() -> LimitsBuilder {
    Limits::builder().strict_pace(Duration::from_secs(1)).quota(Quota::daily(10_000, Day::europe_paris()))
}

/// A client of one subscription to EBP's APIs, signed in as one person. Cheap to clone; clones share connections, limits and
/// tokens.
#[derive(Clone)]
pub struct Ebp {
    client: Client,
    identity: Identity,
}

impl std::fmt::Debug for Ebp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ebp").field("client", &self.client).finish_non_exhaustive()
    }
}

impl Ebp {
    /// For a client: the subscription's key (*clé de l'abonnement*, primary or secondary) first. An application and a token
    /// store must follow.
    pub fn builder(subscription_key: impl Into<Secret>) -> Builder {
        Builder {
            key: subscription_key.into(),
            application: None,
            #[cfg(feature = "login")]
            redirect_uri: REDIRECT_URI.to_owned(),
            store: None,
            environment: Environment::default(),
            login_url: None,
            rotation: RotationPolicy::default(),
            limits: documented_limits(),
            counts_identity: false,
            not_applied: false,
            settings: Settings::default(),
        }
    }

    /// How many calls of the day are used, as far as is counted here.
    ///
    /// # Errors
    /// The ledger cannot be read.
    pub async fn calls_today(&self) -> Result<Option<u32>> {
        Ok(self.client.limits().used(self.client.clock().wall()).await?)
    }

    /// Waits for a refresh or a sign-in under way, so that its reply is kept before the process ends, and tries once more to write
    /// tokens that could not be written. Call it before exiting, on every path.
    ///
    /// # Errors
    /// The newest tokens are not in the store: a process that ends now loses them, and a human must sign in again.
    pub async fn settle(&self) -> Result<()> {
        self.identity.tokens.settle().await
    }

    /// Signing in, and the tokens that come of it.
    pub fn identity(&self) -> Identity {
        self.identity.clone()
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    fn on(&self, client: Client) -> Self {
        Self { client, identity: self.identity.clone() }
    }
}

handle! {
    Ebp, find: crate::find,
    recorded: "Calls of [`identity`](Self::identity) are not recorded.",
    operation: "The call names no folder: [`Accounting::operation`](crate::accounting::Accounting::operation) does. An operation \
        of signing in is refused: no caller makes one by hand.",
    request: "The call names no folder: add its header with [`Call::header`](crate::Call::header).",
}

/// Settings of an [`Ebp`] client.
#[must_use]
pub struct Builder {
    key: Secret,
    application: Option<(String, Option<Secret>)>,
    #[cfg(feature = "login")]
    redirect_uri: String,
    store: Option<Arc<dyn TokenStore>>,
    environment: Environment,
    login_url: Option<String>,
    rotation: RotationPolicy,
    limits: LimitsBuilder,
    counts_identity: bool,
    not_applied: bool,
    settings: Settings,
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl Builder {
    /// The application that EBP registered: its client ID and secret (*ClientId*, *ClientSecret*), which come by e-mail.
    pub fn application(mut self, client_id: impl Into<String>, client_secret: impl Into<Secret>) -> Self {
        self.application = Some((client_id.into(), Some(client_secret.into())));
        self
    }

    /// An application without a secret. *Unverified* (EB-2): one sample of the documentation sends none.
    pub fn public_application(mut self, client_id: impl Into<String>) -> Self {
        self.application = Some((client_id.into(), None));
        self
    }

    /// Where the tokens are kept: a [`FileStore`](crate::auth::FileStore), so that a restart does not need a human.
    pub fn tokens(mut self, store: impl TokenStore) -> Self {
        self.store = Some(Arc::new(store));
        self
    }

    /// The redirect address, letter by letter as EBP has it registered; [`REDIRECT_URI`] by default.
    #[cfg(feature = "login")]
    pub fn redirect_uri(mut self, uri: impl Into<String>) -> Self {
        self.redirect_uri = uri.into();
        self
    }

    /// Production, the default, or pre-production.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = environment;
        self
    }

    /// Another host for signing in; [`LOGIN_URL`] by default, for both environments.
    pub fn login_url(mut self, url: impl Into<String>) -> Self {
        self.login_url = Some(url.into());
        self
    }

    /// How tokens are kept fresh.
    pub fn rotation(mut self, policy: RotationPolicy) -> Self {
        self.rotation = policy;
        self
    }

    /// Other limits than [`documented_limits`]. All clients with the same key in this process share them, and must agree on
    /// them. `Settings::limits` comes before these and is shared with nobody else.
    pub fn limits(mut self, limits: LimitsBuilder) -> Self {
        self.limits = limits;
        self
    }

    /// Counts the requests for tokens among the calls of the day, too. That EBP does not is *unverified* (EB-10). They keep no pace in
    /// either case.
    pub fn count_identity_calls(mut self) -> Self {
        self.counts_identity = true;
        self
    }

    /// Takes a 429 to mean that the call was not carried out, so that also one that must not be done twice is sent again. EBP
    /// does not say so: *unverified* (EB-11), and off by default.
    pub fn resend_after_429(mut self) -> Self {
        self.not_applied = true;
        self
    }

    /// The settings that all vendors' clients share: address, transport, retries, deadlines.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// Builds the client. No network, no environment, and the store is not read yet.
    ///
    /// # Errors
    /// An empty key, no application, no token store, an address that cannot work; limits that differ from those of another
    /// client with the same key.
    pub fn build(self) -> Result<Ebp> {
        self.key.check("the subscription key")?;
        let Some((client_id, client_secret)) = self.application else {
            return Err(Error::config("the application's client ID and secret are missing: `Builder::application`"));
        };
        Secret::from(client_id.as_str()).check("the application's client ID")?;
        client_secret.as_ref().map_or(Ok(()), |secret| secret.check("the application's client secret"))?;
        let Some(store) = self.store else {
            return Err(Error::config("a place for the tokens is missing: `Builder::tokens`"));
        };
        #[cfg(feature = "login")]
        let redirect_uri = guichet_core::auth::RedirectAddress::parse(self.redirect_uri)?;
        if self.settings.has_base_url() && self.login_url.is_none() {
            // Else the tokens of a sandbox would be asked for at the vendor's own host.
            return Err(Error::config("with a base URL of its own a client needs `login_url`, too"));
        }
        let settings = self.settings.default_limits(|| self.limits.shared_by(&self.key))?;
        let vendor = Vendor {
            name: "ebp",
            version: env!("CARGO_PKG_VERSION"),
            base_url: self.environment.url(),
            headers: vec![("accept", "application/json".to_owned())],
            authorizer: Arc::new(Anonymous),
            dialect: Arc::new(EbpDialect { not_applied: self.not_applied }),
        };
        let anonymous = Client::new(vendor, settings)?;
        let login = if self.counts_identity {
            anonymous.unpaced(Arc::new(Anonymous), Counted::Yes)
        } else {
            anonymous.unpaced(Arc::new(Anonymous), Counted::No)
        };
        // The token request is sent once: no retry, no wait on `Retry-After` (`max_wait` 0).
        // Its own timeout replaces the caller's, which is meant for calls that can be repeated, and does not end it before the
        // rotation's own deadline and grace.
        let longest = self.rotation.longest().saturating_mul(2);
        let once =
            CallOptions::new().deadline(longest).attempt_timeout(longest).max_attempts(1).max_wait(Duration::ZERO);
        let login_url = self.login_url.unwrap_or_else(|| LOGIN_URL.to_owned());
        let login = login.with_base_url(&login_url)?.with(once);
        let application = Application {
            client_id,
            client_secret,
            #[cfg(feature = "login")]
            redirect_uri,
        };
        let application = Arc::new(application);
        let endpoint = Endpoint {
            login: login.clone(),
            login_url,
            rotation: self.rotation,
            application: Arc::clone(&application),
        };
        let tokens = RotatingTokens::shared(store, endpoint, self.rotation, anonymous.clock().clone());
        let client = anonymous.authorized_by(Arc::new(Keyed::new(&self.key, tokens.clone())?));
        let identity = Identity {
            #[cfg(feature = "login")]
            login,
            tokens,
            application,
            #[cfg(feature = "login")]
            rotation: self.rotation,
            #[cfg(feature = "login")]
            sent: Arc::default(),
        };
        Ok(Ebp { client, identity })
    }
}
