//! What vendors send beside what they document.

use std::collections::BTreeMap;

use guichet_core::{Model, RawJson, json};
use proptest::prelude::*;

#[derive(Debug, Default, PartialEq, Model)]
struct Sample {
    #[model(with = "json::one_or_many")]
    data: Vec<Inner>,
    media: Vec<String>,
    #[model(with = "json::one_of_many")]
    user: Option<i64>,
    #[model(with = "json::unless_empty")]
    range: Option<BTreeMap<String, i64>>,
    days: BTreeMap<String, i64>,
    mobile: Option<String>,
    id: Option<i64>,
    hide: Option<bool>,
    inner: Option<Inner>,
    by_day: BTreeMap<String, Inner>,
    raw: Option<RawJson>,
}

#[derive(Debug, Default, PartialEq, Model)]
struct Inner {
    n: Option<i64>,
}

fn read(json: &str) -> Sample {
    Sample::from_json(json).unwrap_or_else(|e| panic!("{json}: {e}"))
}

fn inner(n: i64) -> Inner {
    Inner { n: Some(n) }
}

#[test]
fn one_or_many_reads_both() {
    assert_eq!(read(r#"{"data":[{"n":1},{"n":2}]}"#).data, [inner(1), inner(2)]);
    assert_eq!(read(r#"{"data":{"n":7}}"#).data, [inner(7)]);
    assert_eq!(read(r#"{"data":null}"#).data, []);
    assert_eq!(read(r#"{"media":""}"#).media, [""; 0]);
    assert_eq!(read(r#"{"media":"a.png"}"#).media, ["a.png"]);
    assert_eq!(read(r#"{"user":[5]}"#).user, Some(5));
    assert_eq!(read(r#"{"user":[5,6]}"#).user, Some(5));
    assert_eq!(read(r#"{"user":5}"#).user, Some(5));
    assert_eq!(read(r#"{"user":[]}"#).user, None);
    // The strict list takes only null for nothing.
    for bad in [r#"{"data":false}"#, r#"{"data":""}"#, r#"{"data":5}"#, r#"{"data":"x"}"#] {
        assert!(Sample::from_json(bad).is_err(), "{bad}");
    }
}

#[test]
fn an_element_that_is_nothing_is_an_error() {
    for bad in [r#"{"data":[{"n":1},null]}"#, r#"{"media":["a",null]}"#, r#"{"user":[null]}"#] {
        let error = Sample::from_json(bad).unwrap_err().to_string();
        assert!(error.contains("found nothing"), "{bad}: {error}");
    }
}

#[test]
fn an_empty_list_for_an_object() {
    // As a member it is nothing; in a list or a map, where PHP writes it for an object, an object without members.
    assert_eq!(read(r#"{"inner":[]}"#).inner, None);
    assert_eq!(read(r#"{"data":[[],{"n":1}]}"#).data, [Inner::default(), inner(1)]);
    assert_eq!(read(r#"{"by_day":{"mon":[]}}"#).by_day["mon"], Inner::default());
    assert_eq!(read(r#"{"by_day":[]}"#).by_day.len(), 0);
    assert!(Sample::from_json(r#"{"inner":[{"n":1}]}"#).is_err());
}

#[test]
fn empty_spellings_are_none() {
    for empty in ["null", "false", r#""null""#, r#""false""#, r#""""#, "[]", "[ ]"] {
        let json = format!(r#"{{"range":{empty},"days":{empty},"id":{empty},"inner":{empty},"media":{empty}}}"#);
        assert_eq!(read(&json), Sample::default(), "{empty}");
    }
    assert_eq!(read(r#"{"range":{"a":1},"days":{"b":2}}"#).range.unwrap()["a"], 1);
    // Raw JSON takes only null for nothing.
    assert_eq!(read(r#"{"raw":false}"#).raw.unwrap().as_str(), "false");
    assert_eq!(read(r#"{"raw":null}"#).raw, None);
}

#[test]
fn null_and_absent_are_the_same_and_unknown_members_pass() {
    assert_eq!(read("{}"), Sample::default());
    let null = r#"{"data":null,"media":null,"user":null,"range":null,"days":null,"mobile":null,"id":null,"hide":null}"#;
    assert_eq!(read(null), Sample::default());
    assert_eq!(read(r#"{"x":[{"y":"}]"}],"id":1,"z":{"id":2}}"#).id, Some(1));
}

#[test]
fn scalars_are_read_in_each_others_spelling() {
    assert_eq!(read(r#"{"mobile":1112223334}"#).mobile.as_deref(), Some("1112223334"));
    assert_eq!(read(r#"{"mobile":1.50}"#).mobile.as_deref(), Some("1.50"));
    assert_eq!(read(r#"{"mobile":"+44"}"#).mobile.as_deref(), Some("+44"));
    for id in ["15", r#""15""#, "15.0", "1.5e1", r#"" 15 ""#] {
        assert_eq!(read(&format!(r#"{{"id":{id}}}"#)).id, Some(15), "{id}");
    }
    for (text, value) in [
        ("true", true),
        (r#""true""#, true),
        ("1", true),
        ("18", true),
        ("0", false),
        (r#""0""#, false),
        (r#""False""#, false),
    ] {
        assert_eq!(read(&format!(r#"{{"hide":{text}}}"#)).hide, Some(value), "{text}");
    }
    for bad in [
        r#"{"id":"x"}"#,
        r#"{"id":1.5}"#,
        r#"{"id":1e30}"#,
        r#"{"id":{}}"#,
        r#"{"hide":"maybe"}"#,
        r#"{"hide":[]}"#,
        r#"{"mobile":[]}"#,
    ] {
        assert!(Sample::from_json(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_fault_names_its_place_and_not_the_value() {
    for (json, line) in [
        (r#"{"data":[{"n":1},{"n":"s3cret"}]}"#, "data[1].n: not a decimal number"),
        (r#"{"by_day":{"mon":{"n":{"s3cret":1}}}}"#, "by_day.mon.n: expected a whole number, found an object"),
        (r#"{"inner":"s3cret"}"#, "inner: expected an object, found a string"),
        (r#"{"mobile":["s3cret"]}"#, "mobile: expected text, found an array"),
        ("\n\n {\"hide\": \"s3cret\"}", "hide: expected true or false"),
        (r#"[{"n":1}]"#, "expected an object, found an array"),
        (r#"{"id":1} s3cret"#, "trailing characters"),
    ] {
        let error = Sample::from_json(json).unwrap_err();
        assert_eq!(error.message(), Some(line), "{json}");
        assert!(!format!("{error} {error:?}").contains("s3cret"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 5_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_json_is_read_or_refused(value in any_json(3)) {
        for member in ["data", "media", "user", "range", "days", "mobile", "id", "hide", "inner", "by_day", "raw"] {
            let _ = Sample::from_json(&format!(r#"{{"{member}":{value}}}"#));
        }
        let unknown = format!(r#"{{"unknown":{value}}}"#);
        prop_assert!(Inner::from_json(&unknown).is_ok());
    }

    #[test]
    fn integers_survive_in_either_spelling(id in any::<i64>()) {
        prop_assert_eq!(read(&format!(r#"{{"id":{id}}}"#)).id, Some(id));
        prop_assert_eq!(read(&format!(r#"{{"id":"{id}"}}"#)).id, Some(id));
    }

    #[test]
    fn texts_survive(text in any::<String>()) {
        let json = serde_json::to_string(&text).unwrap();
        prop_assert_eq!(read(&format!(r#"{{"mobile":{json}}}"#)).mobile, Some(text));
    }

    #[test]
    fn no_text_panics(text in ".*") {
        let _ = Sample::from_json(&text);
        let _ = Sample::from_json(&format!(r#"{{"data":{text}"#));
    }
}

fn any_json(depth: u32) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        Just("false".to_owned()),
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?(e[+-]?[0-9]{1,4})?",
        any::<String>().prop_map(|s| serde_json::to_string(&s).unwrap()),
    ];
    leaf.prop_recursive(depth, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(|v| format!("[{}]", v.join(","))),
            proptest::collection::vec(inner, 0..4).prop_map(|v| format!(
                "{{{}}}",
                v.iter().enumerate().map(|(i, x)| format!("\"k{i}\":{x}")).collect::<Vec<_>>().join(",")
            )),
        ]
    })
}
