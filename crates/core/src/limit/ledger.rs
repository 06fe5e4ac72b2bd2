//! How many calls a day has seen.

mod file;
mod memory;
mod pages;

pub use file::FileLedger;
pub use memory::MemoryLedger;

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use time::OffsetDateTime;

use crate::durable;
use crate::error::Error;
use crate::transport::BoxFuture;

/// Counts calls by day. [`MemoryLedger`] forgets when the process ends, [`FileLedger`] does not; a database that several
/// machines share can be another.
///
/// ```
/// use guichet_core::limit::{Ledger, MemoryLedger};
/// use time::macros::datetime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (ledger, day) = (MemoryLedger::new(), datetime!(2024-02-29 0:00 UTC));
/// assert!(ledger.take(day, 1).await?);
/// assert!(!ledger.take(day, 1).await?, "one call was allowed");
/// ledger.give_back(day).await?;
/// assert_eq!(ledger.used(day).await?, 0);
/// # Ok(())
/// # }
/// ```
pub trait Ledger: Send + Sync + 'static {
    /// Counts one call in the day that begins at `day`, unless `most` are counted in it already; then the answer is `false`.
    /// A day shortly before the one that is being counted is counted with it: a clock that goes back frees no calls.
    fn take(&self, day: OffsetDateTime, most: u32) -> BoxFuture<'_, Result<bool, LedgerError>>;

    /// Takes back a call of that day that was counted and then not sent.
    fn give_back(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<(), LedgerError>>;

    /// How many calls of that day are counted.
    fn used(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<u32, LedgerError>>;

    /// What it is, so that two settings can be compared: `memory`, a path.
    fn name(&self) -> String;

    /// Waits for the turn that all who share this ledger have one after the other, at most `wait`: so that their calls keep one pace.
    /// `None`, the default: it keeps no turn, and every process has a pace of its own.
    fn turn(&self, wait: Duration) -> BoxFuture<'_, Result<Option<Box<dyn Turn>>, LedgerError>> {
        let _ = wait;
        Box::pin(std::future::ready(Ok(None)))
    }
}

/// A turn among all who share a ledger. Dropped without [`pass_on`](Self::pass_on), it leaves what it found.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use std::time::Duration;
///
/// use guichet_core::limit::{FileLedger, Ledger};
/// use time::macros::datetime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = folder("turn");
/// let ledger = FileLedger::open(folder.join("calls.json"))?;
/// let answered = datetime!(2024-02-29 12:00 UTC);
/// if let Some(turn) = ledger.turn(Duration::from_secs(1)).await? {
///     turn.pass_on(answered);
/// }
/// let turn = ledger.turn(Duration::from_secs(1)).await?;
/// // Kept in milliseconds, and rounded up: no period is too short.
/// assert!(turn.and_then(|turn| turn.last()).is_some_and(|last| last >= answered));
/// # std::fs::remove_dir_all(folder)?;
/// # Ok(())
/// # }
/// ```
pub trait Turn: Send + Sync {
    /// From when on the next period counts: when the call before was answered, or when its bytes will have arrived at the latest.
    /// `None`: that is not known here, because nobody had the turn, or who had it did not pass it on to this process.
    fn last(&self) -> Option<OffsetDateTime>;

    /// Passes the turn on, with the time from which the next period counts.
    fn pass_on(self: Box<Self>, from: OffsetDateTime);
}

/// Why a ledger did not serve.
#[derive(Debug)]
#[non_exhaustive]
pub enum LedgerError {
    /// Another process held the lock of this ledger for too long.
    Locked(String),
    /// What is there cannot be understood. It is never overwritten.
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
    /// Reading or writing failed, of a ledger that is no file.
    Io(std::io::Error),
}

