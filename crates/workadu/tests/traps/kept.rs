//! What is read can be paid, and can be written back, at a server that keeps what it is sent.

use guichet_sandbox::{Fault, FaultKind, Sandbox};
use guichet_workadu::customers::NewCustomer;
use guichet_workadu::invoices::{InvoiceStatus, MyData, NewInvoice, Publication};
use guichet_workadu::orders::OrdersQuery;
use guichet_workadu::payments::{BookingParameter, Deposit, NewBookingPayment, PaymentsQuery};
use guichet_workadu::services::NewService;
use guichet_workadu::withholdings::NewWithholding;
use guichet_workadu::{Decimal, Limits, Settings, Workadu};

use crate::common::data;

/// In live shapes, what is read by its number comes in a list (fact W35).
async fn started(live_shapes: bool) -> (Sandbox, Workadu) {
    let builder = Sandbox::builder().without_limits();
    let builder = if live_shapes { builder.live_shapes() } else { builder };
    let sandbox = builder.start().await.unwrap();
    let settings = Settings::new().base_url(sandbox.mount("workadu")).limits(Limits::none());
    let workadu = Workadu::builder("wk_sandbox").settings(settings).build().unwrap();
    (sandbox, workadu)
}

/// 004:3905: "the order or booking Id", which is that of the path (fact W21). The number of an order inside is nobody's: with it
/// the payment of the rustdoc's example does not compile.
#[tokio::test(flavor = "multi_thread")]
async fn a_booking_of_the_list_is_paid() {
    for live_shapes in [false, true] {
        let (sandbox, workadu) = started(live_shapes).await;
        let booking = workadu.orders().list(OrdersQuery::default()).next().await.unwrap().unwrap();
        assert_ne!(booking.orders[0].id.unwrap().get(), booking.id.get());
        for sent_as in [BookingParameter::OrderId, BookingParameter::BookingId] {
            let part = Deposit::Percent(Decimal::from(30));
            let payment = NewBookingPayment { sent_as, ..NewBookingPayment::new(booking.id, part) };
            let paid = workadu.payments().create_for_booking(&payment).await.unwrap();
            assert_eq!(paid.order_id, Some(booking.id));
        }
        assert_eq!(workadu.orders().get(booking.id).await.unwrap().payments.len(), booking.payments.len() + 2);
        let paid = workadu.payments().list(PaymentsQuery::default()).collect_all().await.unwrap();
        assert!(paid.iter().filter(|payment| payment.order_id == Some(booking.id)).count() >= 2);
        // The inner number, sent by hand, is refused.
        let inner = booking.orders[0].id.unwrap().get();
        let payment = NewBookingPayment::new(inner, Deposit::Amount(Decimal::ONE));
        assert_eq!(workadu.payments().create_for_booking(&payment).await.unwrap_err().status(), Some(400));
        sandbox.stop().await;
    }
}

/// Read, written back, read: nothing has changed.
#[tokio::test(flavor = "multi_thread")]
async fn an_update_of_what_was_read_changes_nothing() {
    for live_shapes in [false, true] {
        let (sandbox, workadu) = started(live_shapes).await;
        let customer = workadu.customers().create(&NewCustomer::new("Ada", "ada@example.com")).await.unwrap();
        for id in [customer.id, 3332.into()] {
            let before = workadu.customers().get(id).await.unwrap();
            workadu.customers().update(id, &before.to_update()).await.unwrap();
            assert_eq!(workadu.customers().get(id).await.unwrap(), before);
        }
        let draft = NewInvoice { tag: Some("#1".into()), ..NewInvoice::new(3332, 911) };
        let invoice = workadu.invoices().create(&draft).await.unwrap();
        for id in [invoice.id, 1234.into()] {
            let before = workadu.invoices().get(id).await.unwrap();
            let after = workadu.invoices().update(id, &before.to_update()).await.unwrap();
            assert_eq!((&after, workadu.invoices().get(id).await.unwrap()), (&before, before.clone()));
        }
        let service = workadu.services().create(&NewService::new("Boat", 7)).await.unwrap();
        for id in [service.id, 32161.into()] {
            let before = workadu.services().get(id).await.unwrap();
            workadu.services().update(&before.to_update()).await.unwrap();
            assert_eq!(workadu.services().get(id).await.unwrap(), before);
        }
        let percent = NewWithholding::percent("Tax", Decimal::from(20), 5);
        let flat = NewWithholding::flat("Stamp", Decimal::new(1250, 2), 4);
        for new in [percent, flat] {
            let new = NewWithholding {
                underlying_value: Some(Decimal::from(150)),
                aade_tax_category_id: Some(1.into()),
                ..new
            };
            let made = workadu.withholdings().create(invoice.id, &new).await.unwrap();
            let before = workadu.withholdings().get(invoice.id, made.id).await.unwrap();
            workadu.withholdings().update(invoice.id, made.id, &before.to_update()).await.unwrap();
            let mut after = workadu.withholdings().get(invoice.id, made.id).await.unwrap();
            after.updated_at.clone_from(&before.updated_at);
            assert_eq!(after, before);
        }
        sandbox.stop().await;
    }
}

