//! Sales policies.

use guichet_fixtures::Json;

use super::answers::{data, invalid_member};
use super::common::deleted;
use super::tables::POLICIES;
use crate::engine::json::{id_value, put};
use crate::engine::{Call, Reply, Store};

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

pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let action = call.text("action").unwrap_or_default();
    let Some((_, label)) = ACTIONS.iter().find(|(code, _)| *code == action) else {
        return Err(call.documented("sales-policies/create--action-unknown"));
    };
    let conditions = call.text("conditions").unwrap_or_default();
    let rules: Option<Vec<Json>> = conditions.split(';').filter(|rule| !rule.trim().is_empty()).map(rule).collect();
    let Some(rules) = rules else {
        return Err(invalid_member(
            "conditions",
            "The conditions must be code, operator and value, joined by semicolons.",
        ));
    };
    let id = store.fresh_id();
    let mut policy = call.sample();
    for (name, value) in [
        ("hide", Json::Bool(false)),
        ("valid_from", Json::Null),
        ("valid_to", Json::Null),
        ("rules", Json::Array(rules)),
        ("price_list_ids", Json::from(call.text("price_lists_ids").unwrap_or_else(|| "All".to_owned()))),
    ] {
        put(&mut policy, name, value);
    }
    call.overlay(&mut policy, &call.body);
    put(&mut policy, "id", id_value(&id));
    put(&mut policy, "action", *label);
    store.put(&POLICIES, &id, policy.clone());
    Ok(data(policy))
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

pub(super) fn delete(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("id").unwrap_or_default();
    match store.remove(&POLICIES, &id) {
        Some(_) => Ok(deleted(&id)),
        None => Err(call.documented("sales-policies/delete--id-missing")),
    }
}
