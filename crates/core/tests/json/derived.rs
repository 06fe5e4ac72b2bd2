//! What the derives make of names, required members, generics, and bodies.

use std::collections::BTreeMap;

use guichet_core::json::{Kind, Model as _};
use guichet_core::{Body, Decimal, Model};

guichet_core::integer_id! {
    /// A number.
    pub struct Number;
}

#[derive(Debug, Clone, PartialEq, Model)]
#[serde(rename_all = "camelCase")]
struct Entry {
    number: Number,
    vat_amount: Option<Decimal>,
    #[serde(rename = "recource", alias = "resource")]
    resource: Option<String>,
    #[model(required)]
    uuids: Vec<String>,
    lines: Vec<Entry>,
    #[serde(default = "one")]
    copies: i64,
    r#type: Option<String>,
}

fn one() -> i64 {
    1
}

#[test]
fn a_required_member_and_a_required_list_must_be_there() {
    for (json, line) in [
        ("{}", "missing field `number`"),
        (r#"{"number":1}"#, "missing field `uuids`"),
        (r#"{"number":1,"uuids":null}"#, "missing field `uuids`"),
        (r#"{"number":1,"uuids":""}"#, "missing field `uuids`"),
        (r#"{"number":null,"uuids":[]}"#, "missing field `number`"),
        (r#"{"number":1,"uuids":[],"lines":[{"number":2}]}"#, "lines[0]: missing field `uuids`"),
    ] {
        assert_eq!(Entry::from_json(json).unwrap_err().message(), Some(line), "{json}");
    }
    let entry = Entry::from_json(r#"{"number":"7","uuids":[]}"#).unwrap();
    assert_eq!((entry.number, entry.copies, entry.uuids.len()), (Number::from(7), 1, 0));
    assert_eq!(Entry::from_json(r#"{"number":7,"uuids":"a"}"#).unwrap().uuids, ["a"]);
}

#[test]
fn names_are_those_of_serde() {
    for name in ["recource", "resource"] {
        let entry = Entry::from_json(&format!(r#"{{"{name}":"x","number":1,"uuids":[],"vatAmount":1}}"#)).unwrap();
        assert_eq!((entry.resource.as_deref(), entry.vat_amount), (Some("x"), Some(Decimal::ONE)));
    }
    let entry = Entry::from_json(r#"{"type":"t","copies":2,"number":1,"uuids":["u"]}"#).unwrap();
    let written = serde_json::to_string(&entry).unwrap();
    assert_eq!(
        written,
        r#"{"number":1,"vatAmount":null,"recource":null,"uuids":["u"],"lines":[],"copies":2,"type":"t"}"#
    );
    assert_eq!(Entry::from_json(&written).unwrap(), entry);
}

#[test]
fn order_repeats_and_escapes_in_names_do_not_matter() {
    let entry = Entry::from_json(r#"{"uuids":[],"\u006eumber":3,"copies":4,"number":5}"#).unwrap();
    assert_eq!((entry.number, entry.copies), (Number::from(5), 4));
}

#[test]
fn members_say_what_is_read() {
    let rows: Vec<_> = Entry::MEMBERS.iter().map(|m| (m.json, m.aliases, m.field, m.required)).collect();
    let none: &[&str] = &[];
    assert_eq!(
        rows,
        [
            ("number", none, "number", true),
            ("vatAmount", none, "vat_amount", false),
            ("recource", &["resource"], "resource", false),
            ("uuids", none, "uuids", true),
            ("lines", none, "lines", false),
            ("copies", none, "copies", false),
            ("type", none, "type", false),
        ]
    );
    assert!(matches!(Entry::MEMBERS[0].kind, Kind::Integer));
    assert!(matches!(Entry::MEMBERS[1].kind, Kind::Decimal));
    let Kind::List(Kind::Model("Entry", members)) = Entry::MEMBERS[4].kind else { panic!("a list of entries") };
    assert_eq!(members().len(), 7);
}

/// What some vendor wraps each of its members in.
#[derive(Debug, PartialEq, Model)]
#[serde(rename_all = "camelCase")]
struct Field<T> {
    value: Option<T>,
    has_right: Option<bool>,
}

#[derive(Debug, PartialEq, Model)]
struct Wrapped {
    name: Field<String>,
    amount: Option<Field<Decimal>>,
    pair: Pair<Number, Decimal>,
}

#[derive(Debug, PartialEq, Model)]
struct Pair<A, B> {
    first: A,
    second: B,
}

#[test]
fn generic_models() {
    let json = r#"{"name":{"value":"x","hasRight":true},"amount":{"value":1.50,"hasRight":null},"pair":{"first":1,"second":2.0}}"#;
    let read = Wrapped::from_json(json).unwrap();
    assert_eq!(read.amount.as_ref().unwrap().value, Some(Decimal::new(150, 2)));
    assert_eq!(serde_json::to_string(&read).unwrap(), json);
    let error = Wrapped::from_json(r#"{"name":{},"pair":{"first":1}}"#).unwrap_err();
    assert_eq!(error.message(), Some("pair: missing field `second`"));
}

#[derive(Body)]
struct Sent<'a> {
    title: &'a str,
    note: Option<&'a str>,
    amount: Option<Decimal>,
    tags: Vec<String>,
    by_day: BTreeMap<String, i64>,
    #[serde(skip_serializing_if = "is_zero")]
    count: i64,
}

fn is_zero(count: &i64) -> bool {
    *count == 0
}

#[test]
fn a_body_leaves_out_what_is_nothing() {
    let empty = Sent { title: "", note: None, amount: None, tags: Vec::new(), by_day: BTreeMap::new(), count: 0 };
    assert_eq!(serde_json::to_string(&empty).unwrap(), r#"{"title":""}"#);
    let full = Sent {
        title: "t",
        note: Some("n"),
        amount: Some(Decimal::new(1200, 2)),
        tags: vec!["a".into()],
        by_day: BTreeMap::from([("mon".into(), 1)]),
        count: 2,
    };
    let json = r#"{"title":"t","note":"n","amount":12.00,"tags":["a"],"by_day":{"mon":1},"count":2}"#;
    assert_eq!(serde_json::to_string(&full).unwrap(), json);
}

#[derive(Model)]
#[model(sent)]
struct Both {
    a: Option<i64>,
    b: Vec<i64>,
}

#[test]
fn a_model_that_is_also_sent_leaves_out_what_is_nothing() {
    let both = Both::from_json(r#"{"a":null}"#).unwrap();
    assert_eq!(serde_json::to_string(&both).unwrap(), "{}");
    assert_eq!(serde_json::to_string(&Both { a: Some(1), b: vec![2] }).unwrap(), r#"{"a":1,"b":[2]}"#);
}

/// What a crate does that reaches the derive through another one.
mod elsewhere {
    pub use guichet_core::json;
}

#[derive(Model)]
#[model(crate = "elsewhere")]
struct Reached {
    id: i64,
}

#[test]
fn the_derive_is_reached_through_a_re_export() {
    assert_eq!(Reached::from_json(r#"{"id":1}"#).unwrap().id, 1);
}
