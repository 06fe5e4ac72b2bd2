//! Series: the types of documents (invoice, expense, quote) and the ways of paying (cash, card), each with its numbering.

use guichet_core::vendor::Client;
use guichet_core::{Model, Pager, Result, integer_id, open_enum, operations};

use crate::client::Workadu;
use crate::envelope;
use crate::listing::ListOptions;

integer_id! {
    /// Identifies a series.
    pub struct SeriesId;
}

open_enum! {
    /// What the documents of a series are.
    pub enum SeriesType: text {
        /// Fiscal documents.
        Fiscal = "fiscal",
        /// Ways of paying: an invoice's `payment_type` is the number of such a series. *Unverified*: by a public client, no text
        /// explains the codes.
        Transaction = "transaction",
        /// Neither.
        Neither = "none",
    }
}

/// Series of the caller's company. (`Series` is the model, singular and plural being the same.)
#[derive(Debug, Clone)]
pub struct SeriesApi {
    api: Client,
}

impl Workadu {
    /// Series.
    pub fn series(&self) -> SeriesApi {
        SeriesApi { api: self.client().clone() }
    }
}

operations! {
    GET:  Safe, GET "/api/series/{series_id}", "workadu.series.get",  "List company Series";
    LIST: Safe, GET "/api/series/",            "workadu.series.list";
}

impl SeriesApi {
    /// Fetches one series. Safe.
    ///
    /// # Errors
    /// `is_not_found` where the answer holds none.
    pub async fn get(&self, id: impl Into<SeriesId>) -> Result<Series> {
        envelope::fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches several series in one call. Safe.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn get_many(&self, ids: impl IntoIterator<Item: Into<SeriesId>>) -> Result<Vec<Series>> {
        envelope::fetch_many(self.api.call(&GET).ids::<SeriesId>(ids)).await
    }

    /// Lists series. Safe. *Unverified* (WK-13): public clients call it, the documentation does not have it.
    pub fn list(&self, list: ListOptions) -> Pager<Series> {
        envelope::list(list.apply(self.api.call(&LIST)))
    }
}

/// A series.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct Series {
    pub id: SeriesId,
    pub title: Option<String>,
    /// A word for programs, `cash` or `credit_card`. *Unverified*: public clients read it, the documentation does not have it.
    pub shortcode: Option<String>,
    /// The number of its latest document.
    pub last_number: Option<i64>,
    #[serde(rename = "type")]
    pub kind: Option<SeriesType>,
}
