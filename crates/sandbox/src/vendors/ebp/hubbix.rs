//! What the Hubbix products have in common: their lists, their errors, and what they check.

use guichet_fixtures::{Body, Json, Kind, Schema};

use super::{API, errors};
use crate::engine::json::text_of;
use crate::engine::{
    Answer, Call, Complaint, Engine, Face, Input, Order, Reason, Refusal, Reply, Request, Row, Shown, Store, Window,
    amounts, days,
};

/// The most elements of a page, and what a list gives without a word (003:303-304; 003:9775).
const MOST: usize = 100;

/// A product: what it has of its own.
pub(super) struct Product {
    pub(super) prefix: &'static str,
    pub(super) rows: &'static [&'static [Row]],
    /// The header that names the folder, and the folder.
    pub(super) folder: (&'static str, &'static str),
    /// The refusal of a page of more elements, the same for every list.
    pub(super) above_limit: Refusal,
    /// What its errors have for `data` when there is none, in JSON.
    pub(super) no_data: &'static str,
    /// The parameter that holds the text of a search.
    pub(super) search: &'static str,
    pub(super) order: fn(&Call<'_>) -> Order,
    pub(super) answer: Answer,
    pub(super) shown: &'static [Shown],
    pub(super) seed: fn(&Engine, &mut Store),
}

impl Face for Product {
    fn prefix(&self) -> &'static str {
        self.prefix
    }

    fn mount(&self) -> &'static str {
        API
    }

    fn rows(&self) -> &'static [&'static [Row]] {
        self.rows
    }

    fn refuse(&self, status: u16, message: &str) -> Reply {
        errors::refuse(status, message)
    }

    /// The label is the `errorCode`.
    fn refuse_as(&self, status: u16, label: &str, message: &str) -> Reply {
        errors::hubbix(status, label, Json::parse(self.no_data).unwrap_or(Json::Null), message)
    }

    fn admit(&self, request: &Request) -> Result<(), Reply> {
        let (name, folder) = self.folder;
        match request.header(name) {
            Some(there) if there.eq_ignore_ascii_case(folder) => Ok(()),
            Some(_) => Err(errors::folder_unknown()),
            None => Err(errors::invalid([(name.to_owned(), errors::sentence(name, &Reason::Missing))])),
        }
    }

    fn inspect(&self, call: &Call<'_>, complaints: &mut Vec<Complaint>) {
        inspect(call, complaints);
    }

    fn reject(&self, call: &Call<'_>, complaints: &[Complaint]) -> Reply {
        errors::reject(call, complaints)
    }

    /// A list without `take` and `skip` is whole.
    fn window(&self, call: &Call<'_>) -> Result<Window, Reply> {
        let query = call.operation.query.as_ref().map(|query| query.members()).unwrap_or_default();
        if query.iter().all(|member| member.name != "take") {
            return Ok(Window { offset: 0, limit: usize::MAX });
        }
        // A number beyond counting is beyond every list.
        let number = |name: &str, default| call.query(name).map_or(default, |n: &str| n.parse().unwrap_or(usize::MAX));
        match (number("skip", 0), number("take", MOST)) {
            (offset, limit @ ..=MOST) => Ok(Window { offset, limit }),
            _ => Err(self.above_limit.reply(call, "")),
        }
    }

    fn order(&self, call: &Call<'_>) -> Order {
        (self.order)(call)
    }

    fn search(&self) -> &'static str {
        self.search
    }

    /// The members that the operation's answer declares, in their order: not all lists state their total (003:1351-1395). An answer
    /// that declares none is the list alone (003:9582).
    fn page(&self, call: &Call<'_>, window: Window, total: usize, items: Vec<Json>) -> Reply {
        let number = |n: usize| Json::Number(n.to_string());
        let members = call.operation.answer.as_ref().map(|answer| answer.members()).unwrap_or_default();
        if members.is_empty() {
            return Reply::json(200, &Json::from(items));
        }
        let mut items = Some(items);
        let page = members.iter().filter_map(|member| {
            let value = match member.name.as_str() {
                "take" => number(window.limit),
                "skip" => number(window.offset),
                "total" | "totalRecords" => number(total),
                _ => Json::from(items.take()?),
            };
            Some((member.name.as_str(), value))
        });
        Reply::json(200, &Json::object(page))
    }

    fn answer(&self) -> Answer {
        self.answer
    }

    fn shown(&self) -> &'static [Shown] {
        self.shown
    }

    fn seed(&self, engine: &Engine, store: &mut Store) {
        (self.seed)(engine, store);
    }
}

