//! The login, from the application's request over the page to the code.

use guichet_sandbox::{Fault, FaultKind, Sandbox};

use crate::common::{Answer, FORM, send_to};
use crate::folder::{Folder, REDIRECT, documented, encode};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
const SECRET: &str = "&client_secret=secret";

fn request(redirect: &str, more: &str) -> String {
    let redirect = encode(redirect);
    format!(
        "/connect/authorize?client_id=sandbox&redirect_uri={redirect}&response_type=code&scope=openid%20profile%20offline_access&state=s1{more}"
    )
}

fn location(answer: &Answer) -> String {
    assert_eq!(answer.status, 302, "{}", String::from_utf8_lossy(&answer.body));
    answer.header("location").unwrap().to_owned()
}

fn html(answer: &Answer) -> String {
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.header("location"), None);
    String::from_utf8(answer.body.clone()).unwrap()
}

/// What a browser would send of a page: its hidden fields.
fn hidden(page: &str) -> String {
    let value = |text: &str| {
        let text = text.split('"').next().unwrap();
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
            .into_iter()
            .fold(text.to_owned(), |text, (escaped, plain)| text.replace(escaped, plain))
    };
    let fields = page.split("type=\"hidden\" name=\"").skip(1);
    let pairs = fields.map(|field| {
        let (name, rest) = field.split_once("\" value=\"").unwrap();
        format!("{}={}", encode(&value(name)), encode(&value(rest)))
    });
    pairs.collect::<Vec<_>>().join("&")
}

/// Follows the request to the page, and gives the hidden fields of its form.
async fn page(folder: &Folder, request: &str) -> String {
    let to = location(&folder.page(request).await);
    let page = folder.page(to.strip_prefix("/ebp-login").unwrap()).await;
    assert_eq!(page.status, 200);
    hidden(&html(&page))
}

async fn submit(folder: &Folder, hidden: &str, fields: &str) -> Answer {
    folder.form("/login", &format!("{hidden}&{fields}")).await
}

const LOGIN: &str = "user=demo%40example.com&password=demo&action=login";

/// A code, by the page.
async fn code(folder: &Folder, request: &str) -> String {
    let fields = page(folder, request).await;
    let back = location(&submit(folder, &fields, LOGIN).await);
    back.split("code=").nth(1).unwrap().split('&').next().unwrap().to_owned()
}

#[tokio::test]
async fn from_the_request_to_a_call_and_a_renewal() {
    let mut folder = Folder::with(Sandbox::builder().without_limits().reuse_ends_login()).await;
    let redirect = "http://127.0.0.1:49152/callback?x=1";
    let fields = page(&folder, &request(redirect, "&response_mode=query")).await;
    let back = location(&submit(&folder, &fields, LOGIN).await);
    let query = back.strip_prefix("http://127.0.0.1:49152/callback?x=1&code=").unwrap();
    let code = query.strip_suffix("&state=s1").unwrap();
    let answer = folder.exchange(code, redirect, SECRET).await;
    assert_eq!(
        (answer.status, answer.at("token_type"), answer.at("expires_in")),
        (200, "Bearer".into(), "3600".into())
    );
    // fact E20.
    assert_eq!(
        (answer.at("scope"), answer.at("id_token").split('.').count()),
        ("openid profile offline_access".into(), 3)
    );
    folder.keep(&answer);
    assert_eq!(folder.get("/domain-information").await.status, 200);
    let (old_token, old_refresh) = (folder.token.clone(), folder.refresh.clone());
    let answer = folder.renew(&old_refresh).await;
    folder.keep(&answer);
    assert!(folder.token != old_token && folder.refresh != old_refresh);
    assert_eq!(folder.get("/domain-information").await.status, 200);
    // The old one again: the newest is ended too, and so are the access tokens.
    let answer = folder.renew(&old_refresh).await;
    assert_eq!((answer.status, answer.at("error")), (400, "invalid_grant".to_owned()));
    assert_eq!(folder.renew(&folder.refresh).await.at("error"), "invalid_grant");
    assert_eq!(folder.get("/domain-information").await.status, 401);
    folder.token = old_token;
    assert_eq!(folder.get("/domain-information").await.status, 401);
}

