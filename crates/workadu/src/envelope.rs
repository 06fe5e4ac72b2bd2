//! The envelope around every answer: `data`, as one object or a list of them whatever is documented, and on paged
//! lists `meta.pagination`. A list without `data` is an error, and so are pages that are spoken of and not understood.

use guichet_core::json::{Value, parse};
use guichet_core::pager::{Envelope, Next, Page, Row, Style};
use guichet_core::vendor::{Call, text_of};
use guichet_core::{Model, Pager, RawJson, Result};
use http::HeaderMap;

#[derive(Model)]
struct Data<T> {
    #[model(with = "guichet_core::json::one_or_many")]
    data: Vec<T>,
}

/// A list: what has no `data` is none.
#[derive(Model)]
#[model(only_read)]
struct Listed<T> {
    #[model(required, with = "guichet_core::json::page_of")]
    data: Vec<T>,
    meta: Option<Meta>,
    links: Option<Links>,
}

/// *Unverified* (WK-1): public clients read `pagination`, the documentation does not have it. The framework's other form has the same
/// numbers beside it.
#[derive(Model)]
#[model(only_read)]
struct Meta {
    pagination: Option<Pagination>,
    current_page: Option<RawJson>,
    last_page: Option<RawJson>,
    total: Option<RawJson>,
}

#[derive(Model)]
#[model(only_read)]
struct Pagination {
    total: Option<RawJson>,
    current_page: Option<RawJson>,
    total_pages: Option<RawJson>,
}

#[derive(Model)]
#[model(only_read)]
struct Links {
    next: Option<RawJson>,
}

/// A page's number, or a count.
fn number(raw: Option<&RawJson>) -> Option<u64> {
    parse::<i64>(raw?.as_str()).ok().and_then(|number| u64::try_from(number).ok())
}

impl<T: Value> Envelope<T> for Listed<Row<T>> {
    fn into_page(self, _: &HeaderMap) -> Page<T> {
        let (next, total) = place(self.meta.as_ref(), self.links.as_ref());
        Page::new(self.data, next).total(total)
    }
}

/// Where the list goes on. What speaks of pages and cannot be read is no end.
fn place(meta: Option<&Meta>, links: Option<&Links>) -> (Next, Option<u64>) {
    let pages = |current: Option<&RawJson>, last: Option<&RawJson>| match (number(current), number(last)) {
        (Some(current), Some(last)) => Next::Page { current, last },
        _ => Next::Unreadable,
    };
    match meta {
        Some(Meta { pagination: Some(pagination), .. }) => {
            let Pagination { total, current_page, total_pages } = pagination;
            (pages(current_page.as_ref(), total_pages.as_ref()), number(total.as_ref()))
        }
        Some(meta) if meta.current_page.is_some() || meta.last_page.is_some() => {
            (pages(meta.current_page.as_ref(), meta.last_page.as_ref()), number(meta.total.as_ref()))
        }
        // Nothing speaks of pages but a link, which leads where the numbers that are missing would.
        _ if links.and_then(|links| text_of(links.next.as_ref()?)).is_some() => (Next::Unreadable, None),
        _ => (Next::End, None),
    }
}

/// Fetches the one thing that `data` holds; an empty `data` is not-found.
pub(crate) async fn fetch_one<T: Value>(call: Call) -> Result<T> {
    call.fetch_one(|envelope: Data<T>| envelope.data).await
}

/// Sends a change. The answer is the one thing that `data` holds, or nothing at all, which is a success, too.
pub(crate) async fn confirm<T: Value + Default>(call: Call) -> Result<T> {
    let envelope = call.fetch_any::<Data<T>>().await?;
    Ok(envelope.and_then(|envelope| envelope.data.into_iter().next()).unwrap_or_default())
}

/// Fetches all that `data` holds, on one page.
pub(crate) async fn fetch_many<T: Value>(call: Call) -> Result<Vec<T>> {
    call.fetch::<Listed<T>>().await.map(|envelope| envelope.data)
}

/// A list.
pub(crate) fn list<T: Value + Send + 'static>(call: Call) -> Pager<T> {
    Pager::of::<Listed<Row<T>>>(call, Style::Numbered("page"))
}
