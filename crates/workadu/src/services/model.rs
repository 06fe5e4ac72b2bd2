//! What services look like, written and read.

use std::collections::BTreeMap;
use std::fmt;

use guichet_core::dates::{Timestamp, format_date, format_time, parse_date};
use guichet_core::decimal::Exact;
use guichet_core::time::{Date, Time};
use guichet_core::{Decimal, Result, open_enum};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{CategoryId, ExtraId, PriceListId, PriceSchemeId, ServiceId};
use crate::attributes::AttributeId;
use crate::companies::CompanyId;
use crate::types::{Extra, SocialAccount};

open_enum! {
    /// How a service or a price list is charged. The documentation's samples have `daily` alone, its source lists the
    /// others.
    pub enum PricingType: text {
        /// By the day.
        Daily = "daily",
        /// By an interval of time.
        Interval = "interval",
        /// By the mile.
        PerMile = "permile",
        /// On request.
        Request = "request",
    }
}

open_enum! {
    /// A day of the week. The documentation shows three of these codes; that the others follow suit is *unverified*.
    pub enum Weekday: text {
        /// Monday.
        Monday = "MON",
        /// Tuesday.
        Tuesday = "TUE",
        /// Wednesday.
        Wednesday = "WED",
        /// Thursday.
        Thursday = "THU",
        /// Friday.
        Friday = "FRI",
        /// Saturday.
        Saturday = "SAT",
        /// Sunday.
        Sunday = "SUN",
    }
}

/// When a price scheme applies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Period {
    /// `Weekly`.
    Weekly,
    /// From a day to a day, sent as `2018-12-01,2019-04-15`. That both count is *unverified*.
    Dates(Date, Date),
    /// Another word.
    Other(String),
}

impl Period {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::Dates(first, last) if last < first => Err("it ends before it starts"),
            _ => Ok(()),
        }
    }
}

impl From<&str> for Period {
    fn from(text: &str) -> Self {
        if text.eq_ignore_ascii_case("Weekly") {
            return Self::Weekly;
        }
        let dates =
            text.split_once(',').and_then(|(first, last)| Some(Self::Dates(parse_date(first)?, parse_date(last)?)));
        dates.unwrap_or_else(|| Self::Other(text.to_owned()))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekly => f.write_str("Weekly"),
            Self::Dates(first, last) => write!(f, "{},{}", format_date(*first), format_date(*last)),
            Self::Other(word) => f.write_str(word),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A service to create.
#[derive(Debug, Clone, Serialize)]
pub struct NewService {
    /// Read back as `title`.
    pub name: String,
    /// Read back as `group`.
    pub category_id: CategoryId,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What the price includes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub includes: Option<String>,
    /// What the price does not include.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excludes: Option<String>,
    /// A short text such as `New`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_flag: Option<String>,
    /// The fewest persons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_pax: Option<u32>,
    /// Persons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pax: Option<u32>,
    /// The address of one picture, https, of 1.2 MB at the most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "references")]
    pub extras: Vec<ExtraId>,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "references")]
    pub attributes: Vec<AttributeId>,
}

impl NewService {
    /// A service with the members that Workadu asks for.
    pub fn new(name: impl Into<String>, category: impl Into<CategoryId>) -> Self {
        Self {
            name: name.into(),
            category_id: category.into(),
            alias: None,
            description: None,
            includes: None,
            excludes: None,
            text_flag: None,
            min_pax: None,
            pax: None,
            media: None,
            extras: Vec::new(),
            attributes: Vec::new(),
        }
    }
}

/// Changes to a service; what is `None` stays as it is.
#[derive(Debug, Clone, Serialize)]
pub struct ServiceUpdate {
    /// The service to change.
    pub id: ServiceId,
    /// Read back as `title`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Read back as `group`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category_id: Option<CategoryId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// What the price includes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub includes: Option<String>,
    /// What the price does not include.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excludes: Option<String>,
    /// A short text such as `New`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_flag: Option<String>,
    /// The fewest persons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_pax: Option<u32>,
    /// Persons.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pax: Option<u32>,
    /// The address of one picture, https, of 1.2 MB at the most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
    /// An empty list is not sent. Whether others stay attached is not documented.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "references")]
    pub extras: Vec<ExtraId>,
    /// An empty list is not sent. Whether others stay attached is not documented.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "references")]
    pub attributes: Vec<AttributeId>,
}