#[tokio::test]
async fn documented_requests_lead_to_the_page() {
    let folder = Folder::open().await;
    for fixture in documented().fixtures().iter().filter(|f| f.operation == "ebp.identity.authorize") {
        let answer = folder.replay(fixture).await;
        let to = location(&answer);
        // The parameters go on, one by one.
        let query = fixture.request.query().unwrap().replace("client_id=client_id", "client_id=sandbox");
        assert_eq!(to, format!("/ebp-login/login?{query}"), "{}", fixture.name);
        let fields = hidden(&html(&folder.page(to.strip_prefix("/ebp-login").unwrap()).await));
        let back = location(
            &submit(&folder, &fields, if fixture.variant() == Some("denied") { "action=refuse" } else { LOGIN }).await,
        );
        let expected = fixture.response.header("location").unwrap();
        if fixture.variant() == Some("denied") {
            assert_eq!(back, expected);
        } else {
            let (before, after) = expected.split_once("swWZ-eNBDn8rpiTrvzuZVZ-ZwrdOplLPM6vaegaDOho").unwrap();
            assert!(back.starts_with(before) && back.ends_with(after) && back.len() == expected.len(), "{back}");
        }
    }
}

#[tokio::test]
async fn a_wrong_password_shows_the_page_again() {
    let folder = Folder::open().await;
    let fields = page(&folder, &request(REDIRECT, CHALLENGE)).await;
    for wrong in
        ["user=demo%40example.com&password=x", "user=x%22%3E%3Cb%3E&password=demo", "user=demo%40example.com", ""]
    {
        let answer = submit(&folder, &fields, wrong).await;
        let page = html(&answer);
        assert!(answer.status == 200 && page.contains("role=\"alert\"") && !page.contains("\"><b>"), "{page}");
        // Nothing is lost on the way, and the second try succeeds.
        assert_eq!(hidden(&page), fields);
    }
    assert!(!html(&folder.page(&request_page(&request(REDIRECT, ""))).await).contains("role=\"alert\""));
    assert!(location(&submit(&folder, &fields, LOGIN).await).contains("code="));
}

fn request_page(request: &str) -> String {
    request.replace("/connect/authorize", "/login")
}

#[tokio::test]
async fn what_is_echoed_is_escaped() {
    let folder = Folder::open().await;
    let evil = "\"><script>alert('1')</script>&amp;\r\nx: y";
    let asked = request(REDIRECT, &format!("&{}={}", encode("<i name=\">"), encode(evil)))
        .replace("state=s1", &format!("state={}", encode(evil)));
    let to = location(&folder.page(&asked).await);
    assert!(to.bytes().all(|b| b.is_ascii_graphic()) && !to.contains(['<', '>', '"']), "{to}");
    let page = html(&folder.page(to.strip_prefix("/ebp-login").unwrap()).await);
    assert!(!page.contains("<script") && !page.contains("<i name"), "{page}");
    // And it comes back as it was.
    let back = location(&submit(&folder, &hidden(&page), LOGIN).await);
    assert!(back.ends_with(&format!("&state={}", encode_state(evil))), "{back}");
}

fn encode_state(text: &str) -> String {
    encode(text).replace("%2D", "-").replace("%2E", ".").replace("%5F", "_").replace("%7E", "~")
}

/// Neither at the beginning nor with a form that somebody changed.
#[tokio::test]
async fn nobody_is_led_to_an_unknown_address() {
    let folder = Folder::open().await;
    for (wrong, right) in [
        ("client_id=other", "client_id=sandbox"),
        ("client_id=", "client_id=sandbox"),
        ("client_id=sandbox&client_id=sandbox", "client_id=sandbox"),
        ("redirect_uri=https%3A%2F%2Fexample.com", "redirect_uri=http%3A%2F%2Flocalhost%3A3333"),
        ("redirect_uri=http%3A%2F%2Flocalhost%3A3333%40example.com", "redirect_uri=http%3A%2F%2Flocalhost%3A3333"),
        ("redirect_uri=http%3A%2F%2Flocalhost%3A3333%23", "redirect_uri=http%3A%2F%2Flocalhost%3A3333"),
        ("x=y", "redirect_uri=http%3A%2F%2Flocalhost%3A3333"),
    ] {
        let asked = request(REDIRECT, "").replacen(right, wrong, 1);
        let fields = asked.split_once('?').unwrap().1;
        for answer in [
            folder.page(&asked).await,
            folder.page(&request_page(&asked)).await,
            submit(&folder, fields, LOGIN).await,
            submit(&folder, fields, "action=refuse").await,
        ] {
            assert_eq!(answer.status, 400, "{wrong}");
            html(&answer);
        }
    }
}

