//! Sending a write again where nobody knows whether it was done: it is looked for first.

use std::time::Duration;

use crate::error::{Error, Outcome, Result};

/// How a write that must not be done twice is sent again: only after it was looked for, some time later, by something that it alone has.
///
/// A vendor without keys of the caller's leaves one way to be sure of a write whose outcome is unknown: a reference of the caller's own in what is
/// written, noted *before* the call, and a look-up by it. Where it is not there the write may still be under way; how long a vendor works on a request
/// whose caller is gone is documented by none. So it is looked for several times, and only where each look-up said "not there" is it sent
/// again.
///
/// The defaults are *unverified*: three look-ups, twenty seconds apart, and at most three sendings. Two programs that do so at once for one
/// reference may both send: let one do it.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> guichet_core::Result<()> {
/// use std::sync::Mutex;
///
/// use guichet_core::Resend;
///
/// // What a vendor has, and what the program noted before its first call.
/// let vendor = Mutex::new(Vec::new());
/// let reference = "order 4711";
///
/// let resend = Resend::new();
/// let write = || resend.run(
///     async || Ok(vendor.lock().unwrap().iter().position(|there| *there == reference)),
///     async || {
///         vendor.lock().unwrap().push(reference);
///         Ok(0)
///     },
/// );
/// write().await?;
/// // Run again, after a crash say: it is there.
/// write().await?;
/// assert_eq!(vendor.lock().unwrap().len(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resend {
    looks: u32,
    pause: Duration,
    sends: u32,
}

impl Default for Resend {
    fn default() -> Self {
        Self { looks: 3, pause: Duration::from_secs(20), sends: 3 }
    }
}

/// What several look-ups came to.
enum Seen<T> {
    There(T),
    /// Each of them said so.
    Absent,
    Unknown,
}

impl Resend {
    /// Three look-ups, twenty seconds apart, and at most three sendings.
    pub fn new() -> Self {
        Self::default()
    }

    /// How often it is looked for after an unknown outcome, and how long each look-up waits. Without any look-up nothing is sent again.
    #[must_use]
    pub fn looks(self, looks: u32, pause: Duration) -> Self {
        Self { looks, pause, ..self }
    }

    /// How often it is sent at the most, the first time included.
    #[must_use]
    pub fn sends(self, sends: u32) -> Self {
        Self { sends, ..self }
    }

    /// Looks for what is to be written, and writes it where it is not there. `look` finds it by a reference that it alone has; `send` writes it.
    /// The program may be run again after any error: it looks first.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::Resend;
    /// use guichet_core::transport::Reply;
    ///
    /// // The first answer is lost, and it was not done: three look-ups say so, and it is sent again.
    /// let client = client([Reply::drop_after(), Reply::json("{}")]);
    /// let resend = Resend::new();
    /// resend.run(async || Ok(None), async || client.call(&PAY).json(&[12]).send_empty().await).await?;
    /// // A later run finds it.
    /// resend.run(async || Ok(Some(())), async || panic!("it is there")).await?;
    /// assert_eq!(resend, Resend::default());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// That of the first look-up; a definite refusal of `send`; and where it stays unknown whether it was written, the error of the last
    /// `send`, with [`Outcome::Unknown`].
    pub async fn run<T>(
        &self,
        look: impl AsyncFn() -> Result<Option<T>>,
        send: impl AsyncFn() -> Result<T>,
    ) -> Result<T> {
        if let Some(there) = look().await? {
            return Ok(there);
        }
        let mut doubtful = false;
        let mut number = 0;
        loop {
            number += 1;
            let error = match send().await {
                Ok(sent) => return Ok(sent),
                Err(error) if error.outcome() == Outcome::NotDone && !doubtful => return Err(error),
                Err(error) => error,
            };
            let refused = error.outcome() == Outcome::NotDone;
            let operation = error.operation().unwrap_or_default().to_owned();
            match self.look_again(&operation, &look).await {
                Seen::There(there) => {
                    tracing::info!(operation, "what was sent is there");
                    return Ok(there);
                }
                Seen::Absent if error.outcome() == Outcome::Unknown && number < self.sends => {
                    tracing::warn!(operation, number, "what was sent is not there, and is sent again");
                    doubtful = true;
                }
                _ => {
                    tracing::warn!(operation, number, "nobody knows whether it was done, and it is not sent again");
                    return Err(if refused { doubted(error) } else { error });
                }
            }
        }
    }

    async fn look_again<T>(&self, operation: &str, look: &impl AsyncFn() -> Result<Option<T>>) -> Seen<T> {
        let mut absent = 0;
        for number in 1..=self.looks {
            tracing::info!(operation, number, of = self.looks, pause = ?self.pause, "is looked for after a pause");
            tokio::time::sleep(self.pause).await;
            match look().await {
                Ok(Some(there)) => return Seen::There(there),
                Ok(None) => absent += 1,
                Err(error) => tracing::warn!(%error, "what was sent could not be looked for"),
            }
        }
        if absent == self.looks && absent > 0 { Seen::Absent } else { Seen::Unknown }
    }
}

/// A refusal of a later sending says nothing of the one before.
fn doubted(mut error: Error) -> Error {
    let inner = error.edit();
    inner.outcome = Outcome::Unknown;
    inner.stopped = "an earlier sending may have done it";
    error
}
