//! `cargo xtask conformance`: every operation through its public method, over real HTTP.

use guichet_core::transport::Body;
use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use guichet_core::transport::{BoxFuture, ByteStream, HttpTransport, Transport, TransportError, TransportErrorKind};
use guichet_core::{CallOptions, Effect, Operation, RetryPolicy, Settings};
use guichet_fixtures::Json;
use guichet_sandbox::Sandbox;

use crate::cargo::Fallible;
use crate::vendors::{AccengageVendor, EbpVendor, Vendor, WorkaduVendor};

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

tokio::task_local! {
    static ARGS: Arc<Mutex<Args>>;
}

/// The arguments of one call, and which of them were wanting.
#[derive(Debug, Default)]
struct Args {
    given: BTreeMap<String, String>,
    wanting: BTreeSet<String>,
}

/// An identifier of a documented exchange: the documented one in tests and on a sandbox, the caller's on a live server.
/// There a call whose identifiers are not all given is never sent.
pub fn arg<T: FromStr>(name: &str, documented: T) -> T {
    given(name, read).unwrap_or(documented)
}

/// The same for several identifiers: a JSON array, or a text with commas. None at all is not a given one.
pub fn args<T: FromStr, const N: usize>(name: &str, documented: [T; N]) -> Vec<T> {
    let several = |text: &str| {
        let texts: Vec<String> = match Json::parse(text) {
            Ok(Json::Array(elements)) => elements.iter().map(spelled).collect(),
            _ => text.split(',').map(|one| one.trim().to_owned()).collect(),
        };
        let list = texts.iter().map(|one| read(one)).collect::<Option<Vec<T>>>();
        list.filter(|list| !list.is_empty())
    };
    given(name, several).unwrap_or_else(|| documented.into())
}

/// The caller's argument on a live server, noted as wanting if there is none that can be read; elsewhere nothing.
fn given<T>(name: &str, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
    let given = ARGS.try_with(|args| {
        let mut args = args.lock().unwrap_or_else(PoisonError::into_inner);
        let found = args.given.get(name).and_then(|text| read(text));
        if found.is_none() {
            args.wanting.insert(name.to_owned());
        }
        found
    });
    given.ok().flatten()
}

/// No identifier is empty.
fn read<T: FromStr>(text: &str) -> Option<T> {
    if text.is_empty() { None } else { text.parse().ok() }
}

