//! What the documented identifiers leave open.

use guichet_fixtures::Json;

use super::customers::CUSTOMERS;
use super::invoices::INVOICES;
use super::prices::SCHEMES;
use super::services::SERVICES;
use crate::engine::json::{id_value, put, text_of, values};
use crate::engine::{Engine, Store};

/// Enough for more than one page of any size that is allowed.
const HOW_MANY_CUSTOMERS: usize = 250;

const CITIES: [&str; 5] = ["Athens", "Thessaloniki", "Patras", "Heraklion", "Kos"];

pub(super) fn complete(engine: &Engine, store: &mut Store) {
    for fixture in engine.fixtures() {
        let body = fixture.request.body.as_json();
        let named = |name: &str| body.and_then(|body| body.get(name)).and_then(text_of);
        match fixture.operation.as_str() {
            // Whatever the documentation publishes or adds to is still a draft.
            "workadu.invoices.publish" | "workadu.invoices.add-line" if fixture.succeeds() => {
                if let Some(id) = named("invoice_id") {
                    store.change(&INVOICES, &id, |invoice| put(&mut invoice.value, "status", "DRAFT"));
                }
            }
            // An unknown withholding is looked for in an invoice that is there.
            operation if operation.starts_with("workadu.withholdings.") => {
                let message = fixture.response.body.as_json().and_then(|json| json.get("message"));
                if message.and_then(Json::as_str).is_some_and(|message| message.contains("[Withholding]")) {
                    let captures = fixture.route.captures(fixture.request.path()).unwrap_or_default();
                    let sample = store.all(&INVOICES).next().map(|record| record.value.clone());
                    if let (Some((_, id)), Some(mut sample)) = (captures.first(), sample) {
                        put(&mut sample, "id", id_value(id));
                        store.put(&INVOICES, id, sample);
                    }
                }
            }
            _ => {}
        }
    }
    schemes(store);
    customers(store);
}

/// The schemes that the documented services show.
fn schemes(store: &mut Store) {
    let shown: Vec<Json> =
        store.all(&SERVICES).flat_map(|service| values(&service.value, "price_lists.price_schemes")).cloned().collect();
    for scheme in shown {
        if let Some(id) = scheme.get("id").and_then(text_of) {
            store.put(&SCHEMES, &id, scheme);
        }
    }
}

fn customers(store: &mut Store) {
    let Some(sample) = store.all(&CUSTOMERS).next().map(|record| record.value.clone()) else { return };
    let missing = HOW_MANY_CUSTOMERS.saturating_sub(store.all(&CUSTOMERS).count());
    for (n, city) in (1..=missing).zip(CITIES.into_iter().cycle()) {
        let id = (50_000 + n).to_string();
        let mut customer = sample.clone();
        for (name, value) in [
            ("id", id_value(&id)),
            ("fullname", Json::from(format!("Customer {n:03}"))),
            ("email", Json::from(format!("customer{n:03}@example.com"))),
            ("city", Json::from(city)),
            // Kept as written: the leading zero and the plus sign survive only in a string.
            ("mobile", Json::from(format!("+3069000{n:05}"))),
            ("postal_code", Json::from(format!("0{n:04}"))),
        ] {
            put(&mut customer, name, value);
        }
        store.put(&CUSTOMERS, &id, customer);
    }
}
