//! `cargo xtask conformance`: every operation through its public method, over real HTTP.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use guichet_core::transport::{
    Body, BoxFuture, ByteStream, HttpTransport, Transport, TransportError, TransportErrorKind,
};
use guichet_core::{CallOptions, Effect, Operation, RetryPolicy, Settings};
use guichet_fixtures::Json;
use guichet_sandbox::Sandbox;

use crate::cargo::Fallible;
use crate::exercise::arguments;
use crate::vendors::{NAMES, Vendor, for_each_vendor};

/// What the command line asks for.
#[derive(Debug, Default, Clone)]
pub struct Request {
    /// Another server than an embedded sandbox: `http://127.0.0.1:4010`.
    pub base_url: Option<String>,
    /// One vendor only.
    pub vendor: Option<String>,
    /// Arguments by operation, `{"workadu.customers.get": {"customer_id": 5}}`.
    pub args: Option<String>,
    /// Also what changes something, on a server that is not this machine.
    pub allow_writes: bool,
}

/// Sends, and keeps method, path and status of the last exchange.
#[derive(Clone)]
struct Tap<T> {
    inner: T,
    last: Arc<Mutex<Last>>,
}

#[derive(Default, Clone)]
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
    if let Some(vendor) = &request.vendor
        && !NAMES.contains(&vendor.as_str())
    {
        return Err(format!("{vendor:?} is none of {NAMES:?}"));
    }
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
        writes: request.allow_writes,
    };
    let wanted = |name: &str| request.vendor.as_deref().is_none_or(|vendor| vendor == name);
    let failed = for_each_vendor!(V => if wanted(V::NAME) { vendor::<V>(&plan).await? } else { 0 });
    let failed: usize = failed.iter().sum();
    if failed == 0 { Ok(()) } else { Err(format!("{failed} operations failed")) }
}

struct Plan {
    base: String,
    remote: bool,
    args: BTreeMap<String, BTreeMap<String, String>>,
    writes: bool,
}

async fn vendor<V: Vendor>(plan: &Plan) -> Fallible<usize> {
    let http = HttpTransport::builder().connect_timeout(Duration::from_secs(5)).build().map_err(|e| e.to_string())?;
    let tap = Tap { inner: http, last: Arc::default() };
    let settings = Settings::new()
        .transport(tap.clone())
        .retry(RetryPolicy::new().pauses(Duration::from_millis(100), Duration::from_secs(1)))
        .options(CallOptions::new().deadline(Duration::from_secs(30)));
    let client = V::live(&format!("{}/{}", plan.base, V::NAME), settings).map_err(|e| e.to_string())?;
    let table = V::table();
    let mut operations = V::operations();
    operations.sort_by_key(|operation| phase::<V>(operation));
    let mut failed = 0;
    for operation in operations {
        let fixture = fixture_of(V::NAME, operation);
        let exercise = table.iter().find(|exercise| exercise.fixtures.contains(&fixture.as_str()));
        let given = plan.args.get(operation.id.as_ref());
        let skipped = match (exercise, plan.remote) {
            (None, _) => Some("no invocation".to_owned()),
            (_, true) if operation.effect != Effect::Safe && !plan.writes => {
                Some("changes something; --allow-writes".to_owned())
            }
            (_, true) if given.is_none() => Some("no arguments in --args".to_owned()),
            _ => None,
        };
        let mut line = Line { vendor: V::NAME, operation, last: Last::default(), ok: false, error: None, skipped };
        if let (Some(exercise), None) = (exercise, &line.skipped) {
            *tap.last.lock().unwrap_or_else(PoisonError::into_inner) = Last::default();
            let call = exercise.run(client.clone());
            let (outcome, wanting) = if plan.remote {
                arguments::with(given.cloned().unwrap_or_default(), call).await
            } else {
                (call.await, BTreeSet::new())
            };
            line.last = tap.last.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if wanting.is_empty() {
                line.ok = outcome.is_ok();
                line.error = outcome.err().map(|error| error.to_string());
            } else {
                line.skipped = Some(format!("--args lacks {}", wanting.into_iter().collect::<Vec<_>>().join(", ")));
            }
        }
        failed += usize::from(!line.ok && line.skipped.is_none());
        println!("{}", line.json());
    }
    Ok(failed)
}

