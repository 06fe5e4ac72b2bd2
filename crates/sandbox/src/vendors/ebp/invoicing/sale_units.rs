//! Units in which items are sold.

use crate::engine::behaviour::{get, list};
use crate::engine::{Key, Refusal, Row, Shelf};

pub(super) static ROWS: &[Row] =
    &[list("ebp.invoicing.sale-units.list", &SALE_UNITS), get("ebp.invoicing.sale-units.get", &SALE_UNITS)];

static SALE_UNITS: Shelf = Shelf {
    keys: &[Key::id("IdSaleUnit")],
    search: "unit label",
    unknown: Refusal::Label(400, "SaleUnit.NotFound", "EntityId : {id}. L'unité est introuvable."),
    documented: true,
    references: "saleUnitId",
    ..Shelf::new("sale-units")
};
