//! Entries: one by its uuid, several in another form.

use guichet_fixtures::Json;

use super::accounts::{by_uuid, text};
use super::booking;
use super::lists::only;
use super::tables::ENTRIES;
use crate::engine::json::put;
use crate::engine::{Call, Record, Reply, Store};

pub(super) fn get(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let Some(record) = by_uuid(store, ENTRIES, call.capture("uuid")) else {
        return Err(call.documented("entries/get--not-found"));
    };
    let mut entry = record.value.clone();
    let lines = booking::lines(store, text(&entry, "uuid")).map(|line| {
        let names = line.value.as_object().unwrap_or_default().iter().map(|(name, _)| name.as_str());
        only(&line.value, &names.filter(|name| *name != "entry").collect::<Vec<_>>())
    });
    let lines: Vec<Json> = lines.collect();
    put(&mut entry, "lines", lines);
    Ok(Reply::json(200, &entry))
}

/// What is not there is left out; nobody says what EBP does.
pub(super) fn search(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let mut uuids: Vec<String> = Vec::new();
    for uuid in call.query("uuids").unwrap_or_default().split(',').map(|uuid| uuid.trim().to_lowercase()) {
        if !uuids.contains(&uuid) {
            uuids.push(uuid);
        }
    }
    let found = uuids.iter().filter_map(|uuid| by_uuid(store, ENTRIES, uuid)).map(|entry| found(store, entry));
    Ok(Reply::json(200, &Json::from(found.collect::<Vec<_>>())))
}

/// 003:1552-1574.
fn found(store: &Store, entry: &Record) -> Json {
    let lines: Vec<&Record> = booking::lines(store, text(&entry.value, "uuid")).collect();
    let date = entry.value.get("date").cloned().unwrap_or(Json::Null);
    let member = |line: &Record, name: &str| line.value.get(name).cloned().unwrap_or(Json::Null);
    let shown = lines.iter().map(|line| {
        Json::object([
            ("generalAccount", Json::from(short(text(&line.value, "generalAccount")))),
            ("thirdAccount", member(line, "auxiliaryAccount")),
            ("date", date.clone()),
            ("label", member(line, "label")),
            ("debit", member(line, "debit")),
            ("credit", member(line, "credit")),
        ])
    });
    let shown: Vec<Json> = shown.collect();
    let mut found = only(&entry.value, &["uuid", "temporaryIdentifier", "validIdentifier", "date"]);
    put(&mut found, "journal", entry.value.get("journal").map_or(Json::Null, |journal| only(journal, &["code"])));
    put(&mut found, "piece", lines.first().map_or(Json::Null, |line| member(line, "piece")));
    put(&mut found, "lines", shown);
    found
}

/// A number without the zeros that fill it up; three digits stay.
fn short(number: &str) -> &str {
    let kept = number.trim_end_matches('0').len().max(3);
    number.get(..kept).unwrap_or(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shortened_to_three_digits_at_least() {
        for (number, short_one) in
            [("41100000", "411"), ("51210000", "5121"), ("10000000", "100"), ("1101", "1101"), ("4", "4"), ("", "")]
        {
            assert_eq!(short(number), short_one);
        }
    }
}
