// What examples in the documentation share, included by a hidden line: a vendor that exists only there, and a client of it whose
// answers are scripted. Paths stand in full, because each example has `use` lines of its own.

guichet_core::operations! {
    GET:    Safe,   GET  "/things/{id}", "vendor.things.get",      "Get a thing";
    LIST:   Safe,   GET  "/things",      "vendor.things.list",     "List things";
    REPORT: Safe,   GET  "/report",      "vendor.report.download", "Download the report" [answers_file];
    NAME:   Safe,   GET  "/name",        "vendor.name.get",        "Get the name" [answers_text];
    PAY:    Unsafe, POST "/payments",    "vendor.payments.create", "Make a payment";
}

#[derive(Debug, PartialEq, guichet_core::Model)]
struct Thing {
    id: i64,
    name: Option<String>,
}

fn vendor() -> guichet_core::vendor::Vendor {
    guichet_core::vendor::Vendor {
        name: "vendor",
        version: "0.0.0",
        base_url: "https://api.example.com",
        headers: Vec::new(),
        authorizer: std::sync::Arc::new(guichet_core::auth::Anonymous),
        dialect: std::sync::Arc::new(guichet_core::vendor::PlainDialect),
    }
}

#[cfg(feature = "test-util")]
fn client(
    replies: impl IntoIterator<Item = guichet_core::transport::Reply>,
) -> guichet_core::vendor::Client {
    client_on(&guichet_core::transport::ScriptedTransport::new(replies))
}

#[cfg(feature = "test-util")]
fn client_on(transport: &guichet_core::transport::ScriptedTransport) -> guichet_core::vendor::Client {
    client_with(transport, guichet_core::Settings::new())
}

#[cfg(feature = "test-util")]
fn client_with(
    transport: &guichet_core::transport::ScriptedTransport,
    settings: guichet_core::Settings,
) -> guichet_core::vendor::Client {
    match guichet_core::vendor::Client::new(vendor(), settings.transport(transport.clone())) {
        Ok(client) => client,
        Err(error) => panic!("{error}"),
    }
}

/// What an authorizer puts into the header `authorization`.
async fn authorization(authorizer: &dyn guichet_core::auth::Authorizer) -> String {
    let mut request = http::Request::new(guichet_core::transport::Body::default());
    let _ = authorizer.authorize(&mut request).await;
    let header = request.headers().get("authorization");
    header.and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}

/// An empty folder of this example's own.
fn folder(name: &str) -> std::path::PathBuf {
    let folder = std::env::temp_dir().join(format!("guichet-doc-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    let _ = std::fs::create_dir_all(&folder);
    folder
}

/// A token endpoint that knows one refresh token at a time: `r1`, then `r2` and so on.
#[cfg(feature = "rotation")]
#[derive(Default)]
struct Endpoint(std::sync::atomic::AtomicU32);

#[cfg(feature = "rotation")]
impl guichet_core::auth::TokenEndpoint for Endpoint {
    fn redeem(
        &self,
        refresh: &guichet_core::Secret,
    ) -> guichet_core::transport::BoxFuture<'static, guichet_core::auth::Redeemed> {
        let spent = 1 + self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let reply = if refresh.expose() == format!("r{spent}") {
            let next = spent + 1;
            let body = format!(r#"{{"access_token": "a{next}", "refresh_token": "r{next}", "expires_in": 3600}}"#);
            guichet_core::auth::Redeemed::Reply(body.into())
        } else {
            guichet_core::auth::Redeemed::InvalidGrant(guichet_core::Error::authentication("invalid_grant"))
        };
        Box::pin(std::future::ready(reply))
    }
}
