//! The engine: routes, checks and answers from the fixtures and one store of JSON resources. It knows no vendor.

mod check;
pub(crate) mod json;
pub(crate) mod limits;
pub(crate) mod list;
mod reply;
mod request;
pub(crate) mod rules;
mod seed;
mod store;

use guichet_fixtures::{Fixture, Json, Route, Schema, Vendor};

pub(crate) use list::Operator;
pub(crate) use reply::Reply;
pub(crate) use request::{Call, Request};
pub(crate) use rules::{Behaviour, Choice, Collection, Complaint, Filter, Place, Test, VendorRules, Window};
pub(crate) use store::{Record, Store};

use json::one_or_many;

/// An operation as its first fixture declares it.
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) route: Route,
    pub(crate) query: Option<Schema>,
    pub(crate) body: Option<Schema>,
    pub(crate) answer: Option<Schema>,
    /// The first documented answer of a success.
    pub(crate) sample: Json,
    behaviour: Option<&'static Behaviour>,
}

/// A vendor, ready to play. It never changes: the state is in a [`Store`] beside it.
pub(crate) struct Engine {
    rules: Box<dyn VendorRules>,
    documented: Vendor,
    operations: Vec<Operation>,
    seed: Store,
}

/// A request that was looked up.
pub(crate) struct Resolved<'a> {
    /// The operation that the request is for, as far as it can be told.
    pub(crate) operation: Option<&'a Operation>,
    outcome: Outcome,
}

enum Outcome {
    /// It goes there, with these values of the placeholders.
    Found(Vec<(String, String)>),
    /// No such route or method.
    Nowhere(Reply),
    /// The route is there; which of its operations is meant cannot be told.
    Unclear(Reply),
}

impl Engine {
    pub(crate) fn new(rules: Box<dyn VendorRules>) -> Result<Self, guichet_fixtures::Error> {
        let documented = Vendor::load(rules.name())?;
        let operations = documented
            .operations()
            .into_iter()
            .map(|operation| {
                let sample = operation.fixtures.iter().find(|f| f.succeeds()).and_then(|f| f.response.body.as_json());
                let behaviour = rules.behaviours().iter().find_map(|(id, b)| (*id == operation.id).then_some(b));
                Operation {
                    id: operation.id.to_owned(),
                    route: Route {
                        method: operation.first.route.method.clone(),
                        template: slashless(&operation.first.route.template).to_owned(),
                    },
                    query: operation.first.query.clone(),
                    body: operation.first.body.clone(),
                    answer: operation.first.answer.clone(),
                    sample: sample.cloned().unwrap_or(Json::Null),
                    behaviour,
                }
            })
            .collect();
        let mut engine = Self { rules, documented, operations, seed: Store::default() };
        engine.seed = seed::seed(&engine);
        Ok(engine)
    }

    pub(crate) fn rules(&self) -> &dyn VendorRules {
        self.rules.as_ref()
    }

    /// The state at the start.
    pub(crate) fn fresh_store(&self) -> Store {
        self.seed.clone()
    }

    pub(crate) fn fixtures(&self) -> &[Fixture] {
        self.documented.fixtures()
    }

    /// A fixture, named without its vendor.
    pub(crate) fn fixture(&self, name: &str) -> Option<&Fixture> {
        self.documented.fixture(&format!("{}/{name}", self.rules.name()))
    }

    /// The answer of a fixture, named without its vendor.
    pub(crate) fn documented(&self, name: &str) -> Reply {
        match self.fixture(name) {
            Some(fixture) => Reply::documented(&fixture.response),
            None => self.rules.refuse(500, &format!("The sandbox knows no fixture {name}.")),
        }
    }

    /// The items of an operation's documented answer.
    pub(crate) fn items(&self, operation: &str, answer: &Json) -> Vec<Json> {
        let path = self.rules.items_of(operation).trim_end_matches("[]");
        answer.at(path).map(one_or_many).unwrap_or_default()
    }

    /// Whether there is an operation of that id.
    pub(crate) fn plays(&self, operation: &str) -> bool {
        self.operations.iter().any(|o| o.id == operation)
    }

    /// One item of an operation's documented answer.
    pub(crate) fn sample(&self, operation: &str) -> Json {
        let answer = self.operations.iter().find(|o| o.id == operation).map(|o| self.items(operation, &o.sample));
        answer.and_then(|items| items.into_iter().next()).unwrap_or(Json::Object(Vec::new()))
    }

    /// What an operation's answer declares of its items.
    pub(crate) fn item_schema(&self, operation: &str) -> Option<Schema> {
        let answer = self.operations.iter().find(|o| o.id == operation)?.answer.as_ref()?;
        answer.at(self.rules.items_of(operation))
    }

