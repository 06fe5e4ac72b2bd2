//! The tree of resources: collections of elements, which may have collections below them.

use guichet_fixtures::Json;

use super::{patch as patches, paths, refusal, search as criteria};
use crate::engine::json::{put, text_of};
use crate::engine::{Call, Record, Reply, Shelf, Store};

/// All resources by their paths: `workforce/employees/500002344/business-cards/500000040`.
pub(super) static RESOURCES: Shelf = Shelf::new("resources");

/// The collections that do not stand below an element.
const COLLECTIONS: [&str; 9] = [
    "crm/customers",
    "crm/opportunities",
    "purchase/invoices",
    "sales/orders",
    "sales/quotations",
    "settings/currencies",
    "support/issues",
    "workforce/custom-requests",
    "workforce/employees",
];

/// What a read shows where its option asks for it: the option, the member, and the member of its elements, if that is meant.
/// Without the option a list is empty and an object null (000:311).
const DEPENDENCIES: [(&str, &str, Option<&str>); 7] = [
    ("EMPLOYEE_HISTORY", "employeeHistory", None),
    ("BUSINESS_CARDS", "businessCards", None),
    ("LINE", "lines", None),
    ("LINE_PROJECT", "lines", Some("project")),
    ("LINE_ITEM", "lines", Some("item")),
    ("SALESMEN", "salesmen", None),
    ("METHOD_OF_PAYMENT", "methodOfPayment", None),
];

pub(super) fn get(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let record = one(call, store)?;
    Ok(Reply::json(200, &shown(store, record, &[])))
}

pub(super) fn read(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let record = one(call, store)?;
    Ok(Reply::json(200, &shown(store, record, &paths::options(call))))
}

pub(super) fn list(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let collection = collection(call, store)?;
    let all: Vec<Json> = elements(store, &collection).map(|record| shown(store, record, &[])).collect();
    Ok(Reply::json(200, &Json::from(all)))
}

/// A page by `limit` and `offset` (fact A9); without a limit all.
pub(super) fn search(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let collection = collection(call, store)?;
    let number = |name: &str| call.query(name).and_then(|text| text.parse::<usize>().ok());
    let (limit, offset) = (number("limit").unwrap_or(usize::MAX), number("offset").unwrap_or_default());
    let found = elements(store, &collection).filter(|record| criteria::matches(&record.value, &call.body));
    let page: Vec<Json> = found.skip(offset).take(limit).map(|record| shown(store, record, &[])).collect();
    Ok(Reply::json(200, &Json::from(page)))
}

/// 000:959: the answer is the identifier, bare.
pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let collection = collection(call, store)?;
    let given = call.body.get("id").and_then(text_of).filter(|id| !id.is_empty());
    // Nine digits, after those of the documentation.
    let id = given.unwrap_or_else(|| format!("5{:0>8}", store.fresh_id()));
    if store.get(&RESOURCES, &format!("{collection}/{id}")).is_some() {
        return Err(refusal(400, &format!("{id} exists already")));
    }
    write(store, &collection, &id, call.body.clone());
    Ok(Reply::text(200, "application/json", id))
}

pub(super) fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let record = one(call, store)?;
    let (key, mut value) = (record.id.clone(), record.value.clone());
    let (collection, id) = key.rsplit_once('/').unwrap_or_default();
    // What is not written stays: whether it does is not documented.
    for (name, written) in call.body.as_object().unwrap_or_default() {
        put(&mut value, name, written.clone());
    }
    write(store, collection, id, value);
    Ok(Reply::text(200, "application/json", id.to_owned()))
}

/// Each item of the array in place of the one with its identifier.
pub(super) fn update_all(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let collection = collection(call, store)?;
    for item in call.body.as_array().ok_or_else(|| refusal(400, "an array of items is expected"))? {
        let id = item.get("id").and_then(text_of).ok_or_else(|| refusal(400, "id: missing"))?;
        if store.get(&RESOURCES, &format!("{collection}/{id}")).is_none() {
            return Err(refusal(404, &format!("{id} does not exist")));
        }
        write(store, &collection, &id, item.clone());
    }
    Ok(Reply::text(204, "application/json", ""))
}

pub(super) fn patch(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let record = one(call, store)?;
    let (key, value) = (record.id.clone(), record.value.clone());
    let patched = patches::apply(&value, &call.body).map_err(|why| refusal(400, &why))?;
    store.put(&RESOURCES, &key, patched);
    Ok(Reply::text(204, "application/json", ""))
}

pub(super) fn delete(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let key = one(call, store)?.id.clone();
    remove_with_what_is_below(store, &key);
    Ok(Reply::text(204, "application/json", ""))
}

pub(super) fn delete_all(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let collection = collection(call, store)?;
    let keys: Vec<String> = elements(store, &collection).map(|record| record.id.clone()).collect();
    keys.iter().for_each(|key| remove_with_what_is_below(store, key));
    Ok(Reply::text(204, "application/json", ""))
}

