//! Webhooks that are received: verified, read, handled once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use guichet_akuiteo::webhooks::{
    Begun, Delivery, EmittedAt, Ended, Event, EventAction, EventType, FileSeen, Growth, MemorySeen, Receipt, Receiver,
    RequestId, RetrySchedule, SeenError, SeenStore, SignatureError, Verified, Verifier, post,
};
use guichet_core::transport::BoxFuture;
use guichet_sandbox::akuiteo::{Spelling, Spoiled, WebhookSender};
use http::HeaderMap;
use proptest::prelude::*;

const SECRET: &str = "s3cr3t of the webhook";
const EVENT: &str = r#"{"emittedAt":"2024-09-23T10:45:00+02:00","eventType":"PROJECT","eventAction":"UPDATE","requestId":"12345-67890-abcdef","content":{"id":"987654321"}}"#;
/// `openssl dgst -sha256 -hmac` of the event, with the secret.
const SIGNATURE: &str = "1dc899c22500a9ce63916a4e950ddb30cdd7859efa7f16b32c24e27f0946b26c";

fn signed(signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("X-Hub-Signature", signature.parse().unwrap());
    headers
}

#[test]
fn a_signature_is_read_in_each_form_and_no_other() {
    use base64::Engine as _;
    let verifier = Verifier::new(SECRET).unwrap();
    let verify = |verifier: &Verifier, signature: &str| verifier.verify(&signed(signature), EVENT.as_bytes());
    let base64 = base64::engine::general_purpose::STANDARD
        .encode((0..32).map(|n| u8::from_str_radix(&SIGNATURE[2 * n..2 * n + 2], 16).unwrap()).collect::<Vec<_>>());
    for good in
        [SIGNATURE.to_owned(), SIGNATURE.to_uppercase(), format!("sha256={SIGNATURE}"), format!(" SHA256={SIGNATURE} ")]
    {
        assert_eq!(verify(&verifier, &good), Ok(()), "{good}");
    }
    for bad in [
        String::new(),
        format!("sha1={SIGNATURE}"),
        SIGNATURE[1..].to_owned(),
        format!("{SIGNATURE}00"),
        base64.clone(),
    ] {
        assert_eq!(verify(&verifier, &bad), Err(SignatureError::Malformed), "{bad}");
    }
    let asked = verifier.clone().accept_base64();
    assert_eq!((verify(&asked, &base64), verify(&asked, SIGNATURE)), (Ok(()), Ok(())));
    assert_eq!(verifier.verify(&HeaderMap::new(), EVENT.as_bytes()), Err(SignatureError::Missing));
    let mut twice = signed(SIGNATURE);
    twice.append("X-Hub-Signature", SIGNATURE.parse().unwrap());
    assert_eq!(verifier.verify(&twice, EVENT.as_bytes()), Err(SignatureError::Repeated));
    // While the secret is changed, both are good; afterwards the former one is not.
    let changed = Verifier::new("next").unwrap();
    assert_eq!(verify(&changed, SIGNATURE), Err(SignatureError::Mismatch));
    assert_eq!(verify(&changed.and_previous(SECRET).unwrap(), SIGNATURE), Ok(()));
    assert_eq!(Verifier::without_signature().verify(&HeaderMap::new(), b"x"), Ok(()));
    assert!(Verifier::new(" ").is_err() && Verifier::new("x\n").is_err());
    assert!(!format!("{verifier:?}").contains("s3cr3t"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// One bit of the body, of the secret or of the signature.
    #[test]
    fn what_is_changed_is_refused(bit in 0_usize..256, of_body in any::<proptest::sample::Index>()) {
        let verifier = Verifier::new(SECRET).unwrap();
        let mut body = EVENT.as_bytes().to_vec();
        let at = of_body.index(body.len() * 8);
        body[at / 8] ^= 1 << (at % 8);
        prop_assert_eq!(verifier.verify(&signed(SIGNATURE), &body), Err(SignatureError::Mismatch));
        let mut digest: Vec<u8> =
            (0..32).map(|n| u8::from_str_radix(&SIGNATURE[2 * n..2 * n + 2], 16).unwrap()).collect();
        digest[bit / 8] ^= 1 << (bit % 8);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        prop_assert_eq!(verifier.verify(&signed(&hex), EVENT.as_bytes()), Err(SignatureError::Mismatch));
        let mut secret = SECRET.as_bytes().to_vec();
        let at = at % (secret.len() * 8);
        secret[at / 8] ^= 1 << (at % 8);
        if let Ok(other) = String::from_utf8(secret).map_err(|_| ()).and_then(|text| Verifier::new(text).map_err(|_| ())) {
            prop_assert_eq!(other.verify(&signed(SIGNATURE), EVENT.as_bytes()), Err(SignatureError::Mismatch));
        }
    }

    #[test]
    fn nothing_panics(body in any::<Vec<u8>>(), signature in "[ -~]{0,80}") {
        let verifier = Verifier::new(SECRET).unwrap().accept_base64();
        prop_assert!(verifier.verify(&signed(&signature), &body).is_err());
        let _ = Event::read(&body);
    }
}

#[test]
fn an_event_keeps_what_it_does_not_know() {
    let event = Event::read(EVENT.as_bytes()).unwrap();
    assert_eq!((&event.event_type, &event.event_action), (&Some(EventType::Project), &Some(EventAction::Update)));
    assert_eq!(event.emitted_at.as_ref().unwrap().moment().unwrap().moment().offset().whole_hours(), 2);
    assert_eq!(event.content_id().unwrap().as_str(), "987654321");
    let odd =
        r#"{"eventType":"QUOTE","eventAction":"SMARTSCAN_DONE","requestId":7,"content":{"id":12.50,"x":[1]},"more":1}"#;
    let event = Event::read(odd.as_bytes()).unwrap();
    assert_eq!((event.event_type.as_ref().unwrap().as_str(), event.request_id.as_str()), ("QUOTE", "7"));
    assert_eq!(event.content.as_ref().unwrap().as_str(), r#"{"id":12.50,"x":[1]}"#);
    #[derive(serde::Deserialize)]
    struct Content {
        x: Vec<u8>,
    }
    assert_eq!(event.content_as::<Content>().unwrap().x, [1]);
    for bad in ["", "[]", "{}", r#"{"eventType":"A","eventAction":"B"}"#, r#"{"eventType":{},"requestId":"r"}"#] {
        assert!(Event::read(bad.as_bytes()).is_err(), "{bad}");
    }
}

/// The vendor gives an event up when it was refused often enough: one that can be told from others is handed over.
#[test]
fn an_event_is_not_refused_for_what_is_not_needed() {
    for (odd, kept) in [
        (r#""23/09/2024 10:45""#, Some(r#""23/09/2024 10:45""#)),
        ("1727081100", Some("1727081100")),
        (r#"{"a":1.50}"#, Some(r#"{"a":1.50}"#)),
        ("null", None),
    ] {
        let event = Event::read(format!(r#"{{"requestId":"r","emittedAt":{odd}}}"#).as_bytes()).unwrap();
        assert_eq!((&event.event_type, &event.event_action), (&None, &None));
        let raw = match &event.emitted_at {
            Some(EmittedAt::Other(raw)) => Some(raw.as_str()),
            Some(other) => panic!("{other:?}"),
            None => None,
        };
        assert_eq!(raw, kept);
        let written: serde_json::Value = serde_json::from_str(&serde_json::to_string(&event).unwrap()).unwrap();
        assert_eq!(written.get("requestId").unwrap(), "r");
    }
}

#[test]
fn the_schedule_is_the_documented_one() {
    let pauses = |schedule: RetrySchedule| schedule.pauses().map(|pause| pause.as_millis()).collect::<Vec<_>>();
    assert_eq!(pauses(RetrySchedule::default()), [5001, 5016, 5081, 5256, 5625]);
    let schedule = RetrySchedule::new(Duration::from_secs(1), 8).unwrap();
    assert_eq!(pauses(schedule.growth(Growth::Fixed)), [3000; 8]);
    let seconds = schedule.growth(Growth::Exponential { unit: Duration::from_secs(1) });
    assert_eq!(pauses(seconds).last(), Some(&4_097_000));
    assert_eq!(RetrySchedule::new(Duration::from_secs(1), 1).unwrap().longest(), Duration::from_millis(2001));
    for number in [0, 9] {
        assert!(RetrySchedule::new(Duration::from_secs(1), number).is_err(), "{number}");
    }
}

fn id(text: &str) -> RequestId {
    RequestId::from(text)
}

async fn one_at_a_time(store: &impl SeenStore) {
    let a = id("a");
    assert_eq!(store.begin(&a).await.unwrap(), Begun::New);
    assert_eq!(store.begin(&a).await.unwrap(), Begun::InProgress);
    assert_eq!(store.begin(&id("b")).await.unwrap(), Begun::New);
    store.finish(&a, Ended::Failed).await.unwrap();
    assert_eq!(store.begin(&a).await.unwrap(), Begun::New);
    // A failure after it does not tell what the interrupted one has done.
    for ended in [Ended::Interrupted, Ended::Failed, Ended::Failed, Ended::Handled] {
        store.finish(&a, ended).await.unwrap();
        let begun = if ended == Ended::Handled { Begun::Handled } else { Begun::Interrupted };
        assert_eq!(store.begin(&a).await.unwrap(), begun);
    }
}

#[tokio::test(start_paused = true)]
async fn memory_is_bounded_in_number_and_age() {
    one_at_a_time(&MemorySeen::new()).await;
    let store = MemorySeen::new().most(2).age(Duration::from_secs(60));
    for name in ["a", "b", "c"] {
        assert_eq!(store.begin(&id(name)).await.unwrap(), Begun::New);
        store.finish(&id(name), Ended::Handled).await.unwrap();
    }
    // Of three two are remembered.
    assert_eq!(store.begin(&id("c")).await.unwrap(), Begun::Handled);
    assert_eq!(store.begin(&id("a")).await.unwrap(), Begun::New);
    tokio::time::advance(Duration::from_secs(61)).await;
    assert_eq!(store.begin(&id("c")).await.unwrap(), Begun::New);
    // What is in progress is neither forgotten nor let grow.
    assert!(matches!(store.begin(&id("d")).await, Err(SeenError::Full)));
    assert_eq!(store.begin(&id("a")).await.unwrap(), Begun::InProgress);
}

fn file(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("guichet-seen-{}-{name}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder.join("seen")
}

#[tokio::test]
async fn a_file_knows_after_a_restart_what_was_begun_and_handled() {
    let path = file("restart");
    {
        let store = FileSeen::open(&path).unwrap();
        one_at_a_time(&store).await;
        store.begin(&id("failed")).await.unwrap();
        store.finish(&id("failed"), Ended::Failed).await.unwrap();
        assert!(matches!(FileSeen::open(&path), Err(SeenError::Locked)));
    }
    // Cut off in the middle of a step, as by a crash.
    let mut text = std::fs::read(&path).unwrap();
    text.extend_from_slice(br#"{"id":"torn","state":"han"#);
    std::fs::write(&path, &text).unwrap();
    {
        let store = FileSeen::open(&path).unwrap();
        assert_eq!(store.begin(&id("a")).await.unwrap(), Begun::Handled);
        assert_eq!(store.begin(&id("b")).await.unwrap(), Begun::Interrupted);
        assert_eq!(store.begin(&id("b")).await.unwrap(), Begun::InProgress);
        assert_eq!(store.begin(&id("failed")).await.unwrap(), Begun::New);
        assert_eq!(store.begin(&id("torn")).await.unwrap(), Begun::New);
    }
    // What somebody else has written is not taken for nothing.
    std::fs::write(&path, "{\"id\":\"a\"}\n").unwrap();
    assert!(matches!(FileSeen::open(&path), Err(SeenError::Unreadable(1))));
}

#[tokio::test]
async fn a_file_forgets_what_is_old_and_does_not_grow_for_ever() {
    let path = file("old");
    std::fs::write(
        &path,
        "{\"id\":\"a\",\"state\":\"handled\",\"at\":1}\n{\"id\":\"b\",\"state\":\"begun\",\"at\":1}\n",
    )
    .unwrap();
    let store = FileSeen::open(&path).unwrap();
    assert_eq!(store.begin(&id("a")).await.unwrap(), Begun::New);
    // An interrupted one of years ago is as new.
    assert_eq!(store.begin(&id("b")).await.unwrap(), Begun::New);
    drop(store);
    let lines: String = (0..20_000).map(|_| "{\"id\":\"c\",\"state\":\"failed\",\"at\":1}\n").collect();
    std::fs::write(&path, lines).unwrap();
    let _store = FileSeen::open(&path).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().len(), 0);
}

/// A receiver on a port of its own, whose handler counts, and fails for events of a type.
async fn server(receiver: Receiver) -> (SocketAddr, Arc<AtomicUsize>) {
    let counted = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&counted);
    let handler = move |delivery: Delivery| {
        let count = Arc::clone(&count);
        async move {
            let kind = delivery.event.event_type.unwrap().to_string();
            if kind == "SLOW" {
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
            assert_ne!(kind, "PANIC");
            if kind == "FAIL" {
                return Err("no");
            }
            count.fetch_add(1, Ordering::SeqCst);
            Ok(())
        }
    };
    let extracted = async |Verified(event): Verified| event.request_id.to_string();
    let app = axum::Router::new()
        .route("/hook", post(receiver.clone(), handler))
        .route("/own", axum::routing::post(extracted))
        .with_state(receiver);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await });
    (address, counted)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_delivery_is_answered_as_documented() {
    let receiver = Receiver::new(Verifier::new(SECRET).unwrap().accept_base64(), MemorySeen::new());
    let (address, counted) = server(receiver).await;
    let to = |path: &str| {
        WebhookSender::new(address, path, SECRET).unwrap().schedule(Duration::from_secs(5), 1).compressed(1000)
    };
    let (hook, own) = (to("/hook"), to("/own"));
    let event = |kind: &str, request: &str| WebhookSender::event(kind, "UPDATE", request, "7");
    for (n, spelling) in
        [Spelling::Hex, Spelling::UpperHex, Spelling::PrefixedHex, Spelling::Base64].into_iter().enumerate()
    {
        let body = event("PROJECT", &n.to_string());
        assert_eq!(hook.clone().spelling(spelling).send(&body, Spoiled::Not).await.attempts, [Some(200)]);
        // Again: a duplicate.
        assert_eq!(hook.send(&body, Spoiled::Not).await.attempts, [Some(200)]);
    }
    assert_eq!(counted.load(Ordering::SeqCst), 4);
    for spoiled in [Spoiled::Body, Spoiled::Signature, Spoiled::Unsigned] {
        for sender in [&hook, &own] {
            let delivered = sender.send(&event("PROJECT", "spoiled"), spoiled).await;
            assert_eq!(delivered.attempts, [Some(401); 2], "{spoiled:?}");
        }
    }
    let large = format!("{{\"x\":\"{}\"}}", "x".repeat(1024 * 1024));
    for sender in [&hook, &own] {
        assert_eq!(sender.send(&large, Spoiled::Not).await.attempts, [Some(413); 2]);
        assert_eq!(sender.send("[]", Spoiled::Not).await.attempts, [Some(400); 2]);
    }
    // A receiver of one's own bound.
    let small = Receiver::new(Verifier::new(SECRET).unwrap(), MemorySeen::new()).max_body(20);
    let small = WebhookSender::new(server(small).await.0, "/hook", SECRET).unwrap();
    let small = small.schedule(Duration::from_secs(5), 1).compressed(1000);
    assert_eq!(small.send(&event("PROJECT", "0"), Spoiled::Not).await.attempts, [Some(413); 2]);
    assert_eq!(small.send("[]", Spoiled::Not).await.attempts, [Some(400); 2]);
    assert_eq!(own.send(&event("PROJECT", "0"), Spoiled::Not).await.attempts, [Some(200)]);
    for kind in ["FAIL", "PANIC"] {
        assert_eq!(hook.send(&event(kind, kind), Spoiled::Not).await.attempts, [Some(500); 2]);
        // Failed is not handled: the next one is.
        assert_eq!(hook.send(&event("PROJECT", kind), Spoiled::Not).await.attempts, [Some(200)]);
    }
    assert_eq!(counted.load(Ordering::SeqCst), 6);
    // Two at once: the second is told to come again.
    let slow = event("SLOW", "slow");
    let once = hook.clone().schedule(Duration::from_secs(5), 8);
    let (first, second) = tokio::join!(once.send(&slow, Spoiled::Not), async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        once.send(&slow, Spoiled::Not).await
    });
    assert_eq!(first.attempts, [Some(200)]);
    assert_eq!(second.attempts.first(), Some(&Some(503)));
    assert_eq!(counted.load(Ordering::SeqCst), 7);
}

/// A sender that hangs up does not stop the handler, and what it did is known.
#[tokio::test(flavor = "multi_thread")]
async fn a_sender_that_hangs_up_stops_nothing() {
    let receiver = Receiver::new(Verifier::without_signature(), MemorySeen::new());
    let (done, wait) = tokio::sync::oneshot::channel();
    let (begun, has_begun) = tokio::sync::oneshot::channel();
    let handler = async move |_delivery: Delivery| {
        begun.send(()).unwrap();
        wait.await.map_err(|why| why.to_string())
    };
    let receiving = tokio::spawn({
        let receiver = receiver.clone();
        async move { receiver.receive(&HeaderMap::new(), EVENT.as_bytes(), handler).await }
    });
    has_begun.await.unwrap();
    receiving.abort();
    let again = async || receiver.receive(&HeaderMap::new(), EVENT.as_bytes(), async |_| Ok::<(), String>(())).await;
    assert!(matches!(again().await, Receipt::Busy));
    done.send(()).unwrap();
    while !matches!(again().await, Receipt::Duplicate) {
        tokio::task::yield_now().await;
    }
}

/// A store whose beginning waits until it may go on.
struct Waiting(MemorySeen, Arc<tokio::sync::Semaphore>, Arc<tokio::sync::Semaphore>);

impl SeenStore for Waiting {
    fn begin<'a>(&'a self, id: &'a RequestId) -> BoxFuture<'a, Result<Begun, SeenError>> {
        Box::pin(async move {
            let begun = self.0.begin(id).await;
            self.1.add_permits(1);
            self.2.acquire().await.unwrap().forget();
            begun
        })
    }

    fn finish<'a>(&'a self, id: &'a RequestId, ended: Ended) -> BoxFuture<'a, Result<(), SeenError>> {
        self.0.finish(id, ended)
    }
}

/// Neither while the delivery begins: what is begun is handled.
#[tokio::test]
async fn a_sender_that_hangs_up_while_it_begins_leaves_nothing_in_progress() {
    let (begun, go_on) = (Arc::new(tokio::sync::Semaphore::new(0)), Arc::new(tokio::sync::Semaphore::new(0)));
    let store = Waiting(MemorySeen::new(), Arc::clone(&begun), Arc::clone(&go_on));
    let receiver = Receiver::new(Verifier::without_signature(), store);
    let receiving = tokio::spawn({
        let receiver = receiver.clone();
        let handler = async |_: Delivery| Ok::<(), String>(());
        async move { receiver.receive(&HeaderMap::new(), EVENT.as_bytes(), handler).await }
    });
    begun.acquire().await.unwrap().forget();
    receiving.abort();
    assert!(receiving.await.unwrap_err().is_cancelled());
    go_on.add_permits(100);
    let again = async || receiver.receive(&HeaderMap::new(), EVENT.as_bytes(), async |_| Err("handled again")).await;
    for _ in 0..100 {
        match again().await {
            Receipt::Duplicate => return,
            Receipt::Busy => go_on.add_permits(1),
            other => panic!("{other:?}"),
        }
        tokio::task::yield_now().await;
    }
    panic!("in progress for ever");
}

/// A panic says nothing of how far the handler came, also one before there is a future.
#[tokio::test]
async fn a_handler_that_panics_may_have_done_its_work() {
    let receiver = Receiver::new(Verifier::without_signature(), MemorySeen::new());
    let before = |_: Delivery| -> std::future::Ready<Result<(), String>> { panic!("no future") };
    let receipt = receiver.receive(&HeaderMap::new(), EVENT.as_bytes(), before).await;
    assert!(matches!(receipt, Receipt::Failed(_)), "{receipt:?}");
    let within = async |delivery: Delivery| -> Result<(), String> { panic!("{}", delivery.interrupted_before) };
    let receipt = receiver.receive(&HeaderMap::new(), EVENT.as_bytes(), within).await;
    assert!(matches!(&receipt, Receipt::Failed(why) if why.contains("true")), "{receipt:?}");
    let told = async |delivery: Delivery| if delivery.interrupted_before { Ok(()) } else { Err("not told") };
    let receipt = receiver.receive(&HeaderMap::new(), EVENT.as_bytes(), told).await;
    assert!(matches!(receipt, Receipt::Handled), "{receipt:?}");
}

/// A body that breaks off is not one that is too large.
#[tokio::test]
async fn a_body_that_breaks_off_is_no_event() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let (address, _) = server(Receiver::new(Verifier::without_signature(), MemorySeen::new())).await;
    for path in ["/hook", "/own"] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let head = format!("POST {path} HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n");
        stream.write_all(format!("{head}2\r\n[]\r\nno number\r\n").as_bytes()).await.unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        assert!(answer.starts_with("HTTP/1.1 400"), "{path}: {answer:?}");
    }
}
