//! `cargo xtask demo`: the first thing a newcomer runs. No account is needed: the sandbox is the vendor.

pub mod story;

use guichet_sandbox::Sandbox;

use self::story::Story;
use crate::cargo::Fallible;
use crate::vendors::{Vendor, for_each_vendor};

/// Starts the sandbox, drives the clients, and prints what happened.
pub async fn run() -> Fallible {
    let sandbox = Sandbox::start().await.map_err(|e| format!("the sandbox does not start: {e}"))?;
    println!("The sandbox plays the vendors at {}; what follows goes over HTTP.\n", sandbox.url());
    let mut story = Story::new(&sandbox);
    for_each_vendor!(V => V::demo(&mut story).await.map_err(|e| e.to_string())?);
    println!("\n{} exchanges over HTTP. Next: `cargo xtask test`.", sandbox.exchanges().len());
    Ok(())
}
