//! Payments. Workadu has no way to change or delete one: a wrong payment is countered by another of the opposite amount.

use std::fmt;

use guichet_core::dates::format_date;
use guichet_core::time::Date;
use guichet_core::vendor::{Call, Client};
use guichet_core::{Body, Decimal, Model, Pager, Result, operations};
use serde::{Serialize, Serializer};

use crate::client::Workadu;
use crate::customers::CustomerId;
use crate::envelope;
pub use crate::ids::PaymentId;
use crate::invoices::{InvoiceId, InvoiceStatus};
use crate::listing::ListOptions;
use crate::orders::BookingId;
use crate::series::SeriesId;

/// Payments of the company. Each raises the balance of its customer. A payment that Workadu accepts without showing it
/// is an empty [`Payment`], no error.
#[derive(Debug, Clone)]
pub struct Payments {
    api: Client,
}

impl Workadu {
    /// Payments.
    pub fn payments(&self) -> Payments {
        Payments { api: self.client().clone() }
    }
}

operations! {
    LIST:                Safe,   GET  "/api/payments/",             "workadu.payments.list",                "List Payments";
    GET:                 Safe,   GET  "/api/payments/{payment_id}", "workadu.payments.get",                 "List Payments";
    CREATE_FOR_INVOICES: Unsafe, POST "/api/payments/",             "workadu.payments.create-for-invoices", "Add a new Payment for Invoices";
    CREATE_FOR_BOOKING:    Unsafe, POST "/api/payments/",             "workadu.payments.create-for-booking",    "Add a new Payment for an Order or Booking";
    CREATE_FOR_CUSTOMER: Unsafe, POST "/api/payments/",             "workadu.payments.create-for-customer", "Add a general Payment for a Customer";
}

impl Payments {
    /// Lists payments. Safe.
    pub fn list(&self, query: PaymentsQuery) -> Pager<Payment> {
        envelope::list(query.apply(self.api.call(&LIST)))
    }

    /// Looks among the payments of a customer for the one with this comment (*comments*), which the caller has given to one alone. Safe; as many
    /// calls as the list has pages.
    ///
    /// # Errors
    /// As the list's: a payment that cannot be read is one, because it may be the one that is looked for.
    pub async fn find_by_comment(&self, customer: impl Into<CustomerId>, comment: &str) -> Result<Option<Payment>> {
        let query = PaymentsQuery { customer_id: Some(customer.into()), ..PaymentsQuery::default() };
        let mut payments = self.list(query);
        while let Some(payment) = payments.next().await {
            let payment = payment?;
            if payment.comments.as_deref() == Some(comment) {
                return Ok(Some(payment));
            }
        }
        Ok(None)
    }

    /// Fetches one payment. Safe.
    ///
    /// # Errors
    /// `is_not_found` where the answer holds none.
    pub async fn get(&self, id: impl Into<PaymentId>) -> Result<Payment> {
        envelope::fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches one payment and sends the filters of a list with it, as the documentation's sample does. Safe.
    ///
    /// # Errors
    /// `is_not_found` where the answer holds none.
    pub async fn get_matching(&self, id: impl Into<PaymentId>, query: PaymentsQuery) -> Result<Payment> {
        envelope::fetch_one(query.apply(self.api.call(&GET).arg(id.into()))).await
    }

    /// Fetches several payments in one call. Safe.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn get_many(&self, ids: impl IntoIterator<Item: Into<PaymentId>>) -> Result<Vec<Payment>> {
        envelope::fetch_many(self.api.call(&GET).ids::<PaymentId>(ids)).await
    }

    /// Enters a payment of invoices, all of one customer. Unsafe: repeated, it enters another payment.
    ///
    /// # Errors
    /// An empty list of invoices is refused before anything is sent. 400 for an unknown invoice, and for a status that
    /// takes no payment.
    pub async fn create_for_invoices(&self, payment: &NewInvoicePayment) -> Result<Payment> {
        let some = if payment.invoice_ids.is_empty() { Err("at least one invoice is needed") } else { Ok(()) };
        envelope::confirm(self.api.call(&CREATE_FOR_INVOICES).check("invoice_ids", some).form(payment)).await
    }

    /// Enters a payment of a booking. Unsafe: repeated, it enters another payment.
    ///
    /// # Errors
    /// 400 for an unknown booking, and for one whose status takes no payment: `NOT_PAID` and `CANCELLED` do, though the
    /// message names the second only.
    pub async fn create_for_booking(&self, payment: &NewBookingPayment) -> Result<Payment> {
        envelope::confirm(self.api.call(&CREATE_FOR_BOOKING).form(payment)).await
    }

