//! One request, from its arrival to its answer.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use axum::body::{Body, to_bytes};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use guichet_fixtures::{Json, nearest};
use http::StatusCode;

use crate::clock::Clock;
use crate::engine::limits::LimitChanges;
use crate::engine::{Complaint, Engine, Face, Gateway, Input, Reply, Request, Store, Switches};
use crate::exchange::{Exchange, Log, PassedOver, Place, Position};
use crate::fault::{Fault, FaultKind, Faults, InjectedFault, UnknownOperation};
use crate::server::HangUp;
use crate::vendors;

/// No documented request comes near this.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// The text of an injected error that has no other.
const INJECTED: &str = "Injected fault";

/// The control routes, and what each does.
pub(crate) const ROUTES: &[(&str, &str)] = &[
    ("GET /__sandbox", "these routes, and the identifiers of what each vendor holds"),
    (
        "POST /__sandbox/faults",
        "injects a fault: {\"kind\":\"drop-after\",\"operation\":\"workadu.orders.create\",\"times\":1}",
    ),
    ("GET /__sandbox/faults", "the faults that were injected, and how often each happened"),
    ("DELETE /__sandbox/faults", "forgets the faults that were injected, and nothing else"),
    (
        "POST /__sandbox/routes",
        "answers a route so: {\"method\":\"GET\",\"path\":\"/workadu/api/new\",\"status\":200,\"body\":{}}",
    ),
    ("PUT /__sandbox/data/{vendor}/{list}/{id}", "puts a record, the body, into a vendor's list"),
    ("POST /__sandbox/reset", "state, faults, routes and exchanges as at the start"),
    ("POST /__sandbox/reset-state", "state alone, logins included"),
    ("POST /__sandbox/expire-tokens", "ends every access token that is out"),
    ("GET /__sandbox/exchanges", "what arrived"),
];

/// Everything that the sandbox holds.
pub(crate) struct App {
    engines: &'static [Engine],
    stores: BTreeMap<&'static str, Mutex<Store>>,
    faults: Mutex<Faults>,
    /// The answers of routes that the caller has set, by method and path.
    routes: Mutex<BTreeMap<(String, String), Reply>>,
    log: Mutex<Log>,
    setup: Setup,
    pub(crate) started: Instant,
}

/// How it plays.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setup {
    pub(crate) print: bool,
    pub(crate) lenient: bool,
    pub(crate) clock: Clock,
    pub(crate) limits: LimitChanges,
    pub(crate) switches: Switches,
    /// The mount that is served at `/`.
    pub(crate) root: Option<String>,
}

/// What becomes of the connection.
enum End {
    Answer(Reply),
    Broken(Reply),
    HangUp,
    Stall,
}

impl App {
    pub(crate) fn new(setup: Setup) -> io::Result<Self> {
        let engines = vendors::engines()?;
        if let Some(root) = &setup.root {
            let mounts: Vec<&str> = engines.iter().flat_map(Engine::gateways).map(|gateway| gateway.mount()).collect();
            if !mounts.contains(&root.as_str()) {
                let near = nearest(root, mounts.iter().copied(), 1).join(", ");
                let why = format!("no vendor is called {root:?}; nearest: {near}; all: {}", mounts.join(", "));
                return Err(io::Error::new(io::ErrorKind::InvalidInput, why));
            }
        }
        let fresh = |engine: &Engine| (engine.name(), Mutex::new(engine.fresh_store(setup.limits, setup.switches)));
        let stores = engines.iter().map(fresh).collect();
        let (faults, routes, log) = Default::default();
        Ok(Self { engines, stores, faults, routes, log, setup, started: Instant::now() })
    }

    /// The mount that is served at `/`.
    pub(crate) fn root(&self) -> Option<&str> {
        self.setup.root.as_deref()
    }

