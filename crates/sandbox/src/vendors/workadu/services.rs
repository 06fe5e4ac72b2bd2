//! Services and their availability.

use std::cmp::Ordering;

use guichet_fixtures::Json;

use super::answers::{data, error};
use super::common::deleted;
use super::tables::SERVICES;
use crate::engine::json::{id_value, put, take, text_of};
use crate::engine::list::compare;
use crate::engine::{Call, Record, Reply, Request, Store};

/// With any of its filters it is a search for what is free.
pub(super) fn is_search(request: &Request) -> bool {
    request.query.iter().any(|(name, _)| name.starts_with("filter[availability]"))
}

pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = store.fresh_id();
    let mut service = call.sample();
    take(&mut service, "price_lists");
    write(call, &mut service);
    put(&mut service, "id", id_value(&id));
    store.put(&SERVICES, &id, service.clone());
    Ok(data(service))
}

pub(super) fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("id").unwrap_or_default();
    // No text is documented for an unknown one; that of the deletion says it.
    let record = store.get_mut(&SERVICES, &id).ok_or_else(|| call.documented("services/delete--not-found"))?;
    write(call, &mut record.value);
    put(&mut record.value, "id", id_value(&id));
    Ok(data(record.value.clone()))
}

/// `name` is read back as `title`, `category_id` as the id of the group.
fn write(call: &Call<'_>, service: &mut Json) {
    let mut written = call.body.clone();
    if let Some(name) = take(&mut written, "name") {
        put(&mut written, "title", name);
    }
    if let Some(category) = take(&mut written, "category_id") {
        let same = service.at("group.id").and_then(text_of) == text_of(&category);
        if !same {
            let name = format!("Category {}", text_of(&category).unwrap_or_default());
            put(&mut written, "group", Json::object([("id", category), ("name", Json::from(name))]));
        }
    }
    call.overlay(service, &written);
}

pub(super) fn delete(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("id").unwrap_or_default();
    match store.remove(&SERVICES, &id) {
        Some(_) => Ok(deleted(&id)),
        None => Err(call.documented("services/delete--not-found")),
    }
}

/// What an availability search shows beside the service.
const SHOWN: [&str; 8] = [
    "total_availability",
    "available_spots",
    "maxmin",
    "total_days",
    "total_price",
    "units",
    "availabilities_and_rates",
    "next_available_slot",
];

/// The search ends after it begins.
pub(super) fn check_times(call: &Call<'_>, _store: &Store) -> Result<(), Reply> {
    let at = |name: &str| call.query(&format!("filter[availability][{name}]")).unwrap_or_default();
    let start = format!("{} {}", at("start_date"), at("start_time"));
    let end = format!("{} {}", at("end_date"), at("end_time"));
    match compare(&start, &end) {
        Ordering::Greater => Err(error(400, "The end of the availability is before its start.")),
        _ => Ok(()),
    }
}

/// Everything is free on every day, at the documented rates.
pub(super) fn free(call: &Call<'_>, _store: &Store, service: &Record) -> Json {
    let sample = call.sample();
    let mut shown = service.value.clone();
    take(&mut shown, "price_lists");
    for name in SHOWN {
        if let Some(value) = sample.get(name) {
            put(&mut shown, name, value.clone());
        }
    }
    shown
}
