//! Printing models.

use crate::engine::Row;
use crate::engine::behaviour::documented;

pub(super) static ROWS: &[Row] = &[
    documented("ebp.invoicing.printing-models.default-name"),
    documented("ebp.invoicing.printing-models.list"),
    documented("ebp.invoicing.printing-models.names"),
];
