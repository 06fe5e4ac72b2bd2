//! Every documented exchange, played on a fresh sandbox.

use guichet_fixtures::{Fault, Fixture, Json, Strictness, Vendor};
use guichet_sandbox::Sandbox;

use crate::common::{Answer, KEY, send_with};

/// The documented errors that a fresh sandbox does not give to the documented request, and why.
const NOT_AT_FIRST: &[(&str, &str)] = &[
    ("invoices/add-line--not-draft", "the invoice is published first"),
    ("invoices/publish--already-published", "it is published first"),
    ("invoices/publish--error-member", "seen on newer routes alone (fact W6)"),
    ("orders/create--distance", "a fault of the vendor's: inject a 500"),
    ("orders/create--unavailable", "the same request is documented as a success; another service gives it"),
    ("orders/update--not-modifiable", "the order is cancelled first"),
    ("payments/create-for-customer--not-cancelled", "a general payment has no order"),
    ("payments/create-for-invoices--not-cancelled", "the invoices are paid first"),
    ("payments/create-for-booking--not-cancelled", "the order is paid first"),
    ("services/create--email-malformed", "a service has no e-mail"),
];

async fn play(fixture: &Fixture) -> Answer {
    let sandbox = Sandbox::start().await.unwrap();
    replay(&sandbox, fixture).await
}

async fn replay(sandbox: &Sandbox, fixture: &Fixture) -> Answer {
    let request = &fixture.request;
    let headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), if name == "Authorization" { KEY } else { value.as_str() }))
        .collect();
    let body = request.body.to_wire("boundary");
    send_with(sandbox.port(), &request.method, &request.target, &headers, &body).await.unwrap()
}

fn short(fixture: &Fixture) -> &str {
    fixture.name.strip_prefix("workadu/").unwrap()
}

/// A path without its indices.
fn bare(path: &str) -> String {
    path.split('[').map(|part| part.split_once(']').map_or(part, |(_, rest)| rest)).collect()
}

fn items(answer: &Json) -> Vec<Json> {
    let data = answer.get("data").unwrap();
    data.as_array().map_or(vec![data.clone()], <[Json]>::to_vec)
}

fn is_empty_spelling(value: Option<&Json>) -> bool {
    value.and_then(Json::as_str).is_some_and(|text| text.is_empty() || text == "false" || text.starts_with("null"))
}

