//! Signing in, and the tokens that come of it. EBP knows the authorization code alone: a human signs in once, in a browser (feature
//! `login`), and refresh tokens that are good for one use do the rest.

#[cfg(feature = "login")]
mod authorization;
#[cfg(feature = "login")]
mod claims;
#[cfg(feature = "login")]
mod login;
#[cfg(feature = "login")]
mod sign_in;

#[cfg(feature = "login")]
pub use authorization::{Authorization, AuthorizationOptions, Pkce, Prompt, SCOPES};
#[cfg(feature = "login")]
pub use claims::Claims;
#[cfg(feature = "login")]
pub use login::{LoginListener, LoginOptions};
#[cfg(feature = "login")]
pub(crate) use sign_in::SentCodes;
#[cfg(feature = "login")]
pub use sign_in::SignInPage;

use std::fmt;
use std::sync::Arc;

use guichet_core::auth::RotatingTokens;
use guichet_core::time::OffsetDateTime;
#[cfg(feature = "login")]
use guichet_core::vendor::Client;
use guichet_core::{Operation, Result};

#[cfg(feature = "login")]
use crate::auth::RotationPolicy;
use crate::auth::{Application, Tokens};

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
    signing_in.iter().chain(crate::auth::OPERATIONS).copied()
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
    pub(crate) sent: SentCodes,
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
