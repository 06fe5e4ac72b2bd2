//! The envelope around every answer: `data`, as one object or a list of them whatever is documented, and on paged
//! lists `meta.pagination`.

use guichet_core::json::Value;
use guichet_core::pager::{Envelope, Next, Page, Style};
use guichet_core::vendor::Call;
use guichet_core::{Model, Pager, Result};
use http::HeaderMap;

#[derive(Model)]
struct Data<T> {
    #[model(with = "guichet_core::json::one_or_many")]
    data: Vec<T>,
    meta: Option<Meta>,
}

#[derive(Model)]
struct Meta {
    pagination: Option<Pagination>,
}

/// *Unverified*: public clients read it, the documentation does not have it.
#[derive(Model)]
struct Pagination {
    total: Option<i64>,
    current_page: Option<i64>,
    total_pages: Option<i64>,
}

fn count(number: Option<i64>) -> Option<u64> {
    number.and_then(|n| u64::try_from(n).ok())
}

impl<T: Value> Envelope<T> for Data<T> {
    fn into_page(self, _: &HeaderMap) -> Page<T> {
        let (next, total) = place(self.meta.as_ref());
        Page::new(self.data, next).total(total)
    }
}

fn place(meta: Option<&Meta>) -> (Next, Option<u64>) {
    let pagination = meta.and_then(|meta| meta.pagination.as_ref());
    let place = pagination.and_then(|p| Some((count(p.current_page)?, count(p.total_pages)?)));
    let next = place.map_or(Next::End, |(current, last)| Next::Page { current, last });
    (next, pagination.and_then(|p| count(p.total)))
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
    call.fetch::<Data<T>>().await.map(|envelope| envelope.data)
}

/// A list.
pub(crate) fn list<T: Value + Send + 'static>(call: Call) -> Pager<T> {
    Pager::of::<Data<T>>(call, Style::Numbered("page"))
}
