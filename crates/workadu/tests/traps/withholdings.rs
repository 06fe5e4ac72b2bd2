//! Withholdings.

use guichet_workadu::withholdings::{NewWithholding, WithholdingType, WithholdingUpdate};

use crate::common::*;

const ROUTE: &str = "POST /api/invoices/5/withholdings";

/// 004:3195: a date and time with seconds and without a zone.
#[tokio::test(start_paused = true)]
async fn created_and_updated_have_no_zone() {
    let (workadu, _) = data(r#""id": 1, "created_at": "2022-01-25 21:21:53", "updated_at": null"#);
    let read = workadu.withholdings().get(5, 1).await.unwrap();
    let created = read.created_at.unwrap();
    assert_eq!(
        (created.local().date(), created.local().time()),
        (day("2022-01-25"), Time::from_hms(21, 21, 53).unwrap())
    );
    assert_eq!((created.offset(), created.to_string().as_str()), (None, "2022-01-25 21:21:53"));
    assert_eq!(read.updated_at, None);
}

/// 004:3276-3281, 3329, 3402: numbers are text when written, and numbers when read. 004:3276 against 3291: what was
/// written as percent is shown as flat.
#[tokio::test(start_paused = true)]
async fn numbers_are_written_as_text_and_read_as_numbers() {
    let (workadu, transport) = data(
        r#""id": 1, "invoice_id": 5, "type": "flat", "percentage_value": 30, "flat_value": "45.50", "aade_tax_type_id": 5"#,
    );
    let new = NewWithholding {
        flat_value: Some(decimal("45.50")),
        underlying_value: Some(decimal("150")),
        aade_tax_category_id: Some(1.into()),
        ..NewWithholding::percent("Example withholding", decimal("30"), 5)
    };
    let read = workadu.withholdings().create(5, &new).await.unwrap();
    sent(
        &transport,
        ROUTE,
        concat!(
            r#"{"label":"Example withholding","type":"percent","percentage_value":"30","flat_value":"45.50","#,
            r#""underlying_value":"150","aade_tax_type_id":"5","aade_tax_category_id":"1"}"#
        ),
    );
    assert_eq!((read.kind, read.percentage_value), (Some(WithholdingType::Flat), Some(decimal("30"))));
    assert_eq!((read.flat_value, read.aade_tax_type_id), (Some(decimal("45.50")), Some(5.into())));

    let (workadu, transport) = data(r#""id": 1"#);
    let changes = WithholdingUpdate {
        flat_value: Some(decimal("7.00")),
        aade_tax_type_id: Some(4.into()),
        ..WithholdingUpdate::default()
    };
    workadu.withholdings().update(5, 1, &changes).await.unwrap();
    sent(&transport, "PUT /api/invoices/5/withholdings/1", r#"{"flat_value":"7.00","aade_tax_type_id":"4"}"#);
}

/// 004:3315 against 3357: the underlying value is optional in the table, and asked for by the sample of a 422.
/// 004:3367, 3440-3445: a category is "required" where the type is not 5, and for an update.
#[tokio::test(start_paused = true)]
async fn the_underlying_value_and_the_category_are_left_to_the_server() {
    let body = r#"{"message": "The given data was invalid.", "errors": {"underlying_value": ["The underlying value field is required."]}, "status_code": 422}"#;
    let (workadu, transport) = script([Reply::new(422, body)]);
    let new = NewWithholding::flat("x", decimal("10"), 1);
    let error = workadu.withholdings().create(5, &new).await.unwrap_err();
    sent(&transport, ROUTE, r#"{"label":"x","type":"flat","flat_value":"10","aade_tax_type_id":"1"}"#);
    assert_eq!((error.status(), error.message()), (Some(422), Some("The given data was invalid.")));
    assert_eq!(error.fields().len(), 1);
    assert_eq!(error.fields()[0].field, "underlying_value");
    assert_eq!(error.fields()[0].message, "The underlying value field is required.");

    let (workadu, transport) = data(r#""id": 1, "label": "new label""#);
    let changes = WithholdingUpdate { label: Some("new label".into()), ..WithholdingUpdate::default() };
    workadu.withholdings().update(5, 1, &changes).await.unwrap();
    sent(&transport, "PUT /api/invoices/5/withholdings/1", r#"{"label":"new label"}"#);
}

/// 004:3506 against 3542: "1" and 1.
#[tokio::test(start_paused = true)]
async fn ids_are_numbers_or_text() {
    let (workadu, _) = answered(r#"{"data": [{"id": "1", "name": "Τέλη"}, {"id": 2, "name": "Χ"}]}"#);
    let types = workadu.withholdings().tax_types(Default::default()).collect_all().await.unwrap();
    assert_eq!([types[0].id, types[1].id], [1.into(), 2.into()]);
    let (workadu, transport) = answered(r#"{"data": [{"id": 1}, {"id": "2"}]}"#);
    let categories =
        workadu.withholdings().tax_categories(Some(types[0].id), Default::default()).collect_all().await.unwrap();
    assert_eq!([categories[0].id, categories[1].id], [1.into(), 2.into()]);
    sent(&transport, "GET /api/withholdings/aade-tax-categories?tax_type_id=1", "");
}

/// 004:3518, 3543: Greek, with spaces at the end.
#[tokio::test(start_paused = true)]
async fn greek_names_keep_their_spaces() {
    for name in ["Χαρτόσημο ", "Περιπτ. β’- Τόκοι - 15%", "  "] {
        let (workadu, _) = script(vec![Reply::json(format!(r#"{{"data": [{{"id": "4", "name": "{name}"}}]}}"#)); 2]);
        assert_eq!(
            workadu.withholdings().tax_types(Default::default()).collect_all().await.unwrap()[0].name.as_deref(),
            Some(name)
        );
        let categories = workadu.withholdings().tax_categories(None, Default::default()).collect_all().await.unwrap();
        assert_eq!(categories[0].name.as_deref(), Some(name));
    }
}
