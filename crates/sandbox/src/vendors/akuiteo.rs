//! Akuiteo: three authentications, one tree of resources, searches, quotes, and webhooks that are sent.

mod auth;
mod patch;
mod paths;
mod quotes;
mod resources;
mod search;
mod seed;
mod webhook_sender;

use guichet_fixtures::Json;

pub use webhook_sender::{Delivered, Spelling, Spoiled, WebhookSender};

use crate::engine::behaviour::{act, documented};
use crate::engine::{
    Call, Complaint, Engine, Face, Gateway, Input, Operation, Reason, Reply, Request, Row, Store, VendorRules,
};

pub(crate) struct Akuiteo;

pub(super) static RULES: VendorRules = VendorRules { name: "akuiteo", gateways: &[&Akuiteo], faces: &[&Akuiteo] };

impl Gateway for Akuiteo {
    fn mount(&self) -> &'static str {
        "akuiteo"
    }

    fn credentials(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("user", auth::USER),
            ("password", auth::PASSWORD),
            ("OAuth client", auth::CLIENT),
            ("OAuth secret", auth::SECRET),
        ]
    }

    fn admit(&self, request: &Request, store: &mut Store) -> Result<(), Reply> {
        auth::admit(request, store)?;
        match &request.body {
            Ok(_) => Ok(()),
            Err(why) => Err(refusal(400, why)),
        }
    }

    fn unknown_route(&self, request: &Request, allowed: &[&str]) -> Reply {
        let status = if allowed.is_empty() { 404 } else { 405 };
        refusal(status, &format!("{} {} is not there", request.method, request.path))
    }

    fn expire_tokens(&self, store: &mut Store) {
        auth::expire(store);
    }
}

static AUTH: &[Row] = &[
    act("akuiteo.oauth.password", auth::password),
    act("akuiteo.oauth.refresh", auth::refresh).when(auth::is_refresh),
    act("akuiteo.jwt.login", auth::login),
];

static RESOURCES: &[Row] = &[
    act("akuiteo.resources.get", resources::get),
    act("akuiteo.resources.list", resources::list),
    act("akuiteo.resources.create", resources::create),
    act("akuiteo.resources.update", resources::update),
    act("akuiteo.resources.update-all", resources::update_all),
    act("akuiteo.resources.patch", resources::patch),
    act("akuiteo.resources.delete", resources::delete),
    act("akuiteo.resources.delete-all", resources::delete_all),
    act("akuiteo.resources.action", resources::action),
    act("akuiteo.resources.search", resources::search),
    act("akuiteo.resources.read", resources::read),
    act("akuiteo.purchase-invoices.get", resources::get),
    act("akuiteo.purchase-invoices.read", resources::read),
    act("akuiteo.employees.search", resources::search),
    act("akuiteo.employees.read", resources::read),
    act("akuiteo.business-cards.update", resources::update),
    act("akuiteo.business-cards.create", resources::create),
    act("akuiteo.business-cards.delete", resources::delete),
    // It is sent by Akuiteo, and nobody sends it there.
    documented("akuiteo.webhooks.receive").when(|_| false),
];

impl Face for Akuiteo {
    fn prefix(&self) -> &'static str {
        "akuiteo."
    }

    fn mount(&self) -> &'static str {
        "akuiteo"
    }

    fn rows(&self) -> &'static [&'static [Row]] {
        static ALL: &[&[Row]] = &[AUTH, RESOURCES, quotes::ROWS];
        ALL
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        refusal(status, message)
    }

    /// The generic routes take any number of segments for a resource.
    fn captures(&self, operation: &Operation, path: &str) -> Option<Vec<(String, String)>> {
        paths::captures(&operation.id, path).unwrap_or_else(|| operation.route.captures(path))
    }

    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        let id = &call.operation.id;
        if id.ends_with(".search") && complaints.is_empty() {
            let wrong = search::wrong(&call.body);
            complaints.extend(wrong.map(|(field, why)| Complaint::invalid(Input::Body, field, why)));
        }
    }

    fn reject(&self, call: &Call<'_>, complaints: &[Complaint]) -> Reply {
        if auth::is_form(call.request) {
            return auth::refused("invalid_request");
        }
        if call.operation.id.starts_with("akuiteo.quotes.") {
            return quotes::refused(complaints);
        }
        let told = complaints.iter().map(|complaint| match &complaint.reason {
            Reason::Missing => format!("{}: missing", complaint.name),
            Reason::Unknown => format!("{}: unknown", complaint.name),
            Reason::Invalid(why) => format!("{}: {why}", complaint.name),
        });
        refusal(400, &told.collect::<Vec<_>>().join("; "))
    }

    fn seed(&self, engine: &Engine, store: &mut Store) {
        seed::fill(engine, store);
        quotes::seed(store);
    }
}

/// An error as a gateway relays it (fact A16).
fn refusal(status: u16, message: &str) -> Reply {
    let number = |number: u16| Json::Number(number.to_string());
    let members = [
        ("status", number(status)),
        ("type", Json::from("ERROR")),
        ("timestamp", Json::from("2024-08-08T00:00:00.000+0000")),
        ("name", Json::from("T9RuntimeException")),
        ("message", Json::from(message)),
        ("className", Json::from("T9RuntimeException")),
    ];
    Reply::json(status, &Json::object(members))
}
