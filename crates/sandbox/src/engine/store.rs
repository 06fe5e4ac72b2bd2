//! The state: JSON resources by their identifiers.

use std::collections::BTreeMap;

use guichet_fixtures::Json;

use super::limits::Meter;

/// Identifiers in their own order: numbers by value, before any text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Number(u64),
    Text(String),
}

impl From<&str> for Key {
    fn from(id: &str) -> Self {
        let id = id.trim();
        match id.parse() {
            Ok(number) if id.bytes().all(|b| b.is_ascii_digit()) => Key::Number(number),
            _ => Key::Text(id.to_owned()),
        }
    }
}

/// A resource.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    /// What the vendor answers.
    pub(crate) value: Json,
    /// What it knows beside that: an object.
    pub(crate) hidden: Json,
}

/// All resources of a vendor, by shelves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Store {
    shelves: BTreeMap<&'static str, BTreeMap<Key, Record>>,
    last: u64,
    /// The calls that were taken, where the vendor limits them.
    pub(crate) meter: Meter,
}

/// Beyond every documented identifier.
const FIRST_ID: u64 = 1_000_001;

impl Store {
    /// An identifier that nothing had, and nothing will have again.
    pub(crate) fn fresh_id(&mut self) -> String {
        self.last = (self.last + 1).max(FIRST_ID);
        self.last.to_string()
    }

    pub(crate) fn get(&self, shelf: &str, id: &str) -> Option<&Record> {
        self.shelves.get(shelf)?.get(&Key::from(id))
    }

    pub(crate) fn get_mut(&mut self, shelf: &str, id: &str) -> Option<&mut Record> {
        self.shelves.get_mut(shelf)?.get_mut(&Key::from(id))
    }

    pub(crate) fn put(&mut self, shelf: &'static str, id: &str, value: Json, hidden: Json) {
        self.shelves.entry(shelf).or_default().insert(Key::from(id), Record { value, hidden });
    }

    pub(crate) fn remove(&mut self, shelf: &str, id: &str) -> Option<Record> {
        self.shelves.get_mut(shelf)?.remove(&Key::from(id))
    }

    /// A copy with one shelf alone.
    pub(crate) fn copy_of(&self, shelf: &'static str) -> Self {
        let shelves = self.shelves.get(shelf).map(|records| (shelf, records.clone()));
        Self { shelves: shelves.into_iter().collect(), last: self.last, meter: Meter::default() }
    }

    /// A shelf's records in the order of their identifiers.
    pub(crate) fn all(&self, shelf: &str) -> impl Iterator<Item = &Record> {
        self.shelves.get(shelf).into_iter().flat_map(BTreeMap::values)
    }

    pub(crate) fn all_mut(&mut self, shelf: &str) -> impl Iterator<Item = &mut Record> {
        self.shelves.get_mut(shelf).into_iter().flat_map(BTreeMap::values_mut)
    }
}
