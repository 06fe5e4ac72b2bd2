//! Groups of customers and of items, units of sale, VAT rates.

use crate::common::Answer;
use crate::folder::{Folder, error, ok};
use crate::invoicing::send;

const API: &str = "/hubbix-gctpe/api/public/v1";

async fn call(folder: &Folder, method: &str, target: &str, body: &str) -> Answer {
    send(folder, Some("DomainId"), method, &format!("{API}/{target}"), body).await
}

#[tokio::test]
async fn an_update_of_a_group_of_customers_is_whole() {
    let folder = Folder::open().await;
    let body = r#"{"label":"Hôpitaux","discountRate":1.99,"settlementTermId":1,"comment":"et cliniques"}"#;
    let id = ok(call(&folder, "POST", "customer-groups", body).await, 200).json().to_string();
    let one = format!("customer-groups/{id}");
    let created = format!(r#"{{"id":{id},{},"canDelete":true}}"#, body.trim_matches(['{', '}']));
    assert_eq!(ok(call(&folder, "GET", &one, "").await, 200).json().to_string(), created);
    ok(call(&folder, "PUT", &one, r#"{"label":"Hôpitaux","discountRate":5.50}"#).await, 200);
    let read = call(&folder, "GET", &one, "").await;
    for (path, value) in [("discountRate", "5.50"), ("settlementTermId", "null"), ("comment", "null")] {
        assert_eq!(read.at(path), value, "{path}");
    }
    for body in [r#"{"label":"x"}"#, r#"{"discountRate":1}"#, r#"{"label":"","discountRate":1}"#] {
        assert_eq!(call(&folder, "PUT", &one, body).await.status, 400, "{body}");
    }
    ok(call(&folder, "DELETE", &one, "").await, 200);
    assert_eq!(error(&call(&folder, "GET", &one, "").await), (404, "CustomerGroup.NotFound".to_owned()));
    // The one that says so cannot be deleted.
    assert_eq!(error(&call(&folder, "DELETE", "customer-groups/12", "").await).0, 404);
}

#[tokio::test]
async fn a_group_of_items_is_written_in_two_cases() {
    let folder = Folder::open().await;
    let id = ok(call(&folder, "POST", "item-groups", r#"{"label":"VIP","vatId":1}"#).await, 200).json().to_string();
    let one = format!("item-groups/{id}");
    ok(call(&folder, "PUT", &one, r#"{"label":"Pros","VatId":6}"#).await, 200);
    let written = format!(r#"{{"id":{id},"label":"Pros","vatId":6,"canDelete":true}}"#);
    assert_eq!(call(&folder, "GET", &one, "").await.json().to_string(), written);
    ok(call(&folder, "DELETE", &one, "").await, 200);
    assert_eq!(error(&call(&folder, "DELETE", &one, "").await), (404, "ItemGroup.NotFound".to_owned()));
}

#[tokio::test]
async fn groups_are_of_several_pages() {
    let folder = Folder::open().await;
    for list in ["customer-groups", "item-groups"] {
        let last = call(&folder, "GET", &format!("{list}?take=100&skip=200"), "").await;
        assert!(last.at("total").parse::<u32>().unwrap() > 250, "{list}");
        assert_ne!(last.at("elements[49].id"), "(nothing)", "{list}");
    }
}

#[tokio::test]
async fn an_unknown_unit_is_refused_with_400() {
    let folder = Folder::open().await;
    let refused = call(&folder, "GET", "sale-units/8017", "").await;
    assert_eq!(error(&refused), (400, "SaleUnit.NotFound".to_owned()));
}

#[tokio::test]
async fn vat_rates_are_a_plain_list() {
    let folder = Folder::open().await;
    for (query, labels) in [
        ("?take=1&skip=1", ["Corse exonération", "(nothing)"]),
        ("?filter.query=f", ["France exonération", "(nothing)"]),
        ("?sortingOrder.property=label", ["Corse exonération", "DOM exonération"]),
        ("?skip=6", ["(nothing)", "(nothing)"]),
    ] {
        let listed = ok(call(&folder, "GET", &format!("vat-rates{query}"), "").await, 200);
        assert_eq!([listed.at("[0].label"), listed.at("[1].label")], labels, "{query}");
    }
}
