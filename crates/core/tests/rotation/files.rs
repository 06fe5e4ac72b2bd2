//! Tokens in a file.

use std::task::Poll;
use std::time::Duration;

use guichet_core::Clock;
use guichet_core::auth::store::{FileStore, Intent, Published, RawReply, StoreError, TokenStore};
use guichet_core::auth::{RotatingTokens, RotationPolicy};
use guichet_core::transport::BoxFuture;

use crate::oracle::{HOUR, Oracle, START, ask, tokens};

pub fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("guichet-rotation-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

#[tokio::test]
async fn a_file_keeps_what_it_was_given_for_its_owner_alone() {
    let folder = folder("keeps");
    let path = folder.join("tokens.json");
    let store = FileStore::open(&path).unwrap();
    assert!(store.load().await.unwrap().tokens.is_none());
    let rotating = RotatingTokens::new(store.clone(), Oracle::new(), RotationPolicy::default(), Clock::system());
    rotating.adopt(r#"{"access_token":"a","refresh_token":"r1","expires_in":3600}"#).await.unwrap();
    let stored = FileStore::open(&path).unwrap().load().await.unwrap();
    assert_eq!((stored.generation, stored.tokens.unwrap().refresh.expose()), (1, "r1"));
    assert!(stored.reply.is_none() && stored.intent.is_none());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let guard = store.lock(Duration::from_secs(1)).await.unwrap();
    assert!(matches!(store.lock(Duration::from_millis(50)).await, Err(StoreError::Locked(_))));
    drop(guard);
    assert!(store.lock(Duration::from_secs(1)).await.is_ok());
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test]
async fn a_file_that_cannot_be_read_is_an_error_and_stays_as_it_is() {
    let folder = folder("unreadable");
    let path = folder.join("tokens.json");
    for text in [
        "",
        "{",
        "{\"version\":2}",
        "{\"version\":1,\"generation\":1}",
        "not a store",
        "[]",
        "{\"version\":2,\"generation\":1,\"tokens\":{\"refresh\":\"r",
    ] {
        std::fs::write(&path, text).unwrap();
        assert!(matches!(FileStore::open(&path), Err(StoreError::Unreadable(_))), "{text}");
    }
    std::fs::remove_file(&path).unwrap();
    let store = FileStore::open(&path).unwrap();
    std::fs::write(&path, "damaged meanwhile").unwrap();
    let rotating = RotatingTokens::new(store, Oracle::new(), RotationPolicy::default(), Clock::system());
    let error = ask(&rotating).await.unwrap_err();
    assert!(error.to_string().contains("left as it is"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "damaged meanwhile");
    #[cfg(unix)]
    {
        std::fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(folder.join("elsewhere"), &path).unwrap();
        assert!(matches!(FileStore::open(&path), Err(StoreError::Unreadable(_))));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

/// Begins it, and gives it up.
async fn begin<T>(mut step: BoxFuture<'_, T>) {
    std::future::poll_fn(|context| {
        let _ = step.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
}

/// A step that nobody waits for any more is written all the same, before the lock is free and before the next step.
#[tokio::test]
async fn a_step_that_is_given_up_holds_the_lock_until_it_is_written() {
    let folder = folder("given-up");
    let store = FileStore::open(folder.join("tokens.json")).unwrap();
    let second = Duration::from_secs(1);
    for round in 1..50 {
        let mut guard = store.lock(second).await.unwrap();
        guard.publish(Published::Tokens { generation: round, tokens: tokens("r1", START + HOUR) }).await.unwrap();
        let reply = RawReply::new(round + 1, START, "reply");
        begin(guard.commit_raw(reply)).await;
        if round % 2 == 0 {
            begin(guard.intent(Intent::new(round + 1, START))).await;
        }
        drop(guard);
        let guard = store.lock(second).await.unwrap();
        assert_eq!(guard.stored().reply.as_ref().map(|reply| reply.generation), Some(round + 1));
        assert_eq!(guard.stored().intent.is_some(), round % 2 == 0);
    }
    std::fs::remove_dir_all(folder).unwrap();
}
