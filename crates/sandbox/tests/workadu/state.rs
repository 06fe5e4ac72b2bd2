//! What is written can be read, listed, changed and taken away.

use guichet_sandbox::Sandbox;

use crate::common::{get, send};

#[tokio::test]
async fn customers_round_trip() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = r#"{"fullname":"Éva Nagy","email":"eva@example.com","mobile":"+3600012","postal_code":"01234","country":"HU",
        "social":"[{\"social\":\"facebook.com\",\"alias\":\"eva\"}]"}"#;
    let created = send(&sandbox, "POST", "/api/customers/", body).await;
    let id = created.at("data.id");
    assert_eq!(created.at("data.fullname"), "Éva Nagy");
    assert_eq!(created.at("data.social[0].alias"), "eva");
    assert_eq!(created.at("data.birthdate"), "null");
    assert_eq!(get(&sandbox, &format!("/api/customers/{id}")).await.json(), created.json());

    let listed = get(&sandbox, "/api/customers/?filter%5Bemail%5D=EVA%40example.com").await;
    assert_eq!(listed.at("data[0].id"), id);
    assert_eq!(listed.at("meta.pagination.total"), "1");
    let none = get(&sandbox, "/api/customers?filter%5Bpostal_code%5D=1234").await;
    assert_eq!(none.at("meta.pagination.total"), "0");

    let changed = send(&sandbox, "PATCH", &format!("/api/customers/{id}"), r#"{"city":"Pécs","gender":"f"}"#).await;
    assert_eq!(changed.at("data.path"), "/city");
    assert_eq!(changed.at("data.value"), "Pécs");
    let read = get(&sandbox, &format!("/api/customers/{id}/")).await;
    assert_eq!((read.at("data.city"), read.at("data.gender")), ("Pécs".to_owned(), "f".to_owned()));
    assert_eq!(read.at("data.mobile"), "+3600012");

    sandbox.reset();
    assert_eq!(get(&sandbox, &format!("/api/customers/{id}")).await.message(), "No customers could be found.");
}

