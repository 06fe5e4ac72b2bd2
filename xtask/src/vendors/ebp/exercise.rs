//! EBP's invocations, a file per API and below it one per resource.

mod accounting;
mod exports;
mod identity;
mod imports;
mod invoicing;
mod maintenance;
mod saas;

use guichet_ebp::{Error, Result};
use guichet_fixtures::Body;

use super::EbpClient;
use crate::exercise::Exercise;

/// All of them, in the order of the documentation.
pub(super) fn table() -> Vec<Exercise<EbpClient>> {
    let tables = [
        identity::table(),
        accounting::table(),
        invoicing::table(),
        saas::table(),
        maintenance::table(),
        imports::table(),
        exports::table(),
    ];
    tables.into_iter().flatten().collect()
}

/// The file that a fixture sends, which is its first part.
fn file(like: &str) -> Result<Vec<u8>> {
    let vendor = guichet_fixtures::Vendor::load("ebp").map_err(|e| Error::config(e.to_string()))?;
    let parts = match vendor.fixture(like).map(|fixture| &fixture.request.body) {
        Some(Body::Multipart(parts)) => parts.first(),
        _ => None,
    };
    parts.map(|part| part.body.to_vec()).ok_or_else(|| Error::config(format!("{like} sends no file")))
}

/// The folder that an environment's variable names, where it is set.
fn folder(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|folder| !folder.is_empty())
}
