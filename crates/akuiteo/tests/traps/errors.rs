//! Errors (000:353-394, facts A15-A18, A22).

use guichet_akuiteo::transport::{Reply, ScriptedTransport};
use guichet_akuiteo::{Condition, Domain, Outcome, RawJson, condition};

use crate::common::{basic, client};

#[tokio::test(start_paused = true)]
async fn each_status_means_what_it_means_in_use() {
    let body = r#"{"status":0,"type":"t","name":"T9RuntimeException","message":"no","className":"c"}"#;
    for (status, text, right) in [
        (400, body, Condition::Other),
        (401, body, Condition::Unauthorized),
        (402, body, Condition::Business),
        (403, body, Condition::Forbidden),
        (406, r#"{"error":{"code":"C","message":"budget exceeded"}}"#, Condition::Business),
        (500, "Serveur en maintenance", Condition::Maintenance),
        (403, r#"{"message":"Mise à jour en cours"}"#, Condition::Maintenance),
    ] {
        let transport = ScriptedTransport::always(Reply::new(status, text.to_owned()));
        let customers = client(&transport, basic()).resource::<RawJson>(Domain::Crm, ["customers"]);
        let error = customers.get("1").await.unwrap_err();
        assert_eq!(condition(&error), Some(right), "{status} {text}: {error}");
        assert_eq!(right.hint().is_some(), right != Condition::Other);
        if text == body {
            assert_eq!((error.code(), error.message()), (Some("T9RuntimeException"), Some("no")));
        }
        // A definite refusal of a write changed nothing.
        let outcome = customers.create(&1).await.unwrap_err().outcome();
        assert_eq!(outcome, if status >= 500 { Outcome::Unknown } else { Outcome::NotDone }, "{status}");
    }
    let transport = ScriptedTransport::always(Reply::drop_before());
    let customers = client(&transport, basic()).resource::<RawJson>(Domain::Crm, ["customers"]);
    assert_eq!(condition(&customers.get("1").await.unwrap_err()), None);
}

/// An error under a status of success is none: of a write nobody knows what was done before it.
#[tokio::test(start_paused = true)]
async fn an_error_inside_a_success_is_an_error() {
    for body in [
        r#"{"status":0,"type":"t","timestamp":"t","name":"N","message":"no","className":"c"}"#,
        r#"[{"name":"N","message":"no","className":"c"}]"#,
        r#"{"timestamp":"t","code":"C","level":"ERROR","text":"no"}"#,
        r#"{"error":{"code":"C","message":"no"}}"#,
        r#"{"meta":{"status":"failed","messages":[{"name":"N","message":"no"}]}}"#,
    ] {
        let transport = ScriptedTransport::always(Reply::json(body));
        let customers = client(&transport, basic()).resource::<RawJson>(Domain::Crm, ["customers"]);
        let error = customers.create(&1).await.unwrap_err();
        assert_eq!(
            (error.outcome(), error.message(), error.status()),
            (Outcome::Unknown, Some("no"), Some(200)),
            "{body}"
        );
        assert_eq!(customers.get("1").await.unwrap_err().outcome(), Outcome::NotDone, "{body}");
        assert!(customers.list().collect_all().await.is_err(), "{body}");
    }
    // What is a resource is none, whatever its members are called.
    for body in [
        r#"{"id":"1","name":"N","message":"no","className":"c"}"#,
        r#"{"name":"N","code":"C","text":"t","error":false,"meta":{"status":"draft"}}"#,
        r#"[{"code":"C","level":"high","text":"t"}]"#,
    ] {
        let transport = ScriptedTransport::always(Reply::json(body));
        let customers = client(&transport, basic()).resource::<RawJson>(Domain::Crm, ["customers"]);
        assert!(customers.get("1").await.is_ok(), "{body}");
    }
}
