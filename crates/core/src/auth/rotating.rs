//! OAuth 2 with refresh tokens that are good for one use. Losing the newest one means that a human must sign in again:
//! the order of the steps is there so that it is not lost.
//!
//! The steps of a renewal, each of which is needed by the next:
//!
//! 1. One task per process, which no caller can cancel, on a thread and a runtime of its own where the endpoint has a transport
//!    for that (`current`, `apart`).
//! 2. A reply that this process could not write is written (`rotating/held.rs`); else the store's lock is taken, so that one process renews
//!    at a time (`lock`), and the store must be this application's (`owned`).
//! 3. A reply that an earlier process received and did not read is published (`publish_unread`).
//! 4. What is stored is used where it is good: another process has renewed (`usable`).
//! 5. A renewal that began and did not end is waited out, because its request may still be on its way; then the store is read again.
//! 6. The intent is noted, before anything is sent, and all that keeping the reply needs is secured with it: a crash from here on
//!    is recognized.
//! 7. One request, never repeated (`redeem`). Its deadline is followed by a grace, because a process that was stopped finds the reply
//!    in its socket (`patient`).
//! 8. The reply is written as it arrived, before anything of it is used (`commit`). One that cannot be written is held, with the lock.
//! 9. Its tokens are published, then used by a call (`publish`). From here on they can be read from the reply, too, so that a failure
//!    is only warned of.

mod held;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderValue, header};
use time::OffsetDateTime;
use tokio::sync::RwLock;
use tokio::time::Instant;

use super::apart;
use super::shared_refresh::{InFlight, Outcome, Owner, Pending, SharedRefresh, copy_of};
use super::store::reply::{Lives, Reply};
use super::store::{Guard, Intent, Published, Purpose, RawReply, StoreError, Stored, TokenStore, Tokens};
use super::{Authorizer, Generation, secret_value};
use crate::clock::{Clock, signed};
use crate::error::{Error, ErrorKind, Result};
use crate::secret::{Secret, SecretBytes};
use crate::transport::{Body, BoxFuture};
use held::{HeldReply, Holder};

/// After a failed early refresh, calls use the token that still lives for this long before the next try.
const EARLY_PAUSE: Duration = Duration::from_secs(30);

/// How long a call waits for an early refresh before it goes on with the token that is still good.
const EARLY_WAIT: Duration = Duration::from_secs(5);

/// How long a reply is waited for after the deadline, in steps of the runtime's time: the deadline of a process that was stopped has
/// passed when it goes on, and the reply may be in its socket.
const GRACE: Duration = Duration::from_millis(250);
const GRACES: u32 = 20;

/// How often a renewal begins anew because somebody wrote the store without its lock.
const CHANGES: u32 = 3;

/// A vendor's token endpoint: one request, sent once.
///
/// ```
/// use guichet_core::auth::{Redeemed, TokenEndpoint};
/// use guichet_core::transport::BoxFuture;
/// use guichet_core::{Error, Secret};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// struct Endpoint;
///
/// impl TokenEndpoint for Endpoint {
///     fn redeem(&self, refresh: &Secret) -> BoxFuture<'static, Redeemed> {
///         let is_good = refresh.expose() == "r1";
///         Box::pin(async move {
///             if is_good {
///                 Redeemed::Reply(r#"{"access_token": "a2", "refresh_token": "r2"}"#.into())
///             } else {
///                 Redeemed::InvalidGrant(Error::authentication("invalid_grant"))
///             }
///         })
///     }
/// }
///
/// assert!(matches!(Endpoint.redeem(&Secret::new("r1")).await, Redeemed::Reply(_)));
/// assert!(matches!(Endpoint.redeem(&Secret::new("r0")).await, Redeemed::InvalidGrant(_)));
/// # Ok(())
/// # }
/// ```
pub trait TokenEndpoint: Send + Sync + 'static {
    /// Spends a refresh token. Nothing below may repeat the request, and nothing below may end it within
    /// [`RotationPolicy::longest`].
    fn redeem(&self, refresh: &Secret) -> BoxFuture<'static, Redeemed>;

    /// Whose tokens these are: the application and the host for signing in, in plain text. A store that holds another's is refused
    /// before anything is sent. `None`: it is not known, and any store is taken.
    fn owner(&self) -> Option<String> {
        None
    }

    /// The same endpoint over a transport of its own, which needs no runtime but the one that it is used on
    /// ([`Client::detached`](crate::vendor::Client::detached)). `None`, for a transport that has no such form: then a renewal runs on
    /// the caller's runtime and ends with it.
    fn detached(&self) -> Option<Box<dyn TokenEndpoint>> {
        None
    }
}

