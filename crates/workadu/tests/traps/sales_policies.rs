//! Sales policies.

use guichet_workadu::listing::Operator;
use guichet_workadu::sales_policies::{Action, ConditionField, Conditions, NewSalesPolicy, PriceLists};

use crate::common::*;

fn discount() -> NewSalesPolicy {
    NewSalesPolicy::new("30% discount", Action::SetPricePerSpot, "-15%")
}

/// What `discount` is sent as, with these members after it.
fn body(more: &str) -> String {
    format!(r#"{{"title":"30% discount","action":120,"action_value":"-15%"{more}}}"#)
}

/// 004:1462-1463: action 120, "a fixed amount", with "-15%": what a value means is Workadu's to say.
#[tokio::test(start_paused = true)]
async fn the_value_of_an_action_is_any_text() {
    let (workadu, transport) = data(r#""id": 1831, "action_value": -15"#);
    let read = workadu.sales_policies().create(&discount()).await.unwrap();
    sent(&transport, "POST /api/sales", &body(""));
    assert_eq!(read.action_value.as_deref(), Some("-15"));
}

/// 004:1473 against 1462: an action is a code when written and a label when read; the name of a rule is a number.
#[tokio::test(start_paused = true)]
async fn an_action_is_written_as_a_code_and_read_as_a_label() {
    let label = "Set price to a fixed amount per spot";
    let (workadu, transport) = data(&format!(
        r#""id": 1831, "action": "{label}", "rules": [{{"name": 120, "operator": "==", "value": 145}}]"#
    ));
    let read = workadu.sales_policies().create(&discount()).await.unwrap();
    sent(&transport, "POST /api/sales", &body(""));
    assert_eq!(read.action.as_deref(), Some(label));
    let rule = &read.rules[0];
    assert_eq!(rule.field, Some(ConditionField::StartZone));
    assert_eq!((rule.operator.clone(), rule.value.as_deref()), (Some(Operator::Equal), Some("145")));
}

/// 004:1492: "true" in quotes when written, a boolean when read.
#[tokio::test(start_paused = true)]
async fn hide_is_written_as_text_and_read_as_either() {
    for (hide, spelled) in [(true, "true"), (false, "false"), (true, r#""true""#), (false, r#""false""#)] {
        let (workadu, transport) = data(&format!(r#""id": 1831, "hide": {spelled}"#));
        let read = workadu.sales_policies().create(&NewSalesPolicy { hide: Some(hide), ..discount() }).await.unwrap();
        sent(&transport, "POST /api/sales", &body(&format!(r#","hide":"{hide}""#)));
        assert_eq!(read.hide, Some(hide));
    }
}

/// 004:1493, 1411: conditions `140==145;141==146`, whose codes are in no list, or in that of the actions.
#[tokio::test(start_paused = true)]
async fn conditions_take_codes_that_no_list_has() {
    for conditions in [
        Conditions::raw("140==145;141==146"),
        Conditions::when("140", Operator::Equal, "145").with("141", Operator::Equal, "146"),
    ] {
        let (workadu, transport) = data(r#""id": 1831"#);
        let policy = NewSalesPolicy { conditions: Some(conditions), ..discount() };
        workadu.sales_policies().create(&policy).await.unwrap();
        sent(&transport, "POST /api/sales", &body(r#","conditions":"140==145;141==146""#));
    }
    // What would be read as another condition than was meant.
    for conditions in [
        Conditions::when("140", Operator::Equal, "145;141==146"),
        Conditions::when("140", Operator::GreaterOrEqual, "=5"),
        Conditions::when("", Operator::Equal, "145"),
    ] {
        let (workadu, transport) = script([]);
        let policy = NewSalesPolicy { conditions: Some(conditions), ..discount() };
        refused(workadu.sales_policies().create(&policy).await, &transport);
    }
}

/// 004:1401 to 1441: 120 is an action and a condition.
#[tokio::test(start_paused = true)]
async fn one_code_is_an_action_and_a_condition() {
    assert_eq!(
        (Action::from("120"), ConditionField::from("120")),
        (Action::SetPricePerSpot, ConditionField::StartZone)
    );
    let (workadu, transport) = data(r#""id": 1831"#);
    let conditions = Conditions::when(ConditionField::StartZone, Operator::NotEqual, "7");
    let policy = NewSalesPolicy { conditions: Some(conditions), ..discount() };
    workadu.sales_policies().create(&policy).await.unwrap();
    sent(&transport, "POST /api/sales", &body(r#","conditions":"120!=7""#));
}

/// 004:1494 against 1484, 1240: `price_lists_ids` when written, `price_list_ids` when read; "All or 33221,…" is an
/// explanation and no value.
#[tokio::test(start_paused = true)]
async fn price_lists_are_all_or_some_and_change_their_name() {
    let some = PriceLists::Only(vec![33221.into(), 2223.into()]);
    for (price_lists, spelled) in [(PriceLists::All, "All"), (some, "33221,2223")] {
        let (workadu, transport) = data(r#""id": 1831, "price_list_ids": "3455, 3756", "price_lists_ids": "no""#);
        let policy = NewSalesPolicy { price_lists: Some(price_lists), ..discount() };
        let read = workadu.sales_policies().create(&policy).await.unwrap();
        sent(&transport, "POST /api/sales", &body(&format!(r#","price_lists_ids":"{spelled}""#)));
        assert_eq!(read.price_list_ids.as_deref(), Some("3455, 3756"));
    }
    let (workadu, transport) = script([]);
    let policy = NewSalesPolicy { price_lists: Some(PriceLists::Only(Vec::new())), ..discount() };
    refused(workadu.sales_policies().create(&policy).await, &transport);
}
