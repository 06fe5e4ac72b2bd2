//! Services: what is let, sold or booked, with price lists, rates and real-time availability.

mod extra;
mod model;
mod new;
mod update;

use std::fmt;

use guichet_core::dates::{format_date, format_time};
use guichet_core::time::{Date, Time};
use guichet_core::vendor::{Call, Client};
use guichet_core::{Body, Pager, Result, integer_id, operations};

use crate::change::Deleted;
use crate::client::Workadu;
use crate::companies::CompanyId;
use crate::coordinates::Coordinates;
use crate::envelope;
use crate::listing::ListOptions;

pub use extra::*;
pub use model::*;
pub use new::*;
pub use update::*;

integer_id! {
    /// Identifies a service.
    pub struct ServiceId;
}

integer_id! {
    /// Identifies a category of services, which a service that is read shows as its group.
    pub struct CategoryId;
}

integer_id! {
    /// Identifies a brand.
    pub struct BrandId;
}

integer_id! {
    /// Identifies an extra that can be booked with a service.
    pub struct ExtraId;
}

integer_id! {
    /// Identifies a price list of a service.
    pub struct PriceListId;
}

integer_id! {
    /// Identifies a price scheme: rates and availability of a period, within a price list.
    pub struct PriceSchemeId;
}

/// Services of the companies that the caller's account belongs to.
#[derive(Debug, Clone)]
pub struct Services {
    api: Client,
}

impl Workadu {
    /// Services.
    pub fn services(&self) -> Services {
        Services { api: self.client().clone() }
    }
}

operations! {
    CREATE:                   Unsafe,     POST   "/api/services/",             "workadu.services.create",                   "Create a new Service";
    UPDATE:                   Unsafe,     PUT    "/api/services/",             "workadu.services.update",                   "Update a Service" [named_in_body];
    DELETE:                   Idempotent, DELETE "/api/services/",             "workadu.services.delete",                   "Delete a Service" [named_in_body];
    LIST:                     Safe,       GET    "/api/services",              "workadu.services.list",                     "List Services";
    AVAILABILITY:             Safe,       GET    "/api/services",              "workadu.services.availability",             "Get Service Availability";
    GET:                      Safe,       GET    "/api/services/{service_id}", "workadu.services.get",                      "Get Specific Service";
    CREATE_PRICE_LIST:        Unsafe,     POST   "/api/services/pricelist",    "workadu.services.create-price-list",        "Create a new Price List";
    CREATE_PRICE_SCHEME:      Unsafe,     POST   "/api/services/rates",        "workadu.services.create-price-scheme",      "Create a Price Scheme";
    DELETE_PRICE_SCHEME:      Idempotent, DELETE "/api/services/rates",        "workadu.services.delete-price-scheme",      "Delete a Price Scheme" [named_in_body];
    DELETE_ALL_PRICE_SCHEMES: Unsafe,     DELETE "/api/services/rates",        "workadu.services.delete-all-price-schemes", "Delete a Price Scheme" [named_in_body];
}

impl Services {
    /// Creates a service. Unsafe: repeated, it may create another. Beta at Workadu.
    ///
    /// # Errors
    /// 400 for an empty name, or a category that is missing, 0 say.
    pub async fn create(&self, service: &NewService) -> Result<Service> {
        envelope::fetch_one(self.api.call(&CREATE).json(service)).await
    }

    /// Changes the members that are set; the service's number is among them. Unsafe: whether `extras` and `attributes`
    /// replace what is attached or are added to it is not documented. Beta at Workadu.
    ///
    /// # Errors
    /// 400 for a number that is missing, 0 say.
    pub async fn update(&self, changes: &ServiceUpdate) -> Result<Service> {
        envelope::fetch_one(self.api.call(&UPDATE).json(changes)).await
    }

    /// Deletes a service with its price lists and their price schemes. Idempotent; a repeat may find nothing left and
    /// answer as for an unknown number. Beta at Workadu.
    ///
    /// # Errors
    /// `is_not_found` for an unknown or deleted number (a 400 at Workadu).
    pub async fn delete(&self, id: impl Into<ServiceId>) -> Result<Deleted> {
        envelope::confirm(self.api.call(&DELETE).json(&ById { id: id.into() })).await
    }

    /// Lists services, without their availability. Safe. Several companies may have services of the same title.
    pub fn list(&self, query: ServicesQuery) -> Pager<Service> {
        envelope::list(query.apply(self.api.call(&LIST)))
    }

    /// Lists services with availability and prices between two places and times. Safe.
    ///
    /// # Errors
    /// An end on a day before the start, seconds in a time, and coordinates that were read but not understood are
    /// refused before anything is sent.
    pub fn availability(&self, query: AvailabilityQuery) -> Pager<Service> {
        envelope::list(query.apply(self.api.call(&AVAILABILITY)))
    }

