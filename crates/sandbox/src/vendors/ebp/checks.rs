//! What is wrong with a request beyond the types that are declared.

use guichet_fixtures::{Body, Fault as Flaw, Kind};

use super::answers::{missing, wrong};
use super::{auxiliary_accounts, days, folder_settings, journal_entries, statuses};
use crate::engine::{Call, Complaint, Place};

pub(super) fn inspect(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    if !is_in_its_form(call) {
        *complaints = vec![wrong(Place::Body, "body", "another Content-Type is expected")];
        return;
    }
    query(call, complaints);
    empty(call, complaints);
    let found = match call.operation.id.as_str() {
        "ebp.accounting.attachments.upload" => file(call),
        "ebp.accounting.auxiliary-accounts.create" | "ebp.accounting.auxiliary-accounts.update" => {
            auxiliary_accounts::inspect(call)
        }
        "ebp.accounting.folder-settings.replace" => folder_settings::inspect(call),
        "ebp.accounting.journal-entries.create" => journal_entries::inspect(call),
        id if id.contains(".set-status") => statuses::inspect(call),
        _ => Vec::new(),
    };
    for complaint in found {
        if !complaints.iter().any(|known| known.name == complaint.name) {
            complaints.push(complaint);
        }
    }
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
        let known = complaints.iter().any(|complaint| complaint.place == Place::Query && complaint.name == *name);
        if !fits && !known {
            complaints.push(wrong(Place::Query, name, "out of range"));
        }
    }
}

/// An empty text where a member is mandatory is none.
fn empty(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    let members = call.operation.body.as_ref().map(|body| body.members()).unwrap_or_default();
    for member in members.iter().filter(|member| !member.optional) {
        if call.body.get(&member.name).and_then(|value| value.as_str()).is_some_and(|text| text.trim().is_empty()) {
            complaints.retain(|complaint| complaint.name != member.name);
            complaints.push(Complaint { place: Place::Body, name: member.name.clone(), flaw: Flaw::Missing });
        }
    }
}

/// 003:1541-1543: the data is a file, the rest are texts; none comes twice.
fn file(call: &Call<'_>) -> Vec<Complaint> {
    let Ok(Body::Multipart(parts)) = &call.request.body else { return Vec::new() };
    let mut found = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if (part.name == "data") != part.filename.is_some() {
            found.push(wrong(Place::Body, &part.name, "the data is a file, everything else is text"));
        }
        if parts.iter().take(at).any(|earlier| earlier.name == part.name) {
            found.push(wrong(Place::Body, &part.name, "given twice"));
        }
    }
    if call.text("attachmentName").is_none() {
        found.push(missing(Place::Body, "attachmentName"));
    }
    found
}
