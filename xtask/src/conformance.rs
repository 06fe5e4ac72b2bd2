//! `cargo xtask conformance`: every form of every operation through its public method, over real HTTP, and lists to their end.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use guichet_core::transport::{
    Body, BoxFuture, ByteStream, HttpTransport, Transport, TransportError, TransportErrorKind,
};
use guichet_core::{CallOptions, Effect, Operation, RetryPolicy, Settings};
use guichet_fixtures::{Fixture, Json};
use guichet_sandbox::Sandbox;

use crate::cargo::Fallible;
use crate::exercise::reading::{self, Read};
use crate::exercise::{Exercise, Outcome, arguments};
use crate::vendors::{self, Vendor, for_each_vendor};

/// The most pages that are read of a list without a word.
pub const MOST_PAGES: u64 = 100;

/// What the command line asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// Another server than an embedded sandbox: `http://127.0.0.1:4010`.
    pub base_url: Option<String>,
    /// One vendor only.
    pub vendor: Option<String>,
    /// Arguments by operation or form of it, `{"workadu.customers.get": {"customer_id": 5}}`.
    pub args: Option<String>,
    /// The most pages that are read of a list.
    pub pages: u64,
    /// Also what changes something, on a server that is not this machine.
    pub allow_writes: bool,
}

/// Sends, and keeps method, path and status of the last exchange.
#[derive(Clone)]
struct Tap<T> {
    inner: T,
    last: Arc<Mutex<Last>>,
}

#[derive(Debug, Default, Clone)]
struct Last {
    method: Option<String>,
    path: Option<String>,
    status: Option<u16>,
}

impl<T: Transport> Transport for Tap<T> {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            if arguments::are_wanting() {
                return Err(TransportError::new(TransportErrorKind::NotSent));
            }
            let note =
                |change: &dyn Fn(&mut Last)| change(&mut self.last.lock().unwrap_or_else(PoisonError::into_inner));
            let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
            let answer = self.inner.send(request).await;
            let connected = !matches!(&answer, Err(error) if error.kind() == TransportErrorKind::NotSent);
            if connected {
                note(&|last| *last = Last { method: Some(method.clone()), path: Some(path.clone()), status: None });
            }
            if let Ok(answer) = &answer {
                note(&|last| last.status = Some(answer.status().as_u16()));
            }
            answer
        })
    }
}

/// Runs the operations and prints a line for each; an error if one of them failed.
pub async fn run(request: &Request) -> Fallible {
    request.vendor.as_deref().map_or(Ok(()), vendors::check)?;
    let embedded = match &request.base_url {
        Some(_) => None,
        None => Some(Sandbox::start().await.map_err(|e| format!("the sandbox does not start: {e}"))?),
    };
    let base = request.base_url.clone().or_else(|| embedded.as_ref().map(Sandbox::url)).unwrap_or_default();
    let remote = !is_loopback(&base)?;
    let args = arguments(request.args.as_deref())?;
    if remote && request.allow_writes && args.is_none() {
        return Err("--allow-writes needs --args: a documented identifier is never written to on a live server".into());
    }
    let plan = Plan {
        base: base.trim_end_matches('/').to_owned(),
        remote,
        args: args.unwrap_or_default(),
        pages: request.pages,
        writes: request.allow_writes,
    };
    let wanted = |name: &str| request.vendor.as_deref().is_none_or(|vendor| vendor == name);
    let (mut ok, mut failed, mut skipped) = (0, 0, 0);
    let mut tell = |line: &Line| {
        match (&line.skipped, line.ok) {
            (Some(_), _) => skipped += 1,
            (None, true) => ok += 1,
            (None, false) => failed += 1,
        }
        println!("{}", line.json());
    };
    for_each_vendor!(V => if wanted(V::NAME) { vendor::<V>(&plan, &mut tell).await? });
    // Standard output is one JSON object a line.
    eprintln!("{ok} ok, {failed} failed, {skipped} skipped");
    if failed == 0 { Ok(()) } else { Err(format!("{failed} calls failed")) }
}

struct Plan {
    base: String,
    remote: bool,
    args: BTreeMap<String, BTreeMap<String, String>>,
    pages: u64,
    writes: bool,
}

