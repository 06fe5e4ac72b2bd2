//! Akuiteo's client, and those of the other authentications, which requests for tokens are made with.

use std::sync::OnceLock;

use guichet_akuiteo::{Akuiteo, Authentication, Credentials};
use guichet_core::{Error, Result, Secret, Settings};

use crate::vendors::{credential, once};

/// The authentication that the command line asks for.
static CHOSEN: OnceLock<Authentication> = OnceLock::new();

/// Chooses the authentication of the live client: `basic`, `oauth` or `jwt`.
///
/// # Errors
/// Another word.
pub fn choose(authentication: &str) -> Result<()> {
    let _ = CHOSEN.set(by_name(authentication)?);
    Ok(())
}

fn by_name(authentication: &str) -> Result<Authentication> {
    match authentication {
        "basic" => Ok(Authentication::Basic),
        "oauth" => Ok(Authentication::OAuth),
        "jwt" => Ok(Authentication::Jwt),
        other => Err(Error::config(format!("{other:?} is no authentication: basic, oauth or jwt"))),
    }
}

/// The client, and those that ask for tokens.
#[derive(Debug, Clone)]
pub struct AkuiteoClient {
    /// The client.
    pub akuiteo: Akuiteo,
    /// With credentials of OAuth.
    pub oauth: Akuiteo,
    /// With credentials of JWT.
    pub jwt: Akuiteo,
    /// The documented refresh token; a server that keeps an account of them is asked for one.
    pub refresh_token: Option<Secret>,
}

impl AkuiteoClient {
    /// With the credentials of the documentation's samples.
    pub(super) fn documented(base_url: &str) -> Result<Self> {
        let client = |credentials| Akuiteo::builder("", credentials).settings(once(base_url)).build();
        Ok(Self {
            akuiteo: client(Credentials::basic("user", "password"))?,
            oauth: client(Credentials::oauth(
                "{your_client_id}",
                "{your_secret}",
                "{your_username}",
                "{your_password}",
            ))?,
            // Not the sample's password: its Base64 there is that of another one.
            jwt: client(Credentials::jwt("sebastien.maillard@akuiteo.com", "s@ndbox÷~?>ÿ?w"))?,
            refresh_token: Some(Secret::new("your_refresh_token")),
        })
    }

    /// With the credentials of the environment, or the sandbox's.
    pub(super) fn live(base_url: &str, settings: Settings) -> Result<Self> {
        let user = credential("GUICHET_AKUITEO_USER", "sandbox");
        let password = credential("GUICHET_AKUITEO_PASSWORD", "s@ndbox/pass+word=");
        let client_id = credential("GUICHET_AKUITEO_CLIENT_ID", "sandbox");
        let client_secret = credential("GUICHET_AKUITEO_CLIENT_SECRET", "secret");
        let basic = Credentials::basic(user.as_str(), password.as_str());
        let oauth = Credentials::oauth(client_id, client_secret, user.as_str(), password.as_str());
        let jwt = Credentials::jwt(user, password);
        let settings = settings.base_url(base_url);
        let client =
            |credentials: &Credentials| Akuiteo::builder("", credentials.clone()).settings(settings.clone()).build();
        let chosen = match CHOSEN.get() {
            Some(chosen) => *chosen,
            None => by_name(&credential("GUICHET_AKUITEO_AUTH", "basic"))?,
        };
        let akuiteo = match chosen {
            Authentication::OAuth => &oauth,
            Authentication::Jwt => &jwt,
            _ => &basic,
        };
        Ok(Self { akuiteo: client(akuiteo)?, oauth: client(&oauth)?, jwt: client(&jwt)?, refresh_token: None })
    }
}
