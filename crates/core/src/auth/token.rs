//! A token that is asked for once, however many callers wait, and renewed when it is refused.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use http::HeaderValue;

use super::shared_refresh::{InFlight, Outcome, Owner, Pending, SharedRefresh, copy_of};
use super::{Generation, secret_value};
use crate::error::Result;
use crate::secret::Secret;
use crate::transport::BoxFuture;

/// Where a token comes from: one request to the vendor.
///
/// ```
/// use guichet_core::Secret;
/// use guichet_core::auth::{TokenCache, TokenSource};
/// use guichet_core::transport::BoxFuture;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// struct Login;
///
/// impl TokenSource for Login {
///     fn fetch(&self) -> BoxFuture<'static, guichet_core::Result<Secret>> {
///         Box::pin(async { Ok(Secret::new("Bearer t0ken")) })
///     }
/// }
///
/// let (_, header) = TokenCache::new(Login).get().await?;
/// assert_eq!(header, "Bearer t0ken");
/// # Ok(())
/// # }
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// Asks for a new token. The answer is the whole value of the `Authorization` header, `Bearer …`.
    fn fetch(&self) -> BoxFuture<'static, Result<Secret>>;
}

/// Keeps a token that can be had again at any time. For a refresh token that is spent by using it, this is the wrong
/// type: nothing is stored.
///
/// ```
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use guichet_core::Secret;
/// use guichet_core::auth::{TokenCache, TokenSource};
/// use guichet_core::transport::BoxFuture;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// #[derive(Clone, Default)]
/// struct Login(Arc<AtomicU32>);
///
/// impl TokenSource for Login {
///     fn fetch(&self) -> BoxFuture<'static, guichet_core::Result<Secret>> {
///         let asked = 1 + self.0.fetch_add(1, Ordering::Relaxed);
///         Box::pin(async move { Ok(Secret::new(format!("Bearer t0ken-{asked}"))) })
///     }
/// }
///
/// let login = Login::default();
/// let cache = TokenCache::new(login.clone());
/// let (first, second) = tokio::join!(cache.get(), cache.get());
/// assert_eq!((first?.1, second?.1), ("Bearer t0ken-1".parse()?, "Bearer t0ken-1".parse()?));
/// assert_eq!(login.0.load(Ordering::Relaxed), 1);
/// # Ok(())
/// # }
/// ```
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
    refreshes: InFlight<Token>,
}

#[derive(Clone)]
struct Token {
    generation: Generation,
    value: HeaderValue,
}

impl TokenCache {
    /// A cache over a source. Nothing is asked for yet.
    pub fn new(source: impl TokenSource) -> Self {
        Self(Arc::new(Inner { source: Box::new(source), state: Mutex::default() }))
    }

    /// A cache that begins with a token had before, `Bearer …`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use guichet_core::auth::TokenSource;
    /// # use guichet_core::transport::BoxFuture;
    /// use guichet_core::Secret;
    /// use guichet_core::auth::TokenCache;
    ///
    /// # struct Login;
    /// # impl TokenSource for Login {
    /// #     fn fetch(&self) -> BoxFuture<'static, guichet_core::Result<Secret>> {
    /// #         Box::pin(async { Ok(Secret::new("Bearer new")) })
    /// #     }
    /// # }
    /// let cache = TokenCache::holding(Login, &Secret::new("Bearer old"))?;
    /// assert_eq!(cache.get().await?.1, "Bearer old");
    /// assert!(TokenCache::holding(Login, &Secret::new("Bearer\n")).is_err());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The token holds characters that a header cannot carry.
    pub fn holding(source: impl TokenSource, token: &Secret) -> Result<Self> {
        let value = secret_value(token.expose())?;
        let current = Some(Token { generation: Generation(1), value });
        let state = Mutex::new(State { current, generation: 1, refreshes: InFlight::default() });
        Ok(Self(Arc::new(Inner { source: Box::new(source), state })))
    }

    /// The token, asked for if there is none, as a header value that nothing shows.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use guichet_core::Secret;
    /// # use guichet_core::auth::TokenSource;
    /// # use guichet_core::transport::BoxFuture;
    /// use guichet_core::auth::TokenCache;
    ///
    /// # struct Login;
    /// # impl TokenSource for Login {
    /// #     fn fetch(&self) -> BoxFuture<'static, guichet_core::Result<Secret>> {
    /// #         Box::pin(async { Ok(Secret::new("Bearer t0ken")) })
    /// #     }
    /// # }
    /// let cache = TokenCache::new(Login);
    /// let (generation, header) = cache.get().await?;
    /// assert_eq!(generation.0, 1);
    /// assert!(header.is_sensitive());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The source's error, the same for every caller that waited for it.
    pub async fn get(&self) -> Result<(Generation, HeaderValue)> {
        let (shared, pending) = {
            let mut state = self.state();
            if let Some(token) = &state.current {
                return Ok((token.generation, token.value.clone()));
            }
            self.join(&mut state)?
        };
        pending.spawn();
        shared.await.map(|token| (token.generation, token.value)).map_err(|error| copy_of(&error))
    }

    /// The token of this generation was refused: another one, unless there is one already. For
    /// [`Authorizer::renew`](super::Authorizer::renew).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use guichet_core::Secret;
    /// # use guichet_core::auth::TokenSource;
    /// # use guichet_core::transport::BoxFuture;
    /// use guichet_core::auth::TokenCache;
    ///
    /// # struct Login;
    /// # impl TokenSource for Login {
    /// #     fn fetch(&self) -> BoxFuture<'static, guichet_core::Result<Secret>> {
    /// #         Box::pin(async { Ok(Secret::new("Bearer t0ken")) })
    /// #     }
    /// # }
    /// let cache = TokenCache::new(Login);
    /// let (refused, _) = cache.get().await?;
    /// assert!(cache.renew(refused).await?);
    /// let (generation, _) = cache.get().await?;
    /// assert!(generation > refused);
    /// // Another caller met the same refusal: there is a newer token already, and none is asked for.
    /// assert!(cache.renew(refused).await?);
    /// assert_eq!(cache.get().await?.0, generation);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The source's error, the same for every caller that waited for it.
    pub async fn renew(&self, rejected: Generation) -> Result<bool> {
        let (shared, pending) = {
            let mut state = self.state();
            match &state.current {
                Some(token) if token.generation > rejected => return Ok(true),
                _ => {}
            }
            state.current = None;
            self.join(&mut state)?
        };
        pending.spawn();
        shared.await.map(|_| true).map_err(|error| copy_of(&error))
    }

    fn join(&self, state: &mut State) -> Result<(SharedRefresh<Token>, Pending)> {
        let State { refreshes, generation, .. } = state;
        let cache = self.clone();
        refreshes.join(self, "the request for a token was given up", || {
            *generation += 1;
            let generation = Generation(*generation);
            async move {
                let secret = cache.0.source.fetch().await?;
                Ok(Token { generation, value: secret_value(secret.expose())? })
            }
        })
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Owner<Token> for TokenCache {
    fn finished(&self, number: u64, outcome: Option<&Outcome<Token>>) {
        let mut state = self.state();
        if state.refreshes.clear(number)
            && let Some(Ok(token)) = outcome
        {
            state.current = Some(token.clone());
        }
    }
}

impl fmt::Debug for TokenCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenCache")
    }
}
