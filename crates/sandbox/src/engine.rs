//! The engine: routes, checks and answers from the fixtures and one store of JSON resources. It knows no vendor.

pub(crate) mod amounts;
pub(crate) mod behaviour;
mod check;
mod complaint;
pub(crate) mod days;
mod face;
pub(crate) mod find;
mod gateway;
pub(crate) mod json;
mod lenient;
pub(crate) mod limits;
pub(crate) mod list;
mod query;
mod reply;
mod request;
mod route;
mod seed;
mod store;
mod uuid;
mod write;

use guichet_fixtures::{Fixture, Json, Kind, Route, Schema};

pub(crate) use behaviour::{Answer, Behaviour, Row};
pub(crate) use complaint::{Complaint, Input, Reason};
pub(crate) use face::Face;
pub(crate) use gateway::Gateway;
pub(crate) use query::{Operator, Order, Window};
pub(crate) use reply::Reply;
pub(crate) use request::{Call, Request};
pub(crate) use route::Resolved;
pub(crate) use store::shelf::{Filter, Key, NewId, Refusal, Shelf, Start, Test, Unique, Within, equal, filter};
pub(crate) use store::shown::Shown;
pub(crate) use store::{Record, Store, Switches};
pub(crate) use uuid::new_uuid;

use json::one_or_many;
use limits::{LimitChanges, Meter};
use route::{Outcome, slashless};

/// A vendor: its mounts and its APIs.
pub(crate) struct VendorRules {
    /// Its name: the folder of its fixtures.
    pub(crate) name: &'static str,
    pub(crate) gateways: &'static [&'static dyn Gateway],
    /// Each of another prefix. The first of a mount answers there for requests that are for no operation.
    pub(crate) faces: &'static [&'static dyn Face],
}

/// An operation as its first fixture declares it.
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) face: &'static dyn Face,
    pub(crate) row: &'static Row,
    pub(crate) route: Route,
    pub(crate) query: Option<Schema>,
    pub(crate) body: Option<Schema>,
    pub(crate) answer: Option<Schema>,
    /// Whether its body comes in parts.
    pub(crate) takes_parts: bool,
    /// Where the items stand in its answers.
    items: String,
    /// The first documented answer of a success, and its status.
    pub(crate) sample: Json,
    success: u16,
}

/// A vendor, ready to play. It never changes: the state is in a [`Store`] beside it.
pub(crate) struct Engine {
    rules: &'static VendorRules,
    documented: guichet_fixtures::Vendor,
    operations: Vec<Operation>,
    seed: Store,
}

impl Engine {
    pub(crate) fn new(rules: &'static VendorRules) -> Result<Self, guichet_fixtures::Error> {
        guichet_fixtures::Vendor::load(rules.name).map(|documented| Self::of(rules, documented))
    }

    /// The vendor as these fixtures document it.
    pub(crate) fn of(rules: &'static VendorRules, documented: guichet_fixtures::Vendor) -> Self {
        let operations = documented.operations().iter().filter_map(|operation| played(rules, operation)).collect();
        let mut engine = Self { rules, documented, operations, seed: Store::default() };
        engine.seed = seed::seed(&engine);
        engine
    }

