//! Tokens in a file: replaced whole, never written over, locked by a file beside it.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Guard, Intent, Published, RawReply, StoreError, Stored, TokenStore, Tokens};
use crate::secret::Secret;
use crate::transport::BoxFuture;

/// The form of the file. A program that finds another leaves the file alone.
const VERSION: u32 = 1;

/// Larger than any login; what is larger is no file of ours.
const LARGEST: u64 = 4 * 1024 * 1024;

/// How often a lock that another process holds is tried again.
const TRY_AGAIN: Duration = Duration::from_millis(20);

/// Keeps the tokens of one login in a file, readable by its owner alone. Several processes may share it, on one machine
/// and a local disk.
///
/// The file holds secrets in the clear: its folder's rights and the disk's encryption are the caller's.
#[derive(Debug, Clone)]
pub struct FileStore {
    path: Arc<Path>,
}

impl FileStore {
    /// A store in this file, which need not exist yet; its folder must.
    ///
    /// # Errors
    /// What is there is not a token store of this version, or cannot be read.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, StoreError> {
        let path = path.into();
        read(&path)?;
        Ok(Self { path: path.into() })
    }
}

impl TokenStore for FileStore {
    fn load(&self) -> BoxFuture<'_, Result<Stored, StoreError>> {
        let path = Arc::clone(&self.path);
        Box::pin(blocking(move || read(&path)))
    }

    fn lock(&self, deadline: Duration) -> BoxFuture<'_, Result<Box<dyn Guard>, StoreError>> {
        let path = Arc::clone(&self.path);
        Box::pin(async move {
            let beside = beside(&path, ".lock");
            // A file apart: the store itself is replaced by renaming, and a lock would stay with what was replaced.
            let lock = blocking(move || Ok(private(&beside, false)?)).await?;
            let lock = Arc::new(lock);
            let until = tokio::time::Instant::now() + deadline;
            loop {
                let tried = Arc::clone(&lock);
                let taken = blocking(move || match tried.try_lock() {
                    Ok(()) => Ok(true),
                    Err(std::fs::TryLockError::WouldBlock) => Ok(false),
                    Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
                });
                if taken.await? {
                    break;
                }
                if tokio::time::Instant::now() >= until {
                    return Err(StoreError::Locked);
                }
                tokio::time::sleep(TRY_AGAIN).await;
            }
            let read_from = Arc::clone(&path);
            let stored = blocking(move || read(&read_from)).await?;
            Ok(Box::new(FileGuard { path, stored, _lock: lock }) as Box<dyn Guard>)
        })
    }
}

struct FileGuard {
    path: Arc<Path>,
    stored: Stored,
    /// Unlocked when it is closed, by us or by the end of the process.
    _lock: Arc<File>,
}

impl FileGuard {
    fn change(&mut self, change: impl FnOnce(&mut Stored)) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut next = self.stored.clone();
        change(&mut next);
        let path = Arc::clone(&self.path);
        Box::pin(async move {
            let written = next.clone();
            blocking(move || write(&path, &written)).await?;
            self.stored = next;
            Ok(())
        })
    }
}

impl Guard for FileGuard {
    fn stored(&self) -> &Stored {
        &self.stored
    }

    fn intent(&mut self, intent: Intent) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(|stored| stored.intent = Some(intent))
    }

    fn commit_raw(&mut self, reply: RawReply) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(|stored| stored.reply = Some(reply))
    }

    fn publish(&mut self, published: Published) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(|stored| stored.published(published))
    }
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let gone = |_| StoreError::Io(std::io::Error::other("the runtime ended"));
    tokio::task::spawn_blocking(work).await.map_err(gone)?
}

