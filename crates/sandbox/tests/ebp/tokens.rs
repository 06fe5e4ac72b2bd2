//! Tokens: their form, their time, their end.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guichet_fixtures::Json;
use guichet_sandbox::{Fault, FaultKind, Sandbox};

use crate::common::{FORM, JSON, control, send_to};
use crate::folder::{AT, Folder, REDIRECT, documented};

#[tokio::test]
async fn access_tokens_have_three_parts_and_the_documented_claims() {
    let folder = Folder::open().await;
    let parts: Vec<Vec<u8>> = folder.token.split('.').map(|part| URL_SAFE_NO_PAD.decode(part).unwrap()).collect();
    assert_eq!(parts.len(), 3);
    assert_eq!(Json::parse(&parts[0]).unwrap().to_string(), r#"{"alg":"RS256","typ":"JWT"}"#);
    let claims = Json::parse(&parts[1]).unwrap();
    let at = |name: &str| claims.get(name).unwrap().clone();
    assert_eq!(at("iat").number(), Some(AT.to_string().as_str()));
    assert_eq!(at("exp").number(), Some((AT + 3600).to_string().as_str()));
    // Those that the documented token has.
    let sample =
        documented().fixture("ebp/identity/exchange--claims").unwrap().response.body.as_json().unwrap().clone();
    let sample = sample.get("access_token").unwrap().as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let sample = Json::parse(URL_SAFE_NO_PAD.decode(sample).unwrap()).unwrap();
    for (name, _) in sample.as_object().unwrap() {
        assert!(claims.get(name).is_some(), "{name}");
    }
    // Each is another one, at the same moment too.
    let renewed = folder.renew(&folder.refresh).await;
    assert_ne!(renewed.at("access_token"), folder.token);
    assert_eq!(renewed.header("cache-control"), Some("no-store"));
}

#[tokio::test]
async fn an_access_token_is_good_for_an_hour() {
    let mut folder = Folder::open().await;
    folder.pass(3599);
    assert_eq!(folder.get("/domain-information").await.status, 200);
    folder.pass(1);
    let late = folder.get("/domain-information").await;
    assert_eq!((late.status, late.body.len()), (401, 0));
    assert_eq!(late.header("www-authenticate"), Some("Bearer error=\"invalid_token\""));
    let renewed = folder.renew(&folder.refresh).await;
    folder.keep(&renewed);
    assert_eq!(folder.get("/domain-information").await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_is_good_for_thirty_days() {
    let mut folder = Folder::open().await;
    let day = 24 * 60 * 60;
    folder.pass(30 * day - 1);
    let renewed = folder.renew(&folder.refresh).await;
    assert_eq!(renewed.status, 200);
    folder.keep(&renewed);
    // The new one has thirty days of its own.
    folder.pass(30 * day - 1);
    let renewed = folder.renew(&folder.refresh).await;
    assert_eq!(renewed.status, 200);
    folder.keep(&renewed);
    folder.pass(30 * day);
    let late = folder.renew(&folder.refresh).await;
    assert_eq!((late.status, late.at("error")), (400, "invalid_grant".to_owned()));
}

/// An old token that turns up again is refused, and the rest of its login lives on (fact E16).
#[tokio::test]
async fn reuse_is_refused_and_ends_nothing() {
    let mut folder = Folder::open().await;
    let first = folder.refresh.clone();
    for _ in 0..2 {
        let renewed = folder.renew(&folder.refresh).await;
        folder.keep(&renewed);
    }
    for _ in 0..2 {
        let answer = folder.renew(&first).await;
        assert_eq!((answer.status, answer.at("error")), (400, "invalid_grant".to_owned()));
    }
    assert_eq!(folder.get("/domain-information").await.status, 200);
    assert_eq!(folder.renew(&folder.refresh).await.status, 200);
}

/// By its switch: an old token that turns up again ends the newest of its login, however many came between, and no other login's.
#[tokio::test]
async fn reuse_ends_the_whole_login() {
    let mut folder = Folder::with(Sandbox::builder().without_limits().reuse_ends_login()).await;
    let first = folder.refresh.clone();
    let mut tokens = vec![folder.token.clone()];
    for _ in 0..3 {
        let renewed = folder.renew(&folder.refresh).await;
        folder.keep(&renewed);
        tokens.push(folder.token.clone());
        assert_eq!(folder.get("/domain-information").await.status, 200);
    }
    assert_eq!(folder.renew(&first).await.at("error"), "invalid_grant");
    for token in tokens {
        folder.token = token;
        assert_eq!(folder.get("/domain-information").await.status, 401);
    }
    assert_eq!(folder.renew(&folder.refresh).await.at("error"), "invalid_grant");
    // An answer that is lost is a token that is lost.
    folder.sandbox.reset();
    let login = folder.exchange("sandbox-code", REDIRECT, "&client_secret=secret").await;
    folder.keep(&login);
    folder.sandbox.inject(Fault::new(FaultKind::DropAfter).on("ebp.identity.refresh").times(1));
    let form =
        format!("grant_type=refresh_token&client_id=sandbox&client_secret=secret&refresh_token={}", folder.refresh);
    let headers = [("content-type", FORM)];
    let lost = send_to(folder.sandbox.port(), "ebp-login", "POST", "/connect/token", &headers, form.as_bytes()).await;
    assert!(lost.is_err());
    assert_eq!(folder.renew(&folder.refresh).await.at("error"), "invalid_grant");
}

#[tokio::test]
async fn access_tokens_alone_are_ended_on_demand() {
    let mut folder = Folder::open().await;
    for over_http in [false, true] {
        assert_eq!(folder.get("/domain-information").await.status, 200);
        if over_http {
            assert_eq!(control(&folder.sandbox, "POST", "expire-tokens", "").await.status, 200);
        } else {
            folder.sandbox.expire_tokens();
        }
        assert_eq!(folder.get("/domain-information").await.status, 401);
        let renewed = folder.renew(&folder.refresh).await;
        assert_eq!(renewed.status, 200);
        folder.keep(&renewed);
    }
    folder.sandbox.reset();
    assert_eq!(folder.get("/domain-information").await.status, 401);
    assert_eq!(folder.renew(&folder.refresh).await.at("error"), "invalid_grant");
}

/// Without the scope there is nothing to renew with (003:76).
#[tokio::test]
async fn only_offline_access_gives_a_refresh_token() {
    let folder = Folder::open().await;
    for (scope, offline) in [("openid", false), ("openid%20profile%20email", false), ("openid%20offline_access", true)]
    {
        let form = format!(
            "client_id=sandbox&redirect_uri=http%3A%2F%2Flocalhost%3A3333&response_type=code&scope={scope}&state=s\
             &user=demo%40example.com&password=demo&action=login"
        );
        let back = folder.form("/login", &form).await.header("location").unwrap().to_owned();
        let code = back.split("code=").nth(1).unwrap().split('&').next().unwrap();
        let answer = folder.exchange(code, REDIRECT, "&client_secret=secret").await;
        assert_eq!(answer.json().get("refresh_token").is_some(), offline, "{scope}");
        assert!(answer.json().get("access_token").is_some());
    }
}

#[tokio::test]
async fn wrong_requests_have_their_errors() {
    let folder = Folder::open().await;
    let client = "client_id=sandbox&client_secret=secret";
    for (form, error) in [
        (format!("{client}&grant_type=password&username=a&password=b"), "unsupported_grant_type"),
        (format!("{client}&grant_type=client_credentials"), "unsupported_grant_type"),
        (client.to_owned(), "invalid_request"),
        (format!("{client}&grant_type="), "invalid_request"),
        (format!("{client}&grant_type=refresh_token"), "invalid_request"),
        (format!("{client}&grant_type=refresh_token&refresh_token="), "invalid_request"),
        (format!("{client}&grant_type=refresh_token&refresh_token=x"), "invalid_grant"),
        (format!("{client}&grant_type=refresh_token&refresh_token=x&refresh_token=x"), "invalid_request"),
        (format!("{client}&grant_type=authorization_code&code=x"), "invalid_request"),
        (format!("{client}&grant_type=authorization_code&redirect_uri=x"), "invalid_request"),
        (
            format!("client_id=other&client_secret=secret&grant_type=refresh_token&refresh_token={}", folder.refresh),
            "invalid_client",
        ),
        (
            format!("client_id=sandbox&client_secret=x&grant_type=refresh_token&refresh_token={}", folder.refresh),
            "invalid_client",
        ),
        (format!("client_id=sandbox&grant_type=refresh_token&refresh_token={}", folder.refresh), "invalid_client"),
        (format!("grant_type=refresh_token&refresh_token={}", folder.refresh), "invalid_client"),
    ] {
        let answer = folder.form("/connect/token", &form).await;
        assert_eq!((answer.status, answer.json().to_string()), (400, format!("{{\"error\":\"{error}\"}}")), "{form}");
    }
    // No form: JSON, as a part of the documentation would have it, parts, text, nothing.
    for (content_type, body) in [
        (JSON, r#"{"grant_type": "refresh_token", "client_id": "sandbox"}"#),
        (JSON, "{"),
        ("multipart/form-data; boundary=x", "--x--"),
        ("multipart/form-data; boundary=x", "x"),
        ("text/plain", "grant_type=refresh_token"),
        (FORM, ""),
    ] {
        let headers = [("content-type", content_type)];
        let sent = send_to(folder.sandbox.port(), "ebp-login", "POST", "/connect/token", &headers, body.as_bytes());
        let answer = sent.await.unwrap();
        assert_eq!((answer.status, answer.at("error")), (400, "invalid_request".to_owned()), "{content_type} {body}");
    }
    let headers = [("content-type", FORM)];
    let sent = send_to(folder.sandbox.port(), "ebp-login", "POST", "/connect/token", &headers, b"\xff=\xfe");
    assert_eq!(sent.await.unwrap().at("error"), "invalid_request");
    // None of this has spent the token; what is not known is passed over.
    let form = format!("{client}&grant_type=refresh_token&scope=openid&x=y&refresh_token={}", folder.refresh);
    assert_eq!(folder.form("/connect/token?z=1", &form).await.status, 200);
}

#[tokio::test]
async fn faults_have_the_shape_of_the_host() {
    let folder = Folder::open().await;
    for (kind, status, error) in [
        (FaultKind::Status(400), 400, "invalid_request"),
        (FaultKind::Status(401), 401, "invalid_client"),
        (FaultKind::Status(429), 429, "invalid_request"),
        (FaultKind::Status(500), 500, "server_error"),
        (FaultKind::Status(503), 503, "temporarily_unavailable"),
        (FaultKind::Label { status: 400, label: "invalid_grant".to_owned() }, 400, "invalid_grant"),
    ] {
        folder.sandbox.inject(Fault::new(kind).on("ebp.identity.refresh").times(1));
        let answer = folder.renew(&folder.refresh).await;
        assert_eq!((answer.status, answer.at("error")), (status, error.to_owned()));
    }
    assert_eq!(folder.renew(&folder.refresh).await.status, 200);
}