impl LedgerError {
    /// Whether the same may succeed later: another process is at work, the disk is full, the process has no descriptors.
    ///
    /// ```
    /// use guichet_core::limit::LedgerError;
    ///
    /// assert!(LedgerError::Locked("calls.json".to_owned()).is_transient());
    /// assert!(!LedgerError::Unreadable("calls.json: no JSON".to_owned()).is_transient());
    /// ```
    ///
    /// # Troubleshooting
    ///
    /// Seen: the error's text names the file and the step that failed; the call that was to be counted was not sent. To do on `true`: try again,
    /// see which process holds the lock, make room on the disk. On `false`: mend the folder's rights, or move a file aside that is no ledger.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Locked(_) => true,
            Self::Unreadable(_) => false,
            Self::File { error, .. } | Self::Io(error) => durable::is_passing(error),
        }
    }

    /// For each of several who met the same.
    fn copy(&self) -> Self {
        let of = |error: &std::io::Error| match error.raw_os_error() {
            Some(code) => std::io::Error::from_raw_os_error(code),
            None => std::io::Error::new(error.kind(), error.to_string()),
        };
        match self {
            Self::Locked(ledger) => Self::Locked(ledger.clone()),
            Self::Unreadable(why) => Self::Unreadable(why.clone()),
            Self::File { path, step, error } => Self::File { path: path.clone(), step, error: of(error) },
            Self::Io(error) => Self::Io(of(error)),
        }
    }
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked(ledger) => write!(f, "another process keeps the ledger of calls locked: {ledger}"),
            Self::Unreadable(why) => write!(f, "the ledger of calls cannot be read and is left as it is: {why}"),
            Self::File { path, step, error } => {
                write!(f, "the ledger of calls: cannot {step} {}: {error}", path.display())
            }
            Self::Io(error) => write!(f, "the ledger of calls: {error}"),
        }
    }
}

// No source: the text above holds it, and whoever prints a chain would read it twice.
impl std::error::Error for LedgerError {}

impl From<LedgerError> for Error {
    fn from(error: LedgerError) -> Self {
        Self::storage(error.is_transient(), &error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const TODAY: OffsetDateTime = datetime!(2024-01-14 23:00 UTC);
    const TOMORROW: OffsetDateTime = datetime!(2024-01-15 23:00 UTC);

    async fn counts(ledger: &dyn Ledger) {
        for _ in 0..3 {
            assert!(ledger.take(TODAY, 3).await.unwrap());
        }
        assert!(!ledger.take(TODAY, 3).await.unwrap());
        assert_eq!(ledger.used(TODAY).await.unwrap(), 3);
        ledger.give_back(TODAY).await.unwrap();
        assert!(ledger.take(TODAY, 3).await.unwrap());
        assert!(ledger.take(TOMORROW, 3).await.unwrap());
        // A clock that went back: nothing is free again, and nothing of yesterday is taken back from today.
        ledger.give_back(TODAY).await.unwrap();
        assert_eq!(ledger.used(TODAY).await.unwrap(), 1);
        assert!(ledger.take(TODAY, 2).await.unwrap());
        assert!(!ledger.take(TODAY, 2).await.unwrap());
        assert!(!ledger.take(TOMORROW, 2).await.unwrap());
        // A clock that was wrong by years, either way: what it counted is not in the way, and nothing is free again.
        for wrong in [datetime!(1970-01-01 00:00 UTC), datetime!(2054-01-01 00:00 UTC)] {
            assert_eq!(ledger.used(wrong).await.unwrap(), 0);
            assert!(ledger.take(wrong, 2).await.unwrap());
            assert_eq!(ledger.used(TOMORROW).await.unwrap(), 2);
            assert!(!ledger.take(TOMORROW, 2).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_ledger_counts_and_turns_its_page() {
        counts(&MemoryLedger::new()).await;
        let folder = std::env::temp_dir().join(format!("guichet-ledger-counts-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("calls.json");
        counts(&FileLedger::open(&file).unwrap()).await;
        // A restart forgets nothing.
        assert_eq!(FileLedger::open(&file).unwrap().used(TOMORROW).await.unwrap(), 2);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
