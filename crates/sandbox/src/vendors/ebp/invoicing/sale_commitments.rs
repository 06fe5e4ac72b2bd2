//! What falls due: of the documentation, of other customers, and of each invoice and credit that is written.

use guichet_fixtures::Json;

use super::customers::CUSTOMERS;
use super::{HOW_MANY, number};
use crate::engine::behaviour::list;
use crate::engine::json::{put, text_of, values};
use crate::engine::{Engine, Key, Record, Row, Shelf, Store};

pub(super) static ROWS: &[Row] = &[list("ebp.invoicing.sale-commitments.list", &SALE_COMMITMENTS)];

static SALE_COMMITMENTS: Shelf = Shelf {
    keys: &[Key::id("id")],
    search: "customer.name customer.code document.number",
    documented: true,
    ..Shelf::new("sale-commitments")
};

/// The commitment of this place in a document of this kind.
fn id(kind: &str, document: &str, at: usize) -> String {
    format!("08dbfa2d-5a37-4121-{at:04}-0000{kind:0>2}{document:0>6}")
}

/// Those of a document as it is now; a document that is gone has none.
pub(super) fn follow(store: &mut Store, kind: &'static str, document: &Record, is_there: bool) {
    let old: Vec<String> = (0..100).map(|at| id(kind, &document.id, at)).collect();
    for id in old.iter().take_while(|id| store.get(&SALE_COMMITMENTS, id).is_some()).cloned().collect::<Vec<_>>() {
        store.remove(&SALE_COMMITMENTS, &id);
    }
    if !is_there {
        return;
    }
    let customer = document.value.get("customerId").and_then(text_of).unwrap_or_default();
    let known = store.get(&CUSTOMERS, &customer).map(|known| known.value.clone()).unwrap_or(Json::Null);
    let of = |json: &Json, name: &str| json.get(name).cloned().unwrap_or(Json::Null);
    let customer = Json::object([
        ("id", of(&document.value, "customerId")),
        ("name", of(&document.value, "name")),
        ("code", of(&known, "code")),
    ]);
    let whole = Json::object([
        ("id", of(&document.value, "id")),
        ("number", of(&document.value, "number")),
        ("documentStatus", Json::from(0)),
        ("documentType", Json::Number(kind.to_owned())),
        ("commitmentAssociationId", Json::from(0)),
    ]);
    let shown: Vec<Json> = values(&document.value, "commitments").into_iter().cloned().collect();
    for (at, part) in shown.iter().enumerate().take(old.len()) {
        let members = [
            ("id", Json::from(id(kind, &document.id, at))),
            ("date", of(part, "date")),
            ("customer", customer.clone()),
            ("document", whole.clone()),
            ("paymentMode", Json::Null),
            ("amount", of(part, "amount")),
            ("remainingAmount", of(part, "remainingAmount")),
        ];
        store.put(&SALE_COMMITMENTS, &id(kind, &document.id, at), Json::object(members));
    }
}

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    let shown = engine.shown(&super::INVOICING, "sale-commitments/list");
    let Some(sample) = shown.first() else { return };
    for n in 1..=HOW_MANY {
        let id = format!("08dbfa2d-5a37-4121-9000-{n:012}");
        let mut commitment = sample.clone();
        put(&mut commitment, "id", Json::from(id.as_str()));
        let customer = [
            ("id", number(1000 + n)),
            ("name", Json::from(format!("Client {n:03}"))),
            ("code", Json::from(format!("CL1{n:07}"))),
        ];
        put(&mut commitment, "customer", Json::object(customer));
        store.put(&SALE_COMMITMENTS, &id, commitment);
    }
}
