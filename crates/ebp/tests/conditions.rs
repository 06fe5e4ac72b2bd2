//! Conditions: what is written is what was meant, whatever stands in names and values, by a YAML reader that is not ours.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use guichet_ebp::saas::{Column, Condition, Literal, column};
use guichet_ebp::time::{Date, PrimitiveDateTime, Time};
use guichet_ebp::{Decimal, ErrorKind};
use proptest::prelude::*;
use saphyr_parser::{Event, Parser, ScalarStyle};

/// What is meant, apart from the crate's own types.
#[derive(Debug, Clone, PartialEq)]
enum Meant {
    Test { column: String, operator: &'static str, kind: &'static str, values: Vec<String> },
    Joined { left: Box<Meant>, operator: &'static str, right: Box<Meant> },
}

/// YAML as it is read: a scalar with whether it is quoted, the members of a mapping, a list.
#[derive(Debug, Clone, PartialEq)]
enum Yaml {
    Scalar(String, bool),
    Map(Vec<(String, Yaml)>),
    List(Vec<Yaml>),
}

fn parsed(text: &str) -> Yaml {
    let events: Vec<Event<'_>> = Parser::new_from_str(text).map(|event| event.unwrap().0).collect();
    let mut events = events.into_iter().filter(|event| {
        !matches!(event, Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd)
    });
    let first = events.next().unwrap();
    let read = node(first, &mut events);
    assert!(events.next().is_none(), "more than one document");
    read
}

fn node<'a>(event: Event<'a>, events: &mut dyn Iterator<Item = Event<'a>>) -> Yaml {
    match event {
        Event::Scalar(text, style, anchor, tag) => {
            assert!(anchor == 0 && tag.is_none());
            Yaml::Scalar(text.into_owned(), style != ScalarStyle::Plain)
        }
        Event::MappingStart(..) => {
            let mut members = Vec::new();
            loop {
                match events.next().unwrap() {
                    Event::MappingEnd => return Yaml::Map(members),
                    name => {
                        let Yaml::Scalar(name, false) = node(name, events) else { panic!("a name that is none") };
                        let value = events.next().unwrap();
                        members.push((name, node(value, events)));
                    }
                }
            }
        }
        Event::SequenceStart(..) => {
            let mut elements = Vec::new();
            loop {
                match events.next().unwrap() {
                    Event::SequenceEnd => return Yaml::List(elements),
                    element => elements.push(node(element, events)),
                }
            }
        }
        other => panic!("{other:?}"),
    }
}

fn scalar(text: &str, quoted: bool) -> Yaml {
    Yaml::Scalar(text.to_owned(), quoted)
}

/// A plain word of YAML that is no text is quoted.
fn name(text: &str) -> Yaml {
    let words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n", "nan", "inf"];
    scalar(text, words.contains(&text.to_lowercase().as_str()))
}

