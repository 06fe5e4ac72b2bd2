//! The access token. The client asks for it by itself; here for those who keep it elsewhere.

use guichet_core::Result;
use guichet_core::vendor::Client;

use crate::auth;
use crate::client::Accengage;

pub use crate::auth::{AccessToken, OPERATIONS};

/// The access token.
#[derive(Clone)]
pub struct AccessTokens {
    api: Client,
    email: String,
}

impl std::fmt::Debug for AccessTokens {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccessTokens").field("api", &self.api).finish_non_exhaustive()
    }
}

impl Accengage {
    /// The access token.
    pub fn access_tokens(&self) -> AccessTokens {
        let (api, email) = self.login();
        AccessTokens { api, email: email.to_owned() }
    }
}

impl AccessTokens {
    /// Asks for an access token for the client's e-mail address. Idempotent: each answer is a token, and an earlier one is
    /// not known to end by it. The client's own token stays as it is.
    ///
    /// # Errors
    /// [`Condition::Signature`](crate::Condition::Signature) for a wrong key or clock.
    pub async fn create(&self) -> Result<AccessToken> {
        auth::request(&self.api, &self.email).fetch().await
    }
}
