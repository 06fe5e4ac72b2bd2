//! Invoices: drafts, their lines, and publishing.

use guichet_fixtures::Json;
use rust_decimal::Decimal;

use super::answers::{data, error};
use super::common::{customer_ref, decimal, number, percent, plus, times, today};
use super::tables::{CUSTOMERS, INVOICES, SERIES};
use crate::engine::json::{id_value, one_or_many, put, text_of};
use crate::engine::{Call, Record, Reply, Store};

pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let customer = call.text("customer_id").and_then(|id| customer_ref(store, &id));
    let Some(customer) = customer else {
        return Err(call.documented("invoices/create--customer-unknown"));
    };
    let series = call.text("series_id").and_then(|id| store.get(&SERIES, &id));
    let Some(series) = series.and_then(|record| record.value.get("title").cloned()) else {
        return Err(call.documented("invoices/create--series-unknown"));
    };
    let status = call.text("status").map_or_else(|| "DRAFT".to_owned(), |status| status.to_uppercase());
    if !matches!(status.as_str(), "DRAFT" | "VALID") {
        return Err(error(400, "A new invoice is a draft or valid."));
    }
    let id = store.fresh_id();
    let zero = || Json::Number("0".to_owned());
    let mut invoice = call.sample();
    for (name, value) in [
        ("invoice_number", Json::Null),
        ("due_date", Json::Null),
        ("discount_amount", zero()),
        ("vat_amount", zero()),
        ("total_amount", zero()),
        ("lines", Json::Array(Vec::new())),
        ("tag", Json::Null),
    ] {
        put(&mut invoice, name, value);
    }
    let hidden = call.overlay(&mut invoice, &call.body);
    put(&mut invoice, "id", id_value(&id));
    put(&mut invoice, "series", series);
    put(&mut invoice, "customer", Json::Array(vec![customer]));
    put(&mut invoice, "issue_date", today());
    put(&mut invoice, "status", "DRAFT");
    store.put_with(&INVOICES, &id, invoice, hidden);
    if let Some(wanted) = call.text("invoice_num") {
        set(store, &id, "invoice_number", format!("A-{wanted}"));
    }
    if status == "VALID" {
        become_valid(store, &id);
    }
    shown(call, store, &id)
}

pub(super) fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.capture("invoice_id").to_owned();
    let customer = call.text("customer_id");
    let known = customer.as_deref().is_none_or(|id| store.get(&CUSTOMERS, id).is_some());
    if store.get(&INVOICES, &id).is_none() || !known {
        return Err(call.documented("invoices/update--invalid"));
    }
    if let Some(customer) = customer.and_then(|id| customer_ref(store, &id)) {
        set(store, &id, "customer", Json::Array(vec![customer]));
    }
    if let Some(wanted) = call.text("invoice_num") {
        set(store, &id, "invoice_number", format!("A-{wanted}"));
    }
    if let Some(record) = store.get_mut(&INVOICES, &id) {
        let hidden = call.overlay(&mut record.value, &call.body);
        for (name, value) in hidden.as_object().unwrap_or_default() {
            put(&mut record.hidden, name, value.clone());
        }
    }
    shown(call, store, &id)
}

pub(super) fn add_line(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("invoice_id").unwrap_or_default();
    let line_id = store.fresh_id();
    let Some(record) = store.get_mut(&INVOICES, &id) else {
        return Err(call.documented("invoices/add-line--invoice-unknown"));
    };
    if !is(record, "DRAFT") {
        return Err(call.documented("invoices/add-line--not-draft"));
    }
    // Amounts are exact or refused: the sandbox must not teach a client to expect rounding.
    let Some(sums) = Sums::of(call, record) else {
        return Err(error(400, "The amounts of this line cannot be calculated exactly."));
    };
    let line = Json::object([
        ("id", id_value(&line_id)),
        ("description", call.member("description").cloned().unwrap_or(Json::Null)),
        ("quantity", number(sums.quantity)),
        ("solo_amount", number(sums.solo)),
        ("total_amount", number(sums.total)),
        ("discount_percent", number(sums.discount)),
        ("vat_percent", number(sums.vat_percent)),
        ("final_amount", number(sums.net)),
    ]);
    let mut lines = record.value.get("lines").map(one_or_many).unwrap_or_default();
    lines.push(line);
    put(&mut record.value, "lines", Json::Array(lines));
    put(&mut record.value, "discount_amount", number(sums.invoice_discount));
    put(&mut record.value, "vat_amount", number(sums.invoice_vat));
    put(&mut record.value, "total_amount", number(sums.invoice_total));
    shown(call, store, &id)
}

