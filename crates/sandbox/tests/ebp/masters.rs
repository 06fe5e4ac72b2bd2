//! Customers, items, settlement terms, and what is only listed.

use crate::common::Answer;
use crate::folder::{Folder, error, ok};
use crate::invoicing::send;

const API: &str = "/hubbix-gctpe/api/public/v1";

async fn call(folder: &Folder, method: &str, target: &str, body: &str) -> Answer {
    send(folder, Some("DomainId"), method, &format!("{API}/{target}"), body).await
}

async fn form(folder: &Folder, method: &str, target: &str, parts: &[(&str, &str)]) -> Answer {
    let bearer = format!("Bearer {}", folder.token);
    let headers = [
        ("ebp-subscription-key", "sandbox-key"),
        ("authorization", bearer.as_str()),
        ("DomainId", "DomainId"),
        ("content-type", "multipart/form-data; boundary=b"),
    ];
    let part = |(name, value): &(&str, &str)| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let body: String = parts.iter().map(part).collect();
    folder.raw(method, &format!("{API}/{target}"), &headers, format!("{body}--b--\r\n").as_bytes()).await
}

#[tokio::test]
async fn a_customer_lives() {
    let folder = Folder::open().await;
    let body = r#"{"name":"MAIRIE","code":"CL-7","type":"Entité publique","discountRate":{"percent":5.50},
        "contactsDetail":{"invoicing":{"address":{"city":"Lyon"}},"deliveryAddress":{"city":"Lyon"},"headOfficeAddress":{"city":"Paris"}}}"#;
    let id = ok(call(&folder, "POST", "customers", body).await, 200).json().to_string();
    let one = format!("customers/{id}");
    let read = ok(call(&folder, "GET", &one, "").await, 200);
    for (path, value) in [
        ("name", "MAIRIE"),
        ("type", "(nothing)"),
        ("discountRate", "5.50"),
        ("settlementTermId", "null"),
        ("balanceDue", "0"),
        ("contactsDetail.deliveryAddressIsTheSameAsInvoicing", "true"),
        ("contactsDetail.headOfficeAddressIsTheSameAsInvoicing", "false"),
    ] {
        assert_eq!(read.at(path), value, "{path}");
    }
    // The type is of a new customer alone, name and code of both.
    ok(call(&folder, "PUT", &one, r#"{"name":"MAIRIE","code":"CL-7"}"#).await, 200);
    assert_eq!(call(&folder, "GET", &one, "").await.at("discountRate"), "null");
    for (method, body, name) in [
        ("POST", r#"{"name":"x","code":"y"}"#, "type"),
        ("PUT", r#"{"name":"x"}"#, "code"),
        ("PUT", r#"{"name":"x","code":"y","balanceDue":1}"#, "balanceDue"),
    ] {
        let target = if method == "POST" { "customers" } else { &one };
        let refused = call(&folder, method, target, body).await;
        assert_eq!((refused.status, refused.at("errors[0].errorCode")), (400, name.to_owned()), "{body}");
    }
    ok(call(&folder, "DELETE", &one, "").await, 200);
    assert_eq!(error(&call(&folder, "GET", &one, "").await), (404, "Customer.NotFound".to_owned()));
    // One with documents stays.
    assert_eq!(error(&call(&folder, "DELETE", "customers/1", "").await), (404, "Customer.NotFound".to_owned()));
    assert_eq!(call(&folder, "GET", "customers/1", "").await.status, 200);
}

const PRICES: [(&str, &str); 5] = [
    ("priceVatExcluded", "34831,970000000000000000000000"),
    ("priceVatIncluded", "79228162514264337593543950335"),
    ("vatId", "5"),
    ("natureId", "2"),
    ("salesQuantity", "1"),
];

#[tokio::test]
async fn goods_and_services_are_one_list() {
    let folder = Folder::open().await;
    let parts = [&[("code", "ART-7"), ("costPriceAndMargin.marginRate", "53,25")], &PRICES[..]].concat();
    let id = ok(form(&folder, "POST", "items/goods", &parts).await, 200).json().to_string();
    let one = format!("items/goods/{id}");
    let read = ok(call(&folder, "GET", &one, "").await, 200);
    for (path, value) in [
        ("priceVatExcluded", "34831.970000000000000000000000"),
        ("priceVatIncluded", "79228162514264337593543950335"),
        ("vatId", "5"),
        ("vatRate", "20.000000000000000000000000000"),
        ("costPriceAndMargin.marginRate", "53.25"),
        ("itemType", "(nothing)"),
        ("file", "(nothing)"),
    ] {
        assert_eq!(read.at(path), value, "{path}");
    }
    let listed = call(&folder, "GET", "items?filter.query=ART-7", "").await;
    for (path, value) in [("total", "1"), ("elements[0].itemType", "GoodItem"), ("elements[0].itemStatus", "0")] {
        assert_eq!(listed.at(path), value, "{path}");
    }
    // A good is no service.
    for (method, kind) in [("GET", "services"), ("DELETE", "services")] {
        let refused = call(&folder, method, &format!("items/{kind}/{id}"), "").await;
        assert_eq!(error(&refused), (404, "Item.NotFound".to_owned()), "{method}");
    }
    // A point is no decimal comma.
    let point = [&[("code", "x")], &PRICES[1..], &[("priceVatExcluded", "199.99")]].concat();
    let refused = form(&folder, "PUT", &one, &point).await;
    assert_eq!((refused.status, refused.at("errors[0].errorCode")), (400, "priceVatExcluded".to_owned()));
    assert_eq!(form(&folder, "PUT", &one, &PRICES[1..]).await.at("errors[0].errorCode"), "priceVatExcluded");
    ok(call(&folder, "DELETE", &one, "").await, 200);
    assert_eq!(call(&folder, "GET", "items?filter.query=ART-7", "").await.at("total"), "0");
    // The one that says so cannot be deleted.
    assert_eq!(error(&call(&folder, "DELETE", "items/goods/1", "").await).0, 404);
}

#[tokio::test]
async fn the_list_of_terms_has_no_percentages() {
    let folder = Folder::open().await;
    let line = |percent: &str| format!(r#"{{"percent":{percent},"settlementTermLineType":0}}"#);
    let body =
        format!(r#"{{"label":"En deux fois","lines":[{},{}]}}"#, line("33.333333333333333333333333"), line("66.7"));
    let id = ok(call(&folder, "POST", "settlement-terms", &body).await, 200).json().to_string();
    let read = call(&folder, "GET", &format!("settlement-terms/{id}"), "").await;
    assert_eq!(read.at("lines[0].percent"), "33.333333333333333333333333");
    let listed = call(&folder, "GET", "settlement-terms?filter.query=En%20deux%20fois", "").await;
    assert_eq!((listed.at("total"), listed.at("elements[0].lines[0].percent")), ("1".to_owned(), "0.0".to_owned()));
    ok(call(&folder, "DELETE", &format!("settlement-terms/{id}"), "").await, 200);
    let gone = call(&folder, "GET", &format!("settlement-terms/{id}"), "").await;
    assert_eq!(error(&gone), (404, "settlementTerm.NotFound".to_owned()));
    // Of the documented ones each has its own when it is fetched.
    for (id, percent) in [("3", "40.000000000000000000000000000"), ("2", "50"), ("1", "100")] {
        assert_eq!(call(&folder, "GET", &format!("settlement-terms/{id}"), "").await.at("lines[0].percent"), percent);
    }
}

/// What a document commits to shows among all commitments, and is gone with it.
#[tokio::test]
async fn commitments_follow_their_documents() {
    let folder = Folder::open().await;
    let document = |amount: &str| {
        format!(
            r#"{{"Name":"Commune de Lyon","CustomerId":1,"Date":"2026-03-02T00:00:00Z",
            "Commitments":[{{"Date":"2026-04-01T00:00:00Z","Amount":{amount},"Rate":100,"RemainingAmount":{amount}}}]}}"#
        )
    };
    let id = ok(call(&folder, "POST", "sale-invoices", &document("630.00")).await, 200).json().to_string();
    let listed = async || call(&folder, "GET", "sale-commitments?filter.query=Commune%20de%20Lyon", "").await;
    let shown = listed().await;
    for (path, value) in [
        ("total", "1"),
        ("elements[0].amount", "630.00"),
        ("elements[0].customer.code", "CL00000001"),
        ("elements[0].document.id", &id),
        ("elements[0].document.documentType", "0"),
    ] {
        assert_eq!(shown.at(path), value, "{path}");
    }
    let one = format!("sale-invoices/{id}");
    ok(call(&folder, "PUT", &one, &document("12.50")).await, 200);
    let shown = listed().await;
    assert_eq!((shown.at("total"), shown.at("elements[0].amount")), ("1".to_owned(), "12.50".to_owned()));
    ok(call(&folder, "DELETE", &one, "").await, 200);
    assert_eq!(listed().await.at("total"), "0");
}

#[tokio::test]
async fn these_lists_are_of_several_pages() {
    let folder = Folder::open().await;
    for list in ["items", "settlement-terms", "settlements", "sale-commitments", "sale-documents"] {
        let last = call(&folder, "GET", &format!("{list}?take=100&skip=200"), "").await;
        assert!(last.at("total").parse::<u32>().unwrap() > 250, "{list}");
        assert_ne!(last.at("elements[49].id"), "(nothing)", "{list}");
    }
}
