//! Single records: finding the ones that a call names, and showing them.

use guichet_fixtures::Json;

use super::json::text_of;
use super::{Call, Key, Record, Reply, Shelf, Store};

/// The records that a call names by a key of the shelf, or the refusal of the first that does not exist.
fn named<'s>(call: &Call<'_>, store: &'s Store, shelf: &Shelf) -> Result<Vec<&'s Record>, Reply> {
    match wanted(call, shelf) {
        Some((key, ids)) if key.many => ids.split(',').map(|id| by_key(call, store, shelf, key, id)).collect(),
        _ => one(call, store, shelf).map(|record| vec![record]),
    }
}

/// The one record that a call names.
pub(crate) fn one<'s>(call: &Call<'_>, store: &'s Store, shelf: &Shelf) -> Result<&'s Record, Reply> {
    match wanted(call, shelf) {
        Some((key, id)) => by_key(call, store, shelf, key, &id),
        None => store.all(shelf).next().ok_or_else(|| unknown(call, shelf, "")),
    }
}

fn by_key<'s>(call: &Call<'_>, store: &'s Store, shelf: &Shelf, key: &Key, id: &str) -> Result<&'s Record, Reply> {
    let owner = owner(call, store, shelf)?;
    let found = store.named(shelf, key, id).filter(|record| belongs(shelf, record, owner));
    found.ok_or_else(|| unknown(call, shelf, id))
}

/// The record of another shelf that the call's path goes through, or the refusal of one that does not exist.
pub(super) fn owner<'s>(call: &Call<'_>, store: &'s Store, shelf: &Shelf) -> Result<Option<&'s Record>, Reply> {
    let Some(within) = &shelf.within else { return Ok(None) };
    let id = call.capture(within.name);
    store.get(within.shelf, id).map(Some).ok_or_else(|| within.unknown.reply(call, id))
}

/// Whether a record belongs to its owner.
pub(super) fn belongs(shelf: &Shelf, record: &Record, owner: Option<&Record>) -> bool {
    let within = shelf.within.as_ref().and_then(|within| record.value.get(within.name).and_then(text_of));
    within == owner.map(|owner| owner.id.clone())
}

/// The answer of the records that a call names.
pub(super) fn get(call: &Call<'_>, store: &Store, shelf: &Shelf) -> Result<Reply, Reply> {
    let records = named(call, store, shelf)?;
    Ok(call.face().found(call, store, records.into_iter().map(|record| view(call, store, record)).collect()))
}

/// A record as the operation shows it.
pub(super) fn view(call: &Call<'_>, store: &Store, record: &Record) -> Json {
    match call.operation.row.view {
        Some(view) => view(call, store, record),
        None => record.value.clone(),
    }
}

/// The path's placeholder goes before the body's member. A documentation may spell one placeholder in two cases.
fn wanted<'k>(call: &Call<'_>, shelf: &'k Shelf) -> Option<(&'k Key, String)> {
    let in_path = |key: &Key| {
        call.captures.iter().find(|(name, _)| name.eq_ignore_ascii_case(key.name)).map(|(_, id)| id.clone())
    };
    let in_body = |key: &Key| call.text(key.name);
    let by = |place: &dyn Fn(&Key) -> Option<String>| shelf.keys.iter().find_map(|key| Some((key, place(key)?)));
    by(&in_path).or_else(|| by(&in_body))
}

fn unknown(call: &Call<'_>, shelf: &Shelf, id: &str) -> Reply {
    call.operation.row.unknown.as_ref().unwrap_or(&shelf.unknown).reply(call, id)
}
