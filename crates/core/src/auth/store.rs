//! Where tokens that must not be lost are kept.

mod file;
mod memory;

pub use file::FileStore;
pub use memory::MemoryStore;

use std::fmt;
use std::time::Duration;

use time::OffsetDateTime;

use crate::secret::Secret;
use crate::transport::BoxFuture;

/// What is known of one login.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Stored {
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

impl Intent {
    /// A refresh that is to bring this generation, begun at this time.
    pub const fn new(generation: u64, at: OffsetDateTime) -> Self {
        Self { generation, at }
    }
}

impl RawReply {
    /// A reply that brings this generation, and arrived at this time.
    pub fn new(generation: u64, at: OffsetDateTime, body: Secret) -> Self {
        Self { generation, at, body }
    }
}

/// The mark of a refresh under way, made before anything is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Intent {
    /// The generation that the refresh is to bring.
    pub generation: u64,
    /// When it was begun.
    pub at: OffsetDateTime,
}

/// A token endpoint's reply as it arrived, kept before it is read: whoever cannot read it still has it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RawReply {
    /// The generation that it brings.
    pub generation: u64,
    /// When it arrived.
    pub at: OffsetDateTime,
    /// Its body.
    pub body: Secret,
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
}

/// A place for tokens, safe against crashes and against other processes. [`FileStore`] is one; a database with row locks
/// can be another.
pub trait TokenStore: Send + Sync + 'static {
    /// What is stored now; nothing yet is `Stored::default()`.
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>>;

    /// Locks the login against every other process, waiting at most `deadline`. What a dead process locked is free.
    fn lock(&self, deadline: Duration) -> BoxFuture<'_, Result<Box<dyn Guard>, StoreError>>;
}

/// A login under lock. Each step is durable when its future is ready: a power cut after it does not undo it. Dropping the
/// guard unlocks.
pub trait Guard: Send {
    /// What is stored, read under the lock.
    fn stored(&self) -> &Stored;

    /// Notes that a refresh is about to be sent.
    fn intent(&mut self, intent: Intent) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Keeps a reply before anybody reads it.
    fn commit_raw(&mut self, reply: RawReply) -> BoxFuture<'_, Result<(), StoreError>>;

    /// Keeps what came of it; see [`Stored::publish`].
    fn publish(&mut self, published: Published) -> BoxFuture<'_, Result<(), StoreError>>;
}

impl Stored {
    /// What these tokens, or the end of the login, leave of a refresh under way. A reply that nobody could read stays until
    /// newer tokens are there: it may hold the only ones that are good.
    pub fn publish(&mut self, published: Published) {
        self.intent = None;
        match published {
            Published::Tokens { generation, tokens } => {
                self.reply.take_if(|reply| reply.generation <= generation);
                (self.generation, self.tokens, self.ended) = (generation, Some(tokens), None);
            }
            Published::Ended(why) => self.ended = Some(why),
        }
    }
}

/// Why a store did not serve.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process held the lock for longer than the deadline.
    Locked,
    /// What is there cannot be understood: cut off, of another version, not a file of ours. It is never overwritten.
    Unreadable(String),
    /// Reading or writing failed.
    Io(std::io::Error),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked => f.write_str("another process keeps the token store locked"),
            Self::Unreadable(why) => write!(f, "the token store cannot be read and is left as it is: {why}"),
            Self::Io(error) => write!(f, "the token store: {error}"),
        }
    }
}

impl std::error::Error for StoreError {}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
