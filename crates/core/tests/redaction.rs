//! A marker in every credential and every body, and all that can be printed searched for it. Alone in its binary: what a
//! log shows depends on which subscriber saw a call first.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;
#[path = "common/log.rs"]
mod log;

use common::*;
use guichet_core::transport::{Reply, ScriptedTransport};
use guichet_core::vendor::{Client, Vendor};
use guichet_core::{CallOptions, Settings};
use log::Captured;
use serde::Deserialize;

const THING: &str = r#"{"id": 7}"#;

#[derive(Debug, Deserialize)]
struct Thing {
    #[allow(dead_code)]
    id: u32,
}

#[test]
fn no_secret_reaches_a_log_or_an_error() {
    let log = Captured::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer({
            let log = log.clone();
            move || log.clone()
        })
        .finish();
    let shown = tracing::subscriber::with_default(subscriber, || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let mut shown = String::new();
            let replies: [fn() -> Reply; 8] = [
                || Reply::json(THING),
                Reply::drop_before,
                Reply::drop_after,
                Reply::never,
                // Beside what the request repeats, what the answer alone holds: somebody's name.
                || Reply::new(401, "t0ken- pers0nal-"),
                || Reply::new(500, "<html>t0ken- pers0nal-</html>"),
                || Reply::json("t0ken- pers0nal-"),
                || Reply::json("t0ken- pers0nal-").then_break(),
            ];
            for reply in replies {
                for operation in [&READ, &PAY] {
                    let transport = ScriptedTransport::always(reply().header("set-cookie", "t0ken-"));
                    let settings: Settings = settings(&transport).base_url("https://h.example/t0ken-path");
                    let client =
                        Client::new(Vendor { authorizer: Counting::new(true), ..vendor() }, settings.clone()).unwrap();
                    let client = client.with(CallOptions::new().header("x-extra", "t0ken-"));
                    let call = client.call(operation).query("secret", "t0ken-").json(&"t0ken-");
                    let call = if operation.path.contains('{') { call.arg("t0ken-id") } else { call };
                    shown.push_str(&format!("{client:?} {settings:?} {call:?} {transport:?}"));
                    match call.send::<Thing>().await {
                        Ok(thing) => shown.push_str(&format!("{thing:?}")),
                        Err(error) => {
                            shown.push_str(&format!("{error} {error:?} {error:#?}"));
                            let mut cause = std::error::Error::source(&error);
                            while let Some(error) = cause {
                                shown.push_str(&format!("{error} {error:?}"));
                                cause = error.source();
                            }
                        }
                    }
                    for request in transport.requests() {
                        shown.push_str(&format!("{:?}", request.headers));
                    }
                }
            }
            shown
        })
    });
    let log = log.text();
    // At TRACE, and something of each call stands in it.
    assert!(log.contains("guichet{operation=test.things.get") && log.contains("will be sent again"), "{log}");
    for text in [&shown, &log] {
        let secret = |word: &&str| word.contains("t0ken-") || word.contains("pers0nal-");
        let found: Vec<&str> = text.split_whitespace().filter(secret).collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}
