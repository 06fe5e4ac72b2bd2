//! Tokens in a file: replaced whole, never written over, locked by a file beside it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Guard, Intent, Published, RawReply, StoreError, Stored, TokenStore, Tokens};
use crate::durable::{self, FileError, Lock, blocking};
use crate::secret::Secret;
use crate::transport::BoxFuture;

/// The form of the file. A program that finds another leaves the file alone.
const VERSION: u32 = 1;

/// Larger than any login; what is larger is no file of ours.
const LARGEST: u64 = 4 * 1024 * 1024;

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
        Box::pin(async move { Ok(blocking(move || read(&path)).await?) })
    }

    fn lock(&self, deadline: Duration) -> BoxFuture<'_, Result<Box<dyn Guard>, StoreError>> {
        let path = Arc::clone(&self.path);
        Box::pin(async move {
            let lock = Lock::take(&path, deadline).await?;
            let read_from = Arc::clone(&path);
            let stored = blocking(move || read(&read_from)).await?;
            let held = Arc::new(Held { _lock: lock, steps: Mutex::new(0) });
            Ok(Box::new(FileGuard { path, stored, held, steps: 0 }) as Box<dyn Guard>)
        })
    }
}

impl From<FileError> for StoreError {
    fn from(error: FileError) -> Self {
        match error {
            FileError::Locked => Self::Locked,
            FileError::Unreadable(why) => Self::Unreadable(why),
            FileError::Io(error) => Self::Io(error),
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
    _lock: Lock,
    /// The last step that was written.
    steps: Mutex<u64>,
}

impl FileGuard {
    fn change(&mut self, change: impl FnOnce(&mut Stored)) -> BoxFuture<'_, Result<(), StoreError>> {
        let mut next = self.stored.clone();
        change(&mut next);
        self.steps += 1;
        let (path, held, step) = (Arc::clone(&self.path), Arc::clone(&self.held), self.steps);
        // From here on, whoever waits or not: the next step begins with what this one leaves.
        let before = std::mem::replace(&mut self.stored, next.clone());
        let written = blocking(move || {
            let mut last = held.steps.lock().unwrap_or_else(PoisonError::into_inner);
            if *last < step {
                write(&path, &next)?;
                *last = step;
            }
            Ok(())
        });
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

    fn intent(&mut self, intent: Intent) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(|stored| stored.intent = Some(intent))
    }

    fn commit_raw(&mut self, reply: RawReply) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(|stored| stored.reply = Some(reply))
    }

    fn publish(&mut self, published: Published) -> BoxFuture<'_, Result<(), StoreError>> {
        self.change(|stored| stored.publish(published))
    }
}

fn read(path: &Path) -> Result<Stored, FileError> {
    let Some(text) = durable::read(path, LARGEST)? else { return Ok(Stored::default()) };
    let form: Form = durable::versioned(&text, VERSION)?;
    form.stored().ok_or_else(|| FileError::Unreadable("it holds a time that is none".to_owned()))
}

fn write(path: &Path, stored: &Stored) -> Result<(), FileError> {
    let text = serde_json::to_vec(&Form::of(stored)).map_err(std::io::Error::other)?;
    durable::replace(path, &text)
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
    /// In milliseconds, rounded up: a wait that is measured from it is not too short.
    at_ms: i64,
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
                .map(|intent| IntentForm { generation: intent.generation, at_ms: milliseconds(intent.at) }),
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
            Some(form) => {
                let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(form.at_ms) * 1_000_000).ok()?;
                Some(Intent { generation: form.generation, at })
            }
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

fn milliseconds(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000) + 1).unwrap_or(i64::MAX)
}
