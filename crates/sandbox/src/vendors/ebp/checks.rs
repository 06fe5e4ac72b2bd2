//! What is wrong with a request beyond the types that are declared.

use guichet_fixtures::{Body, Kind};

use super::days;
use crate::engine::{Call, Complaint, Input};

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
    let parts = call.operation.id == "ebp.accounting.attachments.upload";
    match &call.request.body {
        Ok(Body::Empty) => true,
        Ok(Body::Multipart(_)) => parts,
        Ok(Body::Json(_)) => !parts,
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

/// 003:1541-1543: the data is a file, the rest are texts; none comes twice.
pub(super) fn file(call: &Call<'_>) -> Vec<Complaint> {
    let Ok(Body::Multipart(parts)) = &call.request.body else { return Vec::new() };
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if (part.name == "data") != part.filename.is_some() {
            found.push(Complaint::invalid(Input::Body, &part.name, "the data is a file, everything else is text"));
        }
        if parts.iter().take(at).any(|earlier| earlier.name == part.name) {
            found.push(Complaint::invalid(Input::Body, &part.name, "given twice"));
        }
    }
    if call.text("attachmentName").is_none() {
        found.push(Complaint::missing(Input::Body, "attachmentName"));
    }
    found
}
