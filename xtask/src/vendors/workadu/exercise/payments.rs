use guichet_core::dates::parse_date;
use guichet_workadu::invoices::{InvoiceId, InvoiceStatus};
use guichet_workadu::listing::{ListOptions, Sort};
use guichet_workadu::orders::{BookingId, OrderId};
use guichet_workadu::payments::{
    Deposit, NewCustomerPayment, NewInvoicePayment, NewOrderPayment, PaymentId, PaymentsQuery,
};
use guichet_workadu::{Decimal, Workadu};

use crate::exercise::arguments::{arg, args};
use crate::exercise::{Exercise, listed, on};

pub(super) fn table() -> Vec<Exercise<Workadu>> {
    vec![
        on(&["payments/list", "payments/list--array"], |w: Workadu| async move {
            listed(w.payments().list(PaymentsQuery::default())).await
        }),
        on(&["payments/list--full"], |w: Workadu| async move {
            let list =
                ListOptions { page: Some(1), per_page: Some(20), ..ListOptions::sorted(Sort::ascending("issue_date")) };
            listed(w.payments().list(PaymentsQuery { list, ..january() })).await
        })
        .live(),
        on(&["payments/get"], |w: Workadu| async move {
            let query = PaymentsQuery {
                customer_id: Some(arg("customer_id", 1234).into()),
                series_id: Some(arg("series_id", 2100).into()),
                issue_date_from: parse_date("2019-01-01"),
                issue_date_to: parse_date("2019-03-01"),
                ..PaymentsQuery::default()
            };
            w.payments().get_matching(arg("payment_id", 1234), query).await
        }),
        on(&["payments/get--full"], |w: Workadu| async move { w.payments().get_matching(1234, january()).await }),
        on(&["payments/get--several"], |w: Workadu| async move {
            w.payments().get_many(args("payment_ids", [1234, 1235]).into_iter().map(PaymentId::from)).await
        })
        .live(),
        on(&["payments/create-for-invoices", "payments/create-for-invoices--not-cancelled"], |w: Workadu| async move {
            let deposit = Some(Deposit::Percent(Decimal::ONE_HUNDRED));
            w.payments()
                .create_for_invoices(&NewInvoicePayment {
                    deposit,
                    ..NewInvoicePayment::new(args("invoice_ids", [1234, 1234]).into_iter().map(InvoiceId::from))
                })
                .await
        }),
        on(&["payments/create-for-invoices--full"], |w: Workadu| async move {
            let payment = NewInvoicePayment {
                deposit: Some(Deposit::Amount(Decimal::new(15722, 2))),
                comment: Some("Payment for anything".into()),
                series: Some(arg("series", 122).into()),
                ..NewInvoicePayment::new(args("invoice_ids", [1231, 1334, 14455]).into_iter().map(InvoiceId::from))
            };
            w.payments().create_for_invoices(&payment).await
        })
        .live(),
        on(&["payments/create-for-invoices--unknown"], |w: Workadu| async move {
            let deposit = Some(Deposit::Percent(Decimal::ONE_HUNDRED));
            w.payments()
                .create_for_invoices(&NewInvoicePayment { deposit, ..NewInvoicePayment::new([InvoiceId::from(0)]) })
                .await
        }),
        on(&["payments/create-for-order", "payments/create-for-order--not-cancelled"], |w: Workadu| async move {
            let deposit = Some(Deposit::Percent(Decimal::from(30)));
            let order = OrderId::from(arg("order_id", 1234));
            w.payments().create_for_order(&NewOrderPayment { deposit, ..NewOrderPayment::new(order) }).await
        }),
        on(&["payments/create-for-order--full"], |w: Workadu| async move {
            let payment = NewOrderPayment {
                deposit: Some(Deposit::Amount(Decimal::new(15722, 2))),
                comment: Some("Payment for anything".into()),
                series: Some(arg("series", 122).into()),
                ..NewOrderPayment::new(OrderId::from(arg("order_id", 1231)))
            };
            w.payments().create_for_order(&payment).await
        })
        .live(),
        on(&["payments/create-for-order--booking"], |w: Workadu| async move {
            let deposit = Some(Deposit::Percent(Decimal::from(30)));
            w.payments()
                .create_for_order(&NewOrderPayment {
                    deposit,
                    ..NewOrderPayment::new(BookingId::from(arg("booking_id", 1831)))
                })
                .await
        })
        .live(),
        on(&["payments/create-for-order--unknown"], |w: Workadu| async move {
            let deposit = Some(Deposit::Percent(Decimal::from(30)));
            w.payments().create_for_order(&NewOrderPayment { deposit, ..NewOrderPayment::new(OrderId::from(0)) }).await
        }),
        on(&["payments/create-for-customer", "payments/create-for-customer--not-cancelled"], |w: Workadu| async move {
            let (comment, series) = (Some("hello".into()), Some(arg("series", 122).into()));
            w.payments()
                .create_for_customer(&NewCustomerPayment {
                    comment,
                    series,
                    ..NewCustomerPayment::new(arg("customer_id", 1234), Decimal::ONE_HUNDRED)
                })
                .await
        }),
        on(&["payments/create-for-customer--full"], |w: Workadu| async move {
            let (comment, series) = (Some("Payment for anything".into()), Some(arg("series", 122).into()));
            w.payments()
                .create_for_customer(&NewCustomerPayment {
                    comment,
                    series,
                    ..NewCustomerPayment::new(arg("customer_id", 1231), Decimal::new(15722, 2))
                })
                .await
        })
        .live(),
        on(&["payments/create-for-customer--unknown"], |w: Workadu| async move {
            w.payments().create_for_customer(&NewCustomerPayment::new(0, Decimal::ONE_HUNDRED)).await
        }),
    ]
}

fn january() -> PaymentsQuery {
    PaymentsQuery {
        customer_id: Some(arg("customer_id", 12443).into()),
        series_id: Some(arg("series_id", 1233).into()),
        status: Some(InvoiceStatus::Valid),
        issue_date_from: parse_date("2018-01-13"),
        issue_date_to: parse_date("2018-01-22"),
        list: ListOptions::default(),
    }
}
