//! Filters by family.

use guichet_core::vendor::Call;

use super::query::quoted;

/// Which families, or subfamilies, a list is about. Identifiers are given as they are: quotes are set here, and an identifier that
/// holds one is refused before anything is sent.
///
/// `%` in an identifier stands for any letters (003:2283). What comes of several patterns, or of patterns beside plain identifiers, is not
/// clear from the text: the SQL that it shows then does not hold together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FamilyFilter {
    /// Of these families (*FamilyIdIN*).
    pub within: Vec<String>,
    /// Of none of these (*FamilyIdNotIN*).
    pub not_within: Vec<String>,
    /// Whether what has no family belongs to the list, too (*FamilyIdValueNull*); the vendor's default is that it does not.
    pub or_none: Option<bool>,
}

impl FamilyFilter {
    /// Of these families.
    pub fn within(families: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { within: families.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    /// Of all families but these.
    pub fn not_within(families: impl IntoIterator<Item: Into<String>>) -> Self {
        Self { not_within: families.into_iter().map(Into::into).collect(), ..Self::default() }
    }

    pub(super) fn apply(&self, call: Call, [not_in, is_in, or_none]: [&'static str; 3]) -> Call {
        let call = quoted(call, not_in, &self.not_within);
        let call = quoted(call, is_in, &self.within);
        call.query_opt(or_none, self.or_none)
    }
}

/// The parameters of families.
pub(super) const FAMILY: [&str; 3] = ["FamilyIdNotIN", "FamilyIdIN", "FamilyIdValueNull"];
/// The parameters of subfamilies.
pub(super) const SUB_FAMILY: [&str; 3] = ["SubFamilyIdNotIN", "SubFamilyIdIN", "SubFamilyIdValueNull"];
