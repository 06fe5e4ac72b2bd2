use guichet_core::dates::parse_date;
use guichet_workadu::Workadu;
use guichet_workadu::listing::Operator;
use guichet_workadu::sales_policies::{Action, Conditions, NewSalesPolicy, PriceLists};

use crate::exercise::arguments::arg;
use crate::exercise::{Exercise, on};

fn policy() -> NewSalesPolicy {
    NewSalesPolicy::new("30% discount", Action::SetPricePerSpot, "-15%")
}

/// The policy of the documentation with all its members.
fn full(price_lists: PriceLists) -> NewSalesPolicy {
    NewSalesPolicy {
        hide: Some(true),
        conditions: Some(Conditions::when("140", Operator::Equal, "145").with("141", Operator::Equal, "146")),
        price_lists: Some(price_lists),
        valid_from: parse_date("2018-01-01"),
        valid_to: parse_date("2040-01-01"),
        ..policy()
    }
}

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(&["sales-policies/create"], |w: Workadu| async move {
            // It refers to nothing. The title is the caller's, so that no live account gets a discount unasked.
            let title = arg("title", policy().title);
            w.sales_policies().create(&NewSalesPolicy { title, ..policy() }).await
        }),
        on(&["sales-policies/create--full"], |w: Workadu| async move {
            let price_lists = PriceLists::Only(vec![33221.into(), 2223.into(), 33433.into()]);
            w.sales_policies().create(&full(price_lists)).await
        }),
        on(&["sales-policies/create--all-price-lists"], |w: Workadu| async move {
            w.sales_policies().create(&full(PriceLists::All)).await
        }),
        on(&["sales-policies/create--action-unknown"], |w: Workadu| async move {
            w.sales_policies().create(&NewSalesPolicy { action: "999".into(), ..policy() }).await
        }),
        on(&["sales-policies/create--title-missing"], |w: Workadu| async move {
            w.sales_policies().create(&NewSalesPolicy { title: String::new(), ..policy() }).await
        }),
        on(&["sales-policies/delete"], |w: Workadu| async move { w.sales_policies().delete(arg("id", 12344)).await }),
        on(&["sales-policies/delete--id-missing"], |w: Workadu| async move { w.sales_policies().delete(0).await }),
    ]
}
