//! Groups of customers.

use guichet_ebp::Decimal;
use guichet_ebp::invoicing::customer_groups::CustomerGroupData;
use guichet_ebp::invoicing::{ListQuery, SortingOrder};

use super::{folder, page};
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

fn hospitals() -> CustomerGroupData {
    CustomerGroupData {
        comment: Some("Hôpitaux, cliniques, etc".to_owned()),
        ..CustomerGroupData::new("Etablissement de santé", Decimal::new(1_99, 2))
    }
}

fn full() -> CustomerGroupData {
    CustomerGroupData { settlement_term_id: Some(arg("settlementTermId", 1).into()), ..hospitals() }
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/customer-groups/list"], |e: EbpClient| async move {
            let query = ListQuery { paging: page(0, 1), ..ListQuery::default() };
            listed(folder(&e).customer_groups().list(query)).await
        }),
        on(&["invoicing/customer-groups/list--sorted"], |e: EbpClient| async move {
            let query = ListQuery { sort: Some(SortingOrder::descending("label")), ..ListQuery::search("t") };
            listed(folder(&e).customer_groups().list(query)).await
        })
        .live(),
        on(&["invoicing/customer-groups/get"], |e: EbpClient| async move {
            folder(&e).customer_groups().get(arg("IdCustomerGroup", 12)).await
        }),
        on(&["invoicing/customer-groups/get--not-found"], |e: EbpClient| async move {
            folder(&e).customer_groups().get(99).await
        }),
        on(&["invoicing/customer-groups/create"], |e: EbpClient| async move {
            folder(&e).customer_groups().create(&hospitals()).await
        }),
        on(&["invoicing/customer-groups/create--full"], |e: EbpClient| async move {
            folder(&e).customer_groups().create(&full()).await
        }),
        on(&["invoicing/customer-groups/update"], |e: EbpClient| async move {
            folder(&e).customer_groups().update(arg("IdCustomerGroup", 3), &hospitals()).await
        }),
        on(&["invoicing/customer-groups/update--full"], |e: EbpClient| async move {
            folder(&e).customer_groups().update(arg("IdCustomerGroup", 3), &full()).await
        }),
        on(&["invoicing/customer-groups/update--not-found"], |e: EbpClient| async move {
            folder(&e).customer_groups().update(99, &hospitals()).await
        }),
        on(&["invoicing/customer-groups/delete"], |e: EbpClient| async move {
            folder(&e).customer_groups().delete(arg("IdCustomerGroup", 3)).await
        }),
        on(&["invoicing/customer-groups/delete--not-found"], |e: EbpClient| async move {
            folder(&e).customer_groups().delete(1).await
        }),
    ]
}
