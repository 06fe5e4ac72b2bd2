//! Holding a request against what its operation declares.

use guichet_fixtures::{Body, Fault as Flaw, Part, Strictness};

use super::rules::{Complaint, Place};
use super::{Operation, Request, VendorRules};

/// Everything that is wrong with a request's query and body.
pub(crate) fn check(rules: &dyn VendorRules, operation: &Operation, request: &Request) -> Vec<Complaint> {
    let mut complaints = query(rules, operation, request);
    complaints.extend(body(operation, request));
    complaints
}

fn query(rules: &dyn VendorRules, operation: &Operation, request: &Request) -> Vec<Complaint> {
    let Some(schema) = &operation.query else {
        return request.query.iter().map(|(name, _)| complaint(Place::Query, name, Flaw::Unknown)).collect();
    };
    let declared = |name: &str| schema.members().iter().any(|member| member.name == name);
    // A declared name with one operator stands for the name with any.
    let named = |name: &str| match rules.operator(name) {
        Some((base, _)) if !declared(name) && declared(&base) => {
            let takes_operators =
                schema.members().iter().any(|m| m.name != base && rules.operator(&m.name).is_some_and(|o| o.0 == base));
            if takes_operators { base } else { name.to_owned() }
        }
        _ => name.to_owned(),
    };
    let pairs: Vec<(String, String)> = request.query.iter().map(|(name, value)| (named(name), value.clone())).collect();
    let mut complaints: Vec<Complaint> =
        schema.check_pairs(&pairs).into_iter().map(|p| complaint(Place::Query, &p.path, p.what)).collect();
    for (at, (name, _)) in request.query.iter().enumerate() {
        if request.query.iter().take(at).any(|(earlier, _)| earlier == name) {
            complaints.push(complaint(Place::Query, name, Flaw::Wrong("given twice".to_owned())));
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
            _ => vec![complaint(Place::Body, "", Flaw::Wrong("no body is expected".to_owned()))],
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
    problems.into_iter().map(|p| complaint(Place::Body, &p.path, p.what)).collect()
}

fn complaint(place: Place, name: &str, flaw: Flaw) -> Complaint {
    Complaint { place, name: name.to_owned(), flaw }
}
