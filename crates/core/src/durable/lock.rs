//! A lock among processes, on a file of its own.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::{FileError, at, blocking, is_still, private, sibling};

/// How often a lock that another process holds is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(20);

/// What stands in a lock's file: for whoever waits, as the file that it guards may not be writable. All of one length, because
/// what is there can be written over also on a full disk.
const IDLE: &[u8; 5] = b"idle\n";
const HELD: &[u8; 5] = b"held\n";

/// A lock on a separate file. It is released when it is dropped, or when the process ends in whatever way.
#[derive(Debug)]
pub(crate) struct Lock {
    file: Arc<File>,
    path: PathBuf,
}

impl Lock {
    /// Waits for the lock of a file, at most `deadline`.
    pub(crate) async fn take(path: &Path, deadline: Duration) -> Result<Self, FileError> {
        Self::wait(path, ".lock", deadline).await
    }

    /// Waits for the lock whose file is that of the other one with an ending, at most `deadline`.
    pub(crate) async fn wait(guarded: &Path, ending: &'static str, deadline: Duration) -> Result<Self, FileError> {
        // None: whatever a clock can count.
        let until = Instant::now().checked_add(deadline);
        loop {
            let path = guarded.to_owned();
            match blocking(move || Self::attempt(&path, ending)).await? {
                Attempt::Taken(lock) => return Ok(lock),
                Attempt::Held => return Err(FileError::Held(guarded.to_owned())),
                Attempt::Busy => {}
            }
            if until.is_some_and(|until| Instant::now() >= until) {
                return Err(FileError::Locked(guarded.to_owned()));
            }
            tokio::time::sleep(TRY_AGAIN).await;
        }
    }

    /// Takes the lock if it is free. For a thread that may wait for the disk.
    pub(crate) fn try_take(path: &Path) -> Result<Option<Self>, FileError> {
        Ok(match Self::attempt(path, ".lock")? {
            Attempt::Taken(lock) => Some(lock),
            Attempt::Held | Attempt::Busy => None,
        })
    }

    fn attempt(guarded: &Path, ending: &str) -> Result<Attempt, FileError> {
        // A separate file: the one that it guards is replaced by renaming, and a lock on it would stay with the old one.
        let path = sibling(guarded, ending);
        // Somebody else's link would have his file made, and its lock shared.
        if std::fs::symlink_metadata(&path).is_ok_and(|there| !there.is_file()) {
            return Err(FileError::Unreadable(format!("{} is not a file", path.display())));
        }
        let file = private(&path, false).map_err(at(&path, "open the lock"))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                return Ok(if written(&file) == Some(*HELD) { Attempt::Held } else { Attempt::Busy });
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(at(&path, "lock")(error)),
        }
        let lock = Self { file: Arc::new(file), path };
        // Between opening and locking the file may have been deleted: then another process locks another file.
        if !lock.is_in_place() {
            return Ok(Attempt::Busy);
        }
        // Its room is there from now on. One that is longer holds something else.
        let length = lock.file.metadata().map_or(0, |there| there.len());
        if length <= IDLE.len() as u64 && written(&lock.file) != Some(*IDLE) {
            lock.write(IDLE).map_err(at(&lock.path, "write the lock"))?;
        }
        Ok(Attempt::Taken(lock))
    }

    /// Whether the lock's file is still the one that other processes lock.
    pub(crate) fn is_in_place(&self) -> bool {
        is_still(&self.path, Some(&self.file))
    }

    /// Tells the other processes that this one holds what it cannot write.
    pub(crate) fn tell_held(&self) {
        // Nothing depends on it: it names a reason.
        let _ = self.write(HELD);
    }

    /// What its file holds, as far as that is a short text.
    pub(crate) fn text(&self) -> Option<String> {
        let mut text = String::new();
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(0)).ok()?;
        file.take(64).read_to_string(&mut text).ok()?;
        Some(text)
    }

    /// Writes over what its file holds. Nothing is forced to the disk.
    pub(crate) fn write(&self, text: &[u8]) -> std::io::Result<()> {
        let mut file = &*self.file;
        file.seek(SeekFrom::Start(0))?;
        file.write_all(text)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A child process that was begun meanwhile has the descriptor, too: closing ours would not release the lock.
        let _ = self.file.unlock();
    }
}

enum Attempt {
    Taken(Lock),
    Busy,
    /// Busy, and its holder cannot write what it has.
    Held,
}

fn written(mut file: &File) -> Option<[u8; 5]> {
    let mut text = [0; 5];
    file.seek(SeekFrom::Start(0)).ok()?;
    file.read_exact(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A process that is forked while the lock is held has a copy of the descriptor.
    #[test]
    fn a_lock_is_released_also_where_a_copy_of_its_descriptor_lives_on() {
        let folder = std::env::temp_dir().join(format!("guichet-durable-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let path = folder.join("file");
        let lock = Lock::try_take(&path).unwrap().unwrap();
        let copy = lock.file.try_clone().unwrap();
        assert!(Lock::try_take(&path).unwrap().is_none());
        drop(lock);
        assert!(Lock::try_take(&path).unwrap().is_some());
        drop(copy);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
