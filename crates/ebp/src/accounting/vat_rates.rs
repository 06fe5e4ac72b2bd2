//! VAT rates (*taux de TVA*).

use guichet_core::{Decimal, Effect, Method, Operation, Pager, lenient, string_id};
use serde::{Deserialize, Serialize};

use super::{Accounting, Api, lists};

string_id! {
    /// Identifies a VAT rate: a UUID.
    pub struct VatRateId;
}

string_id! {
    /// Identifies a territory of VAT: a UUID.
    pub struct TerritorialityId;
}

static LIST: Operation = Operation::new(
    "ebp.accounting.vat-rates.list",
    Method::GET,
    "/hubbix-cpttpe/api/v1/vat-rate",
    Effect::Safe,
    Some("Récupération des taux de TVA"),
);

/// The calls of this resource.
pub static OPERATIONS: &[&Operation] = &[&LIST];

/// VAT rates.
#[derive(Debug, Clone)]
pub struct VatRates {
    api: Api,
}

impl Accounting {
    /// VAT rates.
    pub fn vat_rates(&self) -> VatRates {
        VatRates { api: self.api() }
    }
}

impl VatRates {
    /// Lists all rates, in one answer. Safe.
    pub fn list(&self) -> Pager<VatRate> {
        lists::whole(self.api.call(&LIST))
    }
}

/// A VAT rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VatRate {
    pub uuid: VatRateId,
    #[serde(default, deserialize_with = "lenient::text")]
    pub designation: Option<String>,
    /// In percent: 5.5 is 5.5 %.
    #[serde(default, with = "guichet_core::decimal::option")]
    pub rate: Option<Decimal>,
    #[serde(default, deserialize_with = "lenient::boolean")]
    pub is_active: Option<bool>,
    #[serde(default, deserialize_with = "lenient::unless_empty")]
    pub territoriality: Option<Territoriality>,
}

/// Where a rate applies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Territoriality {
    #[serde(deserialize_with = "lenient::unless_empty")]
    pub uuid: Option<TerritorialityId>,
    #[serde(deserialize_with = "lenient::text")]
    pub label: Option<String>,
}
