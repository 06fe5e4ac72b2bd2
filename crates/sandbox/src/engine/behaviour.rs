//! What operations do: rows of each API's tables.

use super::check::Complaint;
use super::{Call, Reply, Request, Store};

/// What an operation does. `Err` is an answer too.
pub(crate) type Act = fn(&Call<'_>, &mut Store) -> Result<Reply, Reply>;

/// What is wrong with a request beyond its declared types.
pub(crate) type Inspect = fn(&Call<'_>) -> Vec<Complaint>;

/// What an operation does.
pub(crate) enum Behaviour {
    /// The documented answer whose query the request has, or else the first.
    Documented,
    /// Filters, sorts and pages a shelf.
    List(&'static Collection),
    /// Answers records by the identifiers in the path's last placeholder, joined by commas.
    Get(&'static Collection),
    /// Anything else.
    Act(Act),
}

/// An operation, and what it does.
pub(crate) struct Row {
    /// The operation's id, whole.
    pub(crate) id: &'static str,
    pub(crate) does: Behaviour,
    pub(crate) inspect: Option<Inspect>,
    /// Where operations share a route: whether a request is for this one. The one without a word takes the rest.
    pub(crate) when: Option<fn(&Request) -> bool>,
    /// The fixture that refuses a request for none of those that share the route.
    pub(crate) unclear: Option<&'static str>,
}

impl Row {
    const fn new(id: &'static str, does: Behaviour) -> Self {
        Self { id, does, inspect: None, when: None, unclear: None }
    }

    pub(crate) const fn inspect(mut self, inspect: Inspect) -> Self {
        self.inspect = Some(inspect);
        self
    }

    pub(crate) const fn when(mut self, when: fn(&Request) -> bool) -> Self {
        self.when = Some(when);
        self
    }

    pub(crate) const fn unclear(mut self, fixture: &'static str) -> Self {
        self.unclear = Some(fixture);
        self
    }
}

pub(crate) const fn documented(id: &'static str) -> Row {
    Row::new(id, Behaviour::Documented)
}

pub(crate) const fn list(id: &'static str, of: &'static Collection) -> Row {
    Row::new(id, Behaviour::List(of))
}

pub(crate) const fn get(id: &'static str, of: &'static Collection) -> Row {
    Row::new(id, Behaviour::Get(of))
}

pub(crate) const fn act(id: &'static str, act: Act) -> Row {
    Row::new(id, Behaviour::Act(act))
}

/// Part of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

/// A collection of resources.
pub(crate) struct Collection {
    pub(crate) shelf: &'static str,
    pub(crate) filters: &'static [Filter],
    /// The status and text of the refusal when an identifier is unknown.
    pub(crate) unknown: (u16, &'static str),
}

/// A query parameter that filters. One that is declared but not here is checked and has no effect.
pub(crate) struct Filter {
    pub(crate) name: &'static str,
    /// A dotted path in the record; after `@`, in its hidden part.
    pub(crate) path: &'static str,
    pub(crate) test: Test,
}

/// How a filter holds a record's value against the wanted one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Test {
    /// Equal, or as the operator says.
    Equal,
    /// At least, at most: the two ends of a range.
    From,
    To,
    /// A boolean written as 1 or 0.
    Flag,
    /// Equal but for white space.
    EqualButForSpaces,
}
