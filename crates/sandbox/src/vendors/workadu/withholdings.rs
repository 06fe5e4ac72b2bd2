//! Withholdings: taxes kept back, inside an invoice.

use guichet_fixtures::Json;
use rust_decimal::Decimal;

use super::invoices::{INVOICES, amount};
use crate::engine::behaviour::{change, create, documented, get, list, remove};
use crate::engine::json::put;
use crate::engine::{Call, Complaint, Input, Key, Refusal, Reply, Row, Shelf, Start, Store, Within, days};

pub(super) static ROWS: &[Row] = &[
    list("workadu.withholdings.list", &WITHHOLDINGS),
    get("workadu.withholdings.get", &WITHHOLDINGS),
    create("workadu.withholdings.create", &WITHHOLDINGS).inspect(inspect_new).written(new),
    change("workadu.withholdings.update", &WITHHOLDINGS).inspect(inspect).written(written),
    // Answers what was deleted (004:3455).
    remove("workadu.withholdings.delete", &WITHHOLDINGS),
    documented("workadu.withholdings.tax-types"),
    documented("workadu.withholdings.tax-categories"),
];

static WITHHOLDINGS: Shelf = Shelf {
    keys: &[Key::id("withholding_id")],
    within: Some(Within {
        shelf: &INVOICES,
        name: "invoice_id",
        unknown: Refusal::Text(404, "No query results for model [Invoice] {id}"),
    }),
    unknown: Refusal::Text(404, "No query results for model [Withholding] {id}"),
    start: Start::Sample(r#"{"percentage_value": null, "flat_value": null}"#),
    documented: true,
    ..Shelf::new("withholdings")
};

/// 004:3304-3370: what is required depends on other members.
fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let kind = call.text("type");
    let mut found = Vec::new();
    if !matches!(kind.as_deref(), None | Some("percent" | "flat")) {
        found.push(invalid("type", "The selected type is invalid."));
    }
    let percentage = call.member("percentage_value").and_then(amount);
    if percentage.is_some_and(|p| p < Decimal::ONE || p > Decimal::ONE_HUNDRED) && kind.as_deref() != Some("flat") {
        found.push(invalid("percentage_value", "The percentage value must be between 1 and 100."));
    }
    found
}

fn inspect_new(call: &Call<'_>) -> Vec<Complaint> {
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

fn new(call: &Call<'_>, store: &Store, withholding: &Json) -> Result<Json, Reply> {
    let mut written = written(call, store, withholding)?;
    put(&mut written, "created_at", days::time_at(call.request.now));
    Ok(written)
}

fn written(call: &Call<'_>, _store: &Store, _withholding: &Json) -> Result<Json, Reply> {
    let mut written = call.body.clone();
    put(&mut written, "updated_at", days::time_at(call.request.now));
    Ok(written)
}