/// A value of the file as the text that is read; null is none.
fn spelled(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
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
            let wanting = ARGS.try_with(|args| !args.lock().unwrap_or_else(PoisonError::into_inner).wanting.is_empty());
            if wanting == Ok(true) {
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
        && !crate::account::VENDORS.contains(&vendor.as_str())
    {
        return Err(format!("{vendor:?} is none of {:?}", crate::account::VENDORS));
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
    let mut failed = 0;
    let wanted = |name: &str| request.vendor.as_deref().is_none_or(|vendor| vendor == name);
    if wanted(AccengageVendor::NAME) {
        failed += vendor::<AccengageVendor>(&plan).await?;
    }
    if wanted(EbpVendor::NAME) {
        failed += vendor::<EbpVendor>(&plan).await?;
    }
    if wanted(WorkaduVendor::NAME) {
        failed += vendor::<WorkaduVendor>(&plan).await?;
    }
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
    operations.sort_by_key(|operation| phase(operation));
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
            let args =
                Arc::new(Mutex::new(Args { given: given.cloned().unwrap_or_default(), wanting: BTreeSet::new() }));
            let call = exercise.run(client.clone());
            let outcome = if plan.remote { ARGS.scope(Arc::clone(&args), call).await } else { call.await };
            let wanting = args.lock().unwrap_or_else(PoisonError::into_inner).wanting.clone();
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
fn phase(operation: &Operation) -> u8 {
    let verb = operation.id.rsplit('.').next().unwrap_or_default();
    let begins = |words: &[&str]| words.iter().any(|word| verb.starts_with(word));
    match operation.effect {
        // Without tokens nothing else can be called.
        _ if operation.id.contains(".identity.") => 0,
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
        all.insert(operation.clone(), given.iter().map(|(name, value)| (name.clone(), spelled(value))).collect());
    }
    Ok(Some(all))
}

#[cfg(test)]
mod tests {
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

    fn with(given: &[(&str, &str)]) -> Arc<Mutex<Args>> {
        let given = given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Arc::new(Mutex::new(Args { given, ..Args::default() }))
    }

    #[tokio::test]
    async fn a_call_without_its_arguments_is_noticed() {
        assert_eq!(arg("customer_id", 3332), 3332);
        let given = with(&[("customer_id", "5"), ("email", ""), ("series_id", "none")]);
        ARGS.scope(Arc::clone(&given), async {
            assert_eq!(arg("customer_id", 3332), 5);
            assert_eq!(arg("invoice_id", 1), 1);
            assert_eq!(arg("email", "a@b.example".to_owned()), "a@b.example");
            assert_eq!(arg("series_id", 911), 911);
        })
        .await;
        let given = given.lock().unwrap();
        assert_eq!(given.wanting.iter().collect::<Vec<_>>(), ["email", "invoice_id", "series_id"]);
    }

    #[tokio::test]
    async fn several_are_an_array_or_a_text_with_commas() {
        assert_eq!(args("ids", [1, 2]), [1, 2]);
        for good in ["[7, 8]", r#"["7", 8]"#, "7,8", " 7 , 8 "] {
            let given = with(&[("ids", good)]);
            assert_eq!(ARGS.scope(Arc::clone(&given), async { args("ids", [1]) }).await, [7, 8], "{good}");
            assert!(given.lock().unwrap().wanting.is_empty(), "{good}");
        }
        let one = ARGS.scope(with(&[("ids", "7")]), async { args("ids", [1, 2]) }).await;
        assert_eq!(one, [7]);
        let words = ARGS.scope(with(&[("ids", r#"["a,b", "c"]"#)]), async { args("ids", [String::new()]) }).await;
        assert_eq!(words, ["a,b", "c"]);
        for bad in ["", "[]", "[null]", "7,", "7;8", "[[7]]"] {
            let given = with(&[("ids", bad)]);
            ARGS.scope(Arc::clone(&given), async { args("ids", [1]) }).await;
            assert_eq!(given.lock().unwrap().wanting.len(), 1, "{bad}");
        }
    }

    #[tokio::test]
    async fn a_live_run_without_arguments_sends_plain_lists_only() {
        without_arguments::<WorkaduVendor>().await;
    }

    #[tokio::test]
    async fn no_folder_is_named_on_a_live_server_but_the_callers() {
        let table = EbpVendor::table();
        for operation in EbpVendor::operations() {
            if operation.id.contains(".identity.") {
                continue;
            }
            let script = ScriptedTransport::always(Reply::status(500));
            let tap = Tap { inner: script.clone(), last: Arc::default() };
            let settings = Settings::new().transport(tap).retry(RetryPolicy::never());
            let client = EbpVendor::live("https://live.example/ebp", settings).unwrap();
            let fixture = fixture_of(EbpVendor::NAME, operation);
            let exercise = table.iter().find(|exercise| exercise.fixtures.contains(&fixture.as_str()));
            let nothing = with(&[]);
            let call = exercise.unwrap_or_else(|| panic!("{fixture}: no invocation")).run(client);
            ARGS.scope(Arc::clone(&nothing), call).await.unwrap_err();
            assert!(nothing.lock().unwrap().wanting.contains("tenantid"), "{}", operation.id);
            assert!(script.requests().is_empty(), "{}", operation.id);
        }
    }

    /// Whatever names something in its path, or changes something, wants an argument, and is not sent.
    async fn without_arguments<V: Vendor>() {
        let table = V::table();
        for operation in V::operations() {
            let script = ScriptedTransport::always(Reply::status(500));
            let tap = Tap { inner: script.clone(), last: Arc::default() };
            let settings = Settings::new().transport(tap).retry(RetryPolicy::never());
            let client = V::live("https://live.example", settings).unwrap();
            let fixture = fixture_of(V::NAME, operation);
            let exercise = table.iter().find(|exercise| exercise.fixtures.contains(&fixture.as_str()));
            let nothing = with(&[]);
            let call = exercise.unwrap_or_else(|| panic!("{fixture}: no invocation")).run(client);
            ARGS.scope(Arc::clone(&nothing), call).await.unwrap_err();
            let list = operation.effect == Effect::Safe && !operation.path.contains('{');
            assert_eq!(nothing.lock().unwrap().wanting.is_empty(), list, "{}", operation.id);
            assert_eq!(script.requests().len(), usize::from(list), "{}", operation.id);
        }
    }
}