#[tokio::test]
async fn documented_requests_succeed() {
    let workadu = Vendor::load("workadu").unwrap();
    // The vendor's spellings of nothing are played as they are documented.
    let lenient: Vec<String> = workadu.fixtures().iter().flat_map(|f| &f.lenient).map(|path| bare(path)).collect();
    let mut wrong = Vec::new();
    for fixture in workadu.fixtures().iter().filter(|fixture| fixture.succeeds()) {
        let answer = play(fixture).await;
        if answer.status != fixture.response.status {
            wrong.push(format!("{}: {} {}", fixture.name, answer.status, String::from_utf8_lossy(&answer.body)));
            continue;
        }
        let json = answer.json();
        for problem in fixture.answer.iter().flat_map(|schema| schema.check(&json, Strictness::Answer)) {
            let empty = matches!(problem.what, Fault::Wrong(_)) && lenient.contains(&bare(&problem.path));
            if !(empty && is_empty_spelling(json.at(&problem.path))) {
                wrong.push(format!("{}: {problem}", fixture.name));
            }
        }
        let items = items(&json);
        for path in &fixture.required {
            let member = path.rsplit('.').next().unwrap();
            if items.iter().any(|item| item.get(member).is_none()) {
                wrong.push(format!("{}: {path} is missing", fixture.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Reads, creates, updates, actions and deletions, each operation once, one after the other on one sandbox.
#[tokio::test]
async fn one_sandbox_takes_all_operations() {
    let workadu = Vendor::load("workadu").unwrap();
    let sandbox = Sandbox::start().await.unwrap();
    let turn = |operation: &str| match operation.rsplit('.').next().unwrap() {
        verb if verb.starts_with("create") => 1,
        "add-line" => 1,
        "update" => 2,
        "publish" => 3,
        verb if verb.starts_with("delete") || verb == "cancel" => 4,
        _ => 0,
    };
    let mut operations = workadu.operations();
    operations.sort_by_key(|operation| turn(operation.id));
    for operation in operations {
        let answer = replay(&sandbox, operation.first).await;
        assert_eq!(answer.status, 200, "{}: {}", operation.id, answer.json());
    }
}

/// By-id reads answer the identifiers that were asked for; lists without filters are not empty.
#[tokio::test]
async fn documented_reads_answer_what_was_asked_for() {
    let workadu = Vendor::load("workadu").unwrap();
    for fixture in workadu.fixtures().iter().filter(|f| f.succeeds() && f.request.method == "GET") {
        let items = items(&play(fixture).await.json());
        if fixture.request.query().is_none() {
            assert!(!items.is_empty(), "{}", fixture.name);
        }
        if !fixture.operation.ends_with(".get") || fixture.operation == "workadu.payments.get" {
            continue;
        }
        let captures = fixture.route.captures(fixture.request.path()).unwrap();
        let asked: Vec<&str> = captures.last().unwrap().1.split(',').collect();
        let answered: Vec<&str> = items.iter().filter_map(|item| item.get("id").and_then(Json::number)).collect();
        assert_eq!(answered, asked, "{}", fixture.name);
    }
}

#[tokio::test]
async fn documented_errors_are_given() {
    let workadu = Vendor::load("workadu").unwrap();
    let mut wrong = Vec::new();
    for fixture in workadu.fixtures().iter().filter(|fixture| !fixture.succeeds()) {
        if NOT_AT_FIRST.iter().any(|(name, _)| *name == short(fixture)) {
            continue;
        }
        let answer = play(fixture).await;
        let documented = fixture.response.body.as_json().unwrap();
        if answer.status != fixture.response.status || answer.json() != *documented {
            wrong.push(format!("{}: {} {}", fixture.name, answer.status, answer.json()));
        }
    }
    for (name, _) in NOT_AT_FIRST {
        assert!(workadu.fixture(&format!("workadu/{name}")).is_some(), "{name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What needs a state first: the request before it, and the documented error.
#[tokio::test]
async fn documented_errors_of_a_state_are_given() {
    let workadu = Vendor::load("workadu").unwrap();
    let named = |name: &str| workadu.fixture(&format!("workadu/{name}")).unwrap();
    for (first, error) in [
        ("invoices/publish", "invoices/add-line--not-draft"),
        ("invoices/publish", "invoices/publish--already-published"),
        ("orders/update", "orders/update--not-modifiable"),
        ("payments/create-for-invoices", "payments/create-for-invoices--not-cancelled"),
    ] {
        let sandbox = Sandbox::start().await.unwrap();
        assert_eq!(replay(&sandbox, named(first)).await.status, 200, "{first}");
        let answer = replay(&sandbox, named(error)).await;
        assert_eq!(answer.status, named(error).response.status, "{error}");
        assert_eq!(Some(&answer.json()), named(error).response.body.as_json(), "{error}");
    }
}

/// What an answer links to is there too.
#[tokio::test]
async fn documented_links_lead_somewhere() {
    let sandbox = Sandbox::start().await.unwrap();
    for (target, name) in [
        ("/api/customers/911", "David Oregon"),
        ("/api/companies/475", "bizz"),
        ("/api/services/33273,33663,12344,45444", ""),
        ("/api/orders/1015,32161,1234", ""),
        ("/api/invoices/5,6,12321,123123,123212", ""),
        ("/api/series/122,2100,1231", ""),
    ] {
        let answer = crate::common::get(&sandbox, target).await;
        assert_eq!(answer.status, 200, "{target}: {}", answer.json());
        assert!(answer.json().to_string().contains(name), "{target}");
    }
}

#[tokio::test]
async fn every_request_finds_its_operation() {
    let workadu = Vendor::load("workadu").unwrap();
    let sandbox = Sandbox::start().await.unwrap();
    for fixture in workadu.fixtures() {
        replay(&sandbox, fixture).await;
        let last = sandbox.exchanges().pop().unwrap();
        let unclear = "services/delete-price-scheme--id-missing";
        assert!(last.operation.as_deref() == Some(&fixture.operation) || short(fixture) == unclear, "{}", fixture.name);
        assert_eq!(last.vendor, "workadu");
        assert_eq!(last.method, fixture.request.method);
        assert_eq!(last.target, fixture.request.target);
        assert!(last.status.is_some());
    }
    sandbox.reset();
    assert!(sandbox.exchanges().is_empty());
}
