//! Every documented identifier, with the documented answer behind it.

use std::collections::BTreeMap;

use guichet_fixtures::{Body, Fixture, Json, Kind};

use super::json::{id_value, put, text_of, values};
use super::{Engine, Shelf, Store};

/// Fills the shelves: first what the answers show under their own identifiers, then what requests name, then what answers name in
/// passing; last what each API adds.
pub(super) fn seed(engine: &Engine) -> Store {
    let mut store = Store::new(engine.faces().iter().flat_map(|face| face.shown()).collect());
    let mut samples: BTreeMap<&str, Json> = BTreeMap::new();
    let mut succeeding: Vec<&Fixture> = engine.fixtures().iter().filter(|fixture| fixture.succeeds()).collect();
    // A plain read shows a resource best; a variant may show it oddly.
    succeeding.sort_by_key(|fixture| (!fixture.operation.ends_with(".get"), !fixture.is_first()));
    for fixture in &succeeding {
        let Some(shelf) = shelf_of(engine, fixture) else { continue };
        for item in items(engine, fixture) {
            samples.entry(shelf.name).or_insert_with(|| item.clone());
            if let Some(id) = item.get("id").and_then(text_of)
                && store.get(shelf, &id).is_none()
            {
                store.put(shelf, &id, item);
            }
        }
    }
    for fixture in &succeeding {
        let items = items(engine, fixture);
        for (shelf, ids) in named(engine, fixture) {
            let own = shelf_of(engine, fixture).is_some_and(|own| own.name == shelf.name);
            for (at, id) in ids.iter().enumerate() {
                if store.get(shelf, id).is_none() {
                    let answered = if items.len() == ids.len() { items.get(at) } else { items.first() };
                    let known = answered.filter(|_| own).or_else(|| samples.get(shelf.name)).cloned();
                    put_sample(&mut store, shelf, id, known);
                }
            }
        }
    }
    for item in succeeding.iter().flat_map(|fixture| items(engine, fixture)) {
        for (shelf, id, shown) in mentioned(engine, &item) {
            if store.get(shelf, &id).is_none() {
                let known = samples.get(shelf.name).map(|sample| with_scalars(sample, &shown));
                put_sample(&mut store, shelf, &id, known);
            }
        }
    }
    for face in engine.faces() {
        face.seed(engine, &mut store);
    }
    store
}

/// The identifiers inside an answer, so that what it links to can be read: shelf, identifier, and the object around it.
fn mentioned(engine: &Engine, item: &Json) -> Vec<(&'static Shelf, String, Json)> {
    let mut found = Vec::new();
    for (name, shelf) in references(engine) {
        let (parents, member) = match name.rsplit_once('.') {
            Some((path, member)) => (values(item, path), member),
            None => (vec![item], name),
        };
        for parent in parents {
            let id = parent.get(member).and_then(text_of).filter(|id| id.bytes().all(|b| b.is_ascii_digit()));
            if let Some(id) = id.filter(|id| !id.is_empty()) {
                let shown = if member == "id" { parent.clone() } else { Json::Null };
                found.push((shelf, id, shown));
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
fn put_sample(store: &mut Store, shelf: &'static Shelf, id: &str, sample: Option<Json>) {
    let mut value = sample.unwrap_or_else(|| Json::object([("id", Json::Null)]));
    if value.get("id").is_some() {
        put(&mut value, "id", id_value(id));
    }
    store.put(shelf, id, value);
}

fn items(engine: &Engine, fixture: &Fixture) -> Vec<Json> {
    fixture.response.body.as_json().map(|json| engine.items(&fixture.operation, json)).unwrap_or_default()
}

/// The shelf that an answer's items are of, by the shape that is declared for them.
fn shelf_of(engine: &Engine, fixture: &Fixture) -> Option<&'static Shelf> {
    let operation = engine.operation(&fixture.operation)?;
    let answer = fixture.answer.as_ref()?.at(&operation.items)?;
    let Kind::Shape(shape) = answer.root() else { return None };
    let prefix = operation.face.prefix();
    let own = engine.operations.iter().filter(|operation| operation.id.starts_with(prefix));
    let shelves = own.filter_map(|operation| operation.row.shelf()).filter(|shelf| shelf.documented);
    shelves.into_iter().find(|shelf| {
        engine.schema_of(shelf).is_some_and(|schema| matches!(schema.root(), Kind::Shape(name) if name == shape))
    })
}

/// The names that refer to shelves, with these.
fn references(engine: &Engine) -> Vec<(&'static str, &'static Shelf)> {
    let mut found: Vec<(&str, &Shelf)> = Vec::new();
    for shelf in engine.operations.iter().filter_map(|operation| operation.row.shelf()) {
        let keys = shelf.keys.iter().map(|key| key.name).filter(|name| *name != "id");
        let names = shelf.references.split_whitespace().chain(keys).filter(|_| shelf.documented);
        for name in names {
            if !found.iter().any(|(known, _)| *known == name) {
                found.push((name, shelf));
            }
        }
    }
    found
}

/// The identifiers that a request names, by their shelves. A key that is called `id` is of the operation's own shelf.
fn named(engine: &Engine, fixture: &Fixture) -> Vec<(&'static Shelf, Vec<String>)> {
    let mut references = references(engine);
    let own = engine.operation(&fixture.operation).and_then(|operation| operation.row.shelf());
    let by_id = |shelf: &&Shelf| shelf.documented && shelf.keys.iter().any(|key| key.name == "id");
    references.extend(own.filter(by_id).map(|shelf| ("id", shelf)));
    let mut named = fixture.route.captures(fixture.request.path()).unwrap_or_default();
    match &fixture.request.body {
        Body::Form { pairs, .. } => named.extend(pairs.iter().cloned()),
        Body::Json(json) => {
            for (name, _) in &references {
                named.extend(values(json, name).into_iter().filter_map(text_of).map(|id| ((*name).to_owned(), id)));
            }
        }
        _ => {}
    }
    let shelf = |name: &str| references.iter().find_map(|(n, shelf)| (*n == name).then_some(*shelf));
    let ids = |ids: &str| ids.split(',').map(|id| id.trim().to_owned()).collect();
    named.into_iter().filter_map(|(name, value)| Some((shelf(&name)?, ids(&value)))).collect()
}
