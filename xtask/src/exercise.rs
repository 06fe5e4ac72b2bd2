//! The one table of invocations: each documented exchange, and the public method that makes it. The snapshot tests,
//! `conformance` and `demo` iterate it, so that every operation is called with its documented arguments in exactly one
//! place.

pub mod accengage;
pub mod ebp;
pub mod workadu;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use guichet_core::{Error, Pager, Result};
use serde::Serialize;

/// What a call gave: its value as JSON text, or its error.
pub type Outcome = Result<String, Error>;

type Run<C> = Arc<dyn Fn(C) -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send + Sync>;

/// One way of calling one operation, and the fixtures whose request it makes.
pub struct Exercise<C> {
    /// Names of fixtures without the vendor: `customers/create`. The first is the one to try against a live server.
    pub fixtures: &'static [&'static str],
    run: Run<C>,
}

impl<C> Exercise<C> {
    /// Makes the call.
    pub async fn run(&self, client: C) -> Outcome {
        (self.run)(client).await
    }
}

/// Declares an exercise.
pub fn on<C, T, F, Fut>(fixtures: &'static [&'static str], call: F) -> Exercise<C>
where
    C: 'static,
    T: Serialize,
    F: Fn(C) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T>> + Send + 'static,
{
    let call = Arc::new(call);
    let run: Run<C> = Arc::new(move |client| {
        let future = call(client);
        Box::pin(async move {
            let value = future.await?;
            serde_json::to_string(&value).map_err(|e| Error::config(format!("the value cannot be written: {e}")))
        })
    });
    Exercise { fixtures, run }
}

/// The first page of a list; nothing further is asked for.
pub async fn first_page<T: Send + 'static>(pager: Pager<T>) -> Result<Vec<T>> {
    pager.pages().next().await.unwrap_or_else(|| Ok(Vec::new()))
}
