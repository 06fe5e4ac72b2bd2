//! Whatever is sent: an answer, and the sandbox goes on.

use guichet_fixtures::Vendor;
use guichet_sandbox::Sandbox;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::common::{KEY, ODD, get, raw, send_with};

/// Documented requests with one member changed are answered by a success or a client error.
#[test]
fn changed_requests_are_answered() {
    let runtime = Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let workadu = Vendor::load("workadu").unwrap();
    for fixture in workadu.fixtures() {
        let Some(json) = fixture.request.body.as_json() else { continue };
        for (path, _) in json.paths() {
            for odd in ODD {
                let mut changed = json.clone();
                changed.set(&path, guichet_fixtures::Json::parse(odd).unwrap_or(guichet_fixtures::Json::Null));
                let headers = [("authorization", KEY), ("content-type", "application/json")];
                let request = &fixture.request;
                let body = changed.to_string();
                let sent = send_with(sandbox.port(), &request.method, &request.target, &headers, body.as_bytes());
                let answer = runtime.block_on(sent).unwrap();
                assert!(answer.status < 500, "{} {path} {odd}: {}", fixture.name, answer.status);
            }
        }
    }
}

#[test]
fn anything_is_answered() {
    let runtime = Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    let workadu = Vendor::load("workadu").unwrap();
    let targets: Vec<(String, String)> =
        workadu.fixtures().iter().map(|f| (f.request.method.clone(), f.request.path().to_owned())).collect();
    let types = ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x"];
    let cases = (
        proptest::sample::select(targets),
        "[!-~]{0,30}",
        "[a-z_\\[\\]=&%0-9]{0,30}",
        proptest::sample::select(types.to_vec()),
        prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..60),
            "[\\[\\]{}\":,a-z0-9 ]{0,40}".prop_map(String::into_bytes)
        ],
    );
    let mut runner = TestRunner::new(Config { failure_persistence: None, cases: 300, ..Config::default() });
    let tried = runner.run(&cases, |((method, path), segment, query, content_type, body)| {
        let segment: String = segment.chars().filter(|c| !"?#".contains(*c)).collect();
        let headers = [("authorization", KEY), ("content-type", content_type)];
        for target in [format!("{path}?{query}"), format!("{path}/{segment}"), format!("/{segment}")] {
            let answer = runtime.block_on(send_with(sandbox.port(), &method, &target, &headers, &body)).unwrap();
            prop_assert!(answer.status < 500, "{method} {target}: {}", answer.status);
        }
        Ok(())
    });
    tried.unwrap();
    assert_eq!(runtime.block_on(get(&sandbox, "/api/series/911")).status, 200);
}

#[test]
fn bytes_that_are_no_http_do_no_harm() {
    let runtime = Runtime::new().unwrap();
    let sandbox = runtime.block_on(Sandbox::start()).unwrap();
    for bytes in [
        b"GET\r\n\r\n".as_slice(),
        b"GET / HTTP/9.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"POST /workadu/api/orders HTTP/1.1\r\nhost: x\r\ncontent-length: x\r\n\r\n",
        b"OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    ] {
        let sent = async { tokio::time::timeout(std::time::Duration::from_secs(5), raw(sandbox.port(), bytes)).await };
        // An error answer or a closed connection, but not silence.
        runtime.block_on(sent).unwrap().map(|answer| assert!(answer.status >= 400)).unwrap_or(());
    }
    assert_eq!(runtime.block_on(get(&sandbox, "/api/series/911")).status, 200);
}
