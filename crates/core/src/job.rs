//! Work that the vendor does by itself, and that is asked about until it has ended.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, ErrorKind, Outcome, Result, Sent};
use crate::progress::{OnProgress, Progress};
use crate::transport::BoxFuture;

/// What a question about a job was answered.
#[derive(Debug)]
#[non_exhaustive]
pub enum Asked<T> {
    /// It goes on; the vendor's own word for how it stands, and whether the word is one that the vendor documents.
    Running {
        /// The vendor's word.
        state: String,
        /// Whether it is documented: an unknown one is no end, and is warned of.
        known: bool,
    },
    /// It has ended, and this came of it.
    Ended(T),
    /// It has ended without what it was for.
    Failed {
        /// The vendor's word.
        code: String,
        /// What else the vendor says.
        message: Option<String>,
        /// Whether a part of it may have been done.
        outcome: Outcome,
    },
}

impl<T> Asked<T> {
    /// It has ended, and this came of it.
    pub fn ended(end: T) -> Self {
        Self::Ended(end)
    }

    /// It goes on, in a state that is documented or not.
    pub fn running(state: &str, known: bool) -> Self {
        Self::Running { state: state.to_owned(), known }
    }

    /// It has failed, and left so much behind.
    pub fn failed(code: &str, message: Option<String>, outcome: Outcome) -> Self {
        Self::Failed { code: code.to_owned(), message, outcome }
    }
}

type Ask<T> = Box<dyn Fn() -> BoxFuture<'static, Result<Asked<T>>> + Send + Sync>;

/// A job of the vendor's. Nothing is asked before [`wait`](Self::wait), and dropping it ends the questions, not the job.
///
/// Each question has the deadline of any call. The job has none by default: a vendor may begin it again by itself for hours. Pauses
/// between questions grow from a second to a minute. A question that fails for a while is asked again; ten in a row end the waiting, with the
/// last error, and the job can be taken up again by its identifier.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use guichet_core::{Asked, Job};
///
/// // A vendor's crate makes jobs; this one has ended when it is asked about for the third time.
/// let asked = AtomicU32::new(0);
/// let job = Job::new("vendor.exports.status", move || {
///     let ended = asked.fetch_add(1, Ordering::Relaxed) == 2;
///     async move { Ok(if ended { Asked::ended("export.csv") } else { Asked::running("Waiting", true) }) }
/// });
/// assert_eq!(job.wait().await?, "export.csv");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[must_use = "nothing is asked before `wait`"]
pub struct Job<T> {
    operation: String,
    ask: Ask<T>,
    first: Duration,
    longest: Duration,
    deadline: Option<Duration>,
    told: Option<OnProgress>,
}

impl<T> fmt::Debug for Job<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Job").field("operation", &self.operation).finish_non_exhaustive()
    }
}

/// How many questions in a row may fail.
const FAILURES: u32 = 10;

impl<T: Send + 'static> Job<T> {
    /// A job about which this asks: the operation's name, for errors, and the question, which must change nothing.
    #[doc(hidden)]
    pub fn new<F, Fut>(operation: &str, ask: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<Asked<T>>> + Send + 'static,
    {
        Self {
            operation: operation.to_owned(),
            ask: Box::new(move || Box::pin(ask())),
            first: Duration::from_secs(1),
            longest: Duration::from_secs(60),
            deadline: None,
            told: None,
        }
    }

    /// Other pauses: the first, and the longest that they grow to, each twice the one before. The limits of the client come on top.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        (self.first, self.longest) = (first.min(longest), longest);
        self
    }

    /// Gives up asking after so long. The job goes on at the vendor's.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Tells how it goes after each question: how many were asked, and the vendor's word.
    pub fn on_progress(mut self, told: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.told = Some(OnProgress::new(told));
        self
    }

    /// Asks until the job has ended.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use std::time::Duration;
    ///
    /// use guichet_core::{Asked, ErrorKind, Job, Outcome};
    ///
    /// let job = Job::new("vendor.imports.status", || async {
    ///     Ok(Asked::<()>::failed("BadFile", Some("line 7".to_owned()), Outcome::Unknown))
    /// });
    /// let error = job.wait().await.unwrap_err();
    /// assert_eq!((error.kind(), error.code()), (ErrorKind::Job, Some("BadFile")));
    /// assert!(error.outcome_unknown(), "some lines may have been imported");
    ///
    /// let job = Job::new("vendor.imports.status", || async { Ok(Asked::<()>::running("Waiting", true)) });
    /// let error = job.deadline(Duration::from_secs(60)).wait().await.unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Timeout);
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// `ErrorKind::Job` where the vendor says that it failed, with its word as [`Error::code`]; `ErrorKind::Timeout` past the deadline; the
    /// error of a question that cannot be mended by asking again, or of the last of ten that failed.
    pub async fn wait(self) -> Result<T> {
        let begun = Instant::now();
        let (mut pause, mut failures, mut warned) = (self.first, 0, String::new());
        for asked in 1.. {
            let state = match (self.ask)().await {
                Ok(Asked::Ended(end)) => return Ok(end),
                Ok(Asked::Failed { code, message, outcome }) => return Err(self.failed(code, message, outcome)),
                Ok(Asked::Running { state, known }) => {
                    if !known && warned != state {
                        tracing::warn!(operation = %self.operation, %state, "a job is in a state that is not documented");
                        warned.clone_from(&state);
                    }
                    failures = 0;
                    Some(state)
                }
                Err(error) if error.is_transient() && failures + 1 < FAILURES => {
                    tracing::warn!(operation = %self.operation, %error, "a job could not be asked about");
                    failures += 1;
                    None
                }
                Err(error) => return Err(error),
            };
            if let Some(told) = &self.told {
                told.tell(asked, None, state);
            }
            let left = self.deadline.map(|deadline| deadline.saturating_sub(begun.elapsed()));
            if left.is_some_and(|left| left <= pause) {
                return Err(self.late(begun.elapsed()));
            }
            tokio::time::sleep(pause).await;
            pause = pause.saturating_mul(2).min(self.longest);
        }
        Err(self.late(begun.elapsed()))
    }

    fn failed(&self, code: String, message: Option<String>, outcome: Outcome) -> Error {
        let mut error = Error::about(ErrorKind::Job, message).of(&self.operation);
        let inner = error.edit();
        (inner.code, inner.outcome, inner.sent) = (Some(code), outcome, Sent::Yes);
        error
    }

    fn late(&self, after: Duration) -> Error {
        let what = format!("the job has not ended within {} s; it goes on", after.as_secs());
        let mut error = Error::new(ErrorKind::Timeout, what).of(&self.operation);
        let inner = error.edit();
        (inner.outcome, inner.sent) = (Outcome::Unknown, Sent::Yes);
        error
    }
}
