//! What a run of conformance does and does not send, against sandboxes and scripts.

use std::marker::PhantomData;

use guichet_core::Limits;
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_sandbox::{Fault, FaultKind};

use super::*;
use crate::vendors::accengage::AccengageVendor;
use crate::vendors::workadu::WorkaduVendor;

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

async fn lines<V: Vendor>(base: String, pages: u64) -> Vec<Line> {
    let plan = Plan { base, remote: false, args: BTreeMap::new(), pages, writes: false };
    let mut lines = Vec::new();
    vendor::<V>(&plan, &mut |line| lines.push(line.clone())).await.unwrap();
    lines
}

fn failed(lines: &[Line]) -> Vec<String> {
    lines.iter().filter(|line| !line.ok).map(|line| line.json().to_string()).collect()
}

#[tokio::test]
async fn every_form_of_every_operation_has_a_line_and_every_list_is_read_to_its_end() {
    let sandbox = Sandbox::start().await.unwrap();
    let lines = lines::<WorkaduVendor>(sandbox.url(), MOST_PAGES).await;
    assert_eq!(failed(&lines), <[&str; 0]>::default());
    assert_eq!(lines.len(), WorkaduVendor::table().len());
    let of = |id: &str| lines.iter().filter(|line| line.operation.id == id).collect::<Vec<_>>();
    let forms: Vec<&str> = of("workadu.payments.create-for-booking").iter().map(|line| line.form).collect();
    assert_eq!(forms, ["", "full", "as-booking-id", "unknown"]);
    let refusals: Vec<Option<u16>> =
        of("workadu.payments.create-for-booking").iter().map(|line| line.refusal).collect();
    assert!(refusals[..3].iter().all(Option::is_none) && refusals[3].is_some(), "{refusals:?}");
    let customers = of("workadu.customers.list");
    let read: Vec<(&str, u64, bool)> =
        customers.iter().map(|line| (line.form, line.read.unwrap().elements, line.read.unwrap().left)).collect();
    assert_eq!(read, [("", 250, false), ("full", 0, false), ("page-2", 200, false)]);
    assert!(lines.iter().filter(|line| line.read.is_some_and(|read| read.pages > 1)).count() >= 2);
    assert!(of("workadu.customers.get").iter().all(|line| line.read.is_none()));
    // A list that is longer than its bound says so.
    let lines = self::lines::<WorkaduVendor>(sandbox.url(), 2).await;
    let customers = lines.iter().find(|line| line.operation.id == "workadu.customers.list").unwrap();
    let json = customers.json();
    assert_eq!(
        (json.get("pages").and_then(Json::number), json.get("whole").and_then(Json::as_bool)),
        (Some("2"), Some(false))
    );
    assert!(customers.ok);
}