#[tokio::test]
async fn what_else_is_wrong_is_told_to_the_application() {
    let folder = Folder::open().await;
    for (right, wrong, error) in [
        ("response_type=code", "response_type=token", "unsupported_response_type"),
        ("response_type=code", "x=y", "invalid_request"),
        ("scope=openid", "scope=profile", "invalid_scope"),
        ("scope=openid", "scope=openid%20admin", "invalid_scope"),
        ("scope=openid%20profile%20offline_access", "x=y", "invalid_scope"),
        ("&state=s1", "&state=s1&response_mode=fragment", "invalid_request"),
        ("&state=s1", "&state=s1&scope=openid", "invalid_request"),
        ("&state=s1", "&state=s1&code_challenge=short&code_challenge_method=S256", "invalid_request"),
        ("&state=s1", "&state=s1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "invalid_request"),
        (
            "&state=s1",
            "&state=s1&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=plain",
            "invalid_request",
        ),
        ("&state=s1", "&state=s1&code_challenge_method=S256", "invalid_request"),
    ] {
        let asked = request(REDIRECT, "").replacen(right, wrong, 1);
        let back = location(&folder.page(&asked).await);
        assert_eq!(back, format!("{REDIRECT}?error={error}&state=s1"), "{wrong}");
        assert_eq!(location(&submit(&folder, asked.split_once('?').unwrap().1, LOGIN).await), back);
    }
    let back = location(&folder.page(&request(REDIRECT, "").replace("&state=s1", "")).await);
    assert_eq!(back, format!("{REDIRECT}?error=invalid_request"));
    // What is not known is passed over.
    assert!(location(&folder.page(&request(REDIRECT, "&nonce=1")).await).ends_with("&nonce=1"));
}

#[tokio::test]
async fn a_code_is_good_once_and_its_second_use_ends_its_tokens() {
    let mut folder = Folder::open().await;
    let standing = folder.token.clone();
    let code = code(&folder, &request(REDIRECT, "")).await;
    let answer = folder.exchange(&code, REDIRECT, SECRET).await;
    folder.keep(&answer);
    assert_eq!(folder.get("/domain-information").await.status, 200);
    let again = folder.exchange(&code, REDIRECT, SECRET).await;
    assert_eq!((again.status, again.at("error")), (400, "invalid_grant".to_owned()));
    assert_eq!(folder.get("/domain-information").await.status, 401);
    assert_eq!(folder.renew(&folder.refresh).await.at("error"), "invalid_grant");
    // Those of another login are good.
    folder.token = standing;
    assert_eq!(folder.get("/domain-information").await.status, 200);
}

#[tokio::test]
async fn a_code_is_good_for_five_minutes() {
    let folder = Folder::open().await;
    let (first, second) = (code(&folder, &request(REDIRECT, "")).await, code(&folder, &request(REDIRECT, "")).await);
    folder.pass(299);
    assert_eq!(folder.exchange(&first, REDIRECT, SECRET).await.status, 200);
    folder.pass(1);
    let late = folder.exchange(&second, REDIRECT, SECRET).await;
    assert_eq!((late.status, late.at("error")), (400, "invalid_grant".to_owned()));
}

#[tokio::test]
async fn a_code_goes_with_its_redirect_address() {
    let folder = Folder::open().await;
    let code = code(&folder, &request(REDIRECT, "")).await;
    for other in ["http://localhost:3333/", "http://localhost:3334", "https://localhost:3333/api/login/SigninRedirect"]
    {
        assert_eq!(folder.exchange(&code, other, SECRET).await.at("error"), "invalid_grant", "{other}");
    }
    assert_eq!(folder.exchange(&code, REDIRECT, SECRET).await.status, 200);
    assert_eq!(folder.exchange("unknown", REDIRECT, SECRET).await.at("error"), "invalid_grant");
}

#[tokio::test]
async fn a_challenge_wants_its_verifier() {
    let folder = Folder::open().await;
    let code = code(&folder, &request(REDIRECT, CHALLENGE)).await;
    for wrong in
        ["", "&code_verifier=", "&code_verifier=x", "&code_verifier=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"]
    {
        for secret in ["", SECRET] {
            let answer = folder.exchange(&code, REDIRECT, &format!("{wrong}{secret}")).await;
            assert_eq!((answer.status, answer.at("error")), (400, "invalid_grant".to_owned()), "{wrong}");
        }
    }
    // Without a secret, and so its renewals.
    let answer = folder.exchange(&code, REDIRECT, &format!("&code_verifier={VERIFIER}")).await;
    assert_eq!(answer.status, 200);
    let form = format!("grant_type=refresh_token&client_id=sandbox&refresh_token={}", answer.at("refresh_token"));
    let renewed = folder.form("/connect/token", &form).await;
    assert_eq!(renewed.status, 200);
    let form = form.replace(&answer.at("refresh_token"), &renewed.at("refresh_token"));
    assert_eq!(folder.form("/connect/token", &form).await.status, 200);
}

#[tokio::test]
async fn without_a_challenge_the_secret_is_needed() {
    let folder = Folder::open().await;
    let code = code(&folder, &request(REDIRECT, "")).await;
    assert_eq!(folder.exchange(&code, REDIRECT, "").await.at("error"), "invalid_client");
    assert_eq!(folder.exchange(&code, REDIRECT, "&client_secret=x").await.at("error"), "invalid_client");
    // A verifier without a challenge proves nothing (fact E16).
    let verified = folder.exchange(&code, REDIRECT, &format!("{SECRET}&code_verifier={VERIFIER}")).await;
    assert_eq!((verified.status, verified.at("error")), (400, "invalid_grant".to_owned()));
    let answer = folder.exchange(&code, REDIRECT, SECRET).await;
    assert_eq!(answer.status, 200);
    let form = format!("grant_type=refresh_token&client_id=sandbox&refresh_token={}", answer.at("refresh_token"));
    let refused = folder.form("/connect/token", &form).await;
    assert_eq!((refused.status, refused.at("error")), (400, "invalid_client".to_owned()));
    // A stranger's try spends nothing.
    assert_eq!(folder.renew(&answer.at("refresh_token")).await.status, 200);
}

/// fact E16.
#[tokio::test]
async fn the_secret_comes_by_basic_or_in_the_form_and_not_by_both() {
    let folder = Folder::open().await;
    let form = "redirect_uri=http%3A%2F%2Flocalhost%3A3333&grant_type=authorization_code&code=";
    // sandbox:secret, sandbox:wrong, other:secret
    let (right, wrong, other) = ("Basic c2FuZGJveDpzZWNyZXQ=", "Basic c2FuZGJveDp3cm9uZw==", "Basic b3RoZXI6c2VjcmV0");
    for (authorization, more, error) in [
        (wrong, "", "invalid_client"),
        (other, "", "invalid_client"),
        (right, "&client_id=other", "invalid_client"),
        (right, "&client_secret=secret", "invalid_request"),
        (right, "", "(nothing)"),
        (right, "&client_id=sandbox", "(nothing)"),
    ] {
        let code = code(&folder, &request(REDIRECT, "")).await;
        let headers = [("content-type", FORM), ("authorization", authorization)];
        let body = format!("{form}{code}{more}");
        let port = folder.sandbox.port();
        let answer = send_to(port, "ebp-login", "POST", "/connect/token", &headers, body.as_bytes()).await.unwrap();
        assert_eq!(answer.at("error"), error, "{authorization} {more}");
        assert_eq!(answer.status, if error == "(nothing)" { 200 } else { 400 });
    }
}

/// `sandbox-code` is there at each start, for any address that is registered, with a verifier or without.
#[tokio::test]
async fn the_standing_code_is_good_once_at_each_start() {
    let folder = Folder::open().await;
    assert_eq!(folder.exchange("sandbox-code", REDIRECT, SECRET).await.at("error"), "invalid_grant");
    for (redirect, more) in [
        ("https://localhost:3333/api/login/SigninRedirect", "&code_verifier=anything"),
        ("http://localhost:40000/x", ""),
        (REDIRECT, SECRET),
    ] {
        folder.sandbox.reset();
        folder.pass(24 * 60 * 60);
        assert_eq!(folder.exchange("sandbox-code", "https://example.com", more).await.at("error"), "invalid_grant");
        assert_eq!(folder.exchange("sandbox-code", redirect, more).await.status, 200);
        assert_eq!(folder.exchange("sandbox-code", redirect, more).await.at("error"), "invalid_grant");
    }
}

#[tokio::test]
async fn other_pages_are_not_there() {
    let folder = Folder::open().await;
    for (method, target) in
        [("GET", "/"), ("GET", "/connect/token"), ("POST", "/connect/authorize"), ("PUT", "/login"), ("GET", "/x")]
    {
        let answer = send_to(folder.sandbox.port(), "ebp-login", method, target, &[], b"").await.unwrap();
        assert_eq!(answer.status, 404, "{method} {target}");
        html(&answer);
    }
    let headers = [("content-type", "text/plain")];
    let answer = send_to(folder.sandbox.port(), "ebp-login", "POST", "/login", &headers, b"x").await.unwrap();
    assert_eq!(answer.status, 400);
    // The accounting is not on the host of the login, nor the other way round.
    assert_eq!(folder.page("/hubbix-cpttpe/api/v1/domain-information").await.status, 404);
    let headers = [("content-type", FORM)];
    let answer = folder.raw("POST", "/connect/token", &headers, b"grant_type=refresh_token").await;
    assert_eq!((answer.status, answer.at("statusCode")), (404, "404".to_owned()));
    // The page is no operation, so only a fault for everything meets it.
    folder.sandbox.inject(Fault::new(FaultKind::Status(503)).times(1));
    let answer = folder.page(&request_page(&request(REDIRECT, ""))).await;
    assert_eq!((answer.status, answer.at("error")), (503, "temporarily_unavailable".to_owned()));
}