/// What came of spending a refresh token.
#[derive(Debug)]
#[non_exhaustive]
pub enum Redeemed {
    /// A reply arrived with success: its bytes as they came.
    Reply(SecretBytes),
    /// The endpoint refused: the token is not good, or no longer (`invalid_grant`).
    InvalidGrant(Error),
    /// The endpoint refused for another reason, or was never reached: the token is as good as before.
    NotSpent(Error),
    /// Nobody knows: it may have been spent.
    Unknown(Error),
}

/// How tokens are kept fresh.
///
/// ```
/// use std::time::Duration;
///
/// use guichet_core::auth::RotationPolicy;
///
/// let mut policy = RotationPolicy::default();
/// policy.request = Duration::from_secs(10);
/// assert_eq!(policy.early, Duration::from_secs(300));
/// assert_eq!(policy.longest(), Duration::from_secs(15));
/// ```
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct RotationPolicy {
    /// How long before its end an access token is renewed; 5 minutes by default.
    pub early: Duration,
    /// How long an access token lives where the reply does not say; 1 hour by default.
    pub access_lives: Duration,
    /// How long a refresh token lives; 30 days by default.
    pub refresh_lives: Duration,
    /// The deadline of the one request; 30 s by default. As long is waited after a crash in the middle of a refresh.
    pub request: Duration,
    /// How long to wait for another process that is refreshing; 90 s by default.
    pub lock: Duration,
    /// Whether a login that the endpoint declared dead is asked for no more; yes by default.
    pub latch: bool,
    /// How long before its end a refresh token is warned of, by an event, when a refresh begins; 7 days by default.
    pub warn: Duration,
}

impl Default for RotationPolicy {
    fn default() -> Self {
        Self {
            early: Duration::from_secs(300),
            access_lives: Duration::from_secs(3600),
            refresh_lives: Duration::from_secs(30 * 24 * 3600),
            request: Duration::from_secs(30),
            lock: Duration::from_secs(90),
            latch: true,
            warn: Duration::from_secs(7 * 24 * 3600),
        }
    }
}

impl RotationPolicy {
    /// How long the one request may take in all: its deadline, and the grace for a reply that is in the socket when a process goes on
    /// that was stopped.
    pub fn longest(&self) -> Duration {
        self.request.saturating_add(GRACE * GRACES)
    }

    /// How long the body of the reply is waited for, so that what arrived of one that stalls is kept before the deadline.
    pub fn body(&self) -> Duration {
        self.request.saturating_mul(17) / 20
    }
}

/// Why a renewal did not begin, or did not succeed.
enum Failed {
    /// Somebody wrote the store without its lock, before anything was sent.
    Changed(Error),
    Error(Error),
}

