//! VAT rates.

use super::folder;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![on(&["accounting/vat-rates/list"], |e: EbpClient| async move { listed(folder(&e).vat_rates().list()).await })]
}
