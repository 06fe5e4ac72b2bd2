//! When a call may be sent again. The table is data; nothing else decides.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use http::{HeaderMap, StatusCode, header};

use crate::clock::Clock;
use crate::dates::http_date;
use crate::dialect::Rejection;
use crate::operation::Effect;

/// What became of one attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Happened {
    /// The transport could not connect, and nothing else.
    NeverSent,
    /// Sent, or perhaps: a reset, a timeout, an answer that broke off.
    MaybeSent,
    /// 408, 499, and every 5xx but 501 and 505.
    ServerTrouble,
    /// 429, and what the vendor's dialect knows as a limit under another status.
    Limited,
    /// 401, or the vendor's way of refusing a token.
    TokenRejected,
    /// Any other 4xx, 501, 505; and an error that the dialect lists as found before anything is done.
    Refused,
    /// 3xx, and what is no status of HTTP's.
    Elsewhere,
    /// The vendor's error inside a success.
    RefusedInside,
    /// A success that is no JSON at all, where JSON is the answer: a page for humans.
    NoJson,
    /// A success whose JSON is of another form, or larger than the bound.
    Unreadable,
}

/// What to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Retry,
    /// Retry if the vendor's crate declares that a limit was met before anything was done; otherwise the outcome is unknown.
    RetryIfNotApplied,
    /// Renew the token once, replay once.
    RenewAndReplay,
    OutcomeUnknown,
    /// The vendor's answer, and it would answer the same again. After an attempt that may have arrived it says nothing of that one.
    Definite,
    /// The vendor carried it out, and its answer cannot be read.
    Done,
}

use Decision::{Definite, Done, OutcomeUnknown, RenewAndReplay, Retry, RetryIfNotApplied};

/// Rows: what happened. Columns: safe calls, idempotent calls, calls that must not be repeated.
pub(crate) const TABLE: [(Happened, [Decision; 3]); 10] = [
    (Happened::NeverSent, [Retry, Retry, Retry]),
    (Happened::MaybeSent, [Retry, Retry, OutcomeUnknown]),
    (Happened::ServerTrouble, [Retry, Retry, OutcomeUnknown]),
    (Happened::Limited, [Retry, Retry, RetryIfNotApplied]),
    (Happened::TokenRejected, [RenewAndReplay, RenewAndReplay, RenewAndReplay]),
    (Happened::Refused, [Definite, Definite, Definite]),
    (Happened::Elsewhere, [Definite, OutcomeUnknown, OutcomeUnknown]),
    (Happened::RefusedInside, [Definite, OutcomeUnknown, OutcomeUnknown]),
    (Happened::NoJson, [Retry, Retry, OutcomeUnknown]),
    (Happened::Unreadable, [Definite, Done, Done]),
];

pub(crate) fn decide(happened: Happened, effect: Effect) -> Decision {
    let column = match effect {
        Effect::Safe => 0,
        Effect::Idempotent => 1,
        Effect::Unsafe => 2,
    };
    // A row that nobody wrote promises nothing.
    TABLE.iter().find(|row| row.0 == happened).and_then(|row| row.1.get(column).copied()).unwrap_or(OutcomeUnknown)
}

impl Happened {
    /// Whether the attempt may have been carried out, so that what a later attempt is answered says nothing of it.
    pub(crate) fn may_have_arrived(self) -> bool {
        match self {
            // The vendor looked at it and did nothing, or never had it.
            Self::NeverSent | Self::TokenRejected | Self::Refused => false,
            Self::MaybeSent
            | Self::ServerTrouble
            | Self::Limited
            | Self::Elsewhere
            | Self::RefusedInside
            | Self::NoJson
            | Self::Unreadable => true,
        }
    }

