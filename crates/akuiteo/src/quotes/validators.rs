//! The employees who validate a quote.

use guichet_core::vendor::FieldError;

use super::ForceForm;
use super::check;
use super::member::{Member, boolean, flag, text, texts};

/// The validators (*validateurs*) of a quote, as they are to be.
///
/// ```
/// use guichet_akuiteo::quotes::Validators;
/// let validators = Validators { force: true, ..Validators::new(["ADO", "ERO"], "CPE") };
/// assert!(validators.mistakes().is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Validators {
    /// Codes of the employees of the first level. At least one.
    pub level1: Vec<String>,
    /// Code of the employee of the second level.
    pub level2: String,
    /// Whether the update is forced (*forcer la mise à jour*); it is not by default. What it is forced against is not documented. For
    /// its name and form see [`ForceForm`].
    pub force: bool,
}

impl Validators {
    /// Validators, without force.
    pub fn new(level1: impl IntoIterator<Item: Into<String>>, level2: impl Into<String>) -> Self {
        Self { level1: level1.into_iter().map(Into::into).collect(), level2: level2.into(), force: false }
    }

    /// All that the table forbids of them, by the vendor's names.
    pub fn mistakes(&self) -> Vec<FieldError> {
        check::mistakes(&self.members(ForceForm::default()))
    }

    /// Its rows (001:729-766). No length is given for codes of employees here.
    pub(super) fn members(&self, force: ForceForm) -> Vec<Member<'_>> {
        vec![
            texts("codesCollaborateursN1", &self.level1),
            text("codeCollaborateurN2", usize::MAX, &self.level2),
            match force {
                ForceForm::Boolean => boolean("forcerMaj", self.force),
                ForceForm::Digit => flag("forcerMAJ", Some(self.force)),
            },
        ]
    }
}
