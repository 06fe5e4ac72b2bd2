//! Categories of auxiliary accounts (*catégories de comptes de tiers*): customers, suppliers, staff.

use guichet_core::{Model, Pager, operations, string_id};

use super::general_accounts::GeneralAccountNumber;
use super::{Accounting, Api};
use crate::hubbix::list;

string_id! {
    /// Identifies a category of auxiliary accounts: a UUID.
    pub struct AuxiliaryAccountTypeId;
}

operations! {
    LIST: Safe, GET "/hubbix-cpttpe/api/v1/auxiliary-account-types", "ebp.accounting.auxiliary-account-types.list", "Récupération des catégories de comptes de tiers";
}

/// Categories of auxiliary accounts.
#[derive(Debug, Clone)]
pub struct AuxiliaryAccountTypes {
    api: Api,
}

impl Accounting {
    /// Categories of auxiliary accounts.
    pub fn auxiliary_account_types(&self) -> AuxiliaryAccountTypes {
        AuxiliaryAccountTypes { api: self.api() }
    }
}

impl AuxiliaryAccountTypes {
    /// Lists all categories, in one answer. Safe.
    pub fn list(&self) -> Pager<AuxiliaryAccountType> {
        list::whole(self.api.call(&LIST))
    }
}

/// A category of auxiliary accounts. Lists of accounts show fewer of its members.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuxiliaryAccountType {
    pub uuid: AuxiliaryAccountTypeId,
    pub name: Option<String>,
    /// What the numbers of its accounts begin with, `C` say.
    pub prefix: Option<String>,
    /// Two letters: `CL`, `FO`, `SA`.
    pub abbreviation: Option<String>,
    /// Whether its accounts are numbered by themselves.
    pub is_automatic: Option<bool>,
    /// The number of its next account.
    pub next_number: Option<i64>,
    /// How many accounts it has.
    pub accounts: Option<i64>,
    /// The general account that its accounts are summed up in, by its short number: `411`.
    pub general_account: Option<GeneralAccountNumber>,
    /// A number, 16 to 20 in the sample. What the values mean is not documented.
    pub nature_code: Option<i64>,
}
