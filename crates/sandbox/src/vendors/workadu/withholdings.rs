//! Withholdings: taxes kept back, inside an invoice.

use guichet_fixtures::Json;
use rust_decimal::Decimal;

use super::answers::{data, error};
use super::common::{decimal, now};
use super::tables::{INVOICES, WITHHOLDINGS};
use crate::engine::json::{id_value, put, text_of};
use crate::engine::{Call, Complaint, Input, Record, Reply, Store};

/// 004:3304-3370: what is required depends on other members.
pub(super) fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let kind = call.text("type");
    let mut found = Vec::new();
    if !matches!(kind.as_deref(), None | Some("percent" | "flat")) {
        found.push(invalid("type", "The selected type is invalid."));
    }
    let percentage = call.member("percentage_value").and_then(decimal);
    if percentage.is_some_and(|p| p < Decimal::ONE || p > Decimal::ONE_HUNDRED) && kind.as_deref() != Some("flat") {
        found.push(invalid("percentage_value", "The percentage value must be between 1 and 100."));
    }
    found
}

pub(super) fn inspect_new(call: &Call<'_>) -> Vec<Complaint> {
    let mut found = inspect(call);
    for (kind, name) in [("percent", "percentage_value"), ("flat", "flat_value")] {
        if call.text("type").as_deref() == Some(kind) && call.member(name).is_none() {
            let shown = name.replace('_', " ");
            found.push(invalid(name, &format!("The {shown} field is required when type is {kind}.")));
        }
    }
    let mut required = |name: &str| {
        if call.member(name).is_none() {
            found.push(Complaint::missing(Input::Body, name));
        }
    };
    // The table calls it optional, the documented 422 requires it: the answer is what a client meets.
    required("underlying_value");
    let tax_type = call.text("aade_tax_type_id").unwrap_or_default();
    if !matches!(tax_type.as_str(), "" | "0" | "5") {
        required("aade_tax_category_id");
    }
    found
}

fn invalid(name: &str, why: &str) -> Complaint {
    Complaint::invalid(Input::Body, name, why)
}

pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let invoice = invoice(call, store)?;
    let id = store.fresh_id();
    let mut withholding = call.sample();
    put(&mut withholding, "percentage_value", Json::Null);
    put(&mut withholding, "flat_value", Json::Null);
    let hidden = call.overlay(&mut withholding, &call.body);
    put(&mut withholding, "id", id_value(&id));
    put(&mut withholding, "invoice_id", id_value(&invoice));
    put(&mut withholding, "created_at", now());
    put(&mut withholding, "updated_at", now());
    store.put_with(&WITHHOLDINGS, &id, withholding, hidden);
    shown(store, &id)
}

pub(super) fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = withholding(call, store)?;
    if let Some(record) = store.get_mut(&WITHHOLDINGS, &id) {
        call.overlay(&mut record.value, &call.body);
        put(&mut record.value, "updated_at", now());
    }
    shown(store, &id)
}

/// Answers what was deleted (004:3455).
pub(super) fn delete(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = withholding(call, store)?;
    let gone = shown(store, &id);
    store.remove(&WITHHOLDINGS, &id);
    gone
}

fn invoice(call: &Call<'_>, store: &Store) -> Result<String, Reply> {
    let id = call.capture("invoice_id");
    match store.get(&INVOICES, id) {
        Some(_) => Ok(id.to_owned()),
        None => Err(no_results("Invoice", id)),
    }
}

fn withholding(call: &Call<'_>, store: &Store) -> Result<String, Reply> {
    let invoice = invoice(call, store)?;
    let id = call.capture("withholding_id");
    match store.get(&WITHHOLDINGS, id) {
        Some(record) if belongs(record, &invoice) => Ok(id.to_owned()),
        _ => Err(no_results("Withholding", id)),
    }
}

fn belongs(record: &Record, invoice: &str) -> bool {
    record.value.get("invoice_id").and_then(text_of).as_deref() == Some(invoice)
}

fn no_results(model: &str, id: &str) -> Reply {
    error(404, &format!("No query results for model [{model}] {id}"))
}

fn shown(store: &Store, id: &str) -> Result<Reply, Reply> {
    store.get(&WITHHOLDINGS, id).map(|record| data(record.value.clone())).ok_or_else(|| no_results("Withholding", id))
}