    /// Which row an error of the vendor's belongs to.
    pub(crate) fn of(status: StatusCode, rejection: &Rejection) -> Self {
        match status.as_u16() {
            _ if rejection.token_rejected == Some(true) => Self::TokenRejected,
            _ if rejection.limited => Self::Limited,
            200..=299 if rejection.before_anything => Self::Refused,
            200..=299 => Self::RefusedInside,
            401 if rejection.token_rejected.is_none() => Self::TokenRejected,
            429 => Self::Limited,
            // 499 is a gateway's word for 408.
            408 | 499 => Self::ServerTrouble,
            // The server cannot do such a thing at all.
            501 | 505 => Self::Refused,
            400..=498 => Self::Refused,
            500..=599 => Self::ServerTrouble,
            // 303 is what a server says after it did the work.
            _ => Self::Elsewhere,
        }
    }
}

/// How often, how long and how fast calls are repeated. Whether they are is not a setting: that follows from
/// the operation's [`Effect`] and from what happened.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::time::Duration;
///
/// use guichet_core::transport::{Reply, ScriptedTransport};
/// use guichet_core::{RetryPolicy, Settings};
///
/// let policy = RetryPolicy::new().max_attempts(2).pauses(Duration::from_millis(100), Duration::from_secs(5));
/// let transport = ScriptedTransport::always(Reply::status(503));
/// let client = client_with(&transport, Settings::new().retry(policy));
/// let error = client.call(&GET).arg(1).send_empty().await.unwrap_err();
/// assert_eq!(error.attempts(), 2);
/// // A payment is not repeated, whatever the policy: it may have been made.
/// let error = client.call(&PAY).send_empty().await.unwrap_err();
/// assert_eq!((error.attempts(), error.outcome_unknown()), (1, true));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
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
    /// Whether an observer is told of it.
    told: bool,
}

impl Budget {
    pub(crate) fn new(repeats: u32) -> Self {
        let most = repeats.saturating_mul(10);
        Self { left: AtomicU32::new(most), most, told: true }
    }

    /// Of the same size, and full.
    pub(crate) fn anew(&self) -> Self {
        Self { left: AtomicU32::new(self.most), most: self.most, told: self.told }
    }

    /// That of requests for tokens: an observer would take it for the client's.
    pub(crate) fn keep_to_itself(&mut self) {
        self.told = false;
    }

    /// How many repeats are left, and of how many, for an observer.
    pub(crate) fn shown(&self) -> Option<(u32, u32)> {
        self.told.then(|| (self.left.load(Ordering::Relaxed) / 10, self.most / 10))
    }

    pub(crate) fn take(&self) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(10)).is_ok()
    }

    /// A tenth of a repeat; whether it made a whole one.
    pub(crate) fn earn(&self) -> bool {
        // Read first: in health the budget is full, and a shared counter that nobody writes costs nothing.
        if self.left.load(Ordering::Relaxed) >= self.most {
            return false;
        }
        let most = self.most;
        let earned =
            self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| (left < most).then_some(left + 1));
        earned.is_ok_and(|before| (before + 1) % 10 == 0)
    }
}

/// What a server says of when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Advice {
    None,
    After(Duration),
    /// It says something, and that cannot be read.
    Unreadable,
}

/// Reads `Retry-After`: seconds, also with a fraction, or a date in any of HTTP's three forms. Of several the longest counts.
pub(crate) fn retry_after(headers: &HeaderMap, clock: &Clock) -> Advice {
    // The server's own clock, where it gives one, so that the difference is its difference.
    let now = || {
        let served = headers.get(header::DATE).and_then(|value| http_date(value.to_str().ok()?));
        served.unwrap_or_else(|| clock.wall())
    };
    let mut advice = Advice::None;
    for value in headers.get_all(header::RETRY_AFTER) {
        let text = value.to_str().unwrap_or_default().trim();
        let wait = if let Some(date) = http_date(text) {
            Some(Duration::try_from(date - now()).unwrap_or(Duration::ZERO))
        } else {
            text.split(',')
                .map(|part| seconds(part.trim()))
                .collect::<Option<Vec<_>>>()
                .and_then(|all| all.into_iter().max())
        };
        advice = match (advice, wait) {
            (Advice::After(known), Some(wait)) => Advice::After(known.max(wait)),
            (_, Some(wait)) => Advice::After(wait),
            (Advice::None, None) => Advice::Unreadable,
            (known, None) => known,
        };
    }
    advice
}

