//! Signing, tokens, pages and errors, on a scripted transport.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::time::Duration;

use guichet_accengage::devices::{DevicesQuery, Record};
use guichet_accengage::time::OffsetDateTime;
use guichet_accengage::transport::{Reply, ScriptedTransport};
use guichet_accengage::{
    Accengage, Clock, Condition, Effect, ErrorKind, Links, Secret, Settings, condition, pager, signature,
};

const KEY: &str = "a1b2c3d4e5f6g7h8";
const TIME: i64 = 1_507_722_391;

fn client(transport: &ScriptedTransport) -> Accengage {
    Accengage::builder(KEY, "mymail@client.com")
        .settings(Settings::new().transport(transport.clone()))
        .clock(Clock::fixed(OffsetDateTime::from_unix_timestamp(TIME).unwrap()))
        .build()
        .unwrap()
}

fn token(name: &str) -> Reply {
    Reply::json(format!(r#"{{"token_type":"Bearer","access_token":"{name}"}}"#))
}

fn refused(status: u16, label: &str) -> Reply {
    Reply::new(status, format!(r#"{{"errors":[{{"label":"{label}","message":"no"}}]}}"#))
        .header("content-type", "application/json")
}

#[tokio::test(start_paused = true)]
async fn every_attempt_is_signed_over_the_bytes_it_sends() {
    let transport = ScriptedTransport::new([token("t1"), Reply::status(503), Reply::json("{}")]).unmasked();
    let accengage = Accengage::builder(KEY, "mymail@client.com")
        .settings(Settings::new().transport(transport.clone()))
        .clock(Clock::fixed(OffsetDateTime::from_unix_timestamp(TIME).unwrap()))
        .build()
        .unwrap();
    tokio::time::advance(Duration::from_secs(100)).await;
    let body = serde_json::json!({"title": "é", "n": 1});
    let call = accengage.apps().post("12345678", ["a", "b c"], Effect::Idempotent).json(&body);
    call.send::<serde::de::IgnoredAny>().await.unwrap();
    let seen = transport.requests();
    assert_eq!(seen.len(), 3);
    for request in &seen {
        let time: i64 = request.headers["accengage-time"].to_str().unwrap().parse().unwrap();
        assert!(time >= TIME + 100);
        assert_eq!(request.headers["accengage-signature"], signature(&request.body, &Secret::new(KEY), time));
        assert!(!request.headers.contains_key("expect"));
    }
    assert_eq!(seen[0].target(), "/v1/access_token");
    assert_eq!(seen[0].body, r#"{"email":"mymail@client.com"}"#);
    assert!(!seen[0].headers.contains_key("authorization"));
    assert_eq!(seen[1].target(), "/v1/me/apps/12345678/a/b%20c");
    assert_eq!(seen[2].headers["authorization"], "Bearer t1");
    assert_eq!(seen[1].body, seen[2].body);
}

#[tokio::test(start_paused = true)]
async fn one_request_for_a_token_however_many_wait() {
    let transport = ScriptedTransport::always(Reply::json("{}"));
    transport.push([token("t1").after(Duration::from_millis(50))]);
    let accengage = client(&transport);
    let calls: Vec<_> = (0..200)
        .map(|_| {
            let me = accengage.me();
            tokio::spawn(async move { me.get().await })
        })
        .collect();
    // Those who give up do not take the token with them, the one who asked first among them.
    for call in calls.iter().step_by(2) {
        call.abort();
    }
    for call in calls.into_iter().skip(1).step_by(2) {
        call.await.unwrap().unwrap();
    }
    let asked = transport.requests().iter().filter(|request| request.target() == "/v1/access_token").count();
    assert_eq!((asked, transport.requests().len()), (1, 101));
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once_under_each_of_its_statuses() {
    for status in [400, 401, 403] {
        let transport = ScriptedTransport::new([
            token("t1"),
            refused(status, "API_ERR_TOKEN"),
            token("t2"),
            Reply::json(r#"{"message":"hello"}"#),
        ]);
        assert_eq!(client(&transport).me().get().await.unwrap().message.as_deref(), Some("hello"));
        assert_eq!(transport.requests().len(), 4);
    }
    // The status alone is not enough: a wrong signature is a 400 as well.
    let transport = ScriptedTransport::new([token("t1"), refused(400, "API_ERR_SIGNATURE")]);
    let error = client(&transport).me().get().await.unwrap_err();
    assert_eq!((condition(&error), transport.requests().len()), (Some(Condition::Signature), 2));
}

#[tokio::test(start_paused = true)]
async fn a_token_refused_for_ever_is_sent_twice_and_no_more() {
    for effect in [Effect::Safe, Effect::Idempotent, Effect::Unsafe] {
        let replies = (0..50).flat_map(|n| [token(&format!("t{n}")), refused(401, "API_ERR_TOKEN")]);
        let transport = ScriptedTransport::new(replies);
        let error = client(&transport).apps().post("1", ["x"], effect).json(&1).send_empty().await.unwrap_err();
        let sends = transport.requests().iter().filter(|request| request.target().ends_with("/x")).count();
        assert_eq!((sends, transport.requests().len()), (2, 4));
        assert_eq!(condition(&error), Some(Condition::TokenExpired));
        assert!(!error.outcome_unknown());
    }
}

#[tokio::test(start_paused = true)]
async fn no_token_is_one_error_for_all_and_shows_nothing_of_the_answer() {
    let transport = ScriptedTransport::always(refused(403, "API_ERR_FORBIDDEN"));
    let accengage = client(&transport);
    let calls: Vec<_> = (0..50)
        .map(|_| {
            let me = accengage.me();
            tokio::spawn(async move { me.get().await })
        })
        .collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Authentication, Some("accengage.me.get")));
        assert!(error.is_unauthorized() && error.to_string().contains("API_ERR_FORBIDDEN"), "{error}");
    }
    assert_eq!(transport.requests().len(), 1);

    let transport = ScriptedTransport::always(Reply::json(r#"{"access_token":["s3cret"]}"#));
    let error = client(&transport).me().get().await.unwrap_err();
    let mut shown = format!("{error} {error:?}");
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        shown.push_str(&format!("{error} {error:?}"));
        cause = error.source();
    }
    assert!(!shown.contains("s3cret"), "{shown}");
}

#[tokio::test(start_paused = true)]
async fn errors_in_a_success_and_pairs_of_status_and_label() {
    let transport = ScriptedTransport::new([
        token("t"),
        Reply::json(
            r#"{"data":1,"errors":[{"label":"API_ERR_FORMAT","message":"a"},{"label":"API_ERR_NEW","message":"b"}]}"#,
        ),
        Reply::json(r#"{"sent":5,"errors":[{"label":"API_ERR_TOKEN","message":"late"}]}"#),
        Reply::json(r#"{"errors":["in other words"]}"#),
        refused(401, "API_ERR_SIGNATURE"),
        Reply::json(r#"[{"id":1,"errors":[]}]"#),
        Reply::json(r#"{"errors":[]}"#),
        refused(404, "API_ERR_UNKNOW_ROUTE"),
        refused(404, "API_ERR_UNKNOWN_ROUTE"),
        refused(418, "API_ERR_NEW"),
        refused(500, "API_ERR_CACHE"),
    ]);
    let accengage = client(&transport);
    let call = || accengage.apps().post("1", ["x"], Effect::Unsafe).json(&1);
    let error = call().send_empty().await.unwrap_err();
    assert_eq!((error.status(), condition(&error), error.fields().len()), (Some(200), Some(Condition::Format), 1));
    // The vendor went on: a part may be done, and nobody sends it again.
    assert!(error.outcome_unknown() && error.attempts() == 1);
    // Refused tokens are a matter of 400, 401 and 403, and 401 is one of the label, not of the status.
    for (outcome_unknown, message) in [(true, "late"), (true, "in other words"), (false, "no")] {
        let error = call().send_empty().await.unwrap_err();
        assert_eq!((error.outcome_unknown(), error.attempts(), error.message()), (outcome_unknown, 1, Some(message)));
    }
    call().send_empty().await.unwrap();
    call().send_empty().await.unwrap();
    for _ in 0..2 {
        assert_eq!(condition(&call().send_empty().await.unwrap_err()), Some(Condition::UnknownRoute));
    }
    let error = call().send_empty().await.unwrap_err();
    assert_eq!(condition(&error), Some(Condition::Other { status: 418, label: "API_ERR_NEW".into() }));
    let error = call().send_empty().await.unwrap_err();
    assert_eq!(condition(&error), Some(Condition::Cache));
    assert!(error.outcome_unknown());
}

const CSV: &str = "text/csv; charset=utf-8";

fn page(rows: &str, next: &str) -> Reply {
    Reply::new(200, rows.to_owned())
        .header("content-type", CSV)
        .header("link", &format!(r#"<>; rel="first", <{next}>; rel="next""#))
}

#[tokio::test(start_paused = true)]
async fn devices_are_streamed_across_an_empty_page() {
    let transport = ScriptedTransport::new([
        token("t"),
        Reply::new(200, "deviceId;name\n1;a")
            .header("content-type", CSV)
            .header("link", r#"</v1/me/apps/9/devices?page=2>; rel="next""#)
            .then_data(Duration::from_secs(20), ";\"\"\n2;x\n")
            .then_data(Duration::from_secs(20), "3;y"),
        page("", "?page=3"),
        page("deviceId;name\n4;z\n", ""),
    ]);
    // The first row of page 1 has three fields where the first line names two.
    let mut rows = client(&transport).devices().list::<Record>("9", DevicesQuery::default());
    assert_eq!(rows.next().await.unwrap().unwrap_err().kind(), ErrorKind::Decode);
    assert!(rows.next().await.is_none());

    #[derive(serde::Deserialize)]
    struct Device {
        #[serde(rename = "deviceId")]
        id: u32,
        name: Option<String>,
    }
    let transport = ScriptedTransport::new([
        token("t"),
        Reply::new(200, "deviceId;name\n1;a")
            .header("content-type", CSV)
            .header("link", r#"</v1/me/apps/9/devices?page=2>; rel="next""#)
            .then_data(Duration::from_secs(20), "b\n2;x\n")
            .then_data(Duration::from_secs(20), "3;"),
        page("", "?page=3"),
        page("deviceId;name\n4;z\n", ""),
    ]);
    let devices =
        client(&transport).devices().list::<Device>("9", DevicesQuery::default()).collect_all().await.unwrap();
    let seen: Vec<(u32, Option<&str>)> = devices.iter().map(|device| (device.id, device.name.as_deref())).collect();
    assert_eq!(seen, [(1, Some("ab")), (2, Some("x")), (3, None), (4, Some("z"))]);
    let targets: Vec<String> = transport.requests().iter().skip(1).map(|request| request.target().to_owned()).collect();
    assert_eq!(targets, ["/v1/me/apps/9/devices", "/v1/me/apps/9/devices?page=2", "/v1/me/apps/9/devices?page=3"]);
}

#[tokio::test(start_paused = true)]
async fn a_broken_stream_says_where_to_go_on() {
    let csv = |reply: Reply| reply.header("content-type", CSV);
    let transport = ScriptedTransport::new([
        token("t"),
        page("deviceId\n1\n", "/v1/me/apps/9/devices?page=2"),
        csv(Reply::new(200, "deviceId\n2\n")).then_stall(),
        csv(Reply::new(200, "deviceId\n2\n3\n")),
    ]);
    let accengage = client(&transport);
    let mut rows = accengage.devices().list::<Record>("9", DevicesQuery::default());
    assert_eq!(rows.next().await.unwrap().unwrap().get("deviceId"), Some("1"));
    assert_eq!(rows.next().await.unwrap().unwrap().get("deviceId"), Some("2"));
    // Nothing for half a minute: the stream is given up, without any deadline for a long one that flows.
    let error = rows.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let cursor = rows.cursor().unwrap().clone();
    let rest =
        accengage.devices().list::<Record>("9", DevicesQuery::default()).resume(cursor).collect_all().await.unwrap();
    assert_eq!(rest.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_link_to_another_host_is_refused_and_nothing_reaches_it() {
    for link in ["https://evil.example/v1/me/apps/9/devices?page=2", "http://api.accengage.com/x", "//evil.example/x"] {
        let transport = ScriptedTransport::new([token("t"), page("deviceId\n1\n", link), page("deviceId\n2\n", "")]);
        let mut rows = client(&transport).devices().list::<Record>("9", DevicesQuery::default());
        let error = loop {
            match rows.next().await.unwrap() {
                Ok(_) => {}
                Err(error) => break error,
            }
        };
        assert_eq!((error.kind(), transport.requests().len()), (ErrorKind::Paging, 2), "{link}");
    }
}

#[tokio::test(start_paused = true)]
async fn errors_of_a_streamed_call_are_read_as_ever() {
    let transport =
        ScriptedTransport::new([token("t"), refused(403, "API_ERR_FORBIDDEN"), refused(200, "API_ERR_FORMAT")]);
    let accengage = client(&transport);
    for expected in [Condition::Forbidden, Condition::Format] {
        let error = accengage.devices().list::<Record>("9", DevicesQuery::default()).next().await.unwrap().unwrap_err();
        assert_eq!(condition(&error), Some(expected));
    }
}

#[tokio::test(start_paused = true)]
async fn links_in_the_body_serve_where_there_is_no_header() {
    #[derive(serde::Deserialize)]
    struct Notes {
        notes: Vec<u32>,
        #[serde(default, alias = "link")]
        links: Links,
    }
    impl pager::Envelope<u32> for Notes {
        fn into_page(self, headers: &http::HeaderMap) -> pager::Page<u32> {
            pager::Page::new(self.notes, self.links.next(headers))
        }
    }
    let transport = ScriptedTransport::new([
        token("t"),
        Reply::json(r#"{"notes":[1],"links":{"first":"","next":"/v1/me/apps/9/notes?page=2"}}"#),
        Reply::json(r#"{"notes":[],"link":{"next":"/v1/me/apps/9/notes?page=3"}}"#),
        Reply::json(r#"{"notes":[2],"links":{"next":"/v1/me/apps/9/notes?page=2"}}"#)
            .header("link", r#"<?page=4>; rel="next""#),
        Reply::json(r#"{"notes":[3],"links":{"next":""}}"#),
    ]);
    let list = client(&transport).apps().list::<Notes, u32>("9", ["notes"], &[("sort", "a".to_owned())]);
    assert_eq!(list.collect_all().await.unwrap(), [1, 2, 3]);
    assert_eq!(transport.requests()[1].target(), "/v1/me/apps/9/notes?sort=a");
    assert_eq!(transport.requests()[4].target(), "/v1/me/apps/9/notes?page=4");
}

#[test]
fn what_cannot_work_is_refused_at_once() {
    assert_eq!(Accengage::new("", "a@b").unwrap_err().kind(), ErrorKind::Config);
    assert_eq!(Accengage::new("k", " ").unwrap_err().kind(), ErrorKind::Config);
    let transport = ScriptedTransport::default();
    let built = Accengage::builder("s3cret", "a@b").access_token("s3cret");
    assert!(!format!("{built:?}").contains("s3cret"));
    let accengage = built.settings(Settings::new().transport(transport)).build().unwrap();
    assert!(!format!("{accengage:?} {:?}", accengage.apps()).contains("s3cret"));
}
