//! Lists: the window that is asked for, its order, and the wrapper of each.

use guichet_fixtures::Json;

use super::journal_filter;
use crate::engine::{Call, Reply, Window};

/// 003:303-304; 003:9775: more is an error.
const MOST: usize = 100;

/// The refusal of a page that is too long, for every list.
const ABOVE_LIMIT: &str = "general-accounts/list--above-limit";

/// What the list of general accounts shows of each (003:514-519).
const GENERAL: [&str; 6] = ["uuid", "number", "label", "active", "collective", "racine"];

/// 003:270-283, and what it shows of their type.
const AUXILIARY: [&str; 7] = ["uuid", "name", "number", "vatNumber", "siret", "isActive", "types"];
const TYPE: [&str; 6] = ["uuid", "name", "prefix", "abbreviation", "isAutomatic", "generalAccount"];

/// A list without `take` and `skip` is whole.
pub(super) fn window(call: &Call<'_>) -> Result<Window, Reply> {
    let declared = call.operation.query.as_ref().is_some_and(|query| query.members().iter().any(|m| m.name == "take"));
    if !declared {
        return Ok(Window { offset: 0, limit: usize::MAX });
    }
    // A number beyond counting is beyond every list.
    let number = |name: &str, default| call.query(name).map_or(default, |n: &str| n.parse().unwrap_or(usize::MAX));
    let (offset, limit) = (number("skip", 0), number("take", MOST));
    if limit > MOST { Err(call.documented(ABOVE_LIMIT)) } else { Ok(Window { offset, limit }) }
}

/// Sorted by what is asked for; otherwise accounts by their numbers, journals by their codes, bank transactions by their days, and
/// entry lines as they were booked.
pub(super) fn sort(call: &Call<'_>) -> Option<(String, bool)> {
    let downwards = call.query("sortDirection") == Some("desc") || call.query("sort") == Some("reverse-chronological");
    let default = match call.operation.id.as_str() {
        "ebp.accounting.general-accounts.list" | "ebp.accounting.auxiliary-accounts.list" => Some("number"),
        "ebp.accounting.bank-transactions.list" => Some("operationDate"),
        "ebp.accounting.journals.list" => return journal_filter::order(call).or(Some(("code".to_owned(), false))),
        _ => None,
    };
    let member = match (call.operation.id.as_str(), call.query("sortField")) {
        // The day is the entry's, not the line's.
        ("ebp.accounting.entry-lines.list", Some("date")) => Some("entry.date"),
        (_, field) => field.or(default),
    };
    member.map(|member| (member.to_owned(), downwards))
}

pub(super) fn page(call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
    let number = |n: usize| Json::Number(n.to_string());
    let (take, skip) = (("take", number(window.limit)), ("skip", number(window.offset)));
    let total = ("totalRecords", number(total));
    let data = |items: Vec<Json>| ("data", Json::from(items));
    let body = match call.operation.id.as_str() {
        "ebp.accounting.general-accounts.list" => {
            let items = items.iter().map(|account| only(account, &GENERAL)).collect();
            Json::object([data(items), take, skip, total])
        }
        "ebp.accounting.auxiliary-accounts.list" => {
            let items = items.iter().map(auxiliary).collect();
            Json::object([data(items), take, skip, total])
        }
        "ebp.accounting.entry-lines.list" => Json::object([take, skip, ("linesEntries", Json::from(items)), total]),
        // 003:1351-1395: no total.
        _ => Json::object([data(items)]),
    };
    Reply::json(200, &body)
}

fn auxiliary(account: &Json) -> Json {
    let mut shown = only(account, &AUXILIARY);
    if let Some(kind) = account.get("types") {
        shown.set("types", only(kind, &TYPE));
    }
    shown
}

/// An object with some of its members.
pub(super) fn only(value: &Json, names: &[&str]) -> Json {
    let members = names.iter().filter_map(|name| Some((*name, value.get(name)?.clone())));
    Json::object(members)
}
