//! Services as they are read.

use std::collections::BTreeMap;

use guichet_core::dates::Timestamp;
use guichet_core::decimal::Exact;
use guichet_core::time::Date;
use guichet_core::{Decimal, Result};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::{CategoryId, PriceSchemeId, PricingType, ServiceId, Weekday};
use crate::attributes::AttributeId;
use crate::companies::CompanyId;
use crate::types::{Extra, SocialAccount};

/// A service. Prices and availability are there after an availability search only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Service {
    pub id: ServiceId,
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub alias: Option<String>,
    /// Written as `name`.
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub title: Option<String>,
    /// A short text such as `New`.
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub text_flag: Option<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub description: Option<String>,
    /// What the price includes.
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub includes: Option<String>,
    /// What the price does not include.
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub excludes: Option<String>,
    /// Persons.
    #[serde(default, deserialize_with = "guichet_core::lenient::integer")]
    pub pax: Option<i64>,
    /// The fewest persons.
    #[serde(default, deserialize_with = "guichet_core::lenient::integer")]
    pub min_pax: Option<i64>,
    #[serde(default, rename = "type")]
    pub kind: Option<PricingType>,
    /// Addresses of pictures. They may lead to other hosts, and to plain http.
    #[serde(default, deserialize_with = "guichet_core::lenient::some_or_many")]
    pub media: Vec<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::unless_empty")]
    pub company: Option<ServiceCompany>,
    /// Written as `category_id`.
    #[serde(default, deserialize_with = "guichet_core::lenient::unless_empty")]
    pub group: Option<ServiceGroup>,
    /// Whether the service is available for the whole search; no count, whatever its name.
    #[serde(default, deserialize_with = "guichet_core::lenient::boolean")]
    pub total_availability: Option<bool>,
    /// Whether there are spots left; no count, whatever its name.
    #[serde(default, deserialize_with = "guichet_core::lenient::boolean")]
    pub available_spots: Option<bool>,
    /// The largest and the smallest price of a day.
    #[serde(default, deserialize_with = "guichet_core::lenient::unless_empty")]
    pub maxmin: Option<MaxMin>,
    #[serde(default, deserialize_with = "guichet_core::lenient::integer")]
    pub total_days: Option<i64>,
    /// Price of the whole search, by the number of a price list. A blank price is left out.
    #[serde(default, deserialize_with = "prices")]
    pub total_price: BTreeMap<String, Exact>,
    /// `per day`, say, by the number of a price list.
    #[serde(default, deserialize_with = "guichet_core::lenient::map_or_empty")]
    pub units: BTreeMap<String, String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::some_or_many")]
    pub price_lists: Vec<PriceList>,
    #[serde(default, deserialize_with = "guichet_core::lenient::boolean")]
    pub offers_applied: Option<bool>,
    /// By date, `2018-07-16`.
    #[serde(default, deserialize_with = "guichet_core::lenient::map_or_empty")]
    pub availabilities_and_rates: BTreeMap<String, DayRates>,
    /// In local time.
    #[serde(default, with = "guichet_core::dates::timestamp_option")]
    pub next_available_slot: Option<Timestamp>,
    #[serde(default, deserialize_with = "guichet_core::lenient::some_or_many")]
    pub extras: Vec<Extra>,
    #[serde(default, deserialize_with = "guichet_core::lenient::some_or_many")]
    pub attributes: Vec<ServiceAttribute>,
    #[serde(default, deserialize_with = "guichet_core::lenient::some_or_many")]
    pub providers: Vec<Undocumented>,
}

/// Prices by the number of a price list, without those that are blank: one of them must not make a search unreadable.
fn prices<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Exact>, D::Error> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Price(#[serde(deserialize_with = "guichet_core::lenient::unless_empty")] Option<Exact>);
    let all: BTreeMap<String, Price> = guichet_core::lenient::map_or_empty(deserializer)?;
    Ok(all.into_iter().filter_map(|(list, price)| Some((list, price.0?))).collect())
}

/// The company that offers a service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ServiceCompany {
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub id: Option<CompanyId>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub name: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub url: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub alias: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub email: Option<String>,
    /// As text, whether Workadu sends a number or not.
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub phone: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::some_or_many")]
    pub social: Vec<SocialAccount>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub vat_reg_num: Option<String>,
    /// Three letters in the documentation's samples.
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub country: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub address: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub city: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub reservation_email: Option<String>,
    /// A sign or a code: `$`.
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub currency: Option<String>,
    /// Addresses of pictures. They may lead to other hosts, and to plain http.
    #[serde(deserialize_with = "guichet_core::lenient::some_or_many")]
    pub media: Vec<String>,
}