    /// Adds a fault; one for an operation that no vendor has would silently miss.
    pub(crate) fn inject(&self, fault: Fault) -> Result<(), UnknownOperation> {
        let plays = |operation: &str| self.engines.iter().any(|engine| engine.operation(operation).is_some());
        if let Some(operation) = fault.operation.as_deref().filter(|operation| !plays(operation)) {
            let known = self.engines.iter().flat_map(Engine::operations).map(|operation| operation.id.as_str());
            let nearest = nearest(operation, known, 3).into_iter().map(str::to_owned).collect();
            return Err(UnknownOperation { operation: operation.to_owned(), nearest });
        }
        lock(&self.faults).add(fault);
        Ok(())
    }

    /// The faults that were injected.
    pub(crate) fn faults(&self) -> Vec<InjectedFault> {
        lock(&self.faults).all()
    }

    /// Has a route answered so, in place of a vendor.
    pub(crate) fn answer(&self, method: &str, path: &str, reply: Reply) {
        lock(&self.routes).insert((method.to_ascii_uppercase(), path.to_owned()), reply);
    }

    /// What each vendor holds: the identifiers of each of its lists.
    pub(crate) fn identifiers(&self) -> BTreeMap<&'static str, BTreeMap<&'static str, Vec<String>>> {
        self.stores.iter().map(|(vendor, store)| (*vendor, lock(store).identifiers())).collect()
    }

