//! A customer, as it is read and as it is written.

use guichet_core::dates::Timestamp;
use guichet_core::json::Write;
use guichet_core::{Body, Decimal, Model, open_enum};
use serde::Serializer;
use serde::ser::SerializeMap as _;

use super::super::customer_groups::CustomerGroupId;
use super::super::documents::{Address, DocumentDate};
use super::super::settlement_terms::SettlementTermId;
use super::{CustomerId, CustomerTypeId, PriceCategoryId};

open_enum! {
    /// What a customer is, by the French words of the text (003:4613). It is written and not read.
    pub enum CustomerType: text {
        /// A person (*Particulier*).
        Individual = "Particulier",
        /// A company (*Entreprise*).
        Company = "Entreprise",
        /// A public body (*Entité publique*).
        PublicBody = "Entité publique",
    }
}

/// A customer that was read.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Customer {
    pub id: CustomerId,
    /// The customer's code, `CL00000001`, which no other has.
    pub code: Option<String>,
    pub name: Option<String>,
    /// Legal form (*forme juridique*): `SARL`.
    pub legal_form: Option<String>,
    /// Discount (*remise*) in percent: 5.50 is 5.5 %. That it is positive where the customer pays less is *unverified*.
    pub discount_rate: Option<Decimal>,
    pub settlement_term_id: Option<SettlementTermId>,
    /// The VAT identification number, as text: `FR12345678901`.
    pub intracommunity_vat_number: Option<String>,
    /// The French registration number (*SIRET*), as text.
    pub siret: Option<String>,
    pub customer_group_id: Option<CustomerGroupId>,
    pub customer_type_id: Option<CustomerTypeId>,
    pub website: Option<String>,
    pub price_category_id: Option<PriceCategoryId>,
    /// The account in the accounting (*compte comptable*).
    pub account: Option<String>,
    pub contacts_detail: Option<ContactsDetail>,
    /// What was due before this folder was begun (*antériorité*) and still is, in the folder's currency.
    pub anterior_due_amount: Option<Decimal>,
    /// The day of those earlier dues.
    pub anterior_date: Option<Timestamp>,
    /// Whether a payment was made of those earlier dues (*unverified*: the text says nothing of it).
    pub anterior_has_settlement: Option<bool>,
    /// What the customer owes; positive where money is owed to the folder, VAT included (both *unverified*: the text says nothing of it).
    pub balance_due: Option<Decimal>,
    /// The part of it that is late (*solde échu*; *unverified*: the text says nothing of it).
    pub past_due_balance: Option<Decimal>,
}

/// Addresses and contacts of a customer that was read. Those of invoices are nested, the others are not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ContactsDetail {
    pub invoicing: Option<InvoicingContact>,
    /// Whether `delivery_address` is that of invoices. Never written.
    pub delivery_address_is_the_same_as_invoicing: Option<bool>,
    /// Whether `head_office_address` is that of invoices. Never written.
    pub head_office_address_is_the_same_as_invoicing: Option<bool>,
    /// Whether `delivery_contact` is that of invoices. Never written.
    pub delivery_contact_is_the_same_as_invoicing: Option<bool>,
    pub delivery_address: Option<Address>,
    pub delivery_contact: Option<Contact>,
    pub head_office_address: Option<Address>,
}

/// Where invoices go.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[model(sent)]
pub struct InvoicingContact {
    pub address: Option<Address>,
    pub contact: Option<Contact>,
}

/// Somebody at a customer's. The text has the descriptions of both names the wrong way round (003:4630): here they are what they are
/// called.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[model(sent)]
pub struct Contact {
    /// Title (*civilité*).
    pub civility: Option<String>,
    /// Family name.
    pub lastname: Option<String>,
    /// Given name.
    pub firstname: Option<String>,
    /// Fixed telephone.
    pub phone: Option<String>,
    /// Mobile telephone.
    pub mobile: Option<String>,
    pub email: Option<String>,
    /// Department.
    pub service: Option<String>,
}

/// A customer to be created or written over. What is `None` is not sent. Balances are EBP's and cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, Body)]
#[serde(rename_all = "camelCase")]
pub struct CustomerData {
    pub name: String,
    /// A code of the caller's that no other customer has.
    pub code: String,
    /// Mandatory of a new customer, and refused before anything is sent where it is missing. No answer shows it.
    #[serde(rename = "type")]
    pub customer_type: Option<CustomerType>,
    /// As text: `SARL`.
    pub legal_form: Option<String>,
    /// In percent: 5.50 is 5.5 %.
    pub discount_rate: Option<Discount>,
    pub settlement_term_id: Option<SettlementTermId>,
    /// The VAT identification number, as text: `FR12345678901`.
    pub intracommunity_vat_number: Option<String>,
    /// The French registration number (*SIRET*), as text.
    pub siret: Option<String>,
    pub customer_group_id: Option<CustomerGroupId>,
    pub customer_type_id: Option<CustomerTypeId>,
    pub website: Option<String>,
    pub price_category_id: Option<PriceCategoryId>,
    /// The account in the accounting (*compte comptable*).
    pub account: Option<String>,
    pub contacts_detail: Option<CustomerContacts>,
    /// What was due before this folder was begun and still is.
    pub anterior_due_amount: Option<Decimal>,
    /// The day of those earlier dues. Its form is *unverified*: null in both samples.
    pub anterior_date: Option<DocumentDate>,
}

impl CustomerData {
    /// With what EBP asks of a new customer.
    pub fn new(name: impl Into<String>, code: impl Into<String>, customer_type: CustomerType) -> Self {
        Self {
            name: name.into(),
            code: code.into(),
            customer_type: Some(customer_type),
            legal_form: None,
            discount_rate: None,
            settlement_term_id: None,
            intracommunity_vat_number: None,
            siret: None,
            customer_group_id: None,
            customer_type_id: None,
            website: None,
            price_category_id: None,
            account: None,
            contacts_detail: None,
            anterior_due_amount: None,
            anterior_date: None,
        }
    }
}

/// Addresses and contacts of a customer that is written. The three flags "the same as" are in no sample and no table of what is written,
/// and are not sent.
#[derive(Debug, Clone, PartialEq, Eq, Default, Body)]
#[serde(rename_all = "camelCase")]
pub struct CustomerContacts {
    pub invoicing: Option<InvoicingContact>,
    pub delivery_address: Option<Address>,
    pub delivery_contact: Option<Contact>,
    pub head_office_address: Option<Address>,
}

impl From<&ContactsDetail> for CustomerContacts {
    fn from(read: &ContactsDetail) -> Self {
        Self {
            invoicing: read.invoicing.clone(),
            delivery_address: read.delivery_address.clone(),
            delivery_contact: read.delivery_contact.clone(),
            head_office_address: read.head_office_address.clone(),
        }
    }
}

/// A discount in percent, and how it is written: the tables and one sample have a number, the sample of an update an object (003:4678).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Discount {
    /// `5.50`.
    Rate(Decimal),
    /// `{"percent": 5.50}`.
    Percent(Decimal),
}

impl From<Decimal> for Discount {
    fn from(rate: Decimal) -> Self {
        Self::Rate(rate)
    }
}

impl Write for Discount {
    fn write<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Rate(rate) => rate.write(to),
            Self::Percent(rate) => {
                let mut object = to.serialize_map(Some(1))?;
                object.serialize_entry("percent", &guichet_core::json::Written(rate))?;
                object.end()
            }
        }
    }
}
