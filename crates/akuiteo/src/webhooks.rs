//! What Akuiteo sends by itself when something happens ("7. Webhooks"): verified, read, and handled once.
//!
//! ```
//! use guichet_akuiteo::webhooks::{MemorySeen, Receipt, Receiver, Verifier};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> guichet_akuiteo::Result<()> {
//! let receiver = Receiver::new(Verifier::new("the secret of the webhook")?, MemorySeen::new());
//! let mut headers = http::HeaderMap::new();
//! headers.insert("X-Hub-Signature", "sha256=00".parse().unwrap());
//! let handle = async |_delivery| Ok::<(), std::io::Error>(());
//! let receipt = receiver.receive(&headers, b"{}", handle).await;
//! assert_eq!(receipt.status(), 401);
//! # Ok(())
//! # }
//! ```

mod event;
#[cfg(feature = "axum")]
mod handler;
mod receiver;
mod schedule;
mod seen;
mod signature;

pub use event::{EmittedAt, Event, EventAction, EventType, RequestId};
#[cfg(feature = "axum")]
pub use handler::{Verified, VerifiedRejection, post};
pub use receiver::{Delivery, MAX_BODY, Receipt, Receiver};
pub use schedule::{Growth, RetrySchedule};
pub use seen::{Begun, Ended, FileSeen, MemorySeen, SeenError, SeenStore};
pub use signature::{SignatureError, Verifier};

use guichet_core::operations;

// Received, and not sent: the path is that of the caller's own server.
operations! {
    RECEIVE: Idempotent, POST "/{endpoint}", "akuiteo.webhooks.receive", "7.3. Payload Structure";
}
