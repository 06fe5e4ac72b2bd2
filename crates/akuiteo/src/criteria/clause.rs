//! The condition on one field.

use std::borrow::Cow;

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use crate::literal::Literal;

/// A condition on one field. The operators are documented in words; of the body one example is left, and the form
/// `{"operator": …, "value": …}` is that of working programs as well. That `IS_NULL` has no value, and that the value of `IN` is an
/// array, is *unverified*.
///
/// **Comparisons of moments look at the day alone** unless [`with_time`](Self::with_time) is called: a synchronization that asks for
/// what changed since 14:00 gets all of that day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    Operator {
        operator: &'static str,
        value: Option<Literal>,
        wildcards: Option<String>,
        with_time: Option<bool>,
        /// What is wrong with the value.
        mistake: Option<&'static str>,
    },
    Clauses {
        joined: &'static str,
        clauses: Vec<Clause>,
        names: ClauseNames,
    },
    Raw(Literal),
}

impl Clause {
    fn new(operator: &'static str, value: Option<Literal>) -> Self {
        Self(Kind::Operator { operator, value, wildcards: None, with_time: None, mistake: None })
    }

    fn several(operator: &'static str, values: impl IntoIterator<Item: Into<Literal>>) -> Self {
        let values: Vec<Literal> = values.into_iter().map(Into::into).collect();
        let mistake = values.is_empty().then_some("at least one value is needed");
        let value = Some(Literal::array(values));
        Self(Kind::Operator { operator, value, wildcards: None, with_time: None, mistake })
    }

    /// Matches a pattern. **`*`, `%` and `_` are wildcards** unless [`wildcards`](Self::wildcards) says otherwise, so that a code with
    /// an underscore finds others too: for one code exactly, [`is`](Self::is).
    pub fn like(pattern: impl Into<String>) -> Self {
        Self::new("LIKE", Some(Literal::from(pattern.into())))
    }

    /// Does not match a pattern; see [`like`](Self::like).
    pub fn not_like(pattern: impl Into<String>) -> Self {
        Self::new("NOT_LIKE", Some(Literal::from(pattern.into())))
    }

    /// Begins with a text that may hold `%` and `_`: the asterisk alone is a wildcard then, and a text with one is refused.
    pub fn starting_with(text: &str) -> Self {
        let mut clause = Self::like(format!("{text}*")).wildcards("*");
        if let Kind::Operator { mistake, .. } = &mut clause.0 {
            *mistake = text.contains('*').then_some("a text with an asterisk cannot be told from a pattern");
        }
        clause
    }

    /// Is this value exactly: nothing is a wildcard.
    pub fn is(value: impl Into<Literal>) -> Self {
        Self::new("IS", Some(value.into()))
    }

    /// Is not this value.
    pub fn is_not(value: impl Into<Literal>) -> Self {
        Self::new("IS_NOT", Some(value.into()))
    }

    /// Has no value.
    pub fn is_null() -> Self {
        Self::new("IS_NULL", None)
    }

    /// Has a value. The documentation's sentence is that of `IS_NULL`, by mistake.
    pub fn is_not_null() -> Self {
        Self::new("IS_NOT_NULL", None)
    }

    /// Is one of these values. None at all is an error before anything is sent.
    pub fn is_in(values: impl IntoIterator<Item: Into<Literal>>) -> Self {
        Self::several("IN", values)
    }

    /// Is none of these values. None at all is an error before anything is sent.
    pub fn is_not_in(values: impl IntoIterator<Item: Into<Literal>>) -> Self {
        Self::several("NOT_IN", values)
    }

    /// At least this.
    pub fn greater_or_equals(value: impl Into<Literal>) -> Self {
        Self::new("GREATER_OR_EQUALS", Some(value.into()))
    }

    /// More than this.
    pub fn greater(value: impl Into<Literal>) -> Self {
        Self::new("GREATER", Some(value.into()))
    }

    /// At most this.
    pub fn lower_or_equals(value: impl Into<Literal>) -> Self {
        Self::new("LOWER_OR_EQUALS", Some(value.into()))
    }

    /// Less than this. The documentation says "strictly lower than or equal"; by its name and its example it is strict.
    pub fn lower(value: impl Into<Literal>) -> Self {
        Self::new("LOWER", Some(value.into()))
    }

    /// All of these conditions hold (`CLAUSES`). *Unverified*: no example of its body is left, see [`ClauseNames`].
    pub fn all_of(clauses: impl IntoIterator<Item = Clause>) -> Self {
        Self::joined("AND", clauses)
    }