    /// Puts a record into a list of a vendor's.
    pub(crate) fn put(&self, vendor: &str, list: &str, id: &str, value: Json) -> Result<(), String> {
        let Some(store) = self.stores.get(vendor) else {
            let near = nearest(vendor, self.stores.keys().copied(), 1).join(", ");
            return Err(format!("no vendor is called {vendor:?}; nearest: {near}"));
        };
        if value.as_object().is_none() {
            return Err("a record is a JSON object".to_owned());
        }
        let mut store = lock(store);
        if store.put_by_name(list, id, value) {
            return Ok(());
        }
        let known = store.identifiers();
        let near = nearest(list, known.keys().copied(), 3).join(", ");
        Err(format!("{vendor} has no list {list:?}; nearest: {near}"))
    }

    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        lock(&self.log).all()
    }

    /// Forgets the faults that wait.
    pub(crate) fn clear_faults(&self) {
        *lock(&self.faults) = Faults::default();
    }

    /// State, faults and log as at the start.
    pub(crate) fn reset(&self) {
        for engine in self.engines {
            if let Some(store) = self.stores.get(engine.name()) {
                *lock(store) = engine.fresh_store(self.setup.limits, self.setup.switches);
            }
        }
        *lock(&self.faults) = Faults::default();
        lock(&self.routes).clear();
        lock(&self.log).clear();
    }

    /// State as at the start, logins included. Calls that were counted stay counted.
    pub(crate) fn reset_state(&self) {
        for engine in self.engines {
            if let Some(store) = self.stores.get(engine.name()) {
                let mut fresh = engine.fresh_store(self.setup.limits, self.setup.switches);
                let mut store = lock(store);
                std::mem::swap(&mut fresh.meter, &mut store.meter);
                *store = fresh;
            }
        }
    }

    /// No access token that is out is good any more.
    pub(crate) fn expire_tokens(&self) {
        for engine in self.engines {
            if let Some(store) = self.stores.get(engine.name()) {
                engine.gateways().iter().for_each(|gateway| gateway.expire_tokens(&mut lock(store)));
            }
        }
    }

    /// Plays a vendor.
    pub(crate) async fn play(&self, request: http::Request<Body>) -> Response {
        let at = Instant::now();
        let (parts, body) = request.into_parts();
        let hang_up = parts.extensions.get::<HangUp>().cloned().unwrap_or_default();
        let path = parts.uri.path().to_owned();
        let (base, mount, inner) = self.place(&path);
        let target = parts.uri.query().map_or_else(|| inner.to_owned(), |query| format!("{inner}?{query}"));
        let method = parts.method.as_str().to_owned();
        let found = self.gateway(mount);
        let engine = found.map(|(engine, _)| engine);
        // Reading the body answers `Expect: 100-continue`: refuse first.
        let refused = found.and_then(|(_, gateway)| gateway.refuse_early(&parts.headers));
        let body = if refused.is_none() { to_bytes(body, MAX_BODY).await } else { Ok(Bytes::new()) };
        let readable = body.is_ok();
        let body = body.unwrap_or_default();
        let mut request = Request::new(mount, &method, &target, parts.headers, body, (self.setup.clock.now(), at));
        request.base = base.to_owned();
        let mut request = match found {
            Some((_, gateway)) => gateway.read(request),
            None => request,
        };
        let resolved = engine.map(|engine| engine.resolve(&request));
        let operation = resolved.as_ref().and_then(|r| r.operation).map(|operation| operation.id.clone());
        let position = lock(&self.log).arrived(Exchange {
            at,
            vendor: engine.map(|_| mount.to_owned()).unwrap_or_default(),
            operation: operation.clone(),
            method: method.clone(),
            target,
            status: None,
            passed_over: Vec::new(),
        });
        let mut passed_over = Vec::new();
        let set = lock(&self.routes).get(&(method.clone(), path.clone())).cloned();
        let end = match (engine, resolved) {
            _ if set.is_some() => {
                let injected = lock(&self.faults).take(None);
                if !injected.latency.is_zero() {
                    tokio::time::sleep(injected.latency).await;
                }
                handle_or_fail(None, injected.fault.as_ref(), || set.unwrap_or_else(|| self.no_vendor()))
            }
            (Some(engine), Some(resolved)) => {
                let injected = lock(&self.faults).take(operation.as_deref());
                request.unaccepted = injected.fault.as_ref().is_some_and(|fault| fault.kind == FaultKind::Unaccepted);
                if !injected.latency.is_zero() {
                    tokio::time::sleep(injected.latency).await;
                }
                let face = engine.face(resolved.operation, mount);
                let handle = || match (refused, self.stores.get(engine.name())) {
                    (Some(refusal), _) => refusal,
                    (None, Some(store)) if readable && self.setup.lenient => {
                        let (reply, complaints) = engine.handle_leniently(resolved, &request, &mut lock(store));
                        passed_over = complaints;
                        reply
                    }
                    (None, Some(store)) if readable => engine.handle(resolved, &request, &mut lock(store)),
                    _ => refuse(face, 413, "Payload Too Large"),
                };
                handle_or_fail(face, injected.fault.as_ref(), handle)
            }
            _ => End::Answer(self.no_vendor()),
        };
        self.note(position, operation.as_deref(), passed_over);
        let line = self.setup.print.then(|| line(&request, operation.as_deref()));
        self.finish(end, position, &hang_up, line).await
    }

    /// A path's beginning that is no part of the vendor's, its mount, and the path from there on.
    fn place<'a>(&'a self, path: &'a str) -> (&'a str, &'a str, &'a str) {
        let (base, inner) = match path.match_indices('/').nth(1) {
            Some((at, _)) => path.split_at(at),
            None => (path, "/"),
        };
        let mount = base.trim_start_matches('/');
        match &self.setup.root {
            Some(root) if self.gateway(mount).is_none() => ("", root, path),
            _ => (base, mount, inner),
        }
    }

    fn gateway(&self, mount: &str) -> Option<(&'static Engine, &'static dyn Gateway)> {
        self.engines.iter().find_map(|engine| Some((engine, engine.gateway(mount)?)))
    }

    async fn finish(&self, end: End, position: Position, hang_up: &HangUp, line: Option<String>) -> Response {
        let print = |end: &str| {
            if let Some(line) = &line {
                say(&format!("{line} -> {end}\n"));
            }
        };
        let (reply, whole) = match end {
            End::Answer(reply) => (reply, true),
            End::Broken(reply) => (reply, false),
            End::HangUp => {
                print("closed");
                match hang_up.now().await {}
            }
            End::Stall => {
                print("stalled");
                std::future::pending().await
            }
        };
        let status = reply.status();
        lock(&self.log).answered(position, status.as_u16());
        print(status.as_str());
        respond(reply, whole)
    }

    /// Keeps what was passed over, and prints it.
    fn note(&self, position: Position, operation: Option<&str>, passed_over: Vec<Complaint>) {
        let operation = operation.unwrap_or_default();
        let named = |complaint: Complaint| PassedOver {
            operation: operation.to_owned(),
            place: match complaint.input {
                Input::Query => Place::Query,
                Input::Body => Place::Body,
            },
            name: complaint.name,
        };
        let passed_over: Vec<PassedOver> = passed_over.into_iter().map(named).collect();
        if self.setup.print {
            passed_over.iter().for_each(|one| eprintln!("passed over: {one}"));
        }
        lock(&self.log).passed_over(position, passed_over);
    }

    fn no_vendor(&self) -> Reply {
        let gateways = self.engines.iter().flat_map(Engine::gateways);
        let mounts = gateways.map(|gateway| Json::from(format!("/{}", gateway.mount()))).collect::<Vec<_>>();
        let message = Json::from("No vendor is mounted here.");
        let routes = ROUTES.iter().map(|(route, what)| (*route, Json::from(*what)));
        let members = [("message", message), ("mounts", Json::from(mounts)), ("control", Json::object(routes))];
        Reply::json(404, &Json::object(members))
    }
}

