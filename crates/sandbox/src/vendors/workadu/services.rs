//! Services and their availability.

use std::cmp::Ordering;

use guichet_fixtures::Json;

use super::answers::{self, error};
use crate::engine::behaviour::{change, create, get, list, missing, remove};
use crate::engine::json::{put, take, text_of};
use crate::engine::list::compare;
use crate::engine::{Answer, Call, Key, Record, Refusal, Reply, Request, Row, Shelf, Start, Store, equal};

pub(super) static ROWS: &[Row] = &[
    list("workadu.services.list", &SERVICES),
    list("workadu.services.availability", &SERVICES).when(is_search).check(check_times).view(free),
    get("workadu.services.get", &SERVICES),
    create("workadu.services.create", &SERVICES)
        .refusing(&[missing("*", "services/create--name-missing")])
        .written(written)
        .then(without_prices),
    // No text is documented for an unknown one; that of the deletion says it.
    change("workadu.services.update", &SERVICES)
        .refusing(&[missing("id", "services/update--id-missing")])
        .unknown(Refusal::Fixture("services/delete--not-found"))
        .written(written),
    remove("workadu.services.delete", &SERVICES)
        .refusing(&[missing("id", "services/delete--id-missing")])
        .unknown(Refusal::Fixture("services/delete--not-found"))
        .answer(Answer::By(answers::removed)),
];

pub(super) static SERVICES: Shelf = Shelf {
    keys: &[Key::id("service_id").many(), Key::id("id")],
    filters: &[
        equal("filter[extra_filters][companyid]", "company.id"),
        equal("filter[extra_filters][alias]", "alias"),
        equal("filter[extra_filters][title]", "title"),
        equal("filter[extra_filters][category_id]", "group.id"),
    ],
    unknown: Refusal::Text(400, "No services could be found."),
    start: Start::Sample("{}"),
    documented: true,
    references: "orders.order.service_id service_ids",
    ..Shelf::new("services")
};

/// With any of its filters it is a search for what is free.
fn is_search(request: &Request) -> bool {
    request.query.iter().any(|(name, _)| name.starts_with("filter[availability]"))
}

/// `name` is read back as `title`, `category_id` as the id of the group.
fn written(call: &Call<'_>, _store: &Store, service: &Json) -> Result<Json, Reply> {
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
    Ok(written)
}

fn without_prices(_call: &Call<'_>, store: &mut Store, service: &Record) -> Result<(), Reply> {
    store.change(&SERVICES, &service.id, |service| drop(take(&mut service.value, "price_lists")));
    Ok(())
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
fn check_times(call: &Call<'_>, _store: &Store) -> Result<(), Reply> {
    let at = |name: &str| call.query(&format!("filter[availability][{name}]")).unwrap_or_default();
    let start = format!("{} {}", at("start_date"), at("start_time"));
    let end = format!("{} {}", at("end_date"), at("end_time"));
    match compare(&start, &end) {
        Ordering::Greater => Err(error(400, "The end of the availability is before its start.")),
        _ => Ok(()),
    }
}

/// Everything is free on every day, at the documented rates.
fn free(call: &Call<'_>, _store: &Store, service: &Record) -> Json {
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