/// Makes the calls of a vendor, and tells of each.
async fn vendor<V: Vendor>(plan: &Plan, tell: &mut impl FnMut(&Line)) -> Fallible {
    let http = HttpTransport::builder().connect_timeout(Duration::from_secs(5)).build().map_err(|e| e.to_string())?;
    let tap = Tap { inner: http.clone(), last: Arc::default() };
    let fixtures = guichet_fixtures::Vendor::load(V::NAME).map_err(|e| e.to_string())?;
    let mut stage = Stage::<V> { plan, http, tap, client: None };
    let table = V::table();
    let mut operations = V::operations();
    operations.sort_by_key(|operation| phase::<V>(operation));
    for operation in operations {
        let exercises: Vec<&Exercise<V::Client>> = forms_of::<V>(&table, operation).collect();
        if exercises.is_empty() {
            tell(&Line { skipped: Some("no invocation".to_owned()), ..Line::of(V::NAME, operation, "") });
        }
        for exercise in exercises {
            let first = exercise.fixtures.first().copied().unwrap_or_default();
            let fixture = fixtures.fixture(&format!("{}/{first}", V::NAME));
            let fixture = fixture.ok_or_else(|| format!("the table names {first}, which is no fixture"))?;
            tell(&stage.line(operation, exercise, fixture).await?);
        }
    }
    Ok(())
}

/// The exercises of an operation, its first form first.
fn forms_of<'a, V: Vendor>(
    table: &'a [Exercise<V::Client>],
    operation: &Operation,
) -> impl Iterator<Item = &'a Exercise<V::Client>> {
    let first = fixture_of(V::NAME, operation);
    let form = format!("{first}--");
    let is_first = move |exercise: &&Exercise<V::Client>| exercise.fixtures.contains(&first.as_str());
    let is_further = move |exercise: &&Exercise<V::Client>| {
        exercise.fixtures.first().is_some_and(|fixture| fixture.starts_with(&form))
    };
    table.iter().filter(is_first).chain(table.iter().filter(is_further))
}

/// Where the calls of a vendor go.
struct Stage<'a, V: Vendor> {
    plan: &'a Plan,
    http: HttpTransport,
    tap: Tap<HttpTransport>,
    /// The client of all calls, where no sandbox begins anew for each.
    client: Option<V::Client>,
}

impl<V: Vendor> Stage<'_, V> {
    /// Makes a call, or says why not.
    async fn line(
        &mut self,
        operation: &'static Operation,
        exercise: &Exercise<V::Client>,
        fixture: &Fixture,
    ) -> Fallible<Line> {
        let Plan { remote, writes, pages, .. } = *self.plan;
        let mut line = Line::of(V::NAME, operation, exercise.form());
        let key =
            if line.form.is_empty() { operation.id.to_string() } else { format!("{}--{}", operation.id, line.form) };
        let given = self.plan.args.get(&key);
        line.skipped = match exercise.live {
            _ if exercise.received.is_some() => Some("it is received, not sent".to_owned()),
            _ if !remote => None,
            false => Some("its identifiers are the documented ones; on this machine only".to_owned()),
            true if operation.effect != Effect::Safe && !writes => Some("changes something; --allow-writes".to_owned()),
            true if given.is_none() => Some("no arguments in --args".to_owned()),
            true => None,
        };
        if line.skipped.is_some() {
            return Ok(line);
        }
        let client = self.client(operation).await?;
        let last = || self.tap.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last() = Last::default();
        let call = reading::to_the_end(pages, exercise.run(client));
        let ((outcome, read), wanting) = if remote {
            arguments::with(given.cloned().unwrap_or_default(), call).await
        } else {
            (call.await, BTreeSet::new())
        };
        line.last = last().clone();
        if wanting.is_empty() {
            line.judge(outcome, read, (!V::succeeds(fixture)).then_some(fixture.response.status));
        } else {
            line.skipped = Some(format!("--args lacks {}", wanting.into_iter().collect::<Vec<_>>().join(", ")));
        }
        Ok(line)
    }

    /// A client for a call. A sandbox begins anew, so that no call finds what another one left; then it is a client of its own.
    async fn client(&mut self, operation: &Operation) -> Fallible<V::Client> {
        let anew = !self.plan.remote && self.begins_anew().await;
        match self.client.take().filter(|_| !anew) {
            Some(client) => Ok(self.client.insert(client).clone()),
            None => {
                let settings = Settings::new()
                    .transport(self.tap.clone())
                    .retry(RetryPolicy::new().pauses(Duration::from_millis(100), Duration::from_secs(1)))
                    .options(CallOptions::new().deadline(Duration::from_secs(30)));
                let base = format!("{}/{}", self.plan.base, V::NAME);
                let client = V::live(&base, settings).map_err(|e| e.to_string())?;
                if anew {
                    // Where it fails, the call itself says what is wrong.
                    let _ = V::sign_in(&client, &operation.id).await;
                }
                Ok(self.client.insert(client).clone())
            }
        }
    }

    /// Asks a sandbox to begin anew; another server knows nothing of that.
    async fn begins_anew(&self) -> bool {
        let request = http::Request::post(format!("{}/__sandbox/reset-state", self.plan.base)).body(Body::default());
        match request {
            Ok(request) => self.http.send(request).await.is_ok_and(|answer| answer.status().is_success()),
            Err(_) => false,
        }
    }
}

