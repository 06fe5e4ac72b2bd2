//! Where a sandbox is found: the root, and the address.
#![allow(clippy::unwrap_used, reason = "clippy sees no test in a helper")]

mod common;

use std::net::{IpAddr, Ipv4Addr};

use common::{KEY, control, get, raw};
use guichet_sandbox::{Fault, FaultKind, Sandbox};
use sha1::{Digest, Sha1};

/// A request below nothing but the host.
async fn at_root(sandbox: &Sandbox, method: &str, target: &str) -> common::Answer {
    let request = format!("{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: {KEY}\r\n\r\n");
    raw(sandbox.port(), request.as_bytes()).await.unwrap()
}

/// The time of the documented signatures.
const TIME: u64 = 1_507_722_391;

async fn signed(sandbox: &Sandbox, method: &str, target: &str, token: Option<&str>, body: &str) -> common::Answer {
    let digest = Sha1::new().chain_update(body).chain_update("a1b2c3d4e5f6g7h8").chain_update(TIME.to_string());
    let signature: String = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let token = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let (kind, length) = (if body.is_empty() { "" } else { "content-type: application/json\r\n" }, body.len());
    let request = format!(
        "{method} {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\naccengage-time: {TIME}\r\naccengage-signature: {signature}\r\n{token}{kind}content-length: {length}\r\n\r\n{body}"
    );
    raw(sandbox.port(), request.as_bytes()).await.unwrap()
}

#[tokio::test]
async fn a_vendor_at_the_root_is_called_without_its_name() {
    let sandbox = Sandbox::builder().root("workadu").start().await.unwrap();
    assert_eq!(sandbox.mount("workadu"), sandbox.url());
    assert_eq!(sandbox.mount("ebp"), format!("{}/ebp", sandbox.url()));
    let there = at_root(&sandbox, "GET", "/api/series/911").await;
    assert_eq!(there.status, 200, "{}", there.message());
    let filtered = at_root(&sandbox, "GET", "/api/customers/?per_page=3").await;
    assert_eq!((filtered.status, filtered.at("meta.pagination.count")), (200, "3".into()));
    // What is none of its routes is refused in its own shape.
    for target in ["/", "/api", "/nothing/at/all", "//api/series/911"] {
        let unknown = at_root(&sandbox, "GET", target).await;
        assert_eq!((unknown.status, unknown.at("status_code")), (404, "404".into()), "{target}");
    }
    // It and the others are below their names as well, and the control routes where they were.
    assert_eq!(get(&sandbox, "/api/series/911").await.json(), there.json());
    assert_eq!(at_root(&sandbox, "GET", "/ebp/x").await.at("statusCode"), "404");
    assert_eq!(control(&sandbox, "GET", "exchanges", "").await.status, 200);
    sandbox.inject(Fault::new(FaultKind::Status(503)).on("workadu.series.get").times(1));
    assert_eq!(at_root(&sandbox, "GET", "/api/series/911").await.status, 503);
    let last = sandbox.exchanges().pop().unwrap();
    assert_eq!((last.vendor.as_str(), last.target.as_str()), ("workadu", "/api/series/911"));
}

#[tokio::test]
async fn without_a_root_nothing_is_there() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(at_root(&sandbox, "GET", "/api/series/911").await.message(), "No vendor is mounted here.");
    assert_eq!(sandbox.mount("workadu"), format!("{}/workadu", sandbox.url()));
}

/// Each page's link leads to where the list was asked for.
#[tokio::test]
async fn links_lead_back_to_the_root() {
    let sandbox = Sandbox::builder().root("accengage").clock(|| TIME).start().await.unwrap();
    let login = r#"{"email":"mymail@client.com"}"#;
    let token = signed(&sandbox, "POST", "/v1/access_token", None, login).await.at("access_token");
    let mut target = "/v1/me/apps/12345678/devices?fields=deviceId".to_owned();
    let mut pages = 1;
    loop {
        let page = signed(&sandbox, "GET", &target, Some(&token), "").await;
        assert_eq!(page.status, 200, "{target}");
        let Some(link) = page.header("link") else { break };
        assert!(link.starts_with("<http://x/v1/me/apps/"), "{link}");
        target = link.strip_prefix("<http://x").unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned();
        pages += 1;
    }
    assert_eq!(pages, 4);
    // Below its name the links are below it, too.
    let page = signed(&sandbox, "GET", "/accengage/v1/me/apps/12345678/devices", Some(&token), "").await;
    assert!(page.header("link").unwrap().starts_with("<http://x/accengage/v1/"));
}

#[tokio::test]
async fn a_root_that_is_no_vendor_is_refused() {
    let error = Sandbox::builder().root("workado").start().await.unwrap_err().to_string();
    assert!(
        error.contains("\"workado\"") && error.contains("nearest: workadu;") && error.contains("ebp-login"),
        "{error}"
    );
}

#[tokio::test]
async fn it_listens_on_this_machine_alone_unless_it_is_told_otherwise() {
    let sandbox = Sandbox::start().await.unwrap();
    assert!(sandbox.url().starts_with("http://127.0.0.1:"), "{}", sandbox.url());
    let sandbox = Sandbox::builder().host(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).start().await.unwrap();
    assert_eq!(sandbox.url(), format!("http://127.0.0.1:{}", sandbox.port()));
    assert_eq!(get(&sandbox, "/api/series/911").await.status, 200);
}
