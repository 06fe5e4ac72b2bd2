//! What the Hubbix products have in common: their lists, and what they check.

use guichet_fixtures::{Body, Json, Kind};

use crate::engine::{Call, Complaint, Input, Order, Reply, Window, days};

/// The most elements of a page, and what a list gives without a word.
const MOST: usize = 100;

/// The part of a list that is asked for; a list without `take` and `skip` is whole. `None`: it is more than a page holds.
pub(super) fn window(call: &Call<'_>) -> Option<Window> {
    let declared = call.operation.query.as_ref().is_some_and(|query| query.members().iter().any(|m| m.name == "take"));
    if !declared {
        return Some(Window { offset: 0, limit: usize::MAX });
    }
    // A number beyond counting is beyond every list.
    let number = |name: &str, default| call.query(name).map_or(default, |n: &str| n.parse().unwrap_or(usize::MAX));
    let (offset, limit) = (number("skip", 0), number("take", MOST));
    (limit <= MOST).then_some(Window { offset, limit })
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

/// What is wrong beyond the types that are declared, in each operation of a product.
pub(super) fn inspect(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    if !is_in_its_form(call) {
        *complaints = vec![Complaint::invalid(Input::Body, "body", "another Content-Type is expected")];
        return;
    }
    query(call, complaints);
    empty(call, complaints);
}

/// Files come in parts, everything else is JSON.
fn is_in_its_form(call: &Call<'_>) -> bool {
    match &call.request.body {
        Ok(Body::Empty) => true,
        Ok(Body::Multipart(_)) => call.operation.takes_parts,
        Ok(Body::Json(_)) => !call.operation.takes_parts,
        _ => false,
    }
}

fn query(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    let members = call.operation.query.as_ref().map(|query| query.members()).unwrap_or_default();
    for (name, value) in &call.request.query {
        let is_date = members.iter().any(|member| member.name == *name && member.kind == Kind::Date);
        let fits = match name.as_str() {
            "skip" => !value.starts_with('-'),
            "take" => value.bytes().any(|b| matches!(b, b'1'..=b'9')) && !value.starts_with('-'),
            "sortDirection" => matches!(value.as_str(), "asc" | "desc"),
            "sort" => matches!(value.as_str(), "chronological" | "reverse-chronological"),
            "status" => matches!(value.as_str(), "0" | "1" | "2"),
            _ => !is_date || days::is_day(value),
        };
        let known = complaints.iter().any(|complaint| complaint.input == Input::Query && complaint.name == *name);
        if !fits && !known {
            complaints.push(Complaint::invalid(Input::Query, name, "out of range"));
        }
    }
}

/// An empty text where a member is mandatory is none.
fn empty(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    let members = call.operation.body.as_ref().map(|body| body.members()).unwrap_or_default();
    for member in members.iter().filter(|member| !member.optional) {
        if call.body.get(&member.name).and_then(|value| value.as_str()).is_some_and(|text| text.trim().is_empty()) {
            complaints.retain(|complaint| complaint.name != member.name);
            complaints.push(Complaint::missing(Input::Body, &member.name));
        }
    }
}
