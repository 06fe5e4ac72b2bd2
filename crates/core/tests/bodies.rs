//! Bodies that are read while they are sent, on a scripted transport with paused time.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use common::{PAY, PUT, SECOND, client};
use futures_util::{StreamExt as _, stream};
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::Part;
use guichet_core::{CallOptions, ErrorKind, Sent, Source};
use tokio::time::Instant;

/// Pieces with a pause before each; counts how often it was opened.
fn slow(pieces: &'static [&'static str], pause: Duration) -> (Source, Arc<AtomicU32>) {
    let opened = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&opened);
    let length = pieces.iter().map(|piece| piece.len() as u64).sum();
    let source = Source::new(length, move || {
        count.fetch_add(1, Ordering::SeqCst);
        async move {
            let pieces = stream::iter(pieces).then(move |piece| async move {
                tokio::time::sleep(pause).await;
                Ok(Bytes::from_static(piece.as_bytes()))
            });
            Ok((length, pieces))
        }
    });
    (source, opened)
}

fn of(announced: u64, now: u64, pieces: &'static [&'static str]) -> Source {
    Source::new(announced, move || async move {
        Ok((now, stream::iter(pieces).map(|piece| Ok(Bytes::from_static(piece.as_bytes())))))
    })
}

#[tokio::test(start_paused = true)]
async fn a_source_is_opened_anew_for_each_attempt() {
    let transport = ScriptedTransport::new([Reply::status(503), Reply::drop_before(), Reply::json("1")]);
    let (source, opened) = slow(&["hel", "lo"], Duration::ZERO);
    client(&transport).call(&PUT).arg(1).source("text/plain", source).send_empty().await.unwrap();
    let bodies: Vec<_> = transport.requests().iter().map(|request| request.body.clone()).collect();
    assert_eq!(
        (bodies.as_slice(), opened.load(Ordering::SeqCst)),
        (&[&b"hello"[..]; 3].map(Bytes::from_static)[..], 3)
    );
    assert_eq!(transport.requests()[0].header("content-type"), Some("text/plain"));
}

#[tokio::test(start_paused = true)]
async fn an_unsafe_upload_is_not_sent_again() {
    let transport = ScriptedTransport::new([Reply::drop_after(), Reply::json("1")]);
    let (source, opened) = slow(&["hello"], Duration::ZERO);
    let error = client(&transport).call(&PAY).source("text/plain", source).send_empty().await.unwrap_err();
    assert!(error.outcome_unknown());
    assert_eq!((opened.load(Ordering::SeqCst), transport.requests().len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_source_that_cannot_be_opened_sends_nothing() {
    let transport = ScriptedTransport::always(Reply::json("1"));
    let gone = Source::new(5, || async { Err::<(u64, stream::Empty<_>), _>(io::Error::other("it is gone")) });
    for (source, why) in [(gone, "it is gone"), (of(5, 6, &["hello!"]), "it has 6 bytes now, and 5 were announced")] {
        for call in [
            client(&transport).call(&PUT).arg(1).source("text/plain", source.clone()),
            client(&transport).call(&PUT).arg(1).multipart(&[Part::text("a", "b"), Part::source("f", "n", source)]),
        ] {
            let error = call.send_empty().await.unwrap_err();
            assert_eq!((error.kind(), error.sent(), error.attempts()), (ErrorKind::Invalid, Sent::No, 1), "{error}");
            assert!(error.to_string().contains(why) && error.operation() == Some("test.things.put"), "{error}");
        }
    }
    assert_eq!(transport.requests().len(), 0);
}

#[tokio::test(start_paused = true)]
async fn another_length_than_announced_is_never_a_whole_body() {
    for (announced, pieces, why) in [
        (6, &["hel", "lo"][..], "ends 1 bytes before its announced length"),
        (4, &["hel", "lo"], "at least 1 bytes more than announced"),
    ] {
        let transport = ScriptedTransport::always(Reply::json("1"));
        let call = client(&transport).call(&PAY).source("text/plain", of(announced, announced, pieces));
        let error = call.send_empty().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Interrupted, true), "{error}");
        assert!(error.to_string().contains(why), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_upload_may_take_longer_than_the_deadline_and_not_pause() {
    let options = CallOptions::new().deadline(SECOND * 10).idle_timeout(SECOND * 5).max_attempts(1);
    let pieces: &[&str] = &["a", "b", "c", "d", "e"];
    for (pause, time) in [(4, Ok(20 + 3)), (6, Err(6 + 5))] {
        let transport = ScriptedTransport::always(Reply::json("1").after(SECOND * 3));
        let client = client(&transport).with(options.clone());
        let (source, _) = slow(pieces, SECOND * pause);
        let begun = Instant::now();
        let outcome = client.call(&PUT).arg(1).source("text/plain", source).send_empty().await;
        match (outcome, time) {
            (Ok(()), Ok(seconds)) => assert_eq!(begun.elapsed().as_secs(), seconds),
            (Err(error), Err(seconds)) => {
                assert_eq!((error.kind(), error.sent()), (ErrorKind::Timeout, Sent::Maybe));
                assert!(error.to_string().contains("nothing within 5s"), "{error}");
                // The first piece is waited for as a connection is; then each within the idle limit.
                assert_eq!(begun.elapsed().as_secs(), seconds);
            }
            (outcome, _) => panic!("{pause}: {outcome:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn after_an_upload_the_answer_is_waited_for_as_ever() {
    let transport = ScriptedTransport::always(Reply::never());
    let client = client(&transport).with(CallOptions::new().deadline(SECOND * 10).max_attempts(1));
    let (source, _) = slow(&["a", "b", "c"], SECOND * 9);
    let begun = Instant::now();
    let error = client.call(&PAY).source("text/plain", source).send_empty().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome_unknown()), (ErrorKind::Timeout, true));
    assert_eq!(begun.elapsed().as_secs(), 27 + 10);
}

#[tokio::test]
async fn a_file_is_read_while_it_is_sent() {
    let path = std::env::temp_dir().join(format!("guichet-core-source-{}", std::process::id()));
    let content = "0123456789abcdef".repeat(10_000);
    std::fs::write(&path, &content).unwrap();
    let source = Source::file(&path).await.unwrap();
    let transport = ScriptedTransport::always(Reply::json("1"));
    client(&transport).call(&PUT).arg(1).source("text/plain", source.clone()).send_empty().await.unwrap();
    assert_eq!(transport.requests()[0].body, content);
    std::fs::write(&path, "shorter").unwrap();
    let error = client(&transport).call(&PUT).arg(1).source("text/plain", source).send_empty().await.unwrap_err();
    assert_eq!((error.kind(), transport.requests().len()), (ErrorKind::Invalid, 1), "{error}");
    std::fs::remove_file(&path).unwrap();
    assert_eq!(Source::file(&path).await.unwrap_err().kind(), ErrorKind::Invalid);
}
