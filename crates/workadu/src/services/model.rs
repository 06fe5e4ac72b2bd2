//! Services as they are read.

use std::collections::BTreeMap;

use guichet_core::dates::Timestamp;
use guichet_core::time::Date;
use guichet_core::{Decimal, Model};

use super::{CategoryId, Extra, PriceSchemeId, PricingType, ServiceId, Weekday};
use crate::attributes::AttributeId;
use crate::companies::{CompanyId, SocialAccount};

/// A service. Prices and availability are there after an availability search only.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct Service {
    pub id: ServiceId,
    /// A short name, `bizz` or `MATIZ` in the samples. What it is for is not documented.
    pub alias: Option<String>,
    /// Written as `name`.
    pub title: Option<String>,
    /// A short text such as `New`.
    pub text_flag: Option<String>,
    pub description: Option<String>,
    /// What the price includes.
    pub includes: Option<String>,
    /// What the price does not include.
    pub excludes: Option<String>,
    /// Persons.
    pub pax: Option<i64>,
    /// The fewest persons.
    pub min_pax: Option<i64>,
    #[serde(rename = "type")]
    pub kind: Option<PricingType>,
    /// Addresses of pictures. They may lead to other hosts, and to plain http.
    pub media: Vec<String>,
    pub company: Option<ServiceCompany>,
    /// Written as `category_id`.
    pub group: Option<ServiceGroup>,
    /// Whether the service is available for the whole search; no count, whatever its name.
    pub total_availability: Option<bool>,
    /// Whether there are spots left; no count, whatever its name.
    pub available_spots: Option<bool>,
    /// The largest and the smallest price of a day.
    pub maxmin: Option<MaxMin>,
    /// How many days the search covers, by its name.
    pub total_days: Option<i64>,
    /// Price of the whole search, by the number of a price list. A blank price is left out.
    #[model(with = "guichet_core::json::unless_empty_each")]
    pub total_price: BTreeMap<String, Decimal>,
    /// `per day`, say, by the number of a price list.
    pub units: BTreeMap<String, String>,
    pub price_lists: Vec<PriceList>,
    /// Whether the prices have offers in them, by its name.
    pub offers_applied: Option<bool>,
    /// By date, `2018-07-16`.
    pub availabilities_and_rates: BTreeMap<String, DayRates>,
    /// In local time.
    pub next_available_slot: Option<Timestamp>,
    pub extras: Vec<Extra>,
    pub attributes: Vec<ServiceAttribute>,
    /// Their form is not documented.
    pub providers: Vec<Undocumented>,
}

/// The company that offers a service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct ServiceCompany {
    pub id: Option<CompanyId>,
    pub name: Option<String>,
    pub url: Option<String>,
    /// A short name, `bizz` or `MATIZ` in the samples. What it is for is not documented.
    pub alias: Option<String>,
    pub email: Option<String>,
    /// As text, whether Workadu sends a number or not.
    pub phone: Option<String>,
    pub social: Vec<SocialAccount>,
    /// The VAT registration number as text, the country's letters and spaces in it: `EL 078839923`.
    pub vat_reg_num: Option<String>,
    /// Three letters in the documentation's samples.
    pub country: Option<String>,
    pub address: Option<String>,
    pub city: Option<String>,
    pub reservation_email: Option<String>,
    /// A sign or a code: `$`.
    pub currency: Option<String>,
    /// Addresses of pictures. They may lead to other hosts, and to plain http.
    pub media: Vec<String>,
}

/// The category that a service belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct ServiceGroup {
    pub id: Option<CategoryId>,
    pub name: Option<String>,
    pub description: Option<String>,
}

/// An attribute with the value that a service has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct ServiceAttribute {
    pub id: Option<AttributeId>,
    pub name: Option<String>,
    pub description: Option<String>,
    /// By its spelling, whether a number or a text.
    pub value: Option<String>,
}

/// A range of prices.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct MaxMin {
    /// The largest price of a day.
    pub max: Option<Decimal>,
    /// The smallest price of a day.
    pub min: Option<Decimal>,
}

/// A price list of a service. Workadu does not show its number here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct PriceList {
    pub service_id: Option<ServiceId>,
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<PricingType>,
    /// A number that belongs to the type; what it counts is not documented.
    pub type_value: Option<i64>,
    /// `per day`, say.
    pub unit: Option<String>,
    pub price_schemes: Vec<PriceScheme>,
}

/// A price scheme of a price list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct PriceScheme {
    pub id: Option<PriceSchemeId>,
    /// `Weekly`, say.
    pub plan: Option<String>,
    /// Two dates with a comma between them, or a word, as it came; [`Period::from`](super::Period) takes it apart.
    pub period: Option<String>,
}

/// Rates and availability of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct DayRates {
    /// By the number of a price list.
    pub rates: BTreeMap<String, DayRate>,
}

/// Rate and availability of a day in one price list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct DayRate {
    /// The day that the rate is of.
    pub date: Option<Date>,
    #[serde(rename = "weekdayname")]
    pub weekday_name: Option<Weekday>,
    /// Day of the month.
    pub day: Option<i64>,
    /// 0 is Monday.
    pub weekday: Option<i64>,
    /// 18 in the sample, as `day_resources` and `day_available_spots` are. What it counts is not documented.
    pub resources: Option<i64>,
    /// How many can be booked.
    pub availability: Option<i64>,
    /// Price by the service's unit.
    pub rate: Option<Decimal>,
    pub spots: Option<Spots>,
    /// 18 in the sample. How it differs from `availability` is not documented.
    pub day_available_spots: Option<i64>,
    /// `day_recources` at Workadu.
    #[serde(rename = "day_recources", alias = "day_resources")]
    pub day_resources: Option<i64>,
}

/// What can be booked on a day, and at what price.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Spots {
    /// Price by the service's unit.
    pub value: Option<Decimal>,
    pub multiple_values: Option<MultipleValues>,
    /// `false` is none; otherwise its form is not documented.
    #[model(with = "guichet_core::json::unless_empty")]
    pub offers: Option<Undocumented>,
    /// `false` is none; otherwise its form is not documented.
    #[model(with = "guichet_core::json::unless_empty")]
    pub slots: Option<Undocumented>,
    /// How many can be booked.
    pub availability: Option<i64>,
}

/// Prices that differ by person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct MultipleValues {
    /// The price of a further adult, by its name: blank in the sample.
    pub extra_adult_value: Option<Decimal>,
    /// The price of a child, by its name: blank in the sample.
    pub child_value: Option<Decimal>,
    /// The price of an infant, by its name: blank in the sample.
    pub infant_value: Option<Decimal>,
    /// The price of a further child, by its name: blank in the sample.
    pub extra_child_value: Option<Decimal>,
    /// The price of a further infant, by its name: blank in the sample.
    pub extra_infant_value: Option<Decimal>,
}

/// A piece of JSON whose form Workadu does not document, kept as it came. Equal if the texts are.
#[derive(Debug, Clone, Model)]
#[serde(transparent)]
pub struct Undocumented(guichet_core::RawJson);

impl Undocumented {
    /// The JSON text, to be read into a type of the caller's.
    pub fn as_json(&self) -> &str {
        self.0.as_str()
    }
}

impl PartialEq for Undocumented {
    fn eq(&self, other: &Self) -> bool {
        self.as_json() == other.as_json()
    }
}

impl Eq for Undocumented {}
