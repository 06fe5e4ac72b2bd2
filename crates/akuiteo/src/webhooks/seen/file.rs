//! In a file: known after a restart.

use std::collections::HashMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use guichet_core::transport::BoxFuture;
use serde::{Deserialize, Serialize};

use super::{Begun, Ended, REMEMBERED, SeenError, SeenStore};
use crate::webhooks::event::RequestId;

/// Beyond so many lines more than four for each delivery the file is written anew. Each has two or three, so that it is not written
/// for every few of many.
const SLACK: usize = 10_000;

/// Deliveries in a file, a line for each step, on the disk before the step counts. Bounded by age, 7 days: a duplicate that comes later
/// is handled again. One process at a time has the file, by a lock of the system's on a file beside it, which ends with the process.
///
/// A delivery that was begun when a process ended is [`Begun::Interrupted`] in the next. After a step that the disk refused the next
/// one writes the file anew, and nothing begins before that has succeeded.
#[derive(Debug, Clone)]
pub struct FileSeen(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    path: PathBuf,
    file: File,
    /// Held as long as the store lives.
    _lock: File,
    age: Duration,
    lines: usize,
    /// A step did not come to its end: what the file has is not what is known.
    is_stale: bool,
    known: HashMap<RequestId, Known>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    state: State,
    /// It was interrupted before this state: a failure does not make it new.
    was_interrupted: bool,
    /// Seconds since 1970.
    at: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// Begun, and how far its handler came is not known.
    Interrupted,
    Begun,
    Handled,
    Failed,
}

#[derive(Serialize, Deserialize)]
struct Line {
    id: RequestId,
    state: State,
    at: u64,
}

impl FileSeen {
    /// Opens the file, or makes it. Waits for the disk: not on a thread of a runtime.
    ///
    /// # Errors
    /// Another process has it, it holds something else, or the system refuses a step.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, SeenError> {
        Self::open_for(path, REMEMBERED)
    }

    /// The same, remembering for so long.
    ///
    /// # Errors
    /// Another process has it, it holds something else, or the system refuses a step.
    pub fn open_for(path: impl AsRef<Path>, age: Duration) -> Result<Self, SeenError> {
        let path = path.as_ref().to_owned();
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(beside(&path, "lock"))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(SeenError::Locked),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut known = read(&path)?;
        for known in known.values_mut().filter(|known| known.state == State::Begun) {
            known.state = State::Interrupted;
        }
        known.retain(|_, known| known.state != State::Failed && !is_old(known, age));
        let file = write_anew(&path, &known)?;
        let lines = known.len();
        let inner = Inner { path, file, _lock: lock, age, lines, is_stale: false, known };
        Ok(Self(Arc::new(Mutex::new(inner))))
    }

    /// Runs a step on a thread that may wait for the disk.
    fn step<T: Send + 'static>(
        &self,
        step: impl FnOnce(&mut Inner) -> Result<T, SeenError> + Send + 'static,
    ) -> BoxFuture<'static, Result<T, SeenError>> {
        let inner = Arc::clone(&self.0);
        Box::pin(async move {
            let run = move || step(&mut inner.lock().unwrap_or_else(PoisonError::into_inner));
            tokio::task::spawn_blocking(run).await.unwrap_or_else(|why| Err(std::io::Error::other(why).into()))
        })
    }
}

impl Inner {
    fn note(&mut self, id: RequestId, state: State) -> Result<(), SeenError> {
        let writes_anew = self.is_stale || self.lines > 4 * self.known.len() + SLACK;
        // Until the step has come to its end: a piece of a line may stand there, or what the system has not put on the disk.
        self.is_stale = true;
        if writes_anew {
            let age = self.age;
            self.known.retain(|_, known| known.state != State::Failed && !is_old(known, age));
            self.file = write_anew(&self.path, &self.known)?;
            self.lines = self.known.len();
        }
        let line = Line { id, state, at: now() };
        append(&mut self.file, &line)?;
        self.file.sync_data()?;
        self.is_stale = false;
        self.lines += 1;
        // Only what is on the disk counts.
        self.set(line.id, state, line.at);
        Ok(())
    }

    fn set(&mut self, id: RequestId, state: State, at: u64) {
        let before = self.known.get(&id).filter(|known| !is_old(known, self.age));
        let was_interrupted = before.is_some_and(|known| known.was_interrupted || known.state == State::Interrupted);
        self.known.insert(id, Known { state, was_interrupted, at });
    }
}

