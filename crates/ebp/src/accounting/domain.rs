//! What the folder is called.

use guichet_core::{Model, Result, operations};

use super::{Accounting, Api, types};

operations! {
    GET: Safe, GET "/hubbix-cpttpe/api/v1/domain-information", "ebp.accounting.domain.get", "Récupération des informations du domaine";
}

/// The folder's own description (*domaine*).
#[derive(Debug, Clone)]
pub struct Domain {
    api: Api,
}

impl Accounting {
    /// The folder's own description.
    pub fn domain(&self) -> Domain {
        Domain { api: self.api() }
    }
}

impl Domain {
    /// Fetches name, code and version of the folder. Safe. A good first call: it says whether key, token and folder fit.
    ///
    /// # Errors
    /// `is_not_found` for a folder or a user that does not exist, `is_forbidden` without rights.
    pub async fn get(&self) -> Result<DomainInformation> {
        types::one(self.api.call(&GET)).await
    }
}

/// What a folder is called.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct DomainInformation {
    pub domain_name: Option<String>,
    pub domain_code: Option<String>,
    /// The product's version, `1.17.3` say.
    pub version: Option<String>,
}
