//! A vendor that knows which refresh token is good, and who asks it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use guichet_core::auth::store::{MemoryStore, Stored, TokenStore, Tokens};
use guichet_core::auth::{Authorizer, Redeemed, RotatingTokens, RotationPolicy, TokenEndpoint};
use guichet_core::transport::BoxFuture;
use guichet_core::{Clock, Error, Secret};
use time::OffsetDateTime;
use time::macros::datetime;

pub const START: OffsetDateTime = datetime!(2024-02-29 12:00 UTC);
pub const HOUR: time::Duration = time::Duration::HOUR;

/// The vendor: what it accepts, what it saw, and how it answers.
#[derive(Clone)]
pub struct Oracle(pub Arc<Mutex<Truth>>);

pub struct Truth {
    pub good: String,
    pub spent: u32,
    pub refused: u32,
    pub takes: Duration,
    /// In place of an honest reply: the body, with `@` for the new refresh token.
    pub body: Option<String>,
    /// In place of any reply.
    pub fails: Option<fn(Error) -> Redeemed>,
}

impl Oracle {
    pub fn new() -> Self {
        let takes = Duration::from_millis(50);
        Self(Arc::new(Mutex::new(Truth { good: "r1".into(), spent: 0, refused: 0, takes, body: None, fails: None })))
    }

    /// Refresh tokens spent and refused.
    pub fn counts(&self) -> (u32, u32) {
        let truth = self.truth();
        (truth.spent, truth.refused)
    }

    pub fn truth(&self) -> std::sync::MutexGuard<'_, Truth> {
        self.0.lock().unwrap()
    }
}

impl TokenEndpoint for Oracle {
    fn redeem(&self, refresh: &Secret) -> BoxFuture<'static, Redeemed> {
        let (oracle, refresh) = (self.clone(), refresh.clone());
        Box::pin(async move {
            let takes = oracle.truth().takes;
            tokio::time::sleep(takes / 2).await;
            let reply = {
                let mut truth = oracle.truth();
                if let Some(fails) = truth.fails {
                    return fails(Error::authentication("no"));
                }
                if refresh.expose() != truth.good {
                    truth.refused += 1;
                    return Redeemed::InvalidGrant(Error::authentication("invalid_grant"));
                }
                truth.spent += 1;
                truth.good = format!("r{}", truth.spent + 1);
                let honest = r#"{"access_token":"a","refresh_token":"@","expires_in":3600}"#.to_owned();
                truth.body.clone().unwrap_or(honest).replace('@', &truth.good)
            };
            // The vendor has done it; the reply is still under way.
            tokio::time::sleep(takes / 2).await;
            Redeemed::Reply(reply.into())
        })
    }
}

pub fn tokens(refresh: &str, expires: OffsetDateTime) -> Tokens {
    Tokens::new(refresh, START + HOUR * 720).access("a0", expires)
}

pub fn expired() -> MemoryStore {
    MemoryStore::holding(tokens("r1", START - HOUR))
}

pub fn rotating(store: &MemoryStore, oracle: &Oracle, clock: &Clock) -> RotatingTokens {
    RotatingTokens::new(store.clone(), oracle.clone(), RotationPolicy::default(), clock.clone())
}

pub async fn ask(rotating: &RotatingTokens) -> Result<String, Error> {
    let mut request = http::Request::new(guichet_core::transport::Body::default());
    rotating.authorize(&mut request).await?;
    Ok(request.headers()["authorization"].to_str().unwrap().to_owned())
}

pub async fn kept(store: &MemoryStore) -> Stored {
    store.load().await.unwrap()
}