/// What an update carries of what was read, member by member; what it leaves out is named in its documentation.
#[tokio::test(start_paused = true)]
async fn an_update_carries_every_member_that_can_be_written() {
    let customer = r#""fullname":"John Doe","email":"johnydoe@doe.com","city":"Athens","address":"Patisiwn 11","postal_code":"13211",
        "country":"Greece","mobile":"1112223334","vat_number":"112233","birthdate":"11/02/1985","gender":"M",
        "social":[{"social":"facebook.com","alias":"johndoe"}],"title":"A company","tax_office":"ATHENS","business_type":"Lawyer",
        "companyid":475"#;
    let (workadu, _) = data(&format!(r#""id":3332,"media":["x"],{customer}"#));
    let read = workadu.customers().get(3332).await.unwrap();
    // A day that cannot be read is information all the same.
    assert_eq!(read.birthdate.as_ref().map(|day| (day.as_str(), day.date())), Some(("11/02/1985", None)));
    let social = r#""social":[{"social":"facebook.com","alias":"johndoe"}]"#;
    let text = r#""social":"[{\"social\":\"facebook.com\",\"alias\":\"johndoe\"}]""#;
    same(&read.to_update(), &format!("{{{}}}", customer.replace(social, text)));

    let (workadu, _) = data(r##""id":1,"tag":"#1","customer":[{"id":911}],"invoice_number":"A-1","series":"INVOICE""##);
    same(&workadu.invoices().get(1).await.unwrap().to_update(), r##"{"customer_id":911,"tag":"#1"}"##);

    let (workadu, _) = data(
        r#""id":5,"title":"Boat","group":{"id":7},"alias":"B","description":"d","includes":"i","excludes":"e","text_flag":"New",
        "min_pax":1,"pax":4,"media":["x"],"extras":[{"id":2593}],"attributes":[{"id":2522,"value":22}]"#,
    );
    same(
        &workadu.services().get(5).await.unwrap().to_update(),
        r#"{"id":5,"name":"Boat","category_id":7,"alias":"B","description":"d","includes":"i","excludes":"e","text_flag":"New",
        "min_pax":1,"pax":4,"extras":[{"id":2593}],"attributes":[{"id":2522}]}"#,
    );

    let members = r#""label":"Tax","type":"flat","percentage_value":"30","flat_value":"45.50","underlying_value":"150","aade_tax_type_id":"5""#;
    let (workadu, _) = data(&format!(r#""id":1,"invoice_id":5,{members}"#));
    same(&workadu.withholdings().get(5, 1).await.unwrap().to_update(), &format!("{{{members}}}"));
}

/// What is written, member by member.
#[track_caller]
fn same(written: &impl serde::Serialize, expected: &str) {
    let parsed = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap();
    assert_eq!(parsed(&serde_json::to_string(written).unwrap()), parsed(expected));
}

/// 004:3175-3178.
#[tokio::test(flavor = "multi_thread")]
async fn a_published_invoice_says_whether_it_has_its_mark() {
    for live_shapes in [false, true] {
        let (sandbox, workadu) = started(live_shapes).await;
        for (aade_send, marked) in [(None, true), (Some(true), true), (Some(false), false)] {
            let invoice = workadu.invoices().create(&NewInvoice::new(3332, 911)).await.unwrap();
            let publication = Publication { aade_send, ..Publication::new(invoice.id) };
            let published = workadu.invoices().publish(&publication).await.unwrap();
            assert_eq!(matches!(published.my_data(), MyData::Accepted(_)), marked, "{aade_send:?}");
            assert!(marked || published.my_data() == MyData::Unknown);
        }
        sandbox.stop().await;
    }
}

/// Published here, and refused by myDATA (fact W24).
#[tokio::test(flavor = "multi_thread")]
async fn an_invoice_that_mydata_refuses_is_published_all_the_same() {
    let (sandbox, workadu) = started(false).await;
    let invoice = workadu.invoices().create(&NewInvoice::new(3332, 911)).await.unwrap();
    sandbox.inject(Fault::new(FaultKind::Unaccepted).on("workadu.invoices.publish").times(1));
    let published = workadu.invoices().publish(&Publication::new(invoice.id)).await.unwrap();
    let MyData::NotAccepted(said) = published.my_data() else { panic!("{published:?}") };
    assert!(!said.is_empty());
    let read = workadu.invoices().get(invoice.id).await.unwrap();
    assert_eq!((read.status, read.aade), (Some(InvoiceStatus::Valid), Vec::new()));
    sandbox.stop().await;
}
