//! What `cargo xtask bench` counts: the same small GET, so many times, by one of several clients.
#![allow(clippy::unwrap_used, missing_docs)]

fn main() {
    let mut args = std::env::args().skip(1);
    let (client, url, calls) = (args.next().unwrap(), args.next().unwrap(), args.next().unwrap().parse().unwrap());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        match client.as_str() {
            "careful" => careful(&url, calls).await,
            "naive" => naive(&url, calls).await,
            "careful-ebp" => careful_ebp(&url, calls).await,
            "guichet-ebp" => guichet_ebp(&url, calls).await,
            _ => guichet(&url, calls).await,
        }
    });
}

#[derive(serde::Deserialize)]
struct Data {
    data: Attribute,
}

#[derive(serde::Deserialize)]
struct Attribute {
    id: i64,
    name: Option<String>,
    #[allow(dead_code)]
    description: Option<String>,
    value: Option<String>,
}

fn used(id: i64, name: &Option<String>, value: &Option<String>) {
    assert!(id == 2522 && name.is_some() && value.is_some());
}

/// The best that a careful user writes by hand: one client, the URL parsed once, the same headers and deadline.
async fn careful(url: &str, calls: u32) {
    use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderValue, USER_AGENT};
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .build()
        .unwrap();
    let url = reqwest::Url::parse(&format!("{url}/api/attributes/2522")).unwrap();
    let mut key = HeaderValue::from_static("Basic d2tfc2FuZGJveDo=");
    key.set_sensitive(true);
    for _ in 0..calls {
        let mut request = reqwest::Request::new(reqwest::Method::GET, url.clone());
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/vnd.rengine.v2+json"));
        request.headers_mut().insert(USER_AGENT, HeaderValue::from_static("guichet-workadu/0.1.0"));
        request.headers_mut().insert(AUTHORIZATION, key.clone());
        *request.timeout_mut() = Some(std::time::Duration::from_secs(60));
        let response = client.execute(request).await.unwrap().error_for_status().unwrap();
        let body = response.bytes().await.unwrap();
        let Data { data } = serde_json::from_slice(&body).unwrap();
        used(data.id, &data.name, &data.value);
    }
}

/// What most people write first.
async fn naive(url: &str, calls: u32) {
    let client = reqwest::Client::builder().no_proxy().timeout(std::time::Duration::from_secs(60)).build().unwrap();
    for _ in 0..calls {
        let Data { data } = client
            .get(format!("{url}/api/attributes/2522"))
            .header("accept", "application/vnd.rengine.v2+json")
            .header("user-agent", "guichet-workadu/0.1.0")
            .basic_auth("wk_sandbox", Some(""))
            .send()
            .await
            .unwrap()
            .error_for_status()
            .unwrap()
            .json()
            .await
            .unwrap();
        used(data.id, &data.name, &data.value);
    }
}

/// Ours, as a user gets it: authorization, limits, retries and (disabled) tracing included.
async fn guichet(url: &str, calls: u32) {
    use guichet_workadu::{Settings, Workadu};
    let workadu = Workadu::builder("wk_sandbox").settings(Settings::new().base_url(url)).build().unwrap();
    let attributes = workadu.attributes();
    for _ in 0..calls {
        let attribute = attributes.get(2522).await.unwrap();
        used(attribute.id.get(), &attribute.name, &attribute.value);
    }
}

#[derive(serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Domain {
    domain_name: Option<String>,
    domain_code: Option<String>,
    version: Option<String>,
}

fn used_domain(name: &Option<String>, code: &Option<String>, version: &Option<String>) {
    assert!(name.is_some() && code.is_some() && version.is_some());
}

/// The careful client once more, with EBP's request: a key, a token and a folder in headers.
async fn careful_ebp(url: &str, calls: u32) {
    use reqwest::header::{ACCEPT, AUTHORIZATION, HeaderName, HeaderValue, USER_AGENT};
    const KEY: HeaderName = HeaderName::from_static("ebp-subscription-key");
    const FOLDER: HeaderName = HeaderName::from_static("tenantid");
    let client = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .build()
        .unwrap();
    let url = reqwest::Url::parse(&format!("{url}/hubbix-cpttpe/api/v1/domain-information")).unwrap();
    let mut key = HeaderValue::from_static("sandbox-key");
    key.set_sensitive(true);
    let mut token = HeaderValue::from_static("Bearer eyManQuePasaxxxxxxxxxxxxxxxxxxxx");
    token.set_sensitive(true);
    for _ in 0..calls {
        let mut request = reqwest::Request::new(reqwest::Method::GET, url.clone());
        request.headers_mut().insert(ACCEPT, HeaderValue::from_static("application/json"));
        request.headers_mut().insert(USER_AGENT, HeaderValue::from_static("guichet-ebp/0.1.0"));
        request.headers_mut().insert(FOLDER, HeaderValue::from_static("0189abef-09af-409F-ab89-012789abcdef"));
        request.headers_mut().insert(KEY, key.clone());
        request.headers_mut().insert(AUTHORIZATION, token.clone());
        *request.timeout_mut() = Some(std::time::Duration::from_secs(60));
        let response = client.execute(request).await.unwrap().error_for_status().unwrap();
        let body = response.bytes().await.unwrap();
        let domain: Domain = serde_json::from_slice(&body).unwrap();
        used_domain(&domain.domain_name, &domain.domain_code, &domain.version);
    }
}

/// Ours, signed in, with a token that lasts; its limits off, because they would have it wait a second for each call.
async fn guichet_ebp(url: &str, calls: u32) {
    use guichet_core::time::{Duration, OffsetDateTime};
    use guichet_ebp::auth::{MemoryStore, Tokens};
    use guichet_ebp::{Ebp, Limits, Settings};
    let now = OffsetDateTime::now_utc();
    let tokens = Tokens::new("refresh", now + Duration::WEEK);
    let store = MemoryStore::holding(tokens.access("eyManQuePasaxxxxxxxxxxxxxxxxxxxx", now + Duration::HOUR));
    let ebp = Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(store)
        .login_url(url)
        .settings(Settings::new().base_url(url).limits(Limits::none()))
        .build()
        .unwrap();
    let domain = ebp.accounting("0189abef-09af-409F-ab89-012789abcdef").folder();
    for _ in 0..calls {
        let domain = domain.get().await.unwrap();
        used_domain(&domain.domain_name, &domain.domain_code, &domain.version);
    }
}
