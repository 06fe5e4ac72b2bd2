//! What bookings and the orders in them are made of, as written and as read.

use guichet_core::dates::format_time;
use guichet_core::json::{Fault, Reader, Slot};
use guichet_core::time::{Date, Time};
use guichet_core::{Body, Decimal, Model, open_enum};
use serde::{Serialize, Serializer};

use super::{BookingId, OrderId};
use crate::change::Change;
use crate::companies::CompanyId;
use crate::coordinates::Coordinates;
use crate::customers::CustomerId;
use crate::ids::PaymentId;
use crate::services::{Extra, ServiceId};

open_enum! {
    /// Where a booking, or an order in it, stands. The documentation lists the codes and explains none.
    pub enum OrderStatus: text {
        /// `PRE_ASSIGNED`
        PreAssigned = "PRE_ASSIGNED",
        /// `ASSIGNED_NOT_CONFIRMED`
        AssignedNotConfirmed = "ASSIGNED_NOT_CONFIRMED",
        /// `ASSIGNED_AND_AGREED`
        AssignedAndAgreed = "ASSIGNED_AND_AGREED",
        /// `CHECKED_OUT`
        CheckedOut = "CHECKED_OUT",
        /// `CHECKED_IN`
        CheckedIn = "CHECKED_IN",
        /// `CHECKED_IN_EARLIER`
        CheckedInEarlier = "CHECKED_IN_EARLIER",
        /// `CANCELLED`
        Cancelled = "CANCELLED",
        /// `NOT_PAID`: a status where cancelling and paying are documented, though not among the filter's choices.
        NotPaid = "NOT_PAID",
    }
}

open_enum! {
    /// The booking status that the list of orders filters by; another thing than [`OrderStatus`].
    pub enum BookingStatus: text {
        /// `ON_PROGRESS`
        OnProgress = "ON_PROGRESS",
        /// `PAID`
        Paid = "PAID",
        /// `NOT_PAID`
        NotPaid = "NOT_PAID",
    }
}

/// A booking to create (*Create new Order*).
#[derive(Debug, Clone, Serialize)]
#[serde(into = "BookingUpdate")]
pub struct NewBooking {
    pub service_id: ServiceId,
    pub customer: BookingCustomer,
    /// Where and when it starts.
    pub start: NewStop,
    /// Where and when it ends.
    pub end: NewStop,
    /// The slots to book, of a service that is booked by slots.
    pub selected_slots: Option<SelectedSlots>,
    /// The time of day at which the slot begins, `11:00` say.
    pub slot_start_time: Option<Time>,
    /// The time of day at which the slot ends, `11:59` say.
    pub slot_end_time: Option<Time>,
}

impl NewBooking {
    /// A booking of one service from a start to an end.
    pub fn new(
        service_id: impl Into<ServiceId>,
        customer: impl Into<BookingCustomer>,
        start: NewStop,
        end: NewStop,
    ) -> Self {
        Self {
            service_id: service_id.into(),
            customer: customer.into(),
            start,
            end,
            selected_slots: None,
            slot_start_time: None,
            slot_end_time: None,
        }
    }
}

/// Who books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BookingCustomer {
    /// A customer that Workadu has.
    Known(CustomerId),
    /// Someone new, with an e-mail address or a mobile number.
    New {
        /// First and last name.
        fullname: String,
        /// E-mail address.
        email: Option<String>,
        /// Mobile number, as text so that `+` and leading zeros stay.
        mobile: Option<String>,
    },
}

impl BookingCustomer {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::New { email: None, mobile: None, .. } => {
                Err("a new customer needs an e-mail address or a mobile number")
            }
            _ => Ok(()),
        }
    }
}

impl From<CustomerId> for BookingCustomer {
    fn from(id: CustomerId) -> Self {
        Self::Known(id)
    }
}

/// Where and when a booking to create starts or ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStop {
    pub coordinates: Coordinates,
    pub location_name: Option<String>,
    /// Local.
    pub date: Date,
    /// Local, to the minute.
    pub time: Time,
}

impl NewStop {
    /// A place, a day and a time of day, local.
    pub fn new(coordinates: Coordinates, date: Date, time: Time) -> Self {
        Self { coordinates, location_name: None, date, time }
    }
}

/// The slots of a service that a booking takes.
#[derive(Debug, Clone, PartialEq, Eq, Body)]
#[serde(transparent)]
pub struct SelectedSlots(String);

impl SelectedSlots {
    /// The slot that begins at a time: `11:00`, as documented.
    pub fn at(time: Time) -> Self {
        Self(format_time(time))
    }

    /// Several slots, as the text of a JSON list: `["11:00","12:00"]`. *Unverified*: public clients send a list in this
    /// form, the documentation does not have it.
    pub fn each(times: impl IntoIterator<Item = Time>) -> Self {
        let quoted: Vec<String> = times.into_iter().map(|time| format!("\"{}\"", format_time(time))).collect();
        Self(format!("[{}]", quoted.join(",")))
    }

