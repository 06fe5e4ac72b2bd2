//! When a token ends, so that no call is spent on one that has.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use guichet_core::Clock;
use guichet_core::Result;
use guichet_core::auth::{Authorizer, Generation, TokenCache};
use guichet_core::transport::{Body, BoxFuture};
use http::header;
use tokio::time::Instant;

/// So much earlier a token is renewed: a call takes time to arrive.
const MARGIN: Duration = Duration::from_secs(5);

/// When the token at hand ends, where that is known: by the clock that is never set.
pub(super) struct Expiry {
    clock: Clock,
    ends: Mutex<Option<Instant>>,
}

impl Expiry {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, ends: Mutex::default() }
    }

    /// A token was received now that lives so long.
    pub(super) fn note(&self, lifetime: Option<Duration>) {
        // One so short that it would be asked for with each call is used until it is refused.
        let useful = lifetime.filter(|lifetime| *lifetime > MARGIN * 2).map(|lifetime| lifetime - MARGIN);
        let ends = useful.and_then(|lifetime| self.clock.monotonic().checked_add(lifetime));
        *self.ends.lock().unwrap_or_else(PoisonError::into_inner) = ends;
    }

    fn has_passed(&self) -> bool {
        let ends = *self.ends.lock().unwrap_or_else(PoisonError::into_inner);
        ends.is_some_and(|ends| ends <= self.clock.monotonic())
    }

    pub(super) fn clock(&self) -> &Clock {
        &self.clock
    }
}

/// Puts a token on each call: one that has ended is renewed first, one that is refused afterwards.
pub(super) struct Renewed {
    pub(super) cache: TokenCache,
    pub(super) expiry: std::sync::Arc<Expiry>,
}

impl Authorizer for Renewed {
    fn authorize<'a>(&'a self, request: &'a mut http::Request<Body>) -> BoxFuture<'a, Result<Generation>> {
        Box::pin(async move {
            let (mut generation, mut token) = self.cache.get().await?;
            if self.expiry.has_passed() {
                self.cache.renew(generation).await?;
                (generation, token) = self.cache.get().await?;
            }
            request.headers_mut().insert(header::AUTHORIZATION, token);
            Ok(generation)
        })
    }

    fn renew(&self, rejected: Generation) -> BoxFuture<'_, Result<bool>> {
        Box::pin(self.cache.renew(rejected))
    }
}
