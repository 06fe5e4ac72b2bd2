//! Who is let in, and how often.

use std::time::Duration;

use guichet_sandbox::{Fault, FaultKind, Sandbox};
use tokio::time::sleep;

use crate::common::{Answer, send_to};
use crate::folder::{API, AT, Folder, TENANT};

const DOMAIN: &str = "/domain-information";

fn is_limited(answer: &Answer) -> bool {
    match answer.status {
        200 => false,
        // The pace, and the day's quota (fact E18).
        429 | 403 => {
            assert_eq!(answer.at("statusCode"), answer.status.to_string());
            true
        }
        other => panic!("{other}: {}", String::from_utf8_lossy(&answer.body)),
    }
}

#[tokio::test]
async fn one_call_a_second() {
    let folder = Folder::with(Sandbox::builder()).await;
    // At once: one of them is let in, whichever.
    let (a, b) = tokio::join!(folder.get(DOMAIN), folder.get(DOMAIN));
    assert_ne!(is_limited(&a), is_limited(&b));
    let refused = if a.status == 429 { a } else { b };
    assert_eq!(refused.header("retry-after"), Some("1"));
    assert_eq!(refused.message(), "Rate limit is exceeded. Try again in 1 seconds.");
    // The refused ones do not count: with them a second would never be over.
    for _ in 0..3 {
        sleep(Duration::from_millis(250)).await;
        assert!(is_limited(&folder.get(DOMAIN).await));
    }
    sleep(Duration::from_millis(300)).await;
    assert!(!is_limited(&folder.get(DOMAIN).await));
    assert!(is_limited(&folder.get(DOMAIN).await));
    folder.sandbox.reset();
    assert_eq!(folder.get(DOMAIN).await.status, 401);
}

/// The gateway counts whom it knows: before the token, after the key. The login is another host.
#[tokio::test]
async fn what_counts_as_a_call() {
    let folder = Folder::with(Sandbox::builder()).await;
    let target = format!("{API}{DOMAIN}");
    for key in [None, Some("x"), Some("")] {
        let headers: Vec<(&str, &str)> = key.map(|key| ("ebp-subscription-key", key)).into_iter().collect();
        let answer = folder.raw("GET", &target, &headers, b"").await;
        assert_eq!((answer.status, answer.at("statusCode")), (401, "401".to_owned()));
    }
    assert_eq!(folder.get("/nothing").await.status, 404);
    folder.sandbox.inject(Fault::new(FaultKind::Status(503)).on("ebp.accounting.domain.get").times(1));
    assert_eq!(folder.get(DOMAIN).await.status, 503);
    assert_eq!(folder.renew("x").await.status, 400);
    let headers = [("ebp-subscription-key", "sandbox-key"), ("authorization", "Bearer x"), ("tenantid", TENANT)];
    assert_eq!(folder.raw("GET", &target, &headers, b"").await.status, 401);
    assert!(is_limited(&folder.get(DOMAIN).await));
    assert_eq!(folder.renew(&folder.refresh).await.status, 200);
}

/// It is the arrival that counts, not when the call is dealt with.
#[tokio::test]
async fn a_held_up_call_counts_when_it_came() {
    let folder = Folder::with(Sandbox::builder()).await;
    folder
        .sandbox
        .inject(Fault::new(FaultKind::Latency(Duration::from_millis(1200))).on("ebp.accounting.domain.get").times(1));
    let held_up = folder.get(DOMAIN);
    let later = async {
        sleep(Duration::from_millis(1050)).await;
        folder.get("/vat-rate").await
    };
    let (held_up, later) = tokio::join!(held_up, later);
    assert_eq!((held_up.status, later.status), (200, 200));
    assert!(is_limited(&folder.get(DOMAIN).await));
}

