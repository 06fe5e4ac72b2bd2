//! Every documented identifier, with the documented answer behind it.

use std::collections::BTreeMap;

use guichet_fixtures::{Body, Fixture, Json, Kind};

use super::json::{id_value, put, text_of, values};
use super::{Engine, Store};

/// Fills the shelves: first what the answers show under their own identifiers, then what requests name, last what answers
/// name in passing.
pub(crate) fn seed(engine: &Engine) -> Store {
    let mut store = Store::default();
    let mut samples = BTreeMap::new();
    let mut succeeding: Vec<&Fixture> = engine.fixtures().iter().filter(|fixture| fixture.succeeds()).collect();
    // A plain read shows a resource best; a variant may show it oddly.
    succeeding.sort_by_key(|fixture| (!fixture.operation.ends_with(".get"), !fixture.is_first()));
    for fixture in &succeeding {
        let Some(shelf) = shelf_of(engine, fixture) else { continue };
        for item in items(engine, fixture) {
            samples.entry(shelf).or_insert_with(|| item.clone());
            if let Some(id) = item.get("id").and_then(text_of)
                && store.get(shelf, &id).is_none()
            {
                store.put(shelf, &id, item, Json::Object(Vec::new()));
            }
        }
    }
    for fixture in &succeeding {
        let items = items(engine, fixture);
        for (shelf, ids) in references(engine, fixture) {
            let own = shelf_of(engine, fixture) == Some(shelf);
            for (at, id) in ids.iter().enumerate() {
                if store.get(shelf, id).is_none() {
                    let answered = if items.len() == ids.len() { items.get(at) } else { items.first() };
                    let known = answered.filter(|_| own).or_else(|| samples.get(shelf)).cloned();
                    plant(&mut store, shelf, id, known);
                }
            }
        }
    }
    for item in succeeding.iter().flat_map(|fixture| items(engine, fixture)) {
        for (shelf, id, shown) in mentioned(engine, &item) {
            if store.get(shelf, &id).is_none() {
                let known = samples.get(shelf).map(|sample| with_scalars(sample, &shown));
                plant(&mut store, shelf, &id, known);
            }
        }
    }
    for face in engine.faces() {
        face.seed(engine, &mut store);
    }
    store
}

/// The identifiers inside an answer, so that what it links to can be read: shelf, identifier, and the object around it.
fn mentioned(engine: &Engine, item: &Json) -> Vec<(&'static str, String, Json)> {
    let mut found = Vec::new();
    for (name, shelf) in engine.references() {
        let (parents, member) = match name.rsplit_once('.') {
            Some((path, member)) => (values(item, path), member),
            None => (vec![item], *name),
        };
        for parent in parents {
            let id = parent.get(member).and_then(text_of).filter(|id| id.bytes().all(|b| b.is_ascii_digit()));
            if let Some(id) = id.filter(|id| !id.is_empty()) {
                let shown = if member == "id" { parent.clone() } else { Json::Null };
                found.push((*shelf, id, shown));
            }
        }
    }
    found
}

/// A sample with what is shown of another of its kind: its name, its e-mail.
fn with_scalars(sample: &Json, shown: &Json) -> Json {
    let mut value = sample.clone();
    for (name, scalar) in shown.as_object().unwrap_or_default() {
        if text_of(scalar).is_some() && sample.get(name).is_some() {
            put(&mut value, name, scalar.clone());
        }
    }
    value
}

/// Puts a record that shows its identifier where its sample does. Without a sample it is the identifier alone.
fn plant(store: &mut Store, shelf: &'static str, id: &str, sample: Option<Json>) {
    let mut value = sample.unwrap_or_else(|| Json::object([("id", Json::Null)]));
    if value.get("id").is_some() {
        put(&mut value, "id", id_value(id));
    }
    store.put(shelf, id, value, Json::Object(Vec::new()));
}

fn items(engine: &Engine, fixture: &Fixture) -> Vec<Json> {
    fixture.response.body.as_json().map(|json| engine.items(&fixture.operation, json)).unwrap_or_default()
}

fn shelf_of(engine: &Engine, fixture: &Fixture) -> Option<&'static str> {
    let operation = engine.operation(&fixture.operation)?;
    let answer = fixture.answer.as_ref()?.at(&operation.items)?;
    let shape = match answer.root() {
        Kind::Shape(name) => name,
        _ => return None,
    };
    operation.face.shelves().iter().find_map(|(name, shelf)| (name == shape).then_some(*shelf))
}

/// The identifiers that a request names, by their shelves.
fn references(engine: &Engine, fixture: &Fixture) -> Vec<(&'static str, Vec<String>)> {
    let mut named = fixture.route.captures(fixture.request.path()).unwrap_or_default();
    match &fixture.request.body {
        Body::Form { pairs, .. } => named.extend(pairs.iter().cloned()),
        Body::Json(json) => {
            for (name, _) in engine.references() {
                let name = name.rsplit('/').next().unwrap_or_default();
                named.extend(values(json, name).into_iter().filter_map(text_of).map(|id| (name.to_owned(), id)));
            }
        }
        _ => {}
    }
    named
        .into_iter()
        .filter_map(|(name, ids)| {
            let narrow = format!("{}/{name}", fixture.operation);
            let shelf = engine.references().find_map(|(n, shelf)| (*n == name || *n == narrow).then_some(*shelf))?;
            Some((shelf, ids.split(',').map(|id| id.trim().to_owned()).collect()))
        })
        .collect()
}
