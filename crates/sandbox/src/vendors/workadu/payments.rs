//! Payments: three forms on one route. None has an identifier that a client could learn.

use guichet_fixtures::Json;
use rust_decimal::Decimal;

use super::answers::{data, error, invalid_member};
use super::invoices::{INVOICES, amount};
use super::orders::{self, ORDERS};
use super::{customers, series};
use crate::engine::amounts::{exact, number, percent, plus};
use crate::engine::behaviour::{act, get, invalid, list, missing};
use crate::engine::json::{id_value, push, put, put_all, text_of, values};
use crate::engine::{Call, Key, Record, Refusal, Reply, Request, Row, Shelf, Store, Test, days, equal, filter};

pub(super) static ROWS: &[Row] = &[
    list("workadu.payments.list", &PAYMENTS),
    get("workadu.payments.get", &PAYMENTS),
    act("workadu.payments.create-for-customer", for_customer)
        .when(|request| form(request) == Some(Form::Customer))
        .unclear(UNKNOWN)
        .refusing(&[
            missing("customer_id", "payments/create-for-customer--unknown"),
            // 004:3910: percentages are for the other two forms.
            invalid("deposit", Refusal::Text(400, "The deposit of a general payment is an amount.")),
        ]),
    act("workadu.payments.create-for-invoices", for_invoices)
        .when(|request| form(request) == Some(Form::Invoices))
        .unclear(UNKNOWN)
        .refusing(&[missing("invoice_ids", "payments/create-for-invoices--unknown")]),
    act("workadu.payments.create-for-booking", for_booking)
        .when(|request| form(request) == Some(Form::Booking))
        .unclear(UNKNOWN),
];

static PAYMENTS: Shelf = Shelf {
    keys: &[Key::id("payment_id").many()],
    filters: &[
        equal("customer_id", "customer_id"),
        equal("series_id", "@series_id"),
        filter("issue_date_from", "issue_date", Test::From),
        filter("issue_date_to", "issue_date", Test::To),
    ],
    unknown: Refusal::Text(400, "No payments could be found."),
    documented: true,
    ..Shelf::new("payments")
};

const UNKNOWN: &str = "payments/create-for-booking--unknown";
const SETTLED: &str = "payments/create-for-booking--not-cancelled";

/// What a payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Customer,
    Invoices,
    Booking,
}

/// The forms are told apart by one member; several or none is no form.
fn form(request: &Request) -> Option<Form> {
    let of_booking = (request.has("order_id"), request.has("booking_id"));
    match (request.has("invoice_ids"), of_booking, request.has("customer_id")) {
        (true, (false, false), false) => Some(Form::Invoices),
        (false, (true, false) | (false, true), false) => Some(Form::Booking),
        (false, (false, false), true) => Some(Form::Customer),
        _ => None,
    }
}

fn for_customer(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let customer = call.text("customer_id").unwrap_or_default();
    if customers::reference(store, &customer).is_none() {
        return Err(call.documented(UNKNOWN));
    }
    let amount = call.member("deposit").and_then(amount).ok_or_else(inexact)?;
    pay(call, store, amount, Some(&customer), None)
}

fn for_booking(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("order_id").or_else(|| call.text("booking_id")).unwrap_or_default();
    let booking = store.get(&ORDERS, &id).ok_or_else(|| call.documented(UNKNOWN))?;
    let amount = deposit(call)?.of(booking).ok_or_else(inexact)?;
    let settled = is_settled(booking) || booking.text("status") == "PAID";
    if settled && amount > Decimal::ZERO {
        return Err(call.documented(SETTLED));
    }
    let (total, paid) = (total(booking), plus(paid(booking), amount).ok_or_else(inexact)?);
    let customer = customer_of(booking);
    let cancelled = booking.text("status") == "CANCELLED";
    let reply = pay(call, store, amount, customer.as_deref(), Some(&id))?;
    let payment_id = store.fresh_id();
    let payment = Json::object([
        ("id", id_value(&payment_id)),
        ("issue_date", Json::from(days::day_at(call.request.now))),
        ("amount", number(amount)),
        ("comments", call.member("comment").cloned().unwrap_or(Json::Null)),
    ]);
    store.change(&ORDERS, &id, |booking| {
        put(&mut booking.hidden, "paid", number(paid));
        push(&mut booking.value, "payments", payment);
    });
    if !cancelled {
        orders::set_status(store, &id, if paid >= total { "PAID" } else { "NOT_PAID" });
    }
    Ok(reply)
}

