//! Payments.

use guichet_ebp::invoicing::{ListQuery, SortingOrder};

use super::{folder, page};
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/settlements/list"], |e: EbpClient| async move {
            let query = ListQuery { paging: page(0, 1), ..ListQuery::default() };
            listed(folder(&e).settlements().list(query)).await
        }),
        on(&["invoicing/settlements/list--sorted"], |e: EbpClient| async move {
            let query = ListQuery { sort: Some(SortingOrder::descending("code")), ..ListQuery::search("RE0000000") };
            listed(folder(&e).settlements().list(query)).await
        })
        .live(),
    ]
}
