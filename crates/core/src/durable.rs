//! Small files that several processes share and that a crash or a power cut must leave whole: replaced, never written
//! over, and locked by a separate file.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

/// How often a lock that another process holds is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(20);

/// Why a file did not serve.
#[derive(Debug)]
pub(crate) enum FileError {
    /// Another process held the lock for too long.
    Locked,
    /// What is there is no file of ours.
    Unreadable(String),
    Io(std::io::Error),
}

impl From<std::io::Error> for FileError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}

/// A lock on a separate file. It is released when it is dropped, or when the process ends in whatever way.
#[derive(Debug)]
pub(crate) struct Lock(#[expect(dead_code, reason = "held for what closing it does")] Arc<File>);

impl Lock {
    /// Waits for the lock, at most `deadline`.
    pub(crate) async fn take(path: &Path, deadline: Duration) -> Result<Self, FileError> {
        let lock_file = sibling(path, ".lock");
        // A separate file: the one that it guards is replaced by renaming, and a lock on it would stay with the old one.
        let lock = Arc::new(blocking(move || Ok(private(&lock_file, false)?)).await?);
        // None: whatever a clock can count.
        let until = Instant::now().checked_add(deadline);
        loop {
            let tried = Arc::clone(&lock);
            let taken = blocking(move || match tried.try_lock() {
                Ok(()) => Ok(true),
                Err(std::fs::TryLockError::WouldBlock) => Ok(false),
                Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
            });
            if taken.await? {
                return Ok(Self(lock));
            }
            if until.is_some_and(|until| Instant::now() >= until) {
                return Err(FileError::Locked);
            }
            tokio::time::sleep(TRY_AGAIN).await;
        }
    }
}

/// File work apart from the runtime's own threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FileError> + Send + 'static,
) -> Result<T, FileError> {
    let gone = |_| FileError::Io(std::io::Error::other("the runtime ended"));
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
    options.write(true).create(true).truncate(false);
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

/// What the file holds; nothing if there is none yet.
pub(crate) fn read(path: &Path, largest: u64) -> Result<Option<Vec<u8>>, FileError> {
    let unreadable = |why: &str| Err(FileError::Unreadable(why.to_owned()));
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
        // Renaming over a link would leave the content in two places.
        Ok(there) if !there.is_file() => return unreadable("it is not a file"),
        Ok(there) if there.len() > largest => return unreadable("it is too large to be one of ours"),
        Ok(_) => {}
    }
    let mut text = Vec::new();
    File::open(path)?.take(largest).read_to_end(&mut text)?;
    Ok(Some(text))
}

/// Reads JSON of one version. The version comes first, so that another one's form is not mistaken for damage.
pub(crate) fn versioned<T: serde::de::DeserializeOwned>(text: &[u8], version: u32) -> Result<T, FileError> {
    #[derive(serde::Deserialize)]
    struct Head {
        version: u32,
    }
    let unreadable = |why: String| Err(FileError::Unreadable(why));
    let Ok(head) = serde_json::from_slice::<Head>(text) else {
        return unreadable("it is empty, cut off, or no file of ours".to_owned());
    };
    if head.version != version {
        return unreadable(format!("it is of version {}, this program knows version {version}", head.version));
    }
    serde_json::from_slice(text).or_else(|_| unreadable("it is damaged".to_owned()))
}

/// Writes a new file, forces it to the disk, renames it over the old one, and forces the folder: after a power
/// cut there is the old file or the new one, whole.
pub(crate) fn replace(path: &Path, text: &[u8]) -> Result<(), FileError> {
    let temporary = sibling(path, ".new");
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut file = private(&temporary, true)?;
    let (first, second) = text.split_at(text.len() / 2);
    file.write_all(first)?;
    steps::reach("half written");
    file.write_all(second)?;
    steps::reach("written");
    file.sync_all()?;
    drop(file);
    steps::reach("forced");
    std::fs::rename(&temporary, path)?;
    steps::reach("renamed");
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    steps::reach("folder forced");
    Ok(())
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
