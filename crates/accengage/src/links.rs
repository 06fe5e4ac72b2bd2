//! Where the next page is ("Paginated Requests").

use guichet_core::Model;
use guichet_core::pager::{Next, next_link};
use http::HeaderMap;

/// The links of a page, as its body gives them. In an envelope of the caller's the member is `links`; the documentation's
/// prose calls it `link`:
///
/// ```
/// use guichet_accengage::{Links, pager};
/// #[derive(serde::Deserialize)]
/// struct Notes {
///     notes: Vec<String>,
///     #[serde(default, alias = "link")]
///     links: Links,
/// }
/// impl pager::Envelope<String> for Notes {
///     fn into_page(self, headers: &http::HeaderMap) -> pager::Page<String> {
///         pager::Page::new(self.notes, self.links.next(headers))
///     }
/// }
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Model)]
pub struct Links {
    /// The first page.
    pub first: Option<String>,
    /// The page before.
    pub prev: Option<String>,
    /// The page after. It is to be followed even where the page itself is empty.
    pub next: Option<String>,
}

impl Links {
    /// What comes after this page: the `Link` header's `next`, or the body's. An empty address is none.
    pub fn next(self, headers: &HeaderMap) -> Next {
        match next_link(headers) {
            Next::End => self.next.filter(|link| !link.trim().is_empty()).map_or(Next::End, Next::Link),
            next => next,
        }
    }
}