impl SeenStore for FileSeen {
    fn begin<'a>(&'a self, id: &'a RequestId) -> BoxFuture<'a, Result<Begun, SeenError>> {
        let id = id.clone();
        self.step(move |inner| {
            let known = inner.known.get(&id).filter(|known| !is_old(known, inner.age)).map(|known| known.state);
            let begun = match known {
                Some(State::Begun) => return Ok(Begun::InProgress),
                Some(State::Handled) => return Ok(Begun::Handled),
                Some(State::Interrupted) => Begun::Interrupted,
                Some(State::Failed) | None => Begun::New,
            };
            inner.note(id, State::Begun).map(|()| begun)
        })
    }

    fn finish<'a>(&'a self, id: &'a RequestId, ended: Ended) -> BoxFuture<'a, Result<(), SeenError>> {
        let id = id.clone();
        self.step(move |inner| {
            let state = match ended {
                Ended::Handled => State::Handled,
                Ended::Failed if inner.known.get(&id).is_some_and(|known| known.was_interrupted) => State::Interrupted,
                Ended::Failed => State::Failed,
                Ended::Interrupted => State::Interrupted,
            };
            let noted = inner.note(id.clone(), state);
            // A note that did not reach the disk leaves the delivery as one that may have been handled, and not in progress for ever.
            if noted.is_err() {
                inner.set(id, State::Interrupted, now());
            }
            noted
        })
    }
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

/// What is in progress is never too old.
fn is_old(known: &Known, age: Duration) -> bool {
    known.state != State::Begun && now().saturating_sub(known.at) > age.as_secs()
}

fn beside(path: &Path, what: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(what);
    PathBuf::from(name)
}

/// Reads the file. A last line without its end was not on the disk when its step was answered, and does not count.
fn read(path: &Path) -> Result<HashMap<RequestId, Known>, SeenError> {
    let mut known = HashMap::new();
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(known),
        Err(error) => return Err(error.into()),
    };
    let mut reader = BufReader::new(file);
    let mut text = Vec::new();
    for number in 1.. {
        text.clear();
        if reader.read_until(b'\n', &mut text)? == 0 || !text.ends_with(b"\n") {
            break;
        }
        let line: Line = serde_json::from_slice(&text).map_err(|_| SeenError::Unreadable(number))?;
        known.insert(line.id, Known { state: line.state, was_interrupted: false, at: line.at });
    }
    Ok(known)
}

fn append(file: &mut File, line: &Line) -> Result<(), SeenError> {
    let mut text = serde_json::to_vec(line).map_err(std::io::Error::other)?;
    text.push(b'\n');
    Ok(file.write_all(&text)?)
}

/// Puts a file of what is known in the place of the old one, whole or not at all.
fn write_anew(path: &Path, known: &HashMap<RequestId, Known>) -> Result<File, SeenError> {
    let new = beside(path, "new");
    let mut file = OpenOptions::new().create(true).truncate(true).write(true).open(&new)?;
    for (id, known) in known {
        append(&mut file, &Line { id: id.clone(), state: known.state, at: known.at })?;
    }
    file.sync_all()?;
    std::fs::rename(&new, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A folder cannot be opened everywhere; where it can, the new name is on the disk after this.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all()?;
    }
    Ok(file)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn after_a_step_that_the_disk_refused_the_file_is_whole_again() {
        let folder = std::env::temp_dir().join(format!("guichet-seen-{}-refused", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("seen");
        let store = FileSeen::open(&path).unwrap();
        let ids = ["a", "b", "c"].map(RequestId::from);
        store.begin(&ids[0]).await.unwrap();
        // A piece of a line reaches the disk, and no more: the file is open for reading alone.
        let refuse = || {
            let mut inner = store.0.lock().unwrap();
            inner.file.write_all(br#"{"id":"torn","sta"#).unwrap();
            inner.file = File::open(&path).unwrap();
        };
        refuse();
        assert!(store.begin(&ids[1]).await.is_err());
        assert_eq!(store.begin(&ids[2]).await.unwrap(), Begun::New);
        // The same of a note that it was handled: it may have been.
        refuse();
        assert!(store.finish(&ids[2], Ended::Handled).await.is_err());
        assert_eq!(store.begin(&ids[2]).await.unwrap(), Begun::Interrupted);
        store.finish(&ids[2], Ended::Handled).await.unwrap();
        drop(store);
        let store = FileSeen::open(&path).unwrap();
        assert_eq!(store.begin(&ids[0]).await.unwrap(), Begun::Interrupted);
        assert_eq!(store.begin(&ids[1]).await.unwrap(), Begun::New);
        assert_eq!(store.begin(&ids[2]).await.unwrap(), Begun::Handled);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
