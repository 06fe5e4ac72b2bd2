//! VAT rates (*taux de TVA*).

use guichet_core::{Decimal, Model, Pager, integer_id, operations};

use super::{Api, Invoicing, ListQuery, Territoriality};

integer_id! {
    /// Identifies a VAT rate of invoicing; the accounting has others.
    pub struct VatRateId;
}

operations! {
    LIST: Safe, GET "/hubbix-gctpe/api/public/v1/vat-rates", "ebp.invoicing.vat-rates.list", "Obtenir une liste des taux de TVA";
}

/// VAT rates.
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
/// use guichet_ebp::Decimal;
/// use guichet_ebp::invoicing::{ListQuery, Territoriality};
///
/// let exemptions = ebp.invoicing("DomainId").vat_rates().list(ListQuery::search("exonération")).collect_all().await?;
/// let exports = exemptions.iter().find(|rate| rate.territoriality == Some(Territoriality::ImportExport)).unwrap();
/// assert_eq!((exports.rate, exports.is_default), (Some(Decimal::ZERO), Some(true)));
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct VatRates {
    api: Api,
}

impl Invoicing {
    /// VAT rates (*taux de TVA*).
    pub fn vat_rates(&self) -> VatRates {
        VatRates { api: self.api() }
    }
}

impl VatRates {
    /// Lists rates. Safe. The sample's answer is a plain list without a total, and has more elements than were asked for; the text
    /// around it speaks of pages, and of a list in `elements` (003:9655). Both are read. That a plain list is paged is *unverified* (EG-1):
    /// it ends with a page of fewer elements than were asked for, or of more.
    pub fn list(&self, query: ListQuery) -> Pager<VatRate> {
        query.list_without_total(self.api.call(&LIST))
    }
}

/// A VAT rate (*taux de TVA*).
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VatRate {
    pub id: VatRateId,
    /// Where it applies.
    pub territoriality: Option<Territoriality>,
    pub label: Option<String>,
    /// In percent: that 20 is 20 % is *unverified*, all samples have 0.
    pub rate: Option<Decimal>,
    /// Whether it can be applied (*géré dans l'application*).
    pub status: Option<bool>,
    /// Whether it is the one that is used where nothing else is said; in the samples, for its territory.
    pub is_default: Option<bool>,
}
