//! Payments. Nothing records one.

use guichet_fixtures::Json;

use super::HOW_MANY;
use crate::engine::behaviour::list;
use crate::engine::{Engine, Key, Row, Shelf, Store};

pub(super) static ROWS: &[Row] = &[list("ebp.invoicing.settlements.list", &SETTLEMENTS)];

static SETTLEMENTS: Shelf = Shelf {
    keys: &[Key::id("id")],
    search: "code customerName paymentReference",
    documented: true,
    ..Shelf::new("settlements")
};

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    for n in 1..=HOW_MANY {
        let members = [
            ("code", Json::from(format!("RE1{n:07}"))),
            ("date", Json::from("2024-01-15T00:00:00Z")),
            ("customerName", Json::from(format!("Client {n:03}"))),
            ("amount", Json::Number(format!("{n}.50"))),
            ("stillToBeDistributedAmount", Json::from(0)),
            ("paymentModeLabel", Json::from("Virement")),
            ("settlementType", Json::from(1)),
        ];
        engine.add(store, &SETTLEMENTS, Json::object(members));
    }
}