    /// At least one of these conditions holds (`CLAUSES`). *Unverified*, as [`all_of`](Self::all_of).
    pub fn any_of(clauses: impl IntoIterator<Item = Clause>) -> Self {
        Self::joined("OR", clauses)
    }

    fn joined(joined: &'static str, clauses: impl IntoIterator<Item = Clause>) -> Self {
        Self(Kind::Clauses { joined, clauses: clauses.into_iter().collect(), names: ClauseNames::default() })
    }

    /// A condition whose JSON the caller knows: a way out where this crate is wrong about the form.
    pub fn raw(json: Literal) -> Self {
        Self(Kind::Raw(json))
    }

    /// Which characters of a pattern are wildcards: some of `*%_`. An empty text makes none of them one.
    #[must_use]
    pub fn wildcards(mut self, characters: impl Into<String>) -> Self {
        if let Kind::Operator { wildcards, operator: "LIKE" | "NOT_LIKE", .. } = &mut self.0 {
            *wildcards = Some(characters.into());
            self
        } else {
            self.mistaken("only a pattern has wildcards")
        }
    }

    /// Compares moments to the millisecond, and not by their day alone.
    #[must_use]
    pub fn with_time(mut self) -> Self {
        match &mut self.0 {
            Kind::Operator { with_time, value: Some(_), .. } => *with_time = Some(true),
            _ => return self.mistaken("only a condition with a value compares times"),
        }
        self
    }

    /// Other names for the members of a `CLAUSES` condition, at each depth of it.
    #[must_use]
    pub fn named(mut self, names: ClauseNames) -> Self {
        if let Kind::Clauses { names: own, clauses, .. } = &mut self.0 {
            for clause in clauses.iter_mut() {
                let inner = std::mem::replace(clause, Self::is_null());
                *clause = inner.named(names.clone());
            }
            *own = names;
        }
        self
    }

    fn mistaken(mut self, why: &'static str) -> Self {
        self.0 = match self.0 {
            Kind::Operator { operator, value, wildcards, with_time, .. } => {
                Kind::Operator { operator, value, wildcards, with_time, mistake: Some(why) }
            }
            _ => Kind::Operator {
                operator: "CLAUSES",
                value: None,
                wildcards: None,
                with_time: None,
                mistake: Some(why),
            },
        };
        self
    }

    pub(super) fn mistakes(&self) -> Vec<String> {
        match &self.0 {
            Kind::Operator { mistake, wildcards, .. } => {
                let odd = wildcards.as_ref().is_some_and(|text| text.chars().any(|c| !"*%_".contains(c)));
                let odd = odd.then(|| "only *, % and _ can be wildcards".to_owned());
                mistake.map(str::to_owned).into_iter().chain(odd).collect()
            }
            Kind::Clauses { clauses, .. } if clauses.is_empty() => vec!["at least one condition is needed".to_owned()],
            Kind::Clauses { clauses, .. } => clauses.iter().flat_map(Self::mistakes).collect(),
            Kind::Raw(_) => Vec::new(),
        }
    }
}

/// The names of the members of a `CLAUSES` condition. The documentation describes it in words alone; all names are *unverified*.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClauseNames {
    /// The member that says `AND` or `OR`; `logicalOperator` by default.
    pub joined: Cow<'static, str>,
    /// The member that holds the conditions; `clauses` by default.
    pub clauses: Cow<'static, str>,
}

impl Default for ClauseNames {
    fn default() -> Self {
        Self { joined: "logicalOperator".into(), clauses: "clauses".into() }
    }
}

impl Serialize for Clause {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Kind::Raw(json) => json.serialize(serializer),
            Kind::Clauses { joined, clauses, names } => {
                let mut members = serializer.serialize_map(Some(3))?;
                members.serialize_entry("operator", "CLAUSES")?;
                members.serialize_entry(&names.joined, joined)?;
                members.serialize_entry(&names.clauses, clauses)?;
                members.end()
            }
            Kind::Operator { operator, value, wildcards, with_time, .. } => {
                let mut members = serializer.serialize_map(None)?;
                members.serialize_entry("operator", operator)?;
                if let Some(value) = value {
                    members.serialize_entry("value", value)?;
                }
                if let Some(wildcards) = wildcards {
                    members.serialize_entry("wildcards", wildcards)?;
                }
                if let Some(with_time) = with_time {
                    members.serialize_entry("withTime", with_time)?;
                }
                members.end()
            }
        }
    }
}