/// What is wrong beyond the types that are declared, in each operation of a product.
fn inspect(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    if !is_in_its_form(call) {
        *complaints = vec![Complaint::invalid(Input::Body, "body", "another Content-Type is expected")];
        return;
    }
    query(call, complaints);
    empty(call, complaints);
    values(call, complaints);
    parts(call, complaints);
}

/// What may be anything is a file, everything else is text; none comes twice (003:1541-1543).
fn parts(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    let (Ok(Body::Multipart(parts)), Some(schema)) = (&call.request.body, &call.operation.body) else { return };
    for (at, part) in parts.iter().enumerate() {
        let kind = schema.at(&part.name).map(|schema| schema.root().clone());
        let is_alone = parts.iter().take(at).all(|earlier| earlier.name != part.name);
        let fits = (kind == Some(Kind::Any)) == part.filename.is_some() && is_alone;
        if !fits && complaints.iter().all(|known| known.name != part.name) {
            complaints.push(Complaint::invalid(Input::Body, &part.name, "one file or one text is expected"));
        }
    }
}

/// Days are of the calendar, and amounts have no more digits than the sandbox counts with.
fn values(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    let Some(schema) = &call.operation.body else { return };
    for (path, value) in call.body.paths().into_iter().filter(|(_, value)| text_of(value).is_some()) {
        let why = match schema.at(&path).as_ref().map(Schema::root) {
            Some(Kind::Decimal) if amounts::read(value).is_none() => "not an amount, or one with too many digits",
            Some(Kind::Date) if value.as_str().is_some_and(|day| !day.is_empty() && days::of(day).is_none()) => {
                "a day is expected"
            }
            _ => continue,
        };
        if complaints.iter().all(|known| known.name != path) {
            complaints.push(Complaint::invalid(Input::Body, path, why));
        }
    }
}

/// Files come in parts, everything else is JSON.
fn is_in_its_form(call: &Call<'_>) -> bool {
    match &call.request.body {
        Ok(Body::Empty) => true,
        Ok(Body::Multipart(_)) => call.operation.takes_parts,
        Ok(Body::Json(_)) => !call.operation.takes_parts,
        _ => false,
    }
}

fn query(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    let members = call.operation.query.as_ref().map(|query| query.members()).unwrap_or_default();
    for (name, value) in &call.request.query {
        let is_date = members.iter().any(|member| member.name == *name && member.kind == Kind::Date);
        let fits = match name.as_str() {
            "skip" => !value.starts_with('-'),
            "take" => value.bytes().any(|b| matches!(b, b'1'..=b'9')) && !value.starts_with('-'),
            "sortingOrder.sortType" => matches!(value.as_str(), "0" | "1"),
            "sortDirection" => matches!(value.as_str(), "asc" | "desc"),
            "sort" => matches!(value.as_str(), "chronological" | "reverse-chronological"),
            "status" => matches!(value.as_str(), "0" | "1" | "2"),
            _ => !is_date || days::is_day(value),
        };
        let known = complaints.iter().any(|complaint| complaint.input == Input::Query && complaint.name == *name);
        if !fits && !known {
            complaints.push(Complaint::invalid(Input::Query, name, "out of range"));
        }
    }
}

/// An empty text where a member is mandatory is none.
fn empty(call: &Call<'_>, complaints: &mut Vec<Complaint>) {
    let members = call.operation.body.as_ref().map(|body| body.members()).unwrap_or_default();
    for member in members.iter().filter(|member| !member.optional) {
        if call.body.get(&member.name).and_then(|value| value.as_str()).is_some_and(|text| text.trim().is_empty()) {
            complaints.retain(|complaint| complaint.name != member.name);
            complaints.push(Complaint::missing(Input::Body, &member.name));
        }
    }
}

#[cfg(test)]
mod tests;
