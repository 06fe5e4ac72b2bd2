//! Series: what invoices and payments are numbered in.

use guichet_fixtures::Json;

use crate::engine::behaviour::{get, list};
use crate::engine::json::{put, text_of};
use crate::engine::{Key, Refusal, Row, Shelf, Store};

pub(super) static ROWS: &[Row] = &[list("workadu.series.list", &SERIES), get("workadu.series.get", &SERIES)];

static SERIES: Shelf = Shelf {
    keys: &[Key::id("series_id").many()],
    unknown: Refusal::Text(400, "No series could be found."),
    documented: true,
    references: "series",
    ..Shelf::new("series")
};

/// What a series is called where it is shown.
pub(super) fn title(store: &Store, id: &str) -> Option<Json> {
    store.get(&SERIES, id).map(|series| series.value.get("title").cloned().unwrap_or(Json::Null))
}

/// The next number of a series, if it exists.
pub(super) fn next_number(store: &mut Store, id: &str) -> Option<u64> {
    let last = store.get(&SERIES, id)?.value.get("last_number").and_then(text_of).and_then(|n| n.parse::<u64>().ok());
    let next = last.unwrap_or_default().saturating_add(1);
    store.change(&SERIES, id, |series| put(&mut series.value, "last_number", Json::Number(next.to_string())));
    Some(next)
}
