//! What arrived, and when.

use std::collections::VecDeque;
use std::fmt;
use std::time::Instant;

/// How many exchanges are remembered.
const KEPT: usize = 10_000;

/// One request that arrived. Neither header values nor bodies are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exchange {
    /// When it arrived.
    pub at: Instant,
    /// The mount that it went to, such as `workadu`; empty when there is none of that name.
    pub vendor: String,
    /// The operation, such as `workadu.orders.create`; `None` when the route is not one of the vendor's.
    pub operation: Option<String>,
    /// The method.
    pub method: String,
    /// Path and query as sent, from the mount point on; of a parameter `password` the name alone.
    pub target: String,
    /// The answer's status; `None` while there is none, and for good when the connection was dropped or left waiting.
    pub status: Option<u16>,
    /// What a lenient sandbox passed over; empty in a strict one.
    pub passed_over: Vec<PassedOver>,
}

/// A parameter or member that the operation does not declare, and that a lenient sandbox passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PassedOver {
    /// The operation that was called.
    pub operation: String,
    /// Where it stood.
    pub place: Place,
    /// Its name; within a body its path, such as `lines[0].colour`.
    pub name: String,
}

/// A part of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Place {
    /// The query.
    Query,
    /// The body.
    Body,
}

impl fmt::Display for PassedOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = match self.place {
            Place::Query => "query parameter",
            Place::Body => "body member",
        };
        write!(f, "{}: {place} {}", self.operation, self.name.escape_debug())
    }
}

/// The exchanges, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Log {
    kept: VecDeque<Exchange>,
    forgotten: u64,
}

/// Where an exchange stands, also after older ones were forgotten.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Position(u64);

impl Log {
    pub(crate) fn arrived(&mut self, mut exchange: Exchange) -> Position {
        exchange.target = without_password(&exchange.target);
        if self.kept.len() >= KEPT {
            self.kept.pop_front();
            self.forgotten += 1;
        }
        self.kept.push_back(exchange);
        Position(self.forgotten + self.kept.len() as u64 - 1)
    }

    pub(crate) fn answered(&mut self, position: Position, status: u16) {
        if let Some(exchange) = self.at(position) {
            exchange.status = Some(status);
        }
    }

    pub(crate) fn passed_over(&mut self, position: Position, what: Vec<PassedOver>) {
        if let Some(exchange) = self.at(position) {
            exchange.passed_over = what;
        }
    }

    fn at(&mut self, position: Position) -> Option<&mut Exchange> {
        let index = position.0.checked_sub(self.forgotten).and_then(|at| usize::try_from(at).ok());
        index.and_then(|at| self.kept.get_mut(at))
    }

    pub(crate) fn all(&self) -> Vec<Exchange> {
        self.kept.iter().cloned().collect()
    }

    /// Positions that are out must not reach the exchanges to come.
    pub(crate) fn clear(&mut self) {
        self.forgotten += self.kept.len() as u64;
        self.kept.clear();
    }
}

/// A login may carry its password in the address, and this list is printed.
fn without_password(target: &str) -> String {
    let Some((path, query)) = target.split_once('?') else { return target.to_owned() };
    let shown = |pair: &'_ str| if pair.starts_with("password=") { "password=***".to_owned() } else { pair.to_owned() };
    format!("{path}?{}", query.split('&').map(shown).collect::<Vec<_>>().join("&"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_kept() {
        assert_eq!(without_password("/login?username=u&password=cA%3D%3D&x"), "/login?username=u&password=***&x");
        assert_eq!(without_password("/password=1"), "/password=1");
    }

    #[test]
    fn the_log_is_bounded_and_positions_stay_valid() {
        let exchange = |n: usize| Exchange {
            at: Instant::now(),
            vendor: "v".to_owned(),
            operation: None,
            method: "GET".to_owned(),
            target: n.to_string(),
            status: None,
            passed_over: Vec::new(),
        };
        let mut log = Log::default();
        let first = log.arrived(exchange(0));
        let mut last = first;
        for n in 1..=KEPT {
            last = log.arrived(exchange(n));
        }
        log.answered(first, 200);
        log.answered(last, 404);
        let all = log.all();
        assert_eq!(all.len(), KEPT);
        assert_eq!(all[0].target, "1");
        assert_eq!(all[0].status, None);
        assert_eq!(all[KEPT - 1].status, Some(404));
        log.clear();
        let next = log.arrived(exchange(7));
        log.answered(last, 200);
        assert_eq!(log.all()[0].status, None);
        log.answered(next, 201);
        assert_eq!(log.all()[0].status, Some(201));
    }
}
