//! Conditions (*WhereCondition*): the YAML that the text shows (003:2587-2642) is read and held against rows.

use std::cmp::Ordering;

use super::tables::{Row, Table};
use crate::engine::list;

/// A condition that was read.
#[derive(Debug, PartialEq)]
pub(super) enum Condition {
    Test { column: &'static str, operator: Operator, kind: Kind, values: Vec<String> },
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Operator {
    In,
    NotIn,
    Like,
    Equal,
    Different,
    Lower,
    LowerOrEqual,
    Upper,
    UpperOrEqual,
    IsNull,
    IsNotNull,
    Between,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    String,
    Int,
    Decimal,
    Date,
    Column,
}

const OPERATORS: &[(&str, Operator)] = &[
    ("in", Operator::In),
    ("notin", Operator::NotIn),
    ("like", Operator::Like),
    ("equal", Operator::Equal),
    ("different", Operator::Different),
    ("lower", Operator::Lower),
    ("lowerorequal", Operator::LowerOrEqual),
    ("upper", Operator::Upper),
    ("upperorequal", Operator::UpperOrEqual),
    ("isnull", Operator::IsNull),
    ("isnotnull", Operator::IsNotNull),
    ("between", Operator::Between),
];

const KINDS: &[(&str, Kind)] = &[
    ("string", Kind::String),
    ("int", Kind::Int),
    ("decimal", Kind::Decimal),
    ("date", Kind::Date),
    ("column", Kind::Column),
];

/// How deep nodes may stand in one another.
const DEEPEST: usize = 128;

/// Reads a condition on a table's columns; keywords in any case, as the samples have them.
pub(super) fn read(text: &str, table: &Table) -> Option<Condition> {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let content = line.trim_end_matches('\r');
        let indent = content.len() - content.trim_start_matches(' ').len();
        if !content.trim().is_empty() {
            lines.push(Line { indent, text: content.trim() });
        }
    }
    let mut lines = lines.as_slice();
    let read = node(&mut lines, table, 0)?;
    lines.is_empty().then_some(read)
}

#[derive(Clone, Copy)]
struct Line<'a> {
    indent: usize,
    text: &'a str,
}

/// The members of a node: all lines of its first line's indent, and what stands deeper.
fn node(lines: &mut &[Line<'_>], table: &Table, depth: usize) -> Option<Condition> {
    let indent = lines.first()?.indent;
    let (mut kind, mut operator, mut column, mut value_kind) = (None, None, None, None);
    let (mut left, mut right, mut values) = (None, None, Vec::new());
    while let Some(line) = lines.first().copied().filter(|line| line.indent == indent) {
        *lines = lines.get(1..)?;
        let (name, value) = line.text.split_once(':')?;
        let value = value.trim();
        match name.trim_end().to_ascii_lowercase().as_str() {
            "type" if kind.is_none() => kind = Some(value.to_ascii_lowercase()),
            "operator" if operator.is_none() => operator = Some(value.to_ascii_lowercase()),
            "column" if column.is_none() => column = Some(scalar(value)?),
            "valuetype" if value_kind.is_none() => value_kind = Some(named(KINDS, value)?),
            "value" if values.is_empty() && value.is_empty() => {
                while let Some(item) =
                    lines.first().filter(|item| item.indent >= indent).and_then(|l| l.text.strip_prefix('-'))
                {
                    *lines = lines.get(1..)?;
                    values.push(scalar(item.strip_prefix(' ')?)?);
                }
            }
            side @ ("left" | "right") if value.is_empty() && depth < DEEPEST => {
                if lines.first()?.indent <= indent {
                    return None;
                }
                let inner = Some(Box::new(node(lines, table, depth + 1)?));
                if side == "left" { left = inner } else { right = inner }
            }
            _ => return None,
        }
    }
    if lines.first().is_some_and(|line| line.indent > indent) {
        return None;
    }
    match kind?.as_str() {
        "imbricationfilter" if column.is_none() => match operator?.as_str() {
            "and" => Some(Condition::And(left?, right?)),
            "or" => Some(Condition::Or(left?, right?)),
            _ => None,
        },
        "customfilter" if left.is_none() && right.is_none() => {
            test(table, &column?, named(OPERATORS, &operator?)?, value_kind, values)
        }
        _ => None,
    }
}

/// As many values as the operator takes, each of the type that is named.
fn test(table: &Table, column: &str, operator: Operator, kind: Option<Kind>, values: Vec<String>) -> Option<Condition> {
    let count = match operator {
        Operator::IsNull | Operator::IsNotNull => 0..=0,
        Operator::In | Operator::NotIn => 1..=usize::MAX,
        Operator::Between => 2..=2,
        _ => 1..=1,
    };
    let kind = kind.or(values.is_empty().then_some(Kind::String))?;
    let fits = |value: &String| match kind {
        Kind::String => true,
        Kind::Int => value.parse::<i64>().is_ok(),
        Kind::Decimal => value.parse::<rust_decimal::Decimal>().is_ok(),
        Kind::Date => crate::engine::days::of(value).is_some(),
        Kind::Column => own(table, value).is_some(),
    };
    let fits = count.contains(&values.len()) && values.iter().all(fits);
    fits.then_some(())?;
    Some(Condition::Test { column: own(table, column)?, operator, kind, values })
}

/// A column of the table, with its name before it or not.
fn own(table: &Table, name: &str) -> Option<&'static str> {
    let plain =
        name.split_once('.').map_or(Some(name), |(of, column)| of.eq_ignore_ascii_case(table.name).then_some(column));
    table.column(plain?)
}

