//! `cargo xtask demo`: the first thing a newcomer runs. No account is needed: the sandbox is the vendor.

mod accengage;
mod ebp;
mod workadu;

use std::fmt::Display;
use std::time::Instant;

use guichet_core::{Error, Result};
use guichet_sandbox::Sandbox;

use crate::cargo::Fallible;

/// Starts the sandbox, drives the clients, and prints what happened.
pub async fn run() -> Fallible {
    let sandbox = Sandbox::start().await.map_err(|e| format!("the sandbox does not start: {e}"))?;
    println!("The sandbox plays the vendors at {}; what follows goes over HTTP.\n", sandbox.url());
    let mut story = Story { sandbox: &sandbox, seen: 0 };
    workadu::tell(&mut story).await.map_err(|e| e.to_string())?;
    accengage::tell(&mut story).await.map_err(|e| e.to_string())?;
    ebp::tell(&mut story).await.map_err(|e| e.to_string())?;
    println!("\n{} exchanges over HTTP. Next: `cargo xtask test`.", sandbox.exchanges().len());
    Ok(())
}

/// The account of what the clients did.
pub(crate) struct Story<'a> {
    pub(crate) sandbox: &'a Sandbox,
    seen: usize,
}

impl Story<'_> {
    pub(crate) fn chapter(&self, title: &str) {
        println!("{title}");
    }

    /// Runs a step, and prints what came back, how long it took, and the requests that it made.
    pub(crate) async fn step<T>(
        &mut self,
        what: &str,
        call: impl Future<Output = Result<T>>,
        shown: impl FnOnce(&T) -> String,
    ) -> Result<T> {
        let begun = Instant::now();
        let outcome = call.await;
        let took = begun.elapsed();
        match &outcome {
            Ok(value) => self.line(what, shown(value), took.as_millis()),
            Err(error) => self.line(what, error, took.as_millis()),
        }
        outcome
    }

    /// A step that is meant to fail.
    pub(crate) async fn refused<T>(&mut self, what: &str, call: impl Future<Output = Result<T>>) -> Result<Error> {
        let begun = Instant::now();
        match call.await {
            Ok(_) => Err(Error::config(format!("{what}: succeeded, and should not have"))),
            Err(error) => {
                self.line(what, &error, begun.elapsed().as_millis());
                Ok(error)
            }
        }
    }

    fn line(&mut self, what: &str, came_back: impl Display, millis: u128) {
        println!("  {what:<46} {came_back}   [{millis} ms]");
        let exchanges = self.sandbox.exchanges();
        for exchange in exchanges.iter().skip(self.seen).take(4) {
            let status = exchange.status.map_or_else(|| "no answer".to_owned(), |status| status.to_string());
            println!("      {} {} -> {status}", exchange.method, exchange.target);
        }
        let more = exchanges.len().saturating_sub(self.seen + 4);
        if more > 0 {
            println!("      … and {more} more");
        }
        self.seen = exchanges.len();
    }
}
