//! Services as they are created, with their price lists and schemes.

use std::fmt;

use guichet_core::dates::{format_date, format_time, parse_date};
use guichet_core::time::{Date, Time};
use guichet_core::{Body, Decimal, Result, open_enum};
use serde::{Serialize, Serializer};

use super::{CategoryId, ExtraId, PriceListId, PriceSchemeId, ServiceId};
use crate::attributes::AttributeId;

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
    /// A day of the week. The documentation shows three of these codes; that the others follow suit is *unverified* (WK-6).
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
    /// From a day to a day, sent as `2018-12-01,2019-04-15`. That both count is *unverified* (WK-7).
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

guichet_core::written_as_serialized!(Period);

impl Serialize for Period {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A service to create.
#[derive(Debug, Clone, Body)]
pub struct NewService {
    /// Read back as `title`.
    pub name: String,
    /// Read back as `group`.
    pub category_id: CategoryId,
    /// A short name, `bizz` or `MATIZ` in the samples. What it is for is not documented.
    pub alias: Option<String>,
    pub description: Option<String>,
    /// What the price includes.
    pub includes: Option<String>,
    /// What the price does not include.
    pub excludes: Option<String>,
    /// A short text such as `New`.
    pub text_flag: Option<String>,
    /// The fewest persons.
    pub min_pax: Option<u32>,
    /// Persons.
    pub pax: Option<u32>,
    /// The address of one picture, https, of 1.2 MB at the most.
    pub media: Option<String>,
    #[serde(serialize_with = "references")]
    pub extras: Vec<ExtraId>,
    #[serde(serialize_with = "references")]
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

/// A price list to add to a service. The documentation's source says that price lists are for affiliates, and asks to
/// use rates, [`NewPriceScheme`], otherwise.
#[derive(Debug, Clone, Body)]
pub struct NewPriceList {
    pub service_id: ServiceId,
    pub name: String,
    #[serde(rename = "type")]
    pub kind: PricingType,
    /// A number that belongs to the type; what it counts is not documented.
    pub type_value: Option<i64>,
    /// `per day`, say.
    pub unit: String,
    /// One alone, although Workadu calls it `price_schemes`.
    #[serde(rename = "price_schemes")]
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
#[derive(Debug, Clone, Default, Body)]
pub struct PriceListScheme {
    pub id: Option<PriceSchemeId>,
    /// `Weekly`, say.
    pub plan: Option<String>,
    /// When it applies; sent as a word or as two dates.
    pub period: Option<Period>,
}

/// Rates and availability to add to services.
#[derive(Debug, Clone, Body)]
pub struct NewPriceScheme {
    /// One at least.
    #[serde(serialize_with = "comma_list")]
    pub service_ids: Vec<ServiceId>,
    /// Empty for each service's first price list.
    #[serde(rename = "price_lists_ids", serialize_with = "comma_list")]
    pub price_list_ids: Vec<PriceListId>,
    /// When it applies; sent as a word or as two dates.
    pub period: Option<Period>,
    /// The days of the week on which it applies. What none of them means is not documented.
    #[serde(serialize_with = "comma_list")]
    pub days: Vec<Weekday>,
    /// Times of day, to the minute.
    #[serde(serialize_with = "times")]
    pub slots: Vec<Time>,
    /// Price by the service's unit, in the company's currency.
    pub rate: Decimal,
    /// Rates told apart by their place in the list. The documentation's sample has six, without their meaning; that
    /// they are the rate and then the members of [`MultipleValues`](super::MultipleValues) in their order is *unverified* (WK-5).
    #[serde(serialize_with = "comma_list")]
    pub multiple_rates: Vec<Decimal>,
    /// How many there are to book.
    pub availability: Option<u32>,
}

impl NewPriceScheme {
    /// A price scheme with the members that Workadu asks for.
    pub fn new(services: impl IntoIterator<Item: Into<ServiceId>>, rate: Decimal) -> Self {
        Self {
            service_ids: services.into_iter().map(Into::into).collect(),
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
pub(super) fn references<T: Serialize, S: Serializer>(ids: &[T], serializer: S) -> Result<S::Ok, S::Error> {
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
