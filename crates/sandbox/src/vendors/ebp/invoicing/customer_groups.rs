//! Groups of customers.

use super::{check_deletable, whole};
use crate::engine::behaviour::{change, create, get, list, remove};
use crate::engine::{Answer, Key, Refusal, Row, Shelf, Start};

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