    /// Enters a payment of a customer that belongs to no order or invoice. Unsafe: repeated, it enters another payment.
    ///
    /// # Errors
    /// 400 for an unknown customer.
    pub async fn create_for_customer(&self, payment: &NewCustomerPayment) -> Result<Payment> {
        envelope::confirm(self.api.call(&CREATE_FOR_CUSTOMER).form(payment)).await
    }
}

/// Filters of the list of payments. Their names go without the `filter[…]` of other lists.
#[derive(Debug, Clone, Default)]
pub struct PaymentsQuery {
    pub customer_id: Option<CustomerId>,
    pub series_id: Option<SeriesId>,
    /// The documentation describes it with the words of the list of invoices.
    pub status: Option<InvoiceStatus>,
    /// The first day of issue.
    pub issue_date_from: Option<Date>,
    /// The last day of issue.
    pub issue_date_to: Option<Date>,
    /// Order, page, and filters by other members.
    pub list: ListOptions,
}

impl PaymentsQuery {
    fn apply(self, call: Call) -> Call {
        let call = call.query_opt("customer_id", self.customer_id).query_opt("series_id", self.series_id);
        let call = call.query_opt("status", self.status.as_ref().map(InvoiceStatus::written));
        let call = call.query_opt("issue_date_from", self.issue_date_from.map(format_date));
        self.list.apply(call.query_opt("issue_date_to", self.issue_date_to.map(format_date)))
    }
}

/// How much is paid of what is to be paid. Negative amounts counter earlier payments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deposit {
    /// An amount: `157.22`.
    Amount(Decimal),
    /// A percentage of the total: `30%`.
    Percent(Decimal),
}

impl fmt::Display for Deposit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Amount(amount) => amount.fmt(f),
            Self::Percent(percentage) => write!(f, "{percentage}%"),
        }
    }
}

guichet_core::written_as_serialized!(Deposit);

impl Serialize for Deposit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A payment of invoices.
#[derive(Debug, Clone, Body)]
pub struct NewInvoicePayment {
    /// Invoices of one customer.
    #[serde(serialize_with = "with_commas")]
    pub invoice_ids: Vec<InvoiceId>,
    /// How much is paid. `None` leaves it out: what Workadu then enters is not documented.
    pub deposit: Option<Deposit>,
    /// Comes back as [`Payment::comments`].
    pub comment: Option<String>,
    /// The way of paying; the company's first, mostly cash, where it is not given.
    pub series: Option<SeriesId>,
}

impl NewInvoicePayment {
    /// A payment of this amount or part of these invoices.
    pub fn new(invoice_ids: impl IntoIterator<Item: Into<InvoiceId>>, deposit: Deposit) -> Self {
        Self { deposit: Some(deposit), ..Self::without_deposit(invoice_ids) }
    }

    /// A payment that names no amount. *Unverified* (WK-15): the documentation has `deposit` as optional and does not say how
    /// much is then paid. Read the answer's [`Payment::amount`].
    pub fn without_deposit(invoice_ids: impl IntoIterator<Item: Into<InvoiceId>>) -> Self {
        let invoice_ids = invoice_ids.into_iter().map(Into::into).collect();
        Self { invoice_ids, deposit: None, comment: None, series: None }
    }
}

fn with_commas<S: Serializer>(ids: &[InvoiceId], serializer: S) -> Result<S::Ok, S::Error> {
    let ids: Vec<String> = ids.iter().map(InvoiceId::to_string).collect();
    serializer.serialize_str(&ids.join(","))
}

/// A payment of a booking.
#[derive(Debug, Clone, Serialize)]
#[serde(into = "BookingForm")]
pub struct NewBookingPayment {
    /// The number of the booking, never that of an order inside.
    pub booking_id: BookingId,
    /// The name that the number is sent by.
    pub sent_as: BookingParameter,
    /// How much is paid. `None` leaves it out: what Workadu then enters is not documented.
    pub deposit: Option<Deposit>,
    /// Comes back as [`Payment::comments`].
    pub comment: Option<String>,
    /// The way of paying; the company's first, mostly cash, where it is not given.
    pub series: Option<SeriesId>,
}

