//! The caller.

use guichet_core::vendor::Client;
use guichet_core::{Model, Result, operations};

use crate::client::Accengage;

operations! {
    GET: Safe, GET "/v1/me", "accengage.me.get";
}

/// The caller.
#[derive(Debug, Clone)]
pub struct Me {
    api: Client,
}

impl Accengage {
    /// The caller.
    pub fn me(&self) -> Me {
        Me { api: self.client().clone() }
    }
}

impl Me {
    /// Asks whether key, clock and token are good. Safe. Beyond the documentation's text: an article of the vendor's and a
    /// public client name the route.
    ///
    /// # Errors
    /// See [`Condition`](crate::Condition).
    pub async fn get(&self) -> Result<Welcome> {
        self.api.call(&GET).fetch().await
    }
}

/// What the vendor greets with. *Unverified* (AC-5): an article speaks of a welcome message, its member's name is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct Welcome {
    /// The greeting.
    pub message: Option<String>,
}
