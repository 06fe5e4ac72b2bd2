//! Faults on demand.

use std::fmt;
use std::time::Duration;

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The request waits this long, then is handled as ever. Goes together with one other fault.
    Latency(Duration),
    /// The connection is closed without an answer; the request was not handled.
    DropBefore,
    /// The request is handled, then the connection is closed without an answer.
    DropAfter,
    /// An error of this status in the vendor's own shape; the request is not handled.
    Status(u16),
    /// An error of this status and label in the vendor's own shape, such as 500 and `API_ERR_DB`; the request is not handled.
    /// A vendor whose errors have no labels shows it as the message.
    Label {
        /// The status.
        status: u16,
        /// The label.
        label: String,
    },
    /// No answer ever comes; the request is not handled.
    Stall,
    /// The request is handled; its answer breaks off in the middle.
    Truncate,
    /// A page of HTML with this status, as a proxy in front of the vendor writes it; the request is not handled.
    HtmlError(u16),
    /// The request is handled, and an authority behind the vendor does not accept what was done: Workadu's
    /// `workadu.invoices.publish` answers a success without a mark, and says why. Where there is no such authority, nothing
    /// goes wrong.
    Unaccepted,
}

/// One fault to inject: what goes wrong, for which requests and how often.
///
/// ```
/// use guichet_sandbox::{Fault, FaultKind};
/// let twice = Fault::new(FaultKind::Status(429)).retry_after("2").on("workadu.customers.list").times(2);
/// let sometimes = Fault::new(FaultKind::DropAfter).with_probability(0.1);
/// # let _ = (twice, sometimes);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    pub(crate) kind: FaultKind,
    pub(crate) operation: Option<String>,
    pub(crate) times: Option<u32>,
    pub(crate) probability: Option<f64>,
    pub(crate) retry_after: Option<String>,
}

impl Fault {
    /// A fault that meets every request to every vendor until it is narrowed or the sandbox is reset.
    pub fn new(kind: FaultKind) -> Self {
        Self { kind, operation: None, times: None, probability: None, retry_after: None }
    }

    /// Only requests of this operation, such as `workadu.orders.create`.
    #[must_use]
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Only this many requests.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = Some(times);
        self
    }

    /// Each request with this probability, from 0 to 1. The dice are the same in every sandbox, so a run can be repeated.
    #[must_use]
    pub fn with_probability(mut self, probability: f64) -> Self {
        self.probability = Some(probability);
        self
    }

    /// Adds a `Retry-After` header, as it stands here, to [`FaultKind::Status`], [`FaultKind::Label`] and [`FaultKind::HtmlError`].
    #[must_use]
    pub fn retry_after(mut self, value: impl Into<String>) -> Self {
        self.retry_after = Some(value.into());
        self
    }
}

/// A fault that was injected, and how often it happened.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct InjectedFault {
    /// As it was injected.
    pub fault: Fault,
    /// How often it happened.
    pub fired: u32,
    /// How often it will happen yet; `None` where that has no end.
    pub left: Option<u32>,
}

/// A fault that would never happen: no vendor has its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownOperation {
    /// The operation that was named.
    pub operation: String,
    /// Those that there are with the nearest names, nearest first.
    pub nearest: Vec<String>,
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} is no operation; nearest: {}", self.operation, self.nearest.join(", "))
    }
}

impl std::error::Error for UnknownOperation {}

/// What is injected into one request.
#[derive(Debug, Default)]
pub(crate) struct Injected {
    pub(crate) latency: Duration,
    pub(crate) fault: Option<Fault>,
}

/// The faults that wait for requests.
#[derive(Debug)]
pub(crate) struct Faults {
    waiting: Vec<InjectedFault>,
    dice: fastrand::Rng,
}

impl Default for Faults {
    fn default() -> Self {
        Self { waiting: Vec::new(), dice: fastrand::Rng::with_seed(0x9e37_79b9) }
    }
}

impl Faults {
    pub(crate) fn add(&mut self, fault: Fault) {
        let left = fault.times;
        self.waiting.push(InjectedFault { fault, fired: 0, left });
    }

    /// All of them, those that are used up too.
    pub(crate) fn all(&self) -> Vec<InjectedFault> {
        self.waiting.clone()
    }

    /// All latencies that apply, and the first other fault.
    pub(crate) fn take(&mut self, operation: Option<&str>) -> Injected {
        let mut injected = Injected::default();
        for InjectedFault { fault, fired, left } in &mut self.waiting {
            let latency = matches!(fault.kind, FaultKind::Latency(_));
            let meant = fault.operation.is_none() || fault.operation.as_deref() == operation;
            if !meant || *left == Some(0) || (!latency && injected.fault.is_some()) {
                continue;
            }
            if fault.probability.is_some_and(|p| self.dice.f64() >= p) {
                continue;
            }
            *left = left.map(|left| left.saturating_sub(1));
            *fired += 1;
            match fault.kind {
                FaultKind::Latency(wait) => injected.latency = injected.latency.saturating_add(wait),
                _ => injected.fault = Some(fault.clone()),
            }
        }
        injected
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_are_drawn_in_their_order_and_used_up() {
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::Status(503)).on("a").times(1));
        faults.add(Fault::new(FaultKind::Latency(Duration::from_millis(5))).times(2));
        faults.add(Fault::new(FaultKind::Stall).on("a"));
        let first = faults.take(Some("a"));
        assert_eq!(first.fault.map(|f| f.kind), Some(FaultKind::Status(503)));
        assert_eq!(first.latency, Duration::from_millis(5));
        let second = faults.take(None);
        assert_eq!(second.fault, None);
        assert_eq!(second.latency, Duration::from_millis(5));
        let third = faults.take(Some("a"));
        assert_eq!(third.fault.map(|f| f.kind), Some(FaultKind::Stall));
        assert_eq!(third.latency, Duration::ZERO);
    }

    #[test]
    fn probabilities_hold() {
        let mut faults = Faults::default();
        faults.add(Fault::new(FaultKind::Stall).with_probability(0.25));
        let hits = (0..1000).filter(|_| faults.take(None).fault.is_some()).count();
        assert!((200..300).contains(&hits), "{hits}");
    }
}
