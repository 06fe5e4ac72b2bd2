//! Making accounts active and inactive, these or all but these (003:338-342, 003:595-604).

use guichet_fixtures::Json;

use crate::engine::behaviour::{Act, act};
use crate::engine::json::{put, text_of, texts};
use crate::engine::list::conditions;
use crate::engine::{Call, Complaint, Input, Record, Reply, Request, Row, Shelf, Store};

/// The two rows of a kind of accounts, which share a route.
pub(super) const fn these(id: &'static str, set: Act) -> Row {
    act(id, set).inspect(inspect)
}

pub(super) const fn all_but_these(id: &'static str, set: Act) -> Row {
    these(id, set).when(is_of_all_but)
}

/// Method 2: all but the accounts that are named.
fn is_of_all_but(request: &Request) -> bool {
    request.json().and_then(|body| body.get("method")).and_then(text_of).as_deref() == Some("2")
}

/// Nothing is mandatory by the table; without these the change says nothing. Method 1 without accounts is a slip.
fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let mut found = Vec::new();
    match call.text("method").as_deref() {
        Some("1" | "2") => {}
        Some(_) => found.push(Complaint::invalid(Input::Body, "method", "1 or 2 is expected")),
        None => found.push(Complaint::missing(Input::Body, "method")),
    }
    if call.text("active").is_none() {
        found.push(Complaint::missing(Input::Body, "active"));
    }
    if call.text("method").as_deref() == Some("1") && texts(&call.body, "uuids").is_empty() {
        found.push(Complaint::missing(Input::Body, "uuids"));
    }
    found
}

/// What else the body holds filters as the list does; only general accounts have such members, and only with method 2.
pub(super) fn set(
    call: &Call<'_>,
    store: &mut Store,
    shelf: &'static Shelf,
    member: &'static str,
) -> Result<Reply, Reply> {
    let active = call.text("active").as_deref() == Some("true");
    let (uuids, all_but) = (texts(&call.body, "uuids"), is_of_all_but(call.request));
    let filters = conditions(call, store, shelf, &call.scalars())?;
    let is_meant = |record: &Record| {
        let is_named = uuids.iter().any(|uuid| uuid.eq_ignore_ascii_case(&record.id));
        is_named != all_but && filters.iter().all(|filter| filter.holds(record))
    };
    let count = store.change_all(shelf, is_meant, |record| put(&mut record.value, member, active));
    let message = format!("{count} éléments ont été rendus {}", if active { "actifs" } else { "inactifs" });
    let total = Json::Number(count.to_string());
    Ok(Reply::json(202, &Json::object([("message", Json::from(message)), ("totalItems", total)])))
}
