//! Small files that several processes share and that a crash or a power cut must leave whole: replaced, never written
//! over, and locked by a separate file.

use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

/// How often a lock that another process holds is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(20);

/// Why a file did not serve.
#[derive(Debug)]
pub(crate) enum FileError {
    /// Another process held the lock of this file for too long.
    Locked(PathBuf),
    /// Another process holds what it cannot write to this file.
    Held(PathBuf),
    /// Somebody wrote this file without its lock.
    Changed(PathBuf),
    /// What is there is no file of ours: its path, and why.
    Unreadable(String),
    /// A step that the system refused.
    Io { path: PathBuf, step: &'static str, error: std::io::Error },
}

/// Names the file and the step of an error of the system.
pub(crate) fn at<'a>(path: &'a Path, step: &'static str) -> impl FnOnce(std::io::Error) -> FileError + use<'a> {
    move |error| FileError::Io { path: path.to_owned(), step, error }
}

/// Whether the same step may succeed later: no space, no descriptors, a limit, memory.
pub(crate) fn is_passing(error: &std::io::Error) -> bool {
    use ErrorKind::{FileTooLarge, Interrupted, OutOfMemory, QuotaExceeded, StorageFull, TimedOut, WouldBlock};
    /// `EMFILE` and `ENFILE`, for which the library has no name.
    const DESCRIPTORS: [i32; 2] = [24, 23];
    let known = [FileTooLarge, Interrupted, OutOfMemory, QuotaExceeded, StorageFull, TimedOut, WouldBlock];
    known.contains(&error.kind()) || error.raw_os_error().is_some_and(|code| cfg!(unix) && DESCRIPTORS.contains(&code))
}

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

thread_local! {
    /// This thread waits for nothing but the work at hand: file work needs no thread beside it, which might not be had.
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Marks this thread as one that may wait for the disk, until what it returns is dropped.
pub(crate) fn may_wait_here() -> impl Drop {
    struct Reset;
    impl Drop for Reset {
        fn drop(&mut self) {
            ALONE.set(false);
        }
    }
    ALONE.set(true);
    Reset
}

/// File work apart from the runtime's own threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FileError> + Send + 'static,
) -> Result<T, FileError> {
    if ALONE.get() {
        return work();
    }
    let gone = |_| at(Path::new(""), "reach a file, because the runtime ended:")(std::io::Error::other("no thread"));
    tokio::task::spawn_blocking(work).await.map_err(gone)?
}

fn sibling(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    path.with_file_name(name)
}

/// A file that its owner alone can read, from the moment it exists.
fn private(path: &Path, new: bool) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    if new {
        options.create_new(true);
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options.open(path)
}

/// What the file holds, and the file; nothing if there is none yet.
pub(crate) fn read(path: &Path, largest: u64) -> Result<Option<(Vec<u8>, File)>, FileError> {
    let unreadable = |why: &str| Err(FileError::Unreadable(format!("{}: {why}", path.display())));
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(at(path, "look at")(error)),
        // Renaming over a link would leave the content in two places.
        Ok(there) if !there.is_file() => return unreadable("it is not a file"),
        Ok(there) if there.len() > largest => return unreadable("it is too large to be one of ours"),
        Ok(_) => {}
    }
    let mut text = Vec::new();
    let mut file = File::open(path).map_err(at(path, "open"))?;
    (&mut file).take(largest).read_to_end(&mut text).map_err(at(path, "read"))?;
    Ok(Some((text, file)))
}

/// Whether `path` still is this file, or still nothing: who changes one of these files puts another in its place. Needs no
/// descriptor.
pub(crate) fn is_still(path: &Path, file: Option<&File>) -> bool {
    match (std::fs::symlink_metadata(path), file.map(File::metadata)) {
        (Err(error), None) => error.kind() == ErrorKind::NotFound,
        (Ok(there), Some(Ok(held))) => is_same(&there, &held),
        _ => false,
    }
}

