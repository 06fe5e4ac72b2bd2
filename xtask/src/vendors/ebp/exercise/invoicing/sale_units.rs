//! Units in which items are sold.

use guichet_ebp::invoicing::{ListQuery, SortingOrder};

use super::{folder, page};
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/sale-units/list"], |e: EbpClient| async move {
            let query = ListQuery { paging: page(1, 2), ..ListQuery::default() };
            listed(folder(&e).sale_units().list(query)).await
        }),
        on(&["invoicing/sale-units/list--sorted"], |e: EbpClient| async move {
            let query = ListQuery { sort: Some(SortingOrder::descending("label")), ..ListQuery::search("mètre") };
            listed(folder(&e).sale_units().list(query)).await
        })
        .live(),
        on(&["invoicing/sale-units/get"], |e: EbpClient| async move {
            folder(&e).sale_units().get(arg("IdSaleUnit", 3)).await
        }),
        on(
            &["invoicing/sale-units/get--not-found"],
            |e: EbpClient| async move { folder(&e).sale_units().get(8016).await },
        ),
    ]
}
