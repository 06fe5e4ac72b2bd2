//! Tokens: new each time, good for an hour, ended on demand.

use std::sync::atomic::Ordering;

use crate::common::{control, get};
use crate::signed::Signed;

#[tokio::test]
async fn each_login_gives_a_token_of_its_own() {
    let mut signed = Signed::start().await;
    let first = signed.token.clone();
    let answer = signed.login().await;
    assert_eq!(answer.at("token_type"), "Bearer");
    let second = answer.at("access_token");
    assert_ne!(first, second);
    // Both are good, in any spelling of the scheme.
    assert_eq!(signed.get("/v1/me").await.status, 200);
    signed.token = second.clone();
    assert_eq!(signed.get("/v1/me").await.status, 200);
    assert_eq!(signed.with(Some(&format!("bearer {second}")), "GET", "/v1/me", "").await.status, 200);
    // Those of another start are not.
    assert_eq!(Signed::start().await.with(Some(&format!("Bearer {second}")), "GET", "/v1/me", "").await.status, 400);
}

#[tokio::test]
async fn a_missing_and_an_unknown_token_differ() {
    let signed = Signed::start().await;
    for (status, header) in [
        (403, None),
        (403, Some("")),
        (400, Some("Bearer")),
        (400, Some("Bearer x")),
        (400, Some(signed.token.as_str())),
        (400, Some("Basic d2tfc2FuZGJveDo=")),
    ] {
        let answer = signed.with(header, "GET", "/v1/me", "").await;
        assert_eq!((answer.status, answer.at("errors[0].label")), (status, "API_ERR_TOKEN".to_owned()), "{header:?}");
    }
}

#[tokio::test]
async fn tokens_are_good_for_an_hour() {
    let signed = Signed::start().await;
    signed.clock.fetch_add(3599, Ordering::Relaxed);
    assert_eq!(signed.get("/v1/me").await.status, 200);
    signed.clock.fetch_add(1, Ordering::Relaxed);
    let answer = signed.get("/v1/me").await;
    assert_eq!((answer.status, answer.at("errors[0].label")), (401, "API_ERR_TOKEN".to_owned()));
    assert_eq!(signed.login().await.status, 200);
}

#[tokio::test]
async fn tokens_are_ended_on_demand() {
    let mut signed = Signed::start().await;
    for over_http in [false, true] {
        assert_eq!(signed.get("/v1/me").await.status, 200);
        if over_http {
            assert_eq!(control(&signed.sandbox, "POST", "expire-tokens", "").await.status, 200);
        } else {
            signed.sandbox.expire_tokens();
        }
        assert_eq!(signed.get("/v1/me").await.status, 401);
        signed.token = signed.login().await.at("access_token");
    }
    assert_eq!(signed.get("/v1/me").await.status, 200);
    assert_eq!(get(&signed.sandbox, "/api/series/911").await.status, 200);
    // A reset knows no token any more.
    signed.sandbox.reset();
    assert_eq!(signed.get("/v1/me").await.status, 400);
}
