//! Access tokens of the OAuth server.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use guichet_core::auth::TokenSource;
use guichet_core::transport::BoxFuture;
use guichet_core::vendor::{Call, Client};
use guichet_core::{Body, Model, Result, Secret};

use super::expiry::Expiry;
use super::{OAuthClient, PASSWORD, REFRESH, User};

/// An access token and what came with it. The answer is not documented; this is RFC 6749's.
#[derive(Debug, Clone, Model)]
#[model(only_read)]
#[non_exhaustive]
pub struct OAuthToken {
    /// The token itself.
    pub access_token: Secret,
    /// `bearer`, in any case.
    pub token_type: Option<String>,
    /// Seconds that the access token lives; the console's *Duration*.
    pub expires_in: Option<i64>,
    /// Asks for the next access token without the password, for as long as the console's *Reload duration* says.
    pub refresh_token: Option<Secret>,
    /// Scopes, with blanks between them (RFC 6749, 3.3).
    pub scope: Option<String>,
}

#[derive(Body)]
struct Grant<'a> {
    grant_type: &'static str,
    client_id: &'a str,
    client_secret: &'a str,
    scope: Option<&'a str>,
    username: Option<&'a str>,
    password: Option<&'a str>,
    refresh_token: Option<&'a str>,
}

pub(super) fn password(login: &Client, client: &OAuthClient, user: &User) -> Call {
    let grant = Grant {
        grant_type: "password",
        client_id: &client.id,
        client_secret: client.secret.expose(),
        scope: Some(&client.scope),
        username: Some(user.name.expose()),
        password: Some(user.password.expose()),
        refresh_token: None,
    };
    login.call(&PASSWORD).confidential().form(&grant)
}

pub(super) fn refresh(login: &Client, client: &OAuthClient, token: &Secret) -> Call {
    let grant = Grant {
        grant_type: "refresh_token",
        client_id: &client.id,
        client_secret: client.secret.expose(),
        scope: None,
        username: None,
        password: None,
        refresh_token: Some(token.expose()),
    };
    login.call(&REFRESH).confidential().form(&grant)
}

/// Asks for tokens: with the refresh token where there is one, and with the password where there is none or it is refused.
#[derive(Clone)]
pub(super) struct Source(Arc<Inner>);

struct Inner {
    login: Client,
    client: OAuthClient,
    user: User,
    refresh_token: Mutex<Option<Secret>>,
    expiry: Arc<Expiry>,
}

impl Source {
    pub(super) fn new(login: Client, client: OAuthClient, user: User, expiry: Arc<Expiry>) -> Self {
        Self(Arc::new(Inner { login, client, user, refresh_token: Mutex::default(), expiry }))
    }

    async fn ask(&self) -> Result<OAuthToken> {
        let Inner { login, client, user, .. } = &*self.0;
        // Left where it is: what cannot be asked now is asked again the next time.
        let held = self.held().clone();
        if let Some(held) = held {
            match refresh(login, client, &held).fetch::<OAuthToken>().await {
                Ok(mut token) => {
                    // A server that sends no new one goes on with the old one (RFC 6749, 6).
                    token.refresh_token.get_or_insert(held);
                    return Ok(token);
                }
                // Nothing was said about the token: the password would meet the same.
                Err(error) if error.is_transient() || error.is_rate_limited() => return Err(error),
                Err(_) => *self.held() = None,
            }
        }
        password(login, client, user).fetch().await
    }

    fn held(&self) -> std::sync::MutexGuard<'_, Option<Secret>> {
        self.0.refresh_token.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenSource for Source {
    fn fetch(&self) -> BoxFuture<'static, Result<Secret>> {
        let source = self.clone();
        Box::pin(async move {
            let token = source.ask().await?;
            *source.held() = token.refresh_token;
            let seconds = token.expires_in.and_then(|seconds| u64::try_from(seconds).ok());
            source.0.expiry.note(seconds.map(Duration::from_secs));
            Ok(Secret::new(format!("Bearer {}", token.access_token.expose())))
        })
    }
}