    /// Any other text.
    pub fn text(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

/// What the booking that takes another's place has of its own; what is `None` is taken over.
#[derive(Debug, Clone, Default, Body)]
pub struct BookingUpdate {
    /// A number. The documentation's only sample sends nothing else, and has it come back as that of the new booking.
    pub id: Option<BookingId>,
    pub start_coordinates: Option<Coordinates>,
    pub start_location_name: Option<String>,
    /// The day of the start.
    pub start_date: Option<Date>,
    /// The time of day of the start, to the minute.
    pub start_time: Option<Time>,
    pub end_coordinates: Option<Coordinates>,
    pub end_location_name: Option<String>,
    /// The day of the end.
    pub end_date: Option<Date>,
    /// The time of day of the end, to the minute.
    pub end_time: Option<Time>,
    pub service_id: Option<ServiceId>,
    pub customer_id: Option<CustomerId>,
    /// The slots to book, of a service that is booked by slots.
    pub selected_slots: Option<SelectedSlots>,
    /// The time of day at which the slot begins, `11:00` say.
    pub slot_start_time: Option<Time>,
    /// The time of day at which the slot ends, `11:59` say.
    pub slot_end_time: Option<Time>,
    pub fullname: Option<String>,
    pub email: Option<String>,
    /// Sent as text, so that `+` and leading zeros stay.
    pub mobile: Option<String>,
}

/// A new booking is sent with the members of a changed one.
impl From<NewBooking> for BookingUpdate {
    fn from(new: NewBooking) -> Self {
        let (customer_id, fullname, email, mobile) = match new.customer {
            BookingCustomer::Known(id) => (Some(id), None, None, None),
            BookingCustomer::New { fullname, email, mobile } => (None, Some(fullname), email, mobile),
        };
        Self {
            id: None,
            start_coordinates: Some(new.start.coordinates),
            start_location_name: new.start.location_name,
            start_date: Some(new.start.date),
            start_time: Some(new.start.time),
            end_coordinates: Some(new.end.coordinates),
            end_location_name: new.end.location_name,
            end_date: Some(new.end.date),
            end_time: Some(new.end.time),
            service_id: Some(new.service_id),
            customer_id,
            selected_slots: new.selected_slots,
            slot_start_time: new.slot_start_time,
            slot_end_time: new.slot_end_time,
            fullname,
            email,
            mobile,
        }
    }
}

/// Workadu's answer where a booking took another's place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(transparent)]
#[non_exhaustive]
pub struct Replaced {
    /// The answer as it came.
    pub change: Change,
}

impl Replaced {
    /// The number of the new booking, where the answer has it.
    pub fn booking(&self) -> Option<BookingId> {
        let value = self.change.value.as_deref().filter(|_| self.change.path.as_deref() == Some("/id"))?;
        value.trim().parse::<i64>().ok().map(BookingId::from)
    }
}

/// A booking: what the calls of this module create, list and cancel. The paths of the documentation name its number
/// `booking_id`; the orders of single services stand inside.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct Booking {
    /// The number that payments take; not that of an order inside.
    pub id: BookingId,
    /// Letters and digits, by which the customer knows it.
    pub reference: Option<String>,
    pub company_id: Option<CompanyId>,
    /// Of the whole booking; each order inside has its own.
    pub status: Option<OrderStatus>,
    #[model(with = "guichet_core::json::one_of_many")]
    pub customer: Option<CustomerRef>,
    /// In `currency`. Whether VAT is in it is not documented.
    pub total_cost: Option<Decimal>,
    /// Workadu's `orders.order`, one or several.
    #[serde(serialize_with = "orders::serialize")]
    #[model(with = "orders::read")]
    pub orders: Vec<Order>,
    /// A sign, `$` say.
    pub currency: Option<String>,
    /// `EUR` say. *Unverified*: public clients read it, the documentation does not have it.
    pub currency_iso: Option<String>,
    pub payments: Vec<PaymentEntry>,
}

/// `{"order": …}` around one order or a list of them, or the list alone.
mod orders {
    use super::*;

    #[derive(Model)]
    struct Read {
        order: Vec<Order>,
    }

    #[derive(Body)]
    struct Written<'a> {
        order: &'a Vec<Order>,
    }

    pub(super) fn read(into: &mut Vec<Order>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        if reader.peek() == b'[' {
            return into.fill(reader);
        }
        let mut wrapped: Option<Read> = None;
        wrapped.fill(reader)?;
        *into = wrapped.map(|read| read.order).unwrap_or_default();
        Ok(())
    }

    pub(super) fn serialize<S: Serializer>(orders: &Vec<Order>, serializer: S) -> Result<S::Ok, S::Error> {
        if orders.is_empty() { serializer.serialize_none() } else { Written { order: orders }.serialize(serializer) }
    }
}

/// A customer, as bookings and invoices show it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct CustomerRef {
    pub id: Option<CustomerId>,
    pub fullname: Option<String>,
    pub email: Option<String>,
}