    /// The vendor's name.
    pub(crate) fn name(&self) -> &'static str {
        self.rules.name
    }

    pub(crate) fn gateways(&self) -> &'static [&'static dyn Gateway] {
        self.rules.gateways
    }

    pub(crate) fn faces(&self) -> &'static [&'static dyn Face] {
        self.rules.faces
    }

    /// The vendor's gateway of that mount.
    pub(crate) fn gateway(&self, mount: &str) -> Option<&'static dyn Gateway> {
        self.rules.gateways.iter().copied().find(|gateway| gateway.mount() == mount)
    }

    /// The state at the start, with a meter that counts from there.
    pub(crate) fn fresh_store(&self, changes: LimitChanges, switches: Switches) -> Store {
        let mut store = self.seed.clone();
        store.switches = switches;
        store.meter = Meter::new(changes.applied_to(self.rules.gateways.iter().find_map(|gateway| gateway.limits())));
        store
    }

    pub(crate) fn fixtures(&self) -> &[Fixture] {
        self.documented.fixtures()
    }

    /// A fixture of an API, named from the API's folder on.
    pub(crate) fn fixture(&self, face: &dyn Face, name: &str) -> Option<&Fixture> {
        self.documented.fixture(&format!("{}{name}", face.prefix().replace('.', "/")))
    }

    /// The answer of a fixture, named from the API's folder on.
    pub(crate) fn documented(&self, face: &dyn Face, name: &str) -> Reply {
        match self.fixture(face, name) {
            Some(fixture) => Reply::documented(&fixture.response),
            None => face.refuse(500, &format!("The sandbox knows no fixture {name}.")),
        }
    }

    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }

    pub(crate) fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// The items of an operation's documented answer.
    pub(crate) fn items(&self, operation: &str, answer: &Json) -> Vec<Json> {
        let path = self.operation(operation).map(|operation| operation.items.trim_end_matches("[]"));
        path.and_then(|path| answer.at(path)).map(one_or_many).unwrap_or_default()
    }

    /// The items of the answer of a fixture, named from the API's folder on.
    pub(crate) fn shown(&self, face: &dyn Face, name: &str) -> Vec<Json> {
        let fixture = self.fixture(face, name);
        let answer = fixture.and_then(|fixture| Some((&fixture.operation, fixture.response.body.as_json()?)));
        answer.map(|(operation, answer)| self.items(operation, answer)).unwrap_or_default()
    }

    /// One item of an operation's documented answer.
    pub(crate) fn sample(&self, operation: &str) -> Json {
        let answer = self.operation(operation).map(|o| self.items(operation, &o.sample));
        answer.and_then(|items| items.into_iter().next()).unwrap_or(Json::Object(Vec::new()))
    }

    /// What an operation's answer declares of its items.
    pub(crate) fn item_schema(&self, operation: &str) -> Option<Schema> {
        let operation = self.operation(operation)?;
        operation.answer.as_ref()?.at(&operation.items)
    }

    /// What is declared of a shelf's records: by the operation that shows them best.
    pub(crate) fn schema_of(&self, shelf: &Shelf) -> Option<Schema> {
        self.item_schema(&self.showing(shelf)?.id)
    }

    /// A documented record of a shelf.
    pub(crate) fn sample_of(&self, shelf: &Shelf) -> Json {
        self.showing(shelf).map_or(Json::Object(Vec::new()), |operation| self.sample(&operation.id))
    }

    /// A plain read shows a record best; a list, or the answer to a change, may show it oddly.
    fn showing(&self, shelf: &Shelf) -> Option<&Operation> {
        let of = self.operations.iter().filter(|o| o.row.shelf().is_some_and(|of| of.name == shelf.name));
        let of = of.filter(|operation| !matches!(operation.row.does, Behaviour::Remove(_)));
        of.min_by_key(|operation| match operation.row.does {
            Behaviour::Get(_) => 1,
            Behaviour::List(_) => 2,
            _ => 3,
        })
    }

    /// The API that answers at a mount: the operation's where there is one.
    pub(crate) fn face(&self, operation: Option<&Operation>, mount: &str) -> Option<&'static dyn Face> {
        let first = || self.rules.faces.iter().copied().find(|face| face.mount() == mount);
        operation.map(|operation| operation.face).or_else(first)
    }

    fn unknown_route(&self, request: &Request, allowed: &[&str]) -> Reply {
        match self.gateway(&request.mount) {
            Some(gateway) => gateway.unknown_route(request, allowed),
            None => Reply::json(404, &Json::Null),
        }
    }

    /// Lets in, checks and answers a request.
    pub(crate) fn handle(&self, resolved: Resolved<'_>, request: &Request, store: &mut Store) -> Reply {
        self.try_handle(resolved, request, store, None).unwrap_or_else(|refusal| refusal)
    }

    /// The same, but parameters and members that are not declared are passed over: each comes back as a complaint.
    pub(crate) fn handle_leniently(
        &self,
        resolved: Resolved<'_>,
        request: &Request,
        store: &mut Store,
    ) -> (Reply, Vec<Complaint>) {
        let mut passed_over = Vec::new();
        let reply = self.try_handle(resolved, request, store, Some(&mut passed_over));
        (reply.unwrap_or_else(|refusal| refusal), passed_over)
    }

    fn try_handle(
        &self,
        resolved: Resolved<'_>,
        request: &Request,
        store: &mut Store,
        passed_over: Option<&mut Vec<Complaint>>,
    ) -> Result<Reply, Reply> {
        let Some(gateway) = self.gateway(&request.mount) else { return Err(self.unknown_route(request, &[])) };
        let (operation, captures) = match (resolved.operation, resolved.outcome) {
            (_, Outcome::UnknownRoute(refusal)) => return gateway.other_page(request, store).ok_or(refusal),
            (_, Outcome::Unclear(refusal)) => {
                gateway.admit(request, store)?;
                return Err(refusal);
            }
            (Some(operation), Outcome::Found(captures)) => (operation, captures),
            (None, Outcome::Found(_)) => return Err(self.unknown_route(request, &[])),
        };
        let face = operation.face;
        gateway.admit(request, store)?;
        face.admit(request)?;
        if let Err(why) = &request.body {
            return Err(face.refuse(400, why));
        }
        if matches!(request.body, Ok(guichet_fixtures::Body::Bytes(_))) && operation.body.is_some() {
            return Err(face.refuse(415, "Unsupported Media Type"));
        }
        let relieved;
        let mut call = Call::new(self, operation, request, captures);
        let mut complaints = complaints(&call);
        if let Some(passed_over) = passed_over
            && let Some((rest, passed)) = lenient::relieved(&call, &complaints)
        {
            *passed_over = passed;
            relieved = rest;
            call = Call::new(self, operation, &relieved, call.captures);
            complaints = self::complaints(&call);
        }
        if !complaints.is_empty() {
            return Err(reject(&call, &complaints));
        }
        if let Some(check) = operation.row.check {
            check(&call, store)?;
        }
        match operation.row.does {
            Behaviour::Documented => Ok(self.as_documented(operation, request)),
            Behaviour::List(shelf) => list::list(&call, store, shelf),
            Behaviour::Get(shelf) => find::get(&call, store, shelf),
            Behaviour::Create(shelf) => store.attempt(|store| write::create(&call, store, shelf)),
            Behaviour::Change(shelf) => store.attempt(|store| write::change(&call, store, shelf)),
            Behaviour::Remove(shelf) => store.attempt(|store| write::remove(&call, store, shelf)),
            Behaviour::Act(act) => store.attempt(|store| act(&call, store)),
        }
    }

    fn as_documented(&self, operation: &Operation, request: &Request) -> Reply {
        let shown: Vec<&Fixture> =
            self.fixtures().iter().filter(|f| f.operation == operation.id && f.succeeds()).collect();
        let same = shown.iter().find(|f| f.request.query_pairs() == request.query).or(shown.first());
        match same {
            Some(fixture) => Reply::documented(&fixture.response),
            None => operation.face.refuse(501, "The sandbox knows no answer."),
        }
    }
}

