//! The seam: what a vendor brings to the engine.

use guichet_fixtures::{Fault as Flaw, Json};
use http::HeaderMap;

use super::limits::Limits;
use super::{Call, Engine, Operation, Operator, Reply, Request, Store};

/// A vendor: its tables, and code for what is its own.
pub(crate) trait VendorRules: Send + Sync {
    /// Its name: the folder of its fixtures, and the mount where there is only one.
    fn name(&self) -> &'static str;

    /// Its mounts; a vendor that logs in on a host of its own has two.
    fn mounts(&self) -> Vec<&'static str> {
        vec![self.name()]
    }

    /// The mount of an operation.
    fn mount_of(&self, operation: &str) -> &'static str {
        let _ = operation;
        self.name()
    }

    /// The credentials that a mount takes, for people to read: what, and its value.
    fn credentials(&self, mount: &str) -> &'static [(&'static str, &'static str)];

    /// How many calls the vendor takes. Each sandbox keeps a meter of them in its store, which [`admit`](Self::admit) asks.
    fn limits(&self) -> Option<Limits> {
        None
    }

    /// Turns a request away by its head alone, before its body is asked for.
    fn turn_away(&self, headers: &HeaderMap) -> Option<Reply> {
        let _ = headers;
        None
    }

    /// Lets a request in, by its credentials and its other headers. May count and rotate in the store.
    fn admit(&self, request: &Request, store: &mut Store) -> Result<(), Reply>;

    /// An error in the vendor's own shape.
    fn refuse(&self, status: u16, message: &str) -> Reply;

    /// An error in the shape of that mount, where they differ.
    fn refuse_at(&self, mount: &str, status: u16, message: &str) -> Reply {
        let _ = mount;
        self.refuse(status, message)
    }

    /// An error of the vendor's own label, where its errors have labels.
    fn refuse_as(&self, mount: &str, status: u16, label: &str) -> Reply {
        self.refuse_at(mount, status, label)
    }

    /// The answer to a route that there is not; `allowed` are the methods that the path has.
    fn nowhere(&self, request: &Request, allowed: &[&str]) -> Reply {
        let _ = request;
        match allowed {
            [] => self.refuse(404, "Not Found"),
            methods => self.refuse(405, "Method Not Allowed").with("allow", methods.join(", ")),
        }
    }

    /// The answer to a request that is for no operation and yet the vendor's: a page on the way of a login, say.
    fn beside(&self, request: &Request, store: &mut Store) -> Option<Reply> {
        let _ = (request, store);
        None
    }

    /// The values of an operation's placeholders, when a path without its last slash is the operation's.
    fn captures(&self, operation: &Operation, path: &str) -> Option<Vec<(String, String)>> {
        operation.route.captures(path)
    }

    /// Ends every access token before its time.
    fn expire_tokens(&self, store: &mut Store) {
        let _ = store;
    }

    /// The operation that is meant, where several share a route. `candidates` is never empty.
    fn choose(&self, candidates: &[&Operation], request: &Request) -> Choice {
        let _ = request;
        match candidates.first() {
            Some(first) => Choice::Operation(first.id.clone()),
            None => Choice::Operation(String::new()),
        }
    }

    /// What is wrong beyond the declared types, added to what the engine found.
    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        let _ = (call, complaints);
    }

    /// The answer to a request with complaints; there is at least one.
    fn reject(&self, call: &Call<'_>, complaints: &[Complaint]) -> Reply;

    /// The declared name and the operator of a query parameter that carries one.
    fn operator(&self, name: &str) -> Option<(String, Operator)> {
        let _ = name;
        None
    }

    /// What each operation does; one that is missing here answers as documented.
    fn behaviours(&self) -> &'static [(&'static str, Behaviour)];

    /// Where the items stand in an answer, as a declared path: `data[]`.
    fn items_at(&self) -> &'static str;

    /// Where they stand in the answers of that operation, where this is not the same everywhere.
    fn items_of(&self, operation: &str) -> &'static str {
        let _ = operation;
        self.items_at()
    }

    /// The part of a list that is asked for.
    fn window(&self, call: &Call<'_>) -> Result<Window, Reply>;

    /// The member to sort by, and whether downwards.
    fn sort(&self, call: &Call<'_>) -> Option<(String, bool)> {
        let _ = call;
        None
    }

    /// An answer of some of a list's items, of which there are `total`.
    fn page(&self, call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply;

    /// An answer of the items that were asked for by their identifiers.
    fn found(&self, _call: &Call<'_>, items: Vec<Json>) -> Reply {
        Reply::json(200, &Json::from(items))
    }

    /// The shelves that documented answers fill, by the shape of their items.
    fn shelves(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// The shelves that placeholders and members of bodies and of answers' items refer to. `operation/name` holds for the
    /// bodies of that operation alone.
    fn references(&self) -> &'static [(&'static str, &'static str)] {
        &[]
    }

    /// Completes what the fixtures' identifiers gave.
    fn seed(&self, engine: &Engine, store: &mut Store) {
        let _ = (engine, store);
    }
}

/// Which operation a request means.
pub(crate) enum Choice {
    /// The one of this id.
    Operation(String),
    /// None can be told: the answer of this fixture, named without its vendor.
    Documented(&'static str),
}

/// Where a wrong value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Query,
    Body,
}

/// One thing that is wrong with a request.
#[derive(Debug, Clone)]
pub(crate) struct Complaint {
    pub(crate) place: Place,
    /// The parameter's or member's dotted name; empty for the whole body.
    pub(crate) name: String,
    pub(crate) flaw: Flaw,
}

/// Part of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Window {
    pub(crate) offset: usize,
    pub(crate) limit: usize,
}

/// What an operation does.
pub(crate) enum Behaviour {
    /// The documented answer whose query the request has, or else the first.
    Documented,
    /// Filters, sorts and pages a shelf.
    List(&'static Collection),
    /// Answers records by the identifiers in the path's last placeholder, joined by commas.
    Get(&'static Collection),
    /// Anything else. `Err` is an answer too.
    Act(fn(&Call<'_>, &mut Store) -> Result<Reply, Reply>),
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
    Spot,
}
