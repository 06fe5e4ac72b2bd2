//! What the queries of these products have in common: how columns, order, families and moments are written.

use std::fmt::Display;

use guichet_core::time::PrimitiveDateTime;
use guichet_core::vendor::Call;

use super::condition::name_mistake;
use super::moment;

/// Columns in one parameter, separated by commas; none asks for all.
pub(super) fn columns(call: Call, columns: &[String]) -> Call {
    let call = match columns.iter().find_map(|column| name_mistake(column)) {
        Some(why) => call.refuse("Columns", why),
        None => call,
    };
    call.query_opt("Columns", (!columns.is_empty()).then(|| columns.join(",")))
}

/// The column to sort by: a list without a word is sorted by the table's key, because pages of an unsorted list may overlap.
pub(super) fn sorted(call: Call, by: Option<String>, key: &str) -> Call {
    let by = by.unwrap_or_else(|| key.to_owned());
    let call = call.check("OrderByValue", name_mistake(&by).map_or(Ok(()), Err));
    call.query("OrderByValue", by)
}

/// A date and time.
pub(super) fn at(call: Call, name: &'static str, moment: Option<PrimitiveDateTime>) -> Call {
    call.query_opt(name, moment.map(moment::for_query))
}

/// How many days a list looks back: strictly fewer, so that none would find nothing.
pub(super) fn days(call: Call, days: u32) -> Call {
    let fits = (1..=i32::MAX.unsigned_abs()).contains(&days);
    let call = call.check("Duration", if fits { Ok(()) } else { Err("it is a number of days, at least 1") });
    call.query("Duration", days)
}

/// Values in double quotes, with commas between them.
pub(super) fn quoted<T: Display>(call: Call, name: &'static str, values: &[T]) -> Call {
    let texts: Vec<String> = values.iter().map(ToString::to_string).collect();
    // The vendor may look for quotes and commas anywhere: what is more than a value would be silently another filter.
    let breaks = |c: char| matches!(c, '"' | '\'' | ',' | '\u{2018}' | '\u{2019}') || c.is_control();
    if texts.iter().any(|text| text.trim().is_empty() || text.contains(breaks)) {
        return call.refuse(name, "a value is empty, or holds a quote or a comma: `WhereCondition` takes those");
    }
    let list = texts.iter().map(|text| format!("\"{text}\"")).collect::<Vec<_>>().join(",");
    call.query_opt(name, (!texts.is_empty()).then_some(list))
}