impl ServiceUpdate {
    /// No change yet to this service.
    pub fn new(id: impl Into<ServiceId>) -> Self {
        Self {
            id: id.into(),
            name: None,
            category_id: None,
            alias: None,
            description: None,
            includes: None,
            excludes: None,
            text_flag: None,
            min_pax: None,
            pax: None,
            media: None,
            extras: Vec::new(),
            attributes: Vec::new(),
        }
    }
}

/// A price list to add to a service. The documentation's source says that price lists are for affiliates, and asks to
/// use rates, [`NewPriceScheme`], otherwise.
#[derive(Debug, Clone, Serialize)]
pub struct NewPriceList {
    pub service_id: ServiceId,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: PricingType,
    /// A number that belongs to the type; what it counts is not documented.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub type_value: Option<i64>,
    /// `per day`, say.
    pub unit: String,
    #[serde(rename = "price_schemes", skip_serializing_if = "Option::is_none")]
    pub price_scheme: Option<PriceListScheme>,
}

impl NewPriceList {
    /// A price list with the members that Workadu asks for.
    pub fn new(
        service: impl Into<ServiceId>,
        name: impl Into<String>,
        kind: PricingType,
        unit: impl Into<String>,
    ) -> Self {
        Self {
            service_id: service.into(),
            name: name.into(),
            kind,
            type_value: None,
            unit: unit.into(),
            price_scheme: None,
        }
    }
}

/// The price scheme of a price list to create.
#[derive(Debug, Clone, Default, Serialize)]
pub struct PriceListScheme {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<PriceSchemeId>,
    /// `Weekly`, say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
}

/// Rates and availability to add to services.
#[derive(Debug, Clone, Serialize)]
pub struct NewPriceScheme {
    /// One at least.
    #[serde(serialize_with = "comma_list")]
    pub service_ids: Vec<ServiceId>,
    /// Empty for each service's first price list.
    #[serde(rename = "price_lists_ids", skip_serializing_if = "Vec::is_empty", serialize_with = "comma_list")]
    pub price_list_ids: Vec<PriceListId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub period: Option<Period>,
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "comma_list")]
    pub days: Vec<Weekday>,
    /// Times of day, to the minute.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "times")]
    pub slots: Vec<Time>,
    /// Price by the service's unit, in the company's currency.
    #[serde(with = "guichet_core::decimal")]
    pub rate: Decimal,
    /// Rates told apart by their place in the list. The documentation's sample has six, without their meaning; that
    /// they are the rate and then the members of [`MultipleValues`] in their order is *unverified*.
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "comma_list")]
    pub multiple_rates: Vec<Decimal>,
    /// How many there are to book.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<u32>,
}

impl NewPriceScheme {
    /// A price scheme with the members that Workadu asks for.
    pub fn new(services: impl IntoIterator<Item = ServiceId>, rate: Decimal) -> Self {
        Self {
            service_ids: services.into_iter().collect(),
            price_list_ids: Vec::new(),
            period: None,
            days: Vec::new(),
            slots: Vec::new(),
            rate,
            multiple_rates: Vec::new(),
            availability: None,
        }
    }
}

#[derive(Serialize)]
struct Reference<T> {
    id: T,
}

/// Numbers as `[{"id": 1}]`.
fn references<T: Serialize, S: Serializer>(ids: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(ids.iter().map(|id| Reference { id }))
}

/// Values with commas between them and no space.
pub(crate) fn joined(values: impl IntoIterator<Item = impl fmt::Display>) -> String {
    values.into_iter().map(|value| value.to_string()).collect::<Vec<_>>().join(",")
}

fn comma_list<T: fmt::Display, S: Serializer>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&joined(values))
}

fn times<S: Serializer>(slots: &[Time], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&joined(slots.iter().map(|slot| format_time(*slot))))
}

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
    /// Two dates with a comma between them, or a word, as it came; [`Period::from`] takes it apart.
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