fn named<T: Copy>(words: &[(&str, T)], word: &str) -> Option<T> {
    words.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, value)| *value)
}

/// A plain or a single-quoted scalar.
fn scalar(text: &str) -> Option<String> {
    let Some(quoted) = text.strip_prefix('\'') else {
        let plain = !text.is_empty() && !text.starts_with(['"', '[', '{', '&', '*', '!', '|', '>', '%', '@', '`']);
        return (plain && !text.contains(": ") && !text.contains(" #")).then(|| text.to_owned());
    };
    let inner = quoted.strip_suffix('\'')?;
    // What is left of a quote that is not doubled would end the scalar.
    (!inner.replace("''", "").contains('\'')).then(|| inner.replace("''", "'"))
}

impl Condition {
    /// Whether it holds of a row. A comparison with nothing does not, as in SQL.
    pub(super) fn holds(&self, row: &Row<'_>) -> bool {
        match self {
            Self::And(left, right) => left.holds(row) && right.holds(row),
            Self::Or(left, right) => left.holds(row) || right.holds(row),
            Self::Test { column, operator, kind, values } => match (row.text(column), operator) {
                (found, Operator::IsNull) => found.is_none(),
                (found, Operator::IsNotNull) => found.is_some(),
                (None, _) => false,
                (Some(found), operator) => tested(&found, *operator, *kind, values, row),
            },
        }
    }
}

fn tested(found: &str, operator: Operator, kind: Kind, values: &[String], row: &Row<'_>) -> bool {
    let value = |value: &String| match kind {
        Kind::Column => row.text(value_column(value)).or_else(|| own_text(row, value)),
        Kind::Date => Some(normal(value)),
        _ => Some(value.clone()),
    };
    let found = if kind == Kind::Date { normal(found) } else { found.to_owned() };
    let compared: Option<Vec<Ordering>> = values.iter().map(|v| Some(list::compare(&found, &value(v)?))).collect();
    let Some(compared) = compared else { return false };
    let first = compared.first().copied().unwrap_or(Ordering::Equal);
    match operator {
        Operator::In => compared.contains(&Ordering::Equal),
        Operator::NotIn => !compared.contains(&Ordering::Equal),
        Operator::Like => values.first().is_some_and(|pattern| like(&found, pattern)),
        Operator::Equal => first.is_eq(),
        Operator::Different => first.is_ne(),
        Operator::Lower => first.is_lt(),
        Operator::LowerOrEqual => first.is_le(),
        Operator::Upper => first.is_gt(),
        Operator::UpperOrEqual => first.is_ge(),
        Operator::Between => first.is_ge() && compared.get(1).is_some_and(|to| to.is_le()),
        Operator::IsNull | Operator::IsNotNull => false,
    }
}