/// All that is wrong with a call: by its declaration, by its API's rules, and by its row's. Of one name the first is told.
fn complaints(call: &Call<'_>) -> Vec<Complaint> {
    let operation = call.operation;
    let mut complaints = check::check(operation.face, operation, call.request);
    operation.face.inspect(call, &mut complaints);
    for complaint in operation.row.inspect.map(|inspect| inspect(call)).unwrap_or_default() {
        if complaints.iter().all(|known| known.name != complaint.name) {
            complaints.push(complaint);
        }
    }
    complaints
}

/// The refusal of its row where there is one: of the first member that is missing, or else of any that is wrong in another way.
fn reject(call: &Call<'_>, complaints: &[Complaint]) -> Reply {
    let of_body = |complaint: &&Complaint| complaint.input == Input::Body;
    let missing = complaints.iter().filter(of_body).find(|complaint| complaint.reason == Reason::Missing);
    let refused = call.operation.row.refusals.iter().find(|refused| match refused.missing {
        true => missing.is_some_and(|complaint| refused.name == "*" || refused.name == complaint.name),
        false => complaints.iter().any(|c| c.reason != Reason::Missing && c.name == refused.name),
    });
    match refused {
        Some(refused) => refused.refusal.reply(call, ""),
        None => call.face().reject(call, complaints),
    }
}

/// An operation with its face and its row; `None` where it has none.
fn played(rules: &VendorRules, operation: &guichet_fixtures::Operation<'_>) -> Option<Operation> {
    let face = rules.faces.iter().copied().find(|face| operation.id.starts_with(face.prefix()))?;
    let row = face.rows().iter().copied().flatten().find(|row| row.id == operation.id)?;
    let first = operation.first;
    let success = operation.fixtures.iter().find(|fixture| fixture.succeeds()).map(|fixture| &fixture.response);
    Some(Operation {
        id: operation.id.to_owned(),
        face,
        row,
        route: Route { method: first.route.method.clone(), template: slashless(&first.route.template).to_owned() },
        query: first.query.clone(),
        body: first.body.clone(),
        answer: first.answer.clone(),
        takes_parts: matches!(first.request.body, guichet_fixtures::Body::Multipart(_)),
        items: face.items().map_or_else(|| only_list(first.answer.as_ref()), str::to_owned),
        sample: success.and_then(|response| response.body.as_json()).cloned().unwrap_or(Json::Null),
        success: success.map_or(200, |response| response.status),
    })
}

/// The declared path of an answer's only list; the whole answer where it declares none.
fn only_list(answer: Option<&Schema>) -> String {
    match answer.map(Schema::root) {
        Some(Kind::List(_)) => "[]".to_owned(),
        Some(Kind::Members(members)) => {
            let mut lists = members.iter().filter(|member| matches!(member.kind, Kind::List(_)));
            lists.next().map(|member| format!("{}[]", member.name)).unwrap_or_default()
        }
        _ => String::new(),
    }
}
