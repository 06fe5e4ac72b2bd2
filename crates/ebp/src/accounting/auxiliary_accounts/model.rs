//! What auxiliary accounts look like, read and written.

use guichet_core::{Body, Model};
use serde::{Serialize as _, Serializer};

use super::super::auxiliary_account_types::{AuxiliaryAccountType, AuxiliaryAccountTypeId};
use super::{AuxiliaryAccountId, AuxiliaryAccountNumber, UPDATE};
use crate::hubbix::answer::shown;

/// An auxiliary account.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuxiliaryAccount {
    pub uuid: AuxiliaryAccountId,
    pub name: Option<String>,
    /// With its prefix, `FA00000019` say.
    pub number: Option<AuxiliaryAccountNumber>,
    /// The VAT identification number, spaces as they are kept.
    pub vat_number: Option<String>,
    /// The French registration number (*SIRET*).
    pub siret: Option<String>,
    /// Whether the number was drawn by EBP.
    pub is_automatic_number: Option<bool>,
    pub is_active: Option<bool>,
    /// Its category: one, although EBP calls it `types`.
    #[serde(rename = "types")]
    #[model(with = "guichet_core::json::one_of_many")]
    pub account_type: Option<AuxiliaryAccountType>,
    pub contact: Option<Contact>,
    pub address: Option<Address>,
    /// Whether entries use it.
    pub is_movement: Option<bool>,
    /// False in the sample; the meaning is not documented.
    pub is_orphan: Option<bool>,
    /// 1 in the sample; what it counts is not documented.
    pub ms_count: Option<i64>,
}

/// A contact, read or written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// Of a contact that exists. It is sent when an account is changed, and never when one is created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub civility: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub landline_phone: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile_phone: Option<String>,
    /// Department or function (*service ou fonction*).
    #[serde(rename = "serviceOrFonction", skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// An address, read or written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
pub struct Address {
    /// Of an address that exists. It is sent when an account is changed, and never when one is created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// Street and number (*rue*).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address2: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// An auxiliary account to create.
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct NewAuxiliaryAccount {
    /// Its category.
    #[serde(rename = "type")]
    pub account_type: AuxiliaryAccountTypeId,
    pub name: String,
    /// Left out, EBP draws the next of the category.
    pub number: Option<AuxiliaryAccountNumber>,
    /// The VAT identification number; spaces are sent as they are.
    pub vat_number: Option<String>,
    /// The French registration number (*SIRET*), as text.
    pub siret: Option<String>,
    #[serde(serialize_with = "new_contact")]
    pub contact: Option<Contact>,
    #[serde(serialize_with = "new_address")]
    pub address: Option<Address>,
}

/// Without the identifier of another one.
fn new_contact<S: Serializer>(contact: &Option<Contact>, serializer: S) -> Result<S::Ok, S::Error> {
    contact.clone().map(|contact| Contact { uuid: None, ..contact }).serialize(serializer)
}

/// Without the identifier of another one.
fn new_address<S: Serializer>(address: &Option<Address>, serializer: S) -> Result<S::Ok, S::Error> {
    address.clone().map(|address| Address { uuid: None, ..address }).serialize(serializer)
}

impl NewAuxiliaryAccount {
    /// An account with the members that EBP asks for.
    pub fn new(account_type: impl Into<AuxiliaryAccountTypeId>, name: impl Into<String>) -> Self {
        Self {
            account_type: account_type.into(),
            name: name.into(),
            number: None,
            vat_number: None,
            siret: None,
            contact: None,
            address: None,
        }
    }
}

impl AuxiliaryAccount {
    /// The account as [`update`](super::AuxiliaryAccounts::update) takes it, changing nothing, to be edited. Only of what
    /// [`get`](super::AuxiliaryAccounts::get) fetched: lists show neither contact nor address, and what becomes of members that are
    /// not sent is not documented. The category cannot be written.
    ///
    /// # Errors
    /// An account that was read without a name.
    pub fn to_update(&self) -> guichet_core::Result<AuxiliaryAccountUpdate> {
        Ok(AuxiliaryAccountUpdate {
            name: shown(&UPDATE, "name", &self.name)?,
            number: self.number.clone(),
            vat_number: self.vat_number.clone(),
            siret: self.siret.clone(),
            is_active: self.is_active,
            contact: self.contact.clone(),
            address: self.address.clone(),
        })
    }
}

/// An auxiliary account to write over the one that is there. What becomes of a member that is `None`, and so not sent, is not
/// documented: begin with [`AuxiliaryAccount::to_update`].
#[derive(Debug, Clone, Body)]
#[serde(rename_all = "camelCase")]
pub struct AuxiliaryAccountUpdate {
    pub name: String,
    /// With its prefix, `C0000001` say.
    pub number: Option<AuxiliaryAccountNumber>,
    /// The VAT identification number; spaces are sent as they are.
    pub vat_number: Option<String>,
    /// The French registration number (*SIRET*), as text.
    pub siret: Option<String>,
    pub is_active: Option<bool>,
    pub contact: Option<Contact>,
    pub address: Option<Address>,
}

impl AuxiliaryAccountUpdate {
    /// An account with the members that EBP asks for.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            number: None,
            vat_number: None,
            siret: None,
            is_active: None,
            contact: None,
            address: None,
        }
    }
}

/// EBP's answer to a created account.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct CreatedAuxiliaryAccount {
    /// The number that it has now.
    pub number: AuxiliaryAccountNumber,
    /// A sentence in French.
    pub message: Option<String>,
}
