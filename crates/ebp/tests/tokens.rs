//! Replies that hold tokens come once: nothing that was set for other calls cuts them short.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use std::time::Duration;

use common::{SECOND, TENANT, builder, settings, tokens};
use guichet_ebp::auth::{MemoryStore, Stored, TokenStore};
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{CallOptions, Ebp, Error, ErrorKind, Limits, Sent, Settings};
use tokio::time::Instant;

const FRESH: &str = r#"{"access_token":"access-2","refresh_token":"refresh-2","expires_in":3600}"#;

fn client(transport: &ScriptedTransport, change: impl FnOnce(Settings) -> Settings) -> (Ebp, MemoryStore) {
    let store = MemoryStore::holding(tokens());
    let settings = change(settings(transport).limits(Limits::none()));
    (builder("key").tokens(store.clone()).settings(settings).build().unwrap(), store)
}

async fn stored(store: &MemoryStore) -> Stored {
    store.load().await.unwrap()
}

async fn refresh_token(store: &MemoryStore) -> String {
    stored(store).await.tokens.unwrap().refresh.expose().to_owned()
}

#[tokio::test(start_paused = true)]
async fn a_reply_takes_the_time_and_the_room_that_it_needs() {
    let transport = ScriptedTransport::always(Reply::json(FRESH).after(SECOND * 25));
    let hurried = CallOptions::new().attempt_timeout(SECOND * 3).deadline(SECOND * 5).max_attempts(4);
    let (ebp, store) = client(&transport, |settings| settings.options(hurried).max_body(10));
    ebp.identity().refresh().await.unwrap();
    assert_eq!(refresh_token(&store).await, "refresh-2");
}

/// What arrived before it broke off may hold the only refresh token that is good.
#[tokio::test(start_paused = true)]
async fn a_reply_that_breaks_off_behind_its_refresh_token_is_kept() {
    let part = r#"{"refresh_token":"refresh-2","access_token":"acc"#;
    let whole = || Reply::json(r#"{"access_token":"access-2","refresh_token":"refresh-2","#);
    for (reply, takes) in [
        (whole().then_break(), Duration::ZERO),
        (whole().then_stall(), SECOND * 30),
        (Reply::json(part).then_break(), Duration::ZERO),
        (Reply::json(part).then_stall(), SECOND * 30),
    ] {
        let transport = ScriptedTransport::always(reply.clone());
        let (ebp, store) = client(&transport, |settings| settings);
        let before = Instant::now();
        let outcome = ebp.identity().refresh().await;
        assert!(before.elapsed() <= takes, "{:?}", before.elapsed());
        assert_eq!(refresh_token(&store).await, "refresh-2", "{outcome:?}");
        assert_eq!(transport.requests().len(), 1);

        let transport = ScriptedTransport::always(reply);
        let (ebp, store) = client(&transport, |settings| settings);
        let _ = ebp.identity().exchange_code("code", None).await;
        assert_eq!(refresh_token(&store).await, "refresh-2");
    }
    // Nothing of it arrived: nobody knows, and the old one is tried once more.
    let transport = ScriptedTransport::always(Reply::json("").then_break());
    let (ebp, store) = client(&transport, |settings| settings);
    ebp.identity().refresh().await.unwrap_err();
    assert_eq!(refresh_token(&store).await, "refresh-1");
    assert!(stored(&store).await.intent.is_some());
}

/// A wait that the login asks for is told at once, to be waited out by whoever can: with nothing sent, and nothing locked.
#[tokio::test(start_paused = true)]
async fn a_wait_that_the_login_asks_for_is_an_error_and_not_slept() {
    let busy = Reply::status(429).header("retry-after", "120");
    let transport = ScriptedTransport::new([busy, Reply::json(FRESH)]);
    let (ebp, store) = client(&transport, |settings| settings);
    let before = Instant::now();
    ebp.identity().refresh().await.unwrap_err();
    let error: Error = ebp.identity().refresh().await.unwrap_err();
    let wait = error.retry_after().unwrap();
    assert!(error.is_rate_limited() && (SECOND * 120..SECOND * 121).contains(&wait), "{error:?}");
    let error = ebp.identity().exchange_code("code", None).await.unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Limit, Sent::No), "{error:?}");
    assert!(stored(&store).await.intent.is_none());
    assert_eq!((before.elapsed(), transport.requests().len()), (Duration::ZERO, 1));
    tokio::time::sleep(wait).await;
    ebp.identity().exchange_code("code", None).await.unwrap();
    assert_eq!(refresh_token(&store).await, "refresh-2");
}

