//! Signing in beside a login that is there, and replies of which nobody takes care.

use std::time::Duration;

use guichet_core::auth::store::{Intent, MemoryStore, RawReply, TokenStore};

use crate::oracle::{HOUR, Oracle, START, ask, expired, kept, rotating, tokens};

/// Somebody else signs in, and the reply has no refresh token: that is an error, and stays one. His access token is never used
/// beside the refresh token of who signed in before.
#[tokio::test(start_paused = true)]
async fn a_sign_in_that_failed_does_not_take_effect_later() {
    for unknown in [false, true] {
        let (store, oracle) = (expired(), Oracle::new());
        if unknown {
            // A refresh of which nobody knows what came.
            let mut guard = store.lock(Duration::from_secs(1)).await.unwrap();
            guard.intent(Intent::new(2, START - HOUR)).await.unwrap();
        }
        let process = rotating(&store, &oracle, &guichet_core::Clock::fixed(START));
        process.adopt(r#"{"access_token":"somebody else"}"#).await.unwrap_err();
        assert!(kept(&store).await.reply.is_some());
        assert_eq!(ask(&process).await.unwrap(), "Bearer a");
        assert_eq!(oracle.counts(), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_reply_without_a_refresh_token_leaves_the_old_one_good() {
    let (store, oracle) = (expired(), Oracle::new());
    oracle.truth().body = Some(r#"{"access_token":"a1","expires_in":60}"#.into());
    let process = rotating(&store, &oracle, &guichet_core::Clock::fixed(START));
    assert_eq!(ask(&process).await.unwrap(), "Bearer a1");
    assert_eq!(kept(&store).await.tokens.unwrap().refresh.expose(), "r1");

    // Also where the process ended before it read the reply.
    let (store, oracle) = (expired(), Oracle::new());
    let mut guard = store.lock(Duration::from_secs(1)).await.unwrap();
    guard.intent(Intent::new(2, START)).await.unwrap();
    let body = r#"{"access_token":"a1"}"#;
    guard.commit_raw(RawReply::new(2, START, body)).await.unwrap();
    drop(guard);
    let process = rotating(&store, &oracle, &guichet_core::Clock::fixed(START));
    assert_eq!((ask(&process).await.unwrap().as_str(), oracle.counts()), ("Bearer a1", (0, 0)));
}

/// A reply that a crash left unread is read before that of a sign-in takes its place.
#[tokio::test(start_paused = true)]
async fn a_sign_in_that_brings_nothing_loses_nothing() {
    let (store, oracle) = (MemoryStore::holding(tokens("spent", START - HOUR)), Oracle::new());
    let mut guard = store.lock(Duration::from_secs(1)).await.unwrap();
    guard.intent(Intent::new(2, START)).await.unwrap();
    let body = r#"{"access_token":"unread","refresh_token":"r1","expires_in":3600}"#;
    guard.commit_raw(RawReply::new(2, START, body)).await.unwrap();
    drop(guard);
    let process = rotating(&store, &oracle, &guichet_core::Clock::fixed(START));
    process.adopt("<html>Sign in to the hotel's network</html>").await.unwrap_err();
    assert_eq!(kept(&store).await.tokens.unwrap().refresh.expose(), "r1");
    assert_eq!((ask(&process).await.unwrap().as_str(), oracle.counts()), ("Bearer unread", (0, 0)));
}

/// What no header can carry is no access token, and the refresh token beside it is good.
#[tokio::test(start_paused = true)]
async fn an_access_token_that_cannot_be_sent_is_renewed() {
    let (store, oracle) = (expired(), Oracle::new());
    oracle.truth().body = Some(r#"{"access_token":"a\n","refresh_token":"@","expires_in":3600}"#.into());
    let process = rotating(&store, &oracle, &guichet_core::Clock::fixed(START));
    ask(&process).await.unwrap_err();
    oracle.truth().body = None;
    assert_eq!(ask(&process).await.unwrap(), "Bearer a");
    assert_eq!(oracle.counts(), (2, 0));
}
