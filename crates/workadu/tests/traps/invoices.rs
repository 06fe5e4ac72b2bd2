//! Invoices and series.

use guichet_workadu::invoices::{
    AadeMeasurement, Invoice, InvoiceStatus, InvoiceUpdate, InvoicesQuery, MyData, NewInvoice, NewInvoiceLine,
    Publication,
};

use crate::common::*;

/// An invoice that is read with these members.
async fn invoice(members: &str) -> Invoice {
    let (workadu, _) = data(&format!(r#""id": 123212, {members}"#));
    workadu.invoices().get(123212).await.unwrap_or_else(|error| panic!("{members}: {error}"))
}

/// 004:2246, 2252 against 1599: lists of one in an invoice, an object in an order.
#[tokio::test(start_paused = true)]
async fn user_and_customer_are_one_or_many() {
    let one = r#"{"id": 911, "email": "info@davidoregon.com"}"#;
    for spelled in [one.to_owned(), format!("[{one}]")] {
        let read = invoice(&format!(r#""user": {spelled}, "customer": {spelled}"#)).await;
        assert_eq!((read.user.len(), read.user[0].id), (1, Some(911)));
        assert_eq!((read.customer.len(), read.customer[0].id), (1, Some(911.into())));
        let (workadu, _) = data(&format!(r#""id": 1, "customer": {spelled}"#));
        assert_eq!(workadu.orders().get(1).await.unwrap().customer.unwrap().id, Some(911.into()));
    }
}

/// 004:2259-2277: whole numbers in the samples; read exactly as they are, and refused where they do not fit.
#[tokio::test(start_paused = true)]
async fn amounts_are_exact_or_an_error_with_its_place() {
    for spelled in ["14", "14.10", "0.1000000000000000055511151231", "79228162514264337593543950335", "-0.30"] {
        for json in [spelled.to_owned(), format!("\"{spelled}\"")] {
            let read = invoice(&format!(r#""total_amount": {json}, "lines": [{{"final_amount": {json}}}]"#)).await;
            assert_eq!(read.total_amount.unwrap().to_string(), spelled);
            assert_eq!(read.lines[0].final_amount, read.total_amount);
        }
    }
    for long in ["79228162514264337593543950336", "0.12345678901234567890123456789", r#""1,5""#] {
        let (workadu, transport) = data(&format!(r#""id": 1, "lines": [{{}}, {{"final_amount": {long}}}]"#));
        let error = workadu.invoices().get(1).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
        assert!(error.message().unwrap().contains("[1].final_amount"), "{error}");
        assert_eq!(transport.requests().len(), 1);
    }
}

/// 004:2323-2330: a list in the text, an object live; `mark` is beyond 32 bits.
#[tokio::test(start_paused = true)]
async fn aade_is_a_list_or_an_object_and_its_mark_is_long() {
    for mark in ["400023432432", r#""400023432432""#] {
        let one = format!(r#"{{"id": 5, "mark": {mark}, "uid": "F123LKAD81ABJALBADAF", "should_send": true}}"#);
        for aade in [one.clone(), format!("[{one}]")] {
            let read = invoice(&format!(r#""aade": {aade}"#)).await.aade.remove(0);
            assert_eq!((read.id, read.mark, read.should_send), (Some(5), Some(400_023_432_432), Some(true)));
        }
    }
    for none in ["[]", "null", "false", r#""""#] {
        assert!(invoice(&format!(r#""aade": {none}"#)).await.aade.is_empty(), "{none}");
    }
}

/// 004:2278 against 2454: `VALID` when read, `valid` in the filter.
#[tokio::test(start_paused = true)]
async fn a_status_is_read_in_capitals_and_filtered_in_small_letters() {
    for (status, written) in [
        (InvoiceStatus::Valid, "valid"),
        (InvoiceStatus::Draft, "draft"),
        (InvoiceStatus::Cancelled, "cancelled"),
        (InvoiceStatus::Other("On_Hold".into()), "On_Hold"),
    ] {
        for spelled in [status.as_str(), written] {
            assert_eq!(invoice(&format!(r#""status": "{spelled}""#)).await.status, Some(status.clone()));
        }
        let (workadu, transport) = answered(r#"{"data": []}"#);
        let query = InvoicesQuery { status: Some(status), ..InvoicesQuery::default() };
        workadu.invoices().list(query).collect_all().await.unwrap();
        sent(&transport, &format!("GET /api/invoices/?status={written}"), "");
    }
}

/// 004:2581: a draft "if status is not defined", and no parameter of that name. 004:2955: nor of the name
/// `includes_vat`, which is mentioned.
#[tokio::test(start_paused = true)]
async fn status_and_includes_vat_are_sent_only_when_set() {
    let plain = NewInvoice::new(1234, 2100);
    let valid = NewInvoice { status: Some(InvoiceStatus::Valid), ..plain.clone() };
    let gross = NewInvoice { includes_vat: Some(true), ..plain.clone() };
    let net = NewInvoice { includes_vat: Some(false), ..plain.clone() };
    for (new, more) in [
        (plain, ""),
        (valid, r#","status":"valid""#),
        (gross, r#","includes_vat":true"#),
        (net, r#","includes_vat":false"#),
    ] {
        let (workadu, transport) = data(r#""id": 1"#);
        workadu.invoices().create(&new).await.unwrap();
        sent(&transport, "POST /api/invoices/", &format!(r#"{{"customer_id":1234,"series_id":2100{more}}}"#));
    }
}

/// 004:2588, 2797, 2940, 3163: "URI parameters" that belong into the body.
#[tokio::test(start_paused = true)]
async fn uri_parameters_of_writes_go_into_the_body() {
    let (workadu, transport) = script(vec![Reply::json(r#"{"data": {"id": 1}}"#); 4]);
    let new = NewInvoice { vat_percent: Some(decimal("19.00")), ..NewInvoice::new(1, 2) };
    workadu.invoices().create(&new).await.unwrap();
    workadu.invoices().update(1, &InvoiceUpdate { invoice_num: Some(1), ..Default::default() }).await.unwrap();
    workadu.invoices().add_line(&NewInvoiceLine::new(1, decimal("20.00"))).await.unwrap();
    workadu.invoices().publish(&Publication::new(1)).await.unwrap();
    let requests: Vec<_> = transport.requests().iter().map(exact).collect();
    let expected = [
        ("POST /api/invoices/", r#"{"customer_id":1,"series_id":2,"vat_percent":19.00}"#),
        ("PUT /api/invoices/1", r#"{"invoice_num":1}"#),
        ("POST /api/invoiceline/", r#"{"invoice_id":1,"amount":20.00}"#),
        ("POST /api/invoices/publish/", r#"{"invoice_id":1}"#),
    ];
    assert_eq!(requests, expected.map(|(route, body)| (route.to_owned(), body.to_owned())));
}

/// 004:2688, 2691, 2738 against 2226: PUT to `/api/invoices/`, to `/api/invoice/ID`, to `/api/invoices/{id}`.
/// 004:2799 against 2693: a customer is "required", and not in the sample.
#[tokio::test(start_paused = true)]
async fn the_update_of_an_invoice_names_it_in_the_path_and_needs_no_customer() {
    let (workadu, transport) = data(r#""id": 12321"#);
    let changes = InvoiceUpdate { payment_type: Some(2100.into()), ..InvoiceUpdate::default() };
    workadu.invoices().update(12321, &changes).await.unwrap();
    sent(&transport, "PUT /api/invoices/12321", r#"{"payment_type":2100}"#);
    let (workadu, transport) = data(r#""id": 12321"#);
    let changes = InvoiceUpdate { customer_id: Some(1234.into()), ..changes };
    workadu.invoices().update(12321, &changes).await.unwrap();
    sent(&transport, "PUT /api/invoices/12321", r#"{"customer_id":1234,"payment_type":2100}"#);
}

/// 004:2742-2743, 2817: quotes inside the examples are the shell's.
#[tokio::test(start_paused = true)]
async fn quotes_around_examples_are_not_sent() {
    let (workadu, transport) = data(r#""id": 123123"#);
    let changes =
        InvoiceUpdate { tag: Some("#2AMSJ72".into()), notes: Some("Some notes".into()), ..InvoiceUpdate::default() };
    workadu.invoices().update(123123, &changes).await.unwrap();
    sent(&transport, "PUT /api/invoices/123123", r##"{"tag":"#2AMSJ72","notes":"Some notes"}"##);
}

/// 004:2833 against 2882: "12.00" and 12.
#[tokio::test(start_paused = true)]
async fn the_amount_of_a_line_is_a_number_with_its_digits() {
    for amount in ["12.00", "12", "-0.10"] {
        let (workadu, transport) = data(r#""id": 1"#);
        workadu.invoices().add_line(&NewInvoiceLine::new(1231, decimal(amount))).await.unwrap();
        sent(&transport, "POST /api/invoiceline/", &format!(r#"{{"invoice_id":1231,"amount":{amount}}}"#));
    }
}

/// 004:2957-2968 against 2830-2833: quantity and VAT are "required", and not in the sample. 004:2968-2969: the rows of
/// `vat_percent` and `aade_measurement_code` run into each other. 004:2972-2982: all three codes "see table 2", which is
/// that of the first alone; the others are free texts.
#[tokio::test(start_paused = true)]
async fn a_line_needs_neither_quantity_nor_vat_and_takes_any_code() {
    let (workadu, transport) = data(r#""id": 1"#);
    let line = NewInvoiceLine { description: Some("2 days charge".into()), ..NewInvoiceLine::new(1231, decimal("12")) };
    workadu.invoices().add_line(&line).await.unwrap();
    let route = "POST /api/invoiceline/";
    sent(&transport, route, r#"{"invoice_id":1231,"description":"2 days charge","amount":12}"#);

    for (aade, code) in [(AadeMeasurement::Kilograms, "2"), (AadeMeasurement::from("99"), "99")] {
        let (workadu, transport) = data(r#""id": 1"#);
        let line = NewInvoiceLine {
            quantity: Some(decimal("1.5")),
            vat_percent: Some(decimal("24.00")),
            aade_measurement_code: Some(aade),
            measurement_code: Some("H87".into()),
            cpv_code: Some("03000000-1".into()),
            ..NewInvoiceLine::new(1231, decimal("12"))
        };
        workadu.invoices().add_line(&line).await.unwrap();
        let codes = format!(r#""aade_measurement_code":{code},"measurement_code":"H87","cpv_code":"03000000-1""#);
        let body = format!(r#"{{"invoice_id":1231,"amount":12,"quantity":1.5,"vat_percent":24.00,{codes}}}"#);
        sent(&transport, route, &body);
    }
}

/// 004:3162: publishing numbers a fiscal document, and may send mail and tax data; twice is an error.
#[tokio::test(start_paused = true)]
async fn publishing_is_never_repeated() {
    never_repeated(async |workadu| workadu.invoices().publish(&Publication::new(1231)).await).await;
    let sentence = "The invoice is already published with the same number!";
    let (workadu, transport) = refusal(400, sentence);
    let error = workadu.invoices().publish(&Publication::new(1231)).await.unwrap_err();
    assert_eq!((error.status(), error.message(), error.outcome_unknown()), (Some(400), Some(sentence), false));
    assert_eq!(transport.requests().len(), 1);
}

/// Published at Workadu, and refused by myDATA: no mark, and a reason in `meta.myData` or `message`, as public clients read it.
#[tokio::test(start_paused = true)]
async fn a_refusal_by_mydata_is_not_silent() {
    let publish = async |more: &str| {
        let (workadu, _) = answered(&format!(r#"{{"data": {{"id": 1231, "status": "VALID"{more}}}"#));
        workadu.invoices().publish(&Publication::new(1231)).await.unwrap_or_else(|error| panic!("{more}: {error}"))
    };
    for more in [
        r#"}, "meta": {"myData": ["Invalid VAT number"]}"#,
        r#"}, "meta": {"myData": "Invalid VAT number"}"#,
        r#"}, "meta": {"myData": [{"code": "104", "message": "Invalid VAT number"}]}"#,
        r#", "aade": []}, "meta": {"myData": {"104": ["Invalid VAT number"]}}"#,
        r#", "aade": null}, "message": "Invalid VAT number""#,
        r#", "aade": {"id": 5, "mark": null}}, "meta": {"myData": null}, "message": "Invalid VAT number""#,
    ] {
        let published = publish(more).await;
        assert_eq!(published.invoice.status, Some(InvoiceStatus::Valid));
        let MyData::NotAccepted(remarks) = published.my_data() else { panic!("{more}: {:?}", published.my_data()) };
        assert_eq!(
            remarks.iter().map(|remarks| &*remarks.message).collect::<Vec<_>>(),
            ["Invalid VAT number"],
            "{more}"
        );
    }
    for aade in [r#"{"mark": 400001234567890}"#, r#"[{"mark": "400001234567890"}]"#] {
        let published = publish(&format!(r#", "aade": {aade}}}, "message": "Sent""#)).await;
        assert_eq!((published.my_data(), published.remarks().len()), (MyData::Accepted(400_001_234_567_890), 1));
    }
    for silent in ["}", r#", "aade": []}, "meta": {}"#, r#"}, "meta": {"myData": []}, "message": """#] {
        assert_eq!(publish(silent).await.my_data(), MyData::Unknown, "{silent}");
    }
}

/// 004:3178: to myDATA always, never, or as the series has it.
#[tokio::test(start_paused = true)]
async fn sending_to_mydata_has_three_states() {
    for (aade_send, more) in [(None, ""), (Some(true), r#","aade_send":true"#), (Some(false), r#","aade_send":false"#)]
    {
        let (workadu, transport) = data(r#""id": 1231"#);
        workadu.invoices().publish(&Publication { aade_send, ..Publication::new(1231) }).await.unwrap();
        sent(&transport, "POST /api/invoices/publish/", &format!(r#"{{"invoice_id":1231{more}}}"#));
    }
}

/// 004:2987, 3000, 3183: `series_id` and `invoiceId` stand in the paths as they are.
#[tokio::test(start_paused = true)]
async fn placeholders_in_paths_are_filled() {
    let (workadu, transport) = data(r#""id": 911"#);
    assert_eq!(workadu.series().get(911).await.unwrap().id, 911.into());
    sent(&transport, "GET /api/series/911", "");
    let (workadu, transport) = answered(r#"{"data": []}"#);
    workadu.withholdings().list(5, Default::default()).collect_all().await.unwrap();
    sent(&transport, "GET /api/invoices/5/withholdings", "");
}
