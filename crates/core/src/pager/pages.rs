//! A list as whole pages.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::{Cursor, Pager};
use crate::error::{Error, Result};

/// A list, page by page.
///
/// Elements that cannot be read come before the others of their page, each as an error of its own ([`Error::row`]); the list goes on
/// after them.
pub struct Pages<T> {
    pager: Pager<T>,
    unread: VecDeque<Error>,
    /// The elements of that page.
    page: Option<Vec<T>>,
}

impl<T: Send + 'static> Pages<T> {
    pub(super) fn of(pager: Pager<T>) -> Self {
        Self { pager, unread: VecDeque::new(), page: None }
    }

    /// The next page, `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Vec<T>>> {
        std::future::poll_fn(|context| self.poll_whole(context)).await
    }

    fn poll_whole(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<T>>>> {
        loop {
            if let Some(error) = self.unread.pop_front() {
                return Poll::Ready(Some(Err(error)));
            }
            if let Some(page) = self.page.take() {
                return Poll::Ready(Some(Ok(page)));
            }
            // What was left of a page when the list was turned into pages comes first.
            let items = if self.pager.ready.is_empty() {
                match std::task::ready!(self.pager.poll_page(context)) {
                    Some(Ok(items)) => items,
                    Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                    None => return Poll::Ready(None),
                }
            } else {
                self.pager.ready.drain(..).collect()
            };
            let mut read = Vec::with_capacity(items.len());
            for item in items {
                match item {
                    Ok(item) => read.push(item),
                    Err(error) => self.unread.push_back(error),
                }
            }
            self.page = Some(read);
        }
    }

    /// Where the first page not yet handed out begins.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.pager.cursor()
    }

    /// How many elements the whole list has, where the vendor names it.
    pub fn total(&self) -> Option<u64> {
        self.pager.total()
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.pager.fmt(f)
    }
}

// Nothing in it is pinned in place.
impl<T> Unpin for Pages<T> {}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Vec<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_whole(context)
    }
}
