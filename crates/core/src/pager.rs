//! Lists, page by page. One type for every style of paging; the style is the vendor's business.

mod ahead;
mod cursor;
#[cfg(feature = "links")]
mod links;
mod page;
mod pages;
mod row;

pub use cursor::Cursor;
#[cfg(feature = "links")]
pub use links::next_link;
pub use page::{Envelope, Next, Page, Style};
pub use pages::Pages;
pub use row::Row;

pub use crate::client::call::OffsetPage;

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use ahead::Ahead;
use cursor::Place;

use crate::client::call::Call;
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::Answer;
use crate::json::Value;
use crate::progress::{OnProgress, Progress};
use crate::transport::BoxFuture;

/// How many pages one list may have before it is taken for a loop.
const MAX_PAGES: u64 = 100_000;

/// How many pages in a row may have no element.
const EMPTY_PAGES: u32 = 3;

/// A list that fetches itself page by page. Use [`next`](Self::next) in a loop, or any adaptor of `Stream`; nothing is
/// fetched before it is asked for.
///
/// An element that cannot be read is an error of its own, [`Error::row`], and the list goes on after it. After any other error it ends;
/// [`cursor`](Self::cursor) still says where to go on.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::Pager;
/// use guichet_core::pager::{Envelope, Next, Page, Style};
/// use guichet_core::transport::Reply;
/// use http::HeaderMap;
///
/// /// How this vendor wraps a page.
/// #[derive(guichet_core::Model)]
/// struct Things {
///     data: Vec<Thing>,
///     page: i64,
///     last_page: i64,
/// }
///
/// impl Envelope<Thing> for Things {
///     fn into_page(self, _: &HeaderMap) -> Page<Thing> {
///         Page::new(self.data, Next::Page { current: self.page as u64, last: self.last_page as u64 })
///     }
/// }
///
/// let client = client([
///     Reply::json(r#"{"data": [{"id": 1}, {"id": 2}], "page": 1, "last_page": 2}"#),
///     Reply::json(r#"{"data": [{"id": 3}], "page": 2, "last_page": 2}"#),
/// ]);
/// let mut things = Pager::of::<Things>(client.call(&LIST), Style::Numbered("page"));
/// let mut ids = Vec::new();
/// while let Some(thing) = things.next().await {
///     ids.push(thing?.id);
/// }
/// assert_eq!((ids, things.pages_read()), (vec![1, 2, 3], 2));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
pub struct Pager<T> {
    source: Source<T>,
    state: State<T>,
    ready: VecDeque<Result<T>>,
    cursor: Option<Cursor>,
    /// The page that `ready` is of.
    here: Option<Cursor>,
    seen: HashSet<u64>,
    /// Of the page before, its body's fingerprint.
    before: Option<u64>,
    ahead: Ahead<T>,
    pages: u64,
    max_pages: u64,
    total: Option<u64>,
    /// How many elements were taken since the list's beginning; `None` where it was not begun there.
    taken: Option<u64>,
    /// How many elements were read here, and how many of them with the last page.
    read: u64,
    last: u64,
    /// How many pages in a row had no elements.
    empty: u32,
    told: Option<OnProgress>,
}

struct Source<T> {
    call: Call,
    style: Style,
    read: ReadPage<T>,
}

/// Sends a call and takes its page apart.
type ReadPage<T> = fn(Call) -> BoxFuture<'static, Result<Taken<T>>>;

/// A page, and what the pager must know of its answer.
struct Taken<T> {
    items: Vec<Result<T>>,
    next: Next,
    total: Option<u64>,
    /// The address that gave it.
    address: String,
    /// Its body's fingerprint, where one was made.
    body: Option<u64>,
}

impl<T> Taken<T> {
    fn of(page: Page<T>, call: &Call, answer: &Answer, address: String) -> Self {
        let Page { items, next, total } = page;
        let body = (next == Next::ByCount).then(|| fingerprint(&answer.body));
        let rows = items.into_iter().enumerate();
        let read = rows.map(|(number, row)| row.0.map_err(|unread| call.unread_row(answer, number, unread)));
        Self { items: read.collect(), next, total, address, body }
    }
}

