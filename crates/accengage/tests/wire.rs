//! What is true of every call: signatures, and errors by their status and label.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::Duration;

use common::{KEY, TIME, client, refused, token};
use guichet_accengage::time::OffsetDateTime;
use guichet_accengage::transport::{Reply, ScriptedTransport};
use guichet_accengage::{Accengage, Clock, Condition, Effect, Secret, Settings, condition, signature};

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