#[tokio::test]
async fn what_a_server_does_wrong_is_a_line_that_is_not_ok() {
    let sandbox = Sandbox::start().await.unwrap();
    // Waits also where the state begins anew.
    sandbox.inject(Fault::new(FaultKind::Status(403)).on("workadu.series.get"));
    let lines = lines::<WorkaduVendor>(sandbox.url(), MOST_PAGES).await;
    let wrong: Vec<(&str, &str)> =
        lines.iter().filter(|line| !line.ok).map(|line| (line.operation.id.as_ref(), line.form)).collect();
    assert_eq!(wrong, [("workadu.series.get", ""), ("workadu.series.get", "several")]);
    // A success where a refusal is documented, and a refusal with another status.
    let mut line = lines[0].clone();
    let read = line.read.unwrap();
    let value = || Ok(crate::exercise::Value { json: "1".to_owned(), shown: "1".to_owned() });
    line.judge(value(), read, Some(404));
    assert!(!line.ok && line.error.unwrap().contains("404"));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_an_error_on_each_line() {
    let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let lines = lines::<AccengageVendor>(format!("http://{closed}"), MOST_PAGES).await;
    assert_eq!(lines.len(), AccengageVendor::table().len());
    for line in lines {
        assert!(!line.ok && line.last.path.is_none() && line.skipped.is_none());
        let error = line.error.unwrap();
        assert!(error.contains("connect"), "{error}");
    }
}

/// Whether a segment of a path stands for what the caller names. Akuiteo's selector and the name of its domain of purchases
/// are settings of the client, and the format of EBP's exports is one of two.
fn is_named_by_the_caller(segment: &str) -> bool {
    segment.starts_with('{') && !["{selector}", "{purchase}", "{format}"].contains(&segment)
}

/// Reads of what their query names, which is as much as a path that names it.
const NAMED_IN_THE_QUERY: [&str; 4] = [
    "ebp.imports.imports.status",
    "ebp.imports.attachments.status",
    "ebp.exports.exports.status",
    "ebp.exports.exports.result",
];

/// The forms of an operation that a live server may get.
fn live_forms<V: Vendor>(table: &[Exercise<V::Client>], operation: &Operation) -> Vec<usize> {
    let forms: Vec<_> = forms_of::<V>(table, operation).map(std::ptr::from_ref).collect();
    (0..table.len()).filter(|at| forms.contains(&std::ptr::from_ref(&table[*at])) && table[*at].live).collect()
}

#[tokio::test]
async fn a_live_run_without_arguments_sends_plain_lists_only() {
    let mut further = 0;
    for_each_vendor!(V => for operation in V::operations().into_iter().filter(|one| !V::is_sign_in(&one.id)) {
        let table = V::table();
        for at in live_forms::<V>(&table, operation) {
            let exercise = &table[at];
            let (wanting, sent) = without_arguments::<V>(exercise).await;
            let plain = operation.effect == Effect::Safe
                && !NAMED_IN_THE_QUERY.contains(&&*operation.id)
                && !operation.path.split('/').any(is_named_by_the_caller);
            let name = exercise.fixtures[0];
            // A further form of a list may filter by an identifier.
            if V::folder(&operation.id).is_none() && (exercise.form().is_empty() || !plain) {
                assert_eq!(wanting.is_empty(), plain, "{name}: {wanting:?}");
            }
            assert_eq!(sent, wanting.is_empty(), "{name}: {wanting:?}");
            further += usize::from(!exercise.form().is_empty());
        }
    });
    assert!(further > 40, "{further} further forms");
}

#[tokio::test]
async fn no_folder_is_named_on_a_live_server_but_the_callers() {
    let mut folders = 0;
    for_each_vendor!(V => for operation in V::operations() {
        let Some(folder) = V::folder(&operation.id) else { continue };
        let table = V::table();
        for at in live_forms::<V>(&table, operation) {
            let (wanting, sent) = without_arguments::<V>(&table[at]).await;
            assert!(wanting.contains(folder) && !sent, "{}: {wanting:?}", table[at].fixtures[0]);
            folders += 1;
        }
    });
    assert!(folders > 30, "{folders} operations are about a folder");
}

/// What was documented for an identifier is nowhere in the request of a live server, whose identifiers the caller gives.
#[tokio::test]
async fn no_documented_identifier_is_sent_to_a_live_server() {
    let mut sent = 0;
    for_each_vendor!(V => for operation in V::operations().into_iter().filter(|one| !V::is_sign_in(&one.id)) {
        let table = V::table();
        for at in live_forms::<V>(&table, operation) {
            let exercise = &table[at];
            let (wanting, _) = without_arguments::<V>(exercise).await;
            // Identifiers that no documented one looks like: numbers that are texts as well.
            let given: BTreeMap<String, String> =
                wanting.iter().enumerate().map(|(at, name)| (name.clone(), format!("9870{at}"))).collect();
            let (target, body, wanting) = sent_with::<V>(exercise, given).await;
            assert_eq!(wanting, BTreeSet::new(), "{}", exercise.fixtures[0]);
            let path = target.split('?').next().unwrap();
            for (name, segment) in operation.path.split('/').zip(path.split('/')) {
                let foreign = segment.contains("9870") || segment == "notes";
                assert!(!is_named_by_the_caller(name) || foreign, "{}: {target}", exercise.fixtures[0]);
            }
            let endings = ["id", "uuid", "ids", "uuids", "category", "brand", "numberFrom", "series", "payment_type"];
            let identifies = |name: &str| endings.iter().any(|ending| name.ends_with(ending));
            let query = target.split_once('?').map(|(_, query)| query).unwrap_or_default();
            for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
                let foreign = value.contains("9870") || !identifies(name.trim_end_matches("%5D"));
                assert!(foreign, "{}: {target}", exercise.fixtures[0]);
            }
            for (path, value) in body.paths() {
                let scalar = value.as_object().is_none() && value.as_array().is_none();
                let name = path.split('[').next().unwrap_or_default();
                let foreign = !scalar || value.is_null() || value.to_string().contains("9870") || !identifies(name);
                assert!(foreign, "{}: {path} {value}", exercise.fixtures[0]);
            }
            sent += 1;
        }
    });
    assert!(sent > 100, "{sent}");
}

