//! Finding the operation of a request.

use super::{Engine, Operation, Reply, Request};

/// A request that was looked up.
pub(crate) struct Resolved<'a> {
    /// The operation that the request is for, as far as it can be told.
    pub(crate) operation: Option<&'a Operation>,
    pub(super) outcome: Outcome,
}

pub(super) enum Outcome {
    /// It goes there, with these values of the placeholders.
    Found(Vec<(String, String)>),
    /// No such route or method.
    UnknownRoute(Reply),
    /// The route is there; which of its operations is meant cannot be told.
    Unclear(Reply),
}

impl Engine {
    /// Finds the operation of a request.
    pub(crate) fn resolve(&self, request: &Request) -> Resolved<'_> {
        let path = slashless(&request.path);
        let mounted = self.operations.iter().filter(|o| o.face.mount() == request.mount);
        let mut here: Vec<(&Operation, Vec<(String, String)>)> =
            mounted.filter_map(|o| o.face.captures(o, path).map(|captures| (o, captures))).collect();
        let mut methods: Vec<&str> = here.iter().map(|(operation, _)| operation.route.method.as_str()).collect();
        if !methods.contains(&request.method.as_str()) {
            methods.sort_unstable();
            methods.dedup();
            let refusal = self.unknown_route(request, &methods);
            return Resolved { operation: None, outcome: Outcome::UnknownRoute(refusal) };
        }
        here.retain(|(operation, _)| operation.route.method == request.method);
        // A written segment goes before a placeholder.
        let fewest = here.iter().map(|(_, captures)| captures.len()).min().unwrap_or_default();
        here.retain(|(_, captures)| captures.len() == fewest);
        // One that says when it is meant goes before one that takes the rest.
        let asked = here.iter().position(|(o, _)| o.row.when.is_some_and(|when| when(request)));
        let chosen = asked.or_else(|| here.iter().position(|(o, _)| o.row.when.is_none()));
        match chosen {
            Some(at) => {
                let (operation, captures) = here.swap_remove(at);
                Resolved { operation: Some(operation), outcome: Outcome::Found(captures) }
            }
            None => {
                let first = here.first().map(|(operation, _)| *operation);
                let refusal = match first.and_then(|o| Some((o, o.row.unclear?))) {
                    Some((operation, fixture)) => self.documented(operation.face, fixture),
                    None => self.unknown_route(request, &[]),
                };
                Resolved { operation: first, outcome: Outcome::Unclear(refusal) }
            }
        }
    }
}

/// A trailing slash makes no difference.
pub(super) fn slashless(path: &str) -> &str {
    match path.strip_suffix('/') {
        Some("") | None => path,
        Some(rest) => rest,
    }
}
