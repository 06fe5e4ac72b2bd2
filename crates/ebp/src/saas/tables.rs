//! Rows of any table (*requête générique*), by list and by key.

use guichet_core::time::PrimitiveDateTime;
use guichet_core::vendor::Call;
use guichet_core::{Pager, Result, string_id};
use serde::de::DeserializeOwned;

use super::api::Folder;
use super::changes::{Changes, Since};
use super::whole::WholeTable;
use super::{Condition, Paging, answer, query};

string_id! {
    /// The primary key of a row, `CL00001` say.
    pub struct RowKey;
}

impl From<i64> for RowKey {
    fn from(number: i64) -> Self {
        Self::from(number.to_string())
    }
}

/// The rows of one table.
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
/// use guichet_ebp::saas::gescom::Table;
/// use guichet_ebp::saas::{FoldersQuery, Row, TableQuery, column};
///
/// let gescom = ebp.gescom();
/// let first = gescom.folders(FoldersQuery::default()).next().await.ok_or("no folder")??;
/// let items = gescom.folder(first.id).table(Table::Item);
///
/// // Columns of the tables that it refers to stand behind their names.
/// assert!(gescom.dependencies(Table::Item).collect_all().await?.contains(&"Unit".to_owned()));
/// let query = TableQuery {
///     condition: Some(column("FamilyId").equal("Fam1").and(column("SalePriceVatExcluded").upper(100))),
///     ..TableQuery::columns(["Id", "SalePriceVatExcluded", "Unit.Caption"])
/// };
/// let item: Row = items.list(query).next().await.ok_or("no item")??;
/// assert!(item.decimal("SalePriceVatExcluded")? > Some(100.into()));
/// println!("{:?}", item.text("Unit.Caption")?);
///
/// // By its key, in a type of one's own: its fields are found in any case.
/// #[derive(serde::Deserialize)]
/// struct Item {
///     id: String,
///     family_id: Option<String>,
/// }
/// let key = item.text("id")?.ok_or("no key")?;
/// let same: Item = items.get(key.as_str(), ["Id", "FamilyId"]).await?;
/// assert_eq!((same.id, same.family_id.as_deref()), (key, Some("Fam1")));
/// assert!(items.get::<Row>("nothing", ["Id"]).await.unwrap_err().is_not_found());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Rows {
    folder: Folder,
    table: String,
    key: String,
}

impl Rows {
    pub(super) fn new(folder: Folder, table: &str, key: &str) -> Self {
        Self { folder, table: table.to_owned(), key: key.to_owned() }
    }

    /// The same with another key, for a table that this crate does not know: what lists are sorted by without a word, and by what a row
    /// is known again. For those `id` is taken, which is *unverified* (S-10).
    #[must_use]
    pub fn keyed_by(self, key: impl Into<String>) -> Self {
        Self { key: key.into(), ..self }
    }

    /// Lists rows, as [`Row`](super::Row)s or in a type of the caller's own. Safe.
    pub fn list<T: DeserializeOwned + Send + 'static>(&self, query: TableQuery) -> Pager<T> {
        answer::rows(self.listing(query))
    }

    /// Fetches the row of this key with these columns; with none, all of them. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown key. How the vendor says so is not documented: also an answer without a row is one.
    pub async fn get<T: DeserializeOwned>(
        &self,
        key: impl Into<RowKey>,
        columns: impl IntoIterator<Item: Into<String>>,
    ) -> Result<T> {
        let columns: Vec<String> = columns.into_iter().map(Into::into).collect();
        let call = self.folder.call(self.folder.routes().query_one).arg(key.into());
        answer::one(query::columns(call.query("TableName", &self.table), &columns)).await
    }

    /// Begins to read a whole list, and says how many calls it takes: the first page is fetched here. Safe.
    ///
    /// # Errors
    /// The first page cannot be had.
    pub async fn whole<T: DeserializeOwned + Send + 'static>(&self, query: TableQuery) -> Result<WholeTable<T>> {
        let paging = query.paging;
        WholeTable::begin(self.list(query), paging, self.folder.product.client.limits()).await
    }

    /// Lists rows that were changed since a moment (*FromModifiedDate*), each once. Safe. Deleted rows are not seen.
    pub fn changes(&self, query: TableQuery, since: Since) -> Changes {
        let query = TableQuery { columns: since.columns(query.columns, &self.key), ..query };
        let (has_moment, paging) = (query.from_modified_date.is_some(), query.paging);
        let query = TableQuery { from_modified_date: Some(since.from()), ..query };
        Changes::of(since.alone(self.listing(query), has_moment, paging), &self.key, since)
    }

    fn listing(&self, query: TableQuery) -> Call {
        let call = self.folder.call(self.folder.routes().query).query("TableName", &self.table);
        query.apply(call, &self.key)
    }
}

/// Which rows of a table, and which columns of them.
#[derive(Debug, Clone, Default)]
pub struct TableQuery {
    /// The columns to show; all of them where none is here. Those of another table stand behind its name, `Unit.Caption`. Some tables
    /// are heavy, items with their images say: name what is needed.
    pub columns: Vec<String>,
    /// Rows that were changed after this moment, strictly, by the vendor's clock. See [`Rows::changes`].
    pub from_modified_date: Option<PrimitiveDateTime>,
    /// The column to sort by, upwards; the table's key by default. Pages of rows that share a value may overlap.
    pub order_by: Option<String>,
    pub condition: Option<Condition>,
    pub paging: Paging,
}

impl TableQuery {
    /// These columns of all rows.
    pub fn columns(columns: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { columns: columns.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    fn apply(self, call: Call, key: &str) -> Call {
        let call = query::columns(call, &self.columns);
        let call = query::at(call, "FromModifiedDate", self.from_modified_date);
        let call = query::sorted(call, self.order_by, key);
        let call = Condition::apply(self.condition.as_ref(), call);
        self.paging.apply_offset(call)
    }
}
