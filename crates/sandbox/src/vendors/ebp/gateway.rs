//! What stands before all of EBP's products: who is let in, and how often.

use std::time::Duration;

use super::identity::is_let_in;
use super::{API, accounting, errors, invoicing};
use crate::engine::limits::{Exceeded, Limits};
use crate::engine::{Gateway, Reply, Request, Store};

const KEY: &str = "sandbox-key";

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
            Some(_) => return Err(errors::gateway(401, "Access denied: the subscription key is unknown")),
            None => return Err(errors::gateway(401, "Access denied: the subscription key is missing")),
        }
        store.meter.take(request.at, request.now).map_err(|exceeded| match exceeded {
            Exceeded::Pace => errors::too_many(1, "Rate limit is exceeded."),
            Exceeded::Day { seconds } => errors::too_many(seconds, "Quota of the day is exceeded."),
        })?;
        if is_let_in(request, store) { Ok(()) } else { Err(errors::token_rejected()) }
    }

    /// A method that the path does not have is no route of the gateway's.
    fn unknown_route(&self, _request: &Request, _allowed: &[&str]) -> Reply {
        errors::gateway(404, "Resource not found")
    }
}
