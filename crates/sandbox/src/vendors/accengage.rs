//! Accengage: signed requests, tokens that expire, pages by links in a header or in the body.

mod answers;
mod auth;
mod devices;
mod links;
mod notes;
mod seed;
mod signature;
mod tokens;

use guichet_fixtures::Json;
use http::HeaderMap;
use http::header::EXPECT;

pub use signature::{TOLERANCE, VerifyError, verify};

use crate::engine::behaviour::{act, documented};
use crate::engine::{
    Call, Complaint, Engine, Face, Gateway, Input, Operation, Reply, Request, Row, Store, VendorRules, Window,
};

pub(crate) struct Accengage;

/// fact C5.
const KEY: &str = "a1b2c3d4e5f6g7h8";
const EMAIL: &str = "mymail@client.com";

/// 002:39.
const PARTNER: &str = "12345678";

pub(super) static RULES: VendorRules = VendorRules { name: "accengage", gateways: &[&Accengage], faces: &[&Accengage] };

impl Gateway for Accengage {
    fn mount(&self) -> &'static str {
        "accengage"
    }

    fn credentials(&self) -> &'static [(&'static str, &'static str)] {
        &[("API key", KEY), ("e-mail", EMAIL), ("partner ID of the app", PARTNER)]
    }

    /// The balancer does not know 100 Continue (002:21). It answers before Accengage does, and not in its shape.
    fn refuse_early(&self, headers: &HeaderMap) -> Option<Reply> {
        let expects = headers.contains_key(EXPECT);
        expects.then(|| Reply::text(417, "text/plain", "100 Continue is not supported.\n"))
    }

    fn admit(&self, request: &Request, store: &mut Store) -> Result<(), Reply> {
        auth::signature(request)?;
        auth::json(request)?;
        if auth::needs_token(request) { tokens::admit(request, store) } else { Ok(()) }
    }

    fn unknown_route(&self, request: &Request, _allowed: &[&str]) -> Reply {
        answers::unknown_route(request)
    }

    fn expire_tokens(&self, store: &mut Store) {
        tokens::expire(store);
    }
}

static ROWS: &[Row] = &[
    act("accengage.access-token.create", tokens::create),
    documented("accengage.me.get"),
    act("accengage.devices.list", devices::list),
    act("accengage.apps.get", notes::get),
    act("accengage.apps.post", notes::post),
    act("accengage.apps.put", notes::put),
    act("accengage.apps.delete", notes::delete),
];

impl Face for Accengage {
    fn prefix(&self) -> &'static str {
        "accengage."
    }

    fn mount(&self) -> &'static str {
        "accengage"
    }

    fn rows(&self) -> &'static [&'static [Row]] {
        static ALL: &[&[Row]] = &[ROWS];
        ALL
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        answers::refuse(status, message)
    }

    fn refuse_as(&self, status: u16, label: &str, _message: &str) -> Reply {
        answers::generic(status, label)
    }

    /// The last placeholder of the generic routes takes all segments that are left.
    fn captures(&self, operation: &Operation, path: &str) -> Option<Vec<(String, String)>> {
        match operation.route.template.strip_suffix("/{path}") {
            Some(template) => notes::captures(template, path),
            None => operation.route.captures(path),
        }
    }

    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        if call.operation.body.is_some() && complaints.is_empty() && call.request.json().is_none() {
            complaints.push(Complaint::invalid(Input::Body, "", "an object is expected"));
        }
    }

    fn reject(&self, _call: &Call<'_>, complaints: &[Complaint]) -> Reply {
        answers::format(complaints)
    }

    fn items(&self) -> Option<&'static str> {
        Some("notes[]")
    }

    fn window(&self, call: &Call<'_>) -> Result<Window, Reply> {
        Ok(links::window(links::page(call)))
    }

    fn page(&self, call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
        notes::page(call, window, total, items)
    }

    fn seed(&self, engine: &Engine, store: &mut Store) {
        seed::fill(engine, store);
    }
}
