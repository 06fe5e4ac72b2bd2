//! What a search looks for ("6.4.1. /search APIs").

mod clause;

pub use clause::{Clause, ClauseNames};

use guichet_core::vendor::FieldError;
use serde::{Serialize, Serializer};

/// The criteria of a search: one for each field, all of which must hold. The same field twice is an error before anything is sent;
/// several conditions on one field are [`Clause::all_of`] and [`Clause::any_of`].
///
/// ```
/// use guichet_akuiteo::{Clause, Criteria};
/// let criteria = Criteria::new().field("code", Clause::like("J%")).field("companyCode", Clause::is_not_null());
/// assert_eq!(
///     serde_json::to_string(&criteria)?,
///     r#"{"code":{"operator":"LIKE","value":"J%"},"companyCode":{"operator":"IS_NOT_NULL"}}"#,
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Criteria {
    fields: Vec<(String, Clause)>,
}

impl Criteria {
    /// No criterion: all that there is. Whether a resource takes a search without one is *unverified*.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the criterion of a field, by the name that it has in answers.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, clause: Clause) -> Self {
        self.fields.push((name.into(), clause));
        self
    }

    /// All that is wrong with it.
    pub(crate) fn mistakes(&self) -> Vec<FieldError> {
        let mut mistakes = Vec::new();
        for (at, (name, clause)) in self.fields.iter().enumerate() {
            if name.trim().is_empty() {
                mistakes.push(FieldError::new("criteria", "a field has no name"));
            }
            if self.fields.iter().take(at).any(|(other, _)| other == name) {
                let one = "a field has one criterion; several conditions are `Clause::all_of` or `Clause::any_of`";
                mistakes.push(FieldError::new(name.clone(), one));
            }
            mistakes.extend(clause.mistakes().into_iter().map(|why| FieldError::new(name.clone(), why)));
        }
        mistakes
    }
}

impl Serialize for Criteria {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.fields.iter().map(|(name, clause)| (name, clause)))
    }
}
