//! The folder (*domaine*): its name, its code, the product's version.

use guichet_core::{Model, Result, operations};

use super::{Accounting, Api};
use crate::hubbix::answer::fetch_one;

operations! {
    GET: Safe, GET "/hubbix-cpttpe/api/v1/domain-information", "ebp.accounting.domain.get", "Récupération des informations du domaine";
}

/// The folder that the [`Accounting`] handle names.
#[derive(Debug, Clone)]
pub struct CurrentFolder {
    api: Api,
}

impl Accounting {
    /// The folder itself (*domaine*).
    pub fn folder(&self) -> CurrentFolder {
        CurrentFolder { api: self.api() }
    }
}

impl CurrentFolder {
    /// Fetches name, code and version of the folder. Safe. A good first call: it says whether key, token and folder fit.
    ///
    /// # Errors
    /// `is_not_found` for a folder or a user that does not exist, `is_forbidden` without rights.
    pub async fn get(&self) -> Result<Folder> {
        fetch_one(self.api.call(&GET)).await
    }
}

/// A folder (*domaine*).
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Folder {
    /// The folder's name.
    pub domain_name: Option<String>,
    /// Digits, as text: leading zeros stay.
    pub domain_code: Option<String>,
    /// The product's version, `1.17.3` say.
    pub version: Option<String>,
}