fn map(members: impl IntoIterator<Item = (&'static str, Yaml)>) -> Yaml {
    Yaml::Map(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn expected(meant: &Meant) -> Yaml {
    match meant {
        Meant::Joined { left, operator, right } => map([
            ("left", expected(left)),
            ("operator", scalar(operator, false)),
            ("type", scalar("ImbricationFilter", false)),
            ("right", expected(right)),
        ]),
        Meant::Test { column, operator, kind, values } => {
            let mut members = vec![
                ("type", scalar("CustomFilter", false)),
                ("column", name(column)),
                ("operator", scalar(operator, false)),
            ];
            if !values.is_empty() {
                let value = |value: &String| match *kind {
                    "String" | "Date" => scalar(value, true),
                    "Column" => name(value),
                    _ => scalar(value, false),
                };
                members.push(("valueType", scalar(kind, false)));
                members.push(("value", Yaml::List(values.iter().map(value).collect())));
            }
            map(members)
        }
    }
}

/// The same by the public methods.
fn built(meant: &Meant) -> Condition {
    match meant {
        Meant::Joined { left, operator: "And", right } => built(left).and(built(right)),
        Meant::Joined { left, right, .. } => built(left).or(built(right)),
        Meant::Test { column: name, operator, kind, values } => {
            let mut values: Vec<Literal> = values.iter().map(|value| literal(kind, value)).collect();
            let on: Column = column(name.as_str());
            let mut one = || values.pop().unwrap();
            match *operator {
                "Equal" => on.equal(one()),
                "Different" => on.different(one()),
                "Lower" => on.lower(one()),
                "LowerOrEqual" => on.lower_or_equal(one()),
                "Upper" => on.upper(one()),
                "UpperOrEqual" => on.upper_or_equal(one()),
                "In" => on.is_in(values),
                "NotIn" => on.not_in(values),
                "IsNull" => on.is_null(),
                "IsNotNull" => on.is_not_null(),
                _ => {
                    let to = one();
                    on.between(one(), to)
                }
            }
        }
    }
}

fn literal(kind: &str, value: &str) -> Literal {
    match kind {
        "String" => value.into(),
        "Int" => value.parse::<i64>().unwrap().into(),
        "Decimal" => value.parse::<Decimal>().unwrap().into(),
        "Column" => column(value).into(),
        _ => {
            let mut parts = value.split([' ', '-', ':', '.']).map(|part| part.parse::<u16>().unwrap());
            let mut next = || parts.next().unwrap();
            let date = Date::from_calendar_date(
                next().into(),
                u8::try_from(next()).unwrap().try_into().unwrap(),
                next() as u8,
            );
            let time = Time::from_hms_milli(next() as u8, next() as u8, next() as u8, next());
            PrimitiveDateTime::new(date.unwrap(), time.unwrap()).into()
        }
    }
}

fn names() -> impl Strategy<Value = String> {
    prop_oneof![
        "[A-Za-z_éÅ][A-Za-z0-9_ï]{0,8}(\\.[A-Za-z_][A-Za-z0-9_]{0,8}){0,2}",
        prop::sample::select(vec!["null", "True", "no", "Y", "Unit.Caption", "xx_Machine", "e1", "_"])
            .prop_map(str::to_owned),
    ]
}

/// Texts that would mean something in YAML, in SQL or in an address.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        "[^\\p{C}\\u{2028}\\u{2029}\\u{feff}\\u{fffe}\\u{ffff}]{0,12}",
        "[-'\"\\\\:#{}\\[\\]%&*!|>?, ~@`a]{0,12}",
        prop::sample::select(vec![
            "",
            "'",
            "''",
            " ",
            "' or '1'='1",
            "O'Brien",
            "- a",
            "a: b",
            "a #b",
            "null",
            "--- a",
            "*a",
            "&a"
        ])
        .prop_map(str::to_owned),
    ]
}

fn values() -> impl Strategy<Value = (&'static str, Vec<String>)> {
    let some = |kind: &'static str, one: BoxedStrategy<String>| {
        prop::collection::vec(one, 2..5).prop_map(move |values| (kind, values))
    };
    let dates = (1900..2100i32, 1..=12u8, 1..=28u8, 0..24u8, 0..60u8, 0..60u8, 0..1000u16)
        .prop_map(|(y, m, d, h, min, s, ms)| format!("{y:04}-{m:02}-{d:02} {h:02}:{min:02}:{s:02}.{ms:03}"));
    prop_oneof![
        3 => some("String", texts().boxed()),
        1 => some("Int", any::<i64>().prop_map(|number| number.to_string()).boxed()),
        1 => some("Decimal", (any::<i64>(), 0..20u32).prop_map(|(n, scale)| Decimal::new(n, scale).to_string()).boxed()),
        1 => some("Date", dates.boxed()),
        1 => some("Column", names().boxed()),
    ]
}

