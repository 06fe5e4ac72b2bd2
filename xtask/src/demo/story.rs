//! How a chapter of the demo is told.

use std::fmt::Display;
use std::time::Instant;

use guichet_core::{Error, Result};
use guichet_sandbox::Sandbox;

/// The account of what the clients did.
pub struct Story<'a> {
    /// The vendors.
    pub sandbox: &'a Sandbox,
    begun: bool,
    seen: usize,
}

impl<'a> Story<'a> {
    /// One of which nothing is told yet.
    pub fn new(sandbox: &'a Sandbox) -> Self {
        Self { sandbox, begun: false, seen: 0 }
    }

    /// Prints the title of what comes next.
    pub fn chapter(&mut self, title: &str) {
        let before = if std::mem::replace(&mut self.begun, true) { "\n" } else { "" };
        println!("{before}{title}");
    }

    /// Runs a step, and prints what came back, how long it took, and the requests that it made.
    pub async fn step<T>(
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
    pub async fn refused<T>(&mut self, what: &str, call: impl Future<Output = Result<T>>) -> Result<Error> {
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
