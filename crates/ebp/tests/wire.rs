//! What is true of every call: the limits of EBP's gateway, the folder, options.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::Duration;

use common::{SECOND, TENANT, builder, client, noon, sale, settings, tokens};
use guichet_ebp::accounting::auxiliary_accounts::AuxiliaryAccountId;
use guichet_ebp::accounting::entries::EntryLinesQuery;
use guichet_ebp::accounting::general_accounts::GeneralAccountFilter;
use guichet_ebp::auth::{MemoryStore, Tokens};
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{
    CallOptions, Clock, Effect, ErrorKind, Limits, Method, RetryPolicy, Sent, Settings, documented_limits,
};

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test(start_paused = true)]
async fn ten_thousand_calls_leave_to_the_millisecond_and_the_next_one_tomorrow() {
    let mut seed = 7_u64;
    let takes: Vec<Duration> = (0..10_000)
        .map(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Duration::from_millis((seed >> 33) % 900)
        })
        .collect();
    let answer = || Reply::json(r#"{"domainName":"x"}"#);
    let transport = ScriptedTransport::new(takes.iter().map(|takes| answer().after(*takes)));
    // The date stands still, so that midnight does not come between.
    let settings =
        Settings::new().transport(transport.clone()).clock(Clock::frozen(noon())).retry(RetryPolicy::never());
    let ebp = builder("pace").settings(settings).build().unwrap();
    let domain = ebp.accounting(TENANT).folder();
    let begun = tokio::time::Instant::now();
    for _ in 0..10_000 {
        domain.get().await.unwrap();
    }
    let mut expected = begun;
    for (request, takes) in transport.requests().iter().zip(&takes) {
        assert_eq!(request.at, expected);
        expected += *takes + SECOND;
    }
    let error = domain.get().await.unwrap_err();
    assert_eq!((error.kind(), error.sent(), transport.requests().len()), (ErrorKind::Limit, Sent::No, 10_000));
    // Midnight in Paris.
    assert_eq!(error.resets_at(), Some(noon() + 12 * HOUR));
    assert_eq!(ebp.calls_today().await.unwrap(), Some(10_000));
}

#[tokio::test(start_paused = true)]
async fn clients_of_one_key_share_limits_and_must_agree_on_them() {
    let transport = ScriptedTransport::always(Reply::json("{}"));
    let build = |key: &str, limits| builder(key).limits(limits).settings(settings(&transport)).build();
    let one = build("shared-key", documented_limits()).unwrap();
    let other = build("shared-key", documented_limits()).unwrap();
    let differing = || documented_limits().map_quota(|quota| quota.reserve_for_writes(5));
    let conflict = build("shared-key", differing()).unwrap_err();
    assert!(conflict.kind() == ErrorKind::Config && !format!("{conflict:?}").contains("shared-key"), "{conflict}");
    build("another-key", differing()).unwrap();
    let begun = tokio::time::Instant::now();
    for _ in 0..3 {
        one.accounting(TENANT).folder().get().await.unwrap();
        other.accounting(TENANT).folder().get().await.unwrap();
    }
    assert_eq!(begun.elapsed(), SECOND * 5);
    assert_eq!((one.calls_today().await.unwrap(), other.calls_today().await.unwrap()), (Some(6), Some(6)));
}

