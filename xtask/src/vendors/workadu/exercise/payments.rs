use guichet_core::dates::parse_date;
use guichet_workadu::invoices::{InvoiceId, InvoiceStatus};
use guichet_workadu::listing::{ListOptions, Sort};
use guichet_workadu::payments::{
    BookingParameter, Deposit, NewBookingPayment, NewCustomerPayment, NewInvoicePayment, PaymentId, PaymentsQuery,
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
            let ids = args("invoice_ids", [1234, 1234]).into_iter().map(InvoiceId::from);
            w.payments().create_for_invoices(&NewInvoicePayment::new(ids, percent(100))).await
        }),
        on(&["payments/create-for-invoices--full"], |w: Workadu| async move {
            let payment = NewInvoicePayment {
                comment: Some("Payment for anything".into()),
                series: Some(arg("series", 122).into()),
                ..NewInvoicePayment::new(
                    args("invoice_ids", [1231, 1334, 14455]),
                    Deposit::Amount(Decimal::new(15722, 2)),
                )
            };
            w.payments().create_for_invoices(&payment).await
        })
        .live(),
        on(&["payments/create-for-invoices--unknown"], |w: Workadu| async move {
            w.payments().create_for_invoices(&NewInvoicePayment::new([0], percent(100))).await
        }),
        on(&["payments/create-for-booking", "payments/create-for-booking--not-cancelled"], |w: Workadu| async move {
            w.payments().create_for_booking(&NewBookingPayment::new(arg("order_id", 1234), percent(30))).await
        }),
        on(&["payments/create-for-booking--full"], |w: Workadu| async move {
            let payment = NewBookingPayment {
                comment: Some("Payment for anything".into()),
                series: Some(arg("series", 122).into()),
                ..NewBookingPayment::new(arg("order_id", 1231), Deposit::Amount(Decimal::new(15722, 2)))
            };
            w.payments().create_for_booking(&payment).await
        })
        .live(),
        on(&["payments/create-for-booking--as-booking-id"], |w: Workadu| async move {
            let sent_as = BookingParameter::BookingId;
            let payment = NewBookingPayment::new(arg("booking_id", 1831), percent(30));
            w.payments().create_for_booking(&NewBookingPayment { sent_as, ..payment }).await
        })
        .live(),
        on(&["payments/create-for-booking--unknown"], |w: Workadu| async move {
            w.payments().create_for_booking(&NewBookingPayment::new(0, percent(30))).await
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

fn percent(percentage: i64) -> Deposit {
    Deposit::Percent(percentage.into())
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
