//! The state: JSON resources by their identifiers, and by the other keys of their shelves.

pub(super) mod shelf;
pub(super) mod shown;

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use guichet_fixtures::Json;

use super::json::{text, text_of};
use super::limits::Meter;
use shelf::{Key, Shelf};
use shown::Shown;

/// Identifiers in their own order: numbers by value, before any text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Id {
    Number(u64),
    Text(String),
}

impl Id {
    fn of(shelf: &Shelf, id: &str) -> Self {
        let id = id.trim();
        match id.parse() {
            Ok(number) if id.bytes().all(|b| b.is_ascii_digit()) => Self::Number(number),
            _ => match shelf.keys.iter().find(|key| key.member.is_none()) {
                Some(key) => Self::Text(key.folded(id)),
                None => Self::Text(id.to_owned()),
            },
        }
    }
}

/// A resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Record {
    /// What its shelf has it under.
    pub(crate) id: String,
    /// What the vendor answers.
    pub(crate) value: Json,
    /// What it knows beside that: an object.
    pub(crate) hidden: Json,
}

impl Record {
    /// The text of a member; empty where it is none.
    pub(crate) fn text(&self, member: &str) -> &str {
        text(&self.value, member)
    }
}

/// The records of a shelf.
#[derive(Debug, Clone, Default)]
struct Records {
    by_id: BTreeMap<Id, Record>,
    /// For each key that is a member: the records that have a value there.
    by_member: BTreeMap<&'static str, BTreeMap<String, BTreeSet<Id>>>,
}

impl Records {
    /// Puts a record, or takes one out, and gives back what was there.
    fn set(&mut self, shelf: &Shelf, id: &Id, new: Option<Record>) -> Option<Record> {
        for key in shelf.keys {
            let Some(member) = key.member else { continue };
            let value = |record: &Record| record.value.get(member).and_then(text_of).map(|text| key.folded(&text));
            let (old, new) = (self.by_id.get(id).and_then(value), new.as_ref().and_then(value));
            if old != new {
                let index = self.by_member.entry(member).or_default();
                if let Some(old) = old
                    && let Some(ids) = index.get_mut(&old)
                {
                    ids.remove(id);
                    if ids.is_empty() {
                        index.remove(&old);
                    }
                }
                if let Some(new) = new {
                    index.entry(new).or_default().insert(id.clone());
                }
            }
        }
        match new {
            Some(record) => self.by_id.insert(id.clone(), record),
            None => self.by_id.remove(id),
        }
    }

    fn having(&self, member: &str, value: &str) -> Option<&Record> {
        self.by_member.get(member)?.get(value)?.iter().find_map(|id| self.by_id.get(id))
    }
}

/// A record as it was before a change; `None`: it did not exist.
type Before = (&'static Shelf, Id, Option<Record>);

/// All resources of a vendor, by shelves.
#[derive(Clone, Default)]
pub(crate) struct Store {
    shelves: BTreeMap<&'static str, Records>,
    /// The shelves that something stood on.
    known: BTreeMap<&'static str, &'static Shelf>,
    shown: Vec<&'static Shown>,
    /// What an attempt has changed so far.
    undo: Option<Vec<Before>>,
    last: u64,
    /// The calls that were taken, where the vendor limits them.
    pub(crate) meter: Meter,
    pub(crate) switches: Switches,
}

/// In which of two ways a vendor behaves, where the text says one thing and servers do another.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Switches {
    /// What is read by its identifier comes as Workadu's servers show it, not as its text does.
    pub(crate) live_shapes: bool,
    /// A refresh token that is used twice ends its login.
    pub(crate) reuse_ends_login: bool,
}

/// Beyond every documented identifier.
const FIRST_ID: u64 = 1_000_001;

impl Store {
    /// An empty one, in which the records of some shelves are shown in those of others.
    pub(crate) fn new(shown: Vec<&'static Shown>) -> Self {
        Self { shown, ..Self::default() }
    }

    /// An identifier that nothing had, and nothing will have again.
    pub(crate) fn fresh_id(&mut self) -> String {
        self.last = (self.last + 1).max(FIRST_ID);
        self.last.to_string()
    }

