//! A list as whole pages.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::{Cursor, Pager};
use crate::error::Result;

/// A list, page by page.
pub struct Pages<T>(pub(super) Pager<T>);

impl<T: Send + 'static> Pages<T> {
    /// The next page, `None` at the end.
    pub async fn next(&mut self) -> Option<Result<Vec<T>>> {
        std::future::poll_fn(|context| self.poll_whole(context)).await
    }

    fn poll_whole(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<T>>>> {
        // What was left of a page when the list was turned into pages comes first.
        if !self.0.ready.is_empty() {
            return Poll::Ready(Some(Ok(self.0.ready.drain(..).collect())));
        }
        self.0.poll_page(context)
    }

    /// Where the first page not yet handed out begins.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.0.cursor()
    }

    /// How many elements the whole list has, where the vendor names it.
    pub fn total(&self) -> Option<u64> {
        self.0.total()
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<T: Send + 'static> Stream for Pages<T> {
    type Item = Result<Vec<T>>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_whole(context)
    }
}
