//! Services (*articles de type service*).

use guichet_core::{Result, operations};

use super::items::{ItemData, ItemDetail, ItemId};
use super::{Api, Invoicing};
use crate::hubbix::answer::{Deletion, confirm, fetch_one};

operations! {
    GET:    Safe,       GET    "/hubbix-gctpe/api/public/v1/items/services/{IdItem}", "ebp.invoicing.services.get",    "Obtenir un article de type [Service]";
    CREATE: Unsafe,     POST   "/hubbix-gctpe/api/public/v1/items/services",          "ebp.invoicing.services.create", "Créer un article de type [Service]";
    UPDATE: Idempotent, PUT    "/hubbix-gctpe/api/public/v1/items/services/{IdItem}", "ebp.invoicing.services.update", "Créer un article";
    DELETE: Idempotent, DELETE "/hubbix-gctpe/api/public/v1/items/services/{IdItem}", "ebp.invoicing.services.delete", "Supprimer une article de type [Service]";
}

/// Services.
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
/// use guichet_ebp::decimal;
/// use guichet_ebp::invoicing::items::{ItemData, Prices};
///
/// let services = ebp.invoicing("DomainId").services();
/// let prices = Prices { vat_excluded: decimal::parse("199.99")?, vat_included: decimal::parse("239.99")? };
/// let data = ItemData {
///     code: Some("ART0001".to_owned()),
///     label: Some("Pose".to_owned()),
///     ..ItemData::new(5, 3, prices, decimal::parse("1")?)
/// };
/// let id = services.create(&data).await?;
///
/// // Only the prices change.
/// let mut update = services.get(id).await?.to_update()?;
/// update.price_vat_excluded = decimal::parse("150.00")?;
/// update.price_vat_included = decimal::parse("180.00")?;
/// services.update(id, &update).await?;
/// let after = services.get(id).await?;
/// assert_eq!((after.code, after.price_vat_included), (data.code, Some(update.price_vat_included)));
///
/// services.delete(id).await?;
/// assert!(services.get(id).await.unwrap_err().is_not_found());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Services {
    api: Api,
}

impl Invoicing {
    /// Services (*articles de type service*).
    pub fn services(&self) -> Services {
        Services { api: self.api() }
    }
}

impl Services {
    /// Fetches a service. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number; that of a good is unknown here (*unverified*).
    pub async fn get(&self, id: impl Into<ItemId>) -> Result<ItemDetail> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Creates a service, and returns its number. Unsafe: repeated, it creates another; nothing is said of a code that exists.
    ///
    /// **Sending again**: after an error whose outcome is unknown, look for the code with [`items`](Invoicing::items) and
    /// [`ListQuery::search`](super::ListQuery::search) (that codes are searched is *unverified*), and create it only where it is not
    /// there.
    pub async fn create(&self, service: &ItemData) -> Result<ItemId> {
        service.send(self.api.call(&CREATE)).fetch().await
    }

    /// Writes a service over. Idempotent. EBP answers a number; that it is the item's is *unverified*.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn update(&self, id: impl Into<ItemId>, service: &ItemData) -> Result<Option<ItemId>> {
        service.send(self.api.call(&UPDATE).arg(id.into())).fetch_any().await
    }

    /// Deletes a service. Idempotent: the second time it is not found. [`ItemDetail::can_delete`] says whether it may be; the error for
    /// one that may not is not documented.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn delete(&self, id: impl Into<ItemId>) -> Result<Deletion> {
        confirm(self.api.call(&DELETE).arg(id.into())).await
    }
}