impl NewBookingPayment {
    /// A payment of this amount or part of a booking.
    ///
    /// ```
    /// use guichet_workadu::orders::Booking;
    /// use guichet_workadu::payments::{Deposit, NewBookingPayment};
    ///
    /// fn third(booking: &Booking) -> NewBookingPayment {
    ///     NewBookingPayment::new(booking.id, Deposit::Percent(30.into()))
    /// }
    /// ```
    ///
    /// The number of an order inside the booking is another one, and does not compile:
    ///
    /// ```compile_fail,E0277
    /// use guichet_workadu::orders::Booking;
    /// use guichet_workadu::payments::{Deposit, NewBookingPayment};
    ///
    /// fn third(booking: &Booking) -> NewBookingPayment {
    ///     NewBookingPayment::new(booking.orders[0].id.unwrap(), Deposit::Percent(30.into()))
    /// }
    /// ```
    pub fn new(booking_id: impl Into<BookingId>, deposit: Deposit) -> Self {
        Self { deposit: Some(deposit), ..Self::without_deposit(booking_id) }
    }

    /// A payment that names no amount. *Unverified* (WK-15): the documentation has `deposit` as optional and does not say how
    /// much is then paid. Read the answer's [`Payment::amount`].
    pub fn without_deposit(booking_id: impl Into<BookingId>) -> Self {
        let sent_as = BookingParameter::default();
        Self { booking_id: booking_id.into(), sent_as, deposit: None, comment: None, series: None }
    }
}

/// By which name a payment sends the number of its booking. The documentation has both, for the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BookingParameter {
    /// `order_id`: the table's name, and the one that programs in production send.
    #[default]
    OrderId,
    /// `booking_id`: named in the texts of errors. *Unverified* (WK-16).
    BookingId,
}

#[derive(Body)]
struct BookingForm {
    order_id: Option<BookingId>,
    booking_id: Option<BookingId>,
    deposit: Option<Deposit>,
    comment: Option<String>,
    series: Option<SeriesId>,
}

impl From<NewBookingPayment> for BookingForm {
    fn from(payment: NewBookingPayment) -> Self {
        let (order_id, booking_id) = match payment.sent_as {
            BookingParameter::OrderId => (Some(payment.booking_id), None),
            BookingParameter::BookingId => (None, Some(payment.booking_id)),
        };
        Self { order_id, booking_id, deposit: payment.deposit, comment: payment.comment, series: payment.series }
    }
}

/// A payment of a customer, for nothing in particular. There is no total to take a percentage of.
#[derive(Debug, Clone, Body)]
pub struct NewCustomerPayment {
    pub customer_id: CustomerId,
    /// Workadu's `deposit`. A negative amount counters an earlier payment.
    #[serde(rename = "deposit")]
    pub amount: Decimal,
    pub comment: Option<String>,
    /// The way of paying; the company's first, mostly cash, where it is not given.
    pub series: Option<SeriesId>,
}

impl NewCustomerPayment {
    /// A payment of this amount.
    pub fn new(customer_id: impl Into<CustomerId>, amount: Decimal) -> Self {
        Self { customer_id: customer_id.into(), amount, comment: None, series: None }
    }
}

/// A payment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Payment {
    /// Not in the documentation, whose payments have no number; read where Workadu sends it.
    pub id: Option<PaymentId>,
    /// The day of issue. Whether it is the day on which the money came in is not documented.
    pub issue_date: Option<Date>,
    pub customer_id: Option<CustomerId>,
    /// The title of its series, not the number.
    pub series: Option<String>,
    /// Documented with a comma inside its name; read with and without.
    #[serde(rename = "transaction_num,", alias = "transaction_num")]
    pub transaction_num: Option<i64>,
    /// Negative where it counters another payment.
    pub amount: Option<Decimal>,
    /// A sign, `$` say.
    pub currency: Option<String>,
    pub comments: Option<String>,
    /// The booking that it was entered for.
    pub order_id: Option<BookingId>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_number_is_read_with_and_without_the_comma() {
        for name in ["transaction_num,", "transaction_num"] {
            let payment: Payment = serde_json::from_str(&format!(r#"{{"{name}": "15"}}"#)).unwrap();
            assert_eq!(payment.transaction_num, Some(15));
        }
    }

    #[test]
    fn deposits_are_amounts_or_percentages() {
        assert_eq!(Deposit::Amount(Decimal::new(-15722, 2)).to_string(), "-157.22");
        assert_eq!(Deposit::Percent(Decimal::new(305, 1)).to_string(), "30.5%");
    }
}
