//! EBP's invocations, a file per API and below it one per resource.

mod accounting;
mod identity;
mod invoicing;
mod saas;

use super::EbpClient;
use crate::exercise::Exercise;

/// All of them, in the order of the documentation.
pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    [identity::table(), accounting::table(), invoicing::table(), saas::table()].into_iter().flatten().collect()
}

/// The folder that an environment's variable names, where it is set.
fn folder(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|folder| !folder.is_empty())
}
