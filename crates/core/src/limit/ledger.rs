//! How many calls a day has seen.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::durable::{self, FileError, Lock, blocking};
use crate::transport::BoxFuture;

/// Counts calls by day. [`MemoryLedger`] forgets when the process ends, [`FileLedger`] does not; a database that several
/// machines share can be another.
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
}

/// Why a ledger did not serve.
#[derive(Debug)]
#[non_exhaustive]
pub enum LedgerError {
    /// Another process held the lock for too long.
    Locked,
    /// What is there cannot be understood. It is never overwritten.
    Unreadable(String),
    /// Reading or writing failed.
    Io(std::io::Error),
}

impl fmt::Display for LedgerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked => f.write_str("another process keeps the ledger of calls locked"),
            Self::Unreadable(why) => write!(f, "the ledger of calls cannot be read and is left as it is: {why}"),
            Self::Io(error) => write!(f, "the ledger of calls: {error}"),
        }
    }
}

impl std::error::Error for LedgerError {}

impl From<FileError> for LedgerError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Locked(_) | FileError::Held(_) | FileError::Changed(_) => Self::Locked,
            FileError::Unreadable(why) => Self::Unreadable(why),
            FileError::Io { error, .. } => Self::Io(error),
        }
    }
}

/// The calls of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Page {
    /// Its beginning, in seconds since 1970.
    day: i64,
    calls: u32,
}

/// The day that is being counted, and the latest other one: what a wrong clock counts far away touches neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Pages {
    open: Option<Page>,
    other: Option<Page>,
}

/// Two days, in seconds.
const NEAR: i64 = 2 * 24 * 3600;

impl Pages {
    /// The page on which a call of this day is counted, and the other one. A page a little ahead is taken for this day's.
    fn turned(self, day: OffsetDateTime) -> (Page, Option<Page>) {
        let day = day.unix_timestamp();
        let known = || [self.open, self.other].into_iter().flatten();
        let near = known().filter(|page| page.day >= day && page.day.saturating_sub(day) <= NEAR);
        let open = near.max_by_key(|page| page.day).unwrap_or(Page { day, calls: 0 });
        (open, known().filter(|page| page.day != open.day).max_by_key(|page| page.day))
    }

    fn change<T>(&mut self, day: OffsetDateTime, change: impl FnOnce(&mut Page) -> T) -> T {
        let (mut open, other) = self.turned(day);
        let outcome = change(&mut open);
        *self = Self { open: Some(open), other };
        outcome
    }
}

/// Counts in memory: a restart forgets what was counted, and two processes count apart.
#[derive(Debug, Clone, Default)]
pub struct MemoryLedger(Arc<Mutex<Pages>>);

impl MemoryLedger {
    /// Nothing counted yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn pages(&self) -> std::sync::MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn count(page: &mut Page, most: u32) -> bool {
    let free = page.calls < most;
    page.calls += u32::from(free);
    free
}

fn uncount(page: &mut Page, day: OffsetDateTime) {
    if page.day == day.unix_timestamp() {
        page.calls = page.calls.saturating_sub(1);
    }
}