#[derive(Debug, Clone)]
struct Line {
    vendor: &'static str,
    operation: &'static Operation,
    form: &'static str,
    last: Last,
    ok: bool,
    error: Option<String>,
    /// The status of the refusal that is documented.
    refusal: Option<u16>,
    read: Option<Read>,
    skipped: Option<String>,
}

impl Line {
    fn of(vendor: &'static str, operation: &'static Operation, form: &'static str) -> Self {
        let (last, error, refusal, read, skipped) = Default::default();
        Self { vendor, operation, form, last, ok: false, error, refusal, read, skipped }
    }

    /// A documented refusal is as it should be where it comes, with its status.
    fn judge(&mut self, outcome: Outcome, read: Read, refusal: Option<u16>) {
        self.ok = match (&outcome, refusal) {
            (Ok(_), None) => true,
            (Err(error), Some(status)) => error.status() == Some(status),
            (Ok(_), Some(_)) | (Err(_), None) => false,
        };
        self.error = match (outcome, refusal) {
            (Ok(_), Some(status)) => Some(format!("accepted, where a refusal with {status} is documented")),
            (outcome, _) => outcome.err().map(|error| error.to_string()),
        };
        self.refusal = refusal;
        self.read = Some(read).filter(|read| read.pages > 0);
    }

    fn json(&self) -> Json {
        let text = |value: &Option<String>| value.as_deref().map_or(Json::Null, Json::from);
        let mut members = vec![
            ("vendor", Json::from(self.vendor)),
            ("id", Json::from(self.operation.id.as_ref())),
            ("form", if self.form.is_empty() { Json::Null } else { Json::from(self.form) }),
            (
                "method",
                self.last.method.as_deref().map_or_else(|| Json::from(self.operation.method.as_str()), Json::from),
            ),
            ("path", text(&self.last.path)),
            ("status", self.last.status.map_or(Json::Null, |status| Json::from(i64::from(status)))),
            ("ok", Json::from(self.ok)),
            ("error", text(&self.error)),
        ];
        let number = |number: u64| Json::Number(number.to_string());
        if let Some(status) = self.refusal {
            members.push(("refusal", number(u64::from(status))));
        }
        if let Some(read) = self.read {
            members.extend([("pages", number(read.pages)), ("elements", number(read.elements))]);
            members.push(("whole", Json::from(!read.left)));
        }
        if self.skipped.is_some() {
            members.push(("skipped", text(&self.skipped)));
        }
        Json::object(members)
    }
}

/// The operation's first fixture, as the table names it.
fn fixture_of(vendor: &str, operation: &Operation) -> String {
    operation.id.trim_start_matches(vendor).trim_start_matches('.').replace('.', "/")
}

/// Sign in, read, create, update, act, delete: so that a documented identifier is still there when it is read.
fn phase<V: Vendor>(operation: &Operation) -> u8 {
    let verb = operation.id.rsplit('.').next().unwrap_or_default();
    let begins = |words: &[&str]| words.iter().any(|word| verb.starts_with(word));
    match operation.effect {
        // Without tokens nothing else can be called.
        _ if V::is_sign_in(&operation.id) => 0,
        Effect::Safe => 1,
        _ if begins(&["delete", "cancel"]) => 5,
        _ if begins(&["create", "add", "upload", "post"]) => 2,
        _ if begins(&["update", "set", "replace", "put"]) => 3,
        _ => 4,
    }
}

fn is_loopback(url: &str) -> Fallible<bool> {
    let uri: http::Uri = url.parse().map_err(|_| format!("{url:?} is not an address"))?;
    // Without a scheme, "localhost" alone would be a host.
    let host = uri.scheme().and(uri.host()).ok_or_else(|| format!("{url:?} has no scheme or no host"))?;
    let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
    Ok(host == "localhost"
        || host.ends_with(".localhost")
        || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback()))
}

fn arguments(file: Option<&str>) -> Fallible<Option<BTreeMap<String, BTreeMap<String, String>>>> {
    let Some(file) = file else { return Ok(None) };
    let text = std::fs::read_to_string(file).map_err(|e| format!("{file}: {e}"))?;
    let json = Json::parse(&text).map_err(|e| format!("{file}: {e}"))?;
    let mut all = BTreeMap::new();
    for (operation, given) in json.as_object().ok_or_else(|| format!("{file}: not an object by operation"))? {
        let given = given.as_object().ok_or_else(|| format!("{file}: {operation}: not an object by argument"))?;
        all.insert(
            operation.clone(),
            given.iter().map(|(name, value)| (name.clone(), arguments::spelled(value))).collect(),
        );
    }
    Ok(Some(all))
}

#[cfg(test)]
mod tests;
