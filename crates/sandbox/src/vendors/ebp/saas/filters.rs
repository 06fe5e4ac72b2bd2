//! What a list's parameters ask of its rows.

use guichet_fixtures::Json;

use super::condition::{Condition, like, normal, read};
use super::tables::{Row, Table};
use super::wrong;
use crate::engine::json::text_of;
use crate::engine::{Call, Reply, days};

/// All filters of a list, read before any row is looked at.
pub(super) struct Filters {
    changed_after: Option<String>,
    /// The column of a document's or a deal's day, the day that is looked back from, and how many days.
    within: Option<(&'static str, time::Date, i64)>,
    condition: Option<Condition>,
    equal: Vec<(&'static str, String)>,
    words: Vec<Words>,
}

/// Words that a column must have, or must not have.
struct Words {
    column: &'static str,
    one_of: Option<Vec<String>>,
    none_of: Vec<String>,
    or_nothing: bool,
}

impl Filters {
    pub(super) fn of(call: &Call<'_>, table: &'static Table) -> Result<Self, Reply> {
        let condition = match call.query("WhereCondition") {
            Some(text) => Some(read(text, table).ok_or_else(|| wrong("WhereCondition"))?),
            None => None,
        };
        let within = match call.query("Duration").and_then(|days| days.parse().ok()) {
            Some(length) => {
                let column = if table.name == "Deal" { "DealDate" } else { "DocumentDate" };
                let today = days::day_at(call.request.now);
                let to = days::of(call.query("ToDate").unwrap_or(&today)).ok_or_else(|| wrong("ToDate"))?;
                Some((column, to, length))
            }
            None => None,
        };
        let equal = [("CustomerType", "Type"), ("DocumentType", "DocumentType")];
        let equal = equal.into_iter().filter_map(|(name, column)| Some((column, call.query(name)?.to_owned())));
        let mut words = Vec::new();
        for (column, [none_of, one_of, or_nothing]) in [
            ("FamilyId", ["FamilyIdNotIN", "FamilyIdIN", "FamilyIdValueNull"]),
            ("SubFamilyId", ["SubFamilyIdNotIN", "SubFamilyIdIN", "SubFamilyIdValueNull"]),
            ("ActiveState", ["ActiveStateExcluded", "CustomerActiveState", ""]),
            ("DealState", ["DealStateExcluded", "", ""]),
        ] {
            let (none_of, one_of) = (quoted(call, none_of)?, quoted(call, one_of)?);
            let or_nothing = call.query(or_nothing) == Some("true");
            if none_of.is_some() || one_of.is_some() || or_nothing {
                // The flag alone asks for what has no family.
                let alone = none_of.is_none() && one_of.is_none();
                let one_of = if alone { Some(Vec::new()) } else { one_of };
                words.push(Words { column, one_of, none_of: none_of.unwrap_or_default(), or_nothing });
            }
        }
        let changed_after = call.query("FromModifiedDate").or_else(|| call.query("SysModifiedDate")).map(normal);
        Ok(Self { changed_after, within, condition, equal: equal.collect(), words })
    }

    pub(super) fn hold(&self, row: &Row<'_>) -> bool {
        let text = |column: &str| row.text(column);
        let changed = |after: &String| text("SysModifiedDate").is_some_and(|at| normal(&at) > *after);
        // A later day gives a negative number of days, and passes (003:2155).
        let within = |(column, to, length): &(&str, time::Date, i64)| {
            text(column).and_then(|day| days::of(&day)).is_some_and(|day| (*to - day).whole_days() < *length)
        };
        self.changed_after.as_ref().is_none_or(changed)
            && self.within.as_ref().is_none_or(within)
            && self.condition.as_ref().is_none_or(|condition| condition.holds(row))
            && self
                .equal
                .iter()
                .all(|(column, wanted)| text(column).is_some_and(|found| found.eq_ignore_ascii_case(wanted)))
            && self.words.iter().all(|words| words.hold(&row.value(words.column)))
    }
}

impl Words {
    fn hold(&self, value: &Json) -> bool {
        let Some(found) = text_of(value) else { return self.or_nothing };
        let is = |word: &String| like(&found, word);
        self.one_of.as_ref().is_none_or(|words| words.iter().any(is)) && !self.none_of.iter().any(is)
    }
}

/// Words in quotes, with commas between them (003:2066, 2081).
fn quoted(call: &Call<'_>, name: &str) -> Result<Option<Vec<String>>, Reply> {
    let Some(list) = call.query(name) else { return Ok(None) };
    let word = |word: &str| {
        let word = word.trim();
        let inner = ['"', '\''].iter().find_map(|quote| word.strip_prefix(*quote)?.strip_suffix(*quote));
        inner.filter(|inner| !inner.contains(['"', '\''])).map(str::to_owned)
    };
    let words: Option<Vec<String>> = list.split(',').map(word).collect();
    words.map(Some).ok_or_else(|| wrong(name))
}
