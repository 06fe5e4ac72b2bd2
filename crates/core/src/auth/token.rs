//! A token that is asked for once, however many callers wait, and renewed when it is refused.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::Shared;
use http::HeaderValue;

use super::{Generation, secret_value};
use crate::error::{Error, ErrorKind, Result};
use crate::secret::Secret;
use crate::transport::BoxFuture;

/// Where a token comes from: one request to the vendor.
pub trait TokenSource: Send + Sync + 'static {
    /// Asks for a new token. The answer is the whole value of the `Authorization` header, `Bearer …`.
    fn fetch(&self) -> BoxFuture<'static, Result<Secret>>;
}

/// Keeps a token that can be had again at any time. For a refresh token that is spent by using it, this is the wrong
/// type: nothing is stored.
#[derive(Clone)]
pub struct TokenCache(Arc<Inner>);

struct Inner {
    source: Box<dyn TokenSource>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    current: Option<Token>,
    generation: u64,
    flight: Option<Flight>,
}

#[derive(Clone)]
struct Token {
    generation: Generation,
    value: HeaderValue,
}

/// A request under way, which any number of callers await and none of them can cancel.
type Flight = Shared<BoxFuture<'static, Result<Token, Arc<Error>>>>;

impl TokenCache {
    /// A cache over a source. Nothing is asked for yet.
    pub fn new(source: impl TokenSource) -> Self {
        Self(Arc::new(Inner { source: Box::new(source), state: Mutex::default() }))
    }

    /// A cache that begins with a token had before, `Bearer …`.
    ///
    /// # Errors
    /// The token holds characters that a header cannot carry.
    pub fn holding(source: impl TokenSource, token: &Secret) -> Result<Self> {
        let value = secret_value(token.expose())?;
        let current = Some(Token { generation: Generation(1), value });
        let state = Mutex::new(State { current, generation: 1, flight: None });
        Ok(Self(Arc::new(Inner { source: Box::new(source), state })))
    }

    /// The token, asked for if there is none, as a header value that nothing shows.
    ///
    /// # Errors
    /// The source's error, the same for every caller that waited for it.
    pub async fn get(&self) -> Result<(Generation, HeaderValue)> {
        let flight = {
            let mut state = self.state();
            if let Some(token) = &state.current {
                return Ok((token.generation, token.value.clone()));
            }
            self.take_off(&mut state)?
        };
        flight.await.map(|token| (token.generation, token.value)).map_err(|error| told(&error))
    }

    /// The token of this generation was refused: another one, unless there is one already. For
    /// [`Authorizer::renew`](super::Authorizer::renew).
    ///
    /// # Errors
    /// The source's error, the same for every caller that waited for it.
    pub async fn renew(&self, rejected: Generation) -> Result<bool> {
        let flight = {
            let mut state = self.state();
            match &state.current {
                Some(token) if token.generation > rejected => return Ok(true),
                _ => {}
            }
            state.current = None;
            self.take_off(&mut state)?
        };
        flight.await.map(|_| true).map_err(|error| told(&error))
    }

    fn take_off(&self, state: &mut State) -> Result<Flight> {
        if let Some(flight) = &state.flight {
            return Ok(flight.clone());
        }
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::config("tokens need a tokio runtime: ask for them inside one"));
        }
        state.generation += 1;
        let generation = Generation(state.generation);
        let cache = self.clone();
        // Made before the task, so that it also goes with one that is never polled.
        let over = Over { cache: self.clone(), generation };
        // A task of its own: a caller that gives up does not take the answer with it.
        let task = tokio::spawn(async move {
            let _over = over;
            let fetched = cache.0.source.fetch().await.and_then(|secret| secret_value(secret.expose()));
            let mut state = cache.state();
            state.flight = None;
            match fetched {
                Ok(value) => {
                    let token = Token { generation, value };
                    state.current = Some(token.clone());
                    Ok(token)
                }
                Err(error) => Err(Arc::new(error)),
            }
        });
        let flight: BoxFuture<'static, Result<Token, Arc<Error>>> = Box::pin(async move {
            task.await.unwrap_or_else(|_| Err(Arc::new(Error::authentication("the request for a token was given up"))))
        });
        let flight = flight.shared();
        state.flight = Some(flight.clone());
        Ok(flight)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Clears a flight that ended in whatever way, a panic or the end of its runtime too: the next caller asks anew.
struct Over {
    cache: TokenCache,
    generation: Generation,
}

impl Drop for Over {
    fn drop(&mut self) {
        let mut state = self.cache.state();
        if state.generation == self.generation.0 {
            state.flight = None;
        }
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache")
    }
}

/// One error, told to each of those who waited for it: what a login that is down for a minute says is not what one says
/// that is refused.
fn told(error: &Arc<Error>) -> Error {
    let passing = error.is_transient() || error.is_rate_limited();
    let kind = if passing { error.kind() } else { ErrorKind::Authentication };
    let mut copy =
        Error::new(kind, error.message().map_or_else(|| error.to_string(), |m| format!("asking for a token: {m}")));
    let inner = copy.edit();
    inner.status = error.status().and_then(|status| http::StatusCode::from_u16(status).ok());
    inner.code = error.code().map(str::to_owned);
    inner.retry_after = error.retry_after();
    copy.with_source(Arc::clone(error))
}
