//! The filter of journals (003:1270). The documentation lists operators and joins them with nothing: the forms are the sandbox's.

use guichet_fixtures::Json;

use crate::engine::json::text;
use crate::engine::list::compare;
use crate::engine::{Call, Order, Record};

/// The longer ones first: `!%` ends as `%` does.
const OPERATORS: [&str; 9] = ["!%", "lneq", "gte", "lte", "gt", "lt", "^", "%", "$"];

/// Members that are texts, or objects with a name, and the paths to their texts.
const MEMBERS: [(&str, &str); 6] = [
    ("code", "code"),
    ("name", "name"),
    ("prefix", "prefix"),
    ("complement", "complement"),
    ("journalType", "journalType.name"),
    ("numberingPartType", "numberingPartType.name"),
];

/// A member, an operator and a value: `name^Achats`, `code gte B`, `code:lneq:2`.
struct Filter {
    path: &'static str,
    operator: &'static str,
    value: String,
}

impl Filter {
    /// `None`: another form, which filters nothing.
    fn read(filter: &str) -> Option<Self> {
        let (rest, path) = MEMBERS.iter().find_map(|(member, path)| Some((filter.strip_prefix(member)?, *path)))?;
        let joint = |text: &str| text.starts_with([' ', ':']);
        let (inner, apart) = (rest.trim_start_matches([' ', ':']), joint(rest));
        let operator = OPERATORS.into_iter().find(|operator| inner.starts_with(operator))?;
        let value = inner.strip_prefix(operator)?;
        // Words must stand apart: `codegteB` says nothing.
        if operator.starts_with(|c: char| c.is_ascii_alphabetic()) && !(apart && joint(value)) {
            return None;
        }
        Some(Self { path, operator, value: value.trim_start_matches([' ', ':']).to_lowercase() })
    }

    fn holds(&self, journal: &Json) -> bool {
        let found = text(journal, self.path).to_lowercase();
        let order = compare(&found, &self.value);
        match self.operator {
            "^" => found.starts_with(&self.value),
            "%" => found.contains(&self.value),
            "!%" => !found.contains(&self.value),
            "$" => found.ends_with(&self.value),
            "gte" => order.is_ge(),
            "gt" => order.is_gt(),
            "lte" => order.is_le(),
            "lt" => order.is_lt(),
            _ => self.value.parse() == Ok(found.chars().count()),
        }
    }
}

/// The order that is asked for: a member's name, with a minus sign downwards. Another form orders nothing.
pub(super) fn order(call: &Call<'_>) -> Order {
    let order = call.query("order").unwrap_or_default();
    let (member, downwards) = order.strip_prefix('-').map_or((order, false), |member| (member, true));
    match ["code", "name", "prefix", "complement"].contains(&member) {
        true => Order { member: Some(member.to_owned()), downwards },
        false => Order::default(),
    }
}

/// Whether a journal passes the filter.
pub(super) fn holds(journal: &Record, filter: &str) -> bool {
    Filter::read(filter).is_none_or(|filter| filter.holds(&journal.value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_hold() {
        let journal =
            Json::parse(r#"{"code": "ACH", "name": "Achats2", "prefix": null, "journalType": {"name": "Achats"}}"#);
        let journal = journal.unwrap();
        for (filter, holds) in [
            ("name^achats", Some(true)),
            ("name ^ Ventes", Some(false)),
            ("name%hat", Some(true)),
            ("name!%hat", Some(false)),
            ("name:$:2", Some(true)),
            ("code gte ACH", Some(true)),
            ("code gt ACH", Some(false)),
            ("code lte B", Some(true)),
            ("code:lt:AC", Some(false)),
            ("code lneq 3", Some(true)),
            ("code lneq x", Some(false)),
            ("prefix^M", Some(false)),
            ("journalType%chat", Some(true)),
            ("codegteA", None),
            ("code=ACH", None),
            ("other^A", None),
            ("", None),
        ] {
            assert_eq!(Filter::read(filter).map(|filter| filter.holds(&journal)), holds, "{filter}");
        }
    }
}