/// What a server got: the first line, the headers by their names in small letters, and the body.
type Got = (String, BTreeMap<String, String>, Vec<u8>);

/// A server that answers 500 to everything but what a client asks for of itself, and keeps the first other request.
async fn capturing<V: Vendor>(got: Arc<Mutex<Option<Got>>>) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/at", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            let (head, length) = loop {
                let mut piece = [0; 4096];
                let Ok(read @ 1..) = stream.read(&mut piece).await else { break (0, 0) };
                bytes.extend_from_slice(&piece[..read]);
                if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                    let text = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
                    let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
                    break (end + 4, length.map_or(0, |length| length.trim().parse::<usize>().unwrap()));
                }
            };
            if head == 0 {
                continue;
            }
            while bytes.len() < head + length {
                let mut piece = [0; 4096];
                let Ok(read @ 1..) = stream.read(&mut piece).await else { break };
                bytes.extend_from_slice(&piece[..read]);
            }
            let text = String::from_utf8_lossy(&bytes[..head]).into_owned();
            let mut lines = text.lines();
            let first = lines.next().unwrap().to_owned();
            let path = first.split(' ').nth(1).unwrap_or_default().split('?').next().unwrap_or_default().to_owned();
            let of_its_own = path.trim_start_matches("/at-login").trim_start_matches("/at");
            let (status, body) = match V::aside(of_its_own) {
                Some(body) => ("200 OK", body),
                None => {
                    let headers = lines.filter_map(|line| line.split_once(": "));
                    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
                    got.lock().unwrap().get_or_insert((first, headers, bytes[head..].to_vec()));
                    ("500 Internal Server Error", "{}")
                }
            };
            let answer = format!(
                "HTTP/1.1 {status}\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    address
}

