//! Units in which items are sold (*unités de vente*).

use guichet_core::{Decimal, Model, Pager, Result, integer_id, open_enum, operations};

use super::{Api, Invoicing, ListQuery};
use crate::hubbix::answer::fetch_one;

integer_id! {
    /// Identifies a unit.
    pub struct SaleUnitId;
}

open_enum! {
    /// What a unit measures (*UnitType*, 003:9680).
    pub enum UnitType: number {
        /// Time, on the basis of the hour.
        Time = "1",
        /// Weight (*poids*).
        Weight = "2",
        /// Area (*surface*).
        Area = "3",
        /// Volume.
        Volume = "4",
        /// Size (*taille*): a length, by the samples.
        Size = "5",
        /// Something else (*autre*).
        Miscellaneous = "6",
        /// Nothing but a count (*unité basique*).
        Unit = "7",
    }
}

operations! {
    LIST: Safe, GET "/hubbix-gctpe/api/public/v1/sale-units",              "ebp.invoicing.sale-units.list", "Obtenir une liste des unités de vente";
    GET:  Safe, GET "/hubbix-gctpe/api/public/v1/sale-units/{IdSaleUnit}", "ebp.invoicing.sale-units.get",  "Obtenir une unité de vente";
}

/// Units in which items are sold.
///
/// ```
/// # #[cfg(not(feature = "login"))]
/// # fn main() {}
/// # #[cfg(feature = "login")]
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
/// use guichet_ebp::invoicing::ListQuery;
/// use guichet_ebp::invoicing::sale_units::UnitType;
///
/// let units = ebp.invoicing("DomainId").sale_units();
/// let found = units.list(ListQuery::search("micromètre")).next().await.unwrap()?;
/// let micrometre = units.get(found.id).await?;
/// assert_eq!((micrometre.unit.as_deref(), micrometre.unit_type), (Some("µm"), Some(UnitType::Size)));
///
/// // EBP answers 400 for what does not exist here.
/// let error = units.get(8016).await.unwrap_err();
/// assert!(error.is_not_found() && error.status().is_some_and(|status| status == 400));
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct SaleUnits {
    api: Api,
}

impl Invoicing {
    /// Units in which items are sold (*unités de vente*).
    pub fn sale_units(&self) -> SaleUnits {
        SaleUnits { api: self.api() }
    }
}

impl SaleUnits {
    /// Lists all units, those that are not active too: [`SaleUnit::is_active`]. Safe.
    ///
    /// # Errors
    /// 400 with a code and a message; the text does not say for what.
    pub fn list(&self, query: ListQuery) -> Pager<SaleUnit> {
        query.list_skip_first(self.api.call(&LIST))
    }

    /// Fetches one unit. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number, which EBP answers with 400 and `SaleUnit.NotFound` (003:8867).
    pub async fn get(&self, id: impl Into<SaleUnitId>) -> Result<SaleUnit> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }
}

/// A unit in which items are sold (*unité de vente*).
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct SaleUnit {
    pub id: SaleUnitId,
    /// Its symbol: `µm`.
    pub unit: Option<String>,
    /// Its name, or what it is.
    pub label: Option<String>,
    pub unit_type: Option<UnitType>,
    /// How many decimals.
    pub decimal_precision: Option<i64>,
    /// What it is in the unit that it comes from (*équivalence dans son unité d'origine*). Which unit that is, and which way to
    /// convert, the text does not say: the samples have 1 for a nanometre and for a micrometre.
    pub equivalence: Option<Decimal>,
    pub comment: Option<String>,
    pub is_active: Option<bool>,
}
