//! Holds every operation against its documented exchanges, through the public methods and over a real socket.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::sync::{Arc, Mutex, PoisonError};

use guichet_core::{Error, ErrorKind};
use guichet_fixtures::{Body, CapturedRequest, Expect, Fixture, Json, decimals, lost, mutations, same_request};
use httpmock::{HttpMockRequest, HttpMockResponse, MockServer};

use crate::exercise::{Exercise, Outcome, Received};
use crate::vendors::Vendor;

/// What any client may send beside a fixture's headers.
const EXTRA_HEADERS: &[&str] = &["host", "user-agent", "accept", "accept-encoding", "content-length"];

/// Where the tests note what they covered, for `coverage`.
pub const RECORDS: &str = "GUICHET_RECORDS";

/// What came of holding a vendor's crate against its fixtures.
#[derive(Default)]
pub struct Report {
    /// What is wrong, one sentence each.
    pub failures: Vec<String>,
    /// A text for each fixture, to be compared with its snapshot: what the call gave.
    pub snapshots: BTreeMap<String, String>,
    /// How many mutated answers were decoded.
    pub mutations: usize,
    /// How many decimals were read at full length.
    pub decimals: usize,
}

/// The server's part: one answer at a time, and the request that fetched it.
#[derive(Clone, Default)]
struct Stage(Arc<Mutex<Scene>>);

#[derive(Default)]
struct Scene {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// Whether requests that a client makes of itself are answered apart.
    apart: bool,
    seen: Option<CapturedRequest>,
}

impl Stage {
    fn set(&self, status: u16, headers: &[(String, String)], body: Vec<u8>, apart: bool) {
        let mut scene = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *scene = Scene { status, headers: headers.to_vec(), body, apart, seen: None };
    }

    fn play<V: Vendor>(&self, request: &HttpMockRequest) -> HttpMockResponse {
        let mut scene = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let uri = request.uri();
        let target = uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string);
        if let (true, Some(body)) = (scene.apart, V::aside(&target)) {
            return HttpMockResponse::builder()
                .status(200)
                .header("content-type", "application/json")
                .body(body)
                .build();
        }
        // The first one: a second is the same again, with new credentials.
        scene.seen.get_or_insert_with(|| CapturedRequest {
            method: request.method_str().to_owned(),
            target,
            headers: request.headers_vec().clone(),
            body: request.body_vec(),
        });
        let mut response = HttpMockResponse::builder().status(scene.status);
        for (name, value) in &scene.headers {
            response = response.header(name.clone(), value.clone());
        }
        response.body(scene.body.clone()).build()
    }

    fn seen(&self) -> Option<CapturedRequest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).seen.take()
    }
}

/// Runs every check of every fixture of one API of a vendor: those of its folder, `ebp/accounting`.
pub async fn check<V: Vendor>(folder: &str) -> Report {
    let mut report = Report::default();
    let fixtures = match guichet_fixtures::Vendor::load(V::NAME) {
        Ok(fixtures) => fixtures,
        Err(error) => {
            report.failures.push(error.to_string());
            return report;
        }
    };
    let server = MockServer::start_async().await;
    let stage = Stage::default();
    let played = stage.clone();
    server
        .mock_async(move |when, then| {
            when.any_request();
            then.respond_with(move |request| played.play::<V>(request));
        })
        .await;
    let client = match V::documented(&server.base_url()) {
        Ok(client) => client,
        Err(error) => {
            report.failures.push(error.to_string());
            return report;
        }
    };
    let mut bench = Workbench::<V> { stage, client, report };
    for exercise in V::table() {
        let names = exercise.fixtures.iter().map(|name| format!("{}/{name}", V::NAME));
        for name in names.filter(|name| name.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))) {
            match fixtures.fixture(&name) {
                Some(fixture) => match &exercise.received {
                    Some(received) => bench.received(*received, fixture),
                    None => bench.fixture(&exercise, fixture).await,
                },
                None => bench.report.failures.push(format!("{name}: the table names a fixture that does not exist")),
            }
        }
    }
    bench.report
}

struct Workbench<V: Vendor> {
    stage: Stage,
    client: V::Client,
    report: Report,
}

