//! Searches (000:405-474): every operator, over members of any kind.

use std::cmp::Ordering;

use guichet_fixtures::Json;
use rust_decimal::Decimal;

use crate::engine::json::text_of;
use crate::engine::{amounts, days};

const DEFAULT_WILDCARDS: &str = "*%_";

/// The fields whose criterion cannot be evaluated, and why.
pub(super) fn wrong(criteria: &Json) -> impl Iterator<Item = (String, String)> {
    let fields = criteria.as_object().unwrap_or_default().iter();
    let wrong: Vec<_> = fields.filter_map(|(field, clause)| fault(clause).map(|why| (field.clone(), why))).collect();
    wrong.into_iter()
}

/// A clause is an object; a bare text is refused by the server with a type error (fact A4).
fn fault(clause: &Json) -> Option<String> {
    if clause.as_object().is_none() {
        return Some("Clause<java.lang.String>: an object is expected".to_owned());
    }
    let operator = clause.get("operator").and_then(text_of).unwrap_or_default();
    let value = clause.get("value").filter(|value| !value.is_null());
    let arity = |is_right: bool, what: &str| (!is_right).then(|| format!("{operator}: {what}"));
    match operator.as_str() {
        "IS_NULL" | "IS_NOT_NULL" => arity(value.is_none(), "it takes no value"),
        "IN" | "NOT_IN" => arity(value.is_some_and(|value| value.as_array().is_some()), "its value is an array"),
        "CLAUSES" => {
            let joined = clause.get("logicalOperator").and_then(text_of);
            let all = clause.get("clauses").and_then(Json::as_array).unwrap_or_default();
            let is_right = matches!(joined.as_deref(), Some("AND" | "OR")) && !all.is_empty();
            arity(is_right, "AND or OR and some clauses are expected").or_else(|| all.iter().find_map(fault))
        }
        "LIKE" | "NOT_LIKE" | "IS" | "IS_NOT" | "GREATER" | "GREATER_OR_EQUALS" | "LOWER" | "LOWER_OR_EQUALS" => {
            arity(value.is_some_and(|value| text_of(value).is_some()), "it takes one value")
        }
        _ => Some(format!("{operator:?} is no operator")),
    }
}

/// All criteria must hold.
pub(super) fn matches(record: &Json, criteria: &Json) -> bool {
    let fields = criteria.as_object().unwrap_or_default();
    fields.iter().all(|(field, clause)| holds(record.get(field).filter(|value| !value.is_null()), clause))
}

fn holds(held: Option<&Json>, clause: &Json) -> bool {
    let operator = clause.get("operator").and_then(text_of).unwrap_or_default();
    let with_time = clause.get("withTime").and_then(Json::as_bool).unwrap_or(false);
    let wanted = clause.get("value");
    let order = |wanted: &Json| held.and_then(|held| compared(held, wanted, with_time));
    let is = |wanted: &Json| order(wanted) == Some(Ordering::Equal);
    let ordered = |right: &[Ordering]| wanted.and_then(order).is_some_and(|order| right.contains(&order));
    let listed = || wanted.and_then(Json::as_array).unwrap_or_default().iter().any(is);
    let is_like = || {
        let wildcards = clause.get("wildcards").and_then(text_of).unwrap_or_else(|| DEFAULT_WILDCARDS.to_owned());
        let (text, pattern) = (held.and_then(text_of), wanted.and_then(text_of));
        text.zip(pattern).is_some_and(|(text, pattern)| like(&text, &pattern, &wildcards))
    };
    match operator.as_str() {
        "LIKE" => is_like(),
        "NOT_LIKE" => !is_like(),
        "IS" => wanted.is_some_and(is),
        "IS_NOT" => !wanted.is_some_and(is),
        "IS_NULL" => held.is_none(),
        "IS_NOT_NULL" => held.is_some(),
        "IN" => listed(),
        "NOT_IN" => !listed(),
        "GREATER_OR_EQUALS" => ordered(&[Ordering::Greater, Ordering::Equal]),
        "GREATER" => ordered(&[Ordering::Greater]),
        "LOWER_OR_EQUALS" => ordered(&[Ordering::Less, Ordering::Equal]),
        "LOWER" => ordered(&[Ordering::Less]),
        _ => {
            let mut all = clause.get("clauses").and_then(Json::as_array).unwrap_or_default().iter();
            match clause.get("logicalOperator").and_then(text_of).as_deref() {
                Some("OR") => all.any(|clause| holds(held, clause)),
                _ => all.all(|clause| holds(held, clause)),
            }
        }
    }
}