/// Seconds, with a fraction or without. A fraction is rounded up: to come back early is to be refused again.
fn seconds(text: &str) -> Option<Duration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || !digits(fraction) {
        return None;
    }
    // More digits than fit are still a wait, and beyond every bound.
    let seconds = whole.parse::<u64>().unwrap_or(u64::MAX);
    Some(Duration::from_secs(seconds.saturating_add(u64::from(fraction.bytes().any(|b| b != b'0')))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use time::macros::datetime;

    #[test]
    fn the_table_cell_by_cell() {
        let mut lines = String::new();
        for (happened, _) in TABLE {
            let cells = [Effect::Safe, Effect::Idempotent, Effect::Unsafe].map(|effect| decide(happened, effect));
            lines.push_str(&format!("{happened:?} | {:?} | {:?} | {:?}\n", cells[0], cells[1], cells[2]));
        }
        insta::assert_snapshot!(lines);
    }

    #[test]
    fn what_the_dialect_knows_goes_before_the_status() {
        let of = |status: u16, change: fn(&mut Rejection)| {
            let mut rejection = Rejection::default();
            change(&mut rejection);
            Happened::of(StatusCode::from_u16(status).unwrap(), &rejection)
        };
        assert_eq!(of(400, |r| r.token_rejected = Some(true)), Happened::TokenRejected);
        assert_eq!(of(401, |r| r.token_rejected = Some(false)), Happened::Refused);
        assert_eq!(of(403, |r| r.limited = true), Happened::Limited);
        assert_eq!(of(200, |_| ()), Happened::RefusedInside);
        assert_eq!(of(200, |r| r.before_anything = true), Happened::Refused);
        // Under another status the status says more.
        assert_eq!(of(500, |r| r.before_anything = true), Happened::ServerTrouble);
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
            ("1.5", Some(2)),
            ("2.0", Some(2)),
            ("299.997", Some(300)),
            ("120, 120", Some(120)),
            ("5,90, 7", Some(90)),
            ("-5", None),
            ("1.", None),
            ("5, soon", None),
            ("soon", None),
            ("", None),
        ] {
            let expected = expected.map_or(Advice::Unreadable, |seconds| Advice::After(Duration::from_secs(seconds)));
            assert_eq!(retry_after(&headers(value), &clock), expected, "{value:?}");
        }
        let mut two = headers("7");
        two.append(header::RETRY_AFTER, "90".parse().unwrap());
        two.append(header::RETRY_AFTER, "soon".parse().unwrap());
        assert_eq!(retry_after(&two, &clock), Advice::After(Duration::from_secs(90)));
        let mut skewed = headers("Sun, 06 Nov 1994 10:00:30 GMT");
        skewed.insert(header::DATE, "Sun, 06 Nov 1994 10:00:00 GMT".parse().unwrap());
        assert_eq!(retry_after(&skewed, &clock), Advice::After(Duration::from_secs(30)));
        assert_eq!(retry_after(&HeaderMap::new(), &clock), Advice::None);
    }

    #[test]
    fn the_budget_is_spent_and_earned_back() {
        let budget = Budget::new(2);
        assert!(budget.take() && budget.take() && !budget.take());
        for _ in 0..9 {
            assert!(!budget.earn());
        }
        assert!(!budget.take());
        assert_eq!(budget.shown(), Some((0, 2)));
        assert!(budget.earn());
        assert_eq!(budget.shown(), Some((1, 2)));
        assert!(budget.take() && !budget.take());
        let mut tokens = budget.anew();
        tokens.keep_to_itself();
        assert_eq!((tokens.take(), tokens.shown(), tokens.anew().shown()), (true, None, None));
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