fn beside(path: &Path, ending: &str) -> PathBuf {
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

fn read(path: &Path) -> Result<Stored, StoreError> {
    let unreadable = |why: &str| Err(StoreError::Unreadable(why.to_owned()));
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Stored::default()),
        Err(error) => return Err(error.into()),
        // Renaming over a link would leave the tokens in two places.
        Ok(there) if !there.is_file() => return unreadable("it is not a file"),
        Ok(there) if there.len() > LARGEST => return unreadable("it is too large for a token store"),
        Ok(_) => {}
    }
    let mut text = Vec::new();
    File::open(path)?.take(LARGEST).read_to_end(&mut text)?;
    // Read in two steps: the version first, so that another one's form is not mistaken for damage.
    let Ok(Head { version }) = serde_json::from_slice::<Head>(&text) else {
        return unreadable("it is empty, cut off, or no token store");
    };
    if version != VERSION {
        return unreadable(&format!("it is of version {version}, this program knows version {VERSION}"));
    }
    match serde_json::from_slice::<Form>(&text) {
        Ok(form) => form.stored().ok_or_else(|| StoreError::Unreadable("it holds a time that is none".to_owned())),
        Err(_) => unreadable("it is damaged"),
    }
}

/// Writes a file beside, forces it to the disk, puts it in the place of the old one, and forces the folder: after a power
/// cut there is the old file or the new one, whole.
fn write(path: &Path, stored: &Stored) -> Result<(), StoreError> {
    let text = serde_json::to_vec(&Form::of(stored)).map_err(std::io::Error::other)?;
    let temporary = beside(path, ".new");
    match std::fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    let mut file = private(&temporary, true)?;
    file.write_all(&text)?;
    file.sync_all()?;
    drop(file);
    std::fs::rename(&temporary, path)?;
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[derive(Deserialize)]
struct Head {
    version: u32,
}

#[derive(Serialize, Deserialize)]
struct Form {
    version: u32,
    generation: u64,
    tokens: Option<TokensForm>,
    intent: Option<IntentForm>,
    reply: Option<ReplyForm>,
    ended: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct TokensForm {
    access: Option<String>,
    access_expires: i64,
    refresh: String,
    refresh_expires: i64,
}

#[derive(Serialize, Deserialize)]
struct IntentForm {
    generation: u64,
    at: i64,
}

#[derive(Serialize, Deserialize)]
struct ReplyForm {
    generation: u64,
    at: i64,
    body: String,
}

impl Form {
    fn of(stored: &Stored) -> Self {
        Self {
            version: VERSION,
            generation: stored.generation,
            tokens: stored.tokens.as_ref().map(|tokens| TokensForm {
                access: tokens.access.as_ref().map(|access| access.expose().to_owned()),
                access_expires: tokens.access_expires.unix_timestamp(),
                refresh: tokens.refresh.expose().to_owned(),
                refresh_expires: tokens.refresh_expires.unix_timestamp(),
            }),
            intent: stored
                .intent
                .map(|intent| IntentForm { generation: intent.generation, at: intent.at.unix_timestamp() }),
            reply: stored.reply.as_ref().map(|reply| ReplyForm {
                generation: reply.generation,
                at: reply.at.unix_timestamp(),
                body: reply.body.expose().to_owned(),
            }),
            ended: stored.ended.clone(),
        }
    }

    fn stored(self) -> Option<Stored> {
        let time = |seconds| OffsetDateTime::from_unix_timestamp(seconds).ok();
        let tokens = match self.tokens {
            None => None,
            Some(form) => Some(Tokens {
                access: form.access.map(Secret::new),
                access_expires: time(form.access_expires)?,
                refresh: Secret::new(form.refresh),
                refresh_expires: time(form.refresh_expires)?,
            }),
        };
        let intent = match self.intent {
            None => None,
            Some(form) => Some(Intent { generation: form.generation, at: time(form.at)? }),
        };
        let reply = match self.reply {
            None => None,
            Some(form) => {
                Some(RawReply { generation: form.generation, at: time(form.at)?, body: Secret::new(form.body) })
            }
        };
        Some(Stored { generation: self.generation, tokens, intent, reply, ended: self.ended })
    }
}
