//! Customers.

use guichet_core::time::Date;
use guichet_core::{Call, Client, Effect, Method, Operation, Pager, Result, integer_id, open_enum};
use serde::{Deserialize, Serialize, Serializer};

use crate::client::Workadu;
use crate::companies::CompanyId;
use crate::data;
use crate::query::{ListOptions, filter};
use crate::types::{Change, SocialAccount};

integer_id! {
    /// Identifies a customer.
    pub struct CustomerId;
}

open_enum! {
    /// Gender.
    pub enum Gender: text {
        /// Male.
        Male = "M",
        /// Female.
        Female = "F",
    }
}

/// Customers, the caller's own or, for a company's administrator, all of the company.
#[derive(Debug, Clone)]
pub struct Customers {
    api: Client,
}

impl Workadu {
    /// Customers.
    pub fn customers(&self) -> Customers {
        Customers { api: self.core() }
    }
}

static CREATE: Operation = Operation::new(
    "workadu.customers.create",
    Method::POST,
    "/api/customers/",
    Effect::Unsafe,
    Some("Create a new Customer"),
);
static LIST: Operation =
    Operation::new("workadu.customers.list", Method::GET, "/api/customers/", Effect::Safe, Some("List all Customers"));
static GET: Operation = Operation::new(
    "workadu.customers.get",
    Method::GET,
    "/api/customers/{customer_id}",
    Effect::Safe,
    Some("Get a specific Customer"),
);
static UPDATE: Operation = Operation::new(
    "workadu.customers.update",
    Method::PATCH,
    "/api/customers/{customer_id}",
    Effect::Idempotent,
    Some("Update a Customer"),
);

/// The calls of this resource.
pub static OPERATIONS: &[&Operation] = &[&CREATE, &LIST, &GET, &UPDATE];

impl Customers {
    /// Creates a customer. Unsafe: repeated, it may create another; a duplicate is said to be refused with 409.
    ///
    /// # Errors
    /// 400 for a malformed e-mail address.
    pub async fn create(&self, customer: &NewCustomer) -> Result<Customer> {
        data::one(self.api.call(&CREATE).json(customer)).await
    }

    /// Lists customers. Safe.
    pub fn list(&self, query: CustomersQuery) -> Pager<Customer> {
        data::list(query.apply(self.api.call(&LIST)))
    }

    /// Fetches one customer. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, id: impl Into<CustomerId>) -> Result<Customer> {
        data::one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches several customers in one call. Safe.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn get_many(&self, ids: impl IntoIterator<Item = CustomerId>) -> Result<Vec<Customer>> {
        data::many(self.api.call(&GET).args(ids)).await
    }

    /// Changes the members that are set. Idempotent. The answer names one changed member, whatever was changed.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number (a 400 at Workadu).
    pub async fn update(&self, id: impl Into<CustomerId>, changes: &CustomerUpdate) -> Result<Change> {
        data::told(self.api.call(&UPDATE).arg(id.into()).json(changes)).await
    }
}

/// Filters of the list of customers.
#[derive(Debug, Clone, Default)]
pub struct CustomersQuery {
    pub fullname: Option<String>,
    pub email: Option<String>,
    pub mobile: Option<String>,
    /// ISO country code, says the documentation; its example is `UK`.
    pub country: Option<String>,
    pub city: Option<String>,
    pub postal_code: Option<String>,
    pub company_id: Option<CompanyId>,
    /// Order, page, and filters by other members.
    pub list: ListOptions,
}

impl CustomersQuery {
    fn apply(self, call: Call) -> Call {
        let call = filter(call, "fullname", self.fullname);
        let call = filter(call, "email", self.email);
        let call = filter(call, "mobile", self.mobile);
        let call = filter(call, "Country", self.country);
        let call = filter(call, "city", self.city);
        let call = filter(call, "postal_code", self.postal_code);
        let call = filter(call, "company_id", self.company_id);
        self.list.apply(call)
    }
}

/// A customer to create.
#[derive(Debug, Clone, Serialize)]
pub struct NewCustomer {
    pub fullname: String,
    pub email: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Sent as text, so that leading zeros stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// Sent as text, so that `+` and leading zeros stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "guichet_core::dates::date_option")]
    pub birthdate: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// Sent as JSON text in one member. *Unverified*: the documentation's sample has typographic quotes.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "social_text")]
    pub social: Vec<SocialAccount>,
    /// The name of the customer's company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_office: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_type: Option<String>,
    #[serde(rename = "companyid", skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
}

impl NewCustomer {
    /// A customer with the members that Workadu asks for.
    pub fn new(fullname: impl Into<String>, email: impl Into<String>) -> Self {
        Self {
            fullname: fullname.into(),
            email: email.into(),
            city: None,
            address: None,
            postal_code: None,
            country: None,
            mobile: None,
            vat_number: None,
            birthdate: None,
            gender: None,
            social: Vec::new(),
            title: None,
            tax_office: None,
            business_type: None,
            company_id: None,
        }
    }
}

/// Changes to a customer; what is `None` stays as it is.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CustomerUpdate {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fullname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "guichet_core::dates::date_option")]
    pub birthdate: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// All accounts; an empty list is not sent.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "social_text")]
    pub social: Vec<SocialAccount>,
    /// The name of the customer's company.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tax_office: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_type: Option<String>,
    #[serde(rename = "companyid", skip_serializing_if = "Option::is_none")]
    pub company_id: Option<CompanyId>,
}

fn social_text<S: Serializer>(accounts: &[SocialAccount], serializer: S) -> Result<S::Ok, S::Error> {
    let text = serde_json::to_string(accounts).map_err(serde::ser::Error::custom)?;
    serializer.serialize_str(&text)
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Customer {
    pub id: CustomerId,
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub fullname: Option<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub email: Option<String>,
    /// As text, whether Workadu sends a number or not.
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub mobile: Option<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub country: Option<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub city: Option<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub address: Option<String>,
    /// As text, whether Workadu sends a number or not.
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub postal_code: Option<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub vat_number: Option<String>,
    #[serde(default, with = "guichet_core::dates::date_option")]
    pub birthdate: Option<Date>,
    #[serde(default)]
    pub gender: Option<Gender>,
    #[serde(default, deserialize_with = "guichet_core::lenient::some_or_many")]
    pub social: Vec<SocialAccount>,
    /// The name of the customer's company.
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub title: Option<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub tax_office: Option<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub business_type: Option<String>,
    #[serde(default, rename = "companyid", deserialize_with = "guichet_core::lenient::unless_empty")]
    pub company_id: Option<CompanyId>,
    /// Addresses of pictures. They may lead to other hosts, and to plain http.
    #[serde(default, deserialize_with = "guichet_core::lenient::some_or_many")]
    pub media: Vec<String>,
}