impl<V: Vendor> Workbench<V> {
    async fn fixture(&mut self, exercise: &Exercise<V::Client>, fixture: &Fixture) {
        let before = self.report.failures.len();
        let response = &fixture.response;
        let outcome = self.answer(exercise, response.status, &response.headers, response.body.to_wire("x")).await;
        match self.stage.seen() {
            None => self.fail(fixture, "nothing was sent"),
            Some(seen) => {
                if let Err(differences) = same_request(&fixture.request, &seen, EXTRA_HEADERS) {
                    differences.iter().for_each(|difference| self.fail(fixture, format!("request: {difference}")));
                }
            }
        }
        let shown = match (&outcome, V::succeeds(fixture)) {
            (Ok(value), true) => {
                if let Some(json) = self.value(fixture, &value.json) {
                    self.round_trip(fixture, &json);
                }
                Some(value.shown.clone())
            }
            (Err(error), false) => Some(told(error)),
            (Ok(_), false) => {
                self.fail(fixture, "an error was taken for a success");
                None
            }
            (Err(error), true) => {
                self.fail(fixture, format!("not decoded: {error}"));
                None
            }
        };
        if let Some(shown) = shown {
            self.report.snapshots.insert(fixture.name.clone(), shown);
        }
        if V::succeeds(fixture) {
            self.mutated(exercise, fixture).await;
        }
        if fixture.is_first() {
            self.broken(exercise, fixture).await;
        }
        if self.report.failures.len() == before {
            record(fixture);
        }
    }

    /// A request of the vendor's: what it says is held to what an answer is held to.
    fn received(&mut self, received: Received, fixture: &Fixture) {
        let before = self.report.failures.len();
        let raw = fixture.request.body.to_wire("x");
        let mut headers = http::HeaderMap::new();
        for (name, value) in &fixture.request.headers {
            if let (Ok(name), Ok(value)) = (http::HeaderName::try_from(name.as_str()), value.parse()) {
                headers.append(name, value);
            }
        }
        if let Err(error) = (received.verify)(&headers, &raw) {
            self.fail(fixture, format!("not authentic: {error}"));
        }
        let mut other = raw.clone();
        other.push(b' ');
        for (what, headers, body) in
            [("changed", headers.clone(), other), ("unsigned", http::HeaderMap::new(), raw.clone())]
        {
            if (received.verify)(&headers, &body).is_ok() {
                self.fail(fixture, format!("authentic although it is {what}"));
            }
        }
        let schema = fixture.body.as_ref();
        let (Some(sent), Some(schema)) = (fixture.request.body.as_json(), schema) else {
            return self.fail(fixture, "it has no declared JSON");
        };
        let held = |json: &Json| {
            let value = (received.read)(json.to_string().as_bytes()).map_err(|error| error.to_string())?;
            let read = Json::parse(&value.json).map_err(|error| error.to_string())?;
            let losses = lost(json, &read, Some(schema), &[]);
            match losses.into_iter().find(|loss| !loss.contains("unheard_of")) {
                Some(loss) => Err(loss),
                None => Ok(value.shown),
            }
        };
        match held(sent) {
            Ok(shown) => drop(self.report.snapshots.insert(fixture.name.clone(), shown)),
            Err(why) => self.fail(fixture, why),
        }
        let required: Vec<String> = received.required.iter().map(|name| (*name).to_owned()).collect();
        for mutation in mutations(sent, schema, &required) {
            self.report.mutations += 1;
            match (held(&mutation.json), mutation.expect) {
                (Err(why), Expect::MustDecode) => self.fail(fixture, format!("with {}: {why}", mutation.label)),
                (Ok(_), Expect::MustFail) => self.fail(fixture, format!("with {}: read all the same", mutation.label)),
                _ => {}
            }
        }
        for half in [Default::default(), raw.get(..raw.len() / 2).unwrap_or_default()] {
            if (received.read)(half).is_ok() {
                self.fail(fixture, "half of it is read");
            }
        }
        if self.report.failures.len() == before {
            record(fixture);
        }
    }

