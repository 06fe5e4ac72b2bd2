//! Which deliveries were seen, by their identifier.

mod file;
mod memory;

pub use file::FileSeen;
pub use memory::MemorySeen;

use std::fmt;
use std::time::Duration;

use guichet_core::transport::BoxFuture;

use super::event::RequestId;

/// How long what was handled is remembered by default: longer than any documented schedule lasts.
const REMEMBERED: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// What is known of a delivery that begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Begun {
    /// It was never seen, or its handler has failed.
    New,
    /// It was begun before, and how far its handler came is not known.
    Interrupted,
    /// It is being handled.
    InProgress,
    /// It was handled.
    Handled,
}

/// How a delivery that was begun has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ended {
    /// The handler has succeeded.
    Handled,
    /// The handler has failed, and says so. One that was begun as [`Begun::Interrupted`] stays so.
    Failed,
    /// How far the handler came is not known.
    Interrupted,
}

/// Remembers deliveries. Of the same identifier one alone is between [`begin`](Self::begin) and [`finish`](Self::finish).
pub trait SeenStore: Send + Sync + 'static {
    /// A delivery begins. After [`Begun::New`] and [`Begun::Interrupted`] it is in progress until it is finished.
    fn begin<'a>(&'a self, id: &'a RequestId) -> BoxFuture<'a, Result<Begun, SeenError>>;

    /// A delivery that was begun has ended. Unless it was handled, it may begin again.
    fn finish<'a>(&'a self, id: &'a RequestId, ended: Ended) -> BoxFuture<'a, Result<(), SeenError>>;
}

/// Why a store does not serve.
#[derive(Debug)]
#[non_exhaustive]
pub enum SeenError {
    /// Another process has the file.
    Locked,
    /// What is in the file is not what this store writes: the line's number.
    Unreadable(usize),
    /// A step that the system refused.
    Io(std::io::Error),
    /// More deliveries are in progress than are remembered.
    Full,
}

impl fmt::Display for SeenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked => f.write_str("another process has the file of deliveries"),
            Self::Unreadable(line) => write!(f, "line {line} of the file of deliveries cannot be read"),
            Self::Io(_) => f.write_str("the file of deliveries does not serve"),
            Self::Full => f.write_str("too many deliveries are in progress"),
        }
    }
}

impl std::error::Error for SeenError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            _ => None,
        }
    }
}

impl From<std::io::Error> for SeenError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
