//! Lists: the window that is asked for, its order, and the wrapper of each.

use guichet_fixtures::Json;

use crate::engine::{Call, Order, Reply, Window};

/// 003:303-304; 003:9775: more is an error.
const MOST: usize = 100;

/// The refusal of a page that is too long, for every list.
const ABOVE_LIMIT: &str = "general-accounts/list--above-limit";

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

/// What is asked for; bank transactions have another word for it.
pub(super) fn order(call: &Call<'_>) -> Order {
    let downwards = call.query("sortDirection") == Some("desc") || call.query("sort") == Some("reverse-chronological");
    Order { member: call.query("sortField").map(str::to_owned), downwards }
}

/// The members that the operation's answer declares, in their order: not all lists state their total (003:1351-1395).
pub(super) fn page(call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
    let number = |n: usize| Json::Number(n.to_string());
    let mut items = Some(items);
    let members = call.operation.answer.as_ref().map(|answer| answer.members()).unwrap_or_default();
    let page = members.iter().filter_map(|member| {
        let value = match member.name.as_str() {
            "take" => number(window.limit),
            "skip" => number(window.offset),
            "totalRecords" => number(total),
            _ => Json::from(items.take()?),
        };
        Some((member.name.as_str(), value))
    });
    Reply::json(200, &Json::object(page))
}
