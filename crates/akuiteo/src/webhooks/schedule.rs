//! When a delivery that failed is sent again ("7.5. HTTP Status Codes & Retry Mechanism").

use std::time::Duration;

use guichet_core::{Error, Result};

/// How the pauses grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Growth {
    /// The timeout and the number of the retry to the power of four, in this unit. The documentation gives no unit: milliseconds, the
    /// unit of the timeout that it is added to, is *unverified*, and with seconds the last pause would be more than an hour.
    Exponential {
        /// What one is.
        unit: Duration,
    },
    /// Three seconds each, which the console offers for tests.
    Fixed,
}

/// What the vendor's console has for a webhook.
///
/// ```
/// use std::time::Duration;
/// use guichet_akuiteo::webhooks::RetrySchedule;
///
/// # fn main() -> guichet_akuiteo::Result<()> {
/// let schedule = RetrySchedule::new(Duration::from_secs(5), 3)?;
/// let pauses: Vec<u128> = schedule.pauses().map(|pause| pause.as_millis()).collect();
/// assert_eq!(pauses, [5001, 5016, 5081]);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetrySchedule {
    /// How long the vendor waits for an answer; 5 s in the documentation's example.
    pub timeout: Duration,
    /// How often a delivery is repeated, 1 to 8.
    pub max_retries: u8,
    /// How the pauses grow.
    pub growth: Growth,
}

impl RetrySchedule {
    /// The schedule of a timeout and of a number of retries.
    ///
    /// # Errors
    /// The console has no such number of retries: 1 to 8.
    pub fn new(timeout: Duration, max_retries: u8) -> Result<Self> {
        match max_retries {
            1..=8 => Ok(Self { timeout, max_retries, ..Self::default() }),
            _ => Err(Error::config("a webhook is repeated 1 to 8 times")),
        }
    }

    /// Another growth.
    #[must_use]
    pub fn growth(mut self, growth: Growth) -> Self {
        self.growth = growth;
        self
    }

    /// The pause before each retry.
    pub fn pauses(self) -> impl Iterator<Item = Duration> {
        (1..=u32::from(self.max_retries)).map(move |number| match self.growth {
            Growth::Exponential { unit } => self.timeout.saturating_add(unit.saturating_mul(number.saturating_pow(4))),
            Growth::Fixed => Duration::from_secs(3),
        })
    }

    /// How long after the first delivery the last one can come: each is waited for until the timeout.
    pub fn longest(self) -> Duration {
        let waits = self.timeout.saturating_mul(u32::from(self.max_retries));
        self.pauses().fold(waits, Duration::saturating_add)
    }
}

impl Default for RetrySchedule {
    /// The documentation's example: 5 s, five retries.
    fn default() -> Self {
        let growth = Growth::Exponential { unit: Duration::from_millis(1) };
        Self { timeout: Duration::from_secs(5), max_retries: 5, growth }
    }
}