fn for_invoices(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let ids = call.text("invoice_ids").unwrap_or_default();
    let mut ids: Vec<&str> = ids.split(',').map(str::trim).collect();
    ids.sort_unstable();
    ids.dedup();
    let found: Option<Vec<&Record>> = ids.iter().map(|id| store.get(&INVOICES, id)).collect();
    let invoices = found.ok_or_else(|| call.documented(UNKNOWN))?;
    let deposit = deposit(call)?;
    let mut shares = Vec::new();
    let mut rest = match deposit {
        Deposit::Amount(amount) => amount,
        _ => Decimal::ZERO,
    };
    for (at, invoice) in invoices.iter().enumerate() {
        let share = match deposit {
            // One after the other up to what is open; what is left is the last one's.
            Deposit::Amount(_) if at + 1 < invoices.len() => {
                rest.min(plus(total(invoice), -paid(invoice)).ok_or_else(inexact)?.max(Decimal::ZERO))
            }
            Deposit::Amount(_) => rest,
            _ => deposit.of(invoice).ok_or_else(inexact)?,
        };
        rest = plus(rest, -share).unwrap_or_default();
        shares.push(share);
    }
    let amount = shares.iter().try_fold(Decimal::ZERO, |sum, share| plus(sum, *share)).ok_or_else(inexact)?;
    if invoices.iter().all(|invoice| is_settled(invoice)) && amount >= Decimal::ZERO {
        return Err(call.documented(SETTLED));
    }
    let customer = invoices.first().and_then(|invoice| customer_of(invoice));
    let paid: Vec<Option<Decimal>> = invoices.iter().zip(&shares).map(|(i, share)| plus(paid(i), *share)).collect();
    let reply = pay(call, store, amount, customer.as_deref(), None)?;
    for (id, paid) in ids.into_iter().zip(paid) {
        if let Some(paid) = paid {
            store.change(&INVOICES, id, |invoice| put(&mut invoice.hidden, "paid", number(paid)));
        }
    }
    Ok(reply)
}

/// What is to be paid.
#[derive(Clone, Copy)]
enum Deposit {
    Amount(Decimal),
    Percent(Decimal),
    /// All that is open.
    Rest,
}

impl Deposit {
    fn of(self, record: &Record) -> Option<Decimal> {
        match self {
            Deposit::Amount(amount) => Some(amount),
            Deposit::Percent(share) => percent(total(record), share),
            Deposit::Rest => plus(total(record), -paid(record)),
        }
    }
}

fn deposit(call: &Call<'_>) -> Result<Deposit, Reply> {
    let Some(text) = call.text("deposit") else {
        return Ok(Deposit::Rest);
    };
    let parsed = match text.trim().strip_suffix('%') {
        Some(percent) => exact(percent.trim()).map(Deposit::Percent),
        None => exact(text.trim()).map(Deposit::Amount),
    };
    parsed.ok_or_else(|| invalid_member("deposit", "The deposit must be an amount or a percentage."))
}

fn total(record: &Record) -> Decimal {
    let total = record.value.get("total_cost").or_else(|| record.value.get("total_amount"));
    total.and_then(amount).unwrap_or_default()
}

fn paid(record: &Record) -> Decimal {
    record.hidden.get("paid").and_then(amount).unwrap_or_default()
}

fn customer_of(record: &Record) -> Option<String> {
    values(&record.value, "customer.id").first().copied().and_then(text_of)
}

fn is_settled(record: &Record) -> bool {
    total(record) > Decimal::ZERO && paid(record) >= total(record)
}

fn inexact() -> Reply {
    error(400, "The amount cannot be calculated exactly.")
}

fn pay(
    call: &Call<'_>,
    store: &mut Store,
    amount: Decimal,
    customer: Option<&str>,
    order: Option<&str>,
) -> Result<Reply, Reply> {
    let series = match call.text("series") {
        Some(id) => series::title(store, &id).ok_or_else(|| call.documented("invoices/create--series-unknown"))?,
        None => Json::from("Cash"),
    };
    let id = store.fresh_id();
    let or_null = |id: Option<&str>| id.map_or(Json::Null, id_value);
    let comment = call.member("comment").cloned().unwrap_or(Json::Null);
    let mut payment = call.sample();
    put(&mut payment, "issue_date", days::day_at(call.request.now));
    put_all(
        &mut payment,
        [("customer_id", or_null(customer)), ("series", series), ("transaction_num,", id_value(&id))],
    );
    put_all(&mut payment, [("amount", number(amount)), ("comments", comment), ("order_id", or_null(order))]);
    let hidden = Json::object([("series_id", call.member("series").cloned().unwrap_or(Json::Null))]);
    store.put_with(&PAYMENTS, &id, payment.clone(), hidden);
    Ok(data(payment))
}
