//! Making accounts active and inactive, these or all but these (003:338-342, 003:595-604).

use guichet_fixtures::Json;

use super::accounts::text;
use super::general_accounts::{is_found, is_of_class};
use super::tables::{AUXILIARY, GENERAL};
use crate::engine::json::{one_or_many, put, text_of};
use crate::engine::{Call, Complaint, Input, Record, Reply, Request, Store};

/// Method 2: all but the accounts that are named.
pub(super) fn is_of_all_but(request: &Request) -> bool {
    request.json().and_then(|body| body.get("method")).and_then(text_of).as_deref() == Some("2")
}

/// Nothing is mandatory by the table; without these the change says nothing. Method 1 without accounts is a slip.
pub(super) fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let mut found = Vec::new();
    match call.text("method").as_deref() {
        Some("1" | "2") => {}
        Some(_) => found.push(Complaint::invalid(Input::Body, "method", "1 or 2 is expected")),
        None => found.push(Complaint::missing(Input::Body, "method")),
    }
    if call.text("active").is_none() {
        found.push(Complaint::missing(Input::Body, "active"));
    }
    if call.text("method").as_deref() == Some("1") && named(call).is_empty() {
        found.push(Complaint::missing(Input::Body, "uuids"));
    }
    found
}

pub(super) fn set(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let (shelf, member) =
        if call.operation.id.contains(".general-accounts.") { (GENERAL, "active") } else { (AUXILIARY, "isActive") };
    let active = call.text("active").as_deref() == Some("true");
    let (named, all_but) = (named(call), is_of_all_but(call.request));
    let mut count: i64 = 0;
    for record in store.all_mut(shelf) {
        let is_named = named.iter().any(|uuid| uuid.eq_ignore_ascii_case(text(&record.value, "uuid")));
        if is_named != all_but && passes(call, record) {
            put(&mut record.value, member, active);
            count += 1;
        }
    }
    let message = format!("{count} éléments ont été rendus {}", if active { "actifs" } else { "inactifs" });
    let answer = Json::object([("message", Json::from(message)), ("totalItems", Json::from(count))]);
    Ok(Reply::json(202, &answer))
}

fn named(call: &Call<'_>) -> Vec<String> {
    call.body.get("uuids").map(one_or_many).unwrap_or_default().iter().filter_map(text_of).collect()
}

/// The filters narrow what "all" means; only general accounts have them, and only with method 2.
fn passes(call: &Call<'_>, record: &Record) -> bool {
    let flag = |filter: &str, member: &str| {
        call.text(filter).is_none_or(|wanted| record.value.get(member).and_then(text_of).as_ref() == Some(&wanted))
    };
    flag("isActive", "active")
        && flag("isRacine", "racine")
        && flag("isCollective", "collective")
        && call.text("search").is_none_or(|wanted| is_found(record, &wanted))
        && call.text("class").is_none_or(|class| is_of_class(record, &class))
}
