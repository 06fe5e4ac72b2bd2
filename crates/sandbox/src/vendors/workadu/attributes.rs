//! Attributes.

use crate::engine::behaviour::{get, list};
use crate::engine::{Key, Refusal, Row, Shelf, equal};

pub(super) static ROWS: &[Row] =
    &[list("workadu.attributes.list", &ATTRIBUTES), get("workadu.attributes.get", &ATTRIBUTES)];

static ATTRIBUTES: Shelf = Shelf {
    keys: &[Key::id("attribute_id").many()],
    filters: &[equal("filter[name]", "name")],
    unknown: Refusal::Text(400, "No attributes could be found."),
    documented: true,
    references: "attributes.id",
    ..Shelf::new("attributes")
};
