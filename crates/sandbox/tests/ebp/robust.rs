//! Whatever is sent: an answer, and the sandbox goes on.

use guichet_fixtures::Json;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::common::{FORM, JSON, ODD, send_to};
use crate::folder::{Folder, TENANT, documented};

/// Documented requests with one member changed are answered by a success or a client error.
#[test]
fn changed_requests_are_answered() {
    let runtime = Runtime::new().unwrap();
    let folder = runtime.block_on(Folder::open());
    for fixture in documented().fixtures().iter().filter(|fixture| fixture.succeeds()) {
        let Some(json) = fixture.request.body.as_json() else { continue };
        for (path, _) in json.paths() {
            for odd in ODD {
                let mut changed = fixture.clone();
                let mut body = json.clone();
                body.set(&path, Json::parse(odd).unwrap_or(Json::Null));
                changed.request.body = guichet_fixtures::Body::Json(body);
                let answer = runtime.block_on(folder.replay(&changed));
                assert!(answer.status < 500, "{} {path} {odd}: {}", fixture.name, answer.status);
            }
        }
    }
    assert_eq!(runtime.block_on(folder.get("/domain-information")).status, 200);
}

#[test]
fn anything_is_answered() {
    let runtime = Runtime::new().unwrap();
    let folder = runtime.block_on(Folder::open());
    let bearer = format!("Bearer {}", folder.token);
    let targets: Vec<(String, String)> =
        documented().fixtures().iter().map(|f| (f.request.method.clone(), f.request.path().to_owned())).collect();
    let more = [("GET", "/login"), ("POST", "/login"), ("GET", "/connect/authorize"), ("POST", "/connect/token")];
    let targets: Vec<(String, String)> =
        targets.into_iter().chain(more.map(|(method, path)| (method.to_owned(), path.to_owned()))).collect();
    let cases = (
        proptest::sample::select(vec!["ebp", "ebp-login"]),
        proptest::sample::select(targets),
        "[!-~]{0,20}",
        prop_oneof![
            "((take|skip|search|sortField|sortDirection|amount|filter|uuids|startDate)=[!-~]{0,12}&?){0,3}",
            "(client_id=sandbox|redirect_uri=http%3A%2F%2Flocalhost%3A3333|state=[!-~]{0,9}|scope=openid|response_type=code|&){0,7}"
        ],
        proptest::sample::select(vec![JSON, FORM, "multipart/form-data; boundary=x", "x"]),
        prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..60),
            "[\\[\\]{}\":,a-z0-9 ]{0,40}".prop_map(String::into_bytes),
            "(grant_type=[a-z_]{0,18}|client_id=sandbox|client_secret=secret|code=[!-~]{0,9}|action=refuse|&){0,6}"
                .prop_map(String::into_bytes),
        ],
    );
    let mut runner = TestRunner::new(Config { failure_persistence: None, cases: 300, ..Config::default() });
    let tried = runner.run(&cases, |(mount, (method, path), segment, query, content_type, body)| {
        let clean = |text: &str| text.chars().filter(|c| !"?#".contains(*c)).collect::<String>();
        let (segment, query) = (clean(&segment), clean(&query));
        let headers = [
            ("ebp-subscription-key", "sandbox-key"),
            ("authorization", bearer.as_str()),
            ("tenantid", TENANT),
            ("content-type", content_type),
        ];
        for target in [format!("{path}?{query}"), format!("{path}/{segment}"), format!("/{segment}")] {
            let sent = send_to(folder.sandbox.port(), mount, &method, &target, &headers, &body);
            let answer = runtime.block_on(sent).unwrap();
            prop_assert!(answer.status < 500, "{method} {target}: {}", answer.status);
            prop_assert!(answer.status != 302 || answer.header("location").is_some(), "{method} {target}");
        }
        Ok(())
    });
    tried.unwrap();
    assert_eq!(runtime.block_on(folder.get("/domain-information")).status, 200);
}
