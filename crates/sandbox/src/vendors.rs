//! The vendors that are played.

pub(crate) mod accengage;
mod ebp;
mod workadu;

use std::io;
use std::sync::OnceLock;

use crate::engine::{Engine, VendorRules};

/// All vendors.
static VENDORS: [&VendorRules; 3] = [&workadu::RULES, &accengage::RULES, &ebp::RULES];

/// All engines. The fixtures are read once in a process; a sandbox only copies the state at the start.
pub(crate) fn engines() -> io::Result<&'static [Engine]> {
    static ENGINES: OnceLock<Vec<Engine>> = OnceLock::new();
    if let Some(engines) = ENGINES.get() {
        return Ok(engines);
    }
    let engines: Result<Vec<Engine>, _> = VENDORS.into_iter().map(Engine::new).collect();
    let engines = engines.map_err(io::Error::other)?;
    Ok(ENGINES.get_or_init(|| engines))
}
