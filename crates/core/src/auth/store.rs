//! Where tokens that must not be lost are kept.

mod file;
mod form;
mod memory;
pub(super) mod reply;

pub use file::FileStore;
pub use memory::MemoryStore;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use time::OffsetDateTime;

use crate::durable;
use crate::error::Error;
use crate::secret::{Secret, SecretBytes};
use crate::transport::BoxFuture;
use reply::Reply;

/// What is known of one login.
///
/// ```
/// use guichet_core::auth::store::{Intent, Published, Stored, Tokens};
/// use time::OffsetDateTime;
///
/// let now = OffsetDateTime::UNIX_EPOCH;
/// let mut stored = Stored::default();
/// stored.begin(Intent::new(1, now).of("my-application"));
/// assert_eq!(stored.owner.as_deref(), Some("my-application"));
/// assert!(stored.intent.is_some());
///
/// stored.publish(Published::Tokens { generation: 1, tokens: Tokens::new("r1", now) });
/// assert!(stored.intent.is_none() && stored.tokens.is_some());
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Stored {
    /// Whose login it is: the application and the host for signing in, in plain text. `None` before the first intent.
    pub owner: Option<String>,
    /// Counts the tokens of this login; a larger one is a newer one.
    pub generation: u64,
    /// The newest tokens.
    pub tokens: Option<Tokens>,
    /// A refresh that was begun and of which nothing more is known.
    pub intent: Option<Intent>,
    /// A reply that arrived and was not yet read: it holds the newest tokens.
    pub reply: Option<RawReply>,
    /// The login has ended: a human must sign in again. Why.
    pub ended: Option<String>,
}

/// Tokens of one generation.
///
/// ```
/// use guichet_core::auth::store::Tokens;
/// use time::{Duration, OffsetDateTime};
///
/// let now = OffsetDateTime::UNIX_EPOCH;
/// let tokens = Tokens::new("r1", now + Duration::days(30)).access("a1", now + Duration::HOUR);
/// assert_eq!(tokens.refresh.expose(), "r1");
/// assert_eq!(tokens.access_expires, now + Duration::HOUR);
/// assert!(!format!("{tokens:?}").contains("r1"));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Tokens {
    /// The access token; `None` where the reply that brought the refresh token held none.
    pub access: Option<Secret>,
    /// When the access token ends.
    pub access_expires: OffsetDateTime,
    /// The refresh token, good for one use.
    pub refresh: Secret,
    /// When the refresh token ends.
    pub refresh_expires: OffsetDateTime,
}

impl Tokens {
    /// A refresh token and when it ends, without an access token.
    pub fn new(refresh: impl Into<Secret>, refresh_expires: OffsetDateTime) -> Self {
        let access_expires = OffsetDateTime::UNIX_EPOCH;
        Self { access: None, access_expires, refresh: refresh.into(), refresh_expires }
    }

    /// With an access token and when it ends.
    #[must_use]
    pub fn access(mut self, access: impl Into<Secret>, expires: OffsetDateTime) -> Self {
        (self.access, self.access_expires) = (Some(access.into()), expires);
        self
    }
}

/// The mark of a renewal or of a sign-in under way, made before anything is sent.
///
/// ```
/// use guichet_core::auth::store::{Intent, Purpose};
/// use time::OffsetDateTime;
///
/// let renewal = Intent::new(4, OffsetDateTime::UNIX_EPOCH);
/// assert_eq!(renewal.purpose, Purpose::Renewal);
/// assert_eq!(renewal.sign_in().purpose, Purpose::SignIn);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Intent {
    /// The generation that is to be brought.
    pub generation: u64,
    /// When it was begun.
    pub at: OffsetDateTime,
    /// What was begun.
    pub purpose: Purpose,
    /// Whose login it is, which the store keeps from here on.
    pub owner: Option<String>,
}

/// What an [`Intent`] is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Purpose {
    /// The stored refresh token is spent.
    Renewal,
    /// An authorization code is spent; the stored tokens stay as good as they are.
    SignIn,
}

impl Intent {
    /// A renewal that is to bring this generation, begun at this time.
    pub const fn new(generation: u64, at: OffsetDateTime) -> Self {
        Self { generation, at, purpose: Purpose::Renewal, owner: None }
    }

    /// A sign-in in place of a renewal.
    #[must_use]
    pub fn sign_in(mut self) -> Self {
        self.purpose = Purpose::SignIn;
        self
    }

