//! Customers.

use guichet_core::dates::DateText;
use guichet_core::time::Date;
use guichet_core::vendor::{Call, Client};
use guichet_core::{Body, Model, Pager, Result, integer_id, open_enum, operations};
use serde::Serializer;

use crate::change::Change;
use crate::client::Workadu;
use crate::companies::{CompanyId, SocialAccount};
use crate::envelope;
use crate::listing::{ListOptions, filter};

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
        Customers { api: self.client().clone() }
    }
}

operations! {
    CREATE: Unsafe,     POST  "/api/customers/",              "workadu.customers.create", "Create a new Customer";
    LIST:   Safe,       GET   "/api/customers/",              "workadu.customers.list",   "List all Customers";
    GET:    Safe,       GET   "/api/customers/{customer_id}", "workadu.customers.get",    "Get a specific Customer";
    UPDATE: Idempotent, PATCH "/api/customers/{customer_id}", "workadu.customers.update", "Update a Customer";
}

impl Customers {
    /// Creates a customer. Unsafe: repeated, it may create another. Public clients call it for buyers that Workadu knows,
    /// too; whether it then changes that customer or creates another is not known (*unverified*, WK-19).
    ///
    /// # Errors
    /// 400 for a malformed e-mail address.
    pub async fn create(&self, customer: &NewCustomer) -> Result<Customer> {
        envelope::fetch_one(self.api.call(&CREATE).json(customer)).await
    }

    /// Lists customers. Safe.
    pub fn list(&self, query: CustomersQuery) -> Pager<Customer> {
        envelope::list(query.apply(self.api.call(&LIST)))
    }

    /// Fetches one customer. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number.
    pub async fn get(&self, id: impl Into<CustomerId>) -> Result<Customer> {
        envelope::fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches several customers in one call. Safe.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn get_many(&self, ids: impl IntoIterator<Item: Into<CustomerId>>) -> Result<Vec<Customer>> {
        envelope::fetch_many(self.api.call(&GET).ids::<CustomerId>(ids)).await
    }

    /// Changes the members that are set. Idempotent. The answer names one changed member, whatever was changed.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number (a 400 at Workadu).
    pub async fn update(&self, id: impl Into<CustomerId>, changes: &CustomerUpdate) -> Result<Change> {
        envelope::confirm(self.api.call(&UPDATE).arg(id.into()).json(changes)).await
    }
}

/// Filters of the list of customers.
#[derive(Debug, Clone, Default)]
pub struct CustomersQuery {
    pub fullname: Option<String>,
    pub email: Option<String>,
    pub mobile: Option<String>,
    /// Text to be found in name, e-mail address or mobile number, sent as `search`. *Unverified*: a public client sends it, the
    /// documentation does not have it.
    pub search: Option<String>,
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
        self.list.apply(call.query_opt("search", self.search))
    }
}

/// A customer to create.
#[derive(Debug, Clone, Body)]
pub struct NewCustomer {
    pub fullname: String,
    pub email: String,
    pub city: Option<String>,
    pub address: Option<String>,
    /// Sent as text, so that leading zeros stay.
    pub postal_code: Option<String>,
    /// As text; whether a code or a name is meant is not documented.
    pub country: Option<String>,
    /// Sent as text, so that `+` and leading zeros stay.
    pub mobile: Option<String>,
    /// The tax number, as text: leading zeros stay.
    pub vat_number: Option<String>,
    /// A day, sent as `1985-02-11`.
    pub birthdate: Option<Date>,
    pub gender: Option<Gender>,
    /// Sent as JSON text in one member. *Unverified*: the documentation's sample has typographic quotes.
    #[serde(serialize_with = "social_text")]
    pub social: Vec<SocialAccount>,
    /// The name of the customer's company.
    pub title: Option<String>,
    /// The name of the tax office, `ATHENS TAX OFFICE` say.
    pub tax_office: Option<String>,
    /// `Lawyer` in the sample.
    pub business_type: Option<String>,
    #[serde(rename = "companyid")]
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

/// Changes to a customer. A member that is `None` is not sent and stays as it is. Nothing says how a member is cleared.
#[derive(Debug, Clone, Default, Body)]
pub struct CustomerUpdate {
    pub fullname: Option<String>,
    pub email: Option<String>,
    pub city: Option<String>,
    pub address: Option<String>,
    pub postal_code: Option<String>,
    /// As text; whether a code or a name is meant is not documented.
    pub country: Option<String>,
    pub mobile: Option<String>,
    /// The tax number, as text: leading zeros stay.
    pub vat_number: Option<String>,
    /// As text, so that one that was read goes back as it came.
    pub birthdate: Option<DateText>,
    pub gender: Option<Gender>,
    /// All accounts; an empty list is not sent.
    #[serde(serialize_with = "social_text")]
    pub social: Vec<SocialAccount>,
    /// The name of the customer's company.
    pub title: Option<String>,
    /// The name of the tax office, `ATHENS TAX OFFICE` say.
    pub tax_office: Option<String>,
    /// `Lawyer` in the sample.
    pub business_type: Option<String>,
    #[serde(rename = "companyid")]
    pub company_id: Option<CompanyId>,
}

impl Customer {
    /// The changes that change nothing, to be edited: every member but `id` and `media`, which cannot be written. An empty
    /// `social` is not sent, and so clears nothing.
    pub fn to_update(&self) -> CustomerUpdate {
        CustomerUpdate {
            fullname: self.fullname.clone(),
            email: self.email.clone(),
            city: self.city.clone(),
            address: self.address.clone(),
            postal_code: self.postal_code.clone(),
            country: self.country.clone(),
            mobile: self.mobile.clone(),
            vat_number: self.vat_number.clone(),
            birthdate: self.birthdate.clone(),
            gender: self.gender.clone(),
            social: self.social.clone(),
            title: self.title.clone(),
            tax_office: self.tax_office.clone(),
            business_type: self.business_type.clone(),
            company_id: self.company_id,
        }
    }
}

fn social_text<S: Serializer>(accounts: &[SocialAccount], serializer: S) -> Result<S::Ok, S::Error> {
    let text = serde_json::to_string(accounts).map_err(serde::ser::Error::custom)?;
    serializer.serialize_str(&text)
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct Customer {
    pub id: CustomerId,
    pub fullname: Option<String>,
    pub email: Option<String>,
    /// As text, whether Workadu sends a number or not.
    pub mobile: Option<String>,
    /// As text; whether a code or a name is meant is not documented.
    pub country: Option<String>,
    pub city: Option<String>,
    pub address: Option<String>,
    /// As text, whether Workadu sends a number or not.
    pub postal_code: Option<String>,
    /// The tax number, as text: leading zeros stay.
    pub vat_number: Option<String>,
    /// As it came, whether it can be read as a day or not.
    pub birthdate: Option<DateText>,
    pub gender: Option<Gender>,
    pub social: Vec<SocialAccount>,
    /// The name of the customer's company.
    pub title: Option<String>,
    /// The name of the tax office, `ATHENS TAX OFFICE` say.
    pub tax_office: Option<String>,
    /// `Lawyer` in the sample.
    pub business_type: Option<String>,
    #[serde(rename = "companyid")]
    pub company_id: Option<CompanyId>,
    /// Addresses of pictures. They may lead to other hosts, and to plain http.
    pub media: Vec<String>,
}