/// `bill` marks the elements that are named, and `take` says who took one: a playground, nothing like it is documented.
pub(super) fn action(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let (place, _) = paths::place(call);
    let ids = call.body.get("ids").and_then(Json::as_array).unwrap_or_default().iter().filter_map(text_of);
    let keys: Vec<(String, String)> = match call.capture("verb") {
        "bill" => ids.map(|id| (format!("{place}/{id}"), id)).collect(),
        _ => vec![(place.clone(), place.rsplit('/').next().unwrap_or_default().to_owned())],
    };
    let done = if call.capture("verb") == "bill" { "billed" } else { "taken" };
    for (key, id) in &keys {
        if store.get(&RESOURCES, key).is_none() {
            return Err(refusal(404, &format!("{id} does not exist")));
        }
        store.change(&RESOURCES, key, |record| put(&mut record.value, done, true));
    }
    let ids: Vec<Json> = keys.into_iter().map(|(_, id)| Json::from(id)).collect();
    Ok(Reply::json(200, &Json::object([(done, Json::from(ids))])))
}

fn unknown() -> Reply {
    refusal(404, "The requested resource does not exist.")
}

/// The element that a call names.
fn one<'s>(call: &Call<'_>, store: &'s Store) -> Result<&'s Record, Reply> {
    let (collection, id) = paths::place(call);
    store.get(&RESOURCES, &format!("{collection}/{}", id.unwrap_or_default())).ok_or_else(unknown)
}

/// The collection that a call names. One below an element is there where the element is; of others, those that have elements, or had
/// some at the start.
fn collection(call: &Call<'_>, store: &Store) -> Result<String, Reply> {
    let (collection, _) = paths::place(call);
    let above = collection.rsplit_once('/').map_or("", |(above, _)| above);
    let is_below = collection.split('/').count() > 2;
    let exists = match is_below {
        true => store.get(&RESOURCES, above).is_some(),
        false => COLLECTIONS.contains(&collection.as_str()),
    };
    if exists { Ok(collection) } else { Err(unknown()) }
}

fn elements<'s>(store: &'s Store, collection: &str) -> impl Iterator<Item = &'s Record> {
    let begun = format!("{collection}/");
    store.all(&RESOURCES).filter(move |record| record.id.strip_prefix(&begun).is_some_and(|id| !id.contains('/')))
}

fn remove_with_what_is_below(store: &mut Store, key: &str) {
    let below = format!("{key}/");
    let all: Vec<String> = store.all(&RESOURCES).map(|record| record.id.clone()).collect();
    for id in all.iter().filter(|id| *id == key || id.starts_with(&below)) {
        store.remove(&RESOURCES, id);
    }
}

/// Puts an element, with the number of a card masked as it is shown (000:889).
pub(super) fn write(store: &mut Store, collection: &str, id: &str, mut value: Json) {
    put(&mut value, "id", Json::from(id));
    if collection.ends_with("/business-cards") {
        let number = value.get("cardNumber").and_then(text_of).unwrap_or_default();
        let last = number.char_indices().rev().nth(3).and_then(|(at, _)| number.get(at..)).unwrap_or_default();
        put(&mut value, "cardNumber", Json::from(format!("xxxxxxxxxxxx{last}")));
        put(&mut value, "encryptedCardNumber", Json::from("XXXXXXXXXXXXXXXXXXXX"));
        if value.get("endDate").is_none() {
            put(&mut value, "endDate", Json::Null);
        }
    }
    store.put(&RESOURCES, &format!("{collection}/{id}"), value);
}

/// A resource with the dependencies that are asked for.
fn shown(store: &Store, record: &Record, options: &[String]) -> Json {
    let mut value = record.value.clone();
    if value.get("businessCards").is_some() {
        let below = format!("{}/business-cards", record.id);
        let cards: Vec<Json> = elements(store, &below).map(|card| card.value.clone()).collect();
        put(&mut value, "businessCards", Json::from(cards));
    }
    for (option, member, of_elements) in DEPENDENCIES {
        if options.iter().any(|asked| asked == option) {
            continue;
        }
        let nothing = |held: &Json| if held.as_array().is_some() { Json::from(Vec::<Json>::new()) } else { Json::Null };
        match of_elements {
            None => {
                if let Some(empty) = value.get(member).map(nothing) {
                    put(&mut value, member, empty);
                }
            }
            Some(inner) => {
                let Some(held) = value.get(member).and_then(Json::as_array) else { continue };
                let all: Vec<Json> = held.iter().cloned().map(|element| without(element, inner)).collect();
                put(&mut value, member, Json::from(all));
            }
        }
    }
    value
}

/// An element whose sub-object is not shown.
fn without(mut element: Json, member: &str) -> Json {
    if element.get(member).is_some() {
        put(&mut element, member, Json::Null);
    }
    element
}
