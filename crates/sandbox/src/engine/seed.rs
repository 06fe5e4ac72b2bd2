//! Every documented identifier, with the documented answer behind it.

use std::collections::BTreeMap;

use guichet_fixtures::{Body, Fixture, Json, Kind};

use super::json::{id_value, put, text_of, values};
use super::{Engine, Face, Operation, Shelf, Store};

/// Fills the shelves: of each API first what the fixtures name, then what it adds.
pub(super) fn seed(engine: &Engine) -> Store {
    let mut store = Store::new(engine.faces().iter().flat_map(|face| face.shown()).collect());
    for face in engine.faces() {
        Api::of(engine, *face).fill(&mut store);
        face.seed(engine, &mut store);
    }
    store
}

/// The documented shelves of an API.
struct Api<'e> {
    /// The fixtures of its successes, with the items of their answers.
    shown: Vec<(&'e Fixture, &'e Operation, Vec<Json>)>,
    /// By the shape that is declared for their records.
    shapes: Vec<(String, &'static Shelf)>,
    /// By the names that refer to them.
    references: Vec<(&'static str, &'static Shelf)>,
}

impl<'e> Api<'e> {
    fn of(engine: &'e Engine, face: &dyn Face) -> Self {
        let shelves = face.rows().iter().copied().flatten().filter_map(|row| row.shelf());
        let (mut shapes, mut references) = (Vec::new(), Vec::new());
        for shelf in shelves.filter(|shelf| shelf.documented) {
            if let Some(Kind::Shape(shape)) = engine.schema_of(shelf).map(|schema| schema.root().clone()) {
                shapes.push((shape, shelf));
            }
            let keys = shelf.keys.iter().map(|key| key.name).filter(|name| *name != "id");
            references.extend(shelf.references.split_whitespace().chain(keys).map(|name| (name, shelf)));
        }
        references.sort_by_key(|(name, _)| *name);
        references.dedup_by_key(|(name, _)| *name);
        // What shows an object goes before what only names it.
        references.sort_by_key(|(name, _)| !name.contains('.'));
        let own = engine.fixtures().iter().filter(|fixture| fixture.operation.starts_with(face.prefix()));
        let mut shown: Vec<(&Fixture, &Operation, Vec<Json>)> = own
            .filter(|fixture| fixture.succeeds())
            .filter_map(|fixture| {
                let answer = fixture.response.body.as_json();
                let items = answer.map(|answer| engine.items(&fixture.operation, answer)).unwrap_or_default();
                Some((fixture, engine.operation(&fixture.operation)?, items))
            })
            .collect();
        // A plain read shows a resource best; a variant may show it oddly.
        shown.sort_by_key(|(fixture, ..)| (!fixture.operation.ends_with(".get"), !fixture.is_first()));
        Self { shown, shapes, references }
    }

    /// First what the answers show under their own identifiers, then what requests name, last what answers name in passing.
    fn fill(&self, store: &mut Store) {
        let mut samples: BTreeMap<&str, &Json> = BTreeMap::new();
        for (fixture, operation, items) in &self.shown {
            let Some(shelf) = self.shelf_of(fixture, operation) else { continue };
            for item in items {
                samples.entry(shelf.name).or_insert(item);
                if let Some(id) = item.get(shelf.new_id.member()).and_then(text_of)
                    && store.get(shelf, &id).is_none()
                {
                    store.put(shelf, &id, item.clone());
                }
            }
        }
        for (fixture, operation, items) in &self.shown {
            for (shelf, ids) in self.named(fixture, operation) {
                let own = self.shelf_of(fixture, operation).is_some_and(|own| own.name == shelf.name);
                for (at, id) in ids.iter().enumerate() {
                    let answered = if items.len() == ids.len() { items.get(at) } else { items.first() };
                    let known = answered.filter(|_| own).or_else(|| samples.get(shelf.name).copied());
                    put_sample(store, shelf, id, known.cloned());
                }
            }
        }
        for item in self.shown.iter().flat_map(|(_, _, items)| items) {
            for (shelf, id, shown) in self.mentioned(item) {
                put_sample(store, shelf, &id, samples.get(shelf.name).map(|sample| with_scalars(sample, &shown)));
            }
        }
    }

    /// The shelf that an answer's items are of, by the shape that is declared for them.
    fn shelf_of(&self, fixture: &Fixture, operation: &Operation) -> Option<&'static Shelf> {
        let answer = fixture.answer.as_ref()?.at(&operation.items)?;
        let Kind::Shape(shape) = answer.root() else { return None };
        self.shapes.iter().find_map(|(name, shelf)| (name == shape).then_some(*shelf))
    }

    /// The identifiers that a request names, by their shelves. A key that is called `id` is of the operation's own shelf.
    fn named(&self, fixture: &Fixture, operation: &Operation) -> Vec<(&'static Shelf, Vec<String>)> {
        let own = operation.row.shelf().filter(|shelf| shelf.documented);
        let own = own.filter(|shelf| shelf.keys.iter().any(|key| key.name == "id")).map(|shelf| ("id", shelf));
        let references: Vec<(&str, &'static Shelf)> = self.references.iter().copied().chain(own).collect();
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
        let shelf =
            |name: &str| references.iter().find_map(|(n, shelf)| n.eq_ignore_ascii_case(name).then_some(*shelf));
        let ids = |ids: &str| ids.split(',').map(|id| id.trim().to_owned()).collect();
        named.into_iter().filter_map(|(name, value)| Some((shelf(&name)?, ids(&value)))).collect()
    }

    /// The identifiers inside an answer, so that what it links to can be read: shelf, identifier, and the object around it.
    fn mentioned(&self, item: &Json) -> Vec<(&'static Shelf, String, Json)> {
        let mut found = Vec::new();
        for (name, shelf) in &self.references {
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

/// Puts a record that is not there yet; it shows its identifier where its sample does. Without a sample it is the identifier alone.
fn put_sample(store: &mut Store, shelf: &'static Shelf, id: &str, sample: Option<Json>) {
    if store.get(shelf, id).is_none() {
        let member = shelf.new_id.member();
        let mut value = sample.unwrap_or_else(|| Json::object([(member, Json::Null)]));
        if value.get(member).is_some() {
            put(&mut value, member, id_value(id));
        }
        store.put(shelf, id, value);
    }
}
