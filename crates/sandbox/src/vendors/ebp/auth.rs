//! Who is let in to the API, and how often.

use super::{FOLDER, KEY, answers, tokens};
use crate::engine::limits::Exceeded;
use crate::engine::{Reason, Reply, Request, Store};

/// The gateway looks at the key and counts; what is behind it looks at the token, then at the folder.
pub(super) fn admit(request: &Request, store: &mut Store) -> Result<(), Reply> {
    match request.header("ebp-subscription-key") {
        Some(KEY) => {}
        Some(_) => return Err(answers::gateway(401, "Access denied: the subscription key is unknown")),
        None => return Err(answers::gateway(401, "Access denied: the subscription key is missing")),
    }
    store.meter.take(request.at, request.now).map_err(|exceeded| match exceeded {
        Exceeded::Pace => answers::too_many(1, "Rate limit is exceeded."),
        Exceeded::Day { seconds } => answers::too_many(seconds, "Quota of the day is exceeded."),
    })?;
    if !tokens::is_let_in(request, store) {
        return Err(answers::token_rejected());
    }
    match request.header("tenantid") {
        Some(folder) if folder.eq_ignore_ascii_case(FOLDER) => Ok(()),
        Some(_) => Err(answers::folder_unknown()),
        None => {
            let flaw = ("tenantid".to_owned(), answers::sentence("tenantid", &Reason::Missing));
            Err(answers::invalid([flaw]))
        }
    }
}