/// What one more line comes to.
struct Sums {
    quantity: Decimal,
    solo: Decimal,
    total: Decimal,
    discount: Decimal,
    vat_percent: Decimal,
    net: Decimal,
    invoice_discount: Decimal,
    invoice_vat: Decimal,
    invoice_total: Decimal,
}

impl Sums {
    /// `None` when an amount does not fit.
    fn of(call: &Call<'_>, record: &Record) -> Option<Self> {
        let given = |name: &str| call.member(name).map(decimal);
        let default = |name: &str| record.hidden.get(name).and_then(decimal).unwrap_or_default();
        let sum = |name: &str| record.value.get(name).and_then(decimal).unwrap_or_default();
        let solo = given("amount")??;
        let quantity = given("quantity").unwrap_or(Some(Decimal::ONE))?;
        let discount = given("line_discount").unwrap_or_else(|| Some(default("discount_percent")))?;
        let vat_percent = given("vat_percent").unwrap_or_else(|| Some(default("vat_percent")))?;
        let gross = record.hidden.get("includes_vat").and_then(text_of).as_deref() == Some("true");
        let total = times(solo, quantity)?;
        let reduction = percent(total, discount)?;
        let net = plus(total, -reduction)?;
        let vat = if gross { contained(net, vat_percent)? } else { percent(net, vat_percent)? };
        let due = if gross { net } else { plus(net, vat)? };
        Some(Self {
            quantity,
            solo,
            total,
            discount,
            vat_percent,
            net,
            invoice_discount: plus(sum("discount_amount"), reduction)?,
            invoice_vat: plus(sum("vat_amount"), vat)?,
            invoice_total: plus(sum("total_amount"), due)?,
        })
    }
}

/// The tax within a gross amount, to the cent: a division is seldom exact.
fn contained(gross: Decimal, vat_percent: Decimal) -> Option<Decimal> {
    let whole = plus(vat_percent, Decimal::ONE_HUNDRED)?;
    Some(times(gross, vat_percent)?.checked_div(whole)?.round_dp(2))
}

pub(super) fn publish(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("invoice_id").unwrap_or_default();
    match store.get(&INVOICES, &id) {
        None => return Err(call.documented("invoices/publish--invoice-unknown")),
        Some(record) if !is(record, "DRAFT") => return Err(call.documented("invoices/publish--already-published")),
        Some(_) => {}
    }
    become_valid(store, &id);
    // Absent leaves it to the series' setting, which is on here.
    if call.text("aade_send").as_deref() != Some("false") {
        let aade_id = store.fresh_id();
        let aade = Json::object([
            ("id", id_value(&aade_id)),
            ("mark", Json::Number(format!("40000{aade_id}"))),
            ("uid", Json::from(format!("SANDBOX{aade_id:0>13}"))),
            ("should_send", Json::Bool(true)),
        ]);
        set(store, &id, "aade", Json::Array(vec![aade]));
    }
    shown(call, store, &id)
}

/// A valid invoice has the next number of its series, unless it came with one.
fn become_valid(store: &mut Store, id: &str) {
    set(store, id, "status", "VALID");
    let Some(record) = store.get(&INVOICES, id) else { return };
    let series = record.hidden.get("series_id").and_then(text_of).unwrap_or_default();
    let numbered = record.value.get("invoice_number").is_some_and(|number| !number.is_null());
    if let (false, Some(series)) = (numbered, store.get_mut(&SERIES, &series)) {
        let last = series.value.get("last_number").and_then(text_of).and_then(|n| n.parse::<u64>().ok());
        let next = last.unwrap_or_default().saturating_add(1);
        put(&mut series.value, "last_number", Json::Number(next.to_string()));
        set(store, id, "invoice_number", format!("A-{next}"));
    }
}

pub(super) fn is(record: &Record, status: &str) -> bool {
    record.value.get("status").and_then(Json::as_str) == Some(status)
}

fn set(store: &mut Store, id: &str, name: &str, value: impl Into<Json>) {
    if let Some(record) = store.get_mut(&INVOICES, id) {
        put(&mut record.value, name, value);
    }
}

fn shown(call: &Call<'_>, store: &Store, id: &str) -> Result<Reply, Reply> {
    match store.get(&INVOICES, id) {
        Some(record) => Ok(data(record.value.clone())),
        None => Err(call.documented("invoices/publish--invoice-unknown")),
    }
}