/// Numbers by value, moments by their day or by their instant, everything else as text.
fn compared(held: &Json, wanted: &Json, with_time: bool) -> Option<Ordering> {
    let (held, wanted) = (text_of(held)?, text_of(wanted)?);
    if let (Some(held), Some(wanted)) = (day(&held), day(&wanted)) {
        return match with_time {
            true => Some(instant(&held.1)?.cmp(&instant(&wanted.1)?)),
            // 000:417: without `withTime` the day alone is compared.
            false => Some(held.0.cmp(&wanted.0)),
        };
    }
    let number = |text: &str| -> Option<Decimal> { amounts::exact(text) };
    match (number(&held), number(&wanted)) {
        (Some(held), Some(wanted)) => Some(held.cmp(&wanted)),
        _ => Some(held.cmp(&wanted)),
    }
}

/// The day of a date or a moment, and the text.
fn day(text: &str) -> Option<(String, String)> {
    let day = text.get(..10).filter(|day| days::is_day(day))?;
    (text.len() == 10 || text.as_bytes().get(10) == Some(&b'T')).then(|| (day.to_owned(), text.to_owned()))
}

/// Milliseconds in UTC of `2020-06-01T23:30:00.000+0200`; a day is its midnight in UTC.
fn instant(text: &str) -> Option<i64> {
    let day = i64::from(days::of(text.get(..10)?)?.to_julian_day()) * 86_400_000;
    let Some(rest) = text.get(11..).filter(|rest| !rest.is_empty()) else { return Some(day) };
    let (time, zone) = rest.split_at(rest.find(['Z', '+', '-'])?);
    let number = |text: &str, at: usize| text.get(at..at + 2)?.parse::<i64>().ok();
    let of_day = (number(time, 0)? * 3600 + number(time, 3)? * 60 + number(time, 6)?) * 1000;
    let fraction: i64 = format!("{:0<3}", time.get(9..).unwrap_or("0")).get(..3)?.parse().ok()?;
    let digits = zone.replace(':', "");
    let offset = match digits.strip_prefix(['+', '-']) {
        Some(offset) => (number(offset, 0)? * 60 + number(offset, 2)?) * 60_000,
        None => 0,
    };
    Some(day + of_day + fraction - if digits.starts_with('-') { -offset } else { offset })
}

