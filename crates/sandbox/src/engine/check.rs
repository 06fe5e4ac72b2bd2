//! Holding a request against what its operation declares.

use guichet_fixtures::{Body, Part, Strictness};

use super::{Face, Operation, Request};

/// One thing that is wrong with a request.
#[derive(Debug, Clone)]
pub(crate) struct Complaint {
    pub(crate) input: Input,
    /// The parameter's or member's dotted name; empty for the whole body.
    pub(crate) name: String,
    pub(crate) reason: Reason,
}

/// Where a wrong value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    Query,
    Body,
}

/// Why a value is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reason {
    /// No such parameter or member is declared.
    Unknown,
    /// It must be there and is not.
    Missing,
    /// It has another type, or another value than is taken; the text says which.
    Invalid(String),
}

impl Complaint {
    fn new(input: Input, name: impl Into<String>, reason: Reason) -> Self {
        Self { input, name: name.into(), reason }
    }

    pub(crate) fn missing(input: Input, name: impl Into<String>) -> Self {
        Self::new(input, name, Reason::Missing)
    }

    pub(crate) fn invalid(input: Input, name: impl Into<String>, why: impl Into<String>) -> Self {
        Self::new(input, name, Reason::Invalid(why.into()))
    }

    fn declared(input: Input, problem: guichet_fixtures::Problem) -> Self {
        let reason = match problem.what {
            guichet_fixtures::Fault::Unknown => Reason::Unknown,
            guichet_fixtures::Fault::Missing => Reason::Missing,
            guichet_fixtures::Fault::Wrong(why) => Reason::Invalid(why),
        };
        Self::new(input, problem.path, reason)
    }
}

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
