//! Who is calling: the subscription's key and an access token on every request; how a token is renewed, and where tokens are kept.
//! Signing in is [`identity`](crate::identity).

pub use guichet_core::auth::RotationPolicy;
pub use guichet_core::auth::store::{
    FileStore, Guard, Intent, MemoryStore, Published, Purpose, RawReply, StoreError, Stored, TokenStore, Tokens,
};

use std::sync::Arc;

use guichet_core::auth::{Authorizer, Generation, Redeemed, RotatingTokens, TokenEndpoint, secret_value};
use guichet_core::transport::{self, BoxFuture};
use guichet_core::vendor::Client;
use guichet_core::{Body, Error, Result, Secret, SecretBytes, Sent, operations};
use http::{HeaderName, HeaderValue};

operations! {
    REFRESH: Unsafe, POST "/connect/token", "ebp.identity.refresh", "Obtenir un Access token depuis un Refresh token";
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
pub(crate) fn spent(error: Error) -> Redeemed {
    match (error.sent(), error.status(), error.code()) {
        (Sent::No, ..) => Redeemed::NotSpent(error),
        (_, Some(400..=499), Some("invalid_grant")) => Redeemed::InvalidGrant(error),
        // Refused for another reason, or by something that stands before the endpoint.
        (_, Some(400..=407 | 409..=499), _) => Redeemed::NotSpent(error),
        _ => Redeemed::Unknown(error),
    }
}
