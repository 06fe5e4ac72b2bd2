//! The one table of invocations: each documented exchange, and the public method that makes it. The snapshot tests,
//! `conformance` and `demo` iterate it, so that every operation is called with its documented arguments in exactly one
//! place.

pub mod arguments;
pub mod reading;

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use guichet_core::{Error, Pager, Result};
use serde::Serialize;

/// What a call gave: its value, or its error.
pub type Outcome = Result<Value, Error>;

/// A call's value in two forms that do not follow from each other: a member that is read into the wrong field is written
/// back under its own name, so that only Rust's names tell.
#[derive(Debug, Clone)]
pub struct Value {
    /// Encoded again: what must not be lost.
    pub json: String,
    /// Rust's fields, variants and digits: what it was taken for. Without the fields that are `None`.
    pub shown: String,
}

type Run<C> = Arc<dyn Fn(C) -> Pin<Box<dyn Future<Output = Outcome> + Send>> + Send + Sync>;

/// One way of calling one operation, and the fixtures whose request it makes.
pub struct Exercise<C> {
    /// Names of fixtures without the vendor: `customers/create`. What the first shows is what a server is to answer.
    pub fixtures: &'static [&'static str],
    /// Whether a live server may get it: all of its identifiers are arguments.
    pub live: bool,
    /// For what the vendor sends: how it is received. Nothing is called then.
    pub received: Option<Received>,
    run: Run<C>,
}

/// How a request of the vendor's is received.
#[derive(Debug, Clone, Copy)]
pub struct Received {
    /// Says whether it is authentic, by its headers and its raw body.
    pub verify: fn(&http::HeaderMap, &[u8]) -> Result<()>,
    /// Reads its body.
    pub read: fn(&[u8]) -> Outcome,
    /// The members without which it means nothing.
    pub required: &'static [&'static str],
}

/// Declares how a request of the vendor's is received.
pub fn receiving<C: 'static>(fixtures: &'static [&'static str], received: Received) -> Exercise<C> {
    let run: Run<C> = Arc::new(|_| Box::pin(async { Err(Error::config("it is received, not sent")) }));
    Exercise { fixtures, live: false, received: Some(received), run }
}

/// A value in both of its forms.
pub fn value_of<T: Serialize + Debug>(value: &T) -> Outcome {
    let json = serde_json::to_string(value);
    let json = json.map_err(|e| Error::config(format!("the value cannot be written: {e}")))?;
    Ok(Value { json, shown: shown(value) })
}

impl<C> Exercise<C> {
    /// A further form of an operation whose identifiers are arguments, so that a live server may get it. The first form always is.
    #[must_use]
    pub fn live(mut self) -> Self {
        self.live = true;
        self
    }

    /// The form of the operation that it is: what stands behind `--` in the name of its first fixture; empty for the first form.
    pub fn form(&self) -> &'static str {
        let name = self.fixtures.first().copied().unwrap_or_default();
        name.split_once("--").map_or("", |(_, form)| form)
    }

    /// Makes the call.
    pub async fn run(&self, client: C) -> Outcome {
        (self.run)(client).await
    }
}

/// Declares an exercise.
pub fn on<C, T, F, Fut>(fixtures: &'static [&'static str], call: F) -> Exercise<C>
where
    C: 'static,
    T: Serialize + Debug,
    F: Fn(C) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<T>> + Send + 'static,
{
    let call = Arc::new(call);
    let run: Run<C> = Arc::new(move |client| {
        let future = call(client);
        Box::pin(async move { value_of(&future.await?) })
    });
    let live = fixtures.first().is_some_and(|name| !name.contains("--"));
    Exercise { fixtures, live, received: None, run }
}

/// The first page of a list; where a list is read to its end ([`reading`]), all of its pages.
pub async fn listed<T: Send + 'static>(pager: Pager<T>) -> Result<Vec<T>> {
    listed_within(u64::MAX, pager).await
}

/// The same of a list of which no more than so many pages are read: of one that takes minutes at the vendor's pace.
pub async fn listed_within<T: Send + 'static>(most: u64, pager: Pager<T>) -> Result<Vec<T>> {
    let mut pages = pager.pages();
    let mut all = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page?;
        let elements = page.len();
        all.extend(page);
        if !reading::goes_on_within(most, elements) {
            break;
        }
    }
    Ok(all)
}

/// `{:#?}` without the lines of fields that are `None`, and with what is around one thing alone on that thing's lines:
/// `field: Some(Stop {` in place of two lines.
fn shown(value: &impl Debug) -> String {
    let text = format!("{value:#?}");
    let mut lines: Vec<String> = Vec::new();
    // Where the lines begin that end in an open round bracket and are not closed yet.
    let mut open: Vec<usize> = Vec::new();
    for line in text.lines().filter(|line| !line.ends_with(": None,")) {
        let start = open.last().copied();
        if let Some(start) = start.filter(|_| line.trim_start().starts_with(')')) {
            open.pop();
            if let Some(joined) = around_one(lines.get(start..).unwrap_or_default(), line) {
                lines.truncate(start);
                lines.extend(joined);
                continue;
            }
        }
        if line.ends_with('(') {
            open.push(lines.len());
        }
        lines.push(line.to_owned());
    }
    lines.join("\n")
}

/// An opening line, what it holds, and its closing line, where it holds one thing: joined.
fn around_one(begun: &[String], close: &str) -> Option<Vec<String>> {
    let (open, held) = begun.split_first()?;
    let outermost = held.iter().filter(|line| indent(line) == indent(open) + 4).count();
    let (first, last) = (held.first()?.trim(), held.last()?.trim());
    let opens = first.ends_with(['(', '{', '[']);
    if outermost != if opens { 2 } else { 1 } {
        return None;
    }
    let end = format!("{}{}", last.strip_suffix(',').unwrap_or(last), close.trim());
    if held.len() == 1 {
        return Some(vec![format!("{open}{end}")]);
    }
    let mut joined = vec![format!("{open}{first}")];
    let inner = held.get(1..held.len() - 1)?;
    joined.extend(inner.iter().map(|line| line.get(4..).unwrap_or_default().to_owned()));
    joined.push(format!("{}{end}", " ".repeat(indent(open))));
    Some(joined)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    #[allow(dead_code)]
    struct Sample {
        amount: Option<Option<i64>>,
        note: Option<String>,
        inner: Option<Box<Sample>>,
        pair: (i64, &'static str),
        list: Vec<Option<Sample>>,
    }

    #[test]
    fn a_value_is_shown_by_its_fields() {
        let small = |note: &str| Sample {
            amount: None,
            note: Some(note.into()),
            inner: None,
            pair: (2, "("),
            list: Vec::new(),
        };
        let inner = Some(Box::new(small(": None,")));
        let list = vec![Some(small(")"))];
        let sample = Sample { amount: Some(Some(7)), note: None, inner, pair: (1, ")"), list };
        let expected = r#"
Sample {
    amount: Some(Some(7)),
    inner: Some(Sample {
        note: Some(": None,"),
        pair: (
            2,
            "(",
        ),
        list: [],
    }),
    pair: (
        1,
        ")",
    ),
    list: [
        Some(Sample {
            note: Some(")"),
            pair: (
                2,
                "(",
            ),
            list: [],
        }),
    ],
}"#;
        assert_eq!(shown(&sample), expected.trim_start());
    }
}
