//! Lists of rows, and one row by its key.

use guichet_fixtures::Json;

use super::filters::Filters;
use super::tables::{Row, Table, table};
use super::{page, wrong};
use crate::engine::json::put;
use crate::engine::{Call, Reply, Store};

/// *GenericQuery*.
pub(super) fn generic(call: &Call<'_>, store: &Store) -> Result<Reply, Reply> {
    rows(call, store, named(call)?, "")
}

/// A list of one table, each row with what stands below it in a column of that name.
pub(super) fn of(call: &Call<'_>, store: &Store, name: &str, below: &str) -> Result<Reply, Reply> {
    rows(call, store, table(name).ok_or_else(|| wrong("TableName"))?, below)
}

/// *GenericQuery* by a key.
pub(super) fn one(call: &Call<'_>, store: &Store) -> Result<Reply, Reply> {
    let table = named(call)?;
    let key = call.capture("id");
    match table.find(store, table.key(), key) {
        Some(row) => Ok(Reply::json(200, &Json::object([("result", shown(call, table, row, "")?)]))),
        None => Err(call.face().refuse(404, &format!("La ligne {key} n'existe pas"))),
    }
}

/// *Dependencies*.
pub(super) fn dependencies(call: &Call<'_>) -> Result<Reply, Reply> {
    let table = table(call.capture("TableName")).ok_or_else(|| wrong("TableName"))?;
    let linked: Vec<Json> = table.linked.iter().map(|name| Json::from(*name)).collect();
    Ok(Reply::json(200, &Json::object([("linkedTables", linked)])))
}

fn named(call: &Call<'_>) -> Result<&'static Table, Reply> {
    call.query("TableName").and_then(table).ok_or_else(|| wrong("TableName"))
}

fn rows(call: &Call<'_>, store: &Store, table: &'static Table, below: &str) -> Result<Reply, Reply> {
    let filters = Filters::of(call, table)?;
    let by = match call.query("OrderByValue") {
        Some(name) => table.column(name).ok_or_else(|| wrong("OrderByValue"))?,
        None => table.key(),
    };
    let window = call.face().window(call)?;
    let mut rows = table.sorted(store, by);
    rows.retain(|row| filters.hold(row));
    let page_rows = rows.iter().skip(window.offset).take(window.limit);
    let page_rows: Result<Vec<Json>, Reply> = page_rows.map(|row| shown(call, table, *row, below)).collect();
    Ok(page("results", window, rows.len(), page_rows?))
}

/// The columns that are asked for, under the names by which they are; without a word all of them.
fn shown(call: &Call<'_>, table: &Table, row: Row<'_>, below: &str) -> Result<Json, Reply> {
    let mut shown = Json::Object(Vec::new());
    match call.query("Columns") {
        Some(columns) => {
            for name in columns.split(',') {
                let (name, value) = row.asked(name.trim()).ok_or_else(|| wrong("Columns"))?;
                put(&mut shown, &name, value);
            }
        }
        None => table.columns().for_each(|column| put(&mut shown, column, row.value(column))),
    }
    if !below.is_empty() {
        put(&mut shown, below, row.below(below));
    }
    Ok(shown)
}
