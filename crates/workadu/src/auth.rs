//! Who is calling, and in which version.

use std::sync::Arc;

use guichet_core::auth::{Authorizer, Basic};
use guichet_core::{Result, Secret};

/// How a caller proves who it is.
pub(crate) enum Credentials {
    Key(Secret),
    Password(Secret, Secret),
}

impl Credentials {
    pub(crate) fn authorizer(self) -> Result<Arc<dyn Authorizer>> {
        let basic = match self {
            // The key is Basic's user; the password stays empty.
            Self::Key(key) => {
                key.check("the API key")?;
                Basic::new(&key, &Secret::new(""))?
            }
            Self::Password(user, password) => Basic::new(&user, &password)?,
        };
        Ok(Arc::new(basic))
    }
}

/// The version of the API, sent as the `Accept` header ("Versioning").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum ApiVersion {
    /// The first version. *Unverified*: this crate's models follow the documentation of version 2.
    V1,
    /// The current version.
    #[default]
    V2,
}

impl ApiVersion {
    pub(crate) fn accept(self) -> &'static str {
        match self {
            Self::V1 => "application/vnd.rengine.v1+json",
            Self::V2 => "application/vnd.rengine.v2+json",
        }
    }
}
