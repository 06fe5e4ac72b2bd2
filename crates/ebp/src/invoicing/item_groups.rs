//! Groups of items (*familles d'article*).

use guichet_core::{Body, Model, Pager, Result, integer_id, operations};

use super::vat_rates::VatRateId;
use super::{Api, Invoicing, ListQuery};
use crate::hubbix::answer::{Deletion, confirm, fetch_one, shown};

integer_id! {
    /// Identifies a group of items.
    pub struct ItemGroupId;
}

operations! {
    LIST:   Safe,       GET    "/hubbix-gctpe/api/public/v1/item-groups",               "ebp.invoicing.item-groups.list",   "Obtenir une liste des familles de client";
    GET:    Safe,       GET    "/hubbix-gctpe/api/public/v1/item-groups/{IdItemGroup}", "ebp.invoicing.item-groups.get",    "Obtenir une famille d'article";
    CREATE: Unsafe,     POST   "/hubbix-gctpe/api/public/v1/item-groups",               "ebp.invoicing.item-groups.create", "Créer une famille d'article";
    UPDATE: Idempotent, PUT    "/hubbix-gctpe/api/public/v1/item-groups/{IdItemGroup}", "ebp.invoicing.item-groups.update", "Modifier une famille d'article";
    DELETE: Idempotent, DELETE "/hubbix-gctpe/api/public/v1/item-groups/{IdItemGroup}", "ebp.invoicing.item-groups.delete", "Supprimer une famille d'article";
}

/// Groups of items.
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
/// use guichet_ebp::invoicing::item_groups::NewItemGroup;
///
/// let invoicing = ebp.invoicing("DomainId");
/// let vat = invoicing.vat_rates().list(ListQuery::search("Monaco")).next().await.unwrap()?;
/// let groups = invoicing.item_groups();
/// let id = groups.create(&NewItemGroup::new("Matériel", vat.id)).await?;
///
/// let mut group = groups.get(id).await?.to_update()?;
/// group.label = "Matériel informatique".to_owned();
/// groups.update(id, &group).await?;
/// let after = groups.get(id).await?;
/// assert_eq!((after.label.as_deref(), after.vat_id), (Some("Matériel informatique"), Some(vat.id)));
///
/// groups.delete(id).await?;
/// assert!(groups.get(id).await.unwrap_err().is_not_found());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct ItemGroups {
    api: Api,
}

impl Invoicing {
    /// Groups of items (*familles d'article*).
    pub fn item_groups(&self) -> ItemGroups {
        ItemGroups { api: self.api() }
    }
}

impl ItemGroups {
    /// Lists groups. Safe. The title of its section speaks of groups of customers (003:5169); everything else in it is of items.
    pub fn list(&self, query: ListQuery) -> Pager<ItemGroup> {
        query.list(self.api.call(&LIST))
    }

    /// Fetches one group. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, id: impl Into<ItemGroupId>) -> Result<ItemGroup> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Creates a group, and returns its number. Unsafe: repeated, it creates another; nothing is said of a label that exists.
    ///
    /// **Sending again**: after an error whose outcome is unknown, look for the label with [`list`](Self::list) and
    /// [`ListQuery::search`] (that labels are searched is *unverified*), and create it only where it is not there.
    pub async fn create(&self, group: &NewItemGroup) -> Result<ItemGroupId> {
        self.api.call(&CREATE).json(group).fetch().await
    }

    /// Writes a group over, whole. Idempotent. EBP answers a number; that it is the group's is *unverified*.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn update(&self, id: impl Into<ItemGroupId>, group: &ItemGroupUpdate) -> Result<Option<ItemGroupId>> {
        self.api.call(&UPDATE).arg(id.into()).json(group).fetch_any().await
    }

    /// Deletes a group. Idempotent: the second time it is not found. [`ItemGroup::can_delete`] says whether it may be; the error for
    /// one that may not is not documented.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn delete(&self, id: impl Into<ItemGroupId>) -> Result<Deletion> {
        confirm(self.api.call(&DELETE).arg(id.into())).await
    }
}

/// A group of items (*famille d'article*).
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ItemGroup {
    pub id: ItemGroupId,
    pub label: Option<String>,
    /// The VAT rate (*taux de TVA*) of its items. One sample has 0, which no rate that is shown has (003:5183); what it means is not
    /// said.
    pub vat_id: Option<VatRateId>,
    /// `false`: a deletion is refused.
    pub can_delete: Option<bool>,
}

impl ItemGroup {
    /// The group as [`update`](ItemGroups::update) takes it, changing nothing, to be edited. Whether it may be deleted cannot be
    /// written.
    ///
    /// # Errors
    /// A group that was read without label or VAT rate.
    pub fn to_update(&self) -> Result<ItemGroupUpdate> {
        Ok(ItemGroupUpdate {
            label: shown(&UPDATE, "label", &self.label)?,
            vat_id: shown(&UPDATE, "VatId", &self.vat_id)?,
        })
    }
}

/// A group of items to create.
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct NewItemGroup {
    pub label: String,
    /// The VAT rate of its items.
    pub vat_id: VatRateId,
}

impl NewItemGroup {
    /// With both of its members, which EBP asks for.
    pub fn new(label: impl Into<String>, vat_id: impl Into<VatRateId>) -> Self {
        Self { label: label.into(), vat_id: vat_id.into() }
    }
}

/// A group of items to write over the one that is there, which begins with [`ItemGroup::to_update`]. The sample writes `VatId`, where
/// that of a creation has `vatId` (003:5295, 003:5263): each is sent as it is shown.
#[derive(Debug, Clone, Body)]
pub struct ItemGroupUpdate {
    pub label: String,
    /// The VAT rate of its items.
    #[serde(rename = "VatId")]
    pub vat_id: VatRateId,
}

impl ItemGroupUpdate {
    /// With both of its members, which EBP asks for.
    pub fn new(label: impl Into<String>, vat_id: impl Into<VatRateId>) -> Self {
        Self { label: label.into(), vat_id: vat_id.into() }
    }
}