/// A column's name behind that of its table.
fn value_column(name: &str) -> &str {
    name.split_once('.').map_or(name, |(_, column)| column)
}

fn own_text(row: &Row<'_>, name: &str) -> Option<String> {
    crate::engine::json::text_of(&row.asked(value_column(name))?.1)
}

/// A moment in one form, so that moments compare as texts: `2021-07-12T13:43:32`, with a fraction where it is not zero.
pub(super) fn normal(moment: &str) -> String {
    let text = moment.trim().trim_end_matches('Z').replacen(' ', "T", 1);
    let text = if text.len() == 10 { format!("{text}T00:00:00") } else { text };
    match text.split_once('.') {
        Some((whole, part)) if part.bytes().all(|b| b == b'0') => whole.to_owned(),
        _ => text,
    }
}

/// SQL's `Like`: `%` stands for any letters; in any case.
pub(super) fn like(text: &str, pattern: &str) -> bool {
    let (text, pattern) = (text.to_lowercase(), pattern.to_lowercase());
    let mut parts = pattern.split('%');
    let Some(rest) = text.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut rest = rest;
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::super::tables::table;
    use super::*;

    const OR: &str = "  left:\n     type: CustomFilter\n     column: Id\n     operator: equal\n     valueType : string\n     value:\n     - 'ANIM0001'\n  operator: or\n  type: ImbricationFilter\n  right:\n      type: customFilter\n      column: Id\n      operator: equal\n      valueType : string\n      value:\n      - 'BUZZ0001'";

    #[test]
    fn the_documented_conditions_are_read() {
        let customer = table("Customer").unwrap();
        assert!(matches!(read(OR, customer), Some(Condition::Or(..))));
        let between = "type: CustomFilter\ncolumn: UseInvoicingAddressAsDeliveryAddress\noperator: Between\nvalueType : Int\nvalue:\n- 1\n- 5";
        assert!(matches!(read(between, customer), Some(Condition::Test { operator: Operator::Between, .. })));
        let null = "type: CustomFilter\ncolumn: Customer.Civility\noperator: IsNull";
        assert!(read(null, customer).is_some());
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        let customer = table("Customer").unwrap();
        let one = |column: &str, operator: &str, kind: &str, values: &str| {
            read(
                &format!(
                    "type: CustomFilter\ncolumn: {column}\noperator: {operator}\nvalueType : {kind}\nvalue:\n{values}"
                ),
                customer,
            )
        };
        assert!(one("Id", "Equal", "String", "- 'O''Brien'").is_some());
        for (column, operator, kind, values) in [
            ("Ids", "Equal", "String", "- 'a'"),
            ("Id", "Same", "String", "- 'a'"),
            ("Id", "Equal", "Text", "- 'a'"),
            ("Id", "Equal", "String", "- 'a'\n- 'b'"),
            ("Id", "Between", "Int", "- 1"),
            ("Id", "IsNull", "Int", "- 1"),
            ("Id", "Equal", "Int", "- one"),
            ("Id", "Equal", "Date", "- 'tomorrow'"),
            ("Id", "Equal", "String", "- 'a' or 'b'"),
            ("Id", "Equal", "String", "- 'O'Brien'"),
            ("Id", "Equal", "Column", "- Nothing"),
            ("Id", "Equal", "String", "- 'a'\noperator: Or"),
        ] {
            assert_eq!(one(column, operator, kind, values), None, "{column} {operator} {kind} {values}");
        }
        for text in ["", "x", "type: CustomFilter", &OR.replace("  operator: or\n", ""), &OR.replace("right:", "right")]
        {
            assert_eq!(read(text, customer), None, "{text}");
        }
        assert_eq!(read(&"left:\n ".repeat(10), customer), None);
    }

    #[test]
    fn patterns_match_as_in_sql() {
        for (text, pattern, matches) in [
            ("Fam8", "%8", true),
            ("Fam8", "f%", true),
            ("Fam8", "%a%", true),
            ("Fam8", "fam", false),
            ("Fam8", "%7", false),
            ("aXbXc", "a%b%c", true),
            ("ab", "a%b%b", false),
            ("", "%", true),
        ] {
            assert_eq!(like(text, pattern), matches, "{text} {pattern}");
        }
    }
}
