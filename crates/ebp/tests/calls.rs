//! The limits of EBP's gateway and the life of its tokens, on a scripted transport with paused time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::Duration;

use common::{SECOND, TENANT, builder, client, noon, sale, settings, tokens};
use guichet_ebp::auth::{MemoryStore, RotationPolicy, TokenStore, Tokens};
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{
    CallOptions, Clock, Effect, ErrorKind, Limits, Method, REAUTHENTICATION_REQUIRED, RetryPolicy, Sent, Settings,
    documented_limits,
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
async fn a_wrong_key_spends_no_refresh_token_and_a_refused_token_one() {
    let key = || Reply::new(401, r#"{"statusCode":401,"message":"Access denied due to invalid subscription key."}"#);
    let transport = ScriptedTransport::always(key());
    let error = client(&transport).accounting(TENANT).folder().get().await.unwrap_err();
    assert_eq!((error.status(), transport.requests().len()), (Some(401), 1), "{error}");

    let fresh = Reply::json(r#"{"access_token":"access-2","refresh_token":"refresh-2","expires_in":3600}"#);
    let transport = ScriptedTransport::new([Reply::status(401), fresh, Reply::json("{}")]);
    client(&transport).accounting(TENANT).folder().get().await.unwrap();
    let sent = "grant_type=refresh_token&client_id=client&client_secret=client-secret&refresh_token=refresh-1";
    assert_eq!(String::from_utf8_lossy(&transport.requests()[1].body), sent);
}

#[tokio::test(start_paused = true)]
async fn a_login_that_has_ended_is_asked_for_once_and_no_call_is_sent_twice() {
    let replies = [Reply::status(401), Reply::new(400, r#"{"error":"invalid_grant"}"#)];
    let refused = std::iter::repeat_with(|| Reply::status(401)).take(1_000);
    let transport = ScriptedTransport::new(replies.into_iter().chain(refused));
    let ebp = client(&transport);
    for _ in 0..100 {
        let error = ebp.accounting(TENANT).folder().get().await.unwrap_err();
        assert_eq!(error.code(), Some(REAUTHENTICATION_REQUIRED), "{error}");
    }
    let requests = transport.requests();
    assert_eq!(requests.iter().filter(|request| request.uri.ends_with("/connect/token")).count(), 1);
    // The access token still lives by the clock: each call tries it once, and no more.
    assert_eq!(requests.len(), 101);
}

#[tokio::test(start_paused = true)]
async fn a_refresh_is_sent_once_whatever_becomes_of_it() {
    let replies: [fn() -> Reply; 6] = [
        || Reply::status(500),
        || Reply::status(429),
        Reply::drop_before,
        Reply::drop_after,
        Reply::never,
        || Reply::new(400, r#"{"error":"invalid_client"}"#),
    ];
    for reply in replies {
        let transport = ScriptedTransport::always(reply());
        let store = MemoryStore::holding(tokens());
        let settings = settings(&transport).limits(Limits::none());
        let ebp = builder("key").tokens(store.clone()).settings(settings).build().unwrap();
        let error = ebp.identity().refresh().await.unwrap_err();
        assert_eq!(transport.requests().len(), 1, "{error}");
        assert_ne!(error.code(), Some(REAUTHENTICATION_REQUIRED), "{error}");
        assert_eq!(store.load().await.unwrap().tokens.unwrap().refresh.expose(), "refresh-1");
    }
}

/// What is certain leaves nothing to wait for; what nobody knows is waited out before the old token is tried once more.
#[tokio::test(start_paused = true)]
async fn only_a_refresh_of_which_nobody_knows_what_came_leaves_a_mark() {
    let replies: [(fn() -> Reply, bool); 7] = [
        (Reply::drop_before, false),
        (|| Reply::status(429), false),
        (|| Reply::status(403), false),
        (|| Reply::new(400, r#"{"error":"invalid_client"}"#), false),
        (|| Reply::status(502), true),
        (Reply::drop_after, true),
        (Reply::never, true),
    ];
    for (reply, marked) in replies {
        let transport = ScriptedTransport::always(reply());
        let store = MemoryStore::holding(tokens());
        let settings = settings(&transport).limits(Limits::none());
        let ebp = builder("key").tokens(store.clone()).settings(settings).build().unwrap();
        let error = ebp.identity().refresh().await.unwrap_err();
        assert_eq!(store.load().await.unwrap().intent.is_some(), marked, "{error}");
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

#[tokio::test(start_paused = true)]
async fn the_rotation_is_the_callers_to_change() {
    let mut policy = RotationPolicy::default();
    policy.latch = false;
    let transport = ScriptedTransport::always(Reply::new(400, r#"{"error":"invalid_grant"}"#));
    let store = MemoryStore::holding(Tokens::new("refresh-1", tokens().refresh_expires));
    let settings = settings(&transport).limits(Limits::none());
    let ebp = builder("key").tokens(store).rotation(policy).settings(settings).build().unwrap();
    for asked in 1..=3 {
        ebp.accounting(TENANT).folder().get().await.unwrap_err();
        assert_eq!(transport.requests().len(), asked);
    }
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
