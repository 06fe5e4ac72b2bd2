//! Key figures: those of the documentation, whatever the folder holds.

use crate::engine::Row;
use crate::engine::behaviour::documented;

pub(super) static ROWS: &[Row] = &[
    documented("ebp.invoicing.dashboards.best-customers"),
    documented("ebp.invoicing.dashboards.commitment-customer"),
    documented("ebp.invoicing.dashboards.sale-amount"),
    documented("ebp.invoicing.dashboards.sale-quote"),
];
