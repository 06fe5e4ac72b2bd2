//! Requests for tokens. The client makes its own; these are for those who keep tokens elsewhere.

use guichet_core::vendor::Client;
use guichet_core::{Result, Secret};

use crate::auth::{Credentials, JwtToken, OAuthToken, fetch_jwt};
use crate::client::Akuiteo;

/// Requests for tokens.
///
/// ```
/// use guichet_akuiteo::{Akuiteo, Credentials};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let sandbox = guichet_sandbox::Sandbox::start().await?;
/// # let credentials = guichet_akuiteo::Credentials::basic("sandbox", "s@ndbox/pass+word=");
/// # let akuiteo = guichet_akuiteo::Akuiteo::new(sandbox.mount("akuiteo"), credentials)?;
/// let credentials = Credentials::jwt("sandbox", "s@ndbox/pass+word=");
/// let jwt = Akuiteo::new(sandbox.mount("akuiteo"), credentials)?.logins().jwt_login().await?;
/// assert!(jwt.expires_at.is_some());
/// // With Basic there is no token to ask for.
/// assert!(akuiteo.logins().jwt_login().await.is_err());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Logins {
    login: Client,
    credentials: Credentials,
}

impl std::fmt::Debug for Logins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Logins").field("credentials", &self.credentials).finish_non_exhaustive()
    }
}

impl Akuiteo {
    /// Requests for tokens. The client makes its own; these are for those who keep tokens elsewhere.
    pub fn logins(&self) -> Logins {
        let (login, credentials) = self.login();
        Logins { login, credentials: credentials.clone() }
    }
}

impl Logins {
    /// Asks for an access token with the user's password. Idempotent: an earlier token is not known to end by it.
    ///
    /// # Errors
    /// Credentials that are not OAuth's; those of the call, which show neither password nor answer.
    pub async fn oauth_password(&self) -> Result<OAuthToken> {
        self.credentials.oauth_call(&self.login)?.fetch().await
    }

    /// Asks for an access token with a refresh token. Neither this call nor its answer is documented: it is that of RFC 6749.
    ///
    /// # Errors
    /// Credentials that are not OAuth's; those of the call, which show neither token nor answer.
    pub async fn oauth_refresh(&self, refresh_token: &Secret) -> Result<OAuthToken> {
        self.credentials.oauth_refresh_call(&self.login, refresh_token)?.fetch().await
    }

    /// Asks for a JWT. What the server answers is not documented: a bare text, a JSON text, an object with `token`, `access_token` or
    /// `jwt`, and a header `Authorization` are read.
    ///
    /// # Errors
    /// Credentials that are not JWT's; those of the call, which show neither password nor answer.
    pub async fn jwt_login(&self) -> Result<JwtToken> {
        fetch_jwt(self.credentials.jwt_call(&self.login)?).await
    }
}
