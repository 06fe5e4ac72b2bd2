//! The devices of an app, as CSV (fact C7).

use guichet_fixtures::Json;

use super::links::{self, Links, PER_PAGE};
use super::{PARTNER, answers};
use crate::engine::json::text_of;
use crate::engine::{Call, Reply, Shelf, Store};

pub(super) static DEVICES: Shelf = Shelf::new("devices");

/// Their names are the sandbox's choice but for those of fact C7 and C8.
pub(super) const COLUMNS: [&str; 5] = ["deviceId", "token", "lastOpen", "bounces", "name"];

pub(super) fn list(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    if call.capture("partner_id") != PARTNER {
        return Err(answers::generic(403, "API_ERR_FORBIDDEN"));
    }
    let columns: Vec<&str> = match call.query("fields") {
        Some(fields) => fields.split(',').collect(),
        None => COLUMNS.to_vec(),
    };
    if columns.iter().any(|column| !COLUMNS.contains(column)) {
        return Err(answers::refuse(400, "Malformed field `fields`"));
    }
    // The declared type takes days in any order, fact C7 only year-month-day; so written, days compare as texts.
    let since = call.query("lastOpen").unwrap_or_default();
    if !since.is_empty() && (since.len() != 10 || since.contains('/')) {
        return Err(answers::refuse(400, "Malformed field `lastOpen`"));
    }
    let opened = |device: &Json| text(device, "lastOpen").as_str() >= since;
    let devices: Vec<&Json> = store.all(&DEVICES).map(|record| &record.value).filter(|device| opened(device)).collect();
    let page = links::page(call);
    let (rows, more) = cut(&devices, page);
    // fact C12: nothing at all where there is nothing, the columns' names on every page otherwise, a link to the next page alone.
    let body = if devices.is_empty() { String::new() } else { csv(&columns, rows) };
    let reply = Reply::text(200, "text/csv; charset=utf-8", body);
    Ok(match Links::of(call.request, page, more).next() {
        Some(next) => reply.with("link", next),
        None => reply,
    })
}

/// A page of the devices, and whether there are more. Page 2 is empty where there are more than a page of them: an empty page
/// does not end a list (002:108).
fn cut<T>(all: &[T], page: i64) -> (&[T], bool) {
    let chunk = match page {
        2 => return (&[], all.len() > PER_PAGE),
        ..=1 => page.checked_sub(1),
        3.. => page.checked_sub(2),
    };
    let Some(chunk) = chunk.and_then(|chunk| usize::try_from(chunk).ok()) else { return (&[], false) };
    match all.chunks(PER_PAGE).nth(chunk) {
        Some(rows) => (rows, all.len() > (chunk + 1) * PER_PAGE),
        None => (&[], false),
    }
}

fn csv(columns: &[&str], rows: &[&Json]) -> String {
    let line = |values: Vec<String>| values.join(";") + "\n";
    let head = line(columns.iter().map(|column| quoted((*column).to_owned())).collect());
    let body = rows.iter().map(|device| line(columns.iter().map(|column| quoted(text(device, column))).collect()));
    [head].into_iter().chain(body).collect()
}

/// As RFC 4180 has it.
fn quoted(value: String) -> String {
    if value.contains([';', '"', '\n', '\r']) { format!("\"{}\"", value.replace('"', "\"\"")) } else { value }
}

fn text(device: &Json, column: &str) -> String {
    device.get(column).and_then(text_of).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_cover_everything_once() {
        for total in [0, 1, 99, 100, 101, 200, 201, 250, 300] {
            let all: Vec<usize> = (0..total).collect();
            let (mut seen, mut page) = (Vec::new(), 1);
            loop {
                let (rows, more) = cut(&all, page);
                seen.extend_from_slice(rows);
                assert_eq!(rows.is_empty(), total == 0 || page == 2, "{total} {page}");
                if !more {
                    break;
                }
                page += 1;
            }
            assert_eq!(seen, all);
            for outside in [0, -1, i64::MIN, page + 1, i64::MAX] {
                assert_eq!(cut(&all, outside), (&[][..], false), "{total} {outside}");
            }
        }
    }

    #[test]
    fn values_are_quoted_where_they_must_be() {
        assert_eq!(quoted("a b".to_owned()), "a b");
        assert_eq!(quoted("a;\"b\"".to_owned()), "\"a;\"\"b\"\"\"");
        assert_eq!(quoted("a\nb".to_owned()), "\"a\nb\"");
    }
}
