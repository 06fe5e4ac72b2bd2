//! Requests as programs in production send them, where the documentation shows another form or none.

use guichet_sandbox::Sandbox;

use crate::common::{KEY, get, send, send_with};

const DRAFT: &str = r#""customer_id":3332,"series_id":911,"vat_percent":25"#;

/// fact W26.
#[tokio::test]
async fn a_boolean_is_json_or_a_digit_and_never_a_word() {
    let sandbox = Sandbox::start().await.unwrap();
    for (written, gross) in
        [("true", true), ("1", true), (r#""1""#, true), ("false", false), ("0", false), (r#""0""#, false)]
    {
        let body = format!(r#"{{{DRAFT},"includes_vat":{written}}}"#);
        let id = send(&sandbox, "POST", "/api/invoices/", &body).await.at("data.id");
        let line = format!(r#"{{"invoice_id":{id},"amount":125}}"#);
        let total = send(&sandbox, "POST", "/api/invoiceline/", &line).await.at("data.total_amount");
        assert_eq!(total, if gross { "125" } else { "156.25" }, "{written}");
    }
    for (written, status) in [("1", 200), ("0", 200), ("true", 422), ("false", 422)] {
        let body = format!("customer_id=3332&series_id=911&includes_vat={written}");
        assert_eq!(send(&sandbox, "POST", "/api/invoices/", &body).await.status, status, "{written}");
    }
    for word in ["true", "false", "yes"] {
        let refused =
            send(&sandbox, "POST", "/api/invoices/", &format!(r#"{{{DRAFT},"includes_vat":"{word}"}}"#)).await;
        assert_eq!(refused.status, 422, "{word}");
        assert_eq!(refused.at("errors.includes_vat[0]"), "The includes vat field must be true or false.");
    }
}

/// fact W26.
#[tokio::test]
async fn null_and_an_empty_text_are_absent_and_numbers_may_be_text() {
    let sandbox = Sandbox::start().await.unwrap();
    let body =
        r#"{"customer_id":"3332","series_id":"911","tag":null,"payment_type":"","includes_vat":"","currency":""}"#;
    let created = send(&sandbox, "POST", "/api/invoices", body).await;
    assert_eq!(
        (created.status, created.at("data.status"), created.at("data.tag")),
        (200, "DRAFT".into(), "null".into())
    );
    // What must be there is missing all the same.
    assert_eq!(send(&sandbox, "POST", "/api/invoices", r#"{"customer_id":"","series_id":911}"#).await.status, 400);
}

/// fact W27.
#[tokio::test]
async fn a_slash_at_the_end_of_a_route_is_all_one() {
    let sandbox = Sandbox::start().await.unwrap();
    for target in ["/api/customers", "/api/customers/"] {
        let body = r#"{"fullname":"A","email":"a@example.com"}"#;
        assert_eq!(send(&sandbox, "POST", target, body).await.status, 200, "{target}");
    }
}

/// fact W30.
#[tokio::test]
async fn customers_come_by_fifty_and_are_searched() {
    let sandbox = Sandbox::start().await.unwrap();
    assert_eq!(get(&sandbox, "/api/customers").await.at("meta.pagination.per_page"), "50");
    assert_eq!(get(&sandbox, "/api/invoices").await.at("meta.pagination.per_page"), "20");
    for (search, total) in [("customer+007", "1"), ("CUSTOMER007%40", "1"), ("%2B306900000007", "1"), ("nobody", "0")] {
        let found = get(&sandbox, &format!("/api/customers?search={search}")).await;
        assert_eq!(found.at("meta.pagination.total"), total, "{search}");
    }
}

/// fact W29.
#[tokio::test]
async fn another_accept_gives_the_default_version() {
    let sandbox = Sandbox::start().await.unwrap();
    let headers = [("authorization", KEY), ("accept", "application/json, text/plain, */*")];
    assert_eq!(send_with(sandbox.port(), "GET", "/api/series/911", &headers, b"").await.unwrap().status, 200);
}

/// The framework reads query and body as one input.
#[tokio::test]
async fn what_is_deleted_may_be_named_in_the_query() {
    let sandbox = Sandbox::start().await.unwrap();
    let service = send(&sandbox, "POST", "/api/services/", r#"{"name":"Boat","category_id":1}"#).await.at("data.id");
    let target = format!("/api/services?id={service}");
    assert_eq!(send(&sandbox, "DELETE", &target, "").await.at("data.deleted"), "true");
    assert_eq!(send(&sandbox, "DELETE", &target, "").await.status, 400);
    assert_eq!(send(&sandbox, "DELETE", "/api/services?nothing=1", "").await.status, 400);
}

/// fact W35.
#[tokio::test]
async fn in_live_shapes_what_is_read_by_its_number_is_a_list() {
    for (live, one, several) in [(false, "911", "911"), (true, "(nothing)", "911")] {
        let builder = Sandbox::builder();
        let sandbox = if live { builder.live_shapes() } else { builder }.start().await.unwrap();
        let read = get(&sandbox, "/api/series/911").await;
        assert_eq!(
            (read.at("data.id"), read.at("data[0].id")),
            (one.to_owned(), if live { several.to_owned() } else { "(nothing)".to_owned() })
        );
        assert_eq!(get(&sandbox, "/api/series/911,912").await.at("data[0].id"), several);
    }
}
