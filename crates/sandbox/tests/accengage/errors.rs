//! What is wrong is said, in Accengage's own shape.

use guichet_sandbox::{Fault, FaultKind};

use crate::common::{Answer, FORM, JSON, raw, send};
use crate::signed::{APP, AT, KEY, Signed, sign};

const LOGIN: &str = r#"{"email":"mymail@client.com"}"#;

fn labels(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let errors = json.get("errors").unwrap().as_array().unwrap();
    errors.iter().map(|error| error.get("message").unwrap().as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn signatures_are_checked() {
    let signed = Signed::start().await;
    let right = sign(LOGIN, KEY, &AT.to_string());
    let at = |time: u64| (time.to_string(), sign(LOGIN, KEY, &time.to_string()));
    let time = AT.to_string();
    let (late, late_signature) = at(AT + 900);
    let (too_late, too_late_signature) = at(AT + 901);
    let (too_early, too_early_signature) = at(AT - 901);
    let upper = right.to_uppercase();
    for (status, headers) in [
        (200, vec![("accengage-time", time.as_str()), ("accengage-signature", right.as_str())]),
        (200, vec![("Accengage-Time", &time), ("Accengage-Signature", &upper)]),
        (200, vec![("accengage-time", &late), ("accengage-signature", &late_signature)]),
        (400, vec![("accengage-time", &too_late), ("accengage-signature", &too_late_signature)]),
        (400, vec![("accengage-time", &too_early), ("accengage-signature", &too_early_signature)]),
        (400, vec![("accengage-time", &late), ("accengage-signature", &right)]),
        (400, vec![("accengage-time", &time)]),
        (400, vec![("accengage-signature", &right)]),
        (400, vec![("accengage-time", &time), ("accengage-signature", "")]),
        (400, vec![("accengage-time", &time), ("accengage-signature", &right[..39])]),
        (400, vec![("accengage-time", &time), ("accengage-signature", &right), ("accengage-signature", &right)]),
        (400, vec![]),
    ] {
        let headers: Vec<(&str, &str)> = headers.into_iter().chain([("content-type", JSON)]).collect();
        let answer = signed.raw("POST", "/v1/access_token", &headers, LOGIN).await;
        assert_eq!(answer.status, status, "{headers:?}");
        assert_eq!(answer.at("errors[0].label") == "API_ERR_SIGNATURE", status == 400, "{headers:?}");
    }
    // One byte more than what was signed.
    let headers = [("accengage-time", time.as_str()), ("accengage-signature", &right), ("content-type", JSON)];
    let answer = signed.raw("POST", "/v1/access_token", &headers, &format!("{LOGIN}\n")).await;
    assert_eq!(answer.error().1, "API_ERR_SIGNATURE");
    // The signature goes before the token, and before the form of the body.
    let answer = signed.raw("GET", APP, &[], "").await;
    assert_eq!(answer.status, 404);
    let answer = signed.raw("POST", &format!("{APP}/notes"), &[], "{").await;
    assert_eq!(answer.error().1, "API_ERR_SIGNATURE");
}

#[tokio::test]
async fn the_system_clock_is_the_default() {
    let sandbox = guichet_sandbox::Sandbox::start().await.unwrap();
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    for (status, time) in [(200, now), (400, now - 1000), (400, AT)] {
        let time = time.to_string();
        let signature = sign(LOGIN, KEY, &time);
        let headers = [("accengage-time", time.as_str()), ("accengage-signature", &signature), ("content-type", JSON)];
        let sent =
            crate::common::send_to(sandbox.port(), "accengage", "POST", "/v1/access_token", &headers, LOGIN.as_bytes());
        assert_eq!(sent.await.unwrap().status, status);
    }
}

#[tokio::test]
async fn routes_are_checked() {
    let signed = Signed::start().await;
    for (method, target) in [
        ("GET", "/v1/nothing"),
        ("GET", "/v1/access_token"),
        ("DELETE", "/v1/me"),
        ("PATCH", "/v1/me/apps/12345678/notes"),
        ("GET", "/v1/me/apps/12345678"),
        ("GET", "/v1/me/apps/12345678/messages"),
        ("GET", "/v1/me/apps/12345678/notes/7/x"),
        ("GET", "/v1/me/apps/12345678/notes/1000"),
        ("DELETE", "/v1/me/apps/12345678/notes?id=1000"),
        ("GET", ""),
    ] {
        let path = if target.is_empty() { "/" } else { target.split('?').next().unwrap() };
        let message = format!("Unsupported {method} request : {path}");
        let answer = signed.send(method, target, "").await;
        assert_eq!(answer.error(), (404, "API_ERR_UNKNOW_ROUTE".to_owned(), message), "{method} {target}");
    }
    assert_eq!(signed.send("POST", "/v1/me/apps/12345678/notes/7", "{}").await.status, 404);
    assert_eq!(signed.send("PUT", "/v1/me/apps/12345678/devices", "{}").await.status, 404);
}

#[tokio::test]
async fn queries_and_bodies_are_checked_all_at_once() {
    let signed = Signed::start().await;
    let (devices, notes) = (format!("{APP}/devices"), format!("{APP}/notes"));
    for (method, target, body, messages) in [
        (
            "GET",
            format!("{devices}?lastOpen=x&page=y"),
            "",
            vec!["Malformed field `lastOpen`", "Malformed field `page`"],
        ),
        ("GET", format!("{devices}?fields=deviceId%2Cx"), "", vec!["Malformed field `fields`"]),
        ("GET", format!("{devices}?lastOpen=01%2F10%2F2018"), "", vec!["Malformed field `lastOpen`"]),
        ("GET", format!("{devices}?lastOpen=2018-10-01T10%3A00%3A00"), "", vec!["Malformed field `lastOpen`"]),
        ("GET", format!("{devices}?fields="), "", vec!["Malformed field `fields`"]),
        ("GET", format!("{devices}?limit=1"), "", vec!["Unknown parameter `limit`"]),
        ("GET", format!("{devices}?page=1&page=2"), "", vec!["Malformed field `page`"]),
        ("POST", notes.clone(), "[1]", vec!["Malformed body: an object is expected"]),
        ("POST", notes.clone(), "", vec!["Malformed body: an object is expected"]),
        ("POST", notes.clone(), "{", vec!["Malformed JSON body"]),
        ("PUT", notes.clone(), r#"{"text":"x"}"#, vec!["Missing mandatory parameter `id`"]),
        ("DELETE", notes.clone(), "", vec!["Missing mandatory parameter `id`"]),
        ("DELETE", notes.clone(), r#"{"id":7}"#, vec!["Malformed body: no body is expected"]),
        ("POST", "/v1/access_token".to_owned(), "{}", vec!["Missing mandatory parameter `email`"]),
        (
            "POST",
            "/v1/access_token".to_owned(),
            r#"{"mail":"x"}"#,
            vec!["Unknown parameter `mail`", "Missing mandatory parameter `email`"],
        ),
    ] {
        let answer = signed.send(method, &target, body).await;
        assert_eq!(answer.error().1, "API_ERR_FORMAT", "{method} {target} {body}");
        assert_eq!(
            (answer.status, labels(&answer)),
            (400, messages.into_iter().map(str::to_owned).collect()),
            "{target}"
        );
    }
    let other = signed.with(None, "POST", "/v1/access_token", r#"{"email":"other@client.com"}"#).await;
    assert_eq!(other.error().1, "API_ERR_FORBIDDEN");
}

#[tokio::test]
async fn bodies_say_that_they_are_json() {
    let signed = Signed::start().await;
    let time = AT.to_string();
    for (body, content_type) in [(LOGIN, "text/plain"), ("email=mymail%40client.com", FORM)] {
        let signature = sign(body, KEY, &time);
        let headers =
            [("accengage-time", time.as_str()), ("accengage-signature", &signature), ("content-type", content_type)];
        let answer = signed.raw("POST", "/v1/access_token", &headers, body).await;
        assert_eq!(answer.error().1, "API_ERR_FORMAT");
    }
}

/// The body is never asked for: who waits for 100 Continue would wait for good.
#[tokio::test]
async fn expectations_are_refused() {
    let signed = Signed::start().await;
    let head =
        "POST /accengage/v1/access_token HTTP/1.1\r\nhost: x\r\ncontent-length: 29\r\nexpect: 100-continue\r\n\r\n";
    let answer = raw(signed.sandbox.port(), head.as_bytes()).await.unwrap();
    assert_eq!(answer.status, 417);
    let last = signed.sandbox.exchanges().pop().unwrap();
    assert_eq!((last.operation.as_deref(), last.status), (Some("accengage.access-token.create"), Some(417)));
}

#[tokio::test]
async fn statuses_and_labels_are_injected() {
    let signed = Signed::start().await;
    let label = |status, label: &str| FaultKind::Label { status, label: label.to_owned() };
    for (kind, status, expected) in [
        (FaultKind::Status(401), 401, "API_ERR_TOKEN"),
        (FaultKind::Status(403), 403, "API_ERR_FORBIDDEN"),
        (FaultKind::Status(404), 404, "API_ERR_UNKNOW_ROUTE"),
        (FaultKind::Status(400), 400, "API_ERR_FORMAT"),
        (FaultKind::Status(500), 500, "API_ERR_UNKNOWN"),
        (FaultKind::Status(429), 429, "API_ERR_UNKNOWN"),
        (FaultKind::Status(503), 503, "API_ERR_UNKNOWN"),
        (label(404, "API_ERR_UNKNOWN_ROUTE"), 404, "API_ERR_UNKNOWN_ROUTE"),
        (label(200, "API_ERR_CACHE"), 200, "API_ERR_CACHE"),
        (label(418, "API_ERR_UNHEARD_OF"), 418, "API_ERR_UNHEARD_OF"),
    ] {
        signed.sandbox.inject(Fault::new(kind.clone()).retry_after("2").on("accengage.me.get").times(1));
        let answer = signed.get("/v1/me").await;
        assert_eq!((answer.status, answer.at("errors[0].label")), (status, expected.to_owned()), "{kind:?}");
        assert_eq!(answer.header("retry-after"), Some("2"));
    }
    assert_eq!(signed.get("/v1/me").await.status, 200);
    // A vendor without labels shows it as its message.
    signed.sandbox.inject(Fault::new(label(500, "API_ERR_DB")).on("workadu.series.get"));
    assert_eq!(send(&signed.sandbox, "GET", "/api/series/911", "").await.message(), "API_ERR_DB");
}