    /// Whose login it is.
    #[must_use]
    pub fn of(mut self, owner: impl Into<String>) -> Self {
        self.owner = Some(owner.into());
        self
    }
}

/// A token endpoint's reply as it arrived, kept before it is read: whoever cannot read it still has it.
///
/// ```
/// use guichet_core::auth::store::RawReply;
/// use time::OffsetDateTime;
///
/// let reply = RawReply::new(2, OffsetDateTime::UNIX_EPOCH, r#"{"refresh_token": "r2"}"#);
/// assert_eq!(reply.body.expose(), br#"{"refresh_token": "r2"}"#);
/// assert!(!format!("{reply:?}").contains("r2"));
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RawReply {
    /// The generation that it brings.
    pub generation: u64,
    /// When it arrived.
    pub at: OffsetDateTime,
    /// Its bytes.
    pub body: SecretBytes,
}

impl RawReply {
    /// A reply that brings this generation, and arrived at this time.
    pub fn new(generation: u64, at: OffsetDateTime, body: impl Into<SecretBytes>) -> Self {
        Self { generation, at, body: body.into() }
    }
}

/// What a refresh came to.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Published {
    /// Tokens, new ones or those that stay.
    Tokens {
        /// Their generation.
        generation: u64,
        /// The tokens.
        tokens: Tokens,
    },
    /// The login has ended. Why.
    Ended(String),
    /// Nothing: the intent is taken back, and all else stays.
    Withdrawn,
}

/// A place for tokens, safe against crashes and against other processes. [`FileStore`] is one; a database with row locks
/// can be another.
///
/// ```
/// use std::time::Duration;
///
/// use guichet_core::auth::store::{Intent, MemoryStore, Published, TokenStore, Tokens};
/// use time::OffsetDateTime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let store = MemoryStore::new();
/// let mut guard = store.lock(Duration::from_secs(1)).await?;
/// let now = OffsetDateTime::UNIX_EPOCH;
/// guard.intent(Intent::new(1, now)).await?;
/// guard.publish(Published::Tokens { generation: 1, tokens: Tokens::new("r1", now) }).await?;
/// drop(guard);
/// assert_eq!(store.load().await?.generation, 1);
/// # Ok(())
/// # }
/// ```
pub trait TokenStore: Send + Sync + 'static {
    /// What is stored now; nothing yet is `Stored::default()`.
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>>;

    /// Locks the login against every other process, waiting at most `deadline`. What a dead process locked is free.
    fn lock(&self, deadline: Duration) -> BoxFuture<'_, Result<Box<dyn Guard>, StoreError>>;
}

/// A login under lock. Each step is durable when its future is ready: a power cut after it does not undo it. Dropping the
/// guard unlocks.
///
/// ```
/// use std::time::Duration;
///
/// use guichet_core::auth::store::{Intent, MemoryStore, Published, RawReply, TokenStore, Tokens};
/// use time::macros::datetime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (store, now) = (MemoryStore::new(), datetime!(2024-02-29 12:00 UTC));
/// let mut guard = store.lock(Duration::from_secs(1)).await?;
/// guard.intent(Intent::new(1, now)).await?;
/// guard.commit_raw(RawReply::new(1, now, r#"{"refresh_token": "r1"}"#)).await?;
/// // Whatever happens from here on, the reply is there.
/// assert!(store.load().await?.reply.is_some());
/// guard.publish(Published::Tokens { generation: 1, tokens: Tokens::new("r1", now) }).await?;
/// assert!(guard.stored().intent.is_none());
/// # Ok(())
/// # }
/// ```
pub trait Guard: Send {
    /// What is stored, read under the lock.
    fn stored(&self) -> &Stored;

    /// Reads again what is stored: after a wait, somebody may have written who did not keep the lock. By default what was read when
    /// the lock was taken stays.
    fn reload(&mut self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(std::future::ready(Ok(())))
    }

    /// Notes that a request is about to be sent ([`Stored::begin`]), and secures what keeping its reply will need: room, and what else
    /// could be wanting then. From here on nothing but a loss of the store itself may keep [`commit_raw`](Self::commit_raw) from
    /// succeeding.
    fn intent(&mut self, intent: Intent) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Whether a request that takes at most so long can be sent now: asked once the intent is noted, right before the request leaves. A
    /// store whose lock ends by time, and not with its process, refuses with [`StoreError::Changed`] where the lock may end before the reply
    /// is here: its holder may have been stopped. Waits for nothing. By default it can.
    fn may_send(&self, longest: Duration) -> Result<(), StoreError> {
        let _ = longest;
        Ok(())
    }