    /// Fetches one service. Safe.
    ///
    /// # Errors
    /// `is_not_found` if the answer holds no service; no error is documented for an unknown number.
    pub async fn get(&self, id: impl Into<ServiceId>) -> Result<Service> {
        envelope::fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches one service with its availability and prices between two places and times. Safe. *Unverified* (WK-20): public clients
    /// send the filter of [`availability`](Self::availability) here, the documentation does not have it.
    ///
    /// # Errors
    /// As those of [`availability`](Self::availability) and [`get`](Self::get).
    pub async fn get_available(&self, id: impl Into<ServiceId>, query: AvailabilityQuery) -> Result<Service> {
        envelope::fetch_one(query.apply(self.api.call(&GET).arg(id.into()))).await
    }

    /// Fetches several services in one call. Safe.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn get_many(&self, ids: impl IntoIterator<Item: Into<ServiceId>>) -> Result<Vec<Service>> {
        envelope::fetch_many(self.api.call(&GET).ids::<ServiceId>(ids)).await
    }

    /// Adds a price list to a service. Unsafe: repeated, it may add another. Beta at Workadu.
    ///
    /// # Errors
    /// 400 for an empty name or unit; `is_not_found` for an unknown service (a 400 at Workadu). A period that ends
    /// before it starts is refused before anything is sent.
    pub async fn create_price_list(&self, list: &NewPriceList) -> Result<Service> {
        let period = list.price_scheme.as_ref().and_then(|scheme| scheme.period.as_ref());
        let call =
            self.api.call(&CREATE_PRICE_LIST).check("price_schemes.period", period.map_or(Ok(()), Period::check));
        envelope::fetch_one(call.json(list)).await
    }

    /// Adds rates and availability to price lists of services, or to the services' first price lists. Unsafe:
    /// repeated, it may add the scheme again. The answer shows one service, whatever the number of services.
    /// Beta at Workadu.
    ///
    /// # Errors
    /// `is_not_found` for unknown services (a 400 at Workadu). An empty list of services, a period that ends before it
    /// starts, and slots with seconds are refused before anything is sent.
    pub async fn create_price_scheme(&self, scheme: &NewPriceScheme) -> Result<Service> {
        let mut call =
            self.api.call(&CREATE_PRICE_SCHEME).check("period", scheme.period.as_ref().map_or(Ok(()), Period::check));
        if scheme.service_ids.is_empty() {
            call = call.refuse("service_ids", "at least one service is needed");
        }
        for slot in &scheme.slots {
            call = call.check("slots", whole_minutes(*slot));
        }
        envelope::fetch_one(call.json(scheme)).await
    }

    /// Deletes one price scheme; Workadu computes the service's prices anew from those that stay. Idempotent. Beta at
    /// Workadu.
    ///
    /// # Errors
    /// 400 for a number that is missing, 0 say.
    pub async fn delete_price_scheme(&self, id: impl Into<PriceSchemeId>) -> Result<Deleted> {
        envelope::confirm(self.api.call(&DELETE_PRICE_SCHEME).json(&ByScheme { price_shceme_id: id.into() })).await
    }

    /// Deletes **all** price schemes of a service. Unsafe: which ones that are depends on when it is carried out, so repeated,
    /// it may delete schemes that were made in between. Beta at Workadu.
    ///
    /// # Errors
    /// `is_not_found` for an unknown service (a 400 at Workadu).
    pub async fn delete_all_price_schemes(&self, service: impl Into<ServiceId>) -> Result<Deleted> {
        envelope::confirm(self.api.call(&DELETE_ALL_PRICE_SCHEMES).json(&ByService { service_id: service.into() }))
            .await
    }
}

#[derive(Body)]
struct ById {
    id: ServiceId,
}

/// The misspelling is Workadu's.
#[derive(Body)]
struct ByScheme {
    price_shceme_id: PriceSchemeId,
}

#[derive(Body)]
struct ByService {
    service_id: ServiceId,
}

/// Filters of the lists of services.
#[derive(Debug, Clone, Default)]
pub struct ServicesQuery {
    pub company_id: Option<CompanyId>,
    pub brand: Option<BrandId>,
    /// A short name, `bizz` or `MATIZ` in the samples. What it is for is not documented.
    pub alias: Option<String>,
    pub title: Option<String>,
    pub category_id: Option<CategoryId>,
    /// How far from the start of an availability search; without one Workadu takes [`Radius::Unrestricted`].
    pub radius: Option<Radius>,
    /// Order, page, and filters by other members.
    pub list: ListOptions,
}

impl ServicesQuery {
    fn apply(self, call: Call) -> Call {
        let call = call
            .query_opt("filter[extra_filters][companyid]", self.company_id)
            .query_opt("filter[extra_filters][brand]", self.brand)
            .query_opt("filter[extra_filters][alias]", self.alias)
            .query_opt("filter[extra_filters][title]", self.title)
            .query_opt("filter[extra_filters][category_id]", self.category_id)
            .query_opt("filter[extra_filters][radius]", self.radius);
        self.list.apply(call)
    }
}

/// How far from the start a service may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Radius {
    /// Anywhere, the closest first (`-1`).
    Unrestricted,
    /// In the search zone (`1`).
    Zone,
    /// Within this many kilometres (`R-100`).
    Within(u32),
}

