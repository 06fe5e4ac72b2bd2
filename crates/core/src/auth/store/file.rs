//! Tokens in a file: replaced whole, never written over, locked by a file beside it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::form::{self, Form, LARGEST, VERSION};
use super::{Guard, Intent, Published, RawReply, StoreError, Stored, TokenStore};
use crate::durable::{self, FileError, Lock, Room, at, blocking, is_open_to_others};
use crate::transport::BoxFuture;

/// The ending of the file that has the room for a reply.
const REPLY: &str = ".reply";

/// Keeps the tokens of one login in a file, readable by its owner alone. Several processes may share it, on one machine
/// and a local disk.
///
/// The file is replaced and never written over: a container mounts the *folder*, because a file that is mounted alone cannot be
/// replaced. Beside it are `<name>.lock` and, at times, `<name>.new` and `<name>.reply`.
///
/// The file holds secrets in the clear: its folder's rights and the disk's encryption are the caller's.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// use guichet_core::auth::store::{FileStore, TokenStore};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = folder("file-store");
/// let store = FileStore::open(folder.join("tokens.json"))?;
/// assert!(store.load().await?.tokens.is_none());
/// # std::fs::remove_dir_all(folder)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct FileStore {
    path: Arc<Path>,
}

impl FileStore {
    /// A store in this file, which need not exist yet; its folder must. Tries all that a renewal will need: the lock, room in the
    /// folder, and, where the file exists, replacing it (by itself). Waits for the disk: call it before the runtime is busy.
    ///
    /// A file that others than its owner may read is told by an event, and its rights are mended.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// use guichet_core::auth::store::{FileStore, StoreError};
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let folder = folder("file-store-open");
    /// let path = folder.join("tokens.json");
    /// assert!(FileStore::open(&path).is_ok());
    ///
    /// std::fs::write(&path, "these are no tokens")?;
    /// assert!(matches!(FileStore::open(&path), Err(StoreError::Unreadable(_))));
    /// assert_eq!(std::fs::read_to_string(&path)?, "these are no tokens");
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// What is there is not a token store of this version, or cannot be read; a step that a renewal needs is refused.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let path = path.into();
        if is_open_to_others(&path) {
            tracing::warn!(path = %path.display(), "the token store can be read by others than its owner");
        }
        match Lock::try_take(&path)? {
            Some(_lock) => {
                let there = durable::read(&path, LARGEST as u64)?;
                if let Some((text, _)) = &there {
                    parse(&path, text)?;
                }
                Room::secure(&path, REPLY, LARGEST)?.release();
                if let Some((text, _)) = there {
                    durable::replace(&path, &text)?;
                }
            }
            // Another process is at work in it: it can be.
            None => drop(read(&path)?),
        }
        Ok(Self { path: path.into() })
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        let path = Arc::clone(&self.path);
        Box::pin(async move { Ok(blocking(move || read(&path)).await?.0) })
    }

    fn lock(&self, deadline: Duration) -> BoxFuture<'_, Result<Box<dyn Guard>, StoreError>> {
        let path = Arc::clone(&self.path);
        Box::pin(async move {
            let lock = Lock::take(&path, deadline).await?;
            let read_from = Arc::clone(&path);
            let (stored, file) = blocking(move || read(&read_from)).await?;
            let file = Mutex::new(Written { steps: 0, file, room: None });
            let held = Arc::new(Held { lock, file });
            Ok(Box::new(FileGuard { path, stored, held, steps: 0 }) as Box<dyn Guard>)
        })
    }
}

impl From<FileError> for StoreError {
    fn from(error: FileError) -> Self {
        let shown = |path: PathBuf| path.display().to_string();
        match error {
            FileError::Locked(path) => Self::Locked(shown(path)),
            FileError::Held(path) => Self::Held(shown(path)),
            FileError::Changed(path) => Self::Changed(shown(path)),
            FileError::Unreadable(why) => Self::Unreadable(why),
            FileError::Io { path, step, error } => Self::File { path, step, error },
        }
    }
}

struct FileGuard {
    path: Arc<Path>,
    stored: Stored,
    held: Arc<Held>,
    /// How many steps were begun.
    steps: u64,
}

/// Held by the guard, and by each write under way: the lock is free when all of it is on the disk, also where nobody waits for a
/// write any more.
struct Held {
    lock: Lock,
    file: Mutex<Written>,
}

