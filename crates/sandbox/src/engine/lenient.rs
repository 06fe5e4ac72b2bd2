//! Passing over what no operation declares.

use guichet_fixtures::{Body, Json};

use super::{Call, Complaint, Input, Reason, Request};

/// The call's request without the parameters and members that nobody declared, and what these are. `None` where there are none.
pub(super) fn relieved(call: &Call<'_>, complaints: &[Complaint]) -> Option<(Request, Vec<Complaint>)> {
    let mut passed: Vec<Complaint> = complaints.iter().filter(|c| c.reason == Reason::Unknown).cloned().collect();
    // Where no body is declared, none of its members is.
    if call.operation.body.is_none() && complaints.iter().any(|c| c.input == Input::Body && c.name.is_empty()) {
        let members = call.body.as_object().unwrap_or_default().iter();
        passed.extend(members.map(|(name, _)| Complaint::new(Input::Body, name, Reason::Unknown)));
    }
    if passed.is_empty() {
        return None;
    }
    let mut request = call.request.clone();
    for complaint in &passed {
        match (complaint.input, &mut request.body) {
            (Input::Query, _) => remove_pair(&mut request.query, &complaint.name),
            (Input::Body, Ok(Body::Json(json))) => {
                json.remove(&complaint.name);
            }
            (Input::Body, Ok(Body::Form { pairs, .. })) => remove_pair(pairs, &complaint.name),
            (Input::Body, Ok(Body::Multipart(parts))) => parts.retain(|part| part.name != complaint.name),
            (Input::Body, _) => {}
        }
    }
    Some((request, passed))
}

/// Takes out a pair, or what stands at a path within the JSON of a pair's value.
fn remove_pair(pairs: &mut Vec<(String, String)>, path: &str) {
    let before = pairs.len();
    pairs.retain(|(name, _)| name != path);
    if pairs.len() < before {
        return;
    }
    for (name, value) in pairs {
        if !path.starts_with(name.as_str()) {
            continue;
        }
        let Ok(json) = Json::parse(&*value) else { continue };
        let mut whole = Json::object([(name.as_str(), json)]);
        if whole.remove(path).is_some()
            && let Some(rest) = whole.get(name)
        {
            *value = rest.to_string();
        }
    }
}