struct Line {
    vendor: &'static str,
    operation: &'static Operation,
    last: Last,
    ok: bool,
    error: Option<String>,
    skipped: Option<String>,
}

impl Line {
    fn json(&self) -> Json {
        let text = |value: &Option<String>| value.as_deref().map_or(Json::Null, Json::from);
        let mut members = vec![
            ("vendor", Json::from(self.vendor)),
            ("id", Json::from(self.operation.id.as_ref())),
            (
                "method",
                self.last.method.as_deref().map_or_else(|| Json::from(self.operation.method.as_str()), Json::from),
            ),
            ("path", text(&self.last.path)),
            ("status", self.last.status.map_or(Json::Null, |status| Json::from(i64::from(status)))),
            ("ok", Json::from(self.ok)),
            ("error", text(&self.error)),
        ];
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
mod tests {
    use std::marker::PhantomData;

    use guichet_core::transport::{Reply, ScriptedTransport};

    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for url in ["http://127.0.0.1:4010", "http://localhost:1/x", "http://[::1]:9", "http://a.LOCALHOST"] {
            assert_eq!(is_loopback(url), Ok(true), "{url}");
        }
        for url in [
            "https://app.workadu.com",
            "http://10.0.0.1",
            "http://127.0.0.1.example.com",
            "http://localhost.example.com",
            "http://notlocalhost",
            "http://a.localhost@example.com",
        ] {
            assert_eq!(is_loopback(url), Ok(false), "{url}");
        }
        for url in ["nothing", "localhost", "127.0.0.1:4010", "http://evil.example\\.localhost"] {
            assert!(is_loopback(url).is_err(), "{url}");
        }
    }

    #[tokio::test]
    async fn a_live_run_without_arguments_sends_plain_lists_only() {
        for_each_vendor!(V => for operation in V::operations().into_iter().filter(|one| !V::is_sign_in(&one.id)) {
            let (wanting, sent) = without_arguments::<V>(operation).await;
            let plain = operation.effect == Effect::Safe && !operation.path.contains('{');
            if V::folder(&operation.id).is_none() {
                assert_eq!(wanting.is_empty(), plain, "{}: {wanting:?}", operation.id);
            }
            assert_eq!(sent, wanting.is_empty(), "{}: {wanting:?}", operation.id);
        });
    }

    #[tokio::test]
    async fn no_folder_is_named_on_a_live_server_but_the_callers() {
        let mut folders = 0;
        for_each_vendor!(V => for operation in V::operations() {
            let Some(folder) = V::folder(&operation.id) else { continue };
            let (wanting, sent) = without_arguments::<V>(operation).await;
            assert!(wanting.contains(folder) && !sent, "{}: {wanting:?}", operation.id);
            folders += 1;
        });
        assert!(folders > 30, "{folders} operations are about a folder");
    }

    /// Calls an operation of a live server without any argument: those that were wanting, and whether it was sent.
    async fn without_arguments<V: Vendor>(operation: &Operation) -> (BTreeSet<String>, bool) {
        let script = ScriptedTransport::always(Reply::status(500));
        let tap = Tap { inner: Aside::<V>(script.clone(), PhantomData), last: Arc::default() };
        let settings = Settings::new().transport(tap).retry(RetryPolicy::never());
        let client = V::live("https://live.example", settings).unwrap();
        let (fixture, table) = (fixture_of(V::NAME, operation), V::table());
        let exercise = table.iter().find(|exercise| exercise.fixtures.contains(&fixture.as_str()));
        let call = exercise.unwrap_or_else(|| panic!("{fixture}: no invocation")).run(client);
        let (outcome, wanting) = arguments::with(BTreeMap::new(), call).await;
        outcome.unwrap_err();
        (wanting, !script.requests().is_empty())
    }

    /// Answers what a client asks for of itself, and hands on the rest.
    struct Aside<V>(ScriptedTransport, PhantomData<fn(V)>);

    impl<V: Vendor> Transport for Aside<V> {
        fn send(
            &self,
            request: http::Request<Body>,
        ) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
            let script = match V::aside(request.uri().path()) {
                Some(body) => ScriptedTransport::always(Reply::json(body)),
                None => self.0.clone(),
            };
            Box::pin(async move { script.send(request).await })
        }
    }
}
