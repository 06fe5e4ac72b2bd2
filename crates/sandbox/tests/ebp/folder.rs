//! A client that has logged in to the folder.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use guichet_fixtures::{Body, Fixture, Vendor};
use guichet_sandbox::{Builder, Sandbox};

use crate::common::{Answer, FORM, JSON, send_to};

pub const API: &str = "/hubbix-cpttpe/api/v1";
pub const TENANT: &str = "0189abef-09af-409F-ab89-012789abcdef";
pub const REDIRECT: &str = "http://localhost:3333";
/// 2023-11-14, 22:13:20 in UTC.
pub const AT: u64 = 1_700_000_000;

pub struct Folder {
    pub sandbox: Sandbox,
    pub clock: Arc<AtomicU64>,
    pub token: String,
    pub refresh: String,
}

impl Folder {
    /// Without limits, and logged in.
    pub async fn open() -> Self {
        Self::with(Sandbox::builder().without_limits()).await
    }

    pub async fn with(builder: Builder) -> Self {
        let clock = Arc::new(AtomicU64::new(AT));
        let read = Arc::clone(&clock);
        let sandbox = builder.clock(move || read.load(Ordering::Relaxed)).start().await.unwrap();
        let mut folder = Self { sandbox, clock, token: String::new(), refresh: String::new() };
        let answer = folder.exchange("sandbox-code", REDIRECT, "&client_secret=secret").await;
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
        folder.keep(&answer);
        folder
    }

    pub fn keep(&mut self, answer: &Answer) {
        (self.token, self.refresh) = (answer.at("access_token"), answer.at("refresh_token"));
    }

    pub fn pass(&self, seconds: u64) {
        self.clock.fetch_add(seconds, Ordering::Relaxed);
    }

    /// A form to the login host.
    pub async fn form(&self, target: &str, form: &str) -> Answer {
        let headers = [("content-type", FORM)];
        send_to(self.sandbox.port(), "ebp-login", "POST", target, &headers, form.as_bytes()).await.unwrap()
    }

    pub async fn exchange(&self, code: &str, redirect: &str, more: &str) -> Answer {
        let redirect = encode(redirect);
        let form = format!("client_id=sandbox&redirect_uri={redirect}&grant_type=authorization_code&code={code}{more}");
        self.form("/connect/token", &form).await
    }

    pub async fn renew(&self, token: &str) -> Answer {
        let form = format!("grant_type=refresh_token&client_id=sandbox&client_secret=secret&refresh_token={token}");
        self.form("/connect/token", &form).await
    }

    /// A page of the login host.
    pub async fn page(&self, target: &str) -> Answer {
        send_to(self.sandbox.port(), "ebp-login", "GET", target, &[], b"").await.unwrap()
    }

    pub async fn get(&self, target: &str) -> Answer {
        self.send("GET", target, "").await
    }

    /// A call to the accounting; the target goes on after the documented beginning.
    pub async fn send(&self, method: &str, target: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {}", self.token);
        let mut headers =
            vec![("ebp-subscription-key", "sandbox-key"), ("authorization", &bearer), ("tenantid", TENANT)];
        headers.extend((!body.is_empty()).then_some(("content-type", JSON)));
        self.raw(method, &format!("{API}{target}"), &headers, body.as_bytes()).await
    }

    /// Nothing is added.
    pub async fn raw(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        send_to(self.sandbox.port(), "ebp", method, target, headers, body).await.unwrap()
    }

    /// A documented request, with the sandbox's credentials in the places of the documented ones.
    pub async fn replay(&self, fixture: &Fixture) -> Answer {
        let request = &fixture.request;
        if fixture.operation.starts_with("ebp.identity.") {
            let ours = |text: &str| {
                [
                    ("client_id=client_id", "client_id=sandbox"),
                    ("client_secret=client_secret", "client_secret=secret"),
                    ("swWZ-eNBDn8rpiTrvzuZVZ-ZwrdOplLPM6vaegaDOho", "sandbox-code"),
                    ("ZZZREFRESHTOKENzzz", &self.refresh),
                ]
                .into_iter()
                .fold(text.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours))
            };
            return match &request.body {
                Body::Form { raw, .. } => self.form(&request.target, &ours(raw)).await,
                _ => self.page(&ours(&request.target)).await,
            };
        }
        let bearer = format!("Bearer {}", self.token);
        let mut headers: Vec<(&str, &str)> = Vec::new();
        for (name, value) in &request.headers {
            headers.push(match name.as_str() {
                "Authorization" => (name, &bearer),
                "ebp-Subscription-Key" => (name, "sandbox-key"),
                "Content-Type" if value == "multipart/form-data" => (name, "multipart/form-data; boundary=b"),
                _ => (name, value),
            });
        }
        self.raw(&request.method, &request.target, &headers, &request.body.to_wire("b")).await
    }
}

pub fn documented() -> Vendor {
    Vendor::load("ebp").unwrap()
}

pub fn encode(text: &str) -> String {
    let byte = |b: u8| match b {
        b if b.is_ascii_alphanumeric() => char::from(b).to_string(),
        b => format!("%{b:02X}"),
    };
    text.bytes().map(byte).collect()
}

pub fn ok(answer: Answer, status: u16) -> Answer {
    assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(&answer.body));
    answer
}

pub fn error(answer: &Answer) -> (u16, String) {
    (answer.status, answer.at("errorCode"))
}
