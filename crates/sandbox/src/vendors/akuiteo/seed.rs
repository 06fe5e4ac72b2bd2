//! What there is at the start.

use guichet_fixtures::Json;

use super::Akuiteo;
use super::resources::{RESOURCES, write};
use crate::engine::json::{put, text_of};
use crate::engine::{Engine, Store};

const EMPLOYEES: usize = 300;

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    let answer =
        |name: &str| engine.fixture(&Akuiteo, name).and_then(|fixture| fixture.response.body.as_json().cloned());
    let all =
        |name: &str| answer(name).map(|answer| answer.as_array().unwrap_or_default().to_vec()).unwrap_or_default();
    // Documented records, in the collections that their routes name.
    for (collection, name) in [
        ("workforce/employees", "employees/search"),
        ("settings/currencies", "resources/list"),
        ("workforce/custom-requests", "resources/search"),
    ] {
        all(name).into_iter().for_each(|record| add(store, collection, record));
    }
    for (collection, name) in [("crm/customers", "resources/read"), ("purchase/invoices", "purchase-invoices/read")] {
        answer(name).into_iter().for_each(|record| add(store, collection, record));
    }
    let order = [("id", Json::from("500000001")), ("code", Json::from("CC0001")), ("billed", Json::Bool(false))];
    add(store, "sales/orders", Json::object(order));
    // The documented employee as the read shows it: what was searched lacks history and cards.
    if let Some(read) = answer("employees/read") {
        let id = read.get("id").and_then(text_of).unwrap_or_default();
        let key = format!("workforce/employees/{id}");
        for card in read.get("businessCards").and_then(Json::as_array).unwrap_or_default() {
            let card_id = card.get("id").and_then(text_of).unwrap_or_default();
            write(store, &format!("{key}/business-cards"), &card_id, card.clone());
        }
        let history = read.get("employeeHistory").cloned().unwrap_or(Json::Null);
        store.change(&RESOURCES, &key, |employee| put(&mut employee.value, "employeeHistory", history));
    }
    let sample = all("employees/search").into_iter().find(|employee| employee.get("employeeFunctions").is_some());
    for n in 1..=EMPLOYEES {
        let mut employee = sample.clone().unwrap_or(Json::Null);
        let members = [
            ("id", format!("6{n:08}")),
            ("code", format!("E{n:04}")),
            ("name", format!("Employé {n}")),
            ("firstName", if n % 2 == 0 { "Jeanne".to_owned() } else { "Paul".to_owned() }),
            ("email", format!("e{n:04}@example.com")),
            ("number", format!("{n:010}")),
        ];
        for (name, value) in members {
            put(&mut employee, name, Json::from(value));
        }
        add(store, "workforce/employees", employee);
    }
}

fn add(store: &mut Store, collection: &str, record: Json) {
    let id = record.get("id").and_then(text_of).unwrap_or_default();
    write(store, collection, &id, record);
}
