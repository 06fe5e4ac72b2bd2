//! Customers, items, settlement terms, printing models, key figures, and what is only listed.

use guichet_ebp::invoicing::customers::{CustomerData, CustomerType, Discount};
use guichet_ebp::invoicing::items::{CostPriceAndMargin, DecimalMark, EcoContribution, ItemData, Picture, Prices};
use guichet_ebp::invoicing::settlement_terms::{SettlementTermData, SettlementTermLineData, SettlementTermLineType};
use guichet_ebp::invoicing::{Invoicing, ListQuery};
use guichet_ebp::transport::{Reply, ScriptedTransport};
use guichet_ebp::{Decimal, ErrorKind, Outcome, Sent, Source};

use crate::common::{amount, client, day};

fn answering(answer: impl Into<String>) -> (ScriptedTransport, Invoicing) {
    let transport = ScriptedTransport::always(Reply::json(answer.into()));
    let invoicing = client(&transport).invoicing("DomainId");
    (transport, invoicing)
}

fn sent(transport: &ScriptedTransport) -> String {
    String::from_utf8(transport.requests().last().unwrap().body.to_vec()).unwrap()
}

const LONG: [&str; 2] = ["34831.970000000000000000000000", "79228162514264337593543950335"];

/// The discount is a number, or by one sample an object (003:4678); its flags and balances are never sent (003:4434, 4463).
#[tokio::test(start_paused = true)]
async fn a_customer_is_written_as_documented() {
    let (transport, invoicing) = answering("3");
    let customers = invoicing.customers();
    let mut customer = CustomerData::new("MAIRIE", "CL-7", CustomerType::PublicBody);
    for (discount, written) in
        [(Discount::from(amount("5.50")), "5.50"), (Discount::Percent(amount("5.50")), r#"{"percent":5.50}"#)]
    {
        customer.discount_rate = Some(discount);
        customers.create(&customer).await.unwrap();
        let expected =
            format!(r#"{{"name":"MAIRIE","code":"CL-7","type":"Entité publique","discountRate":{written}}}"#);
        assert_eq!(sent(&transport), expected);
    }
    let read = r#"{"id":1,"code":"CL-7","name":"MAIRIE","discountRate":1.990,"anteriorDueAmount":-79228162514264337593543950335,
        "contactsDetail":{"invoicing":{"contact":{"lastname":"Dupont","firstname":"Jeanne"}},"deliveryAddressIsTheSameAsInvoicing":true,
        "headOfficeAddressIsTheSameAsInvoicing":true,"deliveryContactIsTheSameAsInvoicing":true,"deliveryAddress":{"city":"Lyon"}},
        "anteriorDate":"2023-12-31T00:00:00Z","anteriorHasSettlement":true,"balanceDue":1,"pastDueBalance":1}"#;
    let update = answering(read).1.customers().get(1).await.unwrap().to_update().unwrap();
    let expected = r#"{"name":"MAIRIE","code":"CL-7","discountRate":1.990,"contactsDetail":{"invoicing":{"contact":{"lastname":"Dupont","firstname":"Jeanne"}},"deliveryAddress":{"city":"Lyon"}},"anteriorDueAmount":-79228162514264337593543950335,"anteriorDate":"2023-12-31T00:00:00Z"}"#;
    assert_eq!(serde_json::to_string(&update).unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn a_new_customer_without_a_type_is_not_sent() {
    let (transport, invoicing) = answering("3");
    let customer = CustomerData { customer_type: None, ..CustomerData::new("n", "c", CustomerType::Company) };
    let error = invoicing.customers().create(&customer).await.unwrap_err();
    assert_eq!((error.kind(), error.sent(), error.outcome()), (ErrorKind::Invalid, Sent::No, Outcome::NotDone));
    assert!(transport.requests().is_empty() && error.to_string().contains("type"), "{error}");
    // An update may be without it: nothing shows it.
    invoicing.customers().update(3, &customer).await.unwrap();
    assert_eq!(sent(&transport), r#"{"name":"n","code":"c"}"#);
}

fn item() -> ItemData {
    let prices = Prices { vat_excluded: amount(LONG[0]), vat_included: amount(LONG[1]) };
    ItemData {
        cost_price_and_margin: Some(CostPriceAndMargin {
            cost_price_vat_excluded: Some(amount("-0.0000000000000000000000000001")),
            margin_rate: Some(amount("53.250")),
            ..CostPriceAndMargin::default()
        }),
        eco_contribution: Some(EcoContribution {
            label: None,
            amount_vat_excluded: amount("5.00"),
            amount_vat_included: amount("6"),
            include_amount_in_sale_price: true,
        }),
        ..ItemData::new(0, 2, prices, Decimal::ONE)
    }
}

fn part(name: &str, value: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
}

/// Amounts of a form have a comma (003:5034), or a point where the caller says so; no digit is lost. What is not there is not sent:
/// neither a group nor a cost nor an eco-contribution is made up, whatever the table calls mandatory.
#[tokio::test(start_paused = true)]
async fn amounts_of_a_form_have_a_comma() {
    let (transport, invoicing) = answering("7");
    for (decimal_mark, mark) in [(DecimalMark::Comma, ","), (DecimalMark::Point, ".")] {
        invoicing.goods().update(7, &ItemData { decimal_mark, ..item() }).await.unwrap();
        let body = sent(&transport);
        for (name, value) in [
            ("priceVatExcluded", LONG[0]),
            ("priceVatIncluded", LONG[1]),
            ("vatId", "0"),
            ("costPriceAndMargin.costPriceVatExcluded", "-0.0000000000000000000000000001"),
            ("costPriceAndMargin.marginRate", "53.250"),
            ("ecoContribution.amountVatExcluded", "5.00"),
            ("ecoContribution.amountVatIncluded", "6"),
            ("ecoContribution.includeAmountInSalePrice", "true"),
        ] {
            assert!(body.contains(&part(name, &value.replace('.', mark))), "{name} is not as expected in {body}");
        }
        for name in ["file", "code", "label", "description", "costPriceAndMargin.marginAmount", "ecoContribution.label"]
        {
            assert!(!body.contains(&format!("name=\"{name}\"")), "{name} is in {body}");
        }
    }
    let plain = ItemData { cost_price_and_margin: None, eco_contribution: None, ..item() };
    invoicing.services().create(&plain).await.unwrap();
    assert!(!sent(&transport).contains("costPrice") && !sent(&transport).contains("ecoContribution"));
}

/// A picture comes from memory or is read while it is sent, and is the first part.
#[tokio::test(start_paused = true)]
async fn a_picture_is_sent_from_memory_and_from_a_source() {
    let (transport, invoicing) = answering("7");
    let path = std::env::temp_dir().join(format!("guichet-picture-{}.png", std::process::id()));
    std::fs::write(&path, b"pixels").unwrap();
    let pictures = [
        Picture::new("é.png", "image/png", "pixels"),
        Picture::from_source("é.png", "image/png", Source::file(&path).await.unwrap()),
    ];
    for picture in pictures {
        invoicing.goods().create(&ItemData { picture: Some(picture), ..item() }).await.unwrap();
        let body = sent(&transport);
        let (_, first) = body.split_once("\r\n").unwrap();
        let head = "Content-Disposition: form-data; name=\"file\"; filename=\"é.png\"\r\nContent-Type: image/png\r\n\r\npixels\r\n";
        assert!(first.starts_with(head), "{body}");
    }
    std::fs::remove_file(&path).unwrap();
}

/// The number goes into the path, although one route line has none (003:5109).
#[tokio::test(start_paused = true)]
async fn an_item_is_updated_by_its_number() {
    let (transport, invoicing) = answering("7");
    invoicing.goods().update(7, &item()).await.unwrap();
    invoicing.services().update(8, &item()).await.unwrap();
    let targets: Vec<String> = transport.requests().iter().map(|request| request.target().to_owned()).collect();
    let base = "/hubbix-gctpe/api/public/v1/items";
    assert_eq!(targets, [format!("{base}/goods/7"), format!("{base}/services/8")]);
}

/// What was not shown is not made up; the number of a VAT rate may be 0 (003:5183).
#[tokio::test(start_paused = true)]
async fn no_update_of_an_item_that_is_not_shown_whole() {
    let whole = r#""natureId":1,"priceVatExcluded":1,"vatId":0,"priceVatIncluded":1.20,"salesQuantity":1"#;
    let read = answering(format!("{{\"id\":1,{whole}}}")).1.goods().get(1).await.unwrap();
    assert_eq!(read.to_update().unwrap().vat_id.get(), 0);
    for member in ["natureId", "priceVatExcluded", "vatId", "priceVatIncluded", "salesQuantity"] {
        let without: Vec<&str> = whole.split(',').filter(|part| !part.contains(&format!("\"{member}\""))).collect();
        let read = answering(format!("{{\"id\":1,{}}}", without.join(","))).1.goods().get(1).await.unwrap();
        let error = read.to_update().unwrap_err();
        assert!(error.kind() == ErrorKind::Invalid && error.to_string().contains(member), "{error}");
    }
}

/// The list has 0 for each percentage (003:9189 beside 9376): written back, nothing would be due.
#[tokio::test(start_paused = true)]
async fn terms_of_a_list_are_not_written_back() {
    for (percents, is_written) in [(["0.0", "0.0"], false), (["40.000", "60"], true), (["0", "100"], true)] {
        let line = |percent: &str| format!(r#"{{"id":4,"percent":{percent},"settlementTermLineType":0}}"#);
        let [first, second] = percents.map(line);
        let (_, invoicing) = answering(format!(r#"{{"id":3,"label":"l","lines":[{first},{second}]}}"#));
        let update = invoicing.settlement_terms().get(3).await.unwrap().to_update();
        assert_eq!(update.is_ok(), is_written, "{percents:?}");
    }
}

/// A type that counts days needs their number, and one that ends on a day that day; all lines are told at once.
#[tokio::test(start_paused = true)]
async fn a_term_without_its_days_is_not_sent() {
    let (transport, invoicing) = answering("3");
    let percent = amount("50");
    let mut net = SettlementTermLineData::after(percent, SettlementTermLineType::DaysNet, 30);
    net.number_of_days = None;
    let on = SettlementTermLineData::after(percent, SettlementTermLineType::DaysEndOfMonthOn, 30);
    let term = SettlementTermData::new("l", [net, on]);
    let errors = [
        invoicing.settlement_terms().create(&term).await.unwrap_err(),
        invoicing.settlement_terms().update(3, &term).await.unwrap_err(),
    ];
    for error in errors {
        assert_eq!((error.kind(), error.sent()), (ErrorKind::Invalid, Sent::No));
        let told = error.to_string();
        assert!(told.contains("line 0") && told.contains("number of days") && told.contains("line 1"), "{told}");
    }
    assert!(transport.requests().is_empty());
    // Of a type that nobody lists, nobody knows what it needs.
    let unknown = SettlementTermLineData::after(percent, SettlementTermLineType::from("12"), 0);
    invoicing.settlement_terms().create(&SettlementTermData::new("l", [unknown])).await.unwrap();
    assert!(sent(&transport).contains(r#""settlementTermLineType":12"#), "{}", sent(&transport));
}

/// The code of the error begins with a small letter here (003:9556).
#[tokio::test(start_paused = true)]
async fn an_unknown_term_is_not_found_whatever_the_case() {
    for (status, code) in [(404, "settlementTerm.NotFound"), (400, "SETTLEMENTTERM.NOTFOUND")] {
        let body = format!(r#"{{"status":{status},"errorCode":"{code}","data":{{}},"message":"m"}}"#);
        let transport = ScriptedTransport::always(Reply::new(status, body).header("content-type", "application/json"));
        let error = client(&transport).invoicing("DomainId").settlement_terms().get(1).await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
    }
}

/// A bare number, also as a text and under another media type (003:4911), or the object of the table (003:4930).
#[tokio::test(start_paused = true)]
async fn the_amount_of_sales_is_read_in_each_form() {
    for number in LONG {
        for answer in [number.to_owned(), format!("\"{number}\""), format!(r#"{{"TotalAmount":{number}}}"#)] {
            for kind in ["application/json", "text/plain; charset=utf-8"] {
                let transport = ScriptedTransport::always(Reply::new(200, answer.clone()).header("content-type", kind));
                let read = client(&transport).invoicing("DomainId").dashboards().sale_amount().await;
                assert_eq!(read.unwrap().total_amount.to_string(), number, "{answer} as {kind}");
            }
        }
    }
    for answer in ["", "{}", "null", "[]", "douze"] {
        let transport = ScriptedTransport::always(Reply::new(200, answer).header("content-type", "text/plain"));
        assert!(client(&transport).invoicing("DomainId").dashboards().sale_amount().await.is_err(), "{answer}");
    }
}

/// By their names: the table describes each as the other (003:4877, 4901).
#[tokio::test(start_paused = true)]
async fn what_is_late_and_what_is_to_come_are_not_swapped() {
    let (_, invoicing) = answering(r#"{"totalAmount":3,"totalOverdueAmount":1,"totalFallingDueAmount":2}"#);
    let dues = invoicing.dashboards().commitment_customer().await.unwrap();
    assert_eq!((dues.total_overdue_amount, dues.total_falling_due_amount), (Some(1.into()), Some(2.into())));
}

/// An object in the sample, a text that holds JSON by the table (003:5903); a plain list, and one in `elements` (003:5895).
#[tokio::test(start_paused = true)]
async fn a_customization_is_read_from_both_its_forms() {
    #[derive(serde::Deserialize)]
    struct Font {
        size: f64,
    }
    let object = r#"{"size":1.5}"#;
    for (customization, size) in [
        (object.to_owned(), Some(1.5)),
        (format!("{object:?}"), Some(1.5)),
        ("null".into(), None),
        ("\"\"".into(), None),
    ] {
        let model = format!(r#"{{"id":1,"customization":{customization}}}"#);
        for answer in [format!("[{model}]"), format!(r#"{{"elements":[{model}]}}"#)] {
            let models = answering(answer).1.printing_models().list().collect_all().await.unwrap();
            let font = models[0].customization_as::<Font>().unwrap();
            assert_eq!(font.map(|font| font.size), size, "{customization}");
        }
    }
}

/// A UUID or a number, 0 or a text, a label or a number: none of them costs the row (003:5972, 5984, 5986).
#[tokio::test(start_paused = true)]
async fn a_commitment_is_read_by_the_sample_and_by_the_table() {
    let (transport, invoicing) = answering(
        r#"{"total":2,"elements":[
        {"id":"08db-x","document":{"commitmentAssociationId":0},"paymentMode":"Paypal","amount":-79228162514264337593543950335},
        {"id":8,"document":{"commitmentAssociationId":"a"},"paymentMode":7,"amount":34831.970000000000000000000000}]}"#,
    );
    let all = invoicing.sale_commitments().list(ListQuery::search("krap's")).collect_all().await.unwrap();
    let read = |at: usize| {
        let document = all[at].document.as_ref().unwrap().commitment_association_id.as_ref().unwrap();
        (all[at].id.as_str().to_owned(), document.as_str().to_owned(), all[at].payment_mode.clone().unwrap())
    };
    assert_eq!(read(0), ("08db-x".to_owned(), "0".to_owned(), "Paypal".to_owned()));
    assert_eq!(read(1), ("8".to_owned(), "a".to_owned(), "7".to_owned()));
    assert_eq!([0, 1].map(|at| all[at].amount.unwrap().to_string()), [format!("-{}", LONG[1]), LONG[0].to_owned()]);
    // `filer.query` and a stray percent sign in the sample (003:5961).
    assert!(
        transport.requests()[0].target().ends_with("filter.query=krap%27s"),
        "{}",
        transport.requests()[0].target()
    );
}

/// The day of a payment, as the table and as the sample have it (003:9158, 9120); its type begins at 1, and is 0 in the sample (003:9126).
#[tokio::test(start_paused = true)]
async fn a_payment_is_read_by_the_sample_and_by_the_table() {
    for (date, kind) in [("2024-01-13", "0"), ("2024-01-13T00:00:00Z", "9")] {
        let answer = format!(r#"{{"total":1,"elements":[{{"id":4,"date":"{date}","settlementType":{kind}}}]}}"#);
        let all = answering(answer).1.settlements().list(ListQuery::default()).collect_all().await.unwrap();
        assert_eq!(all[0].date.as_ref().unwrap().date(), Some(day()), "{date}");
        assert_eq!(all[0].settlement_type.as_ref().unwrap().as_str(), kind);
    }
}
