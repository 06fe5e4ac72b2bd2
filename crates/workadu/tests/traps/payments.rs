//! Payments.

use guichet_workadu::invoices::InvoiceStatus;
use guichet_workadu::payments::{
    BookingParameter, Deposit, NewBookingPayment, NewCustomerPayment, NewInvoicePayment, Payment, PaymentsQuery,
};

use crate::common::*;

/// A payment that is read with these members.
async fn payment(members: &str) -> Payment {
    let (workadu, _) = data(members);
    workadu.payments().get(1234).await.unwrap_or_else(|error| panic!("{members}: {error}"))
}

/// 004:3723 against 3726: "only one POST endpoint", "cannot get details", next to the routes that do.
#[tokio::test(start_paused = true)]
async fn payments_can_be_read() {
    let (workadu, transport) = answered(r#"{"data": [{"amount": 80}, {"amount": -80}]}"#);
    let read = workadu.payments().list(PaymentsQuery::default()).collect_all().await.unwrap();
    sent(&transport, "GET /api/payments/", "");
    assert_eq!((read.len(), read[1].amount), (2, Some(decimal("-80"))));
    let (workadu, transport) = data(r#""amount": 80"#);
    workadu.payments().get(1234).await.unwrap();
    sent(&transport, "GET /api/payments/1234", "");
}

/// 004:3746, 3768, 3825, 3882, 3941: `transaction_num,` with the comma inside its name.
#[tokio::test(start_paused = true)]
async fn a_transaction_number_has_a_comma_in_its_name_or_not() {
    for name in ["transaction_num,", "transaction_num"] {
        for number in ["15", r#""15""#] {
            assert_eq!(payment(&format!(r#""{name}": {number}"#)).await.transaction_num, Some(15));
        }
    }
}

/// 004:3743-3750: a payment has no number of its own; it cannot be deleted (3723), only countered.
#[tokio::test(start_paused = true)]
async fn a_payment_has_no_number_and_is_never_entered_twice() {
    let read = payment(r#""issue_date": "2016-09-14", "customer_id": 359, "amount": 80, "order_id": 1015"#).await;
    assert_eq!((read.id, read.order_id, read.customer_id), (None, Some(1015.into()), Some(359.into())));
    assert_eq!(payment(r#""id": 1810"#).await.id, Some(1810.into()));

    let all = Deposit::Percent(decimal("100"));
    never_repeated(async |w| w.payments().create_for_invoices(&NewInvoicePayment::new([1], all)).await).await;
    never_repeated(async |w| w.payments().create_for_booking(&NewBookingPayment::new(1, all)).await).await;
    never_repeated(async |w| w.payments().create_for_customer(&NewCustomerPayment::new(1, decimal("80"))).await).await;

    let (workadu, transport) = data(r#""amount": -80.50"#);
    let counter =
        workadu.payments().create_for_customer(&NewCustomerPayment::new(359, decimal("-80.50"))).await.unwrap();
    sent(&transport, "POST /api/payments/", "customer_id=359&deposit=-80.50");
    assert_eq!(counter.amount, Some(decimal("-80.50")));
    // Accepted without a word is accepted.
    for answer in ["", "{}", r#"{"data": []}"#, r#"{"data": null}"#] {
        let (workadu, transport) = answered(answer);
        workadu.payments().create_for_customer(&NewCustomerPayment::new(359, decimal("1"))).await.unwrap();
        assert_eq!(transport.requests().len(), 1);
    }
}

/// 004:3745 against 3856: a series is a label when read, a number when written. 004:3749 against 3860: `comments`, and
/// `comment`.
#[tokio::test(start_paused = true)]
async fn series_and_comment_are_written_and_read_differently() {
    let (workadu, transport) = data(r#""series": "Cash", "comments": "Payment for the Order #1015", "comment": "no""#);
    let new = NewInvoicePayment {
        series: Some(122.into()),
        comment: Some("for anything, 100%".into()),
        ..NewInvoicePayment::without_deposit([1231])
    };
    let read = workadu.payments().create_for_invoices(&new).await.unwrap();
    sent(&transport, "POST /api/payments/", "invoice_ids=1231&comment=for+anything%2C+100%25&series=122");
    assert_eq!(read.series.as_deref(), Some("Cash"));
    assert_eq!(read.comments.as_deref(), Some("Payment for the Order #1015"));
}

/// 004:3796: the filters of payments are those of invoices, copied with their words.
#[tokio::test(start_paused = true)]
async fn payments_are_filtered_as_invoices_are() {
    let (workadu, transport) = answered(r#"{"data": []}"#);
    let query = PaymentsQuery {
        customer_id: Some(12443.into()),
        series_id: Some(1233.into()),
        status: Some(InvoiceStatus::Cancelled),
        issue_date_from: Some(day("2018-01-13")),
        issue_date_to: Some(day("2018-01-22")),
        ..PaymentsQuery::default()
    };
    workadu.payments().list(query).collect_all().await.unwrap();
    let query = "customer_id=12443&series_id=1233&status=cancelled&issue_date_from=2018-01-13&issue_date_to=2018-01-22";
    sent(&transport, &format!("GET /api/payments/?{query}"), "");
}

/// 004:3811-3979, with 3843, 3900 and 3959 ("URI parameters"): three POSTs on one path, told apart by their members. A
/// mixture does not compile: each has a type of its own.
#[tokio::test(start_paused = true)]
async fn three_forms_of_payment_on_one_path() {
    let amount = Deposit::Amount(decimal("157.20"));
    let (workadu, transport) = script(vec![Reply::json(r#"{"data": {"amount": 80}}"#); 4]);
    let api = workadu.payments();
    api.create_for_invoices(&NewInvoicePayment::new([1231, 1334, 14455], amount)).await.unwrap();
    api.create_for_booking(&NewBookingPayment::new(1231, amount)).await.unwrap();
    let (sent_as, series) = (BookingParameter::BookingId, Some(122.into()));
    let unnamed = NewBookingPayment { sent_as, series, ..NewBookingPayment::without_deposit(1231) };
    api.create_for_booking(&unnamed).await.unwrap();
    let customer =
        NewCustomerPayment { comment: Some("hello".into()), ..NewCustomerPayment::new(1234, decimal("100")) };
    api.create_for_customer(&customer).await.unwrap();
    let requests: Vec<_> = transport.requests().iter().map(exact).collect();
    let bodies = [
        "invoice_ids=1231%2C1334%2C14455&deposit=157.20",
        "order_id=1231&deposit=157.20",
        "booking_id=1231&series=122",
        "customer_id=1234&deposit=100&comment=hello",
    ];
    assert_eq!(requests, bodies.map(|body| ("POST /api/payments/".to_owned(), body.to_owned())));

    let (workadu, transport) = script([]);
    refused(workadu.payments().create_for_invoices(&NewInvoicePayment::new([0_i64; 0], amount)).await, &transport);
}

/// 004:3816-3817, 3850: `1234, 1234` and `100%`, unencoded. 004:3910: a percentage is for invoices, orders and bookings;
/// that of a customer's payment does not compile.
#[tokio::test(start_paused = true)]
async fn percent_signs_and_commas_are_encoded() {
    for (percentage, spelled) in [("100", "100%25"), ("30.5", "30.5%25")] {
        let deposit = Deposit::Percent(decimal(percentage));
        let (workadu, transport) = data(r#""amount": 80"#);
        workadu.payments().create_for_invoices(&NewInvoicePayment::new([1234, 1235], deposit)).await.unwrap();
        sent(&transport, "POST /api/payments/", &format!("invoice_ids=1234%2C1235&deposit={spelled}"));
        let (workadu, transport) = data(r#""amount": 80"#);
        workadu.payments().create_for_booking(&NewBookingPayment::new(1234, deposit)).await.unwrap();
        sent(&transport, "POST /api/payments/", &format!("order_id=1234&deposit={spelled}"));
    }
}
