//! Who is calling: the subscription's key and an access token on every request; and how tokens are renewed. EBP knows the
//! authorization code alone: a human signs in once, in a browser (feature `login`), and refresh tokens that are good for one use
//! do the rest.

#[cfg(feature = "login")]
mod authorization;
#[cfg(feature = "login")]
mod claims;
#[cfg(feature = "login")]
mod login;
#[cfg(feature = "login")]
mod sign_in;

#[cfg(feature = "login")]
pub use authorization::{Authorization, AuthorizationOptions, Pkce, SCOPES};
#[cfg(feature = "login")]
pub use claims::Claims;
#[cfg(feature = "login")]
pub use login::{LoginListener, LoginOptions};
#[cfg(feature = "login")]
pub use sign_in::SignInPage;

pub use guichet_core::auth::RotationPolicy;
pub use guichet_core::auth::store::{
    FileStore, Guard, Intent, MemoryStore, Published, Purpose, RawReply, StoreError, Stored, TokenStore, Tokens,
};

use std::fmt;
use std::sync::Arc;

use guichet_core::auth::{Authorizer, Generation, Redeemed, RotatingTokens, TokenEndpoint, secret_value};
use guichet_core::time::OffsetDateTime;
use guichet_core::transport::{self, BoxFuture};
use guichet_core::vendor::Client;
use guichet_core::{Body, Error, Operation, Result, Secret, SecretBytes, Sent, operations};
use http::{HeaderName, HeaderValue};

use crate::client::Ebp;

operations! {
    REFRESH: Unsafe, POST "/connect/token", "ebp.identity.refresh", "Obtenir un Access token depuis un Refresh token";
}

/// The operations of signing in, on the vendor's host for it.
pub(crate) fn operations() -> impl Iterator<Item = &'static Operation> {
    let signing_in: &[&'static Operation] = {
        #[cfg(feature = "login")]
        {
            sign_in::OPERATIONS
        }
        #[cfg(not(feature = "login"))]
        &[]
    };
    signing_in.iter().chain(OPERATIONS).copied()
}

const SUBSCRIPTION_KEY: HeaderName = HeaderName::from_static("ebp-subscription-key");

/// What EBP knows the caller's program by.
pub(crate) struct Application {
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<Secret>,
    /// Compared by EBP letter by letter.
    #[cfg(feature = "login")]
    pub(crate) redirect_uri: guichet_core::auth::RedirectAddress,
}

/// Puts the key and the token on each request.
pub(crate) struct Keyed {
    key: HeaderValue,
    tokens: RotatingTokens,
}

impl Keyed {
    pub(crate) fn new(key: &Secret, tokens: RotatingTokens) -> Result<Self> {
        Ok(Self { key: secret_value(key.expose())?, tokens })
    }
}

impl Authorizer for Keyed {
    fn authorize<'a>(&'a self, request: &'a mut http::Request<transport::Body>) -> BoxFuture<'a, Result<Generation>> {
        request.headers_mut().insert(SUBSCRIPTION_KEY, self.key.clone());
        self.tokens.authorize(request)
    }

    fn renew(&self, rejected: Generation) -> BoxFuture<'_, Result<bool>> {
        self.tokens.renew(rejected)
    }
}

/// Spends refresh tokens at the vendor's token endpoint.
pub(crate) struct Endpoint {
    /// Without a token, and without repeats.
    pub(crate) login: Client,
    /// Where that is.
    pub(crate) login_url: String,
    pub(crate) rotation: RotationPolicy,
    pub(crate) application: Arc<Application>,
}

#[derive(Body)]
struct RefreshForm<'a> {
    grant_type: &'static str,
    client_id: &'a str,
    client_secret: Option<&'a str>,
    refresh_token: &'a str,
}

impl TokenEndpoint for Endpoint {
    fn redeem(&self, refresh: &Secret) -> BoxFuture<'static, Redeemed> {
        let form = RefreshForm {
            grant_type: "refresh_token",
            client_id: &self.application.client_id,
            client_secret: self.application.client_secret.as_ref().map(Secret::expose),
            refresh_token: refresh.expose(),
        };
        let call = self.login.call(&REFRESH).confidential().form(&form);
        let body = self.rotation.body();
        Box::pin(async move {
            match call.send_best_effort(body).await {
                Ok(body) => Redeemed::Reply(SecretBytes::new(body)),
                Err(error) => spent(error),
            }
        })
    }

    fn owner(&self) -> Option<String> {
        Some(format!("{} at {}", self.application.client_id, self.login_url.trim_end_matches('/')))
    }

    fn detached(&self) -> Option<Box<dyn TokenEndpoint>> {
        let (login, application) = (self.login.detached()?, Arc::clone(&self.application));
        Some(Box::new(Self { login, login_url: self.login_url.clone(), rotation: self.rotation, application }))
    }
}

/// Whether a failed refresh has spent its token.
fn spent(error: Error) -> Redeemed {
    match (error.sent(), error.status(), error.code()) {
        (Sent::No, ..) => Redeemed::NotSpent(error),
        (_, Some(400..=499), Some("invalid_grant")) => Redeemed::InvalidGrant(error),
        // Refused for another reason, or by something that stands before the endpoint.
        (_, Some(400..=407 | 409..=499), _) => Redeemed::NotSpent(error),
        _ => Redeemed::Unknown(error),
    }
}

/// Signing in, and the tokens that come of it.
#[derive(Clone)]
pub struct Identity {
    #[cfg(feature = "login")]
    pub(crate) login: Client,
    pub(crate) tokens: RotatingTokens,
    pub(crate) application: Arc<Application>,
    #[cfg(feature = "login")]
    pub(crate) rotation: RotationPolicy,
    #[cfg(feature = "login")]
    pub(crate) sent: sign_in::SentCodes,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Identity");
        shown.field("client_id", &self.application.client_id);
        #[cfg(feature = "login")]
        shown.field("redirect_uri", &self.application.redirect_uri.as_str());
        shown.finish_non_exhaustive()
    }
}

impl Ebp {
    /// Signing in, and the tokens that come of it.
    pub fn identity(&self) -> Identity {
        self.signing_in().clone()
    }
}

impl Identity {
    /// Spends the refresh token now and keeps the new ones. Unsafe, and sent once. Calls renew their access token by
    /// themselves; this is for a program that makes none for weeks: a refresh token ends after 30 days.
    ///
    /// # Errors
    /// [`REAUTHENTICATION_REQUIRED`](crate::REAUTHENTICATION_REQUIRED) where a human must sign in again.
    pub async fn refresh(&self) -> Result<Tokens> {
        self.tokens.renew_now().await?;
        self.tokens.tokens().await
    }

    /// The tokens as they are stored now. Nothing is sent.
    ///
    /// # Errors
    /// The store cannot be read; nobody has signed in, or the login has ended.
    pub async fn tokens(&self) -> Result<Tokens> {
        self.tokens.tokens().await
    }

    /// When the refresh token ends: by then it must have been used, or a human must sign in again. Nothing is sent. An event
    /// warns where seven days or fewer are left when a refresh begins.
    ///
    /// # Errors
    /// As [`tokens`](Self::tokens).
    pub async fn refresh_expires(&self) -> Result<OffsetDateTime> {
        self.tokens().await.map(|tokens| tokens.refresh_expires)
    }
}