    async fn answer(
        &self,
        exercise: &Exercise<V::Client>,
        status: u16,
        headers: &[(String, String)],
        body: Vec<u8>,
    ) -> Outcome {
        // What deals in tokens is shown by a fixture; elsewhere a client asks for a token of itself.
        let apart = !exercise.fixtures.iter().any(|name| V::is_confidential(&operation_of(V::NAME, name)));
        self.stage.set(status, headers, body, apart);
        exercise.run(self.client.clone()).await
    }

    fn value(&mut self, fixture: &Fixture, value: &str) -> Option<Json> {
        match Json::parse(value) {
            Ok(json) => Some(json),
            Err(error) => {
                self.fail(fixture, format!("the value is no JSON: {error}"));
                None
            }
        }
    }

    /// Decode, then encode, loses nothing.
    fn round_trip(&mut self, fixture: &Fixture, value: &Json) {
        if let Some(expected) = fixture.response.body.as_json() {
            for loss in self.losses(fixture, expected, value.clone()) {
                self.fail(fixture, format!("round trip: {loss}"));
            }
        }
    }

    fn losses(&self, fixture: &Fixture, expected: &Json, mut value: Json) -> Vec<String> {
        let mut expected = expected.clone();
        for member in V::DEFAULTS {
            if expected.get(member).is_none_or(Json::is_null) {
                expected.remove(member);
                value.remove(member);
            }
        }
        for member in V::BESIDE {
            expected.remove(member);
        }
        lost(&expected, &V::enveloped(fixture, value), fixture.answer.as_ref(), &fixture.lenient)
    }

    /// Answers that the documentation does not show, and that a tolerant client survives.
    async fn mutated(&mut self, exercise: &Exercise<V::Client>, fixture: &Fixture) {
        let (Some(answer), Some(schema)) = (fixture.response.body.as_json(), &fixture.answer) else { return };
        let headers = &fixture.response.headers;
        for mutation in mutations(answer, schema, &fixture.required) {
            let outcome =
                self.answer(exercise, fixture.response.status, headers, mutation.json.to_string().into_bytes()).await;
            self.report.mutations += 1;
            match (outcome, mutation.expect) {
                (Ok(value), Expect::MustDecode) => {
                    let Some(value) = self.value(fixture, &value.json) else { continue };
                    // What was added is unknown and may go; what was there may not.
                    let losses = self.losses(fixture, &mutation.json, value);
                    for loss in losses.iter().filter(|loss| !loss.contains("unheard_of")) {
                        self.fail(fixture, format!("with {}: {loss}", mutation.label));
                    }
                }
                // Without what is around it an answer is none: nothing was found, or no list.
                (Err(error), Expect::MustDecode)
                    if V::is_envelope(&mutation.label)
                        && (error.is_not_found() || error.kind() == ErrorKind::Decode) => {}
                (Err(error), Expect::MustDecode) => self.fail(fixture, format!("with {}: {error}", mutation.label)),
                (Ok(_), Expect::MustFail) => {
                    self.fail(fixture, format!("with {}: decoded all the same", mutation.label))
                }
                (Err(_), Expect::MustFail) => {}
            }
        }
        for (path, json) in decimals(answer, schema) {
            let outcome = self.answer(exercise, fixture.response.status, headers, json.to_string().into_bytes()).await;
            self.report.decimals += 1;
            match outcome {
                Ok(value) => {
                    let Some(value) = self.value(fixture, &value.json) else { continue };
                    for loss in self.losses(fixture, &json, value) {
                        self.fail(fixture, format!("with a long {path}: {loss}"));
                    }
                }
                Err(error) => self.fail(fixture, format!("with a long {path}: {error}")),
            }
        }
    }

