//! What orders are made of, as written and as read.

use guichet_core::dates::format_time;
use guichet_core::time::{Date, Time};
use guichet_core::{Decimal, open_enum};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::{BookingId, OrderId};
use crate::companies::CompanyId;
use crate::customers::CustomerId;
use crate::services::ServiceId;
use crate::types::{Change, Coordinates, Extra};

open_enum! {
    /// Where an order, or a booking in it, stands.
    pub enum OrderStatus: text {
        /// Reserved, no resource fixed yet.
        PreAssigned = "PRE_ASSIGNED",
        /// A resource is fixed, not yet confirmed.
        AssignedNotConfirmed = "ASSIGNED_NOT_CONFIRMED",
        /// A resource is fixed and agreed.
        AssignedAndAgreed = "ASSIGNED_AND_AGREED",
        /// Handed out.
        CheckedOut = "CHECKED_OUT",
        /// Returned.
        CheckedIn = "CHECKED_IN",
        /// Returned before its time.
        CheckedInEarlier = "CHECKED_IN_EARLIER",
        /// Cancelled.
        Cancelled = "CANCELLED",
        /// Not paid: named where orders are cancelled and paid, not among the choices of the filter.
        NotPaid = "NOT_PAID",
    }
}

open_enum! {
    /// How far a booking is paid, as the list of orders filters by it.
    pub enum BookingStatus: text {
        /// Being paid.
        OnProgress = "ON_PROGRESS",
        /// Paid.
        Paid = "PAID",
        /// Not paid.
        NotPaid = "NOT_PAID",
    }
}

/// An order to create.
#[derive(Debug, Clone, Serialize)]
#[serde(into = "OrderChanges")]
pub struct NewOrder {
    pub service_id: ServiceId,
    pub customer: OrderCustomer,
    pub start: NewStop,
    pub end: NewStop,
    pub selected_slots: Option<SelectedSlots>,
    pub slot_start_time: Option<Time>,
    pub slot_end_time: Option<Time>,
}

impl NewOrder {
    /// An order of one service from a start to an end.
    pub fn new(
        service_id: impl Into<ServiceId>,
        customer: impl Into<OrderCustomer>,
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

/// Who orders.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderCustomer {
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

impl OrderCustomer {
    pub(super) fn check(&self) -> Result<(), &'static str> {
        match self {
            Self::New { email: None, mobile: None, .. } => {
                Err("a new customer needs an e-mail address or a mobile number")
            }
            _ => Ok(()),
        }
    }
}

impl From<CustomerId> for OrderCustomer {
    fn from(id: CustomerId) -> Self {
        Self::Known(id)
    }
}

/// Where and when an order to create starts or ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStop {
    pub coordinates: Coordinates,
    pub location_name: Option<String>,
    pub date: Date,
    pub time: Time,
}

impl NewStop {
    /// A place, a day and a time of day, local.
    pub fn new(coordinates: Coordinates, date: Date, time: Time) -> Self {
        Self { coordinates, location_name: None, date, time }
    }
}

/// The slots of a service that an order takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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

/// What the order that takes another's place has of its own; what is `None` is taken over.
#[derive(Debug, Clone, Default, Serialize)]
pub struct OrderChanges {
    /// A number. The documentation's only sample sends nothing else, and has it come back as that of the new order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<OrderId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_coordinates: Option<Coordinates>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start_location_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "guichet_core::dates::date_option")]
    pub start_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none", with = "guichet_core::dates::time_of_day_option")]
    pub start_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_coordinates: Option<Coordinates>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_location_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", with = "guichet_core::dates::date_option")]
    pub end_date: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none", with = "guichet_core::dates::time_of_day_option")]
    pub end_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_id: Option<ServiceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<CustomerId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub selected_slots: Option<SelectedSlots>,
    #[serde(skip_serializing_if = "Option::is_none", with = "guichet_core::dates::time_of_day_option")]
    pub slot_start_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none", with = "guichet_core::dates::time_of_day_option")]
    pub slot_end_time: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fullname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Sent as text, so that `+` and leading zeros stay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
}

/// A new order is sent with the members of a changed one.
impl From<NewOrder> for OrderChanges {
    fn from(order: NewOrder) -> Self {
        let (customer_id, fullname, email, mobile) = match order.customer {
            OrderCustomer::Known(id) => (Some(id), None, None, None),
            OrderCustomer::New { fullname, email, mobile } => (None, Some(fullname), email, mobile),
        };
        Self {
            id: None,
            start_coordinates: Some(order.start.coordinates),
            start_location_name: order.start.location_name,
            start_date: Some(order.start.date),
            start_time: Some(order.start.time),
            end_coordinates: Some(order.end.coordinates),
            end_location_name: order.end.location_name,
            end_date: Some(order.end.date),
            end_time: Some(order.end.time),
            service_id: Some(order.service_id),
            customer_id,
            selected_slots: order.selected_slots,
            slot_start_time: order.slot_start_time,
            slot_end_time: order.slot_end_time,
            fullname,
            email,
            mobile,
        }
    }
}

