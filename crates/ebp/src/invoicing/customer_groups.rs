//! Groups of customers (*familles de client*).

use guichet_core::{Body, Decimal, Model, Pager, Result, integer_id, operations};

use super::settlement_terms::SettlementTermId;
use super::{Api, Invoicing, ListQuery};
use crate::hubbix::answer::{Deletion, confirm, fetch_one, shown};

integer_id! {
    /// Identifies a group of customers.
    pub struct CustomerGroupId;
}

operations! {
    LIST:   Safe,       GET    "/hubbix-gctpe/api/public/v1/customer-groups",                   "ebp.invoicing.customer-groups.list",   "Obtenir une liste des familles de client";
    GET:    Safe,       GET    "/hubbix-gctpe/api/public/v1/customer-groups/{IdCustomerGroup}", "ebp.invoicing.customer-groups.get",    "Obtenir une famille de client";
    CREATE: Unsafe,     POST   "/hubbix-gctpe/api/public/v1/customer-groups",                   "ebp.invoicing.customer-groups.create", "Créer une famille de client";
    UPDATE: Idempotent, PUT    "/hubbix-gctpe/api/public/v1/customer-groups/{IdCustomerGroup}", "ebp.invoicing.customer-groups.update", "Modifier une famille de client";
    DELETE: Idempotent, DELETE "/hubbix-gctpe/api/public/v1/customer-groups/{IdCustomerGroup}", "ebp.invoicing.customer-groups.delete", "Supprimer une famille de client";
}

/// Groups of customers.
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
/// use guichet_ebp::invoicing::customer_groups::CustomerGroupData;
///
/// let groups = ebp.invoicing("DomainId").customer_groups();
/// let mut hospitals = CustomerGroupData::new("Hôpitaux", decimal::parse("1.99")?);
/// hospitals.comment = Some("et cliniques".to_owned());
/// let id = groups.create(&hospitals).await?;
///
/// // Only the discount changes.
/// let before = groups.get(id).await?;
/// groups.update(id, &CustomerGroupData { discount_rate: decimal::parse("5.50")?, ..before.to_update()? }).await?;
/// let after = groups.get(id).await?;
/// assert_eq!((after.label, after.comment), (before.label, before.comment));
/// assert_eq!(after.discount_rate, Some(decimal::parse("5.50")?));
///
/// groups.delete(id).await?;
/// assert!(groups.get(id).await.unwrap_err().is_not_found());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct CustomerGroups {
    api: Api,
}

impl Invoicing {
    /// Groups of customers (*familles de client*).
    pub fn customer_groups(&self) -> CustomerGroups {
        CustomerGroups { api: self.api() }
    }
}

impl CustomerGroups {
    /// Lists groups. Safe.
    pub fn list(&self, query: ListQuery) -> Pager<CustomerGroup> {
        query.list(self.api.call(&LIST))
    }

    /// Fetches one group. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, id: impl Into<CustomerGroupId>) -> Result<CustomerGroup> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Creates a group, and returns its number. Unsafe: repeated, it creates another; nothing is said of a label that exists.
    ///
    /// **Sending again**: after an error whose outcome is unknown, look for the label with [`list`](Self::list) and
    /// [`ListQuery::search`] (that labels are searched is *unverified*), and create it only where it is not there.
    pub async fn create(&self, group: &CustomerGroupData) -> Result<CustomerGroupId> {
        self.api.call(&CREATE).json(group).fetch().await
    }

    /// Writes a group over, whole. Idempotent. EBP answers a number; that it is the group's is *unverified*.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn update(
        &self,
        id: impl Into<CustomerGroupId>,
        group: &CustomerGroupData,
    ) -> Result<Option<CustomerGroupId>> {
        self.api.call(&UPDATE).arg(id.into()).json(group).fetch_any().await
    }

    /// Deletes a group. Idempotent: the second time it is not found. [`CustomerGroup::can_delete`] says whether it may be; the error
    /// for one that may not is not documented.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn delete(&self, id: impl Into<CustomerGroupId>) -> Result<Deletion> {
        confirm(self.api.call(&DELETE).arg(id.into())).await
    }
}

/// A group of customers (*famille de client*).
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CustomerGroup {
    pub id: CustomerGroupId,
    pub label: Option<String>,
    /// Discount (*remise*) in percent: 5.50 is 5.5 %. That it is positive where customers pay less is *unverified*.
    pub discount_rate: Option<Decimal>,
    /// How and when its customers pay (*condition de règlement*).
    pub settlement_term_id: Option<SettlementTermId>,
    pub comment: Option<String>,
    /// `false`: a deletion is refused.
    pub can_delete: Option<bool>,
}

impl CustomerGroup {
    /// The group as [`update`](CustomerGroups::update) takes it, changing nothing, to be edited. Whether it may be deleted cannot be
    /// written.
    ///
    /// # Errors
    /// A group that was read without label or discount.
    pub fn to_update(&self) -> Result<CustomerGroupData> {
        Ok(CustomerGroupData {
            label: shown(&UPDATE, "label", &self.label)?,
            discount_rate: shown(&UPDATE, "discountRate", &self.discount_rate)?,
            settlement_term_id: self.settlement_term_id,
            comment: self.comment.clone(),
        })
    }
}

/// A group of customers to create, or to write over the one that is there, which begins with [`CustomerGroup::to_update`]. What is
/// `None` is not sent, which the text calls the same as null (003:9676): that an update clears it is *unverified*.
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct CustomerGroupData {
    pub label: String,
    /// Discount (*remise*) in percent: 5.50 is 5.5 %.
    pub discount_rate: Decimal,
    pub settlement_term_id: Option<SettlementTermId>,
    pub comment: Option<String>,
}

impl CustomerGroupData {
    /// With the members that EBP asks for; a discount of 0 is none.
    pub fn new(label: impl Into<String>, discount_rate: Decimal) -> Self {
        Self { label: label.into(), discount_rate, settlement_term_id: None, comment: None }
    }
}
