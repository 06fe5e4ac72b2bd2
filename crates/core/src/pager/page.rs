//! What a vendor's crate says of its lists: their style, and what a page holds.

use http::HeaderMap;

use super::row::Row;

/// How a vendor names its pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Style {
    /// The whole list in one answer.
    Single,
    /// Numbered pages, from 1, in the query parameter of this name.
    Numbered(&'static str),
    /// Each page gives the address of the next.
    NextLink,
    /// So many elements from a place on. [`Call::page`](crate::vendor::Call::page) says which: a call without a page is refused.
    Offset,
}

/// A page as a vendor's envelope gives it.
///
/// ```
/// use guichet_core::pager::{Next, Page};
///
/// let page = Page::new([1, 2, 3], Next::ByCount).total(Some(7));
/// assert_eq!((page.items.len(), page.total), (3, Some(7)));
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Page<T> {
    /// Its elements.
    pub items: Vec<Row<T>>,
    /// What comes after it.
    pub next: Next,
    /// How many elements the whole list has, where the vendor says so.
    pub total: Option<u64>,
}

impl<T> Page<T> {
    /// A page of these elements, and what comes after it.
    pub fn new(items: impl IntoIterator<Item: Into<Row<T>>>, next: Next) -> Self {
        Self { items: items.into_iter().map(Into::into).collect(), next, total: None }
    }

    /// Says how many elements the whole list has, where the vendor says so.
    #[must_use]
    pub fn total(mut self, total: Option<u64>) -> Self {
        self.total = total;
        self
    }
}

/// What comes after a page.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Next {
    /// Nothing, or the vendor does not page this list.
    End,
    /// This was page `current` of `last`.
    Page {
        /// The page's number.
        current: u64,
        /// The last page's number.
        last: u64,
    },
    /// The next page's address.
    Link(String),
    /// What the count of the elements says: up to [`Page::total`], or else to a page that is not full.
    ByCount,
    /// There is something about a next page, and it cannot be read.
    Unreadable,
}

/// An envelope around a page: a model, or a type of the caller's own that serde reads.
///
/// ```
/// use guichet_core::pager::{Envelope, Next, Page};
/// use http::HeaderMap;
///
/// #[derive(guichet_core::Model)]
/// struct Names {
///     data: Vec<String>,
///     next: Option<String>,
/// }
///
/// impl Envelope<String> for Names {
///     fn into_page(self, _: &HeaderMap) -> Page<String> {
///         Page::new(self.data, self.next.map_or(Next::End, Next::Link))
///     }
/// }
///
/// let names = Names { data: vec!["a".to_owned()], next: None };
/// assert_eq!(names.into_page(&HeaderMap::new()).next, Next::End);
/// ```
pub trait Envelope<T> {
    /// Takes the page out; some vendors say in a header what comes next.
    fn into_page(self, headers: &HeaderMap) -> Page<T>;
}
