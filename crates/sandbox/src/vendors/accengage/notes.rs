//! Notes: a playground in place of the routes that the text does not list. Nothing like it is at Accengage.
//!
//! `notes` are all of them, `notes?id=7`, `notes/7` or, for PUT, a member `id` is one.

use guichet_fixtures::{Json, Route};

use super::links::{self, Links};
use super::{PARTNER, answers};
use crate::engine::json::{id_value, put as set, take, text_of};
use crate::engine::{Call, Reply, Shelf, Store, Window, list};

pub(super) static NOTES: Shelf = Shelf::new("notes");

/// The values of a generic route: those of its beginning, and all the rest of the path.
pub(super) fn captures(template: &str, path: &str) -> Option<Vec<(String, String)>> {
    let end = path.match_indices('/').nth(template.matches('/').count())?.0;
    let (start, rest) = path.split_at_checked(end)?;
    let rest = rest.strip_prefix('/').filter(|rest| !rest.is_empty())?;
    // The method is settled elsewhere.
    let route = Route { method: String::new(), template: template.to_owned() };
    let mut captures = route.captures(start)?;
    captures.push(("path".to_owned(), rest.to_owned()));
    Some(captures)
}

pub(super) fn get(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    match named(call)? {
        Some(id) => match store.get(&NOTES, &id) {
            Some(record) => Ok(Reply::json(200, &record.value)),
            None => Err(answers::unknown_route(call.request)),
        },
        None => list::list(call, store, &NOTES),
    }
}

/// The links are in the body alone; those of devices are in the header alone.
pub(super) fn page(call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
    let more = window.offset.saturating_add(window.limit) < total;
    let links = Links::of(call.request, links::page(call), more).json();
    Reply::json(200, &Json::object([("notes", Json::from(items)), ("links", links)]))
}

pub(super) fn post(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    if named(call)?.is_some() {
        return Err(answers::unknown_route(call.request));
    }
    let id = store.fresh_id();
    Ok(write(call, store, &id))
}

pub(super) fn put(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = existing(call, store)?;
    Ok(write(call, store, &id))
}

pub(super) fn delete(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let id = existing(call, store)?;
    store.remove(&NOTES, &id);
    Ok(Reply::json(200, &Json::object([("id", id_value(&id)), ("deleted", Json::Bool(true))])))
}

/// The body as a note of this identifier, whatever it said of its own.
fn write(call: &Call<'_>, store: &mut Store, id: &str) -> Reply {
    let (mut written, mut note) = (call.body.clone(), Json::object([("id", id_value(id))]));
    take(&mut written, "id");
    for (name, value) in written.as_object().unwrap_or_default() {
        set(&mut note, name, value.clone());
    }
    store.put(&NOTES, id, note.clone());
    Reply::json(200, &note)
}

fn existing(call: &Call<'_>, store: &Store) -> Result<String, Reply> {
    let id = match named(call)? {
        Some(id) => id,
        None => call.body.get("id").and_then(text_of).ok_or_else(|| answers::refuse(400, &answers::missing("id")))?,
    };
    store.get(&NOTES, &id).map(|_| id).ok_or_else(|| answers::unknown_route(call.request))
}

/// The note that the address names. Other apps are not this user's; there is nothing but notes.
fn named(call: &Call<'_>) -> Result<Option<String>, Reply> {
    if call.capture("partner_id") != PARTNER {
        return Err(answers::generic(403, "API_ERR_FORBIDDEN"));
    }
    match call.capture("path").split_once('/') {
        None if call.capture("path") == NOTES.name => Ok(call.query("id").map(str::to_owned)),
        Some(("notes", id)) if !id.contains('/') => Ok(Some(id.to_owned())),
        _ => Err(answers::unknown_route(call.request)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_placeholder_takes_the_rest() {
        let found = |path: &str| {
            let found = captures("/v1/me/apps/{partner_id}", path)?;
            Some(found.into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" "))
        };
        assert_eq!(found("/v1/me/apps/1/notes").as_deref(), Some("1 notes"));
        assert_eq!(found("/v1/me/apps/1/notes/7/x").as_deref(), Some("1 notes/7/x"));
        for path in ["", "/", "/v1/me/apps/1", "/v1/me/apps/1/", "/v1/me/apps//notes", "/v1/me/app/1/notes"] {
            assert_eq!(found(path), None, "{path}");
        }
    }
}
