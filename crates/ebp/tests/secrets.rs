//! A marker in every secret, and all that can be printed searched for it. Alone in its binary: what a log shows depends on
//! which subscriber saw a call first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::sync::{Arc, Mutex};

use guichet_ebp::auth::{MemoryStore, TokenStore, Tokens};
use guichet_ebp::identity::{AuthorizationOptions, Claims, Pkce};
use guichet_ebp::time::OffsetDateTime;
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{Clock, Ebp, Error, Limits, Secret, Settings};

const MARK: &str = "s3cr3t";

fn marked(what: &str) -> Secret {
    Secret::new(format!("{MARK}-{what}"))
}

#[test]
fn no_secret_reaches_a_log_a_debug_or_an_error() {
    let log = Captured::default();
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).finish();
    let shown = tracing::subscriber::with_default(subscriber, || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(everything())
    });
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("guichet{operation=") && log.contains("ebp.identity.exchange"), "{log}");
    for text in [&shown, &log] {
        let found: Vec<&str> = text.split_whitespace().filter(|word| word.contains(MARK)).collect();
        assert!(found.is_empty(), "{found:#?}");
    }
}

/// What a token endpoint may answer.
fn replies() -> Vec<Reply> {
    let json = |text: String| Reply::json(text);
    vec![
        json(format!(r#"{{"access_token":"{MARK}-a2","refresh_token":"{MARK}-r2","expires_in":3600}}"#)),
        Reply::drop_before(),
        Reply::drop_after(),
        Reply::never(),
        Reply::new(400, format!(r#"{{"error":"invalid_grant","x":"{MARK}"}}"#)),
        Reply::new(401, format!(r#"{{"error":"invalid_client","x":"{MARK}"}}"#)),
        Reply::new(500, format!("<html>{MARK}</html>")),
        json(MARK.to_owned()),
        json(format!(r#"{{"refresh_token":"{MARK}-r3"}}"#)),
        json(format!(r#"{{"access_token":"{MARK}\u0007","refresh_token":"{MARK}"}}"#)),
        json(format!(r#"{{"access_token":"{MARK}"#)).then_break(),
    ]
}

async fn everything() -> String {
    let mut shown = String::new();
    for reply in replies() {
        for expired in [false, true] {
            shown.push_str(&one(reply.clone(), expired).await);
        }
    }
    shown
}

async fn one(reply: Reply, expired: bool) -> String {
    let now = OffsetDateTime::from_unix_timestamp(1_705_057_200).unwrap();
    let transport = ScriptedTransport::always(reply);
    let tokens = Tokens::new(marked("refresh"), now);
    let access = |tokens: Tokens| tokens.access(marked("access"), now + std::time::Duration::from_secs(3600));
    let store = MemoryStore::holding(if expired { tokens } else { access(tokens) });
    let settings = Settings::new().transport(transport.clone()).clock(Clock::fixed(now)).limits(Limits::none());
    let builder = Ebp::builder(marked("key")).application("client", marked("client")).tokens(store.clone());
    let builder = builder.settings(settings);
    let mut shown = format!("{builder:?}");
    let ebp = builder.build().unwrap();
    let identity = ebp.identity();
    let mut options = AuthorizationOptions::default();
    options.state = Some(marked("state"));
    options.pkce = Pkce::Verifier(Secret::new(MARK.repeat(8)));
    let authorization = identity.authorize_with(options.clone()).unwrap();
    let state = authorization.state().expose().to_owned();
    let mut errors: Vec<Error> = Vec::new();
    for callback in [
        format!("http://localhost:3333/?code={MARK}&state={state}"),
        format!("http://localhost:3333/?code={MARK}&state={MARK}"),
        format!("?error=access_denied&state={MARK}"),
    ] {
        errors.extend(identity.exchange(&authorization, &callback).await.err());
    }
    errors.extend(identity.refresh().await.err());
    errors.extend(ebp.accounting("folder").folder().get().await.err());
    errors.extend(identity.claims().await.err());
    errors.extend(Claims::of(&marked("access.token.x")).err());
    shown.push_str(&format!("{ebp:?} {identity:?} {authorization:?} {options:?} {store:?} {:?}", store.load().await));
    for error in errors {
        shown.push_str(&format!("{error} {error:?} {error:#?}"));
        no_excerpt_of_a_sign_in(&error);
        let mut cause = std::error::Error::source(&error);
        while let Some(inner) = cause {
            shown.push_str(&format!("{inner} {inner:?}"));
            let shared = inner.downcast_ref::<Arc<Error>>().map(AsRef::as_ref);
            if let Some(error) = shared.or_else(|| inner.downcast_ref::<Error>()) {
                no_excerpt_of_a_sign_in(error);
            }
            cause = inner.source();
        }
    }
    for request in transport.requests() {
        shown.push_str(&format!("{:?}", request.headers));
    }
    shown
}

/// Of the folder's call the caller may look at the body; of signing in nobody.
fn no_excerpt_of_a_sign_in(error: &Error) {
    if error.operation().is_some_and(|operation| operation.contains("identity")) {
        assert_eq!(error.body_excerpt(), None, "{error}");
    }
}

#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> tracing_subscriber::fmt::MakeWriter<'a> for Captured {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