    /// The identifiers of each shelf that something stood on, in their order.
    pub(crate) fn identifiers(&self) -> BTreeMap<&'static str, Vec<String>> {
        let ids = |shelf: &'static Shelf| self.all(shelf).map(|record| record.id.clone()).collect();
        self.known.iter().map(|(name, shelf)| (*name, ids(shelf))).collect()
    }

    /// Puts a record on the shelf of this name; `false` where there is none.
    pub(crate) fn put_by_name(&mut self, shelf: &str, id: &str, value: Json) -> bool {
        let Some(shelf) = self.known.get(shelf).copied() else { return false };
        self.put(shelf, id, value);
        true
    }

    /// A record by its identifier.
    pub(crate) fn get(&self, shelf: &Shelf, id: &str) -> Option<&Record> {
        self.shelves.get(shelf.name)?.by_id.get(&Id::of(shelf, id))
    }

    /// A record by a member. One that is a key of the shelf is found as the key has it, any other by the same text.
    pub(crate) fn find(&self, shelf: &Shelf, member: &str, wanted: &str) -> Option<&Record> {
        match shelf.keys.iter().find(|key| key.member == Some(member)) {
            Some(key) => self.named(shelf, key, wanted),
            None => self.all(shelf).find(|record| record.text(member) == wanted),
        }
    }

    /// A record by a key.
    pub(super) fn named(&self, shelf: &Shelf, key: &Key, wanted: &str) -> Option<&Record> {
        let Some(member) = key.member else { return self.get(shelf, wanted) };
        let records = self.shelves.get(shelf.name)?;
        let spelled = || records.having(member, &key.folded(&key.spelled?(self, wanted)));
        records.having(member, &key.folded(wanted)).or_else(spelled)
    }

    /// A shelf's records in the order of their identifiers.
    pub(crate) fn all(&self, shelf: &Shelf) -> impl Iterator<Item = &Record> {
        self.shelves.get(shelf.name).into_iter().flat_map(|records| records.by_id.values())
    }

    pub(crate) fn put(&mut self, shelf: &'static Shelf, id: &str, value: Json) {
        self.put_with(shelf, id, value, Json::Object(Vec::new()));
    }

    /// Puts a record with a hidden part.
    pub(crate) fn put_with(&mut self, shelf: &'static Shelf, id: &str, value: Json, hidden: Json) {
        self.set(shelf, &Id::of(shelf, id), Some(Record { id: id.to_owned(), value, hidden }));
    }

    /// Puts a record under the identifier that it shows.
    pub(crate) fn put_shown(&mut self, shelf: &'static Shelf, value: Json) {
        let id = value.get(shelf.new_id.member()).and_then(text_of).unwrap_or_default();
        self.put(shelf, &id, value);
    }

    /// Puts a record after all others, under an identifier that it does not show.
    pub(crate) fn add(&mut self, shelf: &'static Shelf, value: Json, hidden: Json) {
        let id = self.fresh_id();
        self.put_with(shelf, &id, value, hidden);
    }

    pub(crate) fn remove(&mut self, shelf: &'static Shelf, id: &str) -> Option<Record> {
        self.set(shelf, &Id::of(shelf, id), None)
    }

    /// Changes a record, if it exists.
    pub(crate) fn change(&mut self, shelf: &'static Shelf, id: &str, change: impl FnOnce(&mut Record)) {
        if let Some(mut record) = self.get(shelf, id).cloned() {
            change(&mut record);
            self.set(shelf, &Id::of(shelf, id), Some(record));
        }
    }

    /// Changes all records that are meant, and says how many they are.
    pub(crate) fn change_all(
        &mut self,
        shelf: &'static Shelf,
        is_meant: impl Fn(&Record) -> bool,
        mut change: impl FnMut(&mut Record),
    ) -> usize {
        let meant: Vec<String> = self.all(shelf).filter(|r| is_meant(r)).map(|record| record.id.clone()).collect();
        meant.iter().for_each(|id| self.change(shelf, id, &mut change));
        meant.len()
    }

    fn set(&mut self, shelf: &'static Shelf, id: &Id, new: Option<Record>) -> Option<Record> {
        let changed = new.clone();
        self.known.insert(shelf.name, shelf);
        let old = self.shelves.entry(shelf.name).or_default().set(shelf, id, new);
        if let Some(undo) = &mut self.undo {
            undo.push((shelf, id.clone(), old.clone()));
        }
        if let (Some(old), Some(new)) = (&old, &changed)
            && old != new
        {
            let shown = self.shown.iter().filter(|shown| shown.of.name == shelf.name);
            shown.copied().collect::<Vec<_>>().into_iter().for_each(|shown| shown.follow(self, old, new));
        }
        old
    }

    /// What is refused changes nothing: only the identifiers that it drew stay drawn.
    pub(crate) fn attempt<T, E>(&mut self, act: impl FnOnce(&mut Self) -> Result<T, E>) -> Result<T, E> {
        self.undo = Some(Vec::new());
        let result = act(self);
        let undo = mem::take(&mut self.undo).unwrap_or_default();
        if result.is_err() {
            for (shelf, id, before) in undo.into_iter().rev() {
                self.shelves.entry(shelf.name).or_default().set(shelf, &id, before);
            }
        }
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static PLACES: Shelf = Shelf { keys: &[Key::id("id"), Key::member("code").any_case()], ..Shelf::new("places") };
    static VISITS: Shelf = Shelf::new("visits");
    static SHOWN: [Shown; 2] =
        [Shown::text(&PLACES, "code", &VISITS, "code"), Shown::object(&PLACES, "id", &VISITS, "place")];

    fn place(id: i64, code: &str) -> Json {
        Json::object([("id", Json::from(id)), ("code", Json::from(code)), ("open", Json::from(true))])
    }

    fn store() -> Store {
        let mut store = Store::new(SHOWN.iter().collect());
        store.put(&PLACES, "7", place(7, "AB"));
        store.put(&PLACES, "8", place(8, "CD"));
        let visit = r#"{"code": "AB", "place": {"id": 7, "code": "AB"}}"#;
        store.put(&VISITS, "1", Json::parse(visit).unwrap());
        store
    }

    #[test]
    fn records_are_found_by_each_key_as_they_are_now() {
        let mut store = store();
        assert_eq!(store.find(&PLACES, "code", "ab").map(|place| place.id.as_str()), Some("7"));
        store.change(&PLACES, "7", |place| place.value = super::tests::place(7, "EF"));
        assert_eq!(store.find(&PLACES, "code", "AB"), None);
        assert_eq!(store.find(&PLACES, "code", "eF"), store.get(&PLACES, "007"));
        store.remove(&PLACES, "7");
        assert_eq!(store.find(&PLACES, "code", "EF"), None);
        // Of two with the same value the first is found, and then the other.
        store.put(&PLACES, "9", place(9, "cd"));
        assert_eq!(store.find(&PLACES, "code", "CD").map(|place| place.id.as_str()), Some("8"));
        store.remove(&PLACES, "8");
        assert_eq!(store.find(&PLACES, "code", "CD").map(|place| place.id.as_str()), Some("9"));
    }

    #[test]
    fn what_shows_a_record_shows_it_as_it_is_now() {
        let mut store = store();
        store.change(&PLACES, "7", |place| place.value = super::tests::place(7, "EF"));
        let visit = store.get(&VISITS, "1").unwrap();
        assert_eq!(visit.value.to_string(), r#"{"code":"EF","place":{"id":7,"code":"EF"}}"#);
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let mut store = store();
        let before = format!("{:?}", store.shelves);
        let refused: Result<(), ()> = store.attempt(|store| {
            store.change_all(&PLACES, |_| true, |place| place.value = Json::Null);
            store.put(&PLACES, "9", place(9, "X"));
            store.remove(&VISITS, "1");
            Err(())
        });
        assert_eq!(refused, Err(()));
        assert_eq!(store.find(&PLACES, "code", "ab").map(|place| place.id.as_str()), Some("7"));
        assert_eq!(store.find(&PLACES, "code", "x"), None);
        assert_eq!(format!("{:?}", store.shelves), before);
        let taken: Result<(), ()> = store.attempt(|store| {
            store.remove(&PLACES, "7");
            Ok(())
        });
        assert_eq!((taken, store.get(&PLACES, "7")), (Ok(()), None));
    }
}
