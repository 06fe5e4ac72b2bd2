//! Answers that say one thing by their status and another in truth.

use guichet_ebp::accounting::general_accounts::GeneralAccountsQuery;
use guichet_ebp::accounting::journals::JournalsQuery;
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{Ebp, ErrorKind, Outcome, Settings};

use crate::common::*;

#[tokio::test(start_paused = true)]
async fn an_error_inside_a_success_is_one() {
    for (body, code) in [
        (r#"{"status":400,"errorCode":"Journal.NotFound","message":"m","data":null}"#, "Journal.NotFound"),
        (r#"{"title":"Error","errorType":"Validation","errors":[{"errorCode":"a","errorMessage":"b"}]}"#, "Validation"),
        ("\u{feff}{\"errorCode\":\"X\"}", "X"),
    ] {
        let transport = ScriptedTransport::always(Reply::json(body));
        let folder = client(&transport).accounting(TENANT);
        let error = folder.journals().list(JournalsQuery::default()).collect_all().await.unwrap_err();
        assert_eq!((error.code(), error.outcome()), (Some(code), Outcome::NotDone), "{error}");
        let error = folder.general_accounts().set_status(["a"], true).await.unwrap_err();
        assert_eq!((error.code(), error.outcome()), (Some(code), Outcome::Unknown), "{error}");
        let error = folder.entries().post(&sale()).await.unwrap_err();
        assert_eq!((error.code(), error.outcome()), (Some(code), Outcome::Unknown), "{error}");
        assert_eq!(transport.requests().len(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn no_body_is_no_empty_list() {
    for (status, body) in [(200, ""), (204, ""), (200, "{}")] {
        let transport = ScriptedTransport::always(Reply::new(status, body));
        let folder = client(&transport).accounting(TENANT);
        for error in [
            folder.journals().list(JournalsQuery::default()).collect_all().await.unwrap_err(),
            folder.general_accounts().list(GeneralAccountsQuery::default()).collect_all().await.unwrap_err(),
            folder.vat_rates().list().collect_all().await.unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        }
    }
}

/// A quota that is used up comes with 403 (fact E18): a limit for every call, and no right that is wanting.
#[tokio::test(start_paused = true)]
async fn a_quota_by_403_closes_the_gate() {
    let body = r#"{"statusCode":403,"message":"Out of call volume quota. Quota will be replenished in 02:00:00."}"#;
    for reply in [Reply::new(403, body).header("retry-after", "7200"), Reply::new(403, body)] {
        let transport = ScriptedTransport::always(reply);
        let ebp = builder("key-of-quota").settings(settings(&transport).limits(guichet_ebp::Limits::builder().build()));
        let folder = ebp.build().unwrap().accounting(TENANT);
        let error = folder.folder().get().await.unwrap_err();
        assert!(error.is_rate_limited(), "{error}");
        assert_eq!(error.retry_after().map(|wait| wait.as_secs()), Some(7_200));
        for _ in 0..4 {
            assert!(folder.folder().get().await.unwrap_err().is_rate_limited());
        }
        assert_eq!(transport.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_key_that_was_not_trimmed_is_refused() {
    let build = |key: &str, id: &str, secret: &str| {
        let tokens = guichet_ebp::auth::MemoryStore::new();
        Ebp::builder(key).application(id, secret).tokens(tokens).settings(Settings::new()).build()
    };
    for (key, id, secret) in [("k\n", "i", "s"), ("k", " i", "s"), ("k", "i", "s\r\n"), ("k", "i", " "), ("", "i", "s")]
    {
        assert_eq!(build(key, id, secret).unwrap_err().kind(), ErrorKind::Config);
    }
}
