//! When a call may be sent again. The table is data; nothing else decides.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::{HeaderMap, StatusCode, header};

use crate::clock::Clock;
use crate::dates::http_date;
use crate::operation::Effect;

/// What became of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    /// The transport could not connect, and nothing else.
    NeverSent,
    /// Sent, or perhaps: a reset, a timeout, an answer that broke off.
    MaybeSent,
    /// 408, 500, 502, 503, 504.
    ServerTrouble,
    /// 429.
    TooManyRequests,
    /// 401, or the vendor's way of refusing a token.
    TokenRejected,
    /// Any other refusal.
    Refused,
    /// Accepted, and the answer cannot be read.
    Undecodable,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Retry,
    /// Retry if the vendor's crate declares that a 429 was not applied; otherwise the outcome is unknown.
    RetryIfNotApplied,
    /// Renew the token once, replay once.
    RenewAndReplay,
    OutcomeUnknown,
    Definite,
}

use Decision::{Definite, OutcomeUnknown, RenewAndReplay, Retry, RetryIfNotApplied};

/// Rows: what happened. Columns: safe and idempotent calls, calls that must not be repeated.
pub(crate) const TABLE: [(Happened, Decision, Decision); 7] = [
    (Happened::NeverSent, Retry, Retry),
    (Happened::MaybeSent, Retry, OutcomeUnknown),
    (Happened::ServerTrouble, Retry, OutcomeUnknown),
    (Happened::TooManyRequests, Retry, RetryIfNotApplied),
    (Happened::TokenRejected, RenewAndReplay, RenewAndReplay),
    (Happened::Refused, Definite, Definite),
    (Happened::Undecodable, Definite, Definite),
];

pub(crate) fn decide(happened: Happened, effect: Effect) -> Decision {
    TABLE
        .iter()
        .find(|row| row.0 == happened)
        .map_or(Definite, |row| if effect == Effect::Unsafe { row.2 } else { row.1 })
}

/// Which row a refusal's status belongs to.
pub(crate) fn row_of(status: StatusCode, token_rejected: Option<bool>) -> Happened {
    match status.as_u16() {
        _ if token_rejected == Some(true) => Happened::TokenRejected,
        401 if token_rejected.is_none() => Happened::TokenRejected,
        429 => Happened::TooManyRequests,
        408 | 500 | 502 | 503 | 504 => Happened::ServerTrouble,
        _ => Happened::Refused,
    }
}

/// How often, how long and how fast calls are repeated. Whether they are is not a setting: that follows from
/// the operation's [`Effect`] and from what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// Attempts of one call, the first included; 3 by default, 1 repeats nothing.
    pub max_attempts: u32,
    /// The first pause is drawn between zero and this; it doubles for each further one. 500 ms by default.
    pub base: Duration,
    /// No pause of ours is longer than this; a server's `Retry-After` may be. 20 s by default.
    pub cap: Duration,
    /// Whether a call that must not be done twice is replayed once with new credentials after the vendor refused the old
    /// ones. That a refused call was not carried out is what a 401 means; no vendor promises it. Yes by default.
    pub replay_refused_unsafe: bool,
    /// How many repeats all calls of a client may make together while nothing succeeds; each ten successes earn
    /// one back. 100 by default.
    pub shared_budget: u32,
    /// Fixes the jitter of the pauses, for tests.
    pub jitter_seed: Option<u64>,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base: Duration::from_millis(500),
            cap: Duration::from_secs(20),
            replay_refused_unsafe: true,
            shared_budget: 100,
            jitter_seed: None,
        }
    }
}

impl RetryPolicy {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Repeats nothing. A call whose token was refused is still sent once more with a new one.
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// Sets the attempts of one call, the first included.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets the first pause's upper bound and the longest pause.
    #[must_use]
    pub fn pauses(mut self, base: Duration, cap: Duration) -> Self {
        (self.base, self.cap) = (base, cap);
        self
    }

    /// Sets how many repeats all calls may make together while nothing succeeds.
    #[must_use]
    pub fn shared_budget(mut self, repeats: u32) -> Self {
        self.shared_budget = repeats;
        self
    }

    /// Fixes the jitter of the pauses, for tests.
    #[must_use]
    pub fn jitter_seed(mut self, seed: u64) -> Self {
        self.jitter_seed = Some(seed);
        self
    }

