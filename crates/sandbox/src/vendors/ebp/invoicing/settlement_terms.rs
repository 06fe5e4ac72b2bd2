//! Settlement terms. The list has 0 for each percentage (003:9189).

use guichet_fixtures::Json;

use super::{HOW_MANY, check_deletable, number};
use crate::engine::behaviour::{change, create, get, list, remove};
use crate::engine::json::{put, text_of, values};
use crate::engine::{Answer, Call, Engine, Key, Record, Refusal, Reply, Row, Shelf, Start, Store};

pub(super) static ROWS: &[Row] = &[
    list("ebp.invoicing.settlement-terms.list", &SETTLEMENT_TERMS).view(without_percentages),
    get("ebp.invoicing.settlement-terms.get", &SETTLEMENT_TERMS),
    create("ebp.invoicing.settlement-terms.create", &SETTLEMENT_TERMS).written(numbered),
    change("ebp.invoicing.settlement-terms.update", &SETTLEMENT_TERMS).written(numbered),
    remove("ebp.invoicing.settlement-terms.delete", &SETTLEMENT_TERMS)
        .check(check_deletable)
        .answer(Answer::Documented(&[])),
];

static SETTLEMENT_TERMS: Shelf = Shelf {
    keys: &[Key::id("idSettlementTerm"), Key::id("IdSetllementTerm")],
    search: "label",
    unknown: Refusal::Label(
        404,
        "settlementTerm.NotFound",
        "EntityId : {id}. La condition de règlement est introuvable.",
    ),
    start: Start::Blank(r#"{"canDelete": true}"#),
    documented: true,
    references: "settlementTermId",
    ..Shelf::new("settlement-terms")
};

fn with_lines(value: &Json, change: impl Fn(usize, &mut Json)) -> Json {
    let lines = values(value, "lines").into_iter().cloned().enumerate().map(|(at, mut line)| {
        change(at, &mut line);
        line
    });
    let mut changed = value.clone();
    put(&mut changed, "lines", Json::from(lines.collect::<Vec<_>>()));
    changed
}

fn without_percentages(_: &Call<'_>, _: &Store, term: &Record) -> Json {
    with_lines(&term.value, |_, line| put(line, "percent", Json::Number("0.0".to_owned())))
}

/// Lines have numbers of their own. A member that is not sent is null.
fn numbered(call: &Call<'_>, _: &Store, _: &Json) -> Result<Json, Reply> {
    Ok(with_lines(&call.body, |at, line| {
        put(line, "id", number(1000 + at));
        for name in ["numberOfDays", "dayOfMonth", "paymentModeId"] {
            if line.get(name).is_none() {
                put(line, name, Json::Null);
            }
        }
    }))
}

/// The percentages of the terms that only the list shows: equal parts, as the label of one says (003:9245).
pub(super) fn fill(engine: &Engine, store: &mut Store) {
    for id in 1..=8 {
        store.change(&SETTLEMENT_TERMS, &id.to_string(), |term: &mut Record| {
            let lines = values(&term.value, "lines");
            let parts = lines.len().max(1);
            let percent = |line: &&Json| line.get("percent").and_then(text_of).unwrap_or_default();
            if lines.iter().all(|line| percent(line).trim_matches(['0', '.']).is_empty()) {
                term.value = with_lines(&term.value, |_, line| put(line, "percent", number(100 / parts)));
            }
        });
    }
    for n in 1..=HOW_MANY {
        let line = [
            ("id", number(2000 + n)),
            ("percent", Json::from(100)),
            ("numberOfDays", number(n % 60)),
            ("settlementTermLineType", Json::from(1)),
            ("dayOfMonth", Json::Null),
            ("paymentModeId", Json::Null),
        ];
        let label = Json::from(format!("Condition {n}"));
        let term = Json::object([("label", label), ("lines", Json::from(vec![Json::object(line)]))]);
        engine.add(store, &SETTLEMENT_TERMS, term);
    }
}
