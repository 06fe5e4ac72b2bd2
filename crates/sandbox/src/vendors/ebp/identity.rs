//! The login: a host of its own, where a human signs in and an application gets its tokens.

mod authorize;
mod jwt;
mod login;
mod pages;
mod redirects;
mod tokens;

use guichet_fixtures::Json;

use crate::engine::{Call, Complaint, Engine, Face, Gateway, Reply, Request, Row, Store};

pub(super) use tokens::is_let_in;

const MOUNT: &str = "ebp-login";

const CLIENT: &str = "sandbox";
const SECRET: &str = "secret";

/// The host.
pub(super) struct Login;

impl Gateway for Login {
    fn mount(&self) -> &'static str {
        MOUNT
    }

    fn credentials(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("client and secret", "sandbox / secret"),
            ("authorization code, good once", tokens::STANDING_CODE),
            ("user and password of the login page", "demo@example.com / demo"),
        ]
    }

    fn admit(&self, request: &Request, _store: &mut Store) -> Result<(), Reply> {
        tokens::admit(request)
    }

    fn other_page(&self, request: &Request, store: &mut Store) -> Option<Reply> {
        login::login(request, store)
    }

    fn unknown_route(&self, _request: &Request, _allowed: &[&str]) -> Reply {
        pages::refusal(404, "There is no such page.")
    }

    fn expire_tokens(&self, store: &mut Store) {
        tokens::expire(store);
    }
}

/// The operations of the host.
pub(super) struct Identity;

impl Face for Identity {
    fn prefix(&self) -> &'static str {
        "ebp.identity."
    }

    fn mount(&self) -> &'static str {
        MOUNT
    }

    fn rows(&self) -> &'static [&'static [Row]] {
        static ROWS: &[&[Row]] = &[authorize::ROWS, tokens::ROWS];
        ROWS
    }

    /// An error of which only the status is given.
    fn refuse(&self, status: u16, _message: &str) -> Reply {
        let error = match status {
            401 => "invalid_client",
            403 => "access_denied",
            503 => "temporarily_unavailable",
            500..=599 => "server_error",
            _ => "invalid_request",
        };
        error_of_grant(status, error)
    }

    /// The label is the `error`.
    fn refuse_as(&self, status: u16, label: &str, _message: &str) -> Reply {
        error_of_grant(status, label)
    }

    /// The login checks everything itself: where its errors go depends on what is wrong.
    fn inspect(&self, _call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        complaints.clear();
    }

    fn reject(&self, _call: &Call<'_>, _complaints: &[Complaint]) -> Reply {
        error_of_grant(400, "invalid_request")
    }

    fn seed(&self, _engine: &Engine, store: &mut Store) {
        tokens::seed(store);
    }
}

/// RFC 6749, 5.2.
fn error_of_grant(status: u16, error: &str) -> Reply {
    Reply::json(status, &Json::object([("error", error)])).with("cache-control", "no-store")
}
