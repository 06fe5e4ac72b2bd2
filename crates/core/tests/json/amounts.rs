//! Amounts, days and times as members of models.

use guichet_core::dates::Timestamp;
use guichet_core::time::{Date, Time};
use guichet_core::{Decimal, Model};

#[derive(Debug, Model)]
struct Line {
    amount: Decimal,
    vat: Option<Decimal>,
    #[serde(serialize_with = "guichet_core::decimal::as_text")]
    rate: Option<Decimal>,
}

#[test]
fn amounts_in_and_out() {
    let line = Line::from_json(r#"{"amount":12.00,"vat":" 1.50 ","rate":30}"#).unwrap();
    assert_eq!(serde_json::to_string(&line).unwrap(), r#"{"amount":12.00,"vat":1.50,"rate":"30"}"#);
    let line = Line::from_json(r#"{"amount":"1e2","vat":null,"rate":""}"#).unwrap();
    assert_eq!(serde_json::to_string(&line).unwrap(), r#"{"amount":100,"vat":null,"rate":null}"#);
    let line = Line::from_json(r#"{"amount":34831.970000000000000000000000,"vat":79228162514264337593543950335}"#);
    let written = serde_json::to_string(&line.unwrap()).unwrap();
    assert_eq!(written, r#"{"amount":34831.970000000000000000000000,"vat":79228162514264337593543950335,"rate":null}"#);
    for bad in [
        r#"{"amount":null}"#,
        r#"{"amount":true}"#,
        r#"{"amount":"x"}"#,
        r#"{"amount":[1]}"#,
        r#"{"amount":1e99}"#,
        r#"{"amount":false}"#,
        r#"{"amount":""}"#,
        r#"{"amount":1,"vat":false}"#,
        "{}",
    ] {
        assert!(Line::from_json(bad).is_err(), "{bad}");
    }
}

#[derive(Debug, Model)]
struct Row {
    day: Option<Date>,
    at: Option<Timestamp>,
    time: Option<Time>,
}

#[test]
fn blank_and_zero_dates_are_none() {
    for json in ["{}", r#"{"day":"","at":null,"time":"null"}"#, r#"{"day":"0000-00-00","at":"0000-00-00 00:00:00"}"#] {
        let row = Row::from_json(json).unwrap();
        assert_eq!(serde_json::to_string(&row).unwrap(), r#"{"day":null,"at":null,"time":null}"#);
    }
    let error = Row::from_json(r#"{"day":"soon"}"#).unwrap_err();
    assert_eq!(error.message(), Some("day: expected a date"));
}

#[test]
fn days_and_times_in_and_out() {
    let json = r#"{"day":"2024-02-29","at":"2022-01-25 21:21","time":"08:05"}"#;
    let row = Row::from_json(json).unwrap();
    assert_eq!(serde_json::to_string(&row).unwrap(), json);
    let row = Row::from_json(r#"{"day":"2024-02-29T00:00:00Z","time":"08:05:00"}"#).unwrap();
    assert_eq!(serde_json::to_string(&row).unwrap(), r#"{"day":"2024-02-29","at":null,"time":"08:05"}"#);
}
