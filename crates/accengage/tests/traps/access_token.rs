//! Tokens: asked for once, renewed once.

use std::time::Duration;

use guichet_accengage::transport::{Reply, ScriptedTransport};
use guichet_accengage::{Condition, Effect, condition};

use crate::common::{client, refused, token};

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
