//! Items (*articles*).

use guichet_core::time::PrimitiveDateTime;
use guichet_core::vendor::Call;
use guichet_core::{Operation, Pager, Result, open_enum};
use serde::de::DeserializeOwned;

use super::api::Folder;
use super::changes::{Changes, Since};
use super::families::{FAMILY, FamilyFilter, SUB_FAMILY};
use super::row::Row;
use super::{Condition, Paging, answer, query};

open_enum! {
    /// Whether an item is still sold (*ActiveState*). The text has no list; that states are given by name is *unverified* (S-1).
    pub enum ItemActiveState: text {
        /// It is.
        Active = "Active",
    }
}

/// How the address of items is spelt. The vendor's page has both; which of them its servers have is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ItemsSpelling {
    /// `ItemsExtentedQuery`, as in the route lines.
    #[default]
    RouteLine,
    /// `ItemsExtendedQuery`, as in the sample.
    Sample,
}

/// The key of the table of items.
const KEY: &str = "id";

/// Items.
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
/// use guichet_ebp::saas::items::ItemsQuery;
/// use guichet_ebp::saas::{FamilyFilter, Row};
///
/// let items = ebp.gescom().folder("3691").items();
/// // Asked once and kept: the vendor's page spells the address in two ways.
/// let items = items.spelt(items.find_spelling().await?);
/// let query = ItemsQuery { families: FamilyFilter::within(["Fam%"]), ..ItemsQuery::columns(["Id", "FamilyId"]) };
/// let item = items.list_with_tracking_stock::<Row>(query).next().await.ok_or("no item")??;
/// assert!(item.text("FamilyId")?.is_some_and(|family| family.starts_with("Fam")));
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Items {
    pub(super) folder: Folder,
    pub(super) spelling: ItemsSpelling,
}

impl Items {
    /// The same by another spelling of the address.
    #[must_use]
    pub fn spelt(&self, spelling: ItemsSpelling) -> Self {
        Self { folder: self.folder.clone(), spelling }
    }

    /// Asks which spelling the vendor has, with a page of one item: that of the route lines, or where this is not found that of the
    /// sample. Safe.
    ///
    /// # Errors
    /// `is_not_found` where neither is there: the folder may be unknown.
    pub async fn find_spelling(&self) -> Result<ItemsSpelling> {
        let query = || ItemsQuery { paging: Paging::pages_of(1), ..ItemsQuery::columns([KEY]) };
        for (spelling, is_last) in [(ItemsSpelling::RouteLine, false), (ItemsSpelling::Sample, true)] {
            match self.spelt(spelling).list::<Row>(query()).next().await.transpose() {
                Err(error) if error.is_not_found() && !is_last => {}
                Err(error) if error.row().is_none() => return Err(error),
                _ => return Ok(spelling),
            }
        }
        Ok(ItemsSpelling::default())
    }

    /// Lists items, as [`Row`]s or in a type of the caller's own. Safe. All columns of an item hold images, too: name those
    /// that are needed.
    pub fn list<T: DeserializeOwned + Send + 'static>(&self, query: ItemsQuery) -> Pager<T> {
        answer::rows(self.listing(self.folder.routes().items, query))
    }

    /// The same, each with its stock (*suivi de stock*). In which column it comes is not documented. Safe.
    pub fn list_with_tracking_stock<T: DeserializeOwned + Send + 'static>(&self, query: ItemsQuery) -> Pager<T> {
        answer::rows(self.listing(self.folder.routes().items_with_stock, query))
    }

    /// Lists items that were changed since a moment (*SysModifiedDate*), each once. Safe. Deleted ones are not seen.
    pub fn changes(&self, query: ItemsQuery, since: Since) -> Changes {
        self.changed(self.folder.routes().items, query, since)
    }

    /// The same, each with its stock. That a changed stock changes its item is *unverified* (S-17). Safe.
    pub fn changes_with_tracking_stock(&self, query: ItemsQuery, since: Since) -> Changes {
        self.changed(self.folder.routes().items_with_stock, query, since)
    }

    fn changed(&self, operations: [&'static Operation; 2], query: ItemsQuery, since: Since) -> Changes {
        let (has_moment, paging) = (query.sys_modified_date.is_some(), query.paging);
        let columns = since.columns(query.columns, KEY);
        let query = ItemsQuery { columns, sys_modified_date: Some(since.from()), ..query };
        Changes::of(since.alone(self.listing(operations, query), has_moment, paging), KEY, since)
    }

    fn listing(&self, [route_line, sample]: [&'static Operation; 2], query: ItemsQuery) -> Call {
        query.apply(self.folder.call(match self.spelling {
            ItemsSpelling::RouteLine => route_line,
            ItemsSpelling::Sample => sample,
        }))
    }
}

/// Which items, and which columns of them.
#[derive(Debug, Clone, Default)]
pub struct ItemsQuery {
    /// The columns to show; all of them where none is here.
    pub columns: Vec<String>,
    /// Rows that were changed after this moment, strictly, by the vendor's clock. See [`Items::changes`].
    pub sys_modified_date: Option<PrimitiveDateTime>,
    /// The column to sort by, upwards; `id` by default.
    pub order_by: Option<String>,
    pub paging: Paging,
    pub families: FamilyFilter,
    pub sub_families: FamilyFilter,
    pub condition: Option<Condition>,
    /// Items of none of these states. That several are written in quotes with commas is *unverified* (S-3).
    pub excluded_states: Vec<ItemActiveState>,
}

impl ItemsQuery {
    /// These columns of all items.
    pub fn columns(columns: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    fn apply(self, call: Call) -> Call {
        let call = query::columns(call, &self.columns);
        let call = query::at(call, "SysModifiedDate", self.sys_modified_date);
        let call = self.paging.apply_offset(query::sorted(call, self.order_by, KEY));
        let call = self.sub_families.apply(self.families.apply(call, FAMILY), SUB_FAMILY);
        let call = Condition::apply(self.condition.as_ref(), call);
        query::quoted(call, "ActiveStateExcluded", &self.excluded_states)
    }
}