    /// Writes a reply as it came, before anything of it is used. After an error it is called again with the same reply.
    fn commit_raw(&mut self, reply: RawReply) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Keeps what came of it; see [`Stored::publish`].
    fn publish(&mut self, published: Published) -> BoxFuture<'_, Result<(), StoreError>>;

    /// A reply cannot be kept, and the guard stays for as long: whoever waits for the lock is told so, as
    /// [`StoreError::Held`], where the store has a way to. By default nobody is told.
    fn tell_held(&mut self) {}
}

impl Stored {
    /// What an intent leaves.
    pub fn begin(&mut self, intent: Intent) {
        if intent.owner.is_some() {
            self.owner.clone_from(&intent.owner);
        }
        self.intent = Some(intent);
    }

    /// What these tokens, or the end of the login, leave of a refresh under way. A reply that nobody could read stays until
    /// newer tokens are there, and so does one that holds several refresh tokens: it may hold the only one that is good.
    pub fn publish(&mut self, published: Published) {
        self.intent = None;
        match published {
            Published::Tokens { generation, tokens } => {
                self.reply.take_if(|reply| {
                    reply.generation < generation
                        || (reply.generation == generation && !Reply::read(reply.body.expose()).is_ambiguous())
                });
                (self.generation, self.tokens, self.ended) = (generation, Some(tokens), None);
            }
            Published::Ended(why) => self.ended = Some(why),
            Published::Withdrawn => {}
        }
    }
}

/// Why a store did not serve. Each names what it is about: the file, and the step.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process held the lock of this store for longer than the deadline.
    Locked(String),
    /// Another process received tokens that it cannot write to this store. It keeps the lock until they are written, because the
    /// token that is stored is spent.
    Held(String),
    /// Somebody changed this store without its lock, so that nothing was written.
    Changed(String),
    /// What is there cannot be understood: cut off, of another version, not a file of ours. It is never overwritten.
    Unreadable(String),
    /// A step on a file failed.
    File {
        /// The file.
        path: PathBuf,
        /// What was tried: `open`, `write`, `replace`.
        step: &'static str,
        /// What the system says.
        error: std::io::Error,
    },
    /// The engine that keeps the store did not do a step.
    Engine {
        /// The store.
        store: String,
        /// What was tried: `connect`, `lock`, `write`.
        step: &'static str,
        /// What it said, or that it said nothing.
        why: String,
        /// Whether the same may succeed later.
        passing: bool,
    },
    /// Reading or writing failed, of a store that is no file.
    Io(std::io::Error),
}

impl StoreError {
    /// Whether the same may succeed later: another process is at work, the disk is full, the process has no descriptors.
    ///
    /// ```
    /// use guichet_core::auth::store::StoreError;
    ///
    /// assert!(StoreError::Locked("tokens.json".to_owned()).is_transient());
    /// assert!(!StoreError::Unreadable("tokens.json: no JSON".to_owned()).is_transient());
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Seen: the error's text names the file and the step that failed. To do on `true`: try again, see which process holds the lock, make room on
    /// the disk, see that the engine answers. On `false`: nothing was written over; mend the folder's rights, or move a file aside that is no token store,
    /// and sign in again; of an engine, do what the text names.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Locked(_) | Self::Held(_) | Self::Changed(_) => true,
            Self::Unreadable(_) => false,
            Self::Engine { passing, .. } => *passing,
            Self::File { error, .. } | Self::Io(error) => durable::is_passing(error),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked(store) => write!(f, "another process keeps the token store locked: {store}"),
            Self::Held(store) => write!(
                f,
                "another process received tokens that it cannot write, and keeps the token store locked until it can: {store}"
            ),
            Self::Changed(store) => write!(f, "the token store was changed by somebody who did not lock it: {store}"),
            Self::Unreadable(why) => write!(f, "the token store cannot be read and is left as it is: {why}"),
            Self::File { path, step, error } => write!(f, "the token store: cannot {step} {}: {error}", path.display()),
            Self::Engine { store, step, why, .. } => write!(f, "the token store {store}: cannot {step}: {why}"),
            Self::Io(error) => write!(f, "the token store: {error}"),
        }
    }
}

// No source: the text above holds it, and whoever prints a chain would read it twice.
impl std::error::Error for StoreError {}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Self::storage(error.is_transient(), &error)
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
