//! A ledger in memory.

use std::sync::{Arc, Mutex, PoisonError};

use time::OffsetDateTime;

use super::pages::Pages;
use super::{Ledger, LedgerError};
use crate::transport::BoxFuture;

/// Counts in memory: a restart forgets what was counted, and two processes count apart.
///
/// ```
/// use guichet_core::limit::{Ledger, MemoryLedger};
/// use time::macros::datetime;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let (ledger, day) = (MemoryLedger::new(), datetime!(2024-02-29 0:00 UTC));
/// assert!(ledger.take(day, 100).await?);
/// assert_eq!(ledger.clone().used(day).await?, 1);
/// assert_eq!(MemoryLedger::new().used(day).await?, 0);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct MemoryLedger(Arc<Mutex<Pages>>);

impl MemoryLedger {
    /// Nothing counted yet.
    pub fn new() -> Self {
        Self::default()
    }

    fn pages(&self) -> std::sync::MutexGuard<'_, Pages> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for MemoryLedger {
    fn take(&self, day: OffsetDateTime, most: u32) -> BoxFuture<'_, Result<bool, LedgerError>> {
        let taken = self.pages().change(day, |page| page.count(most));
        Box::pin(std::future::ready(Ok(taken)))
    }

    fn give_back(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<(), LedgerError>> {
        self.pages().change(day, |page| page.uncount(day));
        Box::pin(std::future::ready(Ok(())))
    }

    fn used(&self, day: OffsetDateTime) -> BoxFuture<'_, Result<u32, LedgerError>> {
        let (page, _) = self.pages().turned(day);
        Box::pin(std::future::ready(Ok(page.calls)))
    }

    fn name(&self) -> String {
        "memory".to_owned()
    }
}
