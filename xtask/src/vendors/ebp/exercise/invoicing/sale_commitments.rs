//! What falls due.

use guichet_ebp::invoicing::{ListQuery, SortingOrder};

use super::{folder, page};
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/sale-commitments/list"], |e: EbpClient| async move {
            let query = ListQuery { paging: page(0, 10), ..ListQuery::search("krap's") };
            listed(folder(&e).sale_commitments().list(query)).await
        }),
        on(&["invoicing/sale-commitments/list--table"], |e: EbpClient| async move {
            let query = ListQuery { paging: page(0, 10), ..ListQuery::default() };
            listed(folder(&e).sale_commitments().list(query)).await
        }),
        on(&["invoicing/sale-commitments/list--sorted"], |e: EbpClient| async move {
            let query = ListQuery { sort: Some(SortingOrder::descending("date")), ..ListQuery::search("krap's") };
            listed(folder(&e).sale_commitments().list(query)).await
        })
        .live(),
    ]
}
