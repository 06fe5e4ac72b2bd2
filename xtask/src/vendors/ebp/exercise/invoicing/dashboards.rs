//! Key figures.

use super::folder;
use crate::exercise::{Exercise, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/dashboards/best-customers"], |e: EbpClient| async move {
            folder(&e).dashboards().best_customers().await
        }),
        on(&["invoicing/dashboards/commitment-customer"], |e: EbpClient| async move {
            folder(&e).dashboards().commitment_customer().await
        }),
        on(
            &["invoicing/dashboards/sale-amount"],
            |e: EbpClient| async move { folder(&e).dashboards().sale_amount().await },
        ),
        on(
            &["invoicing/dashboards/sale-quote"],
            |e: EbpClient| async move { folder(&e).dashboards().sale_quotes().await },
        ),
    ]
}
