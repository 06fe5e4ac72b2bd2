//! Every documented exchange, played on a fresh sandbox.

use guichet_fixtures::{Body, Fixture, Strictness, Vendor};
use guichet_sandbox::{Fault, FaultKind};

use crate::common::Answer;
use crate::signed::Signed;

/// The requests as they stand, signature and time included; only the token is the sandbox's.
async fn replay(signed: &Signed, fixture: &Fixture) -> Answer {
    let request = &fixture.request;
    let bearer = format!("Bearer {}", signed.token);
    let headers: Vec<(&str, &str)> = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), if name == "Authorization" { &bearer } else { value.as_str() }))
        .collect();
    let body = String::from_utf8(request.body.to_wire("")).unwrap();
    signed.raw(&request.method, &request.target, &headers, &body).await
}

fn named<'a>(vendor: &'a Vendor, name: &str) -> &'a Fixture {
    vendor.fixture(&format!("accengage/{name}")).unwrap()
}

#[tokio::test]
async fn documented_requests_succeed() {
    let accengage = Vendor::load("accengage").unwrap();
    for fixture in accengage.fixtures().iter().filter(|fixture| fixture.succeeds()) {
        let answer = replay(&Signed::start().await, fixture).await;
        let text = String::from_utf8_lossy(&answer.body);
        assert_eq!(answer.status, 200, "{}: {text}", fixture.name);
        assert_eq!(answer.header("content-type"), fixture.response.header("content-type"), "{}", fixture.name);
        // Of the links that the text names, devices have the one to the next page at the most (fact C12).
        let links = answer.header("link").map_or(0, |link| link.matches("rel=").count());
        assert!(links <= 1 && (links == 0 || fixture.response.header("link").is_some()), "{}", fixture.name);
        if let (Body::Json(_), Some(schema)) = (&fixture.response.body, &fixture.answer) {
            let problems = schema.check(&answer.json(), Strictness::Answer);
            assert!(problems.is_empty(), "{}: {problems:?}", fixture.name);
        }
        for member in &fixture.required {
            assert!(answer.json().get(member).is_some(), "{}: {member} is missing", fixture.name);
        }
    }
}

/// The playground answers as it is documented, but for the number of a new note.
#[tokio::test]
async fn the_playground_is_as_documented() {
    let accengage = Vendor::load("accengage").unwrap();
    for name in ["apps/get", "apps/put", "apps/delete", "apps/post"] {
        let fixture = named(&accengage, name);
        let mut answer = replay(&Signed::start().await, fixture).await.json();
        let documented = fixture.response.body.as_json().unwrap();
        if name == "apps/post" {
            answer.set("id", documented.get("id").unwrap().clone());
        }
        assert_eq!(answer, *documented, "{name}");
    }
}

#[tokio::test]
async fn one_sandbox_takes_all_operations() {
    let accengage = Vendor::load("accengage").unwrap();
    let signed = Signed::start().await;
    let mut operations = accengage.operations();
    operations.sort_by_key(|operation| operation.id.ends_with("delete"));
    for operation in operations {
        let answer = replay(&signed, operation.first).await;
        assert_eq!(answer.status, 200, "{}", operation.id);
        assert_eq!(signed.sandbox.exchanges().pop().unwrap().operation.as_deref(), Some(operation.id));
    }
}

/// Each row of the table of generic errors, on demand.
#[tokio::test]
async fn generic_errors_are_given_on_demand() {
    let accengage = Vendor::load("accengage").unwrap();
    let signed = Signed::start().await;
    let rows = accengage.fixtures().iter().filter(|fixture| fixture.source.ends_with("\"Generic errors\""));
    let mut count = 0;
    for fixture in rows {
        let label = fixture.response.body.as_json().unwrap().at("errors[0].label").unwrap().as_str().unwrap();
        let kind = FaultKind::Label { status: fixture.response.status, label: label.to_owned() };
        signed.sandbox.inject(Fault::new(kind).on(&fixture.operation).times(1));
        let answer = replay(&signed, fixture).await;
        assert_eq!(answer.status, fixture.response.status, "{}", fixture.name);
        assert_eq!(Some(&answer.json()), fixture.response.body.as_json(), "{}", fixture.name);
        count += 1;
    }
    assert_eq!(count, 12);
}

/// The same errors by what they are documented for.
#[tokio::test]
async fn errors_have_their_causes() {
    let accengage = Vendor::load("accengage").unwrap();
    let signed = Signed::start().await;
    let note = "/v1/me/apps/12345678/notes?id=7";
    let bearer = format!("Bearer {}", signed.token);
    let other_app = signed.get("/v1/me/apps/87654321/notes?id=7").await;
    let unsigned = signed.raw("GET", note, &[("authorization", &bearer)], "").await;
    let missing = signed.with(None, "GET", note, "").await;
    let invalid = signed.with(Some("Bearer sample-access-token"), "GET", note, "").await;
    let misspelt = signed.send("POST", "/v1/acess_token", r#"{"email":"mymail@client.com"}"#).await;
    signed.sandbox.expire_tokens();
    let expired = signed.get(note).await;
    for (name, answer) in [
        ("apps/get--forbidden", other_app),
        ("apps/get--signature", unsigned),
        ("apps/get--token-missing", missing),
        ("apps/get--token-invalid", invalid),
        ("apps/get--token-expired", expired),
        ("access-token/create--unknown-route", misspelt),
    ] {
        let documented = &named(&accengage, name).response;
        assert_eq!(answer.status, documented.status, "{name}");
        assert_eq!(Some(&answer.json()), documented.body.as_json(), "{name}");
    }
}
