//! Units in which items are sold.

use crate::engine::behaviour::{get, list};
use crate::engine::{Key, Refusal, Row, Shelf};

pub(super) static ROWS: &[Row] =
    &[list("ebp.invoicing.sale-units.list", &SALE_UNITS), get("ebp.invoicing.sale-units.get", &SALE_UNITS)];

static SALE_UNITS: Shelf = Shelf {
    keys: &[Key::id("IdSaleUnit")],
    search: "unit label",
    unknown: Refusal::Fixture("sale-units/get--not-found"),
    documented: true,
    references: "saleUnitId",
    ..Shelf::new("sale-units")
};
