//! The envelope around every answer: `data`, as one object or a list of them whatever is documented, and on paged
//! lists `meta.pagination`.

use guichet_core::pager::{Envelope, Next, Page, Style};
use guichet_core::{Call, Pager, Result};
use http::HeaderMap;
use serde::Deserialize;
use serde::de::DeserializeOwned;

#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Data<T> {
    #[serde(default = "Vec::new", deserialize_with = "guichet_core::lenient::objects")]
    data: Vec<T>,
    #[serde(default)]
    meta: Option<Meta>,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default, deserialize_with = "guichet_core::lenient::unless_empty")]
    pagination: Option<Pagination>,
}

/// *Unverified*: public clients read it, the documentation does not have it.
#[derive(Deserialize)]
struct Pagination {
    #[serde(default, deserialize_with = "guichet_core::lenient::integer")]
    total: Option<i64>,
    #[serde(default, deserialize_with = "guichet_core::lenient::integer")]
    current_page: Option<i64>,
    #[serde(default, deserialize_with = "guichet_core::lenient::integer")]
    total_pages: Option<i64>,
}

fn count(number: Option<i64>) -> Option<u64> {
    number.and_then(|n| u64::try_from(n).ok())
}

impl<T: DeserializeOwned> Envelope<T> for Data<T> {
    fn into_page(self, _: &HeaderMap) -> Page<T> {
        let pagination = self.meta.and_then(|meta| meta.pagination);
        let total = pagination.as_ref().and_then(|p| count(p.total));
        let place = pagination.and_then(|p| Some((count(p.current_page)?, count(p.total_pages)?)));
        let next = place.map_or(Next::End, |(current, last)| Next::Of { current, last });
        Page { items: self.data, next, total }
    }
}

/// The one thing that `data` holds; an empty `data` is not-found.
pub(crate) async fn one<T: DeserializeOwned>(call: Call) -> Result<T> {
    call.send_one(|envelope: Data<T>| envelope.data).await
}

/// What is said of a change that went through: the one thing that `data` holds, or nothing at all, which is still a
/// success.
pub(crate) async fn told<T: DeserializeOwned + Default>(call: Call) -> Result<T> {
    let envelope = call.send::<Option<Data<T>>>().await?;
    Ok(envelope.and_then(|envelope| envelope.data.into_iter().next()).unwrap_or_default())
}

/// All that `data` holds, on one page.
pub(crate) async fn many<T: DeserializeOwned>(call: Call) -> Result<Vec<T>> {
    call.send::<Data<T>>().await.map(|envelope| envelope.data)
}

/// A list.
pub(crate) fn list<T: DeserializeOwned + Send + 'static>(call: Call) -> Pager<T> {
    Pager::new::<Data<T>>(call, Style::Numbered("page"))
}
