//! Credentials: what is sent of them, and that they do not show.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::*;

/// A transport that keeps the credentials.
fn unmasked() -> ScriptedTransport {
    ScriptedTransport::always(Reply::json(r#"{"data": {"id": 14}}"#)).unmasked()
}

fn authorizations(transport: &ScriptedTransport) -> Vec<String> {
    transport.requests().iter().map(|request| request.header("authorization").unwrap().to_owned()).collect()
}

/// 004:23, 65: a key with `$`, which a shell would take apart, and the colon that ends it.
#[tokio::test(start_paused = true)]
async fn a_key_with_dollars_and_the_empty_password() {
    let seen = unmasked();
    let builder = Workadu::builder("$2y$10$Ag6Lx.US/f5C681NCOge").settings(Settings::new().transport(seen.clone()));
    assert!(!format!("{builder:?}").contains("2y$10"));
    builder.build().unwrap().companies().get(14).await.unwrap();
    assert_eq!(authorizations(&seen), ["Basic JDJ5JDEwJEFnNkx4LlVTL2Y1QzY4MU5DT2dlOg=="]);
}

/// 004:25-29, 61: user and password, deprecated, yet "Getting started" speaks of them.
#[tokio::test(start_paused = true)]
async fn a_password_only_by_its_own_constructor() {
    let seen = unmasked();
    let workadu = Workadu::builder_with_password("jo$n", "pa:ss")
        .settings(Settings::new().transport(seen.clone()))
        .build()
        .unwrap();
    workadu.companies().get(14).await.unwrap();
    assert_eq!(authorizations(&seen), ["Basic am8kbjpwYTpzcw=="]);
    assert_eq!(Workadu::new("").unwrap_err().kind(), ErrorKind::Config);
}
