//! The addresses of a document.

use guichet_core::{Body, Model};

/// The addresses of a document that was read, and of a deposit that is written. One that is not shown is null.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[model(sent)]
pub struct Addresses {
    pub invoicing: Option<Address>,
    pub delivery: Option<Address>,
    pub head_office: Option<Address>,
    /// Whether `delivery` is the address of invoices.
    pub delivery_is_the_same_as_invoicing: Option<bool>,
    /// Whether `head_office` is the address of invoices.
    pub head_office_is_the_same_as_invoicing: Option<bool>,
}

/// An address as it is read, and as customers and deposits write it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[model(sent)]
pub struct Address {
    pub street: Option<String>,
    pub additional_street: Option<String>,
    pub post_code: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
}

/// The addresses of a document that is written, in Pascal case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Body)]
#[serde(rename_all = "PascalCase")]
pub struct AddressesData {
    pub invoicing: Option<AddressData>,
    pub delivery: Option<AddressData>,
    pub head_office: Option<AddressData>,
    /// What becomes of a delivery address that is sent beside it is not documented.
    pub delivery_is_the_same_as_invoicing: Option<bool>,
    /// What becomes of an address that is sent beside it is not documented.
    pub head_office_is_the_same_as_invoicing: Option<bool>,
}

/// An address of a document that is written, in Pascal case.
#[derive(Debug, Clone, PartialEq, Eq, Default, Body)]
#[serde(rename_all = "PascalCase")]
pub struct AddressData {
    pub street: Option<String>,
    pub additional_street: Option<String>,
    pub post_code: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
}

impl From<&Address> for AddressData {
    fn from(read: &Address) -> Self {
        let Address { street, additional_street, post_code, city, country } = read.clone();
        Self { street, additional_street, post_code, city, country }
    }
}

impl From<&Addresses> for AddressesData {
    fn from(read: &Addresses) -> Self {
        Self {
            invoicing: read.invoicing.as_ref().map(AddressData::from),
            delivery: read.delivery.as_ref().map(AddressData::from),
            head_office: read.head_office.as_ref().map(AddressData::from),
            delivery_is_the_same_as_invoicing: read.delivery_is_the_same_as_invoicing,
            head_office_is_the_same_as_invoicing: read.head_office_is_the_same_as_invoicing,
        }
    }
}
