//! Bad input: a typed error, and nothing is sent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod common;

use common::*;
use guichet_workadu::payments::NewInvoicePayment;

/// 004:102, 1567, 1985, 2224, 2228, 3726 against 3988, 1909: `{id}{id},…` without its first comma.
#[tokio::test(start_paused = true)]
async fn several_ids_are_joined_by_commas_and_none_is_refused() {
    macro_rules! resource {
        ($path:literal, $resource:ident) => {
            let (workadu, transport) = answered(r#"{"data": [{"id": 14}, {"id": "15"}]}"#);
            let both = workadu.$resource().get_many([14, 15]).await.unwrap();
            assert_eq!(both.len(), 2);
            sent(&transport, concat!("GET /api/", $path, "/14,15"), "");
            let (workadu, transport) = script([]);
            refused(workadu.$resource().get_many([0_i64; 0]).await, &transport);
        };
    }
    resource!("services", services);
    resource!("orders", orders);
    resource!("customers", customers);
    resource!("invoices", invoices);
    resource!("series", series);
    resource!("payments", payments);
    resource!("companies", companies);
    resource!("attributes", attributes);
}

#[tokio::test]
async fn a_payment_of_no_invoice_is_not_sent() {
    let transport = ScriptedTransport::default();
    let settings = Settings::new().transport(transport.clone());
    let workadu = Workadu::builder("wk_abcd123123abcd1234").settings(settings).build().unwrap();
    let error =
        workadu.payments().create_for_invoices(&NewInvoicePayment::without_deposit([0_i64; 0])).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(transport.requests().is_empty());
}

/// A deletion that has lost its body might mean everything.
#[tokio::test(start_paused = true)]
async fn what_is_named_in_the_body_alone_is_not_sent_without_one() {
    let (workadu, transport) = script([]);
    for id in [
        "workadu.services.update",
        "workadu.services.delete",
        "workadu.services.delete-price-scheme",
        "workadu.services.delete-all-price-schemes",
        "workadu.sales-policies.delete",
    ] {
        let error = workadu.operation(id).unwrap().send_empty().await.unwrap_err();
        assert_eq!((error.kind(), error.operation()), (ErrorKind::Invalid, Some(id)), "{error}");
    }
    assert!(transport.requests().is_empty());
}
