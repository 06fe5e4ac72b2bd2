//! Small files that several processes share and that a crash or a power cut must leave whole: replaced, never written
//! over, and locked by a separate file.

mod lock;
mod patience;
mod replace;

pub(crate) use lock::Lock;
pub(crate) use patience::patiently;
pub(crate) use replace::{Room, replace};

use std::cell::Cell;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _};
use std::path::{Path, PathBuf};

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

/// Whether the same step may succeed later: no space, no descriptors, a limit, memory, another program that has the file open.
pub(crate) fn is_passing(error: &std::io::Error) -> bool {
    use ErrorKind::{FileTooLarge, Interrupted, OutOfMemory, QuotaExceeded, StorageFull, TimedOut, WouldBlock};
    /// For which the library has no name: `EMFILE` and `ENFILE`; of Windows `ERROR_TOO_MANY_OPEN_FILES` and `ERROR_SHARING_VIOLATION`.
    const CODES: &[i32] = match (cfg!(unix), cfg!(windows)) {
        (true, _) => &[24, 23],
        (_, true) => &[4, 32],
        _ => &[],
    };
    let known = [FileTooLarge, Interrupted, OutOfMemory, QuotaExceeded, StorageFull, TimedOut, WouldBlock];
    known.contains(&error.kind()) || error.raw_os_error().is_some_and(|code| CODES.contains(&code))
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
    patiently(|| options.open(path))
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
    let mut file = patiently(|| File::open(path)).map_err(at(path, "open"))?;
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
    of_version(text, version).map_err(|why| FileError::Unreadable(format!("{}: {why}", path.display())))
}

/// The same, of what is in no file.
pub(crate) fn of_version<T: serde::de::DeserializeOwned>(text: &[u8], version: u32) -> Result<T, String> {
    #[derive(serde::Deserialize)]
    struct Head {
        version: u32,
    }
    let Ok(head) = serde_json::from_slice::<Head>(text) else {
        return Err("it is empty, cut off, or none of ours".to_owned());
    };
    if head.version != version {
        return Err(format!("it is of version {}, this program knows version {version}", head.version));
    }
    serde_json::from_slice(text).map_err(|_| "it is damaged".to_owned())
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
