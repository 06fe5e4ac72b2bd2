//! What no operation declares: refused, or passed over and told.
#![allow(clippy::unwrap_used, reason = "clippy sees no test in a helper")]

mod common;

use common::{FORM, JSON, KEY, control, get, send, send_to, send_with};
use guichet_sandbox::{Place, Sandbox};

const NEW: &str = r#"{"fullname":"Len Ient","email":"len@example.com","colour":"red","shoe":{"size":9}}"#;
const BY_MAIL: &str = "/api/customers/?filter%5Bemail%5D=len%40example.com";

async fn lenient() -> Sandbox {
    Sandbox::builder().lenient().without_limits().start().await.unwrap()
}

fn told(sandbox: &Sandbox) -> Vec<String> {
    sandbox.passed_over().iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn by_default_what_is_not_declared_is_refused() {
    let sandbox = Sandbox::start().await.unwrap();
    let refused = get(&sandbox, "/api/customers/?colour=red").await;
    assert_eq!((refused.status, refused.at("errors.colour[0]")), (422, "The colour field is not known.".into()));
    let refused = send(&sandbox, "POST", "/api/customers/", NEW).await;
    assert_eq!((refused.status, refused.at("errors.shoe[0]")), (422, "The shoe field is not known.".into()));
    assert_eq!(get(&sandbox, BY_MAIL).await.at("meta.pagination.total"), "0");
    assert_eq!(told(&sandbox), <[&str; 0]>::default());
}

#[tokio::test]
async fn a_lenient_one_passes_it_over_and_tells() {
    let sandbox = lenient().await;
    let plain = get(&sandbox, "/api/customers/?per_page=2").await;
    let listed = get(&sandbox, "/api/customers/?per_page=2&colour=red&colour=blue").await;
    assert_eq!((listed.status, listed.json()), (200, plain.json()));
    let created = send(&sandbox, "POST", "/api/customers/", NEW).await;
    assert_eq!(created.status, 200);
    for member in ["colour", "shoe"] {
        assert!(!String::from_utf8_lossy(&created.body).contains(member), "{member}");
    }
    assert_eq!(get(&sandbox, BY_MAIL).await.at("meta.pagination.total"), "1");
    assert_eq!(
        told(&sandbox),
        [
            "workadu.customers.list: query parameter colour",
            "workadu.customers.list: query parameter colour",
            "workadu.customers.create: body member colour",
            "workadu.customers.create: body member shoe",
        ]
    );
    let first = &sandbox.passed_over()[0];
    assert_eq!(
        (first.operation.as_str(), first.place, first.name.as_str()),
        ("workadu.customers.list", Place::Query, "colour")
    );
    let log = control(&sandbox, "GET", "exchanges", "").await;
    assert_eq!(log.at("[2].passed_over[1]"), "workadu.customers.create: body member shoe");
    assert_eq!(log.at("[0].passed_over"), "[]");
    sandbox.reset();
    assert_eq!(told(&sandbox), <[&str; 0]>::default());
}

/// What is passed over has no other effect, and whatever else is wrong is refused as ever.
#[tokio::test]
async fn everything_else_is_still_checked() {
    let sandbox = lenient().await;
    let strict = Sandbox::start().await.unwrap();
    for (method, target, with, without) in [
        (
            "POST",
            "/api/customers/",
            r#"{"fullname":"A","email":"nobody","colour":1}"#,
            r#"{"fullname":"A","email":"nobody"}"#,
        ),
        ("POST", "/api/customers/", r#"{"colour":1}"#, "{}"),
        ("POST", "/api/customers/", "colour=1&fullname=A", "fullname=A"),
        ("GET", "/api/nothing?colour=1", "", ""),
    ] {
        let (lenient, strict) =
            (send(&sandbox, method, target, with).await, send(&strict, method, target, without).await);
        assert!(strict.status >= 400, "{target}");
        assert_eq!((lenient.status, lenient.json()), (strict.status, strict.json()), "{with}");
    }
}

#[tokio::test]
async fn forms_objects_within_and_bodies_where_none_is_expected() {
    let sandbox = lenient().await;
    let created = send(&sandbox, "POST", "/api/customers/", "fullname=A&email=len%40example.com&colour=red").await;
    assert_eq!(created.status, 200, "{}", created.message());
    let list = r#"{"service_id":33663,"name":"n","type":"daily","unit":"d","price_schemes":{"id":12344,"hue":"red"}}"#;
    let listed = send(&sandbox, "POST", "/api/services/pricelist", list).await;
    assert_eq!(listed.status, 200, "{}", listed.message());
    assert!(!String::from_utf8_lossy(&listed.body).contains("hue"));
    // The same as the text of a form.
    let list = "service_id=33663&name=n&type=daily&unit=d&price_schemes=%7B%22id%22%3A12344%2C%22hue%22%3A%22red%22%7D";
    let listed = send(&sandbox, "POST", "/api/services/pricelist", list).await;
    assert_eq!(listed.status, 200, "{}", listed.message());
    let cancelled = send(&sandbox, "DELETE", "/api/orders/32161", r#"{"why":"rain"}"#).await;
    assert_eq!(cancelled.status, 200, "{}", cancelled.message());
    assert_eq!(
        told(&sandbox),
        [
            "workadu.customers.create: body member colour",
            "workadu.services.create-price-list: body member price_schemes.hue",
            "workadu.services.create-price-list: body member price_schemes.hue",
            "workadu.orders.cancel: body member why",
        ]
    );
    // Neither a member nor declared.
    let headers = [("authorization", KEY), ("content-type", "text/plain")];
    assert_eq!(send_with(sandbox.port(), "DELETE", "/api/orders/1831", &headers, b"rain").await.unwrap().status, 422);
}

/// What an API reads although no fixture's table names it stays where it is.
#[tokio::test]
async fn what_a_vendor_reads_is_not_taken_away() {
    let sandbox = lenient().await;
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let query = format!(
        "client_id=sandbox&redirect_uri=http%3A%2F%2Flocalhost%3A3333&response_type=code&scope=openid&state=s&code_challenge={challenge}&code_challenge_method=S256&nonce=n"
    );
    let page =
        send_to(sandbox.port(), "ebp-login", "GET", &format!("/connect/authorize?{query}"), &[], b"").await.unwrap();
    assert_eq!(page.status, 302);
    let login = page.header("location").unwrap();
    assert!(login.contains(challenge) && login.contains("nonce=n"), "{login}");
    assert_eq!(told(&sandbox), <[&str; 0]>::default());
    let code = "grant_type=authorization_code&client_id=sandbox&client_secret=secret&code=sandbox-code&redirect_uri=http%3A%2F%2Flocalhost%3A3333&colour=red";
    let headers = [("content-type", FORM)];
    let tokens =
        send_to(sandbox.port(), "ebp-login", "POST", "/connect/token", &headers, code.as_bytes()).await.unwrap();
    assert_eq!(tokens.status, 200);
    let bearer = format!("Bearer {}", tokens.at("access_token"));
    let headers = [
        ("authorization", bearer.as_str()),
        ("ebp-subscription-key", "sandbox-key"),
        ("tenantid", "0189abef-09af-409F-ab89-012789abcdef"),
        ("content-type", JSON),
    ];
    let body = br#"{"method":1,"uuids":["41fef6c0-cbb9-4a39-af1e-5d8f89a40f7e"],"active":true,"colour":"red"}"#;
    let target = "/hubbix-cpttpe/api/v1/auxiliary-accounts?colour=red";
    let changed = send_to(sandbox.port(), "ebp", "PATCH", target, &headers, body).await.unwrap();
    assert_eq!(changed.status, 202, "{}", changed.json());
    let name = "ebp.accounting.auxiliary-accounts.set-status";
    assert_eq!(told(&sandbox), [format!("{name}: query parameter colour"), format!("{name}: body member colour")]);
}
