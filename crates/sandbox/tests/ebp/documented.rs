//! Every documented exchange, played on a fresh sandbox.

use guichet_fixtures::{Body, Fixture, Json, Strictness};
use guichet_sandbox::{Fault, FaultKind, Sandbox};

use crate::common::Answer;
use crate::folder::{Folder, documented};

/// Documented errors that the documented request alone does not provoke, and why. `documented_errors_have_their_causes` and the tests
/// of the limits and of the login provoke all of them but those at the end.
const NOT_AT_FIRST: &[(&str, &str)] = &[
    ("accounting/domain/get--folder-unknown", "the request is an ordinary one: another folder is asked for"),
    ("accounting/domain/get--gateway-forbidden", "the sandbox knows no products: a fault with that status"),
    ("accounting/domain/get--key-unknown", "the documented key stands for one's own: another one is sent"),
    ("accounting/domain/get--rate-limited", "one call alone is not too many"),
    ("accounting/domain/get--server-error", "of the vendor's inside: a fault with that status, its texts are others"),
    ("accounting/domain/get--token-rejected", "the documented token stands for a good one: a bad one is sent"),
    ("accounting/general-accounts/create--duplicate", "the same request is documented as a success: it is sent twice"),
    ("accounting/journal-entries/create--rate-limited", "one call alone is not too many"),
    ("accounting/journal-entries/create--server-error", "of the vendor's inside: a fault with that status"),
    ("identity/authorize--denied", "somebody must refuse"),
    ("identity/exchange--invalid-client", "the documented secret stands for the right one: another one is sent"),
    ("identity/exchange--invalid-grant", "the code is used before"),
    ("identity/refresh--invalid-grant", "the token is used before"),
    // Not at all:
    ("accounting/domain/get--forbidden", "the sandbox knows no rights, and a 403 on demand is the gateway's"),
    (
        "accounting/domain/get--bad-parameter",
        "the words of a description stand for the values, and the request is a good one",
    ),
    ("accounting/domain/get--rate-limited-bare", "the sandbox answers with the other one of two undocumented forms"),
    ("gescom/clients/list--no-right", "the same request is documented as a success: the sandbox knows no rights"),
    ("batiment/clients/list--no-right", "the same request is documented as a success: the sandbox knows no rights"),
    ("identity/refresh--invalid-grant-described", "the sandbox answers without the optional description"),
];

fn short(fixture: &Fixture) -> &str {
    fixture.name.strip_prefix("ebp/").unwrap()
}

fn said(answer: &Answer) -> String {
    format!("{} {}", answer.status, String::from_utf8_lossy(&answer.body))
}

/// The answer of a fixture, but for its Content-Type's absence: an empty body has none.
fn same(answer: &Answer, fixture: &Fixture) -> bool {
    let same_body = match &fixture.response.body {
        Body::Json(json) => Json::parse(&answer.body).as_ref() == Ok(json),
        body => answer.body == body.to_wire(""),
    };
    let headers = fixture.response.headers.iter();
    let same_headers = headers.into_iter().all(|(name, value)| answer.header(name) == Some(value));
    answer.status == fixture.response.status && same_body && same_headers
}

