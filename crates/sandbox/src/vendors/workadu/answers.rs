//! The forms of Workadu's answers.

use guichet_fixtures::{Json, Kind, Member};

use crate::engine::json::{id_value, text_of};
use crate::engine::{Call, Complaint, Input, Reason, Record, Reply, Window};

/// 004:3203.
pub(super) fn error(status: u16, message: &str) -> Reply {
    Reply::json(
        status,
        &Json::object([("message", Json::from(message)), ("status_code", Json::from(i64::from(status)))]),
    )
}

/// 004:3304.
fn invalid(errors: Vec<(String, Json)>) -> Reply {
    Reply::json(
        422,
        &Json::object([
            ("message", Json::from("The given data was invalid.")),
            ("errors", Json::Object(errors)),
            ("status_code", Json::from(422)),
        ]),
    )
}

/// One error of one member, where the types alone do not tell.
pub(super) fn invalid_member(name: &str, text: &str) -> Reply {
    invalid(vec![(name.to_owned(), Json::from(vec![Json::from(text)]))])
}

pub(super) fn data(value: Json) -> Reply {
    Reply::json(200, &Json::object([("data", value)]))
}

/// 004:1923.
pub(super) fn replaced(path: &str, value: &str) -> Reply {
    data(Json::object([("op", "replace"), ("path", path), ("value", value)]))
}

/// 004:565.
pub(super) fn deleted(id: &str) -> Reply {
    let message = Json::from("The resource deleted");
    data(Json::object([("id", id_value(id)), ("deleted", Json::Bool(true)), ("message", message)]))
}

pub(super) fn removed(_call: &Call<'_>, record: &Record) -> Reply {
    deleted(&record.id)
}

/// fact W6.
pub(super) fn page(window: Window, total: usize, items: Vec<Json>) -> Reply {
    let number = |n: usize| Json::Number(n.to_string());
    let limit = window.limit.max(1);
    let pagination = Json::object([
        ("total", number(total)),
        ("count", number(items.len())),
        ("per_page", number(limit)),
        ("current_page", number(window.offset / limit + 1)),
        ("total_pages", number(total.div_ceil(limit).max(1))),
    ]);
    Reply::json(200, &Json::object([("data", Json::from(items)), ("meta", Json::object([("pagination", pagination)]))]))
}

/// Several are a list; one is what the documentation shows for its resource, or a list in live shapes (fact W35).
pub(super) fn found(call: &Call<'_>, live_shapes: bool, items: Vec<Json>) -> Reply {
    let documented_as_list = call.operation.sample.get("data").is_some_and(|data| data.as_array().is_some());
    match items.as_slice() {
        [one] if !documented_as_list && !live_shapes => data(one.clone()),
        _ => data(Json::from(items)),
    }
}

/// An empty text and the identifier 0, alone or as a list, are what the error tables call missing.
pub(super) fn mark_missing(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    let members = call.operation.body.as_ref().map(|schema| schema.members()).unwrap_or_default();
    for member in members.iter().filter(|member| !member.optional) {
        if call.body.get(&member.name).is_some_and(|value| is_missing(member, value)) {
            complaints.retain(|complaint| complaint.input != Input::Body || complaint.name != member.name);
            complaints.push(Complaint::missing(Input::Body, &member.name));
        }
    }
}

/// The framework's ways with values (fact W26): a boolean is true, false, 0 or 1, in words of digits too, and never the words
/// themselves; null and an empty text are as if the member were not there.
pub(super) fn by_the_framework(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    let members = call.operation.body.as_ref().map(|schema| schema.members()).unwrap_or_default();
    for (member, value) in members.iter().filter_map(|member| Some((member, call.written(&member.name)?))) {
        let text = text_of(&value).unwrap_or_default();
        let known = |complaint: &Complaint| complaint.input == Input::Body && complaint.name == member.name;
        match member.kind {
            _ if member.optional && (value.is_null() || value.as_str().is_some_and(str::is_empty)) => {
                complaints.retain(|complaint| !known(complaint))
            }
            Kind::Bool if matches!(text.as_str(), "0" | "1") => complaints.retain(|complaint| !known(complaint)),
            Kind::Bool if matches!(value, Json::String(_)) && !complaints.iter().any(known) => {
                complaints.push(Complaint::invalid(Input::Body, &member.name, "bool expected"));
            }
            _ => {}
        }
    }
}

fn is_missing(member: &Member, value: &Json) -> bool {
    match text_of(value).as_deref().map(str::trim) {
        Some("") => true,
        Some("0") => member.kind == Kind::Int || member.name.ends_with("_ids"),
        _ => false,
    }
}

/// A parameter that is missing, or all complaints in the order of the body's table.
pub(super) fn reject(call: &Call<'_>, complaints: &[Complaint]) -> Reply {
    let missing = complaints.iter().find(|c| c.input == Input::Query && c.reason == Reason::Missing);
    if let Some(complaint) = missing {
        return error(400, &format!("The {} parameter is required.", complaint.name));
    }
    let members = call.operation.body.as_ref().map(|schema| schema.members()).unwrap_or_default();
    let place = |c: &Complaint| members.iter().position(|m| c.name == m.name).unwrap_or(members.len());
    let mut sorted: Vec<&Complaint> = complaints.iter().collect();
    sorted.sort_by_key(|complaint| place(complaint));
    invalid(sorted.into_iter().map(|c| (c.name.clone(), Json::from(vec![Json::from(sentence(c))]))).collect())
}

/// A complaint in Laravel's words.
fn sentence(complaint: &Complaint) -> String {
    let name = complaint.name.replace('_', " ");
    match &complaint.reason {
        Reason::Unknown => format!("The {name} field is not known."),
        Reason::Missing => format!("The {name} field is required."),
        Reason::Invalid(why) if why.starts_with("The ") => why.clone(),
        Reason::Invalid(why) => match why.split(' ').next().unwrap_or_default() {
            "int" => format!("The {name} must be an integer."),
            "decimal" => format!("The {name} must be a number."),
            "string" => format!("The {name} must be a string."),
            "bool" => format!("The {name} field must be true or false."),
            "date" | "datetime" => format!("The {name} is not a valid date."),
            "time" => format!("The {name} does not match the format H:i."),
            "enum" => format!("The selected {name} is invalid."),
            _ => format!("The {name} is invalid: {why}."),
        },
    }
}
