//! What is true of every call: version, routes, bodies, filters, the envelope.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use guichet_workadu::attributes::AttributesQuery;
use guichet_workadu::companies::CompaniesQuery;
use guichet_workadu::customers::{CustomerUpdate, CustomersQuery, NewCustomer};
use guichet_workadu::invoices::{InvoiceUpdate, InvoicesQuery, NewInvoice};
use guichet_workadu::listing::{Filter, ListOptions, Operator};
use guichet_workadu::operations;
use guichet_workadu::orders::OrdersQuery;
use guichet_workadu::payments::{Deposit, NewBookingPayment, NewCustomerPayment, NewInvoicePayment, PaymentsQuery};
use guichet_workadu::services::{NewService, ServiceUpdate, ServicesQuery};

use common::*;

/// 004:7 against 2236, 3814: "always" JSON, next to samples with `-d`, which are forms: payments are, and invoices are
/// JSON all the same, as all known programs send them.
#[tokio::test(start_paused = true)]
async fn json_but_for_payments_which_are_forms() {
    let (workadu, transport) = script(vec![Reply::json(r#"{"data": {"id": 1}}"#); 8]);
    workadu.customers().create(&NewCustomer::new("J", "j@doe.com")).await.unwrap();
    workadu.services().create(&NewService::new("x", 1)).await.unwrap();
    workadu.customers().get(1).await.unwrap();
    workadu.invoices().create(&NewInvoice::new(1, 2)).await.unwrap();
    workadu.invoices().update(1, &InvoiceUpdate { tag: Some("x".into()), ..Default::default() }).await.unwrap();
    let amount = Deposit::Amount(decimal("1"));
    workadu.payments().create_for_invoices(&NewInvoicePayment::new([1], amount)).await.unwrap();
    workadu.payments().create_for_customer(&NewCustomerPayment::new(1, decimal("1"))).await.unwrap();
    workadu.payments().create_for_booking(&NewBookingPayment::new(1, amount)).await.unwrap();
    let kinds: Vec<_> = transport.requests().iter().map(|r| r.header("content-type").map(str::to_owned)).collect();
    let kinds: Vec<_> = kinds.iter().map(Option::as_deref).collect();
    let (json, form) = (Some("application/json"), Some("application/x-www-form-urlencoded"));
    assert_eq!(kinds, [json, json, None, json, json, form, form, form]);
}

/// 004:2337-2340, 3757-3760: a GET with `-d`, its words split by spaces.
#[tokio::test(start_paused = true)]
async fn what_a_get_shows_with_d_goes_into_its_query() {
    let (first, last) = (Some(day("2019-01-01")), Some(day("2019-03-01")));
    let query = "customer_id=1234&series_id=2100&issue_date_from=2019-01-01&issue_date_to=2019-03-01";
    let (workadu, transport) = data(r#""id": 123212"#);
    let filters = InvoicesQuery {
        customer_id: Some(1234.into()),
        series_id: Some(2100.into()),
        issue_date_from: first,
        issue_date_to: last,
        ..Default::default()
    };
    workadu.invoices().get_matching(1234, filters).await.unwrap();
    sent(&transport, &format!("GET /api/invoices/1234?{query}"), "");
    let (workadu, transport) = data(r#""amount": 80"#);
    let filters = PaymentsQuery {
        customer_id: Some(1234.into()),
        series_id: Some(2100.into()),
        issue_date_from: first,
        issue_date_to: last,
        ..Default::default()
    };
    workadu.payments().get_matching(1234, filters).await.unwrap();
    sent(&transport, &format!("GET /api/payments/1234?{query}"), "");
}

/// 004:33-45: versions "in the path", and really in `Accept`.
#[tokio::test(start_paused = true)]
async fn the_version_is_a_header_of_every_call() {
    let (workadu, transport) = script(vec![Reply::json(r#"{"data": {"id": 1}}"#); 3]);
    workadu.companies().get(1).await.unwrap();
    workadu.services().delete(1).await.unwrap();
    workadu.invoices().create(&NewInvoice::new(1, 2)).await.unwrap();
    let accept = Some("application/vnd.rengine.v2+json");
    for (request, target) in transport.requests().iter().zip(["/api/companies/1", "/api/services/", "/api/invoices/"]) {
        assert_eq!((request.header("accept"), request.target()), (accept, target));
    }
    assert_eq!(transport.requests().len(), 3);
}

/// 004:71-75, 1446-1453: `filter[$KEY][$OP]$VALUE` without `=`; the operators are listed elsewhere, oddly spelled.
#[tokio::test(start_paused = true)]
async fn filters_have_an_equals_sign_and_encoded_brackets() {
    for (operator, code, encoded) in [
        (Operator::GreaterOrEqual, ">=", "%3E%3D"),
        (Operator::Greater, ">*", "%3E%2A"),
        (Operator::LowerOrEqual, "<=", "%3C%3D"),
        (Operator::Lower, "<*", "%3C%2A"),
        (Operator::Equal, "==", "%3D%3D"),
        (Operator::NotEqual, "!=", "%21%3D"),
        (Operator::Between, "<>", "%3C%3E"),
        (Operator::NotBetween, "!<>", "%21%3C%3E"),
        (Operator::from("~"), "~", "~"),
    ] {
        assert_eq!(operator.as_str(), code);
        let (workadu, transport) = answered(r#"{"data": []}"#);
        let query = OrdersQuery { total_cost: Some(Filter::new(operator, decimal("20.00"))), ..OrdersQuery::default() };
        workadu.orders().list(query).collect_all().await.unwrap();
        sent(&transport, &format!("GET /api/orders/?filter%5Btotal_cost%5D%5B{encoded}%5D=20.00"), "");
    }
    let (workadu, transport) = answered(r#"{"data": []}"#);
    let list = ListOptions { filters: vec![("$KEY".into(), "a&b=c".into())], ..ListOptions::default() };
    let query = OrdersQuery { total_cost: Some(decimal("20.00").into()), list, ..OrdersQuery::default() };
    workadu.orders().list(query).collect_all().await.unwrap();
    sent(&transport, "GET /api/orders/?filter%5Btotal_cost%5D=20.00&filter%5B%24KEY%5D=a%26b%3Dc", "");
}

/// 004:98-105, 1397 against 1457, 1985, 2228, 2688, 2691, 2738, 2987, 3000, 3007, 3058, 3105, 3183, 3814, 3871, 3928,
/// 3987: slashes at the end come and go, the update of an invoice has three paths, curl lines post to `/api/services`,
/// paths hold `series_id` and `invoiceId` literally.
#[test]
fn one_spelling_of_each_route() {
    let routes: Vec<String> = operations()
        .map(|operation| {
            format!("{} {} {}", operation.id.trim_start_matches("workadu."), operation.method, operation.path)
        })
        .collect();
    let expected = [
        "services.create POST /api/services/",
        "services.update PUT /api/services/",
        "services.delete DELETE /api/services/",
        "services.list GET /api/services",
        "services.availability GET /api/services",
        "services.get GET /api/services/{service_id}",
        "services.create-price-list POST /api/services/pricelist",
        "services.create-price-scheme POST /api/services/rates",
        "services.delete-price-scheme DELETE /api/services/rates",
        "services.delete-all-price-schemes DELETE /api/services/rates",
        "sales-policies.create POST /api/sales",
        "sales-policies.delete DELETE /api/sales",
        "orders.create POST /api/orders",
        "orders.list GET /api/orders/",
        "orders.get GET /api/orders/{booking_id}",
        "orders.update PATCH /api/orders/{booking_id}",
        "orders.cancel DELETE /api/orders/{booking_id}",
        "customers.create POST /api/customers/",
        "customers.list GET /api/customers/",
        "customers.get GET /api/customers/{customer_id}",
        "customers.update PATCH /api/customers/{customer_id}",
        "invoices.list GET /api/invoices/",
        "invoices.get GET /api/invoices/{invoice_id}",
        "invoices.create POST /api/invoices/",
        "invoices.update PUT /api/invoices/{invoice_id}",
        "invoices.add-line POST /api/invoiceline/",
        "invoices.publish POST /api/invoices/publish/",
        "series.get GET /api/series/{series_id}",
        "series.list GET /api/series/",
        "withholdings.list GET /api/invoices/{invoice_id}/withholdings",
        "withholdings.get GET /api/invoices/{invoice_id}/withholdings/{withholding_id}",
        "withholdings.create POST /api/invoices/{invoice_id}/withholdings",
        "withholdings.update PUT /api/invoices/{invoice_id}/withholdings/{withholding_id}",
        "withholdings.delete DELETE /api/invoices/{invoice_id}/withholdings/{withholding_id}",
        "withholdings.tax-types GET /api/withholdings/aade-tax-types",
        "withholdings.tax-categories GET /api/withholdings/aade-tax-categories",
        "payments.list GET /api/payments/",
        "payments.get GET /api/payments/{payment_id}",
        "payments.create-for-invoices POST /api/payments/",
        "payments.create-for-booking POST /api/payments/",
        "payments.create-for-customer POST /api/payments/",
        "companies.list GET /api/companies",
        "companies.get GET /api/companies/{company_id}",
        "attributes.list GET /api/attributes/",
        "attributes.get GET /api/attributes/{attribute_id}",
    ];
    assert_eq!(routes, expected);
}

/// 004:333, 556, 1352, 1534: PUT and DELETE with the id in the body and none in the path. A deletion that is repeated
/// still has its body: without one it might mean something else.
#[tokio::test(start_paused = true)]
async fn deletions_and_the_update_of_a_service_send_their_id_in_a_body() {
    let done = || Reply::json(r#"{"data": {"id": 12344, "deleted": true, "message": "The resource deleted"}}"#);
    macro_rules! body {
        ($replies:expr, $route:literal, $body:literal, $call:expr) => {
            let replies = $replies;
            let count = replies.len();
            let (workadu, transport) = script(replies);
            let call = $call;
            call(workadu).await.unwrap();
            let requests: Vec<_> = transport.requests().iter().map(exact).collect();
            assert_eq!(requests, vec![($route.to_owned(), $body.to_owned()); count]);
        };
    }
    let repeated = || [Reply::drop_after(), Reply::status(503), done()];
    body!([done()], "PUT /api/services/", r#"{"id":12344}"#, async |w: Workadu| {
        w.services().update(&ServiceUpdate::new(12344)).await
    });
    body!(repeated(), "DELETE /api/services/", r#"{"id":12344}"#, async |w: Workadu| w.services().delete(12344).await);
    body!(repeated(), "DELETE /api/services/rates", r#"{"price_shceme_id":336}"#, async |w: Workadu| {
        w.services().delete_price_scheme(336).await
    });
    body!([done()], "DELETE /api/services/rates", r#"{"service_id":33663}"#, async |w: Workadu| {
        w.services().delete_all_price_schemes(33663).await
    });
    // Which schemes are "all", and what is attached, may have changed by the time of a repeat.
    never_repeated(async |w| w.services().delete_all_price_schemes(33663).await).await;
    never_repeated(async |w| w.services().update(&ServiceUpdate::new(12344)).await).await;
    body!(repeated(), "DELETE /api/sales", r#"{"id":12344}"#, async |w: Workadu| w
        .sales_policies()
        .delete(12344)
        .await);
}

/// 004:918, 1834 against 2056, 2242, 2991, 3742, 3995, 4162: reads by id show lists, lists show objects.
#[tokio::test(start_paused = true)]
async fn data_is_one_object_or_a_list_everywhere() {
    const ONE: &str = r#"{"data": {"id": 7}}"#;
    const LIST: &str = r#"{"data": [{"id": 7}]}"#;
    macro_rules! resource {
        ($resource:ident, $query:expr) => {
            for shape in [ONE, LIST] {
                let (workadu, _) = script(vec![Reply::json(shape); 3]);
                let one = workadu.$resource().get(7).await.unwrap();
                assert_eq!(workadu.$resource().get_many([7]).await.unwrap(), std::slice::from_ref(&one));
                assert_eq!(workadu.$resource().list($query).collect_all().await.unwrap(), [one]);
            }
            let (workadu, _) = answered(r#"{"data": []}"#);
            assert!(workadu.$resource().get(7).await.unwrap_err().is_not_found());
        };
    }
    resource!(services, ServicesQuery::default());
    resource!(orders, OrdersQuery::default());
    resource!(customers, CustomersQuery::default());
    resource!(invoices, InvoicesQuery::default());
    resource!(series, ListOptions::default());
    resource!(payments, PaymentsQuery::default());
    resource!(companies, CompaniesQuery::default());
    resource!(attributes, AttributesQuery::default());
    for shape in [ONE, LIST] {
        let (workadu, _) = script(vec![Reply::json(shape); 7]);
        let one = workadu.withholdings().get(5, 7).await.unwrap();
        assert_eq!(workadu.withholdings().list(5, ListOptions::default()).collect_all().await.unwrap(), [one]);
        assert_eq!(workadu.withholdings().tax_types(Default::default()).collect_all().await.unwrap().len(), 1);
        assert_eq!(
            workadu.withholdings().tax_categories(None, Default::default()).collect_all().await.unwrap().len(),
            1
        );
        assert_eq!(workadu.customers().create(&NewCustomer::new("J", "j@doe.com")).await.unwrap().id, 7.into());
        assert_eq!(workadu.services().delete(7).await.unwrap().id, Some(7));
        workadu.customers().update(7, &CustomerUpdate::default()).await.unwrap();
    }
}
