//! Sales policies.

use guichet_fixtures::Json;

use super::answers::{self, invalid_member};
use crate::engine::behaviour::{create, missing, remove};
use crate::engine::json::{id_value, put};
use crate::engine::{Answer, Call, Key, Refusal, Reply, Row, Shelf, Start, Store};

pub(super) static ROWS: &[Row] = &[
    create("workadu.sales-policies.create", &POLICIES)
        .refusing(&[missing("*", "sales-policies/create--title-missing")])
        .written(new),
    remove("workadu.sales-policies.delete", &POLICIES)
        .refusing(&[missing("id", "sales-policies/delete--id-missing")])
        .answer(Answer::By(answers::removed)),
];

static POLICIES: Shelf = Shelf {
    keys: &[Key::id("id")],
    unknown: Refusal::Fixture("sales-policies/delete--id-missing"),
    start: Start::Sample(r#"{"hide": false, "valid_from": null, "valid_to": null, "price_list_ids": "All"}"#),
    documented: true,
    ..Shelf::new("sales-policies")
};

/// 004:1401-1412: written as a code, read as its description.
const ACTIONS: [(&str, &str); 10] = [
    ("120", "Set price to a fixed amount per spot"),
    ("130", "Change Start Time"),
    ("140", "Change Start Location"),
    ("150", "Add a comment"),
    ("154", "Modify price per spot"),
    ("160", "Modify total price"),
    ("170", "Modify Allotment per spot"),
    ("180", "Round total price"),
    ("1609", "Set total price to a fixed amount"),
    ("1843", "Modify Availability per spot"),
];

/// 004:1446-1453, the longest first.
const OPERATORS: [&str; 8] = ["!<>", "<>", ">=", ">*", "<=", "<*", "==", "!="];

fn new(call: &Call<'_>, _store: &Store, _policy: &Json) -> Result<Json, Reply> {
    let action = call.text("action").unwrap_or_default();
    let label = ACTIONS.iter().find_map(|(code, label)| (*code == action).then_some(*label));
    let label = label.ok_or_else(|| call.documented("sales-policies/create--action-unknown"))?;
    let conditions = call.text("conditions").unwrap_or_default();
    let rules: Option<Vec<Json>> = conditions.split(';').filter(|rule| !rule.trim().is_empty()).map(rule).collect();
    let why = "The conditions must be code, operator and value, joined by semicolons.";
    let rules = rules.ok_or_else(|| invalid_member("conditions", why))?;
    let mut written = call.body.clone();
    put(&mut written, "rules", rules);
    put(&mut written, "action", label);
    if let Some(ids) = call.text("price_lists_ids") {
        put(&mut written, "price_list_ids", ids);
    }
    Ok(written)
}

fn rule(text: &str) -> Option<Json> {
    let operator = OPERATORS.into_iter().find(|operator| text.contains(operator))?;
    let (name, value) = text.split_once(operator)?;
    Some(Json::object([
        ("name", id_value(name.trim())),
        ("operator", Json::from(operator)),
        ("value", Json::from(value.trim())),
    ]))
}