#[cfg(unix)]
fn is_same(one: &std::fs::Metadata, other: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

/// Without numbers of files, by what they show.
#[cfg(not(unix))]
fn is_same(one: &std::fs::Metadata, other: &std::fs::Metadata) -> bool {
    one.len() == other.len() && one.modified().ok() == other.modified().ok()
}

/// Whether others than its owner may read the file.
pub(crate) fn is_open_to_others(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::metadata(path).is_ok_and(|there| there.permissions().mode() & 0o077 != 0)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

/// Reads JSON of one version. The version comes first, so that another one's form is not mistaken for damage.
pub(crate) fn versioned<T: serde::de::DeserializeOwned>(
    path: &Path,
    text: &[u8],
    version: u32,
) -> Result<T, FileError> {
    #[derive(serde::Deserialize)]
    struct Head {
        version: u32,
    }
    let unreadable = |why: String| Err(FileError::Unreadable(format!("{}: {why}", path.display())));
    let Ok(head) = serde_json::from_slice::<Head>(text) else {
        return unreadable("it is empty, cut off, or no file of ours".to_owned());
    };
    if head.version != version {
        return unreadable(format!("it is of version {}, this program knows version {version}", head.version));
    }
    serde_json::from_slice(text).or_else(|_| unreadable("it is damaged".to_owned()))
}

/// A file beside another one, that is to take its place, with its room on the disk and with all descriptors that this needs: from
/// here on a full disk or a process without descriptors is not in the way.
#[derive(Debug)]
pub(crate) struct Room {
    file: File,
    temporary: PathBuf,
    #[cfg(unix)]
    folder: File,
}

impl Room {
    /// Makes the file, whose name is that of the other one and an ending, with so many bytes. A file system that writes elsewhere what is written over promises nothing.
    pub(crate) fn secure(path: &Path, ending: &str, bytes: usize) -> Result<Self, FileError> {
        let temporary = sibling(path, ending);
        match std::fs::remove_file(&temporary) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(at(&temporary, "remove")(error)),
            _ => {}
        }
        #[cfg(unix)]
        let folder = {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder).map_err(at(folder, "open"))?
        };
        let mut file = private(&temporary, true).map_err(at(&temporary, "create"))?;
        if bytes > 0 {
            let room = file.write_all(&vec![b' '; bytes]).and_then(|()| file.sync_all());
            if let Err(error) = room {
                // Else it would keep the little space that there is.
                let _ = std::fs::remove_file(&temporary);
                return Err(at(&temporary, "make room in")(error));
            }
        }
        Ok(Self {
            file,
            temporary,
            #[cfg(unix)]
            folder,
        })
    }

    /// Writes the text, forces it to the disk, renames it over `path`, and forces the folder: after a power cut there is the old
    /// file or the new one, whole. After an error it can be tried again.
    pub(crate) fn replace(&self, path: &Path, text: &[u8]) -> Result<(), FileError> {
        let write = |mut file: &File| {
            file.seek(SeekFrom::Start(0))?;
            let (first, second) = text.split_at(text.len() / 2);
            file.write_all(first)?;
            steps::reach("half written");
            file.write_all(second)?;
            file.set_len(text.len() as u64)?;
            steps::reach("written");
            file.sync_all()
        };
        write(&self.file).map_err(at(&self.temporary, "write"))?;
        steps::reach("forced");
        std::fs::rename(&self.temporary, path).map_err(at(path, "replace"))?;
        steps::reach("renamed");
        #[cfg(unix)]
        self.folder.sync_all().map_err(at(path, "force the folder of"))?;
        steps::reach("folder forced");
        Ok(())
    }

    /// The file, which stands in its place by now.
    pub(crate) fn into_file(self) -> File {
        self.file
    }

    /// Removes the file, which was not needed.
    pub(crate) fn release(self) {
        let _ = std::fs::remove_file(&self.temporary);
    }
}

/// Writes a new file in place of the old one, and returns it.
pub(crate) fn replace(path: &Path, text: &[u8]) -> Result<File, FileError> {
    let room = Room::secure(path, ".new", 0)?;
    match room.replace(path, text) {
        Ok(()) => Ok(room.into_file()),
        Err(error) => {
            room.release();
            Err(error)
        }
    }
}

/// Places at which a test can stop the process. Without the feature `test-util` there are none.
#[cfg(feature = "test-util")]
pub mod steps {
    use std::sync::OnceLock;

    static HOOK: OnceLock<Box<dyn Fn(&'static str) + Send + Sync>> = OnceLock::new();

    /// Calls this at each step of keeping a file, in this process from here on.
    pub fn at_each(hook: impl Fn(&'static str) + Send + Sync + 'static) {
        let _ = HOOK.set(Box::new(hook));
    }

    pub(crate) fn reach(step: &'static str) {
        if let Some(hook) = HOOK.get() {
            hook(step);
        }
    }
}

#[cfg(not(feature = "test-util"))]
mod steps {
    pub(crate) fn reach(_: &'static str) {}
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

    #[test]
    fn what_passes_is_told_from_what_does_not() {
        use std::io::Error;
        for passing in [ErrorKind::StorageFull.into(), ErrorKind::FileTooLarge.into(), Error::from_raw_os_error(24)] {
            assert!(is_passing(&passing), "{passing}");
        }
        for lasting in [ErrorKind::PermissionDenied.into(), ErrorKind::NotFound.into(), Error::from_raw_os_error(16)] {
            assert!(!is_passing(&lasting), "{lasting}");
        }
    }
}
