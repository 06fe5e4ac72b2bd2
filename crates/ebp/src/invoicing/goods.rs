//! Goods (*articles de type marchandise*).

use guichet_core::{Result, operations};

use super::items::{ItemData, ItemDetail, ItemId};
use super::{Api, Invoicing};
use crate::hubbix::answer::{Deletion, confirm, fetch_one};

operations! {
    GET:    Safe,       GET    "/hubbix-gctpe/api/public/v1/items/goods/{IdItem}", "ebp.invoicing.goods.get",    "Obtenir un article de type [Marchandise]";
    CREATE: Unsafe,     POST   "/hubbix-gctpe/api/public/v1/items/goods",          "ebp.invoicing.goods.create", "Créer un article de type [Marchandise]";
    UPDATE: Idempotent, PUT    "/hubbix-gctpe/api/public/v1/items/goods/{IdItem}", "ebp.invoicing.goods.update", "Modifier un article de type [Marchandise]";
    DELETE: Idempotent, DELETE "/hubbix-gctpe/api/public/v1/items/goods/{IdItem}", "ebp.invoicing.goods.delete", "Supprimer une article de type [Marchandise]";
}

/// Goods.
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
/// let goods = ebp.invoicing("DomainId").goods();
/// let prices = Prices { vat_excluded: decimal::parse("199.99")?, vat_included: decimal::parse("239.99")? };
/// let data = ItemData {
///     code: Some("ART0001".to_owned()),
///     label: Some("Doudou teddy bear".to_owned()),
///     ..ItemData::new(5, 2, prices, decimal::parse("1")?)
/// };
/// let id = goods.create(&data).await?;
///
/// // Only the prices change.
/// let mut update = goods.get(id).await?.to_update()?;
/// update.price_vat_excluded = decimal::parse("150.00")?;
/// update.price_vat_included = decimal::parse("180.00")?;
/// goods.update(id, &update).await?;
/// let after = goods.get(id).await?;
/// assert_eq!((after.code, after.price_vat_included), (data.code, Some(update.price_vat_included)));
///
/// goods.delete(id).await?;
/// assert!(goods.get(id).await.unwrap_err().is_not_found());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Goods {
    api: Api,
}

impl Invoicing {
    /// Goods (*articles de type marchandise*).
    pub fn goods(&self) -> Goods {
        Goods { api: self.api() }
    }
}

impl Goods {
    /// Fetches a good. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number; that of a service is unknown here (*unverified*).
    pub async fn get(&self, id: impl Into<ItemId>) -> Result<ItemDetail> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Creates a good, and returns its number. Unsafe: repeated, it creates another; nothing is said of a code that exists.
    ///
    /// **Sending again**: after an error whose outcome is unknown, look for the code with [`items`](Invoicing::items) and
    /// [`ListQuery::search`](super::ListQuery::search) (that codes are searched is *unverified*), and create it only where it is not
    /// there.
    pub async fn create(&self, good: &ItemData) -> Result<ItemId> {
        good.send(self.api.call(&CREATE)).fetch().await
    }

    /// Writes a good over. Idempotent. EBP answers a number; that it is the item's is *unverified*. The line of
    /// its route has no number (003:5109), the sample has it.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn update(&self, id: impl Into<ItemId>, good: &ItemData) -> Result<Option<ItemId>> {
        good.send(self.api.call(&UPDATE).arg(id.into())).fetch_any().await
    }

    /// Deletes a good. Idempotent: the second time it is not found. [`ItemDetail::can_delete`] says whether it may be; the error for
    /// one that may not is not documented.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn delete(&self, id: impl Into<ItemId>) -> Result<Deletion> {
        confirm(self.api.call(&DELETE).arg(id.into())).await
    }
}
