//! How one API answers.

use guichet_fixtures::Json;

use super::{Answer, Call, Complaint, Engine, Operation, Operator, Order, Reply, Request, Row, Shown, Store, Window};

/// An API: its operations, its lists and its errors. A vendor of several APIs has several faces.
pub(crate) trait Face: Send + Sync {
    /// What the ids of its operations begin with: `ebp.accounting.`.
    fn prefix(&self) -> &'static str;

    /// The mount of its operations.
    fn mount(&self) -> &'static str;

    /// What each operation does, resource by resource. An operation without a row is not played.
    fn rows(&self) -> &'static [&'static [Row]];

    /// An error of which status and text are given, in the API's own shape.
    fn refuse(&self, status: u16, message: &str) -> Reply;

    /// An error with the API's own label or code. Where errors have none, the label is the text.
    fn refuse_as(&self, status: u16, label: &str, message: &str) -> Reply {
        let _ = message;
        self.refuse(status, label)
    }

    /// Lets a request in that the gateway has let in: by the headers that are the API's own.
    fn admit(&self, request: &Request) -> Result<(), Reply> {
        let _ = request;
        Ok(())
    }

    /// What is wrong beyond the declared types, for each of its operations; added to what the engine found.
    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        let _ = (call, complaints);
    }

    /// The answer to a request with complaints; there is at least one.
    fn reject(&self, call: &Call<'_>, complaints: &[Complaint]) -> Reply;

    /// The values of an operation's placeholders, when a path without its last slash is the operation's.
    fn captures(&self, operation: &Operation, path: &str) -> Option<Vec<(String, String)>> {
        operation.route.captures(path)
    }

    /// The declared name and the operator of a query parameter that carries one.
    fn operator(&self, name: &str) -> Option<(String, Operator)> {
        let _ = name;
        None
    }

    /// Where the items stand in its answers, as a declared path: `data[]`. `None`: where each operation declares its only list.
    fn items(&self) -> Option<&'static str> {
        None
    }

    /// The part of a list that is asked for: all of it where nothing is paged.
    fn window(&self, call: &Call<'_>) -> Result<Window, Reply> {
        let _ = call;
        Ok(Window { offset: 0, limit: usize::MAX })
    }

    /// The order that is asked for.
    fn order(&self, call: &Call<'_>) -> Order {
        let _ = call;
        Order::default()
    }

    /// The parameter that holds the text of a search.
    fn search(&self) -> &'static str {
        "search"
    }

    /// An answer of some of a list's items, of which there are `total`.
    fn page(&self, call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
        let _ = (call, window, total);
        Reply::json(200, &Json::from(items))
    }

    /// An answer of the records that were asked for by their identifiers.
    fn found(&self, call: &Call<'_>, store: &Store, items: Vec<Json>) -> Reply {
        let _ = (call, store);
        match items.as_slice() {
            [one] => Reply::json(200, one),
            _ => Reply::json(200, &Json::from(items)),
        }
    }

    /// What a call is answered that wrote a record.
    fn answer(&self) -> Answer {
        Answer::Record
    }

    /// Which of its records are shown in others.
    fn shown(&self) -> &'static [Shown] {
        &[]
    }

    /// Completes what the fixtures' identifiers gave.
    fn seed(&self, engine: &Engine, store: &mut Store) {
        let _ = (engine, store);
    }
}

impl Call<'_> {
    /// The API that answers it.
    pub(crate) fn face(&self) -> &'static dyn Face {
        self.operation.face
    }
}