struct Written {
    /// The last step that was written.
    steps: u64,
    /// The file that was last read or written; `None` where there was none.
    file: Option<File>,
    /// For the reply to a request under way.
    room: Option<Room>,
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some(room) = self.file.get_mut().unwrap_or_else(PoisonError::into_inner).room.take() {
            room.release();
        }
    }
}

/// Which step it is: an intent secures the room that a reply uses.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Intent,
    Reply,
    Outcome,
}

impl Held {
    fn write(&self, path: &Path, step: Step, next: &Stored, number: u64) -> Result<(), FileError> {
        let mut written = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if written.steps >= number {
            return Ok(());
        }
        // A cleaner may have deleted the lock's file, and another process have written since: what it wrote is newer than what was
        // read here.
        if !self.lock.is_in_place() || !durable::is_still(path, written.file.as_ref()) {
            return Err(FileError::Changed(path.to_owned()));
        }
        let text = form::written(next).map_err(at(path, "write"))?;
        // Before the intent, so that none is left where there is no room.
        let room = if step == Step::Intent { Some(Room::secure(path, REPLY, LARGEST)?) } else { None };
        written.file = Some(match written.room.take_if(|_| step == Step::Reply) {
            Some(room) => match room.replace(path, &text) {
                Ok(()) => room.into_file(),
                Err(error) => {
                    // Kept: the same is tried again.
                    written.room = Some(room);
                    return Err(error);
                }
            },
            None => match (durable::replace(path, &text), room) {
                (Ok(file), room) => {
                    // What an earlier intent had secured is not needed any more.
                    std::mem::replace(&mut written.room, room).into_iter().for_each(Room::release);
                    file
                }
                (Err(error), room) => {
                    room.into_iter().for_each(Room::release);
                    return Err(error);
                }
            },
        });
        written.steps = number;
        Ok(())
    }
}

impl FileGuard {
    fn change(&mut self, step: Step, change: impl FnOnce(&mut Stored)) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut next = self.stored.clone();
        change(&mut next);
        self.steps += 1;
        let (path, held, number) = (Arc::clone(&self.path), Arc::clone(&self.held), self.steps);
        // From here on, whoever waits or not: the next step begins with what this one leaves.
        let before = std::mem::replace(&mut self.stored, next.clone());
        let written = blocking(move || held.write(&path, step, &next, number));
        Box::pin(async move {
            let written = written.await;
            if written.is_err() {
                self.stored = before;
            }
            Ok(written?)
        })
    }
}

impl Guard for FileGuard {
    fn stored(&self) -> &Stored {
        &self.stored
    }

    fn reload(&mut self) -> BoxFuture<'_, Result<(), StoreError>> {
        let (path, held) = (Arc::clone(&self.path), Arc::clone(&self.held));
        Box::pin(async move {
            self.stored = blocking(move || {
                let mut file = held.file.lock().unwrap_or_else(PoisonError::into_inner);
                if !held.lock.is_in_place() {
                    return Err(FileError::Changed(path.to_path_buf()));
                }
                let (stored, there) = read(&path)?;
                file.file = there;
                Ok(stored)
            })
            .await?;
            Ok(())
        })
    }

    fn intent(&mut self, intent: Intent) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(Step::Intent, |stored| stored.begin(intent))
    }

    fn commit_raw(&mut self, reply: RawReply) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(Step::Reply, |stored| stored.reply = Some(reply))
    }

    fn publish(&mut self, published: Published) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(Step::Outcome, |stored| stored.publish(published))
    }

    fn tell_held(&mut self) {
        self.held.lock.tell_held();
    }
}

/// What the file says, and the file.
fn read(path: &Path) -> Result<(Stored, Option<File>), FileError> {
    match durable::read(path, LARGEST as u64)? {
        None => Ok((Stored::default(), None)),
        Some((text, file)) => Ok((parse(path, &text)?, Some(file))),
    }
}

fn parse(path: &Path, text: &[u8]) -> Result<Stored, FileError> {
    let form: Form = durable::versioned(path, text, VERSION)?;
    form.stored()
        .ok_or_else(|| FileError::Unreadable(format!("{}: it holds a time or a text that is none", path.display())))
}