/// What Workadu says of an order that took another's place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[non_exhaustive]
pub struct Replaced {
    /// The answer as it came.
    pub change: Change,
}

impl Replaced {
    /// The number of the new order, where the answer has it.
    pub fn order(&self) -> Option<OrderId> {
        let value = self.change.value.as_deref().filter(|_| self.change.path.as_deref() == Some("/id"))?;
        value.trim().parse::<i64>().ok().map(OrderId::from)
    }
}

/// An order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Order {
    pub id: OrderId,
    /// Letters and digits, by which the customer knows it.
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub reference: Option<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::unless_empty")]
    pub company_id: Option<CompanyId>,
    #[serde(default)]
    pub status: Option<OrderStatus>,
    #[serde(default, deserialize_with = "guichet_core::lenient::one_of_many")]
    pub customer: Option<CustomerRef>,
    #[serde(default, with = "guichet_core::decimal::option")]
    pub total_cost: Option<Decimal>,
    /// Workadu's `orders.order`, one or several.
    #[serde(default, rename = "orders", with = "bookings")]
    pub bookings: Vec<Booking>,
    /// A sign, `$` say.
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub currency: Option<String>,
    /// `EUR` say. *Unverified*: public clients read it, the documentation does not have it.
    #[serde(default, deserialize_with = "guichet_core::lenient::text")]
    pub currency_iso: Option<String>,
    #[serde(default, deserialize_with = "guichet_core::lenient::some_or_many")]
    pub payments: Vec<PaymentEntry>,
}

/// `{"order": …}` around one booking or a list of them, or the list alone.
mod bookings {
    use super::*;

    #[derive(Deserialize)]
    struct Read {
        #[serde(default, deserialize_with = "guichet_core::lenient::some_or_many")]
        order: Vec<Booking>,
    }

    #[derive(Serialize)]
    struct Written<'a> {
        order: &'a [Booking],
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Booking>, D::Error> {
        let raw = <&RawValue>::deserialize(deserializer)?;
        if raw.get().starts_with('[') {
            return serde_json::from_str(raw.get()).map_err(D::Error::custom);
        }
        let read: Option<Read> = guichet_core::lenient::unless_empty(raw).map_err(D::Error::custom)?;
        Ok(read.map(|read| read.order).unwrap_or_default())
    }

    pub(super) fn serialize<S: Serializer>(bookings: &[Booking], serializer: S) -> Result<S::Ok, S::Error> {
        if bookings.is_empty() {
            serializer.serialize_none()
        } else {
            Written { order: bookings }.serialize(serializer)
        }
    }
}

/// A customer, as orders and invoices show it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct CustomerRef {
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub id: Option<CustomerId>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub fullname: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub email: Option<String>,
}

/// A booking of one service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Booking {
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub id: Option<BookingId>,
    /// As text, whether Workadu sends a number or not.
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub reference: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub service_id: Option<ServiceId>,
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub start: Option<Stop>,
    #[serde(deserialize_with = "guichet_core::lenient::unless_empty")]
    pub end: Option<Stop>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub comment: Option<String>,
    pub status: Option<OrderStatus>,
    #[serde(with = "guichet_core::decimal::option")]
    pub total_cost: Option<Decimal>,
    /// Workadu's `recource`.
    #[serde(rename = "recource", alias = "resource", deserialize_with = "guichet_core::lenient::unless_empty")]
    pub resource: Option<Resource>,
    #[serde(deserialize_with = "guichet_core::lenient::some_or_many")]
    pub extras: Vec<Extra>,
}

/// Where and when a booking starts or ends.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Stop {
    pub coordinates: Option<Coordinates>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub location_name: Option<String>,
    #[serde(with = "guichet_core::dates::date_option")]
    pub date: Option<Date>,
    /// Local.
    #[serde(with = "guichet_core::dates::time_of_day_option")]
    pub time: Option<Time>,
}

/// What a booking occupies: a vehicle, a table.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Resource {
    /// Its name, `Peg-1` say.
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub number: Option<String>,
    #[serde(rename = "type", deserialize_with = "guichet_core::lenient::text")]
    pub kind: Option<String>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub color: Option<String>,
}

/// A payment, as its order shows it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct PaymentEntry {
    #[serde(deserialize_with = "guichet_core::lenient::integer")]
    pub id: Option<i64>,
    #[serde(with = "guichet_core::dates::date_option")]
    pub issue_date: Option<Date>,
    #[serde(with = "guichet_core::decimal::option")]
    pub amount: Option<Decimal>,
    #[serde(deserialize_with = "guichet_core::lenient::text")]
    pub comments: Option<String>,
}