#[tokio::test]
async fn documented_requests_succeed() {
    let mut wrong = Vec::new();
    for fixture in documented().fixtures().iter().filter(|fixture| fixture.succeeds()) {
        let folder = if fixture.operation == "ebp.identity.exchange" { fresh().await } else { Folder::open().await };
        let answer = folder.replay(fixture).await;
        if answer.status != fixture.response.status {
            wrong.push(format!("{}: {}", fixture.name, said(&answer)));
            continue;
        }
        if let (Body::Json(_), Some(schema)) = (&fixture.response.body, &fixture.answer) {
            assert_eq!(answer.header("content-type"), Some("application/json"), "{}", fixture.name);
            let json = answer.json();
            wrong.extend(schema.check(&json, Strictness::Answer).iter().map(|p| format!("{}: {p}", fixture.name)));
            for path in &fixture.required {
                let first = json.at(&path.replace("[]", "[0]"));
                let beyond =
                    path.contains("[]") && json.at(path.split("[]").next().unwrap()) == Some(&Json::Array(vec![]));
                if first.is_none_or(Json::is_null) && !beyond {
                    wrong.push(format!("{}: {path} is missing", fixture.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Not logged in yet: the code is still good.
async fn fresh() -> Folder {
    let mut folder = Folder::open().await;
    folder.sandbox.reset();
    folder.token.clear();
    folder
}

/// What is shown whole and changed by nobody comes back as it is documented.
#[tokio::test]
async fn documented_answers_are_given() {
    let ebp = documented();
    let folder = Folder::open().await;
    for name in [
        "domain/get",
        "vat-rates/list",
        "entries/get",
        "entries/search",
        "entries/search--missing",
        "auxiliary-accounts/list--full",
        "general-accounts/list--full",
        "entry-lines/list--full",
        "bank-transactions/list--full",
        "bank-transactions/list--credit",
        "journals/get",
        "journals/list--full",
        "attachments/download",
    ] {
        let fixture = ebp.fixture(&format!("ebp/accounting/{name}")).unwrap();
        let answer = folder.replay(fixture).await;
        // In the sandbox a journal with entries says so.
        let body = |text: &[u8]| String::from_utf8_lossy(text).replace("\"isMovement\":true", "\"isMovement\":false");
        assert_eq!(body(&answer.body), body(&fixture.response.body.to_wire("")), "{name}");
    }
    // Of longer lists the documented items are the first.
    for (name, items) in [
        ("general-accounts/list", "data"),
        ("entry-lines/list", "linesEntries"),
        ("bank-transactions/list", "data"),
        ("auxiliary-accounts/list", "data"),
    ] {
        let fixture = ebp.fixture(&format!("ebp/accounting/{name}")).unwrap();
        let answer = folder.replay(fixture).await.json();
        let shown = fixture.response.body.as_json().unwrap().get(items).unwrap().as_array().unwrap();
        let given = answer.get(items).unwrap().as_array().unwrap();
        for (at, item) in shown.iter().enumerate() {
            let place = given.iter().position(|given| given == item);
            assert!(place == Some(at) || name.starts_with("auxiliary") && place.is_some(), "{name}: {item}");
        }
    }
}

/// Each operation once, one after the other on one sandbox; deletions last.
#[tokio::test]
async fn one_sandbox_takes_all_operations() {
    let ebp = documented();
    let mut folder = fresh().await;
    let exchanged = folder.replay(ebp.fixture("ebp/identity/exchange").unwrap()).await;
    folder.keep(&exchanged);
    let mut operations = ebp.operations();
    operations.sort_by_key(|operation| operation.id.ends_with(".delete"));
    for operation in operations.into_iter().filter(|operation| operation.id != "ebp.identity.exchange") {
        let answer = folder.replay(operation.first).await;
        assert_eq!(answer.status, operation.first.response.status, "{}: {}", operation.id, said(&answer));
        let last = folder.sandbox.exchanges().pop().unwrap();
        assert_eq!(last.operation.as_deref(), Some(operation.id));
        let mount = if operation.id.starts_with("ebp.identity.") { "ebp-login" } else { "ebp" };
        assert_eq!(last.vendor, mount);
        if operation.id == "ebp.identity.refresh" {
            folder.keep(&answer);
        }
    }
}

#[tokio::test]
async fn documented_errors_are_given() {
    let ebp = documented();
    let mut wrong = Vec::new();
    let mut count = 0;
    for fixture in ebp.fixtures().iter().filter(|f| f.response.status >= 400) {
        if NOT_AT_FIRST.iter().any(|(name, _)| *name == short(fixture)) {
            continue;
        }
        let answer = Folder::open().await.replay(fixture).await;
        if !same(&answer, fixture) {
            wrong.push(format!("{}: {}", fixture.name, said(&answer)));
        }
        count += 1;
    }
    for (name, _) in NOT_AT_FIRST {
        assert!(ebp.fixture(&format!("ebp/{name}")).is_some(), "{name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 49);
}

/// What needs more than its request: another credential, a request before, a fault.
#[tokio::test]
async fn documented_errors_have_their_causes() {
    let ebp = documented();
    let named = |name: &str| ebp.fixture(&format!("ebp/{name}")).unwrap();
    let limited = Folder::with(Sandbox::builder()).await;
    let folder = Folder::open().await;
    let (domain, bearer) = ("/hubbix-cpttpe/api/v1/domain-information", format!("Bearer {}", folder.token));
    let tenant = crate::folder::TENANT;
    let with = async |key: &str, bearer: &str, tenant: &str| {
        let headers = [("ebp-subscription-key", key), ("authorization", bearer), ("tenantid", tenant)];
        folder.raw("GET", domain, &headers, b"").await
    };
    let duplicate = named("accounting/general-accounts/create--duplicate");
    assert_eq!(folder.replay(duplicate).await.status, 201);
    assert_eq!(limited.get("/domain-information").await.status, 200);
    let entry = named("accounting/journal-entries/create--rate-limited");
    for (name, answer) in [
        (
            "accounting/domain/get--folder-unknown",
            with("sandbox-key", &bearer, "00000000-0000-0000-0000-000000000000").await,
        ),
        ("accounting/domain/get--key-unknown", with("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", &bearer, tenant).await),
        ("accounting/domain/get--token-rejected", with("sandbox-key", "Bearer eyManQuePasa", tenant).await),
        ("accounting/domain/get--rate-limited", limited.get("/domain-information").await),
        ("accounting/journal-entries/create--rate-limited", limited.replay(entry).await),
        ("accounting/general-accounts/create--duplicate", folder.replay(duplicate).await),
    ] {
        assert!(same(&answer, named(name)), "{name}: {}", said(&answer));
    }
    // On demand: status and members are as documented.
    for name in [
        "accounting/domain/get--gateway-forbidden",
        "accounting/domain/get--server-error",
        "accounting/journal-entries/create--server-error",
    ] {
        let fixture = named(name);
        folder.sandbox.inject(Fault::new(FaultKind::Status(fixture.response.status)).on(&fixture.operation).times(1));
        let answer = folder.replay(fixture).await;
        let members = |json: &Json| json.as_object().unwrap().iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
        assert_eq!(answer.status, fixture.response.status, "{name}");
        assert_eq!(members(&answer.json()), members(fixture.response.body.as_json().unwrap()), "{name}");
    }
}

#[tokio::test]
async fn every_request_finds_its_operation() {
    let folder = Folder::open().await;
    for fixture in documented().fixtures() {
        folder.replay(fixture).await;
        let last = folder.sandbox.exchanges().pop().unwrap();
        assert_eq!(last.operation.as_deref(), Some(fixture.operation.as_str()), "{}", fixture.name);
        assert!(last.status.is_some());
    }
}
