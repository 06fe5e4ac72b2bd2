//! A reply that arrived and cannot be written: it holds the only tokens that are good.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::RotatingTokens;
use crate::auth::store::reply::{Lives, Reply};
use crate::auth::store::{Guard, Published, RawReply, StoreError, Tokens};

/// A reply on its way to the store, and the lock that keeps every other process from spending the old token.
pub(super) struct HeldReply {
    guard: Box<dyn Guard>,
    reply: RawReply,
    /// What it holds; `None` where nobody can read it.
    tokens: Option<Tokens>,
    /// The other processes know that the reply is held.
    announced: bool,
    written: bool,
}

impl HeldReply {
    pub(super) fn new(guard: Box<dyn Guard>, reply: RawReply, old: Option<&Tokens>, lives: Lives) -> Self {
        let tokens = Reply::read(reply.body.expose()).tokens(old, reply.at, lives);
        Self { guard, reply, tokens, announced: false, written: false }
    }

    pub(super) fn tokens(&self) -> Option<&Tokens> {
        self.tokens.as_ref()
    }

    /// Writes the reply, and then its tokens. Once the reply is in the store its tokens can be read from it: only the first of the
    /// two may not fail.
    pub(super) async fn write(mut self, rotating: &RotatingTokens) -> Result<(), (Self, StoreError)> {
        if let Err(error) = self.commit(rotating).await {
            if !self.announced {
                self.guard.tell_held();
                self.announced = true;
            }
            return Err((self, error));
        }
        self.written = true;
        // Somebody else's newer tokens stay.
        if let Some(tokens) = self.tokens.clone().filter(|_| self.guard.stored().generation < self.reply.generation) {
            let published = Published::Tokens { generation: self.reply.generation, tokens };
            if let Err(error) = self.guard.publish(published).await {
                tracing::warn!(%error, "the newest tokens are in the store as they arrived, and could not be written as what they are");
            }
        }
        Ok(())
    }

    async fn commit(&mut self, rotating: &RotatingTokens) -> Result<(), StoreError> {
        match self.guard.commit_raw(self.reply.clone()).await {
            Err(StoreError::Changed(_)) => {}
            written_or_not => return written_or_not,
        }
        // Somebody wrote who did not wait for the lock, or the lock's file is another one by now.
        match self.guard.reload().await {
            Ok(()) => {}
            Err(StoreError::Changed(_)) => {
                self.guard = rotating.store().lock(rotating.lock_deadline()).await?;
                // Whoever waits for this lock has not been told yet.
                self.announced = false;
            }
            Err(error) => return Err(error),
        }
        if self.guard.stored().generation >= self.reply.generation {
            tracing::warn!("another process wrote newer tokens meanwhile: they stay");
            return Ok(());
        }
        self.guard.commit_raw(self.reply.clone()).await
    }
}

impl Drop for HeldReply {
    fn drop(&mut self) {
        if !self.written {
            tracing::error!("the newest refresh token could not be written and is lost: a human must sign in again");
        }
    }
}

/// Where the reply is held.
#[derive(Default)]
pub(super) struct Holder {
    /// Locked for as long as somebody tries to write it.
    slot: tokio::sync::Mutex<Option<HeldReply>>,
    tokens: Mutex<Option<Tokens>>,
    full: AtomicBool,
}

impl Holder {
    /// Whether a reply is held.
    pub(super) fn is_full(&self) -> bool {
        self.full.load(Ordering::SeqCst)
    }

    /// Whether somebody tries to write it now.
    pub(super) fn is_busy(&self) -> bool {
        self.slot.try_lock().is_err()
    }

    /// The tokens of the reply that is held.
    pub(super) fn tokens(&self) -> Option<Tokens> {
        self.tokens.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) async fn keep(&self, held: HeldReply) {
        let mut slot = self.slot.lock().await;
        *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = held.tokens().cloned();
        self.full.store(true, Ordering::SeqCst);
        *slot = Some(held);
    }

    /// Tries to write what is held.
    pub(super) async fn write(&self, rotating: &RotatingTokens) -> Result<(), StoreError> {
        let mut slot = self.slot.lock().await;
        let Some(held) = slot.take() else { return Ok(()) };
        if let Err((held, error)) = held.write(rotating).await {
            *slot = Some(held);
            return Err(error);
        }
        *self.tokens.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.full.store(false, Ordering::SeqCst);
        tracing::info!("the newest tokens are on the disk");
        Ok(())
    }
}
