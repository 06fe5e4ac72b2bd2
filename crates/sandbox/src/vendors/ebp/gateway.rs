//! What stands before all of EBP's products: who is let in, and how often.

use std::time::Duration;

use super::identity::is_let_in;
use super::{API, accounting, errors, invoicing, saas};
use crate::engine::limits::{Exceeded, Limits};
use crate::engine::{Gateway, Reply, Request, Store};

const KEY: &str = "sandbox-key";

/// fact E18: the words of the gateway that stands there.
const KEY_MISSING: &str = "Access denied due to missing subscription key. Make sure to include subscription key when making requests to an API.";
const KEY_UNKNOWN: &str =
    "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.";

pub(super) struct Api;

impl Gateway for Api {
    fn mount(&self) -> &'static str {
        API
    }

    fn credentials(&self) -> &'static [(&'static str, &'static str)] {
        &[
            ("subscription key", KEY),
            ("folder of the accounting (tenantid)", accounting::FOLDER),
            ("folder of invoicing (DomainId)", invoicing::FOLDER),
            ("folder of Gescom and Bâtiment (in the path)", saas::FOLDER),
        ]
    }

    /// 003:9780.
    fn limits(&self) -> Option<Limits> {
        Some(Limits { period: Duration::from_secs(1), daily: 10_000 })
    }

    /// The gateway looks at the key and counts; what is behind it looks at the token, and each product at its folder.
    fn admit(&self, request: &Request, store: &mut Store) -> Result<(), Reply> {
        match request.header("ebp-subscription-key") {
            Some(KEY) => {}
            Some(_) => return Err(errors::gateway(401, KEY_UNKNOWN)),
            None => return Err(errors::gateway(401, KEY_MISSING)),
        }
        store.meter.take(request.at, request.now).map_err(|exceeded| match exceeded {
            Exceeded::Pace => errors::too_many(1),
            Exceeded::Day { seconds } => errors::quota_used_up(seconds),
        })?;
        if is_let_in(request, store) { Ok(()) } else { Err(errors::token_rejected()) }
    }

    /// A method that the path does not have is no route of the gateway's.
    fn unknown_route(&self, _request: &Request, _allowed: &[&str]) -> Reply {
        errors::gateway(404, "Resource not found")
    }
}
