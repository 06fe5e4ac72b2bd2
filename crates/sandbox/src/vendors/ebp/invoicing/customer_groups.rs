//! Groups of customers.

use guichet_fixtures::Json;

use super::{HOW_MANY, check_deletable, whole};
use crate::engine::behaviour::{change, create, get, list, remove};
use crate::engine::{Answer, Engine, Key, Refusal, Row, Shelf, Start, Store};

pub(super) static ROWS: &[Row] = &[
    list("ebp.invoicing.customer-groups.list", &CUSTOMER_GROUPS),
    get("ebp.invoicing.customer-groups.get", &CUSTOMER_GROUPS),
    create("ebp.invoicing.customer-groups.create", &CUSTOMER_GROUPS),
    change("ebp.invoicing.customer-groups.update", &CUSTOMER_GROUPS).written(whole),
    remove("ebp.invoicing.customer-groups.delete", &CUSTOMER_GROUPS)
        .check(check_deletable)
        .answer(Answer::Documented(&[])),
];

static CUSTOMER_GROUPS: Shelf = Shelf {
    keys: &[Key::id("IdCustomerGroup")],
    search: "label comment",
    unknown: Refusal::Label(404, "CustomerGroup.NotFound", "EntityId : {id}. La famille de client est introuvable."),
    start: Start::Blank(r#"{"canDelete": true}"#),
    documented: true,
    references: "customerGroupId",
    ..Shelf::new("customer-groups")
};

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    for n in 1..=HOW_MANY {
        let label = Json::from(format!("Famille de client {n}"));
        engine.add(store, &CUSTOMER_GROUPS, Json::object([("label", label), ("discountRate", Json::from(0))]));
    }
}
