//! VAT rates.

use crate::engine::behaviour::list;
use crate::engine::{Key, Row, Shelf};

pub(super) static ROWS: &[Row] = &[list("ebp.invoicing.vat-rates.list", &VAT_RATES)];

pub(super) static VAT_RATES: Shelf =
    Shelf { keys: &[Key::id("id")], search: "label", documented: true, ..Shelf::new("invoicing-vat-rates") };
