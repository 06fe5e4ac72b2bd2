//! Bookings: what the documentation has under *Orders*. A [`Booking`] is the outer object, whose number the paths call
//! `booking_id`; its [`Order`]s stand inside, one for each service.

mod model;

use guichet_core::dates::{format_date, format_time};
use guichet_core::time::{Date, Time};
use guichet_core::vendor::{Call, Client};
use guichet_core::{Decimal, Pager, Result, integer_id, operations};

use crate::change::Change;
use crate::client::Workadu;
use crate::companies::CompanyId;
use crate::coordinates::Coordinates;
use crate::customers::CustomerId;
use crate::envelope;
use crate::listing::{Filter, ListOptions, compare, filter};
use crate::services::ServiceId;

pub use model::*;

integer_id! {
    /// Identifies a booking: `booking_id` in the documentation's paths, `order_id` in payments.
    pub struct BookingId;
}

integer_id! {
    /// Identifies an order inside a booking. No call takes it.
    pub struct OrderId;
}

/// Bookings of the caller.
#[derive(Debug, Clone)]
pub struct Orders {
    api: Client,
}

impl Workadu {
    /// Bookings and the orders in them.
    pub fn orders(&self) -> Orders {
        Orders { api: self.client().clone() }
    }
}

operations! {
    CREATE: Unsafe,     POST   "/api/orders",              "workadu.orders.create", "Create new Order";
    LIST:   Safe,       GET    "/api/orders/",             "workadu.orders.list",   "Get all Orders";
    GET:    Safe,       GET    "/api/orders/{booking_id}", "workadu.orders.get",    "Get Specific Order";
    UPDATE: Unsafe,     PATCH  "/api/orders/{booking_id}", "workadu.orders.update", "Update an Order";
    CANCEL: Idempotent, DELETE "/api/orders/{booking_id}", "workadu.orders.cancel", "Delete an Order";
}

impl Orders {
    /// Books a service, if it is available. Unsafe: repeated, it books again. The documentation has Workadu answer
    /// with the whole booking; public clients see a few of its members.
    ///
    /// # Errors
    /// A new customer with neither e-mail nor mobile is refused before anything is sent. 400 where the service is not
    /// available or has no rate; `is_not_found` for an unknown customer. A start too far from the company's desks to
    /// be measured is a 500, "Undefined index: distance", and so counts as `outcome_unknown`.
    pub async fn create(&self, booking: &NewBooking) -> Result<Booking> {
        envelope::fetch_one(self.api.call(&CREATE).check("email", booking.customer.check()).json(booking)).await
    }

    /// Lists bookings. Safe.
    pub fn list(&self, query: OrdersQuery) -> Pager<Booking> {
        envelope::list(query.apply(self.api.call(&LIST)))
    }

    /// Fetches one booking. Safe.
    ///
    /// # Errors
    /// `is_not_found` where the answer holds none.
    pub async fn get(&self, id: impl Into<BookingId>) -> Result<Booking> {
        envelope::fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches several bookings in one call. Safe.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn get_many(&self, ids: impl IntoIterator<Item: Into<BookingId>>) -> Result<Vec<Booking>> {
        envelope::fetch_many(self.api.call(&GET).ids::<BookingId>(ids)).await
    }

    /// Cancels a booking and makes another one in its place, which takes over what is `None` here. Workadu calls it an
    /// update, yet the booking has a new number afterwards: see [`Replaced::booking`]. Unsafe: repeated, it is refused, or
    /// cancels and books once more.
    ///
    /// # Errors
    /// 400 for a cancelled or unknown booking, and for changes that cannot be booked.
    pub async fn replace(&self, id: impl Into<BookingId>, changes: &BookingUpdate) -> Result<Replaced> {
        envelope::confirm(self.api.call(&UPDATE).arg(id.into()).json(changes)).await
    }

    /// Cancels a booking; it stays, with the status `CANCELLED`. Idempotent: repeated, it is refused.
    ///
    /// # Errors
    /// `is_not_found` (a 400 at Workadu) for an unknown booking, and also for one whose status is none of
    /// `PRE_ASSIGNED`, `NOT_PAID` and `ASSIGNED_NOT_CONFIRMED`: the answer does not tell them apart.
    pub async fn cancel(&self, id: impl Into<BookingId>) -> Result<Change> {
        envelope::confirm(self.api.call(&CANCEL).arg(id.into())).await
    }
}

/// Filters of the list of bookings.
#[derive(Debug, Clone, Default)]
pub struct OrdersQuery {
    /// The text that a booking shows as [`Booking::reference`].
    pub booking_reference: Option<String>,
    /// Another thing than `status`: no answer shows it.
    pub booking_status: Option<BookingStatus>,
    pub company_id: Option<CompanyId>,
    pub customer_id: Option<CustomerId>,
    pub service_id: Option<ServiceId>,
    pub start_coordinates: Option<Coordinates>,
    pub start_location_name: Option<String>,
    pub end_coordinates: Option<Coordinates>,
    pub end_location_name: Option<String>,
    /// What bookings and orders show as their status; another thing than `booking_status`.
    pub status: Option<OrderStatus>,
    /// In the booking's currency. Whether VAT is in it is not documented.
    pub total_cost: Option<Filter<Decimal>>,
    /// The day of the start.
    pub start_date: Option<Filter<Date>>,
    /// The time of day of the start, to the minute.
    pub start_time: Option<Filter<Time>>,
    /// The day of the end.
    pub end_date: Option<Filter<Date>>,
    /// The time of day of the end, to the minute.
    pub end_time: Option<Filter<Time>>,
    /// Order, page, and filters by other members.
    pub list: ListOptions,
}

impl OrdersQuery {
    fn apply(self, call: Call) -> Call {
        let call = filter(call, "booking_reference", self.booking_reference);
        let call = filter(call, "booking_status", self.booking_status);
        let call = filter(call, "company_id", self.company_id);
        let call = filter(call, "customer_id", self.customer_id);
        let call = filter(call, "service_id", self.service_id);
        let call = filter(call, "start_coordinates", self.start_coordinates);
        let call = filter(call, "start_location_name", self.start_location_name);
        let call = filter(call, "end_coordinates", self.end_coordinates);
        let call = filter(call, "end_location_name", self.end_location_name);
        let call = filter(call, "status", self.status);
        let call = compare(call, "total_cost", self.total_cost);
        let call = compare(call, "start_date", self.start_date.map(|date| date.map(format_date)));
        let call = compare(call, "start_time", self.start_time.map(|time| time.map(format_time)));
        let call = compare(call, "end_date", self.end_date.map(|date| date.map(format_date)));
        let call = compare(call, "end_time", self.end_time.map(|time| time.map(format_time)));
        self.list.apply(call)
    }
}
