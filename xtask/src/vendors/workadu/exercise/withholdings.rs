use guichet_workadu::listing::{ListOptions, Sort};
use guichet_workadu::withholdings::{NewWithholding, WithholdingType, WithholdingUpdate};
use guichet_workadu::{Decimal, Workadu};

use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, listed, on};

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(&["withholdings/list"], |w: Workadu| async move {
            listed(w.withholdings().list(arg("invoice_id", 5), ListOptions::default())).await
        }),
        on(&["withholdings/list--full"], |w: Workadu| async move {
            let list =
                ListOptions { page: Some(1), per_page: Some(20), ..ListOptions::sorted(Sort::ascending("created_at")) };
            listed(w.withholdings().list(arg("invoice_id", 5), list)).await
        })
        .live(),
        on(&["withholdings/list--invoice-not-found"], |w: Workadu| async move {
            listed(w.withholdings().list(1, ListOptions::default())).await
        }),
        on(&["withholdings/get"], |w: Workadu| async move {
            w.withholdings().get(arg("invoice_id", 5), arg("withholding_id", 1)).await
        }),
        on(&["withholdings/get--invoice-not-found"], |w: Workadu| async move { w.withholdings().get(1, 1).await }),
        on(&["withholdings/get--withholding-not-found"], |w: Workadu| async move { w.withholdings().get(6, 1).await }),
        on(&["withholdings/create"], |w: Workadu| async move {
            w.withholdings().create(arg("invoice_id", 5), &example()).await
        }),
        on(&["withholdings/create--invoice-not-found"], |w: Workadu| async move {
            w.withholdings().create(1, &example()).await
        }),
        on(&["withholdings/create--invalid"], |w: Workadu| async move {
            w.withholdings().create(5, &NewWithholding::new("", WithholdingType::from(""), 0)).await
        }),
        on(&["withholdings/update"], |w: Workadu| async move {
            let changes = WithholdingUpdate { label: Some("new label".into()), ..WithholdingUpdate::default() };
            w.withholdings().update(arg("invoice_id", 5), arg("withholding_id", 1), &changes).await
        }),
        on(&["withholdings/update--full"], |w: Workadu| async move {
            let changes = WithholdingUpdate {
                label: Some("Example withholding".into()),
                kind: Some(WithholdingType::Percent),
                percentage_value: Some(Decimal::from(30)),
                flat_value: Some(Decimal::TEN),
                underlying_value: Some(Decimal::ONE_HUNDRED),
                aade_tax_type_id: Some(arg("aade_tax_type_id", 5).into()),
                aade_tax_category_id: Some(arg("aade_tax_category_id", 1).into()),
            };
            w.withholdings().update(arg("invoice_id", 5), arg("withholding_id", 1), &changes).await
        })
        .live(),
        on(&["withholdings/delete"], |w: Workadu| async move {
            w.withholdings().delete(arg("invoice_id", 5), arg("withholding_id", 1)).await
        }),
        on(
            &["withholdings/delete--invoice-not-found"],
            |w: Workadu| async move { w.withholdings().delete(1, 1).await },
        ),
        on(
            &["withholdings/delete--withholding-not-found"],
            |w: Workadu| async move { w.withholdings().delete(6, 1).await },
        ),
        on(&["withholdings/tax-types"], |w: Workadu| async move {
            listed(w.withholdings().tax_types(ListOptions::default())).await
        }),
        on(&["withholdings/tax-types--full"], |w: Workadu| async move {
            listed(w.withholdings().tax_types(sorted(Sort::ascending("name")))).await
        })
        .live(),
        on(&["withholdings/tax-categories"], |w: Workadu| async move {
            listed(w.withholdings().tax_categories(None, ListOptions::default())).await
        }),
        on(&["withholdings/tax-categories--full"], |w: Workadu| async move {
            let tax_type = Some(arg("aade_tax_type_id", 1).into());
            listed(w.withholdings().tax_categories(tax_type, sorted(Sort::descending("name")))).await
        })
        .live(),
    ]
}

fn sorted(sort: Sort) -> ListOptions {
    ListOptions { page: Some(1), per_page: Some(20), ..ListOptions::sorted(sort) }
}

fn example() -> NewWithholding {
    NewWithholding {
        flat_value: Some(Decimal::from(45)),
        underlying_value: Some(Decimal::from(150)),
        aade_tax_category_id: Some(arg("aade_tax_category_id", 1).into()),
        ..NewWithholding::percent("Example withholding", Decimal::from(30), arg("aade_tax_type_id", 5))
    }
}