#[tokio::test]
async fn services_round_trip() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = r#"{"name":"Boat","category_id":77,"media":"https://example.com/boat.png","extras":[{"id":2593}]}"#;
    let id = send(&sandbox, "POST", "/api/services", body).await.at("data.id");
    let read = get(&sandbox, &format!("/api/services/{id}")).await;
    assert_eq!(read.at("data[0].title"), "Boat");
    assert_eq!(read.at("data[0].group.id"), "77");
    assert_eq!(read.at("data[0].media[0]"), "https://example.com/boat.png");
    assert_eq!(read.at("data[0].extras[0].name"), "baby seat");
    let updated = send(&sandbox, "PUT", "/api/services/", &format!(r#"{{"id":{id},"name":"Ship"}}"#)).await;
    assert_eq!(updated.at("data.title"), "Ship");
    assert_eq!(updated.at("data.group.id"), "77");

    let list = format!(r#"{{"service_id":{id},"name":"Summer","type":"daily","unit":"per day"}}"#);
    assert_eq!(send(&sandbox, "POST", "/api/services/pricelist", &list).await.at("data.price_lists[0].name"), "Summer");
    let rates = format!(r#"{{"service_ids":"{id}","rate":29.99,"period":"2018-12-01,2019-04-15"}}"#);
    let scheme =
        send(&sandbox, "POST", "/api/services/rates", &rates).await.at("data.price_lists[0].price_schemes[0].id");
    let delete = format!(r#"{{"price_shceme_id":{scheme}}}"#);
    assert_eq!(send(&sandbox, "DELETE", "/api/services/rates", &delete).await.at("data.id"), scheme);
    assert_eq!(send(&sandbox, "DELETE", "/api/services/rates", &delete).await.status, 400);
    assert_eq!(get(&sandbox, &format!("/api/services/{id}")).await.at("data[0].price_lists[0].price_schemes"), "[]");
    send(&sandbox, "POST", "/api/services/rates", &rates).await;
    let all = format!(r#"{{"service_id":{id}}}"#);
    assert_eq!(send(&sandbox, "DELETE", "/api/services/rates", &all).await.at("data.deleted"), "true");

    let delete = format!(r#"{{"id":{id}}}"#);
    assert_eq!(send(&sandbox, "DELETE", "/api/services/", &delete).await.at("data.deleted"), "true");
    let again = send(&sandbox, "DELETE", "/api/services/", &delete).await;
    assert_eq!((again.status, again.message().as_str()), (400, "Service id was not found in company services"));
    assert_eq!(get(&sandbox, &format!("/api/services/{id}")).await.status, 400);
}

const ORDER: &str = r#"{"start_coordinates":"(1.5, 2)","start_date":"2030-07-18","start_time":"11:00","end_coordinates":"(1.5, 2)",
    "end_date":"2030-07-19","end_time":"11:59","service_id":33357,"customer_id":3332}"#;

#[tokio::test]
async fn orders_are_booked_replaced_paid_and_cancelled() {
    let sandbox = Sandbox::start().await.unwrap();
    let order = send(&sandbox, "POST", "/api/orders", ORDER).await;
    let (id, reference) = (order.at("data.id"), order.at("data.reference"));
    assert_eq!(order.at("data.customer.fullname"), "John Doe");
    assert_eq!(order.at("data.orders.order.start.date"), "2030-07-18");
    let found = |query: &str| format!("/api/orders/?{query}");
    let filter = "filter%5Bstart_date%5D%5B%3E%2A%5D=2030-07-17&filter%5Bend_time%5D%5B%3C%2A%5D=12%3A00";
    assert_eq!(get(&sandbox, &found(filter)).await.at("data[0].reference"), reference);
    let filter = "filter%5Bstart_date%5D%5B%3C%3D%5D=2030-07-17&filter%5Bcustomer_id%5D=3332";
    assert_eq!(get(&sandbox, &found(filter)).await.at("meta.pagination.total"), "0");
    let filter = "filter%5Bstart_coordinates%5D=%281.5%2C2%29";
    assert_eq!(get(&sandbox, &found(filter)).await.at("meta.pagination.total"), "1");

    let changed = send(&sandbox, "PATCH", &format!("/api/orders/{id}"), r#"{"end_date":"2030-07-20"}"#).await;
    assert_eq!((changed.at("data.op"), changed.at("data.path")), ("replace".to_owned(), "/id".to_owned()));
    let new = changed.at("data.value");
    assert_ne!(new, id);
    assert_eq!(get(&sandbox, &format!("/api/orders/{id}")).await.at("data[0].status"), "CANCELLED");
    let read = get(&sandbox, &format!("/api/orders/{new}")).await;
    assert_eq!(read.at("data[0].orders.order.end.date"), "2030-07-20");
    assert_eq!(read.at("data[0].orders.order.start.date"), "2030-07-18");
    let again = send(&sandbox, "PATCH", &format!("/api/orders/{id}"), r#"{"end_date":"2030-07-20"}"#).await;
    assert_eq!(again.message(), "This order can not be modified in its current state.");

    let paid = send(&sandbox, "POST", "/api/payments/", &format!("order_id={new}&deposit=30%25")).await;
    assert_eq!((paid.at("data.amount"), paid.at("data.order_id")), ("16.5".to_owned(), new.clone()));
    assert_eq!(get(&sandbox, &format!("/api/orders/{new}")).await.at("data[0].status"), "NOT_PAID");
    let rest = send(&sandbox, "POST", "/api/payments/", &format!("order_id={new}")).await;
    assert_eq!(rest.at("data.amount"), "38.5");
    let third = send(&sandbox, "POST", "/api/payments/", &format!("order_id={new}&deposit=1")).await;
    assert_eq!(third.message(), "This order does not have the CANCELLED status!");
    let cancelled = send(&sandbox, "DELETE", &format!("/api/orders/{new}"), "").await;
    assert_eq!(cancelled.message(), "No orders found to be canceled.");
    let back = send(&sandbox, "POST", "/api/payments/", &format!("order_id={new}&deposit=-55")).await;
    assert_eq!(back.at("data.amount"), "-55");
    let cancelled = send(&sandbox, "DELETE", &format!("/api/orders/{new}"), "").await;
    assert_eq!(cancelled.at("data.value"), "CANCELLED");
    assert_eq!(send(&sandbox, "DELETE", &format!("/api/orders/{new}"), "").await.status, 400);
}

#[tokio::test]
async fn an_order_may_bring_its_customer() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = ORDER.replace(r#""customer_id":3332"#, r#""fullname":"Ada","mobile":"0044""#);
    let order = send(&sandbox, "POST", "/api/orders", &body).await;
    let customer = get(&sandbox, &format!("/api/customers/{}", order.at("data.customer.id"))).await;
    assert_eq!((customer.at("data.fullname"), customer.at("data.mobile")), ("Ada".to_owned(), "0044".to_owned()));
    let late = ORDER.replace("2030-07-19", "2030-07-17");
    assert!(send(&sandbox, "POST", "/api/orders", &late).await.message().starts_with("There is no availability"));
}

#[tokio::test]
async fn invoices_are_drafted_filled_and_published_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let created = send(&sandbox, "POST", "/api/invoices/", "customer_id=3332&series_id=911&vat_percent=24").await;
    let id = created.at("data.id");
    assert_eq!((created.at("data.status"), created.at("data.invoice_number")), ("DRAFT".to_owned(), "null".to_owned()));
    assert_eq!(created.at("data.customer[0].fullname"), "John Doe");
    let line = |rest: &str| format!(r#"{{"invoice_id":{id},"description":"Days","amount":12.00{rest}}}"#);
    send(&sandbox, "POST", "/api/invoiceline/", &line(r#","quantity":3"#)).await;
    let filled = send(&sandbox, "POST", "/api/invoiceline/", &line(r#","line_discount":"12.5","vat_percent":0"#)).await;
    assert_eq!(filled.at("data.lines[0].total_amount"), "36.00");
    assert_eq!(filled.at("data.lines[1].final_amount"), "10.50");
    assert_eq!(filled.at("data.discount_amount"), "1.5");
    assert_eq!(filled.at("data.vat_amount"), "8.64");
    assert_eq!(filled.at("data.total_amount"), "55.14");
    let huge = line(r#","quantity":79228162514264337593543950335"#);
    assert_eq!(send(&sandbox, "POST", "/api/invoiceline/", &huge).await.status, 400);

    let changed = send(&sandbox, "PUT", &format!("/api/invoices/{id}"), "tag=%23x&notes=n").await;
    assert_eq!(changed.at("data.tag"), "#x");
    let publish = format!(r#"{{"invoice_id":{id}}}"#);
    let published = send(&sandbox, "POST", "/api/invoices/publish/", &publish).await;
    assert_eq!((published.at("data.status"), published.at("data.invoice_number")), ("VALID".into(), "A-124".into()));
    assert_eq!(published.at("data.aade[0].should_send"), "true");
    assert_eq!(get(&sandbox, "/api/series/911").await.at("data.last_number"), "124");
    let again = send(&sandbox, "POST", "/api/invoices/publish/", &publish).await;
    assert_eq!((again.status, again.message()), (400, "The invoice is already published with the same number!".into()));
    assert_eq!(
        send(&sandbox, "POST", "/api/invoiceline/", &line("")).await.message(),
        "The invoice is not in Draft mode"
    );
    let listed = get(&sandbox, "/api/invoices/?customer_id=3332&status=valid&aade_should_send=1&series_id=911").await;
    assert_eq!(listed.at("data[0].id"), id);
    assert_eq!(listed.at("meta.pagination.total"), "1");

    let never = send(&sandbox, "POST", "/api/invoices/", "customer_id=3332&series_id=911").await.at("data.id");
    let publish = format!(r#"{{"invoice_id":{never},"aade_send":false}}"#);
    let published = send(&sandbox, "POST", "/api/invoices/publish", &publish).await;
    assert_eq!(published.at("data.aade"), "(nothing)");

    let gross = "customer_id=3332&series_id=911&vat_percent=25&includes_vat=1&status=valid";
    assert_eq!(send(&sandbox, "POST", "/api/invoices/", gross).await.at("data.status"), "VALID");
    let gross = "customer_id=3332&series_id=911&vat_percent=25&includes_vat=1";
    let id = send(&sandbox, "POST", "/api/invoices/", gross).await.at("data.id");
    let filled = send(&sandbox, "POST", "/api/invoiceline/", &format!(r#"{{"invoice_id":{id},"amount":125}}"#)).await;
    assert_eq!((filled.at("data.total_amount"), filled.at("data.vat_amount")), ("125".into(), "25".into()));
}

#[tokio::test]
async fn withholdings_live_in_their_invoice() {
    let sandbox = Sandbox::start().await.unwrap();
    let body =
        r#"{"label":"Tax","type":"percent","percentage_value":"20","underlying_value":"150","aade_tax_type_id":"5"}"#;
    let created = send(&sandbox, "POST", "/api/invoices/1234/withholdings", body).await;
    let id = created.at("data.id");
    assert_eq!((created.at("data.invoice_id"), created.at("data.percentage_value")), ("1234".into(), "20".into()));
    assert_eq!(get(&sandbox, "/api/invoices/1234/withholdings").await.at("meta.pagination.total"), "1");
    assert_eq!(get(&sandbox, &format!("/api/invoices/5/withholdings/{id}")).await.status, 404);
    let place = format!("/api/invoices/1234/withholdings/{id}");
    assert_eq!(send(&sandbox, "PUT", &place, r#"{"label":"Fee"}"#).await.at("data.label"), "Fee");
    assert_eq!(send(&sandbox, "DELETE", &place, "").await.at("data.label"), "Fee");
    let again = send(&sandbox, "DELETE", &place, "").await;
    assert_eq!((again.status, again.message()), (404, format!("No query results for model [Withholding] {id}")));
}

#[tokio::test]
async fn sales_policies_and_payments_are_kept() {
    let sandbox = Sandbox::start().await.unwrap();
    let body = r#"{"title":"Winter","action":160,"action_value":"-15%","hide":"true","conditions":"140==145;109!<>1"}"#;
    let policy = send(&sandbox, "POST", "/api/sales/", body).await;
    assert_eq!((policy.at("data.action"), policy.at("data.hide")), ("Modify total price".into(), "true".into()));
    assert_eq!((policy.at("data.rules[1].operator"), policy.at("data.rules[1].name")), ("!<>".into(), "109".into()));
    let delete = format!(r#"{{"id":{}}}"#, policy.at("data.id"));
    assert_eq!(send(&sandbox, "DELETE", "/api/sales", &delete).await.at("data.deleted"), "true");
    assert_eq!(send(&sandbox, "DELETE", "/api/sales", &delete).await.status, 400);

    let paid =
        send(&sandbox, "POST", "/api/payments/", "customer_id=50007&deposit=12.50&series=122&comment=hello").await;
    assert_eq!((paid.at("data.amount"), paid.at("data.comments")), ("12.50".into(), "hello".into()));
    let listed = get(&sandbox, "/api/payments/?customer_id=50007&series_id=122").await;
    assert_eq!(listed.at("data[0].amount"), "12.50");
    assert_eq!(listed.at("meta.pagination.total"), "1");
    let both = send(&sandbox, "POST", "/api/payments/", "invoice_ids=1234%2C+1235&deposit=50%25").await;
    assert_eq!(both.at("data.amount"), "14");
}