    /// The pause before the next attempt: full jitter, so that clients that failed together do not return together.
    pub(crate) fn pause(&self, attempts_made: u32, jitter: &mut fastrand::Rng) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts_made.saturating_sub(1).min(30));
        let ceiling = self.base.saturating_mul(doubled).min(self.cap);
        Duration::from_micros(jitter.u64(0..=u64::try_from(ceiling.as_micros()).unwrap_or(u64::MAX)))
    }
}

/// The repeats that all calls of a client share, so that an outage is not answered with a multiple of the load.
#[derive(Debug)]
pub(crate) struct Budget {
    /// In tenths of a repeat.
    left: AtomicU32,
    most: u32,
}

impl Budget {
    pub(crate) fn new(repeats: u32) -> Self {
        let most = repeats.saturating_mul(10);
        Self { left: AtomicU32::new(most), most }
    }

    pub(crate) fn take(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(10)).is_ok()
    }

    pub(crate) fn earn(&self) {
        // Read first: in health the budget is full, and a shared counter that nobody writes costs nothing.
        if self.left.load(Ordering::Relaxed) < self.most {
            let most = self.most;
            let _ =
                self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| (left < most).then_some(left + 1));
        }
    }
}

/// Reads `Retry-After`: seconds, or a date in any of HTTP's three forms. What cannot be read is no advice.
pub(crate) fn retry_after(headers: &HeaderMap, clock: &Clock) -> Option<Duration> {
    let text = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim();
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        // More digits than fit are still a wait, and beyond every bound.
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = http_date(text)?;
    // The server's own clock, where it gives one, so that the difference is its difference.
    let now =
        headers.get(header::DATE).and_then(|value| http_date(value.to_str().ok()?)).unwrap_or_else(|| clock.wall());
    Some(Duration::try_from(date - now).unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    #[test]
    fn the_table_cell_by_cell() {
        let mut lines = String::new();
        for (happened, _, _) in TABLE {
            for effect in [Effect::Safe, Effect::Idempotent, Effect::Unsafe] {
                lines.push_str(&format!("{happened:?} | {} | {:?}\n", effect.as_str(), decide(happened, effect)));
            }
        }
        insta::assert_snapshot!(lines);
    }

    #[test]
    fn every_status_has_its_row() {
        let mut lines = String::new();
        for status in (300..=599).filter_map(|s| StatusCode::from_u16(s).ok()) {
            let row = row_of(status, None);
            if row != Happened::Refused {
                lines.push_str(&format!("{} {row:?}\n", status.as_u16()));
            }
        }
        insta::assert_snapshot!(lines);
        assert_eq!(row_of(StatusCode::BAD_REQUEST, Some(true)), Happened::TokenRejected);
        assert_eq!(row_of(StatusCode::UNAUTHORIZED, Some(false)), Happened::Refused);
    }

    fn headers(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::RETRY_AFTER, value.parse().unwrap());
        headers
    }

    #[tokio::test(start_paused = true)]
    async fn retry_after_in_all_its_forms() {
        let clock = Clock::fixed(datetime!(1994-11-06 08:49:07 UTC));
        for (value, expected) in [
            ("0", Some(0)),
            ("120", Some(120)),
            (" 7 ", Some(7)),
            ("18446744073709551616", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(30)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(30)),
            ("Sun Nov  6 08:49:37 1994", Some(30)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("-5", None),
            ("1.5", None),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(&headers(value), &clock), expected.map(Duration::from_secs), "{value:?}");
        }
        let mut skewed = headers("Sun, 06 Nov 1994 10:00:30 GMT");
        skewed.insert(header::DATE, "Sun, 06 Nov 1994 10:00:00 GMT".parse().unwrap());
        assert_eq!(retry_after(&skewed, &clock), Some(Duration::from_secs(30)));
        assert_eq!(retry_after(&HeaderMap::new(), &clock), None);
    }

    #[test]
    fn the_budget_is_spent_and_earned_back() {
        let budget = Budget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..9 {
            budget.earn();
        }
        assert!(!budget.take());
        budget.earn();
        assert!(budget.take() && !budget.take());
    }

    proptest! {
        #[test]
        fn pauses_stay_within_their_bounds(attempts in 0_u32..u32::MAX, seed: u64) {
            let policy = RetryPolicy::default();
            let pause = policy.pause(attempts, &mut fastrand::Rng::with_seed(seed));
            prop_assert!(pause <= policy.cap);
            if attempts <= 1 { prop_assert!(pause <= policy.base) }
        }

        #[test]
        fn no_header_panics(value in "[ -~]{0,40}") {
            let _ = retry_after(&headers(&value), &Clock::system());
        }
    }
}
