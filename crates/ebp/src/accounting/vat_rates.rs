//! VAT rates (*taux de TVA*).

use guichet_core::{Decimal, Model, Pager, operations, string_id};

use super::{Accounting, Api};
use crate::hubbix::list;

string_id! {
    /// Identifies a VAT rate: a UUID.
    pub struct VatRateId;
}

string_id! {
    /// Identifies a territory of VAT: a UUID.
    pub struct TerritorialityId;
}

operations! {
    LIST: Safe, GET "/hubbix-cpttpe/api/v1/vat-rate", "ebp.accounting.vat-rates.list", "Récupération des taux de TVA";
}

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
        list::whole(self.api.call(&LIST))
    }
}

/// A VAT rate.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct VatRate {
    pub uuid: VatRateId,
    /// EBP's words: `France taux réduit 5,50 %`. For the number see `rate`.
    pub designation: Option<String>,
    /// In percent: 5.5 is 5.5 %.
    pub rate: Option<Decimal>,
    pub is_active: Option<bool>,
    pub territoriality: Option<Territoriality>,
}

/// Where a rate applies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Territoriality {
    pub uuid: Option<TerritorialityId>,
    pub label: Option<String>,
}