    /// Finds the operation of a request.
    pub(crate) fn resolve(&self, request: &Request) -> Resolved<'_> {
        let path = slashless(&request.path);
        let mounted = self.operations.iter().filter(|o| self.rules.mount_of(&o.id) == request.mount);
        let mut here: Vec<(&Operation, Vec<(String, String)>)> =
            mounted.filter_map(|o| self.rules.captures(o, path).map(|captures| (o, captures))).collect();
        let methods: Vec<&str> = here.iter().map(|(operation, _)| operation.route.method.as_str()).collect();
        let nowhere = |reply| Resolved { operation: None, outcome: Outcome::Nowhere(reply) };
        if methods.is_empty() {
            return nowhere(self.rules.nowhere(request, &[]));
        }
        if !methods.contains(&request.method.as_str()) {
            let mut allowed = methods;
            allowed.sort_unstable();
            allowed.dedup();
            return nowhere(self.rules.nowhere(request, &allowed));
        }
        here.retain(|(operation, _)| operation.route.method == request.method);
        // A written segment goes before a placeholder.
        let fewest = here.iter().map(|(_, captures)| captures.len()).min().unwrap_or_default();
        here.retain(|(_, captures)| captures.len() == fewest);
        let candidates: Vec<&Operation> = here.iter().map(|(operation, _)| *operation).collect();
        let (chosen, unclear) = match candidates.as_slice() {
            [only] => (Some(*only), None),
            several => match self.rules.choose(several, request) {
                Choice::Operation(id) => (several.iter().find(|o| o.id == id).or(several.first()).copied(), None),
                Choice::Documented(fixture) => (several.first().copied(), Some(self.documented(fixture))),
            },
        };
        let captures = here.into_iter().find(|(o, _)| chosen.is_some_and(|chosen| chosen.id == o.id));
        let outcome = match unclear {
            Some(reply) => Outcome::Unclear(reply),
            None => Outcome::Found(captures.map(|(_, captures)| captures).unwrap_or_default()),
        };
        Resolved { operation: chosen, outcome }
    }

    /// Lets in, checks and answers a request.
    pub(crate) fn handle(&self, resolved: Resolved<'_>, request: &Request, store: &mut Store) -> Reply {
        self.try_handle(resolved, request, store).unwrap_or_else(|refusal| refusal)
    }

    fn try_handle(&self, resolved: Resolved<'_>, request: &Request, store: &mut Store) -> Result<Reply, Reply> {
        let (operation, captures) = match (resolved.operation, resolved.outcome) {
            (_, Outcome::Nowhere(reply)) => return self.rules.beside(request, store).ok_or(reply),
            (_, Outcome::Unclear(reply)) => {
                self.rules.admit(request, store)?;
                return Err(reply);
            }
            (Some(operation), Outcome::Found(captures)) => (operation, captures),
            (None, Outcome::Found(_)) => return Err(self.rules.nowhere(request, &[])),
        };
        self.rules.admit(request, store)?;
        if let Err(why) = &request.body {
            return Err(self.rules.refuse_at(&request.mount, 400, why));
        }
        if matches!(request.body, Ok(guichet_fixtures::Body::Bytes(_))) && operation.body.is_some() {
            return Err(self.rules.refuse_at(&request.mount, 415, "Unsupported Media Type"));
        }
        let call = Call::new(self, operation, request, captures);
        let mut complaints = check::check(self.rules(), operation, request);
        self.rules.inspect(&call, &mut complaints);
        if !complaints.is_empty() {
            return Err(self.rules.reject(&call, &complaints));
        }
        match operation.behaviour {
            Some(Behaviour::List(collection)) => list::list(&call, store, collection, &|_| true),
            Some(Behaviour::Get(collection)) => list::get(&call, store, collection),
            Some(Behaviour::Act(act)) => act(&call, store),
            Some(Behaviour::Documented) | None => Ok(self.as_documented(operation, request)),
        }
    }

    fn as_documented(&self, operation: &Operation, request: &Request) -> Reply {
        let shown: Vec<&Fixture> =
            self.fixtures().iter().filter(|f| f.operation == operation.id && f.succeeds()).collect();
        let same = shown.iter().find(|f| f.request.query_pairs() == request.query).or(shown.first());
        match same {
            Some(fixture) => Reply::documented(&fixture.response),
            None => self.rules.refuse(501, "The sandbox knows no answer."),
        }
    }
}

/// A trailing slash makes no difference.
fn slashless(path: &str) -> &str {
    match path.strip_suffix('/') {
        Some("") | None => path,
        Some(rest) => rest,
    }
}
