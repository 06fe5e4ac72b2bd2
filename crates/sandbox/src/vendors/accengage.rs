//! Accengage: signed requests, tokens that expire, pages by links in a header or in the body.

mod answers;
mod auth;
mod devices;
mod links;
mod notes;
mod seed;
mod signature;
mod tokens;

use guichet_fixtures::{Fault as Flaw, Json};
use http::HeaderMap;
use http::header::EXPECT;

pub use signature::{TOLERANCE, VerifyError, verify};

use crate::engine::{Behaviour, Call, Complaint, Engine, Operation, Place, Reply, Request, Store, VendorRules, Window};

pub(crate) struct Accengage;

/// fact C5.
const KEY: &str = "a1b2c3d4e5f6g7h8";
const EMAIL: &str = "mymail@client.com";

/// 002:39.
const PARTNER: &str = "12345678";

impl VendorRules for Accengage {
    fn name(&self) -> &'static str {
        "accengage"
    }

    fn credentials(&self, _mount: &str) -> &'static [(&'static str, &'static str)] {
        &[("API key", KEY), ("e-mail", EMAIL), ("partner ID of the app", PARTNER)]
    }

    /// The balancer does not know 100 Continue (002:21). It answers before Accengage does, and not in its shape.
    fn turn_away(&self, headers: &HeaderMap) -> Option<Reply> {
        let expects = headers.contains_key(EXPECT);
        expects.then(|| Reply::text(417, "text/plain", "100 Continue is not supported.\n"))
    }

    fn admit(&self, request: &Request, store: &mut Store) -> Result<(), Reply> {
        auth::signature(request)?;
        auth::json(request)?;
        if auth::needs_token(request) { tokens::admit(request, store) } else { Ok(()) }
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        answers::refuse(status, message)
    }

    fn refuse_as(&self, _mount: &str, status: u16, label: &str) -> Reply {
        answers::generic(status, label)
    }

    fn nowhere(&self, request: &Request, _allowed: &[&str]) -> Reply {
        answers::unknown_route(request)
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
            let flaw = Flaw::Wrong("an object is expected".to_owned());
            complaints.push(Complaint { place: Place::Body, name: String::new(), flaw });
        }
    }

    fn reject(&self, _call: &Call<'_>, complaints: &[Complaint]) -> Reply {
        answers::format(complaints)
    }

    fn behaviours(&self) -> &'static [(&'static str, Behaviour)] {
        &[
            ("accengage.access-token.create", Behaviour::Act(tokens::create)),
            ("accengage.devices.list", Behaviour::Act(devices::list)),
            ("accengage.apps.get", Behaviour::Act(notes::get)),
            ("accengage.apps.post", Behaviour::Act(notes::post)),
            ("accengage.apps.put", Behaviour::Act(notes::put)),
            ("accengage.apps.delete", Behaviour::Act(notes::delete)),
        ]
    }

    fn items_at(&self) -> &'static str {
        "notes[]"
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

    fn expire_tokens(&self, store: &mut Store) {
        tokens::expire(store);
    }
}
