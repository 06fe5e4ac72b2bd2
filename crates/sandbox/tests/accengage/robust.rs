//! Whatever is sent, signed or not: an answer, and the sandbox goes on.

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tokio::runtime::Runtime;

use crate::common::send_to;
use crate::signed::{AT, KEY, Signed, sign};

#[test]
fn anything_is_answered() {
    let runtime = Runtime::new().unwrap();
    let signed = runtime.block_on(Signed::start());
    let bearer = format!("Bearer {}", signed.token);
    let cases = (
        proptest::sample::select(vec!["GET", "POST", "PUT", "DELETE"]),
        prop_oneof!["/v1/me/apps/12345678/(notes|devices)[!-~]{0,12}", "/v1/(access_token|me)?[!-~]{0,20}"],
        "((page|id|fields|lastOpen)=[!-~]{0,12}&?){0,3}",
        prop_oneof!["[\\[\\]{}\":,a-z0-9 ]{0,40}", Just(r#"{"id":7}"#.to_owned())],
        any::<bool>(),
    );
    let mut runner = TestRunner::new(Config { failure_persistence: None, cases: 300, ..Config::default() });
    let tried = runner.run(&cases, |(method, path, query, body, valid)| {
        let path: String = path.chars().filter(|c| !"?#".contains(*c)).collect();
        let query: String = query.chars().filter(|c| *c != '#').collect();
        let time = AT.to_string();
        let signature = if valid { sign(&body, KEY, &time) } else { body.replace(' ', "") };
        let headers = [
            ("accengage-time", time.as_str()),
            ("accengage-signature", &signature),
            ("authorization", &bearer),
            ("content-type", "application/json"),
        ];
        let target = format!("{path}?{query}");
        let sent = send_to(signed.sandbox.port(), "accengage", method, &target, &headers, body.as_bytes());
        let answer = runtime.block_on(sent).unwrap();
        prop_assert!(answer.status < 500, "{method} {target}: {}", answer.status);
        Ok(())
    });
    tried.unwrap();
    assert_eq!(runtime.block_on(signed.get("/v1/me")).status, 200);
}
