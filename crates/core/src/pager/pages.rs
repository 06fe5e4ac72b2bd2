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
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::Pager;
/// use guichet_core::pager::{Envelope, Next, Page, Style};
/// use guichet_core::transport::Reply;
///
/// # #[derive(guichet_core::Model)]
/// # struct Things {
/// #     data: Vec<Thing>,
/// #     page: i64,
/// # }
/// # impl Envelope<Thing> for Things {
/// #     fn into_page(self, _: &http::HeaderMap) -> Page<Thing> {
/// #         Page::new(self.data, Next::Page { current: self.page as u64, last: 2 })
/// #     }
/// # }
/// let client = client([
///     Reply::json(r#"{"data": [{"id": 1}, {"id": 2}], "page": 1}"#),
///     Reply::json(r#"{"data": [{"id": 3}], "page": 2}"#),
/// ]);
/// let mut pages = Pager::of::<Things>(client.call(&LIST), Style::Numbered("page")).pages();
/// let mut sizes = Vec::new();
/// while let Some(page) = pages.next().await {
///     sizes.push(page?.len());
/// }
/// assert_eq!(sizes, [2, 1]);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
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
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::Pager;
    /// use guichet_core::pager::{Envelope, Next, Page, Style};
    /// use guichet_core::transport::Reply;
    ///
    /// # #[derive(guichet_core::Model)]
    /// # struct Things {
    /// #     data: Vec<Thing>,
    /// #     page: i64,
    /// # }
    /// # impl Envelope<Thing> for Things {
    /// #     fn into_page(self, _: &http::HeaderMap) -> Page<Thing> {
    /// #         Page::new(self.data, Next::Page { current: self.page as u64, last: 2 })
    /// #     }
    /// # }
    /// let client = client([Reply::json(r#"{"data": [{"id": 1}], "page": 1}"#), Reply::status(400)]);
    /// let mut pages = Pager::of::<Things>(client.call(&LIST), Style::Numbered("page")).pages();
    /// assert_eq!(pages.next().await.transpose()?.map(|page| page.len()), Some(1));
    /// assert_eq!(pages.next().await.transpose().unwrap_err().status(), Some(400));
    /// // Where to go on with `Pager::resume`.
    /// assert_eq!(pages.cursor().map(ToString::to_string).as_deref(), Some("page:2"));
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
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
