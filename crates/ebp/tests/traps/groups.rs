//! Groups of customers and of items, VAT rates.

use guichet_ebp::ErrorKind;
use guichet_ebp::invoicing::vat_rates::VatRate;
use guichet_ebp::invoicing::{Invoicing, ListQuery, Paging};
use guichet_ebp::transport::{Reply, ScriptedTransport};

use crate::common::client;

fn answering<const N: usize>(answers: [impl Into<String>; N]) -> (ScriptedTransport, Invoicing) {
    let transport = ScriptedTransport::new(answers.map(|answer| Reply::json(answer.into())));
    let invoicing = client(&transport).invoicing("DomainId");
    (transport, invoicing)
}

/// What an update sends of what was read.
#[tokio::test(start_paused = true)]
async fn an_update_of_a_group_carries_every_member_that_can_be_written() {
    for members in [
        r#""label":"Restauration","discountRate":5.50,"settlementTermId":1,"comment":"""#,
        r#""label":"Restauration","discountRate":0,"comment":"Midi""#,
    ] {
        let (_, invoicing) = answering([format!(r#"{{"id":2,{members},"canDelete":true}}"#)]);
        let update = invoicing.customer_groups().get(2).await.unwrap().to_update().unwrap();
        assert_eq!(serde_json::to_string(&update).unwrap(), format!("{{{members}}}"));
    }
    // No rate that is shown has 0 (003:5183).
    let (_, invoicing) = answering([r#"{"id":1,"label":"Pros.","vatId":0,"canDelete":false}"#]);
    let update = invoicing.item_groups().get(1).await.unwrap().to_update().unwrap();
    assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"label":"Pros.","VatId":0}"#);
}

/// What was not shown is not made up.
#[tokio::test(start_paused = true)]
async fn no_update_of_a_group_that_is_not_shown_whole() {
    let (_, invoicing) = answering([r#"{"id":2,"label":"Restauration"}"#, r#"{"id":1,"label":"Pros."}"#]);
    let errors = [
        invoicing.customer_groups().get(2).await.unwrap().to_update().unwrap_err(),
        invoicing.item_groups().get(1).await.unwrap().to_update().unwrap_err(),
    ];
    for (error, member) in errors.iter().zip(["discountRate", "VatId"]) {
        assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains(member), "{error}");
    }
}

/// A plain list (003:9582) and one in `elements` (003:9655); a status that is true, and one that is a number (003:9662).
#[tokio::test(start_paused = true)]
async fn vat_rates_come_in_two_wrappers() {
    let expected = |rates: Vec<VatRate>| {
        let read: Vec<_> = rates.iter().map(|rate| (rate.id.get(), rate.status)).collect();
        assert_eq!(read, [(1, Some(true)), (6, Some(false))]);
    };
    let (transport, invoicing) =
        answering([r#"{"take":100,"skip":0,"total":2,"elements":[{"id":1,"status":1.0},{"id":6,"status":0}]}"#]);
    expected(invoicing.vat_rates().list(ListQuery::default()).collect_all().await.unwrap());
    assert_eq!(transport.requests().len(), 1);
    // Both shorter and longer than a page that was asked for are whole: EBP may not page it.
    let plain = r#"[{"id":1,"status":true},{"id":6,"status":false}]"#;
    for take in [100, 3, 1] {
        let (transport, invoicing) = answering([plain]);
        let query = ListQuery { paging: Paging::pages_of(take), ..ListQuery::default() };
        expected(invoicing.vat_rates().list(query).collect_all().await.unwrap());
        assert_eq!(transport.requests().len(), 1, "{take}");
    }
    // A full page is not the last one; nor is a short one where EBP may have a bound of its own.
    for paging in [Paging::pages_of(2), Paging::unchecked(200)] {
        let (transport, invoicing) = answering([plain, "[]"]);
        expected(invoicing.vat_rates().list(ListQuery { paging, ..ListQuery::default() }).collect_all().await.unwrap());
        assert_eq!(transport.requests().len(), 2, "{paging:?}");
    }
}
