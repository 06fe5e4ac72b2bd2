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

    /// What it is, so that two settings can be compared and a wait can be named: `memory`, a path.
    fn name(&self) -> String;

    /// What time it is for this ledger, where it is `local` on this machine: by it the day is told of which a call is. A ledger that several
    /// machines share has a clock of its own, because theirs differ. `local` by default.
    fn time(&self, local: OffsetDateTime) -> BoxFuture<'_, Result<OffsetDateTime, LedgerError>> {
        Box::pin(std::future::ready(Ok(local)))
    }

    /// Whether [`turn`](Self::turn) gives turns. `false` by default.
    fn keeps_turns(&self) -> bool {
        false
    }

    /// Waits for the turn that all who share this ledger have one after the other, at most `wait`: so that their calls keep one pace.
    /// `None`, the default: it keeps no turn, and every process has a pace of its own.
    fn turn(&self, spacing: Spacing, wait: Duration) -> BoxFuture<'_, Result<Option<Box<dyn Turn>>, LedgerError>> {
        let _ = (spacing, wait);
        Box::pin(std::future::ready(Ok(None)))
    }

    /// A server asked one of those who share this ledger to wait for so long: none of them gets a turn before. Returns at once. Nothing
    /// by default: then the process alone waits that was asked to.
    fn hold(&self, wait: Duration) {
        let _ = wait;
    }
}

/// How far apart the calls are that a turn is for.
///
/// ```
/// use std::time::Duration;
///
/// use guichet_core::limit::Spacing;
///
/// let spacing = Spacing::new(Duration::from_secs(1), Duration::from_secs(2));
/// assert_eq!(spacing.unanswered(), Duration::from_secs(3));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spacing {
    /// From the answer to one call to the next call.
    pub period: Duration,
    /// How much longer after a call that got no answer.
    pub quarantine: Duration,
}

impl Spacing {
    /// A period, and what is added to it after a call without an answer.
    pub const fn new(period: Duration, quarantine: Duration) -> Self {
        Self { period, quarantine }
    }

    /// The wait after a call that got no answer: its bytes may still be on their way.
    pub const fn unanswered(self) -> Duration {
        self.period.saturating_add(self.quarantine)
    }
}

/// What is known of the call before, when a [`Turn`] comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Last {
    /// Nothing: nobody had the turn, or who had it did not pass it on to this process. A whole period is waited for.
    Unknown,
    /// The next period counts from here, by this machine's clock: when the call before was answered, or when its bytes will have arrived
    /// at the latest.
    At(OffsetDateTime),
    /// The ledger has waited out the period by a clock of its own.
    WaitedFor,
}

/// A turn among all who share a ledger. Dropped without [`pass_on`](Self::pass_on), it leaves what it found.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use std::time::Duration;
///
/// use guichet_core::limit::{FileLedger, Last, Ledger, Spacing};
/// use time::macros::datetime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = folder("turn");
/// let ledger = FileLedger::open(folder.join("calls.json"))?;
/// let (second, answered) = (Duration::from_secs(1), datetime!(2024-02-29 12:00 UTC));
/// let spacing = Spacing::new(second, second);
/// if let Some(turn) = ledger.turn(spacing, second).await? {
///     turn.pass_on(answered, second);
/// }
/// let turn = ledger.turn(spacing, second).await?;
/// // Kept in milliseconds, and rounded up: no period is too short.
/// assert!(matches!(turn.map(|turn| turn.last()), Some(Last::At(last)) if last >= answered));
/// # std::fs::remove_dir_all(folder)?;
/// # Ok(())
/// # }
/// ```
pub trait Turn: Send + Sync {
    /// What is known of the call before.
    fn last(&self) -> Last;

    /// Says for how long it is surely still this process's: asked once more right before the call leaves, because one that ends by time may be
    /// another's by now. `None`, the default: until it is passed on.
    fn held_for(&self) -> Option<HeldFor> {
        None
    }

    /// Passes the turn on after a call. The next one may leave a period after `from`, by this machine's clock, which is the same as `wait`
    /// after now.
    fn pass_on(self: Box<Self>, from: OffsetDateTime, wait: Duration);
}

/// For how long a [`Turn`] is surely still this process's; zero where it may be another's. Waits for nothing.
pub type HeldFor = std::sync::Arc<dyn Fn() -> Duration + Send + Sync>;

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
    /// The turn among those who share this ledger would take longer than the call may wait.
    TooLong {
        /// The ledger.
        ledger: String,
        /// How long it would take at the least.
        wait: Duration,
    },
    /// How many calls of the day were made is not known, so that no call of it may go.
    Closed(String),
    /// The engine that keeps the ledger did not do a step.
    Engine {
        /// The ledger.
        ledger: String,
        /// What was tried: `connect`, `count`.
        step: &'static str,
        /// What it said, or that it said nothing.
        why: String,
        /// Whether the same may succeed later.
        passing: bool,
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
    /// see which process holds the lock, make room on the disk, see that the engine answers. On `false`: mend the folder's rights, move a file aside that
    /// is no ledger, or do what the text names.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Locked(_) | Self::TooLong { .. } => true,
            Self::Unreadable(_) | Self::Closed(_) => false,
            Self::Engine { passing, .. } => *passing,
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
            Self::TooLong { ledger, wait } => Self::TooLong { ledger: ledger.clone(), wait: *wait },
            Self::Closed(why) => Self::Closed(why.clone()),
            Self::Engine { ledger, step, why, passing } => {
                Self::Engine { ledger: ledger.clone(), step, why: why.clone(), passing: *passing }
            }
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
            Self::TooLong { ledger, wait } => {
                write!(f, "the turn among all who share the ledger of calls {ledger} would take {wait:?}")
            }
            Self::Closed(why) => write!(f, "how many calls of the day were made is not known: {why}"),
            Self::Engine { ledger, step, why, .. } => write!(f, "the ledger of calls {ledger}: cannot {step}: {why}"),
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
