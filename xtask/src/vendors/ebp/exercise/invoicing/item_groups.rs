//! Groups of items.

use guichet_ebp::invoicing::item_groups::{ItemGroupUpdate, NewItemGroup};
use guichet_ebp::invoicing::{ListQuery, SortingOrder};

use super::{folder, page};
use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};
use crate::vendors::ebp::EbpClient;

fn changed(vat_id: i64) -> ItemGroupUpdate {
    ItemGroupUpdate::new("Etablissement de santé", vat_id)
}

pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    vec![
        on(&["invoicing/item-groups/list"], |e: EbpClient| async move {
            let query = ListQuery { paging: page(0, 1), ..ListQuery::default() };
            listed(folder(&e).item_groups().list(query)).await
        }),
        on(&["invoicing/item-groups/list--sorted"], |e: EbpClient| async move {
            let query = ListQuery { sort: Some(SortingOrder::descending("label")), ..ListQuery::search("r") };
            listed(folder(&e).item_groups().list(query)).await
        })
        .live(),
        on(&["invoicing/item-groups/get"], |e: EbpClient| async move {
            folder(&e).item_groups().get(arg("IdItemGroup", 1)).await
        }),
        on(
            &["invoicing/item-groups/get--not-found"],
            |e: EbpClient| async move { folder(&e).item_groups().get(99).await },
        ),
        on(&["invoicing/item-groups/create"], |e: EbpClient| async move {
            folder(&e).item_groups().create(&NewItemGroup::new("Clients VIP", arg("vatId", 1))).await
        }),
        on(&["invoicing/item-groups/update"], |e: EbpClient| async move {
            folder(&e).item_groups().update(arg("IdItemGroup", 3), &changed(arg("vatId", 1))).await
        }),
        on(&["invoicing/item-groups/update--not-found"], |e: EbpClient| async move {
            folder(&e).item_groups().update(99, &changed(1)).await
        }),
        on(&["invoicing/item-groups/delete"], |e: EbpClient| async move {
            folder(&e).item_groups().delete(arg("IdItemGroup", 3)).await
        }),
        on(&["invoicing/item-groups/delete--not-found"], |e: EbpClient| async move {
            folder(&e).item_groups().delete(100).await
        }),
    ]
}