/// The category that a service belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ServiceGroup {
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub id: Option<CategoryId>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub name: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub description: Option<String>,
}

/// An attribute with the value that a service has.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ServiceAttribute {
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub id: Option<AttributeId>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub name: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub description: Option<String>,
    /// By its spelling, whether a number or a text.
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub value: Option<String>,
}

/// A range of prices.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct MaxMin {
    #[serde(with = "guichet_core::decimal::option")]
    pub max: Option<Decimal>,
    #[serde(with = "guichet_core::decimal::option")]
    pub min: Option<Decimal>,
}

/// A price list of a service. Workadu does not show its number here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PriceList {
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub service_id: Option<ServiceId>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub name: Option<String>,
    #[serde(rename = "type")]
    pub kind: Option<PricingType>,
    /// A number that belongs to the type; what it counts is not documented.
    #[serde(deserialize_with = "guichet_core::lenient::integer")]
    pub type_value: Option<i64>,
    /// `per day`, say.
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub unit: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::some_or_many")]
    pub price_schemes: Vec<PriceScheme>,
}

/// A price scheme of a price list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PriceScheme {
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub id: Option<PriceSchemeId>,
    /// `Weekly`, say.
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub plan: Option<String>,
    /// Two dates with a comma between them, or a word, as it came; [`Period::from`](super::Period) takes it apart.
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub period: Option<String>,
}

/// Rates and availability of a day.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct DayRates {
    /// By the number of a price list.
    #[serde(deserialize_with = "guichet_core::lenient::map_or_empty")]
    pub rates: BTreeMap<String, DayRate>,
}

/// Rate and availability of a day in one price list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct DayRate {
    #[serde(with = "guichet_core::dates::date_option")]
    pub date: Option<Date>,
    #[serde(rename = "weekdayname")]
    pub weekday_name: Option<Weekday>,
    /// Day of the month.
    #[serde(deserialize_with = "guichet_core::lenient::integer")]
    pub day: Option<i64>,
    /// 0 is Monday.
    #[serde(deserialize_with = "guichet_core::lenient::integer")]
    pub weekday: Option<i64>,
    #[serde(deserialize_with = "guichet_core::lenient::integer")]
    pub resources: Option<i64>,
    /// How many can be booked.
    #[serde(deserialize_with = "guichet_core::lenient::integer")]
    pub availability: Option<i64>,
    /// Price by the service's unit.
    #[serde(with = "guichet_core::decimal::option")]
    pub rate: Option<Decimal>,
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub spots: Option<Spots>,
    #[serde(deserialize_with = "guichet_core::lenient::integer")]
    pub day_available_spots: Option<i64>,
    /// `day_recources` at Workadu.
    #[serde(rename = "day_recources", alias = "day_resources", deserialize_with = "guichet_core::lenient::integer")]
    pub day_resources: Option<i64>,
}

/// What can be booked on a day, and at what price.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Spots {
    /// Price by the service's unit.
    #[serde(with = "guichet_core::decimal::option")]
    pub value: Option<Decimal>,
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub multiple_values: Option<MultipleValues>,
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub offers: Option<Undocumented>,
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub slots: Option<Undocumented>,
    /// How many can be booked.
    #[serde(deserialize_with = "guichet_core::lenient::integer")]
    pub availability: Option<i64>,
}

/// Prices that differ by person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct MultipleValues {
    #[serde(with = "guichet_core::decimal::option")]
    pub extra_adult_value: Option<Decimal>,
    #[serde(with = "guichet_core::decimal::option")]
    pub child_value: Option<Decimal>,
    #[serde(with = "guichet_core::decimal::option")]
    pub infant_value: Option<Decimal>,
    #[serde(with = "guichet_core::decimal::option")]
    pub extra_child_value: Option<Decimal>,
    #[serde(with = "guichet_core::decimal::option")]
    pub extra_infant_value: Option<Decimal>,
}

/// A piece of JSON whose form Workadu does not document, kept as it came. Equal if the texts are.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Undocumented(Box<RawValue>);

impl Undocumented {
    /// The JSON text, to be read into a type of the caller's.
    pub fn as_json(&self) -> &str {
        self.0.get()
    }
}

impl PartialEq for Undocumented {
    fn eq(&self, other: &Self) -> bool {
        self.as_json() == other.as_json()
    }
}

impl Eq for Undocumented {}
