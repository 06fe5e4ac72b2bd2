//! A ledger in a file that several processes share, and the turn that they have one after the other.

use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use tokio::sync::oneshot;

use super::pages::{Page, Pages};
use super::{Last, Ledger, LedgerError, Spacing, Turn};
use crate::durable::{self, FileError, Lock, Room, blocking};
use crate::transport::BoxFuture;

const VERSION: u32 = 1;

const LARGEST: u64 = 64 * 1024;

/// The lock is held for one small write.
const PATIENCE: Duration = Duration::from_secs(10);

/// Counts in a file that several processes on one machine may share, and that survives a restart. A call is counted
/// before it is sent: a process that is killed in between has counted one too many, never one too few.
///
/// Processes that share it keep one pace as well, where their [`Limits`](crate::Limits) have one: a turn is a lock of the operating
/// system on `<ledger>.turn`, held from the dispatch of a call to its answer. A process waits a whole period before its first call,
/// because it cannot know when the one before it was sent.
///
/// Each call forces a small file to the disk, twice where it is not sent: for vendors that take a few calls a second.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use guichet_core::limit::{Day, FileLedger, Ledger, Quota};
/// use time::macros::datetime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = folder("file-ledger");
/// let (path, day) = (folder.join("calls.json"), datetime!(2024-02-29 0:00 UTC));
/// let ledger = FileLedger::open(&path)?;
/// assert!(ledger.take(day, 1_000).await?);
/// drop(ledger);
///
/// let reopened = FileLedger::open(&path)?;
/// assert_eq!(reopened.used(day).await?, 1);
/// let quota = Quota::daily(1_000, Day::utc()).ledger(reopened);
/// # drop(quota);
/// # std::fs::remove_dir_all(folder)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct FileLedger(Arc<Shared>);

impl fmt::Debug for FileLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FileLedger").field(&self.0.path).finish()
    }
}

/// What all ledgers of this process on one file share: they wait for one another here, in their order, and for other processes at
/// the file.
struct Shared {
    path: Arc<Path>,
    /// What is to be counted with the next write.
    waiting: Mutex<Vec<Job>>,
    writing: tokio::sync::Mutex<()>,
    /// This process had the turn before.
    had_turn: AtomicBool,
}

type Change = Box<dyn FnOnce(&mut Pages) -> bool + Send>;

/// A change that somebody waits for; who gives up is passed over.
struct Job {
    change: Change,
    outcome: oneshot::Sender<Result<bool, LedgerError>>,
}

static OPEN: LazyLock<Mutex<HashMap<PathBuf, Weak<Shared>>>> = LazyLock::new(Mutex::default);

#[derive(Serialize, Deserialize)]
struct Form {
    version: u32,
    day: i64,
    calls: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    other: Option<Page>,
}

impl FileLedger {
    /// A ledger in this file, which need not exist yet; its folder must. Tries what counting will need: the lock, and a file in the
    /// folder. Waits for the disk.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// use guichet_core::limit::{FileLedger, LedgerError};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = folder("file-ledger-open");
    /// let path = folder.join("calls.json");
    /// std::fs::write(&path, "this is no ledger")?;
    /// assert!(matches!(FileLedger::open(&path), Err(LedgerError::Unreadable(_))));
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What is there is not a ledger of this version, or cannot be read; a step that counting needs is refused.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, LedgerError> {
        let path = path.into();
        if let Some(_lock) = Lock::try_take(&path)? {
            read(&path)?;
            match durable::read(&path, LARGEST)? {
                // What a file that is mounted alone refuses.
                Some((text, _)) => drop(durable::replace(&path, &text)?),
                None => Room::secure(&path, ".new", 0)?.release(),
            }
        } else {
            read(&path)?;
        }
        let known_as = std::path::absolute(&path).unwrap_or_else(|_| path.clone());
        let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|_, shared| shared.strong_count() > 0);
        if let Some(shared) = open.get(&known_as).and_then(Weak::upgrade) {
            return Ok(Self(shared));
        }
        let shared = Arc::new(Shared {
            path: path.into(),
            waiting: Mutex::default(),
            writing: tokio::sync::Mutex::default(),
            had_turn: AtomicBool::new(false),
        });
        open.insert(known_as, Arc::downgrade(&shared));
        Ok(Self(shared))
    }

    /// Changes the file, together with all others who wait to.
    fn change(
        &self,
        change: impl FnOnce(&mut Pages) -> bool + Send + 'static,
    ) -> BoxFuture<'_, Result<bool, LedgerError>> {
        let shared = &self.0;
        let (outcome, mut answer) = oneshot::channel();
        shared.waiting().push(Job { change: Box::new(change), outcome });
        Box::pin(async move {
            // In the order of asking: the mutex is fair.
            let _writing = shared.writing.lock().await;
            // Counted by who came before.
            if let Ok(outcome) = answer.try_recv() {
                return outcome;
            }
            let jobs = std::mem::take(&mut *shared.waiting());
            let lock = match Lock::take(&shared.path, PATIENCE).await {
                Ok(lock) => lock,
                Err(error) => {
                    // Theirs to try again: each waits for as long as it may.
                    shared.waiting().splice(0..0, jobs);
                    return Err(error.into());
                }
            };
            let path = Arc::clone(&shared.path);
            // Also when nobody waits for this any more: whoever was counted is told, and the lock is free when it is written.
            blocking(move || {
                count_all(&path, jobs);
                drop(lock);
                Ok(())
            })
            .await?;
            answer.try_recv().unwrap_or_else(|_| Err(LedgerError::Io(std::io::Error::other("the runtime ended"))))
        })
    }
}