#[tokio::test]
async fn so_many_calls_a_day() {
    let folder = Folder::with(Sandbox::builder().daily_limit(2)).await;
    for _ in 0..2 {
        assert!(!is_limited(&folder.get(DOMAIN).await));
        sleep(Duration::from_millis(1010)).await;
    }
    let refused = folder.get(DOMAIN).await;
    assert!(is_limited(&refused));
    // Until midnight, by the sandbox's clock.
    let left = 86_400 - AT % 86_400;
    assert_eq!(refused.status, 403);
    assert_eq!(refused.message(), "Out of call volume quota. Quota will be replenished in 01:46:40.");
    assert_eq!(refused.header("retry-after"), Some(left.to_string().as_str()));
    folder.pass(left - 1);
    // The token's hour is over too; the gateway comes first.
    assert_eq!(folder.get(DOMAIN).await.header("retry-after"), Some("1"));
    folder.pass(1);
    assert_eq!(folder.get(DOMAIN).await.status, 401);
}

#[tokio::test]
async fn limits_are_switched_off() {
    let folder = Folder::with(Sandbox::builder().daily_limit(1).without_limits()).await;
    for _ in 0..20 {
        assert!(!is_limited(&folder.get(DOMAIN).await));
    }
}

#[tokio::test]
async fn the_folder_is_named_in_any_case() {
    let folder = Folder::open().await;
    let bearer = format!("bearer {}", folder.token);
    let (upper, lower) = (TENANT.to_uppercase(), TENANT.to_lowercase());
    let target = format!("{API}{DOMAIN}");
    for (tenant, status) in [
        (Some(upper.as_str()), 200),
        (Some(&lower), 200),
        (Some("0189abef-09af-409F-ab89-012789abcdee"), 404),
        (Some(""), 404),
        (None, 400),
    ] {
        let mut headers = vec![("EBP-Subscription-Key", "sandbox-key"), ("Authorization", bearer.as_str())];
        headers.extend(tenant.map(|tenant| ("TenantId", tenant)));
        let answer = folder.raw("GET", &target, &headers, b"").await;
        assert_eq!(answer.status, status, "{tenant:?}");
        if status == 400 {
            assert_eq!(
                (answer.at("errorType"), answer.at("errors[0].errorCode")),
                ("Validation".into(), "tenantid".into())
            );
        }
    }
}

#[tokio::test]
async fn bad_tokens_are_refused_with_nothing_but_a_header() {
    let folder = Folder::open().await;
    let target = format!("{API}{DOMAIN}");
    let (basic, bare) = (format!("Basic {}", folder.token), folder.token.clone());
    let cut = format!("Bearer {}", &folder.token[1..]);
    for header in [None, Some(""), Some("Bearer"), Some("Bearer "), Some(&basic), Some(&bare), Some(&cut)] {
        let mut headers = vec![("ebp-subscription-key", "sandbox-key"), ("tenantid", TENANT)];
        headers.extend(header.map(|value| ("authorization", value)));
        let answer = folder.raw("GET", &target, &headers, b"").await;
        assert_eq!((answer.status, answer.body.len()), (401, 0), "{header:?}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
    }
}

#[tokio::test]
async fn other_routes_are_not_there() {
    let folder = Folder::open().await;
    for (method, target) in [
        ("GET", "/nothing"),
        ("DELETE", "/journals"),
        ("POST", "/domain-information"),
        ("GET", "/journal-entry"),
        ("GET", "/entries"),
        ("GET", "/general-accounts"),
        ("PUT", "/general-account"),
    ] {
        let answer = folder.send(method, target, "").await;
        assert_eq!(
            (answer.status, answer.json().to_string()),
            (404, r#"{"statusCode":404,"message":"Resource not found"}"#.to_owned()),
            "{method} {target}"
        );
    }
    let answer = send_to(folder.sandbox.port(), "ebp", "GET", "/nothing/api/v1/Folders", &[], b"").await.unwrap();
    assert_eq!(answer.status, 404);
    // A slash at the end makes no difference: the documentation has one (003:262).
    assert_eq!(folder.get("/auxiliary-accounts/?take=1").await.status, 200);
}
