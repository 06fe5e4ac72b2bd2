//! A client that signs.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use guichet_sandbox::Sandbox;
use sha1::{Digest, Sha1};

use crate::common::{Answer, JSON, send_to};

pub const KEY: &str = "a1b2c3d4e5f6g7h8";
/// The time of the documented signatures (fact C5).
pub const AT: u64 = 1_507_722_391;
pub const APP: &str = "/v1/me/apps/12345678";
const LOGIN: &str = r#"{"email":"mymail@client.com"}"#;

pub fn sign(body: &str, key: &str, time: &str) -> String {
    let digest = Sha1::new().chain_update(body).chain_update(key).chain_update(time).finalize();
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A sandbox whose clock stands at the documented time until it is moved, and a token for it.
pub struct Signed {
    pub sandbox: Sandbox,
    pub clock: Arc<AtomicU64>,
    pub token: String,
}

impl Signed {
    pub async fn start() -> Self {
        let clock = Arc::new(AtomicU64::new(AT));
        let read = Arc::clone(&clock);
        let sandbox = Sandbox::builder().clock(move || read.load(Ordering::Relaxed)).start().await.unwrap();
        let mut signed = Self { sandbox, clock, token: String::new() };
        signed.token = signed.login().await.at("access_token");
        signed
    }

    pub fn now(&self) -> u64 {
        self.clock.load(Ordering::Relaxed)
    }

    /// Asks for another token; the one in use stays.
    pub async fn login(&self) -> Answer {
        self.with(None, "POST", "/v1/access_token", LOGIN).await
    }

    pub async fn get(&self, target: &str) -> Answer {
        self.send("GET", target, "").await
    }

    pub async fn send(&self, method: &str, target: &str, body: &str) -> Answer {
        self.with(Some(&format!("Bearer {}", self.token)), method, target, body).await
    }

    pub async fn with(&self, authorization: Option<&str>, method: &str, target: &str, body: &str) -> Answer {
        let time = self.now().to_string();
        let signature = sign(body, KEY, &time);
        let mut headers = vec![("accengage-signature", signature.as_str()), ("accengage-time", &time)];
        headers.extend(authorization.map(|value| ("authorization", value)));
        headers.extend((!body.is_empty()).then_some(("content-type", JSON)));
        self.raw(method, target, &headers, body).await
    }

    /// Nothing is added.
    pub async fn raw(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        send_to(self.sandbox.port(), "accengage", method, target, headers, body.as_bytes()).await.unwrap()
    }
}

impl Answer {
    /// Status, first label and first message.
    pub fn error(&self) -> (u16, String, String) {
        (self.status, self.at("errors[0].label"), self.at("errors[0].message"))
    }
}
