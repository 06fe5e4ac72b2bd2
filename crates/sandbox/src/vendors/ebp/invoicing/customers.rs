//! Customers. The API has no list of them.

use guichet_fixtures::Json;

use super::{has_no_document, whole};
use crate::engine::behaviour::{change, create, get, remove};
use crate::engine::json::put;
use crate::engine::{Answer, Call, Key, Refusal, Reply, Row, Shelf, Start, Store};

pub(super) static ROWS: &[Row] = &[
    get("ebp.invoicing.customers.get", &CUSTOMERS),
    create("ebp.invoicing.customers.create", &CUSTOMERS).written(written),
    change("ebp.invoicing.customers.update", &CUSTOMERS).written(written),
    remove("ebp.invoicing.customers.delete", &CUSTOMERS).check(has_no_document).answer(Answer::Documented(&[])),
];

pub(super) static CUSTOMERS: Shelf = Shelf {
    keys: &[Key::id("IdCustomer")],
    unknown: Refusal::Label(404, "Customer.NotFound", "EntityId : {id}. Le client est introuvable."),
    start: Start::Blank("{}"),
    documented: true,
    references: "customerId",
    ..Shelf::new("customers")
};

/// One discount is an object (003:4678), and the flags of the answer say what was sent alike (003:4434).
fn written(call: &Call<'_>, store: &Store, customer: &Json) -> Result<Json, Reply> {
    let mut written = whole(call, store, customer)?;
    if let Some(rate) = written.at("discountRate.percent").cloned() {
        put(&mut written, "discountRate", rate);
    }
    if let Some(mut detail) = written.get("contactsDetail").filter(|detail| !detail.is_null()).cloned() {
        for (flag, of, like) in [
            ("deliveryAddressIsTheSameAsInvoicing", "deliveryAddress", "invoicing.address"),
            ("headOfficeAddressIsTheSameAsInvoicing", "headOfficeAddress", "invoicing.address"),
            ("deliveryContactIsTheSameAsInvoicing", "deliveryContact", "invoicing.contact"),
        ] {
            let same = detail.get(of) == detail.at(like);
            put(&mut detail, flag, same);
        }
        put(&mut written, "contactsDetail", detail);
    }
    Ok(written)
}