enum State<T> {
    Idle,
    Fetching(BoxFuture<'static, Result<Taken<T>>>),
    /// The page was good, the way on from it is not.
    Stuck(Option<Error>),
    Done,
}

impl<T: Send + 'static> Pager<T> {
    /// A list: its first call, the vendor's style, and its envelope `E`.
    pub fn new<E: Envelope<T> + DeserializeOwned>(call: Call, style: Style) -> Self {
        let read: ReadPage<T> = |call| {
            Box::pin(async move {
                let address = call.url()?;
                let answer = call.answer_from(&address).await?;
                call.there(&answer)?;
                let envelope: E = call.read(&answer)?;
                Ok(Taken::of(envelope.into_page(&answer.headers), &call, &answer, address))
            })
        };
        Self::with(call, style, read)
    }

    /// A list: its first call, the vendor's style, and its envelope `E`, a model.
    pub fn of<E: Envelope<T> + Value>(call: Call, style: Style) -> Self {
        let read: ReadPage<T> = |call| {
            Box::pin(async move {
                let address = call.url()?;
                let answer = call.answer_from(&address).await?;
                let envelope: E = call.listed(&answer)?;
                Ok(Taken::of(envelope.into_page(&answer.headers), &call, &answer, address))
            })
        };
        Self::with(call, style, read)
    }

    fn with(call: Call, style: Style, read: ReadPage<T>) -> Self {
        // Without a page the vendor's own page size would decide where the list ends; with one, another style would end it after
        // that page.
        let call = match (style, call.window()) {
            (Style::Offset, None) => call.refuse("page", "a list by offset begins with `Call::page`"),
            (Style::Single | Style::Numbered(_) | Style::NextLink, Some(_)) => {
                call.refuse("page", "only a list by offset begins with `Call::page`")
            }
            _ => call,
        };
        Self {
            source: Source { call, style, read },
            state: State::Idle,
            ready: VecDeque::new(),
            cursor: None,
            here: None,
            seen: HashSet::new(),
            before: None,
            ahead: Ahead::default(),
            pages: 0,
            max_pages: MAX_PAGES,
            total: None,
            taken: None,
            read: 0,
            last: 0,
            empty: 0,
            told: None,
        }
    }

    /// How often a page has been taken in.
    pub fn pages_read(&self) -> u64 {
        self.pages
    }

