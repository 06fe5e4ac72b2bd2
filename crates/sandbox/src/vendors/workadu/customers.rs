//! Customers.

use guichet_fixtures::Json;

use super::answers::{error, replaced};
use crate::engine::behaviour::{change, create, get, list, missing};
use crate::engine::json::{id_value, text_of};
use crate::engine::{Answer, Call, Key, Record, Refusal, Reply, Row, Shelf, Start, Store, equal};

pub(super) static ROWS: &[Row] = &[
    list("workadu.customers.list", &CUSTOMERS),
    get("workadu.customers.get", &CUSTOMERS),
    create("workadu.customers.create", &CUSTOMERS)
        .refusing(&[missing("*", "customers/create--fullname-missing")])
        .check(check_email),
    change("workadu.customers.update", &CUSTOMERS)
        .check(check_id)
        .unknown(Refusal::Fixture("customers/update--not-found"))
        .written(changes)
        .answer(Answer::By(first_change)),
];

pub(super) static CUSTOMERS: Shelf = Shelf {
    keys: &[Key::id("customer_id").many()],
    filters: &[
        equal("filter[fullname]", "fullname"),
        equal("filter[email]", "email"),
        equal("filter[mobile]", "mobile"),
        equal("filter[Country]", "country"),
        equal("filter[city]", "city"),
        equal("filter[postal_code]", "postal_code"),
        equal("filter[company_id]", "companyid"),
    ],
    search: "fullname email mobile",
    unknown: Refusal::Text(400, "No customers could be found."),
    // What was not written is not known: the sample's birthday is nobody else's.
    start: Start::Emptied,
    documented: true,
    references: "customer.id",
    ..Shelf::new("customers")
};

fn check_email(call: &Call<'_>, _store: &Store) -> Result<(), Reply> {
    let email = call.text("email").unwrap_or_default();
    match email.split_once('@') {
        Some((user, host)) if !user.is_empty() && host.contains('.') => Ok(()),
        _ => Err(call.documented("customers/create--email-malformed")),
    }
}

fn check_id(call: &Call<'_>, _store: &Store) -> Result<(), Reply> {
    match call.capture("customer_id") {
        "0" => Err(call.documented("customers/update--id-missing")),
        _ => Ok(()),
    }
}

fn changes(call: &Call<'_>, _store: &Store, _customer: &Json) -> Result<Json, Reply> {
    match call.body.as_object() {
        Some([_, ..]) => Ok(call.body.clone()),
        _ => Err(error(400, "Nothing to update.")),
    }
}

/// One change stands for all of them (004:2196).
fn first_change(call: &Call<'_>, _customer: &Record) -> Reply {
    let first = call.body.as_object().and_then(|members| members.first());
    let (name, value) = first.map(|(name, value)| (name.as_str(), text_of(value))).unwrap_or_default();
    replaced(&format!("/{name}"), &value.unwrap_or_default())
}

/// A customer as orders and invoices show it.
pub(super) fn reference(store: &Store, id: &str) -> Option<Json> {
    let customer = &store.get(&CUSTOMERS, id)?.value;
    let member = |name: &str| customer.get(name).cloned().unwrap_or(Json::Null);
    Some(Json::object([("id", id_value(id)), ("fullname", member("fullname")), ("email", member("email"))]))
}
