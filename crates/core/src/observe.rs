//! What happens to calls, told to whoever wants to count or show it.

use std::time::Duration;

use http::Method;

use crate::error::Error;
use crate::operation::Effect;

/// Is told what happens to the calls of a client: see [`Settings::observer`](crate::Settings::observer).
///
/// It is called in the middle of a call, in the order in which things happen to that call, and must return at once: it counts, or hands
/// on. What it is told holds no secret, no address and no body.
///
/// ```
/// use std::sync::atomic::{AtomicU32, Ordering};
///
/// use guichet_core::{Event, Observer, Outcome};
///
/// /// Counts the writes of which nobody knows whether they were made.
/// #[derive(Default)]
/// struct Unknown(AtomicU32);
///
/// impl Observer for Unknown {
///     fn on(&self, event: &Event<'_>) {
///         if let Event::Failed { error, .. } = event
///             && error.outcome() == Outcome::Unknown
///         {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// # assert_eq!(Unknown::default().0.into_inner(), 0);
/// ```
pub trait Observer: Send + Sync + 'static {
    /// Something happened to a call.
    fn on(&self, event: &Event<'_>);
}

/// What happens to a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event<'a> {
    /// It begins.
    Started {
        /// As `vendor.resource.verb`.
        operation: &'a str,
        /// What repeating it does.
        effect: Effect,
    },
    /// It waited, and goes on.
    Waited {
        /// As `vendor.resource.verb`.
        operation: &'a str,
        /// For what.
        why: Wait,
        /// Where, of a turn that is shared with other processes: the [`Ledger::name`](crate::limit::Ledger::name) of the ledger that keeps
        /// their turns.
        at: Option<&'a str>,
        /// How long.
        waited: Duration,
    },
    /// It is about to be sent.
    Attempt {
        /// As `vendor.resource.verb`.
        operation: &'a str,
        /// 1 for the first.
        number: u32,
    },
    /// A request has ended: with an answer, or without one, also where no connection could be made. Not told of an attempt that came to
    /// no request, nor of the request that is under way when the caller gives up.
    Exchanged {
        /// As `vendor.resource.verb`.
        operation: &'a str,
        /// The request's.
        method: &'a Method,
        /// The HTTP status, where there was an answer.
        status: Option<u16>,
        /// Why the attempt failed; `None` where its answer was accepted.
        error: Option<&'a Error>,
        /// From handing the request to the transport to the end of the answer's body; to its head, where the body is streamed.
        took: Duration,
    },
    /// How many calls of the day are counted. Not told for each call.
    Quota {
        /// So many, this one included.
        used: u32,
        /// Of so many.
        most: u32,
    },
    /// An attempt failed, and there will be another.
    Repeat {
        /// As `vendor.resource.verb`.
        operation: &'a str,
        /// When, from now.
        pause: Duration,
        /// Why.
        error: &'a Error,
    },
    /// How many repeats the client's calls have left together: [`RetryPolicy::shared_budget`](crate::RetryPolicy::shared_budget). Told
    /// when one is taken and when one is earned back; all are there at the start. Not told of requests for tokens, which have a budget
    /// of their own.
    Budget {
        /// So many.
        left: u32,
        /// Of so many.
        most: u32,
    },
    /// The credentials were refused, and are being renewed for one more attempt.
    Renewing {
        /// As `vendor.resource.verb`.
        operation: &'a str,
    },
    /// It succeeded. Its answer may still turn out to be unreadable, and a streamed body to break off.
    Answered {
        /// As `vendor.resource.verb`.
        operation: &'a str,
        /// The HTTP status.
        status: u16,
        /// How often it was sent.
        attempts: u32,
        /// From its start, waiting included.
        elapsed: Duration,
    },
    /// It failed.
    Failed {
        /// As `vendor.resource.verb`.
        operation: &'a str,
        /// The error of the whole call, with its outcome, attempts and time.
        error: &'a Error,
    },
    /// The caller gave it up: its future was dropped before its end.
    Dropped {
        /// As `vendor.resource.verb`.
        operation: &'a str,
        /// What repeating it does.
        effect: Effect,
        /// Whether its bytes may have left. Then it may have been carried out, and nobody will hear of it.
        sent: bool,
    },
}

/// What a call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Wait {
    /// Its turn: the pace, the gate that a server closed, other processes.
    Turn,
    /// A place among the calls on their way.
    Place,
}