impl Ledger for MemoryLedger {
    fn take(&self, day: OffsetDateTime, most: u32) -> BoxFuture<'_, Result<bool, LedgerError>> {
        let taken = self.pages().change(day, |page| count(page, most));
        Box::pin(std::future::ready(Ok(taken)))
    }

    fn give_back(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<(), LedgerError>> {
        self.pages().change(day, |page| uncount(page, day));
        Box::pin(std::future::ready(Ok(())))
    }

    fn used(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<u32, LedgerError>> {
        let (page, _) = self.pages().turned(day);
        Box::pin(std::future::ready(Ok(page.calls)))
    }

    fn name(&self) -> String {
        "memory".to_owned()
    }
}

const VERSION: u32 = 1;

const LARGEST: u64 = 64 * 1024;

/// The lock is held for one small write.
const PATIENCE: Duration = Duration::from_secs(10);

/// Counts in a file that several processes on one machine may share, and that survives a restart. A call is counted
/// before it is sent: a process that is killed in between has counted one too many, never one too few.
#[derive(Debug, Clone)]
pub struct FileLedger {
    path: Arc<Path>,
}

#[derive(Serialize, Deserialize)]
struct Form {
    version: u32,
    day: i64,
    calls: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    other: Option<Page>,
}

impl FileLedger {
    /// A ledger in this file, which need not exist yet; its folder must.
    ///
    /// # Errors
    /// What is there is not a ledger of this version, or cannot be read.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, LedgerError> {
        let path = path.into();
        read(&path)?;
        Ok(Self { path: path.into() })
    }

    fn turn<T>(
        &self,
        day: OffsetDateTime,
        change: impl FnOnce(&mut Page) -> T + Send + 'static,
    ) -> BoxFuture<'_, Result<T, LedgerError>>
    where
        T: Send + 'static,
    {
        let path = Arc::clone(&self.path);
        Box::pin(async move {
            let lock = Lock::take(&path, PATIENCE).await?;
            let outcome = blocking(move || {
                let before = read(&path)?;
                let mut pages = before;
                let outcome = pages.change(day, change);
                if let Pages { open: Some(Page { day, calls }), other } = pages
                    && before != pages
                {
                    let form = Form { version: VERSION, day, calls, other };
                    let text = serde_json::to_vec(&form);
                    let text = text.map_err(|error| durable::at(&path, "write")(std::io::Error::other(error)))?;
                    durable::replace(&path, &text)?;
                }
                // Not before it is written, also when nobody waits for this any more.
                drop(lock);
                Ok(outcome)
            });
            Ok(outcome.await?)
        })
    }
}

impl Ledger for FileLedger {
    fn take(&self, day: OffsetDateTime, most: u32) -> BoxFuture<'_, Result<bool, LedgerError>> {
        self.turn(day, move |page| count(page, most))
    }

    fn give_back(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<(), LedgerError>> {
        self.turn(day, move |page| uncount(page, day))
    }

    fn used(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<u32, LedgerError>> {
        let path = Arc::clone(&self.path);
        Box::pin(async move { Ok(blocking(move || read(&path)).await?.turned(day).0.calls) })
    }

    fn name(&self) -> String {
        self.path.display().to_string()
    }
}

fn read(path: &Path) -> Result<Pages, FileError> {
    let Some((text, _)) = durable::read(path, LARGEST)? else { return Ok(Pages::default()) };
    let Form { day, calls, other, .. } = durable::versioned(path, &text, VERSION)?;
    Ok(Pages { open: Some(Page { day, calls }), other })
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
        let file = scratch("counts");
        counts(&FileLedger::open(&file).unwrap()).await;
        // A restart forgets nothing.
        assert_eq!(FileLedger::open(&file).unwrap().used(TOMORROW).await.unwrap(), 2);
        std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
    }

    #[tokio::test]
    async fn what_is_no_ledger_is_left_alone() {
        let file = scratch("unreadable");
        for text in ["", "{", r#"{"version":2,"day":0,"calls":0}"#, r#"{"version":1,"day":"x"}"#, "[]"] {
            std::fs::write(&file, text).unwrap();
            assert!(matches!(FileLedger::open(&file), Err(LedgerError::Unreadable(_))), "{text}");
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        }
        std::fs::remove_file(&file).unwrap();
        let ledger = FileLedger::open(&file).unwrap();
        std::fs::write(&file, "{").unwrap();
        assert!(matches!(ledger.take(TODAY, 5).await, Err(LedgerError::Unreadable(_))));
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "{");
        std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn handles_on_one_file_count_together() {
        let file = scratch("together");
        let tasks: Vec<_> = (0..8)
            .map(|_| {
                let ledger = FileLedger::open(&file).unwrap();
                tokio::spawn(async move {
                    let mut taken = 0;
                    for _ in 0..10 {
                        taken += u32::from(ledger.take(TODAY, 50).await.unwrap());
                    }
                    taken
                })
            })
            .collect();
        let mut sum = 0;
        for task in tasks {
            sum += task.await.unwrap();
        }
        assert_eq!(sum, 50);
        std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
    }

    fn scratch(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("guichet-ledger-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        folder.join("calls.json")
    }
}
