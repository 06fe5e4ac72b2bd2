//! Holding a request against what its operation declares.

use guichet_fixtures::{Body, Part, Strictness};

use super::{Complaint, Face, Input, Operation, Reason, Request};

/// Everything that is wrong with a request's query and body.
pub(crate) fn check(face: &dyn Face, operation: &Operation, request: &Request) -> Vec<Complaint> {
    let mut complaints = query(face, operation, request);
    complaints.extend(body(operation, request));
    complaints
}

fn query(face: &dyn Face, operation: &Operation, request: &Request) -> Vec<Complaint> {
    let Some(schema) = &operation.query else {
        return request.query.iter().map(|(name, _)| Complaint::new(Input::Query, name, Reason::Unknown)).collect();
    };
    let declared = |name: &str| schema.members().iter().any(|member| member.name == name);
    // A declared name with one operator stands for the name with any.
    let named = |name: &str| match face.operator(name) {
        Some((base, _)) if !declared(name) && declared(&base) => {
            let takes_operators =
                schema.members().iter().any(|m| m.name != base && face.operator(&m.name).is_some_and(|o| o.0 == base));
            if takes_operators { base } else { name.to_owned() }
        }
        _ => name.to_owned(),
    };
    let pairs: Vec<(String, String)> = request.query.iter().map(|(name, value)| (named(name), value.clone())).collect();
    let problems = schema.check_pairs(&pairs).into_iter();
    let mut complaints: Vec<Complaint> = problems.map(|p| Complaint::declared(Input::Query, p)).collect();
    for (at, (name, _)) in request.query.iter().enumerate() {
        if request.query.iter().take(at).any(|(earlier, _)| earlier == name) {
            complaints.push(Complaint::invalid(Input::Query, name, "given twice"));
        }
    }
    complaints
}

fn body(operation: &Operation, request: &Request) -> Vec<Complaint> {
    let Some(schema) = &operation.body else {
        return match &request.body {
            Ok(Body::Empty) => Vec::new(),
            // An empty object says nothing.
            Ok(Body::Json(json)) if json.as_object().is_some_and(<[_]>::is_empty) => Vec::new(),
            _ => vec![Complaint::invalid(Input::Body, "", "no body is expected")],
        };
    };
    let problems = match &request.body {
        Ok(Body::Json(json)) => schema.check(json, Strictness::Request),
        Ok(Body::Form { pairs, .. }) => schema.check_pairs(pairs),
        Ok(Body::Multipart(parts)) => {
            let text = |part: &Part| (part.name.clone(), String::from_utf8_lossy(&part.body).into_owned());
            schema.check_pairs(&parts.iter().map(text).collect::<Vec<_>>())
        }
        _ => schema.check_pairs(&[]),
    };
    problems.into_iter().map(|p| Complaint::declared(Input::Body, p)).collect()
}
