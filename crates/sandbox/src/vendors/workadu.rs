//! Workadu: tables, and what is its own.

mod answers;
mod attributes;
mod auth;
mod companies;
mod customers;
mod invoices;
mod orders;
mod payments;
mod prices;
mod sales_policies;
mod seed;
mod series;
mod services;
mod withholdings;

use guichet_fixtures::Json;

use crate::engine::{
    Call, Complaint, Engine, Face, Gateway, Operator, Order, Reply, Request, Row, Store, VendorRules, Window,
};

pub(crate) struct Workadu;

/// The default, and the most (fact W6, W7).
const PER_PAGE: usize = 20;
const MOST_PER_PAGE: usize = 50;
/// The default of the one list that has another (fact W30).
const CUSTOMERS_PER_PAGE: usize = 50;

pub(super) static RULES: VendorRules = VendorRules { name: "workadu", gateways: &[&Workadu], faces: &[&Workadu] };

impl Gateway for Workadu {
    fn mount(&self) -> &'static str {
        "workadu"
    }

    fn credentials(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("API key (the user of Basic authentication, with an empty password)", auth::KEY),
            ("user and password (deprecated)", "sandbox / secret"),
        ]
    }

    /// The framework has one input.
    fn read(&self, request: Request) -> Request {
        request.with_its_query_in_the_body()
    }

    fn admit(&self, request: &Request, _store: &mut Store) -> Result<(), Reply> {
        auth::credentials(request)?;
        auth::version(request)
    }

    fn unknown_route(&self, _request: &Request, allowed: &[&str]) -> Reply {
        match allowed {
            [] => answers::error(404, "404 Not Found"),
            methods => answers::error(405, "405 Method Not Allowed").with("allow", methods.join(", ")),
        }
    }
}

impl Face for Workadu {
    fn prefix(&self) -> &'static str {
        "workadu."
    }

    fn mount(&self) -> &'static str {
        "workadu"
    }

    fn rows(&self) -> &'static [&'static [Row]] {
        static ROWS: &[&[Row]] = &[
            attributes::ROWS,
            companies::ROWS,
            customers::ROWS,
            invoices::ROWS,
            orders::ROWS,
            payments::ROWS,
            prices::ROWS,
            sales_policies::ROWS,
            series::ROWS,
            services::ROWS,
            withholdings::ROWS,
        ];
        ROWS
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        answers::error(status, message)
    }

    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        answers::mark_missing(call, complaints);
        answers::by_the_framework(call, complaints);
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

    fn items(&self) -> Option<&'static str> {
        Some("data[]")
    }

    fn window(&self, call: &Call<'_>) -> Result<Window, Reply> {
        let number = |name: &str, default: usize| match call.query(name).map(str::parse) {
            None => Ok(default),
            Some(Ok(number)) if number > 0 => Ok(number),
            Some(_) => Err(answers::error(400, &format!("The {name} must be at least 1."))),
        };
        let default = if call.operation.id == "workadu.customers.list" { CUSTOMERS_PER_PAGE } else { PER_PAGE };
        let limit = number("per_page", default)?.min(MOST_PER_PAGE);
        let page = number("page", 1)?;
        Ok(Window { offset: (page - 1).saturating_mul(limit), limit })
    }

    fn order(&self, call: &Call<'_>) -> Order {
        let sort = call.query("sort");
        let upwards = sort.map(|sort| sort.strip_prefix('-').unwrap_or(sort));
        Order { member: upwards.map(str::to_owned), downwards: sort != upwards }
    }

    fn page(&self, _call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
        answers::page(window, total, items)
    }

    fn found(&self, call: &Call<'_>, store: &Store, items: Vec<Json>) -> Reply {
        answers::found(call, store.switches.live_shapes, items)
    }

    fn seed(&self, engine: &Engine, store: &mut Store) {
        seed::complete(engine, store);
    }
}