/// An error in the shape of the API that the request is for.
fn refuse(face: Option<&dyn Face>, status: u16, message: &str) -> Reply {
    face.map_or_else(|| Reply::text(status, "text/plain", message.to_owned()), |face| face.refuse(status, message))
}

/// Handles a request, or lets its fault have it.
fn handle_or_fail(face: Option<&dyn Face>, fault: Option<&Fault>, handle: impl FnOnce() -> Reply) -> End {
    let Some(fault) = fault else {
        return End::Answer(handle());
    };
    let late = |reply: Reply| match &fault.retry_after {
        Some(value) => reply.with("retry-after", value),
        None => reply,
    };
    match &fault.kind {
        FaultKind::Latency(_) | FaultKind::Unaccepted => End::Answer(handle()),
        FaultKind::DropBefore => End::HangUp,
        FaultKind::DropAfter => {
            handle();
            End::HangUp
        }
        FaultKind::Stall => End::Stall,
        FaultKind::Truncate => End::Broken(handle()),
        FaultKind::Status(status) => {
            let reason = StatusCode::from_u16(*status).ok().and_then(|s| s.canonical_reason());
            End::Answer(late(refuse(face, *status, reason.unwrap_or(INJECTED))))
        }
        FaultKind::Label { status, label } => {
            let labelled = face.map(|face| face.refuse_as(*status, label, INJECTED));
            End::Answer(late(labelled.unwrap_or_else(|| refuse(face, *status, label))))
        }
        FaultKind::HtmlError(status) => End::Answer(late(Reply::text(
            *status,
            "text/html",
            format!("<html>\r\n<head><title>{status}</title></head>\r\n<body><h1>{status}</h1></body>\r\n</html>\r\n"),
        ))),
    }
}

fn respond(reply: Reply, whole: bool) -> Response {
    let (status, headers) = (reply.status(), reply.header_map());
    let body = if whole {
        Body::from(reply.body)
    } else {
        let half = reply.body.slice(..reply.body.len() / 2);
        // The pause has hyper send what it holds before the connection breaks.
        let broken = stream::once(async {
            tokio::time::sleep(Duration::from_millis(20)).await;
            Err::<Bytes, io::Error>(io::ErrorKind::ConnectionAborted.into())
        });
        Body::from_stream(stream::iter([Ok(half)]).chain(broken))
    };
    (status, headers, body).into_response()
}

/// A request for the console: the query by its names alone.
fn line(request: &Request, operation: Option<&str>) -> String {
    let (method, base) = (&request.method, &request.base);
    let names: Vec<String> = request.query.iter().map(|(name, _)| name.escape_debug().to_string()).collect();
    let query = if names.is_empty() { String::new() } else { format!("?{}", names.join("&")) };
    let path = if request.path == "/" && base == "/" { "" } else { &request.path };
    format!("{method} {base}{path}{query} [{}]", operation.unwrap_or("-"))
}

/// Prints; a reader that has gone takes no request with it.
pub(crate) fn say(text: &str) {
    use std::io::Write as _;
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Ignores poisoning: the state that a panicked handler leaves is used as it is.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
