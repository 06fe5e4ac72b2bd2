//! VAT rates.

use guichet_ebp::invoicing::{ListQuery, SortingOrder};

use super::{folder, page};
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/vat-rates/list"], |e: EbpClient| async move {
            let query = ListQuery { paging: page(0, 10), ..ListQuery::search("exonération") };
            listed(folder(&e).vat_rates().list(query)).await
        }),
        on(&["invoicing/vat-rates/list--sorted"], |e: EbpClient| async move {
            let query =
                ListQuery { sort: Some(SortingOrder::descending("label")), ..ListQuery::search("exonération") };
            listed(folder(&e).vat_rates().list(query)).await
        })
        .live(),
    ]
}
