//! Who is calling: the subscription's key and an access token on every request; and how tokens are had. EBP knows the
//! authorization code alone: a human signs in once, in a browser, and refresh tokens that are good for one use do the rest.

mod authorization;
mod claims;
#[cfg(feature = "login")]
mod login;

pub use authorization::{Authorization, AuthorizationOptions, Pkce, SCOPES};
pub use claims::Claims;
#[cfg(feature = "login")]
pub use login::{LoginListener, LoginOptions};

pub use guichet_core::auth::RotationPolicy;
pub use guichet_core::auth::store::{
    FileStore, Guard, Intent, MemoryStore, Published, RawReply, StoreError, Stored, TokenStore, Tokens,
};

use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use guichet_core::auth::{Authorizer, Generation, Redeemed, RedirectAddress, Rotating, TokenEndpoint, secret_value};
use guichet_core::time::OffsetDateTime;
use guichet_core::transport::BoxFuture;
use guichet_core::{Body, Client, Error, Operation, Result, Secret, Sent, operations};
use http::{HeaderName, HeaderValue};
use sha2::{Digest as _, Sha256};

use crate::client::Ebp;

operations! {
    AUTHORIZE: Safe,   GET  "/connect/authorize", "ebp.identity.authorize", "Exemple de requête vers Login EBP";
    EXCHANGE:  Unsafe, POST "/connect/token",     "ebp.identity.exchange",  "Exemple de requête vers Login EBP";
    REFRESH:   Unsafe, POST "/connect/token",     "ebp.identity.refresh",   "Obtenir un Access token depuis un Refresh token";
}

/// Whether a redirect is the answer to this operation.
pub(crate) fn is_answered_by_redirect(operation: &Operation) -> bool {
    operation.id == AUTHORIZE.id
}

const SUBSCRIPTION_KEY: HeaderName = HeaderName::from_static("ebp-subscription-key");

/// What EBP knows the caller's program by.
pub(crate) struct Application {
    pub(crate) client_id: String,
    pub(crate) client_secret: Option<Secret>,
    /// Compared by EBP letter by letter.
    pub(crate) redirect_uri: RedirectAddress,
}

/// Puts the key and the token on each request.
pub(crate) struct Keyed {
    key: HeaderValue,
    tokens: Rotating,
}

impl Keyed {
    pub(crate) fn new(key: &Secret, tokens: Rotating) -> Result<Self> {
        Ok(Self { key: secret_value(key.expose())?, tokens })
    }
}

impl Authorizer for Keyed {
    fn authorize<'a>(&'a self, request: &'a mut http::Request<Bytes>) -> BoxFuture<'a, Result<Generation>> {
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
        Box::pin(async move {
            match call.send_salvaging().await {
                Ok(body) => Redeemed::Reply(secret(&body)),
                Err(error) => spent(error),
            }
        })
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

/// The whole reply is kept. Lossy UTF-8: tokens are ASCII and survive.
fn secret(body: &Bytes) -> Secret {
    Secret::new(String::from_utf8_lossy(body))
}

#[derive(Body)]
struct ExchangeForm<'a> {
    client_id: &'a str,
    client_secret: Option<&'a str>,
    redirect_uri: &'a str,
    grant_type: &'static str,
    code: &'a str,
    code_verifier: Option<&'a str>,
}

/// What EBP answers to the address that a human is to open.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignInPage {
    /// 200 for the page itself, a redirect to where it is.
    pub status: u16,
    /// Where a redirect leads. Where nobody needs to be asked any more this is the answer itself, code included.
    pub location: Option<String>,
}

impl fmt::Debug for SignInPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignInPage").field("status", &self.status).finish_non_exhaustive()
    }
}

/// Signing in, and the tokens that come of it.
#[derive(Clone)]
pub struct Identity {
    pub(crate) login: Client,
    pub(crate) tokens: Rotating,
    pub(crate) application: Arc<Application>,
    /// The hashes of codes that were sent: none is good for a second time.
    pub(crate) sent: Arc<Mutex<HashSet<[u8; 32]>>>,
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity")
            .field("client_id", &self.application.client_id)
            .field("redirect_uri", &self.application.redirect_uri.as_str())
            .finish_non_exhaustive()
    }
}

