//! A call that may not go now, and its error.

use std::time::Duration;

use super::quota::Full;
use time::{OffsetDateTime, UtcOffset};

use crate::clock::Clock;
use crate::dates::{format_date, format_time};
use crate::error::{Error, ErrorKind};
use crate::operation::Effect;

/// Why a call may not go now.
#[derive(Debug)]
pub(crate) enum Refused {
    /// The wait that it would need is longer than it may wait.
    TooLong(Duration),
    /// The same, of the turn among all who share a ledger.
    Behind {
        ledger: String,
        wait: Duration,
    },
    /// As many calls as may be were on their way, for as long as it may wait.
    Crowded {
        most: usize,
        within: Duration,
    },
    Full(Full),
}

impl Refused {
    /// The error of a call that may not go, and why it stopped. Where an earlier attempt failed, its error is the answer.
    pub(crate) fn into_error(self, asking: &Asking<'_>, last: Option<Error>) -> (Error, &'static str) {
        let (message, stopped, wait, resets_at) = match &self {
            Self::TooLong(wait) => (
                format!("a turn would take {wait:?}, and the call may wait {:?}", asking.max_wait),
                "the wait would exceed max_wait",
                Some(*wait),
                None,
            ),
            Self::Behind { ledger, wait } => (
                format!(
                    "a turn among all who share the ledger of calls {ledger} would take {wait:?}, and the call may wait {:?}",
                    asking.max_wait
                ),
                "the wait would exceed max_wait",
                Some(*wait),
                None,
            ),
            Self::Crowded { most, within } => (
                format!(
                    "as many calls as may be ({most}) are on their way, and no place became free within {within:?}"
                ),
                "the wait for a place exceeded max_wait",
                None,
                None,
            ),
            Self::Full(Full::Day { resets_at, most, reserved }) => {
                let kept = if *reserved == 0 {
                    String::new()
                } else {
                    format!(", and {reserved} are kept for calls that change something")
                };
                let (wait, resets_at, begins) = next_day(*resets_at, asking.clock);
                let message = format!("the {most} calls of the day are used up{kept}; the next day begins at {begins}");
                (message, "the calls of the day are used up", Some(wait), Some(resets_at))
            }
            Self::Full(Full::Closed { resets_at, why }) => {
                let (wait, resets_at, begins) = next_day(*resets_at, asking.clock);
                let message =
                    format!("how many calls of the day were made is not known: {why}; the next day begins at {begins}");
                (message, "the call could not be counted", Some(wait), Some(resets_at))
            }
            Self::Full(Full::Ledger(error)) => (error.to_string(), "the call could not be counted", None, None),
            Self::Full(Full::Busy) => (
                format!("the call was not counted within {:?}: others are counted before it", asking.max_wait),
                "the wait would exceed max_wait",
                None,
                None,
            ),
        };
        let kind = match &self {
            Self::Full(Full::Ledger(error)) if error.is_transient() => ErrorKind::Storage,
            _ => ErrorKind::Limit,
        };
        let mut error = last.unwrap_or_else(|| Error::new(kind, message));
        let inner = error.edit();
        inner.retry_after = wait.or(inner.retry_after);
        inner.resets_at = resets_at;
        (error, stopped)
    }
}

/// How long it is to the next day, in whole seconds and not too short; when it begins, and as text.
fn next_day(resets_at: OffsetDateTime, clock: &Clock) -> (Duration, OffsetDateTime, String) {
    let wait = Duration::try_from(resets_at - clock.wall()).unwrap_or_default();
    let wait = Duration::from_secs(wait.as_secs() + u64::from(wait.subsec_nanos() > 0));
    let resets_at = resets_at.to_offset(UtcOffset::UTC);
    let begins = format!("{} {} UTC", format_date(resets_at.date()), format_time(resets_at.time()));
    (wait, resets_at, begins)
}

/// What a call is to the limits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) effect: Effect,
    /// Read when the call may go: midnight may come while it waits.
    pub(crate) clock: &'a Clock,
    pub(crate) max_wait: Duration,
}