/// A preview is the request that a socket gets, to the byte: but for what the transport and the credentials add.
#[tokio::test]
async fn a_preview_is_what_is_sent() {
    const ADDED: [&str; 5] = ["host", "accept", "accept-encoding", "content-length", "connection"];
    const CREDENTIALS: [&str; 4] = ["authorization", "ebp-subscription-key", "accengage-signature", "accengage-time"];
    let http = guichet_core::transport::HttpTransport::new().unwrap();
    let (mut held, mut streamed, mut secret) = (0, 0, BTreeSet::new());
    for_each_vendor!(V => {
        let got: Arc<Mutex<Option<Got>>> = Arc::default();
        let base = capturing::<V>(Arc::clone(&got)).await;
        let table = V::table();
        let of_tokens = |operation: &Operation| V::is_sign_in(&operation.id) || V::is_confidential(&operation.id);
        let operations = V::operations().into_iter().filter(|operation| !of_tokens(operation));
        let exercises = operations.flat_map(|operation| forms_of::<V>(&table, operation));
        for exercise in exercises.filter(|exercise| exercise.received.is_none()) {
            let name = exercise.fixtures[0];
            let settings = || {
                Settings::new().transport(http.clone()).retry(RetryPolicy::never()).limits(Limits::none())
            };
            let given: BTreeMap<String, String> = without_arguments::<V>(exercise)
                .await
                .0
                .into_iter()
                .enumerate()
                .map(|(at, name)| {
                    // An entry is about two accounts.
                    let several = if name == "linesEdition.generalAccount" { format!("9870{at},9871{at}") } else { format!("9870{at}") };
                    (name, several)
                })
                .collect();
            let client = V::live(&base, settings()).unwrap();
            V::sign_in(&client, "").await.unwrap();
            got.lock().unwrap().take();
            let _ = arguments::with(given.clone(), exercise.run(client)).await;
            let sent = got.lock().unwrap().take();
            let (first, headers, body) = sent.unwrap_or_else(|| panic!("{name}: nothing was sent"));

            let previews = guichet_core::Previews::new();
            let options = guichet_core::CallOptions::new().preview(&previews);
            let client = V::live(&base, settings().options(options)).unwrap();
            let (outcome, _) = arguments::with(given, exercise.run(client)).await;
            assert_eq!(outcome.unwrap_err().kind(), guichet_core::ErrorKind::Preview, "{name}");
            assert!(got.lock().unwrap().is_none(), "{name}: a preview was sent");
            let preview = previews.take().into_iter().next().unwrap_or_else(|| panic!("{name}: no preview"));

            assert_eq!(first, format!("{} {} HTTP/1.1", preview.method, preview.target()), "{name}");
            // Two bodies of parts have two boundaries.
            let boundary = |kind: Option<&str>| {
                kind.and_then(|kind| kind.split_once("boundary=")).map(|(_, boundary)| boundary.to_owned())
            };
            let plain = |text: &[u8], boundary: Option<String>| {
                let text = String::from_utf8_lossy(text).into_owned();
                boundary.map_or(text.clone(), |boundary| text.replace(&boundary, "boundary"))
            };
            let bounds = [
                boundary(headers.get("content-type").map(String::as_str)),
                boundary(preview.header("content-type")),
            ];
            if preview.body.is_empty() && preview.length > 0 {
                assert_eq!(preview.length, body.len() as u64, "{name}");
                streamed += 1;
            } else {
                assert_eq!(plain(&body, bounds[0].clone()), plain(&preview.body, bounds[1].clone()), "{name}");
            }
            for (header, value) in &preview.headers {
                let sent = headers.get(header.as_str()).unwrap_or_else(|| panic!("{name}: {header} was not sent"));
                if value == "***" {
                    secret.insert(header.to_string());
                } else {
                    let shown = plain(value.as_bytes(), bounds[1].clone());
                    assert_eq!(plain(sent.as_bytes(), bounds[0].clone()), shown, "{name}: {header}");
                }
            }
            for header in headers.keys().filter(|header| !preview.headers.contains_key(header.as_str())) {
                let by_others = ADDED.contains(&header.as_str());
                assert!(by_others || CREDENTIALS.contains(&header.as_str()), "{name}: {header} is in no preview");
            }
            held += 1;
        }
    });
    println!("{held} previews, {streamed} of them of bodies that are read while they are sent; hidden: {secret:?}");
    assert!(held > 300, "{held}");
}

/// Calls a live server without any argument: those that were wanting, and whether anything was sent.
async fn without_arguments<V: Vendor>(exercise: &Exercise<V::Client>) -> (BTreeSet<String>, bool) {
    let (script, wanting) = called::<V>(exercise, BTreeMap::new()).await;
    (wanting, !script.requests().is_empty())
}

/// The target and the body of the request of a call with these arguments, and what was wanting.
async fn sent_with<V: Vendor>(
    exercise: &Exercise<V::Client>,
    given: BTreeMap<String, String>,
) -> (String, Json, BTreeSet<String>) {
    let (script, wanting) = called::<V>(exercise, given).await;
    let requests = script.requests();
    let body = requests.last().and_then(|request| Json::parse(&request.body).ok()).unwrap_or(Json::Null);
    let target = requests.last().map(|request| request.uri.trim_start_matches("https://live.example").to_owned());
    (target.unwrap_or_default(), body, wanting)
}

async fn called<V: Vendor>(
    exercise: &Exercise<V::Client>,
    given: BTreeMap<String, String>,
) -> (ScriptedTransport, BTreeSet<String>) {
    let script = ScriptedTransport::always(Reply::status(500));
    let tap = Tap { inner: Aside::<V>(script.clone(), PhantomData), last: Arc::default() };
    let settings = Settings::new().transport(tap).retry(RetryPolicy::never()).limits(Limits::none());
    let client = V::live("https://live.example", settings).unwrap();
    // A client without tokens sends nothing.
    V::sign_in(&client, "").await.unwrap();
    let (outcome, wanting) = arguments::with(given, exercise.run(client)).await;
    outcome.unwrap_err();
    (script, wanting)
}

/// Answers what a client asks for of itself, and hands on the rest.
struct Aside<V>(ScriptedTransport, PhantomData<fn(V)>);

impl<V: Vendor> Transport for Aside<V> {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        let script = match V::aside(request.uri().path()) {
            Some(body) => ScriptedTransport::always(Reply::json(body)),
            None => self.0.clone(),
        };
        Box::pin(async move { script.send(request).await })
    }
}
