//! Categories of auxiliary accounts (*catégories de comptes de tiers*): customers, suppliers, staff.

use guichet_core::{Effect, Method, Operation, Pager, lenient, string_id};
use serde::{Deserialize, Serialize};

use super::general_accounts::GeneralAccountNumber;
use super::{Accounting, Api, lists};

string_id! {
    /// Identifies a category of auxiliary accounts: a UUID.
    pub struct AuxiliaryAccountTypeId;
}

static LIST: Operation = Operation::new(
    "ebp.accounting.auxiliary-account-types.list",
    Method::GET,
    "/hubbix-cpttpe/api/v1/auxiliary-account-types",
    Effect::Safe,
    Some("Récupération des catégories de comptes de tiers"),
);

/// The calls of this resource.
pub static OPERATIONS: &[&Operation] = &[&LIST];

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
        lists::whole(self.api.call(&LIST))
    }
}

/// A category of auxiliary accounts. Lists of accounts show fewer of its members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AuxiliaryAccountType {
    pub uuid: AuxiliaryAccountTypeId,
    #[serde(default, deserialize_with = "lenient::text")]
    pub name: Option<String>,
    /// What the numbers of its accounts begin with, `C` say.
    #[serde(default, deserialize_with = "lenient::text")]
    pub prefix: Option<String>,
    #[serde(default, deserialize_with = "lenient::text")]
    pub abbreviation: Option<String>,
    /// Whether its accounts are numbered by themselves.
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub is_automatic: Option<bool>,
    /// The number of its next account.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub next_number: Option<i64>,
    /// How many accounts it has.
    #[serde(default, deserialize_with = "lenient::integer")]
    pub accounts: Option<i64>,
    /// The general account that its accounts are summed up in, by its short number: `411`.
    #[serde(default, deserialize_with = "lenient::unless_empty")]
    pub general_account: Option<GeneralAccountNumber>,
    #[serde(default, deserialize_with = "lenient::integer")]
    pub nature_code: Option<i64>,
}