#[tokio::test(start_paused = true)]
async fn a_code_that_was_never_sent_is_good_for_another_try() {
    let transport = ScriptedTransport::new([Reply::drop_before(), Reply::json(FRESH)]);
    let (ebp, store) = client(&transport, |settings| settings);
    let error = ebp.identity().exchange_code("code", None).await.unwrap_err();
    assert_eq!(error.sent(), Sent::No);
    ebp.identity().exchange_code("code", None).await.unwrap();
    assert_eq!(refresh_token(&store).await, "refresh-2");
    ebp.identity().exchange_code("code", None).await.unwrap_err();
    // Two at once are one.
    let transport = ScriptedTransport::always(Reply::json(FRESH).after(SECOND));
    let (ebp, _) = client(&transport, |settings| settings);
    let identity = ebp.identity();
    let (one, other) = tokio::join!(identity.exchange_code("code", None), identity.exchange_code("code", None));
    assert_eq!((one.is_ok() as u8 + other.is_ok() as u8, transport.requests().len()), (1, 1));
}

/// A refusal that quotes what it refuses is told without its words.
#[tokio::test(start_paused = true)]
async fn a_refusal_that_quotes_a_secret_loses_its_words() {
    for (words, shown) in [
        ("refresh-1 is not known", [false, true]),
        ("the code abc-123 was spent", [true, false]),
        ("not the client of client-secret", [false, false]),
        ("the refresh_token has ended", [true, true]),
    ] {
        let body = format!(r#"{{"error":"invalid_request","error_description":"{words}"}}"#);
        let transport = ScriptedTransport::always(Reply::new(400, body));
        let (ebp, _) = client(&transport, |settings| settings);
        let refreshed = ebp.identity().refresh().await.unwrap_err();
        let exchanged = ebp.identity().exchange_code("abc-123", None).await.unwrap_err();
        for (error, shown) in [refreshed, exchanged].iter().zip(shown) {
            let text = format!("{error} {error:?}");
            assert!(text.contains("invalid_request") && text.contains(words) == shown, "{text}");
        }
    }
}

/// No option for several calls sends one to another folder.
#[tokio::test(start_paused = true)]
async fn a_folder_is_named_by_the_call_alone() {
    let transport = ScriptedTransport::always(Reply::json("{}"));
    let other = CallOptions::new().header("tenantid", "other").header("x-trace", "1");
    let (ebp, _) = client(&transport, |settings| settings.options(other));
    ebp.accounting(TENANT).folder().get().await.unwrap();
    let requests = transport.requests();
    assert_eq!((requests[0].header("tenantid"), requests[0].header("x-trace")), (Some(TENANT), Some("***")));
    ebp.accounting("  ").folder().get().await.unwrap_err();
    ebp.accounting(TENANT).operation("ebp.identity.refresh").unwrap_err();
    assert_eq!(transport.requests().len(), 1);
}

/// What a proxy or a careless server makes of a reply.
#[tokio::test(start_paused = true)]
async fn a_reply_in_any_dress_brings_its_tokens() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::Write::write_all(&mut gzip, FRESH.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    let wide: Vec<u8> = FRESH.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe], wide.as_slice()].concat();
    for reply in [
        Reply::new(200, gzip).header("content-encoding", "gzip"),
        Reply::new(200, wide),
        Reply::new(200, marked),
        Reply::new(200, format!("\u{feff}{FRESH}")),
    ] {
        let transport = ScriptedTransport::always(reply);
        let (ebp, store) = client(&transport, |settings| settings);
        ebp.identity().refresh().await.unwrap();
        assert_eq!(refresh_token(&store).await, "refresh-2");
        assert_eq!(transport.requests().len(), 1);
    }
    // What nobody here can undo is kept as it came.
    let transport = ScriptedTransport::always(Reply::new(200, vec![0x1b, 0xff, 0xfe]).header("content-encoding", "br"));
    let (ebp, store) = client(&transport, |settings| settings);
    ebp.identity().refresh().await.unwrap_err();
    assert_eq!(stored(&store).await.reply.unwrap().body.expose(), [0x1b, 0xff, 0xfe]);
}
