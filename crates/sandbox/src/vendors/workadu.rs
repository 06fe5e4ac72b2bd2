//! Workadu: tables, and what is its own.

mod answers;
mod auth;
mod common;
mod customers;
mod invoices;
mod orders;
mod payments;
mod prices;
mod sales;
mod seed;
mod services;
mod tables;
mod withholdings;

use guichet_fixtures::Json;

use crate::engine::{
    Behaviour, Call, Choice, Complaint, Engine, Operation, Operator, Reply, Request, Store, VendorRules, Window,
};

pub(crate) struct Workadu;

/// The default, and the most (fact W6, W7).
const PER_PAGE: usize = 20;
const MOST_PER_PAGE: usize = 50;

impl VendorRules for Workadu {
    fn name(&self) -> &'static str {
        "workadu"
    }

    fn credentials(&self, _mount: &str) -> &'static [(&'static str, &'static str)] {
        &[
            ("API key (the user of Basic authentication, with an empty password)", auth::KEY),
            ("user and password (deprecated)", "sandbox / secret"),
        ]
    }

    fn admit(&self, request: &Request, _store: &mut Store) -> Result<(), Reply> {
        auth::credentials(request)?;
        auth::version(request)
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        answers::error(status, message)
    }

    fn choose(&self, candidates: &[&Operation], request: &Request) -> Choice {
        let ending = |end: &str| candidates.iter().find(|o| o.id.ends_with(end)).map(|o| o.id.clone());
        let route = candidates.first().map(|o| o.id.as_str()).unwrap_or_default();
        let chosen = match route.split('.').nth(1).unwrap_or_default() {
            "payments" => payments::form(request).and_then(ending),
            "services" if request.method == "DELETE" => prices::deletion(request).and_then(ending),
            "services" => ending(services::reading(request)),
            _ => Some(route.to_owned()),
        };
        match chosen {
            Some(id) => Choice::Operation(id),
            None if route.starts_with("workadu.payments") => Choice::Documented(payments::UNKNOWN),
            None => Choice::Documented(prices::UNCLEAR),
        }
    }

    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        answers::mark_missing(call, complaints);
        withholdings::inspect(call, complaints);
    }

    fn reject(&self, call: &Call<'_>, complaints: &[Complaint]) -> Reply {
        answers::reject(call, complaints)
    }

    /// `filter[key][operator]` (004:75).
    fn operator(&self, name: &str) -> Option<(String, Operator)> {
        let (base, operator) = name.strip_suffix(']')?.rsplit_once('[')?;
        let operator = match operator {
            "==" => Operator::Equal,
            "!=" => Operator::NotEqual,
            ">=" => Operator::AtLeast,
            ">*" => Operator::Above,
            "<=" => Operator::AtMost,
            "<*" => Operator::Below,
            _ => return None,
        };
        Some((base.to_owned(), operator))
    }

    fn behaviours(&self) -> &'static [(&'static str, Behaviour)] {
        tables::BEHAVIOURS
    }

    fn items_at(&self) -> &'static str {
        "data[]"
    }

    fn window(&self, call: &Call<'_>) -> Result<Window, Reply> {
        let number = |name: &str, default: usize| match call.query(name).map(str::parse) {
            None => Ok(default),
            Some(Ok(number)) if number > 0 => Ok(number),
            Some(_) => Err(answers::error(400, &format!("The {name} must be at least 1."))),
        };
        let limit = number("per_page", PER_PAGE)?.min(MOST_PER_PAGE);
        let page = number("page", 1)?;
        Ok(Window { offset: (page - 1).saturating_mul(limit), limit })
    }

    fn sort(&self, call: &Call<'_>) -> Option<(String, bool)> {
        let member = call.query("sort")?;
        Some(match member.strip_prefix('-') {
            Some(member) => (member.to_owned(), true),
            None => (member.to_owned(), false),
        })
    }

    fn page(&self, _call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
        answers::page(window, total, items)
    }

    fn found(&self, call: &Call<'_>, items: Vec<Json>) -> Reply {
        answers::found(call, items)
    }

    fn shelves(&self) -> &'static [(&'static str, &'static str)] {
        tables::SHELVES
    }

    fn references(&self) -> &'static [(&'static str, &'static str)] {
        tables::REFERENCES
    }

    fn seed(&self, engine: &Engine, store: &mut Store) {
        seed::complete(engine, store);
    }
}