impl fmt::Display for Radius {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unrestricted => f.write_str("-1"),
            Self::Zone => f.write_str("1"),
            Self::Within(kilometres) => write!(f, "R-{kilometres}"),
        }
    }
}

/// Where and when a service is taken or given back, in local time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceAndTime {
    pub coordinates: Coordinates,
    /// Local.
    pub date: Date,
    /// To the minute.
    pub time: Time,
}

impl PlaceAndTime {
    fn check(&self) -> Result<(), &'static str> {
        match self.coordinates.latitude() {
            Some(_) => whole_minutes(self.time),
            None => Err("coordinates that were read but not understood cannot be searched for"),
        }
    }
}

/// A search for services that are available.
#[derive(Debug, Clone)]
pub struct AvailabilityQuery {
    /// Where and when it starts.
    pub start: PlaceAndTime,
    /// Where and when it ends.
    pub end: PlaceAndTime,
    /// A coupon code that one of the company's sales policies asks for.
    pub coupon: Option<String>,
    /// Which services to search, and their order; public clients sort by `total_price_sort`, which is *unverified* (WK-8).
    pub services: ServicesQuery,
}

impl AvailabilityQuery {
    /// A search among all services.
    pub fn new(start: PlaceAndTime, end: PlaceAndTime) -> Self {
        Self { start, end, coupon: None, services: ServicesQuery::default() }
    }

    fn apply(self, call: Call) -> Call {
        let Self { start, end, coupon, services } = self;
        let order = if end.date < start.date { Err("it is before the start") } else { Ok(()) };
        let call = call
            .check("start", start.check())
            .check("end", end.check())
            .check("end", order)
            .query("filter[availability][start_coordinates]", start.coordinates.compact())
            .query("filter[availability][end_coordinates]", end.coordinates.compact())
            .query("filter[availability][start_date]", format_date(start.date))
            .query("filter[availability][end_date]", format_date(end.date))
            .query("filter[availability][start_time]", format_time(start.time))
            .query("filter[availability][end_time]", format_time(end.time))
            .query_opt("filter[availability][coupon]", coupon);
        services.apply(call)
    }
}

/// Workadu's times of day have no seconds.
fn whole_minutes(time: Time) -> Result<(), &'static str> {
    if time.second() == 0 && time.nanosecond() == 0 { Ok(()) } else { Err("a time of day is given to the minute") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use guichet_core::Decimal;

    fn day(text: &str) -> Date {
        guichet_core::dates::parse_date(text).unwrap()
    }

    #[test]
    fn radius_is_spelled_as_documented() {
        assert_eq!(
            [Radius::Unrestricted, Radius::Zone, Radius::Within(100)].map(|radius| radius.to_string()),
            ["-1", "1", "R-100"]
        );
    }

    #[test]
    fn a_period_is_read_and_written_in_both_forms() {
        let dates = Period::Dates(day("2018-12-01"), day("2019-04-15"));
        assert_eq!(Period::from("2018-12-01, 2019-04-15"), dates);
        assert_eq!(dates.to_string(), "2018-12-01,2019-04-15");
        assert_eq!((Period::from("weekly"), Period::Weekly.to_string()), (Period::Weekly, "Weekly".to_owned()));
        for word in ["Monthly", "2018-12-01", "2018-12-01,soon", ""] {
            assert_eq!(Period::from(word), Period::Other(word.to_owned()));
            assert_eq!(Period::from(word).to_string(), word);
        }
        assert!(dates.check().is_ok());
        assert!(Period::Dates(day("2019-04-15"), day("2018-12-01")).check().is_err());
    }

    #[test]
    fn a_place_is_known_and_a_time_is_to_the_minute() {
        let coordinates = Coordinates::new(Decimal::ONE, Decimal::TEN).unwrap();
        let place = PlaceAndTime { coordinates, date: day("2018-08-30"), time: Time::from_hms(8, 0, 0).unwrap() };
        assert!(place.check().is_ok());
        assert!(PlaceAndTime { time: Time::from_hms(8, 0, 1).unwrap(), ..place.clone() }.check().is_err());
        assert!(PlaceAndTime { time: Time::from_hms_nano(8, 0, 0, 1).unwrap(), ..place.clone() }.check().is_err());
        let coordinates = serde_json::from_str(r#""somewhere""#).unwrap();
        assert!(PlaceAndTime { coordinates, ..place }.check().is_err());
    }

    #[test]
    fn nothing_undocumented_is_lost() {
        let json = r#"{"id":1,"providers":[{"fee": 12.00}],"availabilities_and_rates":{"2018-07-16":{"rates":[]}},"total_price":{"4587":"314.50"}}"#;
        let service: Service = serde_json::from_str(json).unwrap();
        assert_eq!(service.providers[0].as_json(), r#"{"fee": 12.00}"#);
        assert_eq!(service.total_price["4587"].to_string(), "314.50");
        let written = serde_json::to_string(&service).unwrap();
        assert_eq!(serde_json::from_str::<Service>(&written).unwrap(), service);
    }
}
