//! Deals (*affaires*).

use guichet_core::time::PrimitiveDateTime;
use guichet_core::vendor::Call;
use guichet_core::{Pager, open_enum};
use serde::de::DeserializeOwned;

use super::api::Folder;
use super::{Condition, Paging, answer, query};

open_enum! {
    /// How far a deal is (*DealState*). *Finished* and *Canceled* stand in the text (003:2343), which has lost the list; the other
    /// names are *unverified* (S-1).
    pub enum DealState: text {
        /// Being studied.
        InStudy = "InStudy",
        /// Accepted.
        Accepted = "Accepted",
        /// Under way.
        InProgress = "InProgress",
        /// Received (*réceptionnée*).
        Received = "Received",
        /// Finished.
        Finished = "Finished",
        /// Cancelled.
        Canceled = "Canceled",
    }
}

/// Deals.
///
/// No list of deals can be asked for changes: read the table `Deal` with [`Rows::changes`](super::tables::Rows::changes).
///
/// ```
/// # #[cfg(not(all(feature = "login", feature = "gescom")))]
/// # fn main() {}
/// # #[cfg(all(feature = "login", feature = "gescom"))]
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # use guichet_ebp::{Ebp, Limits, Settings, auth::MemoryStore};
/// # let sandbox = guichet_sandbox::Sandbox::builder().without_limits().start().await?;
/// # let ebp = Ebp::builder("sandbox-key")
/// #     .application("sandbox", "secret")
/// #     .tokens(MemoryStore::new())
/// #     .login_url(sandbox.mount("ebp-login"))
/// #     .settings(Settings::new().base_url(sandbox.mount("ebp")).limits(Limits::none()))
/// #     .build()?;
/// # ebp.identity().exchange_code("sandbox-code", None).await?;
/// use guichet_ebp::saas::Row;
/// use guichet_ebp::saas::deals::{DealState, DealsQuery};
///
/// let deals = ebp.gescom().folder("3691").deals();
/// let query = DealsQuery { excluded_states: vec![DealState::Finished, DealState::Canceled], ..DealsQuery::new(3_650) };
/// let deal = deals.list::<Row>(query).next().await.ok_or("no deal")??;
/// assert_ne!(deal.text("DealState")?.as_deref(), Some("Finished"));
/// // Strictly fewer than 0 days would find nothing.
/// assert!(deals.list::<Row>(DealsQuery::new(0)).next().await.ok_or("nothing")?.is_err());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Deals {
    pub(super) folder: Folder,
}

impl Deals {
    /// Lists deals, as [`Row`](super::Row)s or in a type of the caller's own. Safe.
    pub fn list<T: DeserializeOwned + Send + 'static>(&self, query: DealsQuery) -> Pager<T> {
        answer::rows(query.apply(self.folder.call(self.folder.routes().deals)))
    }

    /// The same, each with its partners (*intervenants*). In which column they come is not documented. Safe.
    pub fn list_with_colleagues<T: DeserializeOwned + Send + 'static>(&self, query: DealsQuery) -> Pager<T> {
        answer::rows(query.apply(self.folder.call(self.folder.routes().deals_with_colleagues)))
    }
}

/// Which deals, and which columns of them.
#[derive(Debug, Clone)]
pub struct DealsQuery {
    /// How many days back from [`to_date`](Self::to_date): deals that were created strictly fewer days before it, at least 1. Deals
    /// of a later day pass, too.
    pub duration: u32,
    /// The columns to show; all of them where none is here.
    pub columns: Vec<String>,
    /// Deals of none of these states.
    pub excluded_states: Vec<DealState>,
    /// The column to sort by, upwards; `id` by default.
    pub order_by: Option<String>,
    pub paging: Paging,
    /// The day from which [`duration`](Self::duration) looks back; the vendor's today by default.
    pub to_date: Option<PrimitiveDateTime>,
    pub condition: Option<Condition>,
}

impl DealsQuery {
    /// Deals that were created strictly fewer than so many days ago; 0 is refused before anything is sent.
    pub fn new(duration: u32) -> Self {
        Self {
            duration,
            columns: Vec::new(),
            excluded_states: Vec::new(),
            order_by: None,
            paging: Paging::default(),
            to_date: None,
            condition: None,
        }
    }

    fn apply(self, call: Call) -> Call {
        let call = query::columns(call, &self.columns);
        let call = query::quoted(call, "DealStateExcluded", &self.excluded_states);
        let call = self.paging.apply_offset(query::sorted(call, self.order_by, "id"));
        let call = query::days(query::at(call, "ToDate", self.to_date), self.duration);
        Condition::apply(self.condition.as_ref(), call)
    }
}
