//! The vendors that are played.

pub(crate) mod accengage;
mod ebp;
mod workadu;

use std::io;
use std::sync::OnceLock;

use crate::engine::{Engine, VendorRules};

/// All engines. The fixtures are read once in a process; a sandbox only copies the state at the start.
pub(crate) fn engines() -> io::Result<&'static [Engine]> {
    static ENGINES: OnceLock<Vec<Engine>> = OnceLock::new();
    if let Some(engines) = ENGINES.get() {
        return Ok(engines);
    }
    let rules: Vec<Box<dyn VendorRules>> =
        vec![Box::new(workadu::Workadu), Box::new(accengage::Accengage), Box::new(ebp::Ebp)];
    let engines: Result<Vec<Engine>, _> = rules.into_iter().map(Engine::new).collect();
    let engines = engines.map_err(io::Error::other)?;
    Ok(ENGINES.get_or_init(|| engines))
}