fn conditions() -> impl Strategy<Value = Meant> {
    let operators = vec![
        "Equal",
        "Different",
        "Lower",
        "LowerOrEqual",
        "Upper",
        "UpperOrEqual",
        "In",
        "NotIn",
        "IsNull",
        "IsNotNull",
        "Between",
    ];
    let test =
        (names(), prop::sample::select(operators), values()).prop_map(|(column, operator, (kind, mut values))| {
            values.truncate(match operator {
                "IsNull" | "IsNotNull" => 0,
                "In" | "NotIn" => values.len(),
                "Between" => 2,
                _ => 1,
            });
            Meant::Test { column, operator, kind, values }
        });
    test.prop_recursive(5, 24, 2, |inner| {
        (inner.clone(), prop::sample::select(vec!["And", "Or"]), inner).prop_map(|(left, operator, right)| {
            Meant::Joined { left: Box::new(left), operator, right: Box::new(right) }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_what_was_meant(meant in conditions()) {
        let yaml = built(&meant).to_yaml().unwrap();
        prop_assert_eq!(parsed(&yaml), expected(&meant), "{}", yaml);
    }

    /// Whatever a name and a value hold: either it is refused, or it is what was given.
    #[test]
    fn nothing_breaks_out(on in any::<String>(), value in any::<String>()) {
        if let Ok(yaml) = column(on.as_str()).equal(value.as_str()).to_yaml() {
            let meant = Meant::Test { column: on, operator: "Equal", kind: "String", values: vec![value] };
            prop_assert_eq!(parsed(&yaml), expected(&meant), "{}", yaml);
        }
    }
}

/// The encoded samples, decoded (003:2596, 2626).
const DATE: &str = "  type: CustomFilter\n  column: sysModifiedDate\n  operator: Equal\n  valueType : Date\n  value:\n  - '2021-07-12 13:43:32.000'";
const OR: &str = "  left:\n     type: CustomFilter\n     column: Id\n     operator: equal\n     valueType : string\n     value:\n     - 'ANIM0001'\n  operator: or\n  type: ImbricationFilter\n  right:\n      type: customFilter\n      column: Id\n      operator: equal\n      valueType : string\n      value:\n      - 'BUZZ0001'";

fn moment() -> PrimitiveDateTime {
    guichet_ebp::dates::Timestamp::parse("2021-07-12 13:43:32").unwrap().local()
}

#[test]
fn the_first_sample_comes_out_letter_by_letter() {
    assert_eq!(column("sysModifiedDate").equal(moment()).to_yaml().unwrap(), DATE);
}

/// It mixes cases and indents.
#[test]
fn the_second_sample_comes_out_as_the_same_tree() {
    fn folded(yaml: Yaml) -> Yaml {
        match yaml {
            Yaml::Scalar(text, false) => Yaml::Scalar(text.to_lowercase(), false),
            Yaml::Scalar(text, true) => Yaml::Scalar(text, true),
            Yaml::Map(members) => Yaml::Map(members.into_iter().map(|(name, value)| (name, folded(value))).collect()),
            Yaml::List(elements) => Yaml::List(elements.into_iter().map(folded).collect()),
        }
    }
    let ours = column("Id").equal("ANIM0001").or(column("Id").equal("BUZZ0001")).to_yaml().unwrap();
    assert_eq!(folded(parsed(&ours)), folded(parsed(OR)));
}

#[test]
fn between_takes_two_and_null_none() {
    let between = column("UseInvoicingAddressAsDeliveryAddress").between(1, 5).to_yaml().unwrap();
    assert!(between.ends_with("  valueType : Int\n  value:\n  - 1\n  - 5"), "{between}");
    let null = column("DealId").is_null().to_yaml().unwrap();
    assert_eq!(null, "  type: CustomFilter\n  column: DealId\n  operator: IsNull");
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let deep = |depth: usize| (0..depth).fold(column("Id").equal(1), |all, n| all.or(column("Id").equal(n as i64)));
    for condition in [
        column("").equal(1),
        column("a b").equal(1),
        column("Id\n  operator: Or").equal(1),
        column("1Id").equal(1),
        column("Id.").equal(1),
        column("Id--").equal(1),
        column("x".repeat(201)).equal(1),
        column("Id").equal("a\nb"),
        column("Id").equal("a\u{2028}b"),
        column("Id").equal(column("a; b")),
        column("Id").is_in(Vec::<i64>::new()),
        column("Id").not_in(Vec::<String>::new()),
        column("Id").is_in([Literal::from(1), "a".into()]),
        column("Id").between(1, "b"),
        column("Id").equal(1).and(column("a b").equal(1)),
        deep(64),
        deep(5_000),
    ] {
        let error = condition.to_yaml().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid, "{condition:?}");
    }
    deep(63).to_yaml().unwrap();
}
