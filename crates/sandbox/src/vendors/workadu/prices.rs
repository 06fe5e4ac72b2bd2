//! Price lists and price schemes: parts of services.

use guichet_fixtures::Json;

use super::answers::{data, error};
use super::common::deleted;
use super::tables::{SCHEMES, SERVICES};
use crate::engine::json::{id_value, one_or_many, put, take, text_of};
use crate::engine::{Call, Record, Reply, Request, Store};

/// The fixture that says that neither identifier was given.
pub(super) const UNCLEAR: &str = "services/delete-price-scheme--id-missing";

/// Whether a deletion names its object by that member, and by that one alone.
pub(super) fn names(request: &Request, member: &str) -> bool {
    let given = ["price_shceme_id", "service_id"].into_iter().filter(|name| request.has(name));
    given.eq([member])
}

pub(super) fn create_list(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
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
    let service = store.get_mut(&SERVICES, &id).ok_or_else(unknown)?;
    let mut lists = lists_of(service);
    lists.push(list);
    put(&mut service.value, "price_lists", Json::Array(lists));
    Ok(data(service.value.clone()))
}

pub(super) fn create_scheme(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
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
        let Some(service) = store.get_mut(&SERVICES, id) else { continue };
        let mut lists = lists_of(service);
        match lists.first_mut() {
            Some(list) => {
                let mut schemes = list.get("price_schemes").map(one_or_many).unwrap_or_default();
                schemes.push(scheme);
                put(list, "price_schemes", Json::Array(schemes));
            }
            None => lists.push(Json::object([
                ("service_id", id_value(id)),
                ("name", Json::from("Base price list")),
                ("price_schemes", Json::Array(vec![scheme])),
            ])),
        }
        put(&mut service.value, "price_lists", Json::Array(lists));
        answer = service.value.clone();
    }
    Ok(data(answer))
}

pub(super) fn delete_scheme(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("price_shceme_id").unwrap_or_default();
    if store.remove(&SCHEMES, &id).is_none() {
        return Err(call.documented(UNCLEAR));
    }
    for service in store.all_mut(&SERVICES) {
        keep_schemes(service, &|scheme| scheme.get("id").and_then(text_of).as_deref() != Some(&id));
    }
    Ok(deleted(&id))
}

pub(super) fn delete_all(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = call.text("service_id").unwrap_or_default();
    let Some(service) = store.get_mut(&SERVICES, &id) else {
        return Err(call.documented("services/delete-all-price-schemes--service-unknown"));
    };
    let gone: Vec<String> = lists_of(service)
        .iter()
        .flat_map(|list| list.get("price_schemes").map(one_or_many).unwrap_or_default())
        .filter_map(|scheme| scheme.get("id").and_then(text_of))
        .collect();
    keep_schemes(service, &|_| false);
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

fn keep_schemes(service: &mut Record, keep: &dyn Fn(&Json) -> bool) {
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
}
