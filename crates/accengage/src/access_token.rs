//! The access token. The client asks for it by itself; here for those who keep it elsewhere.

use guichet_core::{Body, Call, Client, Model, Result, Secret, operations};

use crate::client::Accengage;

operations! {
    CREATE: Idempotent, POST "/v1/access_token", "accengage.access-token.create", "Access token";
}

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
        read(request(&self.api, &self.email)).await
    }
}

#[derive(Body)]
struct Credentials<'a> {
    email: &'a str,
}

pub(crate) fn request(api: &Client, email: &str) -> Call {
    // No error keeps a piece of an answer that holds a token.
    api.call(&CREATE).json(&Credentials { email }).confidential()
}

pub(crate) async fn read(call: Call) -> Result<AccessToken> {
    call.fetch().await
}

/// An access token. How long it lives is not documented.
#[derive(Debug, Clone, Model)]
#[model(only_read)]
#[non_exhaustive]
pub struct AccessToken {
    /// `Bearer`.
    pub token_type: Option<String>,
    /// The token itself.
    pub access_token: Secret,
}

impl AccessToken {
    /// The value of the `Authorization` header.
    pub(crate) fn authorization(&self) -> Secret {
        let kind = self.token_type.as_deref().filter(|kind| !kind.is_empty()).unwrap_or("Bearer");
        Secret::new(format!("{kind} {}", self.access_token.expose()))
    }
}