/// An order of one service, inside a booking (Workadu's `orders.order`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Order {
    /// Its own number, which no call takes: payments and cancellations take that of the booking.
    pub id: Option<OrderId>,
    /// As text, whether Workadu sends a number or not.
    pub reference: Option<String>,
    pub service_id: Option<ServiceId>,
    /// Where and when it starts.
    pub start: Option<Stop>,
    /// Where and when it ends.
    pub end: Option<Stop>,
    pub comment: Option<String>,
    /// Of this order; the booking has its own.
    pub status: Option<OrderStatus>,
    /// In the booking's currency. Whether VAT is in it is not documented.
    pub total_cost: Option<Decimal>,
    /// Workadu's `recource`.
    #[serde(rename = "recource", alias = "resource")]
    pub resource: Option<Resource>,
    pub extras: Vec<Extra>,
}

/// Where and when an order starts or ends.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Stop {
    pub coordinates: Option<Coordinates>,
    pub location_name: Option<String>,
    /// Local.
    pub date: Option<Date>,
    /// Local.
    pub time: Option<Time>,
}

/// What an order occupies: a vehicle, a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Resource {
    /// Its name, `Peg-1` say.
    pub number: Option<String>,
    /// Workadu's word, blank in the sample.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Blank in the sample: its form is not documented.
    pub color: Option<String>,
}

/// A payment, as its booking shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct PaymentEntry {
    pub id: Option<PaymentId>,
    /// The day of issue. Whether it is the day on which the money came in is not documented.
    pub issue_date: Option<Date>,
    /// In the booking's currency; negative where it counters another payment.
    pub amount: Option<Decimal>,
    pub comments: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_are_read_in_every_wrapping() {
        for (orders, numbers) in [
            (r#"{"order": {"id": 1}}"#, &[1][..]),
            (r#"{"order": [{"id": 1}, {"id": "2"}]}"#, &[1, 2]),
            (r#"[{"id": 1}, {"id": 2}]"#, &[1, 2]),
            (r#"{"order": []}"#, &[]),
            (r#"{"order": null}"#, &[]),
            ("{}", &[]),
            ("[]", &[]),
            ("null", &[]),
            (r#""""#, &[]),
        ] {
            let booking: Booking = serde_json::from_str(&format!(r#"{{"id": 7, "orders": {orders}}}"#)).unwrap();
            let ids: Vec<i64> = booking.orders.iter().filter_map(|order| order.id.map(OrderId::get)).collect();
            assert_eq!(ids, numbers, "{orders}");
            let again: Booking = serde_json::from_str(&serde_json::to_string(&booking).unwrap()).unwrap();
            assert_eq!(again, booking);
        }
        assert!(serde_json::from_str::<Booking>(r#"{"id": 7, "orders": 5}"#).is_err());
    }

    #[test]
    fn a_resource_is_read_in_either_spelling() {
        for name in ["recource", "resource"] {
            let order: Order = serde_json::from_str(&format!(r#"{{"{name}": {{"number": "Peg-1"}}}}"#)).unwrap();
            assert_eq!(order.resource.unwrap().number.as_deref(), Some("Peg-1"));
        }
    }

    #[test]
    fn a_replacement_names_the_new_booking_only_by_its_id() {
        for (answer, booking) in [
            (r#"{"op": "replace", "path": "/id", "value": "992"}"#, Some(992)),
            (r#"{"op": "replace", "path": "/id", "value": 992}"#, Some(992)),
            (r#"{"op": "replace", "path": "/status", "value": "992"}"#, None),
            (r#"{"op": "replace", "path": "/id", "value": "soon"}"#, None),
            ("{}", None),
        ] {
            let replaced: Replaced = serde_json::from_str(answer).unwrap();
            assert_eq!(replaced.booking().map(BookingId::get), booking, "{answer}");
        }
    }

    #[test]
    fn slots_are_one_time_or_a_list_in_text() {
        let times = ["11:00", "12:30"].map(|time| guichet_core::dates::parse_time(time).unwrap());
        assert_eq!(serde_json::to_string(&SelectedSlots::at(times[0])).unwrap(), r#""11:00""#);
        assert_eq!(serde_json::to_string(&SelectedSlots::each(times)).unwrap(), r#""[\"11:00\",\"12:30\"]""#);
    }

    #[test]
    fn a_new_customer_can_be_reached() {
        let new = |email: Option<&str>, mobile: Option<&str>| BookingCustomer::New {
            fullname: "John Doe".into(),
            email: email.map(str::to_owned),
            mobile: mobile.map(str::to_owned),
        };
        assert!(new(None, None).check().is_err());
        assert!(new(Some("johnydoe@doe.com"), None).check().is_ok());
        assert!(new(None, Some("1112223334")).check().is_ok());
        assert!(BookingCustomer::Known(2111.into()).check().is_ok());
    }
}
