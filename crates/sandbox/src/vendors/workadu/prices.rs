//! Price lists and price schemes: parts of services.

use guichet_fixtures::Json;

use super::answers::{self, data, deleted, error};
use super::services::SERVICES;
use crate::engine::behaviour::{act, missing, remove};
use crate::engine::json::{id_value, one_or_many, push, put, take, text_of};
use crate::engine::{Answer, Call, Key, Record, Refusal, Reply, Request, Row, Shelf, Store};

pub(super) static ROWS: &[Row] = &[
    act("workadu.services.create-price-list", create_list)
        .refusing(&[missing("*", "services/create-price-list--name-missing")]),
    act("workadu.services.create-price-scheme", create_scheme)
        .refusing(&[missing("*", "services/create-price-scheme--service-ids-missing")]),
    remove("workadu.services.delete-price-scheme", &SCHEMES)
        .when(|request| names(request, "price_shceme_id"))
        .unclear(UNCLEAR)
        .refusing(&[missing("price_shceme_id", UNCLEAR)])
        .then(forget_scheme)
        .answer(Answer::By(answers::removed)),
    act("workadu.services.delete-all-price-schemes", delete_all)
        .when(|request| names(request, "service_id"))
        .unclear(UNCLEAR)
        .refusing(&[missing("service_id", UNCLEAR)]),
];

pub(super) static SCHEMES: Shelf = Shelf {
    keys: &[Key::id("price_shceme_id")],
    unknown: Refusal::Fixture(UNCLEAR),
    documented: true,
    references: "price_schemes.id",
    ..Shelf::new("price-schemes")
};

/// The fixture that says that neither identifier was given.
const UNCLEAR: &str = "services/delete-price-scheme--id-missing";

/// Whether a deletion names its object by that member, and by that one alone.
fn names(request: &Request, member: &str) -> bool {
    let given = ["price_shceme_id", "service_id"].into_iter().filter(|name| request.has(name));
    given.eq([member])
}

fn create_list(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("service_id").unwrap_or_default();
    let unknown = || error(400, &format!("There is no service with service id: {id}"));
    store.get(&SERVICES, &id).ok_or_else(unknown)?;
    let mut list = call.body.clone();
    if let Some(mut scheme) = take(&mut list, "price_schemes") {
        let scheme_id = scheme.get("id").and_then(text_of).unwrap_or_else(|| store.fresh_id());
        put(&mut scheme, "id", id_value(&scheme_id));
        store.put_with(&SCHEMES, &scheme_id, scheme.clone(), Json::object([("service_id", id.as_str())]));
        put(&mut list, "price_schemes", Json::Array(vec![scheme]));
    }
    store.change(&SERVICES, &id, |service| push(&mut service.value, "price_lists", list));
    Ok(data(store.get(&SERVICES, &id).ok_or_else(unknown)?.value.clone()))
}

fn create_scheme(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let ids = call.text("service_ids").unwrap_or_default();
    let ids: Vec<&str> = ids.split(',').map(str::trim).collect();
    if ids.iter().any(|id| store.get(&SERVICES, id).is_none()) {
        return Err(call.documented("services/create-price-scheme--services-unknown"));
    }
    let mut answer = Json::Null;
    for id in ids.iter().rev() {
        let scheme_id = store.fresh_id();
        let period = call.text("period").unwrap_or_else(|| "Weekly".to_owned());
        let scheme = Json::object([
            ("id", id_value(&scheme_id)),
            ("plan", Json::from(if period.contains(',') { "Period" } else { period.as_str() })),
            ("period", Json::from(period.as_str())),
        ]);
        store.put_with(&SCHEMES, &scheme_id, scheme.clone(), Json::object([("service_id", *id)]));
        store.change(&SERVICES, id, |service| {
            let mut lists = lists_of(service);
            match lists.first_mut() {
                Some(list) => push(list, "price_schemes", scheme),
                None => lists.push(Json::object([
                    ("service_id", id_value(id)),
                    ("name", Json::from("Base price list")),
                    ("price_schemes", Json::Array(vec![scheme])),
                ])),
            }
            put(&mut service.value, "price_lists", Json::Array(lists));
        });
        answer = store.get(&SERVICES, id).map_or(Json::Null, |service| service.value.clone());
    }
    Ok(data(answer))
}

/// No service shows a scheme that was removed.
fn forget_scheme(_call: &Call<'_>, store: &mut Store, removed: &Record) -> Result<(), Reply> {
    keep_schemes(store, |_| true, |scheme| scheme.get("id").and_then(text_of).as_ref() != Some(&removed.id));
    Ok(())
}

fn delete_all(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("service_id").unwrap_or_default();
    let Some(service) = store.get(&SERVICES, &id) else {
        return Err(call.documented("services/delete-all-price-schemes--service-unknown"));
    };
    let gone: Vec<String> = lists_of(service)
        .iter()
        .flat_map(|list| list.get("price_schemes").map(one_or_many).unwrap_or_default())
        .filter_map(|scheme| scheme.get("id").and_then(text_of))
        .collect();
    let own = service.id.clone();
    keep_schemes(store, |service| service.id == own, |_| false);
    for scheme in gone {
        // The documented services share the documented scheme; it belongs to who last wrote it.
        let others = store.get(&SCHEMES, &scheme).and_then(|s| s.hidden.get("service_id")).and_then(text_of);
        if others.is_none_or(|owner| owner == id) {
            store.remove(&SCHEMES, &scheme);
        }
    }
    Ok(deleted(&id))
}

fn lists_of(service: &Record) -> Vec<Json> {
    service.value.get("price_lists").map(one_or_many).unwrap_or_default()
}

fn keep_schemes(store: &mut Store, is_meant: impl Fn(&Record) -> bool, keep: impl Fn(&Json) -> bool) {
    store.change_all(&SERVICES, is_meant, |service| {
        let mut lists = lists_of(service);
        let mut changed = false;
        for list in &mut lists {
            let schemes = list.get("price_schemes").map(one_or_many).unwrap_or_default();
            let kept: Vec<Json> = schemes.iter().filter(|scheme| keep(scheme)).cloned().collect();
            if kept.len() < schemes.len() {
                put(list, "price_schemes", Json::Array(kept));
                changed = true;
            }
        }
        if changed {
            put(&mut service.value, "price_lists", Json::Array(lists));
        }
    });
}
