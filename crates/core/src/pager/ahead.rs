//! Pages fetched before they are asked for.

use std::collections::VecDeque;

use tokio::task::JoinHandle;

use super::Taken;
use super::cursor::Place;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::BoxFuture;

/// The pages under way, in their order.
pub(super) struct Ahead<T> {
    most: u32,
    pages: VecDeque<(u64, JoinHandle<Result<Taken<T>>>)>,
}

impl<T> Default for Ahead<T> {
    fn default() -> Self {
        Self { most: 0, pages: VecDeque::new() }
    }
}

impl<T: Send + 'static> Ahead<T> {
    pub(super) fn new(most: u32) -> Self {
        Self { most, pages: VecDeque::new() }
    }

    /// The page at this place, if it is under way. Pages before it are of no use any more: the list has shifted.
    pub(super) fn take(&mut self, place: &Place) -> Option<BoxFuture<'static, Result<Taken<T>>>> {
        let (Place::Offset(place) | Place::Page(place)) = place else { return None };
        while let Some((at, page)) = self.pages.pop_front() {
            if at == *place {
                return Some(Box::pin(async move {
                    page.await
                        .unwrap_or_else(|_| Err(Error::new(ErrorKind::Interrupted, "a page fetched ahead was lost")))
                }));
            }
            page.abort();
        }
        None
    }

    /// Begins to fetch what is missing from `next` on, up to `end`, where no page begins any more. From one page to the next it
    /// is `step`: the size of a page by offset, one for numbered pages.
    pub(super) fn reach(
        &mut self,
        next: u64,
        step: u64,
        end: u64,
        fetch: impl Fn(u64) -> Option<BoxFuture<'static, Result<Taken<T>>>>,
    ) {
        for nth in 0..u64::from(self.most) {
            let place = next.saturating_add(nth.saturating_mul(step));
            if place >= end {
                return;
            }
            if self.pages.iter().any(|(at, _)| *at == place) {
                continue;
            }
            let Some(page) = fetch(place) else { return };
            self.pages.push_back((place, tokio::spawn(page)));
        }
    }
}

impl<T> Drop for Ahead<T> {
    fn drop(&mut self) {
        self.pages.iter().for_each(|(_, page)| page.abort());
    }
}