impl Failed {
    fn of_store(error: StoreError) -> Self {
        match error {
            StoreError::Changed(_) => Self::Changed(store_failed(error)),
            _ => Self::Error(store_failed(error)),
        }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

/// Authorizes with an access token, and keeps it fresh with rotating refresh tokens. Clones share everything.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use guichet_core::Clock;
/// use guichet_core::auth::store::{MemoryStore, TokenStore, Tokens};
/// use guichet_core::auth::{RotatingTokens, RotationPolicy};
/// use time::OffsetDateTime;
/// use time::macros::datetime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // `Endpoint` implements `TokenEndpoint`, and knows the refresh token r1.
/// let clock = Clock::frozen(datetime!(2024-02-29 12:00 UTC));
/// let store = MemoryStore::holding(Tokens::new("r1", datetime!(2024-03-30 12:00 UTC)));
/// let tokens = RotatingTokens::new(store.clone(), Endpoint::default(), RotationPolicy::default(), clock);
/// assert_eq!(authorization(&tokens).await, "Bearer a2");
/// assert_eq!(authorization(&tokens).await, "Bearer a2");
/// let kept = store.load().await?.tokens.map(|tokens| tokens.refresh.expose().to_owned());
/// assert_eq!(kept.as_deref(), Some("r2"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RotatingTokens(Arc<Inner>);

struct Inner {
    store: Arc<dyn TokenStore>,
    endpoint: Box<dyn TokenEndpoint>,
    policy: RotationPolicy,
    clock: Clock,
    state: Mutex<State>,
    /// Held by sign-ins under way, for whoever settles.
    signing_in: Arc<RwLock<()>>,
    /// A reply that could not be written.
    held: Holder,
    /// A renewal has a thread and a runtime of its own.
    apart: bool,
}

#[derive(Default)]
struct State {
    current: Option<Current>,
    refreshes: InFlight<Current>,
    /// The generation of the last sign-in of this process. What a refresh brings that began before it is not kept.
    signed_in: Generation,
    /// No early refresh before this: the last one failed, or its token lives for less than twice as long as `early`.
    no_early_before: Option<Instant>,
}

#[derive(Clone)]
struct Current {
    generation: Generation,
    value: HeaderValue,
    expires: OffsetDateTime,
    refresh_expires: OffsetDateTime,
}

impl RotatingTokens {
    /// Over a store and an endpoint. Nothing is read or sent yet.
    pub fn new(store: impl TokenStore, endpoint: impl TokenEndpoint, policy: RotationPolicy, clock: Clock) -> Self {
        Self::shared(Arc::new(store), endpoint, policy, clock)
    }

    /// Over a store whose type is not known any more.
    pub fn shared(
        store: Arc<dyn TokenStore>,
        endpoint: impl TokenEndpoint,
        policy: RotationPolicy,
        clock: Clock,
    ) -> Self {
        let (apart, endpoint) = (endpoint.detached().is_some(), Box::new(endpoint));
        let (state, signing_in, held) = (Mutex::default(), Arc::default(), Holder::default());
        Self(Arc::new(Inner { store, endpoint, policy, clock, state, signing_in, held, apart }))
    }

    /// Waits for a refresh or a sign-in under way, so that its reply is kept before the process ends, and tries once more to write
    /// a reply that could not be written. Call it before exiting.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use guichet_core::Clock;
    /// # use guichet_core::auth::store::{MemoryStore, TokenStore, Tokens};
    /// # use guichet_core::auth::{RotatingTokens, RotationPolicy};
    /// # use time::macros::datetime;
    /// # let clock = Clock::frozen(datetime!(2024-02-29 12:00 UTC));
    /// # let store = MemoryStore::holding(Tokens::new("r1", datetime!(2024-03-30 12:00 UTC)));
    /// # let tokens = RotatingTokens::new(store.clone(), Endpoint::default(), RotationPolicy::default(), clock);
    /// let asking = tokio::spawn({
    ///     let tokens = tokens.clone();
    ///     async move { authorization(&tokens).await }
    /// });
    /// tokio::task::yield_now().await;
    /// // The caller gives up; the renewal that it began does not.
    /// asking.abort();
    /// tokens.settle().await?;
    /// assert!(store.load().await?.intent.is_none());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The newest tokens are not in the store: a process that ends now loses them, and a human must sign in again.
    pub async fn settle(&self) -> Result<()> {
        let refresh = self.state().refreshes.current();
        if let Some(refresh) = refresh {
            let _ = refresh.await;
        }
        drop(self.0.signing_in.write().await);
        let this = self.clone();
        apart::run(self.0.apart, async move { this.write_held().await }).await.unwrap_or_else(|| Err(gave_up()))
    }

    /// When the refresh token ends: by then it must have been used, or a human must sign in again. `None` before the first
    /// use of this authorizer.
    pub fn refresh_expires(&self) -> Option<OffsetDateTime> {
        self.state().current.as_ref().map(|current| current.refresh_expires)
    }

    /// Keeps the reply to a sign-in, raw first, and uses it from here on.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use guichet_core::Clock;
    /// # use guichet_core::auth::store::MemoryStore;
    /// # use guichet_core::auth::{RotatingTokens, RotationPolicy};
    /// # use time::macros::datetime;
    /// # let clock = Clock::frozen(datetime!(2024-02-29 12:00 UTC));
    /// # let tokens = RotatingTokens::new(MemoryStore::new(), Endpoint::default(), RotationPolicy::default(), clock);
    /// tokens.adopt(r#"{"access_token": "a1", "refresh_token": "r1", "expires_in": 3600}"#).await?;
    /// assert_eq!(authorization(&tokens).await, "Bearer a1");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The store fails, or the reply holds no refresh token; then it is kept all the same.
    pub async fn adopt(&self, reply: impl Into<SecretBytes>) -> Result<()> {
        let reply = reply.into();
        self.sign_in(move || std::future::ready(Redeemed::Reply(reply))).await.map(drop)
    }

    /// Signs in by a request that brings a reply: under the lock, where nobody can cancel it, with an intent before it is sent, and
    /// with the reply kept before it is read. Returns the reply. `request` makes the request and sends nothing; what it makes is
    /// awaited on the runtime that the request runs on, once the intent is noted.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use guichet_core::Clock;
    /// # use guichet_core::auth::store::MemoryStore;
    /// # use guichet_core::auth::{Redeemed, RotatingTokens, RotationPolicy};
    /// # use time::macros::datetime;
    /// # let clock = Clock::frozen(datetime!(2024-02-29 12:00 UTC));
    /// # let tokens = RotatingTokens::new(MemoryStore::new(), Endpoint::default(), RotationPolicy::default(), clock);
    /// // In place of the request that spends an authorization code.
    /// let exchange = || async { Redeemed::Reply(r#"{"access_token": "a1", "refresh_token": "r1"}"#.into()) };
    /// tokens.sign_in(exchange).await?;
    /// assert_eq!(authorization(&tokens).await, "Bearer a1");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The request's, the store's; or the reply holds no tokens, which is kept all the same. Tokens that cannot be written are used,
    /// and no error: see [`settle`](Self::settle).
    pub async fn sign_in<W>(&self, request: impl FnOnce() -> W + Send + 'static) -> Result<SecretBytes>
    where
        W: Future<Output = Redeemed> + Send,
    {
        if tokio::runtime::Handle::try_current().is_err() {
            return Err(Error::config("tokens need a tokio runtime: ask for them inside one"));
        }
        let this = self.clone();
        let under_way = Arc::clone(&self.0.signing_in).read_owned().await;
        let signing_in = async move {
            let _under_way = under_way;
            // Before another reply takes its place.
            this.write_held().await?;
            let mut guard = this.lock().await?;
            this.owned(guard.stored())?;
            this.publish_unread(&mut *guard).await?;
            let generation = next(guard.stored());
            let request = request();
            this.intend(&mut *guard, Intent::new(generation, this.0.clock.wall()).sign_in())
                .await
                .map_err(store_failed)?;
            if let Err(error) = guard.may_send(this.0.policy.longest()) {
                this.withdraw(&mut *guard).await;
                return Err(store_failed(error));
            }
            let reply = match patient(this.0.policy.request, request).await.unwrap_or_else(no_reply) {
                Redeemed::Reply(reply) => reply,
                // The code may be spent; the tokens that are stored are not.
                Redeemed::Unknown(error) | Redeemed::NotSpent(error) | Redeemed::InvalidGrant(error) => {
                    this.withdraw(&mut *guard).await;
                    return Err(error);
                }
            };
            let kept = this.commit(guard, generation, reply.clone(), None).await;
            // The next call finds what is in the store, as it finds another process's; what could not be written it finds here.
            {
                let mut state = this.state();
                state.signed_in = Generation(generation);
                state.current = kept.as_ref().ok().filter(|_| this.0.held.is_full()).cloned();
            }
            kept.map(|_| reply)
        };
        apart::run(self.0.apart, signing_in).await.unwrap_or_else(|| Err(gave_up()))
    }

    /// Spends the refresh token now, whatever the age of the access token: so that a login that is not used does not end.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use guichet_core::Clock;
    /// # use guichet_core::auth::store::{MemoryStore, TokenStore, Tokens};
    /// # use guichet_core::auth::{RotatingTokens, RotationPolicy};
    /// # use time::macros::datetime;
    /// # let clock = Clock::frozen(datetime!(2024-02-29 12:00 UTC));
    /// # let good = Tokens::new("r1", datetime!(2024-03-30 12:00 UTC)).access("a1", datetime!(2024-02-29 13:00 UTC));
    /// # let tokens = RotatingTokens::new(MemoryStore::holding(good), Endpoint::default(), RotationPolicy::default(), clock);
    /// assert_eq!(authorization(&tokens).await, "Bearer a1");
    /// tokens.renew_now().await?;
    /// assert_eq!(authorization(&tokens).await, "Bearer a2");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As of any refresh.
    pub async fn renew_now(&self) -> Result<()> {
        let known = self.state().current.as_ref().map(|current| current.generation);
        let newest = match known {
            Some(generation) => generation,
            None => Generation(self.0.store.load().await.map_err(store_failed)?.generation),
        };
        let renewed = self.current(Some(newest)).await?;
        // A refresh that was under way already may have found the same tokens good: then one more.
        if renewed.generation <= newest {
            self.current(Some(newest)).await?;
        }
        Ok(())
    }

    /// The newest tokens: as they are stored, or as they are held where they cannot be.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use guichet_core::Clock;
    /// # use guichet_core::auth::store::MemoryStore;
    /// # use guichet_core::auth::{RotatingTokens, RotationPolicy};
    /// # use time::macros::datetime;
    /// # let clock = Clock::frozen(datetime!(2024-02-29 12:00 UTC));
    /// # let tokens = RotatingTokens::new(MemoryStore::new(), Endpoint::default(), RotationPolicy::default(), clock);
    /// assert!(tokens.tokens().await.is_err());
    /// tokens.adopt(r#"{"access_token": "a1", "refresh_token": "r1"}"#).await?;
    /// assert_eq!(tokens.tokens().await?.refresh.expose(), "r1");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// The store fails; nobody has signed in, or the login has ended.
    pub async fn tokens(&self) -> Result<Tokens> {
        if let Some(tokens) = self.0.held.tokens() {
            return Ok(tokens);
        }
        let stored = self.0.store.load().await.map_err(store_failed)?;
        self.owned(&stored)?;
        match (stored.tokens, stored.ended) {
            (_, Some(why)) if self.0.policy.latch => Err(reauthenticate(&why)),
            (Some(tokens), _) => Ok(tokens),
            (None, _) => Err(reauthenticate("nobody has signed in yet")),
        }
    }

    async fn current(&self, refused: Option<Generation>) -> Result<Current> {
        self.retry_held();
        let ((shared, pending), still_good) = {
            let mut state = self.state();
            let now = self.0.clock.wall();
            let usable =
                |current: &Current| current.expires > now && refused.is_none_or(|refused| current.generation > refused);
            let still_good = state.current.clone().filter(usable);
            let early = now.saturating_add(signed(self.0.policy.early));
            match &still_good {
                Some(current) if current.expires > early => return Ok(current.clone()),
                Some(current) if state.no_early_before.is_some_and(|until| Instant::now() < until) => {
                    return Ok(current.clone());
                }
                _ => {}
            }
            (self.join(&mut state, refused)?, still_good)
        };
        pending.begin(|work| apart::begin(self.0.apart, work));
        let Some(still_good) = still_good else {
            return shared.await.map_err(|error| copy_of(&error));
        };
        // An early refresh: the token is still good, so the call waits a little only; the refresh itself goes on.
        match tokio::time::timeout(EARLY_WAIT, shared).await {
            Ok(Ok(current)) => Ok(current),
            Ok(Err(_)) | Err(_) => Ok(still_good),
        }
    }

    fn join(&self, state: &mut State, refused: Option<Generation>) -> Result<(SharedRefresh<Current>, Pending)> {
        let this = self.clone();
        state.refreshes.join(self, GAVE_UP, || async move { this.refresh(refused).await })
    }

    async fn lock(&self) -> Result<Box<dyn Guard>> {
        self.0.store.lock(self.0.policy.lock).await.map_err(store_failed)
    }

    /// Refuses another application's store, before anything is sent: its refresh token would be refused here, and the login that it
    /// belongs to would be taken for dead.
    fn owned(&self, stored: &Stored) -> Result<()> {
        match (&stored.owner, self.0.endpoint.owner()) {
            (Some(theirs), Some(ours)) if *theirs != ours => Err(Error::config(format!(
                "the token store holds the login of another application or host: {theirs}, and this client is {ours}"
            ))),
            _ => Ok(()),
        }
    }

    async fn intend(&self, guard: &mut dyn Guard, intent: Intent) -> Result<(), StoreError> {
        let intent = match self.0.endpoint.owner() {
            Some(owner) => intent.of(owner),
            None => intent,
        };
        guard.intent(intent).await
    }

    /// Takes the intent back. Where that fails it stays, and the next renewal waits it out.
    async fn withdraw(&self, guard: &mut dyn Guard) {
        if let Err(error) = guard.publish(Published::Withdrawn).await {
            tracing::warn!(%error, "the mark of a request for tokens could not be taken back");
        }
    }

    /// Publishes a reply that a process kept and did not read: it holds the newest tokens. A reply that cannot be read stays in the
    /// store, and the old token is tried once more.
    async fn publish_unread(&self, guard: &mut dyn Guard) -> Result<()> {
        // One of these tokens' own generation was read, and is kept because it holds several refresh tokens.
        let unread = guard.stored().reply.clone().filter(|reply| reply.generation > guard.stored().generation);
        if let Some(RawReply { generation, body, .. }) = unread {
            // The reply to a sign-in has nothing to do with the tokens before it: they may be another person's.
            let renewal = guard
                .stored()
                .intent
                .as_ref()
                .is_some_and(|intent| intent.generation == generation && intent.purpose == Purpose::Renewal);
            let old = guard.stored().tokens.clone().filter(|_| renewal);
            self.publish(guard, generation, &body, old).await?;
        }
        Ok(())
    }

    async fn refresh(&self, refused: Option<Generation>) -> Result<Current> {
        let mut tries = 0;
        loop {
            match self.refresh_once(refused).await {
                // Nothing was sent: what another wrote is looked at.
                Err(Failed::Changed(_)) if tries < CHANGES => tries += 1,
                Err(Failed::Changed(error) | Failed::Error(error)) => return Err(error),
                Ok(current) => return Ok(current),
            }
        }
    }

    async fn refresh_once(&self, refused: Option<Generation>) -> Result<Current, Failed> {
        // Step 2. What is held is newer than all that is stored, and the lock is held with it.
        self.write_held().await?;
        // Before the store is read: what was read earlier may be out of date by now.
        let mut guard = self.lock().await?;
        self.owned(guard.stored())?;
        // Step 3. Before tokens are looked at: an unread reply holds newer ones than those stored.
        self.publish_unread(&mut *guard).await?;
        // Step 4. Before the end of the login is looked at: tokens that are good serve, whatever was noted before them.
        if let Some(current) = self.usable(guard.stored(), self.0.clock.wall(), refused) {
            return Ok(current);
        }
        // Step 5. Under the lock, so that no other process tries meanwhile.
        let begun = guard.stored().intent.clone().filter(|intent| intent.purpose == Purpose::Renewal);
        if let Some(intent) = begun {
            tracing::warn!(
                begun = %intent.at,
                "a renewal began and its end is not known: its refresh token is tried once more, and if it is spent a human must sign in"
            );
            // The request of a process that ended may still be on its way. Once it cannot be, the old token is tried once.
            let since = self.0.clock.wall() - intent.at;
            let left = signed(self.0.policy.request).saturating_sub(since);
            if let Ok(left) = Duration::try_from(left) {
                tokio::time::sleep(left.min(self.0.policy.request)).await;
                // A wait is long enough for somebody who does not keep the lock.
                guard.reload().await.map_err(Failed::of_store)?;
                self.owned(guard.stored())?;
                if let Some(current) = self.usable(guard.stored(), self.0.clock.wall(), refused) {
                    return Ok(current);
                }
            }
        }
        let stored = guard.stored().clone();
        // A login that has ended stays so until a human signs in: asking again could lock the account.
        if let Some(why) = &stored.ended
            && self.0.policy.latch
        {
            return Err(reauthenticate(why).into());
        }
        let Some(tokens) = stored.tokens.clone() else {
            return Err(reauthenticate("nobody has signed in yet").into());
        };
        let ends = tokens.refresh_expires;
        if ends - self.0.clock.wall() <= signed(self.0.policy.warn) {
            tracing::warn!(%ends, "the refresh token ends soon: if it is not renewed before, a human must sign in again");
        }
        // Step 6. All that can be wanting is had before the intent: nothing is sent before that is on the disk.
        let detached = self.0.endpoint.detached();
        let endpoint = detached.as_deref().unwrap_or(&*self.0.endpoint);
        let generation = next(&stored);
        let request = endpoint.redeem(&tokens.refresh);
        self.intend(&mut *guard, Intent::new(generation, self.0.clock.wall())).await.map_err(Failed::of_store)?;
        // Time may have passed since the lock was taken, and a lock that ends by time may be another's before the reply is here.
        if let Err(error) = guard.may_send(self.0.policy.longest()) {
            self.withdraw(&mut *guard).await;
            return Err(Failed::of_store(error));
        }
        // Step 7.
        let redeemed = patient(self.0.policy.request, request).await.unwrap_or_else(no_reply);
        match redeemed {
            // Steps 8 and 9.
            Redeemed::Reply(body) => Ok(self.commit(guard, generation, body, Some(tokens)).await?),
            // The old token is as good as before, so the intent is taken back.
            Redeemed::NotSpent(error) => {
                self.withdraw(&mut *guard).await;
                Err(error.into())
            }
            // The intent stays, so that the next renewal waits this one out (step 5).
            Redeemed::Unknown(error) => Err(error.into()),
            Redeemed::InvalidGrant(error) => {
                // A store whose lock is too weak may let another process spend the token meanwhile: its tokens serve.
                let again = self.0.store.load().await.map_err(store_failed)?;
                if again.generation > stored.generation
                    && let Some(current) = self.usable(&again, self.0.clock.wall(), refused)
                {
                    return Ok(current);
                }
                let why = error.to_string();
                if self.0.policy.latch {
                    guard.publish(Published::Ended(why.clone())).await.map_err(store_failed)?;
                    tracing::warn!("the refresh token was refused: a human must sign in again");
                } else {
                    // A definite answer: there is no request under way to be waited out.
                    self.withdraw(&mut *guard).await;
                }
                Err(reauthenticate(&why).with_source(error).into())
            }
        }
    }

    /// Commits the raw reply, and publishes its tokens: in this order, so that a crash, a full disk or a reply that cannot be read
    /// loses nothing. A reply that cannot be written is held, with the lock, and its tokens are used.
    async fn commit(
        &self,
        guard: Box<dyn Guard>,
        generation: u64,
        body: SecretBytes,
        old: Option<Tokens>,
    ) -> Result<Current> {
        let reply = RawReply::new(generation, self.0.clock.wall(), body);
        let held = HeldReply::new(guard, reply, old.as_ref(), self.lives());
        let tokens = held.tokens().cloned();
        if let Err((held, error)) = held.write(self).await {
            tracing::warn!(
                %error,
                "the newest tokens are not on the disk: they are used from memory, and a process that ends now loses the login"
            );
            self.0.held.keep(held).await;
        }
        match tokens.map(|tokens| current(generation, &tokens)) {
            Some(Some(current)) => {
                if old.is_some() {
                    tracing::info!(generation, "the tokens were renewed");
                }
                Ok(current)
            }
            Some(None) => Err(Error::authentication(
                "the token endpoint's reply holds no access token that a header can carry; its refresh token is kept",
            )),
            None => {
                Err(Error::authentication("the token endpoint's reply holds no refresh token; it is kept in the store"))
            }
        }
    }

    fn lives(&self) -> Lives {
        Lives { access: signed(self.0.policy.access_lives), refresh: signed(self.0.policy.refresh_lives) }
    }

    async fn publish(
        &self,
        guard: &mut dyn Guard,
        generation: u64,
        body: &SecretBytes,
        old: Option<Tokens>,
    ) -> Result<()> {
        let at = guard.stored().reply.as_ref().map_or_else(|| self.0.clock.wall(), |reply| reply.at);
        if let Some(tokens) = Reply::read(body.expose()).tokens(old.as_ref(), at, self.lives()) {
            guard.publish(Published::Tokens { generation, tokens }).await.map_err(store_failed)?;
            tracing::info!(generation, "the tokens of a reply that an earlier process left were taken over");
        }
        Ok(())
    }

    /// Tries to write the reply that is held.
    async fn write_held(&self) -> Result<()> {
        self.0.held.write(self).await.map_err(|error| {
            let why =
                format!("the newest tokens are in memory alone, and a process that ends now loses the login: {error}");
            Error::new(ErrorKind::Storage, why)
        })
    }

    /// Tries to write the reply that is held, in a task of its own: the call needs no more than the token.
    fn retry_held(&self) {
        if self.0.held.is_full() && !self.0.held.is_busy() && tokio::runtime::Handle::try_current().is_ok() {
            let this = self.clone();
            apart::begin(self.0.apart, Box::pin(async move { drop(this.write_held().await) }));
        }
    }

    pub(super) fn store(&self) -> &dyn TokenStore {
        &*self.0.store
    }

    pub(super) fn lock_deadline(&self) -> Duration {
        self.0.policy.lock
    }

    /// What is stored, if it serves: another process's newer token while it lives, our own while it is not yet early.
    fn usable(&self, stored: &Stored, now: OffsetDateTime, refused: Option<Generation>) -> Option<Current> {
        let found = current(stored.generation, stored.tokens.as_ref()?)?;
        let known = self.state().current.as_ref().map(|current| current.generation);
        let early = now.saturating_add(signed(self.0.policy.early));
        let newer = known.is_none_or(|known| found.generation > known) && found.expires > now;
        let serves = (newer || found.expires > early) && refused.is_none_or(|refused| found.generation > refused);
        serves.then_some(found)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Owner<Current> for RotatingTokens {
    fn finished(&self, number: u64, outcome: Option<&Outcome<Current>>) {
        let mut state = self.state();
        if !state.refreshes.clear(number) {
            return;
        }
        match outcome {
            Some(Ok(current)) if current.generation >= state.signed_in => {
                let lives = Duration::try_from(current.expires - self.0.clock.wall()).unwrap_or_default();
                state.no_early_before = Instant::now().checked_add(lives / 2);
                state.current = Some(current.clone());
            }
            Some(Err(_)) => state.no_early_before = Some(Instant::now() + EARLY_PAUSE),
            Some(Ok(_)) | None => {}
        }
    }
}

impl Authorizer for RotatingTokens {
    fn authorize<'a>(&'a self, request: &'a mut http::Request<Body>) -> BoxFuture<'a, Result<Generation>> {
        Box::pin(async move {
            let current = self.current(None).await?;
            request.headers_mut().insert(header::AUTHORIZATION, current.value);
            Ok(current.generation)
        })
    }

    fn renew(&self, rejected: Generation) -> BoxFuture<'_, Result<bool>> {
        Box::pin(async move { self.current(Some(rejected)).await.map(|_| true) })
    }
}

impl fmt::Debug for RotatingTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RotatingTokens").field("policy", &self.0.policy).finish_non_exhaustive()
    }
}

fn current(generation: u64, tokens: &Tokens) -> Option<Current> {
    let access = tokens.access.as_ref()?;
    let value = Secret::new(format!("Bearer {}", access.expose()));
    // One that no header can carry is none: the refresh token beside it is good.
    let value = secret_value(value.expose()).ok()?;
    let (expires, refresh_expires) = (tokens.access_expires, tokens.refresh_expires);
    Some(Current { generation: Generation(generation), value, expires, refresh_expires })
}

/// The generation of the next tokens: beyond what is under way and what was not read, too, so that none of it is taken for them.
fn next(stored: &Stored) -> u64 {
    let unread = stored.reply.as_ref().map_or(0, |reply| reply.generation);
    let begun = stored.intent.as_ref().map_or(0, |intent| intent.generation);
    stored.generation.max(unread).max(begun).saturating_add(1)
}

/// Awaits a request that spends something, to its deadline and a grace beyond it.
async fn patient<T>(deadline: Duration, request: impl Future<Output = T>) -> Option<T> {
    let mut request = std::pin::pin!(request);
    if let Ok(done) = tokio::time::timeout(deadline, request.as_mut()).await {
        return Some(done);
    }
    // In small steps, so that a process that is stopped within one has the others left.
    for _ in 0..GRACES {
        if let Ok(done) = tokio::time::timeout(GRACE, request.as_mut()).await {
            return Some(done);
        }
    }
    None
}

fn no_reply() -> Redeemed {
    Redeemed::Unknown(Error::authentication("no reply from the token endpoint in time"))
}

/// Told once, in the error's own line: no source repeats it.
fn store_failed(error: StoreError) -> Error {
    let kind = if error.is_transient() { ErrorKind::Storage } else { ErrorKind::Authentication };
    Error::new(kind, error.to_string())
}

fn reauthenticate(why: &str) -> Error {
    let mut error = Error::authentication(format!("a human must sign in again: {why}"));
    error.edit().code = Some("reauthentication_required".to_owned());
    error
}

const GAVE_UP: &str = "the refresh was given up with its runtime";

fn gave_up() -> Error {
    Error::authentication(GAVE_UP)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::store::MemoryStore;

    struct Nobody;

    impl TokenEndpoint for Nobody {
        fn redeem(&self, _: &Secret) -> BoxFuture<'static, Redeemed> {
            Box::pin(std::future::ready(Redeemed::NotSpent(Error::authentication("nobody is there"))))
        }
    }

    /// A refresh that began before a sign-in and ends after it: its token belongs to the former user.
    #[tokio::test(start_paused = true)]
    async fn a_refresh_from_before_a_sign_in_is_not_kept() {
        let clock = Clock::frozen(OffsetDateTime::UNIX_EPOCH);
        let rotating = RotatingTokens::new(MemoryStore::new(), Nobody, RotationPolicy::default(), clock.clone());
        for (generation, kept) in [(0, false), (1, true)] {
            let number = {
                let mut state = rotating.state();
                let joined = state.refreshes.join(&rotating, GAVE_UP, std::future::pending::<Result<Current>>);
                // Neither spawned nor dropped: dropping it calls the owner.
                std::mem::forget(joined.unwrap().1);
                generation + 1
            };
            if generation == 0 {
                let reply = r#"{"access_token":"new","refresh_token":"r","expires_in":3600}"#;
                rotating.adopt(reply).await.unwrap();
            }
            let expires = clock.wall() + Duration::from_secs(3600);
            let (value, refresh_expires) = (HeaderValue::from_static("Bearer x"), expires);
            let outcome = Ok(Current { generation: Generation(generation), value, expires, refresh_expires });
            rotating.finished(number, Some(&outcome));
            assert_eq!(rotating.state().current.is_some(), kept);
        }
    }
}