    /// Starts at a place that [`cursor`](Self::cursor) gave. Only before the first page; all filters must be the same.
    #[must_use]
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.cursor = Some(cursor);
        self
    }

    /// Bounds the number of pages; 100,000 by default. More is an error.
    #[must_use]
    pub fn max_pages(mut self, pages: u64) -> Self {
        self.max_pages = pages;
        self
    }

    /// Fetches up to so many pages ahead, in tasks of their own, while the caller works on a page; none by default. Only of
    /// a list by offset with a total or of numbered pages with a last one, and only while no other call waits for a turn of
    /// the limits.
    #[must_use]
    pub fn prefetch(mut self, pages: u32) -> Self {
        self.ahead = Ahead::new(pages);
        self
    }

    /// Tells how far the list has been read: after each page, and at once where pages were read before. [`Progress::done`] are
    /// elements from the list's beginning, and where the list was resumed at a place that does not tell how many stand before it, those
    /// that were read here; [`Progress::total`] is [`total`](Self::total).
    ///
    /// ```
    /// # async fn read(pager: guichet_core::Pager<String>) -> guichet_core::Result<()> {
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// let far = Arc::new(AtomicU64::new(0));
    /// let told = far.clone();
    /// let pager = pager.on_progress(move |progress| told.store(progress.done, Ordering::Relaxed));
    /// let all = pager.collect_all().await?;
    /// assert_eq!(far.load(Ordering::Relaxed), all.len() as u64);
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn on_progress(mut self, told: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.told = Some(OnProgress::new(told));
        if self.pages > 0 {
            self.tell();
        }
        self
    }

    fn tell(&self) {
        if let Some(told) = &self.told {
            let before = match (&self.here, self.taken) {
                (_, Some(taken)) => taken,
                (Some(Cursor(Place::Offset(offset))), _) => offset.saturating_add(self.last),
                _ => self.read,
            };
            told.tell(before, self.total, None);
        }
    }

    /// The next element, `None` at the end.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use guichet_core::Pager;
    /// use guichet_core::pager::Style;
    /// use guichet_core::transport::Reply;
    ///
    /// # struct Things(Vec<guichet_core::pager::Row<Thing>>);
    /// # impl guichet_core::json::Value for Things {
    /// #     const KIND: guichet_core::json::Kind = guichet_core::json::Kind::Own;
    /// #     fn read(into: &mut Option<Self>, reader: &mut guichet_core::json::Reader<'_>) -> Result<(), guichet_core::json::Fault> {
    /// #         let mut rows = None;
    /// #         guichet_core::json::page_of(&mut rows, reader)?;
    /// #         *into = rows.map(Self);
    /// #         Ok(())
    /// #     }
    /// # }
    /// # impl guichet_core::pager::Envelope<Thing> for Things {
    /// #     fn into_page(self, _: &http::HeaderMap) -> guichet_core::pager::Page<Thing> {
    /// #         guichet_core::pager::Page::new(self.0, guichet_core::pager::Next::End)
    /// #     }
    /// # }
    /// let client = client([Reply::json(r#"[{"id": 1}, {"id": "one"}, {"id": 3}]"#)]);
    /// let mut things = Pager::of::<Things>(client.call(&LIST), Style::Single);
    /// assert_eq!(things.next().await.transpose()?.map(|thing| thing.id), Some(1));
    /// // An element that cannot be read does not end the list.
    /// let error = things.next().await.transpose().unwrap_err();
    /// assert_eq!(error.row(), Some(r#"{"id": "one"}"#));
    /// assert_eq!(things.next().await.transpose()?.map(|thing| thing.id), Some(3));
    /// assert!(things.next().await.is_none());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    pub async fn next(&mut self) -> Option<Result<T>> {
        std::future::poll_fn(|context| self.poll_item(context)).await
    }

    /// Whole pages in place of elements.
    pub fn pages(self) -> Pages<T> {
        Pages::of(self)
    }

    /// Everything that is left, in memory.
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
    /// # #[serde(transparent)]
    /// # struct Things(Vec<Thing>);
    /// # impl Envelope<Thing> for Things {
    /// #     fn into_page(self, _: &http::HeaderMap) -> Page<Thing> {
    /// #         Page::new(self.0, Next::End)
    /// #     }
    /// # }
    /// let client = client([Reply::json(r#"[{"id": 1}, {"id": 2}]"#), Reply::status(403)]);
    /// let list = || Pager::of::<Things>(client.call(&LIST), Style::Single);
    /// assert_eq!(list().collect_all().await?.len(), 2);
    /// assert!(list().collect_all().await.unwrap_err().is_forbidden());
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// The first error, of an element or of a page; what came before it is dropped.
    pub async fn collect_all(mut self) -> Result<Vec<T>> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }

    /// Everything that is left, in memory, and every error: of elements that cannot be read, and last of all of what ended the list
    /// before its end, where something did. Such an error has no [`row`](Error::row).
    pub async fn collect_with_errors(mut self) -> (Vec<T>, Vec<Error>) {
        let (mut all, mut errors) = (Vec::new(), Vec::new());
        while let Some(item) = self.next().await {
            match item {
                Ok(item) => all.push(item),
                Err(error) => errors.push(error),
            }
        }
        (all, errors)
    }

    /// Where to go on: the page of which elements are left to hand out, else the page after it. After an error, the page that
    /// failed. `None` at the end of the list, and before the first page. Going on from within a page begins that page anew.
    pub fn cursor(&self) -> Option<&Cursor> {
        if self.ready.is_empty() { self.cursor.as_ref() } else { self.here.as_ref() }
    }

    /// How many elements the whole list has, where the last page read names it.
    pub fn total(&self) -> Option<u64> {
        self.total
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(item));
            }
            match std::task::ready!(self.poll_page(context)) {
                Some(Ok(page)) => self.ready.extend(page),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Vec<Result<T>>>>> {
        loop {
            match &mut self.state {
                State::Done => return Poll::Ready(None),
                State::Stuck(error) => {
                    let error = error.take();
                    self.state = State::Done;
                    return Poll::Ready(error.map(Err));
                }
                State::Idle => match self.request() {
                    Ok(call) => {
                        let fetched = self.cursor.as_ref().and_then(|cursor| self.ahead.take(&cursor.0));
                        self.state = State::Fetching(fetched.unwrap_or_else(|| (self.source.read)(call)));
                    }
                    Err(error) => {
                        self.state = State::Done;
                        return Poll::Ready(Some(Err(error)));
                    }
                },
                State::Fetching(page) => {
                    let answer = std::task::ready!(page.as_mut().poll(context));
                    self.state = State::Done;
                    let page = answer.map(|taken| self.turn(taken));
                    return Poll::Ready(Some(page));
                }
            }
        }
    }

    /// The call for the page at the cursor.
    fn request(&mut self) -> Result<Call> {
        let call = self.source.call.clone();
        if self.pages >= self.max_pages {
            return Err(self.broken(&format!("more than {} pages", self.max_pages)));
        }
        let here = match (&self.cursor, self.source.style) {
            (None, _) => return Ok(call),
            (Some(Cursor(Place::Page(number))), Style::Numbered(name)) => call.query_set(name, number),
            (Some(Cursor(Place::Offset(offset))), Style::Offset) => call.page_from(*offset),
            (Some(Cursor(Place::Link(address))), Style::NextLink) => {
                // Also what a kept cursor says is checked: it may have been changed on its way.
                match call.client().base().link(address, address) {
                    Some(address) => call.at(address),
                    None => return Err(self.broken("the cursor leads to another origin")),
                }
            }
            _ => return Err(self.broken("the cursor is of another kind of list")),
        };
        Ok(here)
    }

    /// Takes a page in. Its elements are handed out first; what is wrong with the next page is an error after them.
    fn turn(&mut self, taken: Taken<T>) -> Vec<Result<T>> {
        let Taken { items, next: following, total, address, body } = taken;
        let got = items.len() as u64;
        self.count(got);
        self.read += got;
        self.last = got;
        self.pages += 1;
        self.total = total.or(self.total);
        self.here = match (self.source.style, &following) {
            (Style::Numbered(_), Next::Page { current, .. }) => Some(Cursor(Place::Page(*current))),
            (Style::NextLink, _) => Some(Cursor(Place::Link(address.clone()))),
            (Style::Offset, _) => self.first_page().map(|window| Cursor(Place::Offset(self.offset(window)))),
            _ => None,
        };
        // Where the list ends, counted as its places are.
        let end = match following {
            Next::Page { last, .. } => Some(last.saturating_add(1)),
            _ => total,
        };
        match self.after(following, &address, Count { got, total, body }).and_then(|next| self.whole(next, total)) {
            Ok(Some(next)) => {
                self.state = State::Idle;
                self.reach_ahead(&next, end);
                self.cursor = Some(Cursor(next));
            }
            Ok(None) => self.cursor = None,
            Err(error) => self.state = State::Stuck(Some(error)),
        }
        self.tell();
        items
    }

    /// Counts a page's elements.
    fn count(&mut self, got: u64) {
        // Begun at the beginning, or where the caller said.
        let begun_at_the_start = || match self.source.style {
            Style::Numbered(name) => self.source.call.query_value(name).is_none_or(|page| page == "1"),
            _ => self.first_page().is_none_or(|window| window.from == 0),
        };
        let from = match &self.cursor {
            None => begun_at_the_start().then_some(0),
            Some(_) => self.taken,
        };
        self.taken = from.map(|before| before.saturating_add(got));
        self.empty = if got == 0 { self.empty + 1 } else { 0 };
    }

    /// Whether the list may go on, or end, here.
    fn whole(&self, next: Option<Place>, total: Option<u64>) -> Result<Option<Place>> {
        match (&next, self.taken, total) {
            // One or two may be a server's way of filtering; more is a list that leads nowhere.
            (Some(_), ..) if self.empty >= EMPTY_PAGES => {
                Err(self.broken(&format!("{EMPTY_PAGES} pages in a row without an element")))
            }
            (None, Some(taken), Some(total)) if taken < total => {
                Err(self.broken(&format!("the vendor speaks of {total} elements and ends after {taken}")))
            }
            _ => Ok(next),
        }
    }

    /// Begins to fetch the pages from `next` on, as far as that was asked for and is allowed.
    fn reach_ahead(&mut self, next: &Place, end: Option<u64>) {
        let (next, step) = match (next, self.source.style) {
            (Place::Offset(next), Style::Offset) => (*next, self.first_page().map_or(0, |page| page.size)),
            (Place::Page(next), Style::Numbered(_)) => (*next, 1),
            _ => return,
        };
        let (Some(end), 1..) = (end, step) else { return };
        let Source { call, style, read } = &self.source;
        self.ahead.reach(next, step, end, |place| {
            call.client().limits().is_idle().then(|| {
                let call = call.clone();
                read(match style {
                    Style::Numbered(name) => call.query_set(name, place),
                    _ => call.page_from(place),
                })
            })
        });
    }

    /// The first page, of a list by offset.
    fn first_page(&self) -> Option<OffsetPage> {
        self.source.call.window().filter(|_| self.source.style == Style::Offset)
    }

    /// How many elements stand before the page that was asked for.
    fn offset(&self, window: OffsetPage) -> u64 {
        match &self.cursor {
            Some(Cursor(Place::Offset(offset))) => *offset,
            _ => window.from,
        }
    }

    /// The place of the next page.
    fn after(&mut self, next: Next, address: &str, count: Count) -> Result<Option<Place>> {
        let next = match next {
            Next::End => None,
            // A later place each time: it needs no memory of those before.
            Next::ByCount => return self.offset_after(count),
            Next::Page { current, last } => self.number_after(current, last)?,
            Next::Unreadable => return Err(self.broken("what the vendor says of the next page cannot be read")),
            Next::Link(link) if link.trim().is_empty() => None,
            Next::Link(link) => match self.source.call.client().base().link(address, link.trim()) {
                Some(next) => Some(Place::Link(next)),
                None => return Err(self.broken("the link to the next page leads to another origin")),
            },
        };
        if let Some(next) = &next {
            // The hash alone is kept: eight bytes a page. Starting again at a place already left would never end.
            self.seen.insert(fingerprint(&Place::Link(address.to_owned())));
            if !self.seen.insert(fingerprint(next)) {
                return Err(self.broken("the vendor leads back to a page already read"));
            }
        }
        Ok(next)
    }

    fn number_after(&self, current: u64, last: u64) -> Result<Option<Place>> {
        if let Some(Cursor(Place::Page(asked))) = &self.cursor
            && *asked != current
        {
            return Err(self.broken(&format!("asked for page {asked}, the vendor gave page {current}")));
        }
        if current >= last || !matches!(self.source.style, Style::Numbered(_)) {
            return Ok(None);
        }
        Ok(Some(Place::Page(current + 1)))
    }

    fn offset_after(&mut self, count: Count) -> Result<Option<Place>> {
        let Some(window) = self.first_page() else { return Ok(None) };
        let Count { got, total, body } = count;
        let here = self.offset(window);
        let next = here.saturating_add(got);
        if got == 0 {
            return match total {
                Some(total) if here < total => {
                    Err(self.broken(&format!("the vendor speaks of {total} elements and gives none from {here} on")))
                }
                _ => Ok(None),
            };
        }
        if self.before.is_some() && self.before == body {
            return Err(self.broken("the vendor gave the page before once more"));
        }
        self.before = body;
        let more = match total {
            Some(total) => next < total,
            None if window.short_is_last => got == window.size,
            // More items than requested: the server ignores paging, and the list is whole. Fewer are no end: a server may have a
            // bound of its own.
            None => got <= window.size,
        };
        Ok(more.then_some(Place::Offset(next)))
    }

    fn broken(&self, what: &str) -> Error {
        let place = self.cursor.as_ref().map_or_else(
            || "the first page".to_owned(),
            |c| match &c.0 {
                Place::Page(number) => format!("page {number}"),
                Place::Offset(offset) => format!("offset {offset}"),
                Place::Link(_) => format!("page {} by link", self.pages + 1),
            },
        );
        Error::new(ErrorKind::Paging, format!("{what} (at {place})")).of(&self.source.call.operation().id)
    }
}

/// What a page says of the list's length.
struct Count {
    got: u64,
    total: Option<u64>,
    body: Option<u64>,
}

impl Call {
    /// The error of an element that cannot be read: the list goes on after it.
    #[cold]
    fn unread_row(&self, answer: &Answer, number: usize, unread: row::Unread) -> Error {
        let row::Unread { fault, text } = unread;
        let mut error =
            self.about(answer, Error::new(ErrorKind::Decode, format!("element {} of its page: {fault}", number + 1)));
        let inner = error.edit();
        inner.row = Some(answer.secrets.hide(text).into());
        inner.stopped = "the list goes on after it";
        error
    }
}

fn fingerprint(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

impl<T> fmt::Debug for Pager<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pager")
            .field("operation", &self.source.call.operation().id)
            .field("pages", &self.pages)
            .finish_non_exhaustive()
    }
}

// Nothing in it is pinned in place: the future is boxed.
impl<T> Unpin for Pager<T> {}

impl<T: Send + 'static> Stream for Pager<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}
