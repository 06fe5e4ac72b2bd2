//! A vendor that exists only here.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use bytes::Bytes;
use guichet_core::auth::{Anonymous, Authorizer, Generation, secret_value};
use guichet_core::transport::{Body, BoxFuture, ScriptedTransport};
use guichet_core::vendor::{Client, Vendor};
use guichet_core::vendor::{Dialect, PlainDialect, Rejection, Verdict};
use guichet_core::{Effect, Method, Operation, Result, Secret, Settings};

pub static READ: Operation = Operation::new("test.things.get", Method::GET, "/things/{id}", Effect::Safe, None);
pub static PUT: Operation = Operation::new("test.things.put", Method::PUT, "/things/{id}", Effect::Idempotent, None);
pub static PAY: Operation = Operation::new("test.payments.create", Method::POST, "/payments", Effect::Unsafe, None);
pub static LIST: Operation = Operation::new("test.things.list", Method::GET, "/things", Effect::Safe, None);

pub const SECOND: Duration = Duration::from_secs(1);

pub fn vendor() -> Vendor {
    Vendor {
        name: "test",
        version: "0.0.0",
        base_url: "https://api.example.com",
        headers: vec![("accept", "application/json".to_owned())],
        authorizer: Arc::new(Anonymous),
        dialect: Arc::new(PlainDialect),
    }
}

pub fn settings(transport: &ScriptedTransport) -> Settings {
    Settings::new().transport(transport.clone())
}

pub fn client(transport: &ScriptedTransport) -> Client {
    Client::new(vendor(), settings(transport)).unwrap()
}

/// Tokens that are renewed by counting.
pub struct Counting {
    pub current: AtomicU32,
    pub renewals: AtomicU32,
    pub renews: bool,
}

impl Counting {
    pub fn new(renews: bool) -> Arc<Self> {
        Arc::new(Self { current: AtomicU32::new(1), renewals: AtomicU32::new(0), renews })
    }
}

impl Authorizer for Counting {
    fn authorize<'a>(&'a self, request: &'a mut http::Request<Body>) -> BoxFuture<'a, Result<Generation>> {
        let generation = self.current.load(Ordering::SeqCst);
        Box::pin(async move {
            let token = Secret::new(format!("Bearer t0ken-{generation}"));
            request.headers_mut().insert("authorization", secret_value(token.expose())?);
            Ok(Generation(generation.into()))
        })
    }

    fn renew(&self, rejected: Generation) -> BoxFuture<'_, Result<bool>> {
        self.renewals.fetch_add(1, Ordering::SeqCst);
        if self.renews {
            let _ = self.current.compare_exchange(
                rejected.0 as u32,
                rejected.0 as u32 + 1,
                Ordering::SeqCst,
                Ordering::SeqCst,
            );
        }
        let renewed = self.renews;
        Box::pin(async move { Ok(renewed) })
    }
}

/// A vendor that refuses tokens with 400 and hides errors in 200, and says whether its 429 means "not applied".
pub struct Odd {
    pub not_applied: bool,
}

impl Dialect for Odd {
    fn judge(&self, _: &Operation, status: http::StatusCode, _: &http::HeaderMap, body: &Bytes) -> Verdict {
        if body.starts_with(b"TOKEN") {
            let mut rejection = Rejection::default();
            (rejection.token_rejected, rejection.code) = (Some(true), Some("E_TOKEN".into()));
            return Verdict::Rejected(rejection);
        }
        if body.starts_with(b"ERROR") || !status.is_success() {
            let mut rejection = Rejection::default();
            rejection.message = Some("refused".into());
            return Verdict::Rejected(rejection);
        }
        Verdict::Accepted
    }

    fn limits_mean_not_applied(&self) -> bool {
        self.not_applied
    }
}
