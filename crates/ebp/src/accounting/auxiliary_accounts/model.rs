//! What auxiliary accounts look like, read and written.

use guichet_core::lenient;
use serde::{Deserialize, Serialize};

use super::super::auxiliary_account_types::{AuxiliaryAccountType, AuxiliaryAccountTypeId};
use super::{AuxiliaryAccountId, AuxiliaryAccountNumber};

/// An auxiliary account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuxiliaryAccount {
    pub uuid: AuxiliaryAccountId,
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "lenient::unless_empty")]
    pub number: Option<AuxiliaryAccountNumber>,
    /// The VAT identification number, spaces as they are kept.
    #[serde(default, deserialize_with = "lenient::text")]
    pub vat_number: Option<String>,
    /// The French registration number (*SIRET*).
    #[serde(default, deserialize_with = "lenient::text")]
    pub siret: Option<String>,
    /// Whether the number was drawn by EBP.
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub is_automatic_number: Option<bool>,
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub is_active: Option<bool>,
    /// Its category: one, although EBP calls it `types`.
    #[serde(rename = "types", default, deserialize_with = "lenient::one_of_many")]
    pub account_type: Option<AuxiliaryAccountType>,
    #[serde(default, deserialize_with = "lenient::unless_empty")]
    pub contact: Option<Contact>,
    #[serde(default, deserialize_with = "lenient::unless_empty")]
    pub address: Option<Address>,
    /// Whether entries use it.
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub is_movement: Option<bool>,
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub is_orphan: Option<bool>,
    #[serde(default, deserialize_with = "lenient::integer")]
    pub ms_count: Option<i64>,
}

/// A contact, read or written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Contact {
    /// Of a contact that exists; not sent when an account is created.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub civility: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub landline_phone: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub mobile_phone: Option<String>,
    /// Department or function (*service ou fonction*).
    #[serde(rename = "serviceOrFonction", deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// An address, read or written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct Address {
    /// Of an address that exists; not sent when an account is created.
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub uuid: Option<String>,
    /// Street and number (*rue*).
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub address2: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(deserialize_with = "lenient::text", skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

/// An auxiliary account to create.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewAuxiliaryAccount {
    /// Its category.
    #[serde(rename = "type")]
    pub account_type: AuxiliaryAccountTypeId,
    pub name: String,
    /// Left out, EBP draws the next of the category.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<AuxiliaryAccountNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
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

/// An auxiliary account to write over the one that is there.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AuxiliaryAccountUpdate {
    pub name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<AuxiliaryAccountNumber>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_active: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact: Option<Contact>,
    #[serde(skip_serializing_if = "Option::is_none")]
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

/// What EBP says of a created account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CreatedAuxiliaryAccount {
    /// The number that it has now.
    pub number: AuxiliaryAccountNumber,
    /// A sentence in French.
    #[serde(default, deserialize_with = "lenient::text")]
    pub message: Option<String>,
}
