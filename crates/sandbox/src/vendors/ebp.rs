//! EBP: a login on a host of its own, and the accounting behind a gateway that counts.

mod accounts;
mod amounts;
mod answers;
mod attachments;
mod auth;
mod authorize;
mod auxiliary_accounts;
mod bank_transactions;
mod booking;
mod checks;
mod days;
mod entries;
mod entry_lines;
mod folder_settings;
mod general_accounts;
mod journal_entries;
mod journal_filter;
mod journals;
mod jwt;
mod lists;
mod login;
mod pages;
mod redirects;
mod seed;
mod statuses;
mod tables;
mod tokens;
mod types;

use std::time::Duration;

use guichet_fixtures::Json;

use crate::engine::limits::Limits;
use crate::engine::{
    Behaviour, Call, Choice, Complaint, Engine, Operation, Reply, Request, Store, VendorRules, Window,
};

pub(crate) struct Ebp;

const API: &str = "ebp";
const LOGIN: &str = "ebp-login";

const CLIENT: &str = "sandbox";
const SECRET: &str = "secret";
const KEY: &str = "sandbox-key";

/// 003:135.
const FOLDER: &str = "0189abef-09af-409F-ab89-012789abcdef";

impl VendorRules for Ebp {
    fn name(&self) -> &'static str {
        API
    }

    fn mounts(&self) -> Vec<&'static str> {
        vec![API, LOGIN]
    }

    fn mount_of(&self, operation: &str) -> &'static str {
        if operation.starts_with("ebp.identity.") { LOGIN } else { API }
    }

    fn credentials(&self, mount: &str) -> &'static [(&'static str, &'static str)] {
        match mount {
            LOGIN => &[
                ("client and secret", "sandbox / secret"),
                ("authorization code, good once", tokens::STANDING_CODE),
                ("user and password of the login page", "demo@example.com / demo"),
            ],
            _ => &[("subscription key", KEY), ("folder (tenantid)", FOLDER)],
        }
    }

    /// 003:9780.
    fn limits(&self) -> Option<Limits> {
        Some(Limits { period: Duration::from_secs(1), daily: 10_000 })
    }

    fn admit(&self, request: &Request, store: &mut Store) -> Result<(), Reply> {
        match request.mount.as_str() {
            LOGIN => tokens::admit(request),
            _ => auth::admit(request, store),
        }
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        answers::refuse(status, message)
    }

    fn refuse_at(&self, mount: &str, status: u16, message: &str) -> Reply {
        match mount {
            LOGIN => answers::grant_refused(status),
            _ => answers::refuse(status, message),
        }
    }

    /// The label is the `error` of the login's errors and the `errorCode` of the accounting's.
    fn refuse_as(&self, mount: &str, status: u16, label: &str) -> Reply {
        match mount {
            LOGIN => answers::grant(status, label),
            _ => answers::accounting(status, label, Json::Null, "Injected fault"),
        }
    }

    /// A method that the path does not have is no route of the gateway's.
    fn nowhere(&self, request: &Request, _allowed: &[&str]) -> Reply {
        match request.mount.as_str() {
            LOGIN => pages::refusal(404, "There is no such page."),
            _ => answers::gateway(404, "Resource not found"),
        }
    }

    fn beside(&self, request: &Request, store: &mut Store) -> Option<Reply> {
        if request.mount == LOGIN { login::login(request, store) } else { None }
    }

    fn expire_tokens(&self, store: &mut Store) {
        tokens::expire(store);
    }

    fn choose(&self, candidates: &[&Operation], request: &Request) -> Choice {
        let ending = |end: &str| candidates.iter().find(|o| o.id.ends_with(end));
        let first = candidates.first();
        let chosen = match first.map(|o| self.mount_of(&o.id)) {
            Some(LOGIN) if tokens::is_refresh(request) => ending(".refresh"),
            Some(LOGIN) => ending(".exchange"),
            _ if statuses::is_of_all_but(request) => ending(".set-status-of-all-but"),
            _ => ending(".set-status"),
        };
        Choice::Operation(chosen.or(first).map(|o| o.id.clone()).unwrap_or_default())
    }

    /// The login checks everything itself: where its errors go depends on what is wrong.
    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        match call.request.mount.as_str() {
            LOGIN => complaints.clear(),
            _ => checks::inspect(call, complaints),
        }
    }

    fn reject(&self, call: &Call<'_>, complaints: &[Complaint]) -> Reply {
        answers::reject(call, complaints)
    }

    fn behaviours(&self) -> &'static [(&'static str, Behaviour)] {
        tables::BEHAVIOURS
    }

    fn items_at(&self) -> &'static str {
        "data[]"
    }

    fn items_of(&self, operation: &str) -> &'static str {
        match operation {
            "ebp.accounting.entry-lines.list" => "linesEntries[]",
            "ebp.accounting.entries.search" => "[]",
            _ => self.items_at(),
        }
    }

    fn window(&self, call: &Call<'_>) -> Result<Window, Reply> {
        lists::window(call)
    }

    fn sort(&self, call: &Call<'_>) -> Option<(String, bool)> {
        lists::sort(call)
    }

    fn page(&self, call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
        lists::page(call, window, total, items)
    }

    /// Not from the fixtures: identifiers are uuids, numbers and codes, and what bears them is not always shown whole.
    fn seed(&self, engine: &Engine, store: &mut Store) {
        seed::fill(engine, store);
    }
}