#[tokio::test(start_paused = true)]
async fn requests_for_tokens_are_not_counted_unless_asked_for_and_keep_no_pace() {
    for (counted, calls) in [(false, 1), (true, 2)] {
        let reply = Reply::json(r#"{"access_token":"access-2","refresh_token":"refresh-2","expires_in":3600}"#);
        let transport = ScriptedTransport::new([reply, Reply::json("{}")]);
        let store = MemoryStore::holding(Tokens::new("refresh-1", tokens().refresh_expires));
        let builder = builder(&format!("counted-{counted}")).tokens(store).settings(settings(&transport));
        let builder = if counted { builder.count_identity_calls() } else { builder };
        let ebp = builder.build().unwrap();
        let begun = tokio::time::Instant::now();
        ebp.accounting(TENANT).folder().get().await.unwrap();
        assert_eq!((ebp.calls_today().await.unwrap(), begun.elapsed()), (Some(calls), Duration::ZERO));
        let requests = transport.requests();
        assert_eq!(requests[0].uri, "https://api-login.ebp.com/connect/token");
        assert!(requests[0].header("ebp-subscription-key").is_none() && requests[0].header("authorization").is_none());
        assert_eq!(requests[1].uri, "https://api-developpeurs.ebp.com/hubbix-cpttpe/api/v1/domain-information");
        for (name, value) in [("ebp-subscription-key", "***"), ("authorization", "***"), ("tenantid", TENANT)] {
            assert_eq!(requests[1].header(name), Some(value));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_429_is_no_promise_that_nothing_was_done_unless_the_caller_says_so() {
    for (says_so, sent) in [(false, 1), (true, 2)] {
        let transport = ScriptedTransport::new([Reply::status(429), Reply::json(r#"{"uuids":[]}"#)]);
        let builder = builder("key").settings(settings(&transport).limits(Limits::none()));
        let builder = if says_so { builder.resend_after_429() } else { builder };
        let ebp = builder.build().unwrap();
        let outcome = ebp.accounting(TENANT).entries().post(&sale()).await;
        assert_eq!((transport.requests().len(), outcome.is_ok()), (sent, says_so));
        if let Err(error) = outcome {
            assert!(error.outcome_unknown() && error.is_rate_limited(), "{error}");
        }
    }
}

/// No option for several calls sends one to another folder.
#[tokio::test(start_paused = true)]
async fn a_folder_is_named_by_the_call_alone() {
    let transport = ScriptedTransport::always(Reply::json("{}"));
    let other = CallOptions::new().header("tenantid", "other").header("x-trace", "1");
    let settings = settings(&transport).limits(Limits::none()).options(other);
    let ebp = builder("key").settings(settings).build().unwrap();
    ebp.accounting(TENANT).folder().get().await.unwrap();
    let requests = transport.requests();
    assert_eq!((requests[0].header("tenantid"), requests[0].header("x-trace")), (Some(TENANT), Some("***")));
    ebp.accounting("  ").folder().get().await.unwrap_err();
    ebp.accounting(TENANT).operation("ebp.identity.refresh").unwrap_err();
    assert_eq!(transport.requests().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn options_and_records_keep_the_folder() {
    let transport = ScriptedTransport::always(Reply::json("{}").header("x-request-id", "r1"));
    let ebp = client(&transport);
    let folder = ebp.with(CallOptions::new().header("accept-language", "en-GB")).accounting(TENANT);
    let recorded = folder.recorded(|folder| async move { folder.folder().get().await }).await.unwrap();
    assert_eq!((recorded.status, recorded.attempts), (200, 1));
    folder.with(CallOptions::new().max_attempts(1)).folder().get().await.unwrap();
    folder.operation("ebp.accounting.domain.get").unwrap().send_empty().await.unwrap();
    folder.request(Method::GET, "/hubbix-cpttpe/api/v1/x", Effect::Safe).send_empty().await.unwrap();
    assert_eq!(transport.requests().len(), 4);
    for request in transport.requests() {
        assert_eq!(request.header("tenantid"), Some(TENANT));
        assert!(request.header("accept-language").is_some());
    }
    // Of no folder; and signing in is not made by hand.
    ebp.operation("ebp.accounting.domain.get").unwrap().send_empty().await.unwrap();
    assert_eq!(transport.requests().last().unwrap().header("tenantid"), None);
    ebp.operation("ebp.identity.refresh").unwrap_err();
    ebp.operation("nothing").unwrap_err();
}

/// Handles and futures go to other threads, and lists too.
#[test]
fn everything_can_be_sent() {
    fn is<T: Clone + Send + Sync + 'static>(_: &T) {}
    fn goes<T: Send>(_: T) {}
    let ebp = builder("key").build().unwrap();
    let folder = ebp.accounting(TENANT);
    is(&ebp);
    is(&ebp.identity());
    is(&folder);
    is(&folder.entries());
    goes(folder.folder().get());
    goes(ebp.identity().exchange_code("x", None));
    goes(folder.entry_lines().list(EntryLinesQuery::default()));
}

/// "All but none" is every account: a method of its own says so, and the other one takes what is an identifier or becomes one.
#[tokio::test(start_paused = true)]
async fn changes_of_status_say_whom_they_mean() {
    let transport = ScriptedTransport::always(Reply::json(r#"{"message":"x","totalItems":1}"#));
    let folder = client(&transport).accounting(TENANT);
    folder.auxiliary_accounts().set_status(["a", "b"], true).await.unwrap();
    folder.general_accounts().set_status(vec!["a".to_owned()], false).await.unwrap();
    folder.auxiliary_accounts().set_status_of_all_but([AuxiliaryAccountId::from("a")], false).await.unwrap();
    folder.auxiliary_accounts().set_status_of_all(true).await.unwrap();
    let filter = GeneralAccountFilter { is_root: Some(false), ..GeneralAccountFilter::default() };
    folder.general_accounts().set_status_of_all(false, filter).await.unwrap();
    let sent: Vec<String> =
        transport.requests().iter().map(|request| String::from_utf8(request.body.to_vec()).unwrap()).collect();
    assert_eq!(
        sent,
        [
            r#"{"uuids":["a","b"],"method":1,"active":true}"#,
            r#"{"uuids":["a"],"method":1,"active":false}"#,
            r#"{"uuids":["a"],"method":2,"active":false}"#,
            r#"{"uuids":[],"method":2,"active":true}"#,
            r#"{"uuids":[],"method":2,"active":false,"isRacine":false}"#,
        ]
    );
}