    /// What gateways and broken lines answer.
    async fn broken(&mut self, exercise: &Exercise<V::Client>, fixture: &Fixture) {
        let html = [("Content-Type".to_owned(), "text/html".to_owned())];
        let page = b"<html><head><title>502 Bad Gateway</title></head></html>".to_vec();
        match self.answer(exercise, 502, &html, page).await {
            Err(error) if error.status() == Some(502) && V::is_confidential(&fixture.operation) => {
                if error.body_excerpt().is_some() {
                    self.fail(fixture, "an answer that deals in tokens was kept");
                }
            }
            Err(error)
                if error.status() == Some(502)
                    && error.body_excerpt().is_some_and(|body| body.starts_with(b"<html")) => {}
            Err(error) => self.fail(fixture, format!("a 502 page lost its status or body: {error}")),
            Ok(_) => self.fail(fixture, "a 502 page was taken for a success"),
        }
        let whole = fixture.response.body.to_wire("x");
        let expects_a_body = matches!(fixture.response.body, Body::Json(_));
        let half = whole.get(..whole.len() / 2).unwrap_or_default().to_vec();
        // Half of one byte is nothing, and no half of a number is known for one.
        let is_number = matches!(fixture.response.body, Body::Json(Json::Number(_)));
        let half = Some(half).filter(|half| half.len() > 1 && !is_number).map(|half| ("half a body", half));
        for (what, body) in [("an empty body", Vec::new())].into_iter().chain(half) {
            let outcome = self.answer(exercise, fixture.response.status, &fixture.response.headers, body).await;
            match outcome {
                Err(error) if error.is_not_found() || error.kind() == ErrorKind::Decode => {}
                // A reply in which there is no token.
                Err(error) if V::is_confidential(&fixture.operation) && error.kind() == ErrorKind::Authentication => {}
                Err(error) => self.fail(fixture, format!("{what}: {error}")),
                // An empty answer to a list is an empty list; to a change, a success of which nothing is said.
                Ok(value) if what == "an empty body" && says_nothing(&value.json) => {}
                Ok(_) if expects_a_body => self.fail(fixture, format!("{what} was taken for a success")),
                Ok(_) => {}
            }
        }
    }

    fn fail(&mut self, fixture: &Fixture, what: impl std::fmt::Display) {
        self.report.failures.push(format!("{}: {what}", fixture.name));
    }
}

/// The operation of a fixture of the table.
fn operation_of(vendor: &str, fixture: &str) -> String {
    let verb = fixture.split("--").next().unwrap_or(fixture);
    format!("{vendor}.{}", verb.replace('/', "."))
}

fn says_nothing(value: &str) -> bool {
    match Json::parse(value) {
        Ok(Json::Array(items)) => items.is_empty(),
        Ok(Json::Object(members)) => members.iter().all(|(_, value)| value.is_null()),
        Ok(value) => value.is_null(),
        Err(_) => false,
    }
}

/// An error as a snapshot: its line without the time, and what the predicates say.
fn told(error: &Error) -> String {
    let line = error.to_string();
    let line = line.split_once(" (").map_or(line.as_str(), |(line, _)| line);
    let mut says: Vec<&str> = Vec::new();
    for (name, holds) in [
        ("not found", error.is_not_found()),
        ("unauthorized", error.is_unauthorized()),
        ("forbidden", error.is_forbidden()),
        ("rate limited", error.is_rate_limited()),
        ("transient", error.is_transient()),
        ("outcome unknown", error.outcome_unknown()),
    ] {
        if holds {
            says.push(name);
        }
    }
    let fields: Vec<String> =
        error.fields().iter().map(|field| format!("{}: {}", field.field, field.message)).collect();
    format!("{line}\nstatus: {:?}\ncode: {:?}\nfields: {fields:?}\nis: {says:?}", error.status(), error.code())
}

/// Notes for `coverage` what this fixture proved.
fn record(fixture: &Fixture) {
    let Ok(path) = std::env::var(RECORDS) else { return };
    let names =
        |set: Option<BTreeSet<String>>| Json::Array(set.unwrap_or_default().into_iter().map(Json::from).collect());
    let query = fixture.query.as_ref().map(|schema| schema.sent_pairs(&fixture.request.query_pairs()));
    let body = fixture.body.as_ref().map(|schema| schema.sent(&fixture.request.body));
    let line = Json::object([
        ("operation", Json::from(fixture.operation.as_str())),
        ("fixture", Json::from(fixture.name.as_str())),
        ("query", names(query)),
        ("body", names(body)),
    ]);
    if let Ok(mut file) = std::fs::OpenOptions::new().create(true).append(true).open(path) {
        // One write, so that lines of several tests do not mix.
        let _ = file.write_all(format!("{line}\n").as_bytes());
    }
}