impl Shared {
    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Job>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes all changes with one write, and tells what came of each.
fn count_all(path: &Path, jobs: Vec<Job>) {
    // Who has given up is passed over.
    let jobs = jobs.into_iter().filter(|job| !job.outcome.is_closed());
    let answer: Vec<_> = match read(path) {
        Err(error) => {
            let error = LedgerError::from(error);
            jobs.map(|job| (job.outcome, Err(error.copy()))).collect()
        }
        Ok(before) => {
            let mut pages = before;
            let changed: Vec<_> = jobs.map(|job| (job.outcome, (job.change)(&mut pages))).collect();
            let written = if pages == before { Ok(()) } else { write(path, pages).map_err(LedgerError::from) };
            let result = |counted| written.as_ref().map(|()| counted).map_err(LedgerError::copy);
            changed.into_iter().map(|(outcome, counted)| (outcome, result(counted))).collect()
        }
    };
    for (outcome, result) in answer {
        let _ = outcome.send(result);
    }
}

fn write(path: &Path, pages: Pages) -> Result<(), FileError> {
    let Pages { open: Some(Page { day, calls }), other } = pages else { return Ok(()) };
    let form = Form { version: VERSION, day, calls, other };
    let text = serde_json::to_vec(&form).map_err(|e| durable::at(path, "write")(std::io::Error::other(e)))?;
    durable::replace(path, &text).map(drop)
}

impl Ledger for FileLedger {
    fn take(&self, day: OffsetDateTime, most: u32) -> BoxFuture<'_, Result<bool, LedgerError>> {
        self.change(move |pages| pages.change(day, |page| page.count(most)))
    }

    fn give_back(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<(), LedgerError>> {
        let given_back = self.change(move |pages| {
            pages.change(day, |page| page.uncount(day));
            true
        });
        Box::pin(async move { given_back.await.map(drop) })
    }

    fn used(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<u32, LedgerError>> {
        let path = Arc::clone(&self.0.path);
        Box::pin(async move { Ok(blocking(move || read(&path)).await?.turned(day).0.calls) })
    }

    fn name(&self) -> String {
        self.0.path.display().to_string()
    }

    fn keeps_turns(&self) -> bool {
        true
    }

    fn turn(&self, _: Spacing, wait: Duration) -> BoxFuture<'_, Result<Option<Box<dyn Turn>>, LedgerError>> {
        Box::pin(async move {
            let lock = Lock::wait(&self.0.path, ".turn", wait).await?;
            // What another process left is believed from the second turn on: before this process had one, nobody can say when the
            // call of a process that was killed left.
            let known = self.0.had_turn.swap(true, Ordering::SeqCst);
            let last = lock.text().filter(|_| known).and_then(|text| {
                let milliseconds: i64 = text.trim().parse().ok()?;
                OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000).ok()
            });
            let last = last.map_or(Last::Unknown, Last::At);
            Ok(Some(Box::new(FileTurn { lock, last }) as Box<dyn Turn>))
        })
    }
}

struct FileTurn {
    lock: Lock,
    last: Last,
}

impl Turn for FileTurn {
    fn last(&self) -> Last {
        self.last
    }

    fn pass_on(self: Box<Self>, from: OffsetDateTime, _: Duration) {
        // Of one length, so that it is written over whole. Rounded up, so that no period is too short.
        let milliseconds = from.unix_timestamp_nanos().div_euclid(1_000_000) + 1;
        if let Err(error) = self.lock.write(format!("{milliseconds:020}\n").as_bytes()) {
            tracing::warn!(%error, "the turn among processes was passed on without its time");
        }
    }
}

fn read(path: &Path) -> Result<Pages, FileError> {
    let Some((text, _)) = durable::read(path, LARGEST)? else { return Ok(Pages::default()) };
    let Form { day, calls, other, .. } = durable::versioned(path, &text, VERSION)?;
    Ok(Pages { open: Some(Page { day, calls }), other })
}

impl From<FileError> for LedgerError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Locked(path) | FileError::Held(path) | FileError::Changed(path) => {
                Self::Locked(path.display().to_string())
            }
            FileError::Unreadable(why) => Self::Unreadable(why),
            FileError::Io { path, step, error } => Self::File { path, step, error },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const TODAY: OffsetDateTime = datetime!(2024-01-14 23:00 UTC);

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

    /// Thousands at once wait for one another here, in their order, and not for the file's lock, where each would think that another
    /// process has it.
    #[tokio::test(flavor = "multi_thread")]
    async fn thousands_at_once_are_all_counted_in_their_order() {
        let file = scratch("thousands");
        let ledger = FileLedger::open(&file).unwrap();
        // All are in the queue before any is counted.
        let held = ledger.0.writing.lock().await;
        let mut takes: Vec<_> = (0..3_000).map(|_| ledger.take(TODAY, 2_500)).collect();
        let given_up = takes.remove(100);
        drop((given_up, held));
        let taken = futures_util::future::join_all(takes).await;
        let taken: Vec<bool> = taken.into_iter().map(|taken| taken.unwrap()).collect();
        assert!(
            taken.iter().take(2_500).all(|taken| *taken),
            "first come, first served, and who gave up is not counted"
        );
        assert!(taken.iter().skip(2_500).all(|taken| !*taken));
        assert_eq!(ledger.used(TODAY).await.unwrap(), 2_500);
        std::fs::remove_dir_all(file.parent().unwrap()).unwrap();
    }

    #[tokio::test]
    async fn an_error_names_the_file_and_the_step() {
        let file = scratch("missing").join("no-folder").join("calls.json");
        let error = FileLedger::open(&file).unwrap_err().to_string();
        assert!(error.contains("no-folder") && error.contains("cannot open the lock"), "{error}");
        std::fs::remove_dir_all(file.parent().unwrap().parent().unwrap().parent().unwrap()).unwrap();
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
