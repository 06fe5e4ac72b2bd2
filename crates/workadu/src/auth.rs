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