/// A pattern, by the characters that are wildcards in it: `*` and `%` stand for any text, `_` for one character.
fn like(text: &str, pattern: &str, wildcards: &str) -> bool {
    let (text, pattern): (Vec<char>, Vec<char>) = (text.chars().collect(), pattern.chars().collect());
    let is_any = |c: char| matches!(c, '*' | '%') && wildcards.contains(c);
    let is_one = |c: char| c == '_' && wildcards.contains(c);
    // Which beginnings of the text the pattern so far fits.
    let mut fits = vec![false; text.len() + 1];
    if let Some(first) = fits.first_mut() {
        *first = true;
    }
    for &c in &pattern {
        let mut next = vec![false; fits.len()];
        let mut before = false;
        for (at, slot) in next.iter_mut().enumerate() {
            let here = fits.get(at).copied().unwrap_or_default();
            let shorter = at.checked_sub(1).and_then(|at| Some((*fits.get(at)?, *text.get(at)?)));
            *slot = match is_any(c) {
                true => here || before,
                false => shorter.is_some_and(|(fit, letter)| fit && (is_one(c) || letter == c)),
            };
            before = *slot;
        }
        fits = next;
    }
    fits.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds_for(record: &str, criteria: &str) -> bool {
        matches(&Json::parse(record).unwrap(), &Json::parse(criteria).unwrap())
    }

    #[test]
    fn each_operator_holds_and_does_not() {
        let record = r#"{"code":"A_1","amount":150.10,"zero":"007","date":"2020-06-01T23:30:00.000+0200","none":null}"#;
        for (criteria, right) in [
            (r#"{"code":{"operator":"LIKE","value":"A%"}}"#, true),
            (r#"{"code":{"operator":"LIKE","value":"A_1"}}"#, true),
            (r#"{"code":{"operator":"LIKE","value":"AB1"}}"#, false),
            (r#"{"code":{"operator":"LIKE","value":"A%","wildcards":"*"}}"#, false),
            (r#"{"code":{"operator":"LIKE","value":"A_*","wildcards":"*"}}"#, true),
            (r#"{"code":{"operator":"NOT_LIKE","value":"B*"}}"#, true),
            (r#"{"none":{"operator":"NOT_LIKE","value":"B*"}}"#, true),
            (r#"{"code":{"operator":"IS","value":"A_1"}}"#, true),
            (r#"{"code":{"operator":"IS","value":"A%"}}"#, false),
            (r#"{"amount":{"operator":"IS","value":150.1}}"#, true),
            (r#"{"code":{"operator":"IS_NOT","value":"A_1"}}"#, false),
            (r#"{"none":{"operator":"IS_NULL"}}"#, true),
            (r#"{"absent":{"operator":"IS_NULL"}}"#, true),
            (r#"{"none":{"operator":"IS_NOT_NULL"}}"#, false),
            (r#"{"code":{"operator":"IN","value":["x","A_1"]}}"#, true),
            (r#"{"code":{"operator":"NOT_IN","value":["x","A_1"]}}"#, false),
            (r#"{"amount":{"operator":"GREATER","value":150.10}}"#, false),
            (r#"{"amount":{"operator":"GREATER_OR_EQUALS","value":150.10}}"#, true),
            (r#"{"amount":{"operator":"LOWER","value":1000}}"#, true),
            (r#"{"amount":{"operator":"LOWER_OR_EQUALS","value":99}}"#, false),
            // The same day, whatever the time.
            (r#"{"date":{"operator":"GREATER_OR_EQUALS","value":"2020-06-01T23:59:00.000+0200"}}"#, true),
            (
                r#"{"date":{"operator":"GREATER_OR_EQUALS","value":"2020-06-01T23:59:00.000+0200","withTime":true}}"#,
                false,
            ),
            (r#"{"date":{"operator":"LOWER","value":"2020-06-01T22:00:00Z","withTime":true}}"#, true),
            (
                r#"{"amount":{"operator":"CLAUSES","logicalOperator":"OR","clauses":[{"operator":"LOWER","value":1},{"operator":"CLAUSES","logicalOperator":"AND","clauses":[{"operator":"GREATER","value":100},{"operator":"LOWER","value":200}]}]}}"#,
                true,
            ),
            (
                r#"{"amount":{"operator":"CLAUSES","logicalOperator":"AND","clauses":[{"operator":"LOWER","value":1},{"operator":"GREATER","value":100}]}}"#,
                false,
            ),
            (r#"{"code":{"operator":"LIKE","value":"A%"},"amount":{"operator":"LOWER","value":1}}"#, false),
        ] {
            assert_eq!(wrong(&Json::parse(criteria).unwrap()).next(), None, "{criteria}");
            assert_eq!(holds_for(record, criteria), right, "{criteria}");
        }
    }

    #[test]
    fn what_is_no_clause_is_refused() {
        for clause in [
            r#""J%""#,
            r#"{"operator":"like","value":"x"}"#,
            r#"{"operator":"IS"}"#,
            r#"{"operator":"IS","value":["x"]}"#,
            r#"{"operator":"IN","value":"x"}"#,
            r#"{"operator":"IS_NULL","value":"x"}"#,
            r#"{"operator":"CLAUSES","clauses":[]}"#,
            r#"{"operator":"CLAUSES","logicalOperator":"AND","clauses":[{"operator":"IS"}]}"#,
        ] {
            let criteria = Json::parse(format!(r#"{{"code":{clause}}}"#)).unwrap();
            assert_eq!(wrong(&criteria).count(), 1, "{clause}");
        }
    }
}
