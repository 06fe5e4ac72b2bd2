//! Payments: three forms on one route. None has an identifier that a client could learn.

use guichet_fixtures::Json;
use rust_decimal::Decimal;

use super::answers::{data, error, invalid_member};
use super::common::{customer_ref, decimal, number, percent, plus, today};
use super::orders;
use super::tables::{INVOICES, ORDERS, PAYMENTS, SERIES};
use crate::engine::json::{id_value, one_or_many, put, text_of, values};
use crate::engine::{Call, Record, Reply, Request, Store};

pub(super) const UNKNOWN: &str = "payments/create-for-order--unknown";
const SETTLED: &str = "payments/create-for-order--not-cancelled";

/// What a payment is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Customer,
    Invoices,
    Order,
}

/// The forms are told apart by one member; several or none is no form.
pub(super) fn form(request: &Request) -> Option<Form> {
    let of_order = (request.has("order_id"), request.has("booking_id"));
    match (request.has("invoice_ids"), of_order, request.has("customer_id")) {
        (true, (false, false), false) => Some(Form::Invoices),
        (false, (true, false) | (false, true), false) => Some(Form::Order),
        (false, (false, false), true) => Some(Form::Customer),
        _ => None,
    }
}

pub(super) fn for_customer(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let customer = call.text("customer_id").unwrap_or_default();
    if customer_ref(store, &customer).is_none() {
        return Err(call.documented(UNKNOWN));
    }
    let Some(amount) = call.member("deposit").and_then(decimal) else {
        return Err(inexact());
    };
    pay(call, store, amount, Some(&customer), None)
}

pub(super) fn for_order(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("order_id").or_else(|| call.text("booking_id")).unwrap_or_default();
    let Some(order) = store.get(&ORDERS, &id) else {
        return Err(call.documented(UNKNOWN));
    };
    let amount = deposit(call)?.of(order).ok_or_else(inexact)?;
    let settled = is_settled(order) || orders::status(&order.value) == "PAID";
    if settled && amount > Decimal::ZERO {
        return Err(call.documented(SETTLED));
    }
    let (total, paid) = (total(order), plus(paid(order), amount).ok_or_else(inexact)?);
    let customer = values(&order.value, "customer.id").first().copied().and_then(text_of);
    let cancelled = orders::status(&order.value) == "CANCELLED";
    let reply = pay(call, store, amount, customer.as_deref(), Some(&id))?;
    let payment_id = store.fresh_id();
    if let Some(order) = store.get_mut(&ORDERS, &id) {
        put(&mut order.hidden, "paid", number(paid));
        let mut payments = order.value.get("payments").map(one_or_many).unwrap_or_default();
        payments.push(Json::object([
            ("id", id_value(&payment_id)),
            ("issue_date", Json::from(today())),
            ("amount", number(amount)),
            ("comments", call.member("comment").cloned().unwrap_or(Json::Null)),
        ]));
        put(&mut order.value, "payments", Json::Array(payments));
    }
    if !cancelled {
        orders::set_status(store, &id, if paid >= total { "PAID" } else { "NOT_PAID" });
    }
    Ok(reply)
}

pub(super) fn for_invoices(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let ids = call.text("invoice_ids").unwrap_or_default();
    let mut ids: Vec<&str> = ids.split(',').map(str::trim).collect();
    ids.sort_unstable();
    ids.dedup();
    let found: Option<Vec<&Record>> = ids.iter().map(|id| store.get(&INVOICES, id)).collect();
    let Some(invoices) = found else {
        return Err(call.documented(UNKNOWN));
    };
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
    let customer = invoices.first().and_then(|i| values(&i.value, "customer.id").first().copied().and_then(text_of));
    let paid: Vec<Option<Decimal>> = invoices.iter().zip(&shares).map(|(i, share)| plus(paid(i), *share)).collect();
    let reply = pay(call, store, amount, customer.as_deref(), None)?;
    for (id, paid) in ids.into_iter().zip(paid) {
        if let (Some(invoice), Some(paid)) = (store.get_mut(&INVOICES, id), paid) {
            put(&mut invoice.hidden, "paid", number(paid));
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
        Some(percent) => decimal(&Json::from(percent.trim())).map(Deposit::Percent),
        None => decimal(&Json::from(text.trim())).map(Deposit::Amount),
    };
    parsed.ok_or_else(|| invalid_member("deposit", "The deposit must be an amount or a percentage."))
}

fn total(record: &Record) -> Decimal {
    let total = record.value.get("total_cost").or_else(|| record.value.get("total_amount"));
    total.and_then(decimal).unwrap_or_default()
}

fn paid(record: &Record) -> Decimal {
    record.hidden.get("paid").and_then(decimal).unwrap_or_default()
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
        Some(id) => match store.get(&SERIES, &id) {
            Some(series) => series.value.get("title").cloned().unwrap_or(Json::Null),
            None => return Err(call.documented("invoices/create--series-unknown")),
        },
        None => Json::from("Cash"),
    };
    let id = store.fresh_id();
    let or_null = |id: Option<&str>| id.map_or(Json::Null, id_value);
    let mut payment = call.sample();
    for (name, value) in [
        ("issue_date", Json::from(today())),
        ("customer_id", or_null(customer)),
        ("series", series),
        ("transaction_num,", id_value(&id)),
        ("amount", number(amount)),
        ("comments", call.member("comment").cloned().unwrap_or(Json::Null)),
        ("order_id", or_null(order)),
    ] {
        put(&mut payment, name, value);
    }
    let hidden = Json::object([("series_id", call.member("series").cloned().unwrap_or(Json::Null))]);
    store.put_with(&PAYMENTS, &id, payment.clone(), hidden);
    Ok(data(payment))
}
