//! Means of payment.

use super::check_deletable;
use crate::engine::behaviour::{change, create, get, list, remove};
use crate::engine::{Answer, Key, Refusal, Row, Shelf, Start};

pub(super) static ROWS: &[Row] = &[
    list("ebp.invoicing.payment-modes.list", &PAYMENT_MODES),
    get("ebp.invoicing.payment-modes.get", &PAYMENT_MODES),
    create("ebp.invoicing.payment-modes.create", &PAYMENT_MODES),
    change("ebp.invoicing.payment-modes.update", &PAYMENT_MODES),
    remove("ebp.invoicing.payment-modes.delete", &PAYMENT_MODES).check(check_deletable).answer(Answer::Documented(&[])),
];

static PAYMENT_MODES: Shelf = Shelf {
    keys: &[Key::id("IdPaymentMode")],
    search: "label",
    unknown: Refusal::Label(404, "PaymentMode.NotFound", "EntityId : {id}. Le moyen de paiement est introuvable."),
    start: Start::Blank(r#"{"canDelete": true}"#),
    documented: true,
    ..Shelf::new("payment-modes")
};
