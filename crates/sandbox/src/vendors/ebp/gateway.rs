//! What stands before all of EBP's products: who is let in, and how often.

use std::time::Duration;

use super::identity::is_let_in;
use super::{API, errors};
use crate::engine::limits::{Exceeded, Limits};
use crate::engine::{Gateway, Reason, Reply, Request, Store};

const KEY: &str = "sandbox-key";

/// 003:135.
const FOLDER: &str = "0189abef-09af-409F-ab89-012789abcdef";

pub(super) struct Api;

impl Gateway for Api {
    fn mount(&self) -> &'static str {
        API
    }

    fn credentials(&self) -> &'static [(&'static str, &'static str)] {
        &[("subscription key", KEY), ("folder (tenantid)", FOLDER)]
    }

    /// 003:9780.
    fn limits(&self) -> Option<Limits> {
        Some(Limits { period: Duration::from_secs(1), daily: 10_000 })
    }

    /// The gateway looks at the key and counts; what is behind it looks at the token, then at the folder.
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
        if !is_let_in(request, store) {
            return Err(errors::token_rejected());
        }
        match request.header("tenantid") {
            Some(folder) if folder.eq_ignore_ascii_case(FOLDER) => Ok(()),
            Some(_) => Err(errors::folder_unknown()),
            None => {
                let flaw = ("tenantid".to_owned(), errors::sentence("tenantid", &Reason::Missing));
                Err(errors::invalid([flaw]))
            }
        }
    }

    /// A method that the path does not have is no route of the gateway's.
    fn unknown_route(&self, _request: &Request, _allowed: &[&str]) -> Reply {
        errors::gateway(404, "Resource not found")
    }
}
