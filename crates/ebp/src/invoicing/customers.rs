//! Customers (*clients*).

mod model;

pub use model::{
    Contact, ContactsDetail, Customer, CustomerContacts, CustomerData, CustomerType, Discount, InvoicingContact,
};

use guichet_core::vendor::Call;
use guichet_core::{Result, integer_id, operations};

use super::documents::DocumentDate;
use super::{Api, Invoicing};
use crate::hubbix::answer::{Deletion, confirm, fetch_one, shown};

integer_id! {
    /// Identifies a customer.
    pub struct CustomerId;
}

integer_id! {
    /// Identifies a type of customers. 0 is written and 2 is read in the samples; the types are not listed.
    pub struct CustomerTypeId;
}

integer_id! {
    /// Identifies a category of prices (*catégorie tarifaire*). They are not listed.
    pub struct PriceCategoryId;
}

operations! {
    GET:    Safe,       GET    "/hubbix-gctpe/api/public/v1/customers/{IdCustomer}", "ebp.invoicing.customers.get",    "Obtenir un client";
    CREATE: Unsafe,     POST   "/hubbix-gctpe/api/public/v1/customers",              "ebp.invoicing.customers.create", "Créer un client";
    UPDATE: Idempotent, PUT    "/hubbix-gctpe/api/public/v1/customers/{IdCustomer}", "ebp.invoicing.customers.update", "Modifier un client";
    DELETE: Idempotent, DELETE "/hubbix-gctpe/api/public/v1/customers/{IdCustomer}", "ebp.invoicing.customers.delete", "Supprimer un client";
}

/// Customers. The documentation has no list of them: keep the number that [`create`](Self::create) answers.
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
/// use guichet_ebp::invoicing::customers::{CustomerData, CustomerType};
///
/// let customers = ebp.invoicing("DomainId").customers();
/// let mut town = CustomerData::new("MAIRIE", "CL-117", CustomerType::PublicBody);
/// town.siret = Some("33083894700043".to_owned());
/// let id = customers.create(&town).await?;
///
/// // Only the name changes. The type is not shown, so that it is not carried.
/// let before = customers.get(id).await?;
/// customers.update(id, &CustomerData { name: "MAIRIE DE LYON".to_owned(), ..before.to_update()? }).await?;
/// let after = customers.get(id).await?;
/// assert_eq!((after.name.as_deref(), after.siret), (Some("MAIRIE DE LYON"), before.siret));
///
/// customers.delete(id).await?;
/// assert!(customers.get(id).await.unwrap_err().is_not_found());
/// # sandbox.stop().await;
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Customers {
    api: Api,
}

impl Invoicing {
    /// Customers (*clients*).
    pub fn customers(&self) -> Customers {
        Customers { api: self.api() }
    }
}

impl Customers {
    /// Fetches one customer. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, id: impl Into<CustomerId>) -> Result<Customer> {
        fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Creates a customer, and returns its number. **Unsafe**: repeated, it creates another, unless EBP refuses the `code`, which the
    /// text calls unique.
    ///
    /// **Sending again**: nothing lists customers. One that has a document shows in
    /// [`sale_commitments`](Invoicing::sale_commitments), with its code and its number; one that has none is not found again. With the
    /// same code it may be sent again where two customers of one code are worse than an error: that EBP refuses the second is
    /// *unverified*.
    ///
    /// # Errors
    /// A customer without [`customer_type`](CustomerData::customer_type), before anything is sent.
    pub async fn create(&self, customer: &CustomerData) -> Result<CustomerId> {
        with_type(self.api.call(&CREATE), customer).json(customer).fetch().await
    }

    /// Writes a customer over, whole. Idempotent (*unverified*: what becomes of members that are left out is not documented). EBP
    /// answers a number, which the table calls the customer's.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn update(&self, id: impl Into<CustomerId>, customer: &CustomerData) -> Result<Option<CustomerId>> {
        self.api.call(&UPDATE).arg(id.into()).json(customer).fetch_any().await
    }

    /// Deletes a customer. Idempotent: the second time it is not found. Whether one with documents is deleted is not documented.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn delete(&self, id: impl Into<CustomerId>) -> Result<Deletion> {
        confirm(self.api.call(&DELETE).arg(id.into())).await
    }
}

fn with_type(call: Call, customer: &CustomerData) -> Call {
    call.check("type", customer.customer_type.as_ref().map(|_| ()).ok_or("a new customer needs it"))
}

impl Customer {
    /// The customer as [`update`](Customers::update) takes it, changing nothing of what is shown. Not carried, because it is not shown or
    /// cannot be written: the type (`customer_type`), the three flags "the same as", whether the earlier dues are settled, and both
    /// balances.
    ///
    /// # Errors
    /// One that was read without name or code, or whose day of earlier dues has no offset from UTC.
    pub fn to_update(&self) -> Result<CustomerData> {
        let date = |read| DocumentDate::of(&UPDATE, "anteriorDate", read);
        Ok(CustomerData {
            name: shown(&UPDATE, "name", &self.name)?,
            code: shown(&UPDATE, "code", &self.code)?,
            customer_type: None,
            legal_form: self.legal_form.clone(),
            discount_rate: self.discount_rate.map(Discount::Rate),
            settlement_term_id: self.settlement_term_id,
            intracommunity_vat_number: self.intracommunity_vat_number.clone(),
            siret: self.siret.clone(),
            customer_group_id: self.customer_group_id,
            customer_type_id: self.customer_type_id,
            website: self.website.clone(),
            price_category_id: self.price_category_id,
            account: self.account.clone(),
            contacts_detail: self.contacts_detail.as_ref().map(CustomerContacts::from),
            anterior_due_amount: self.anterior_due_amount,
            anterior_date: self.anterior_date.as_ref().map(date).transpose()?,
        })
    }
}