impl Ebp {
    /// Signing in, and the tokens that come of it.
    pub fn identity(&self) -> Identity {
        self.signing_in().clone()
    }
}

impl Identity {
    /// Begins a sign-in: the address to open in a browser, with a state of its own and PKCE. Nothing is sent.
    ///
    /// # Errors
    /// None with the defaults.
    pub fn authorize(&self) -> Result<Authorization> {
        self.authorize_with(AuthorizationOptions::default())
    }

    /// Begins a sign-in with other scopes, a state of the caller's, or without PKCE. Nothing is sent.
    ///
    /// # Errors
    /// Scopes, state or verifier that cannot work.
    pub fn authorize_with(&self, options: AuthorizationOptions) -> Result<Authorization> {
        Authorization::begin(&self.login, &self.application, options)
    }

    /// Asks for the sign-in page as a browser would, and follows nothing: before a human is troubled, it tells whether EBP knows
    /// the client ID and the redirect address. Safe.
    ///
    /// # Errors
    /// The address is refused.
    pub async fn check(&self, authorization: &Authorization) -> Result<SignInPage> {
        let answer = authorization.call.clone().send_stream().await?;
        let location = answer.headers().get(http::header::LOCATION).and_then(|value| value.to_str().ok());
        Ok(SignInPage { status: answer.status(), location: location.map(str::to_owned) })
    }

    /// Exchanges what came back to the redirect address, its whole URL or its query, for tokens, which are kept in the store
    /// before anything reads them. Unsafe, and sent once: a code is good for one use and five minutes, and is not sent a second
    /// time from here either.
    ///
    /// # Errors
    /// A callback of another sign-in, a refusal, a code that was sent before: nothing is sent. `invalid_grant` for a code that
    /// is spent or too old.
    pub async fn exchange(&self, authorization: &Authorization, callback: &str) -> Result<Tokens> {
        let code = authorization.code(callback)?;
        self.exchange_code(code, authorization.verifier()).await
    }

    /// Exchanges a code had elsewhere. Unsafe, as [`exchange`](Self::exchange); that the code belongs to this sign-in is for the
    /// caller to know.
    ///
    /// # Errors
    /// As [`exchange`](Self::exchange).
    pub async fn exchange_code(&self, code: impl Into<Secret>, verifier: Option<&Secret>) -> Result<Tokens> {
        let code = code.into();
        let refuse = |why: &str| Err(Error::invalid(&EXCHANGE.id, "code", why));
        if code.expose().trim().is_empty() {
            return refuse("it is empty");
        }
        let hash: [u8; 32] = Sha256::digest(code.expose()).into();
        const SPENT: &str = "it was exchanged before, and is good for one use";
        if self.codes().contains(&hash) {
            return refuse(SPENT);
        }
        let application = &self.application;
        let form = ExchangeForm {
            client_id: &application.client_id,
            client_secret: application.client_secret.as_ref().map(Secret::expose),
            redirect_uri: application.redirect_uri.as_str(),
            grant_type: "authorization_code",
            code: code.expose(),
            code_verifier: verifier.map(Secret::expose),
        };
        let call = self.login.call(&EXCHANGE).confidential().form(&form);
        let this = self.clone();
        let request = async move {
            if !this.codes().insert(hash) {
                return Err(Error::invalid(&EXCHANGE.id, "code", SPENT));
            }
            let reply = call.send_salvaging().await;
            if reply.as_ref().is_err_and(|error| error.sent() == Sent::No) {
                this.codes().remove(&hash);
            }
            reply.map(|body| secret(&body))
        };
        self.tokens.sign_in(request).await?;
        self.tokens.tokens().await
    }

    fn codes(&self) -> std::sync::MutexGuard<'_, HashSet<[u8; 32]>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

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

    /// What the stored access token says of the person who signed in. Nothing is sent, and the signature is not checked.
    ///
    /// # Errors
    /// As [`tokens`](Self::tokens); the access token is no JSON Web Token.
    pub async fn claims(&self) -> Result<Claims> {
        match self.tokens().await?.access {
            Some(token) => Claims::of(&token),
            None => Err(Error::authentication("there is no access token")),
        }
    }
}
