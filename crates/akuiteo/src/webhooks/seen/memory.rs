//! In memory: forgotten with the process.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use guichet_core::transport::BoxFuture;
use tokio::time::Instant;

use super::{Begun, Ended, REMEMBERED, SeenError, SeenStore};
use crate::webhooks::event::RequestId;

/// How many deliveries are remembered by default.
const MOST: usize = 100_000;

/// Deliveries in memory. Bounded in number, 100,000, and in age, 7 days, whichever comes first; a duplicate that comes later is handled
/// again. After a restart nothing is known.
#[derive(Debug)]
pub struct MemorySeen {
    most: usize,
    age: Duration,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    in_progress: HashSet<RequestId>,
    /// Those handled and those interrupted, and which of the two.
    ended: HashMap<RequestId, (Instant, Begun)>,
    /// The same, the oldest first.
    order: VecDeque<RequestId>,
}

impl Default for MemorySeen {
    fn default() -> Self {
        Self::new()
    }
}

impl MemorySeen {
    /// With the default bounds.
    pub fn new() -> Self {
        Self { most: MOST, age: REMEMBERED, state: Mutex::default() }
    }

    /// Remembers so many at the most.
    #[must_use]
    pub fn most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Remembers for so long.
    #[must_use]
    pub fn age(mut self, age: Duration) -> Self {
        self.age = age;
        self
    }

    fn begun(&self, id: &RequestId) -> Result<Begun, SeenError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let State { in_progress, ended, order } = &mut *state;
        let is_old = |id: &RequestId| ended.get(id).is_none_or(|(at, _)| at.elapsed() > self.age);
        let old = order.iter().take_while(|id| is_old(id)).count().max(order.len().saturating_sub(self.most));
        for id in order.drain(..old) {
            ended.remove(&id);
        }
        if in_progress.contains(id) {
            return Ok(Begun::InProgress);
        }
        let begun = ended.get(id).map_or(Begun::New, |(_, begun)| *begun);
        if begun == Begun::Handled {
            return Ok(begun);
        }
        if in_progress.len() >= self.most {
            return Err(SeenError::Full);
        }
        in_progress.insert(id.clone());
        Ok(begun)
    }

    fn finished(&self, id: &RequestId, how: Ended) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.in_progress.remove(id);
        let begun = match how {
            Ended::Handled => Begun::Handled,
            Ended::Interrupted => Begun::Interrupted,
            Ended::Failed => return,
        };
        if state.ended.insert(id.clone(), (Instant::now(), begun)).is_none() {
            state.order.push_back(id.clone());
        }
    }
}

impl SeenStore for MemorySeen {
    fn begin<'a>(&'a self, id: &'a RequestId) -> BoxFuture<'a, Result<Begun, SeenError>> {
        Box::pin(std::future::ready(self.begun(id)))
    }

    fn finish<'a>(&'a self, id: &'a RequestId, ended: Ended) -> BoxFuture<'a, Result<(), SeenError>> {
        self.finished(id, ended);
        Box::pin(std::future::ready(Ok(())))
    }
}
