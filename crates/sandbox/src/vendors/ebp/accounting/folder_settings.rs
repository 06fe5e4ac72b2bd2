//! The settings of the folder; the types of auxiliary accounts are a part of them.

use guichet_fixtures::Json;
use time::{Date, Duration};

use super::auxiliary_account_types::{TYPES, unknown};
use crate::engine::behaviour::{act, get};
use crate::engine::json::{one_or_many, overlay, take, text, text_of, without_nulls};
use crate::engine::{Call, Complaint, Input, Record, Reply, Row, Shelf, Store, days};

pub(super) static ROWS: &[Row] = &[
    get("ebp.accounting.folder-settings.get", &SETTINGS).view(with_types),
    act("ebp.accounting.folder-settings.replace", replace).inspect(inspect),
];

pub(super) static SETTINGS: Shelf = Shelf::new("settings");

/// There is one folder.
pub(super) const ONLY: &str = "1";

fn with_types(_call: &Call<'_>, store: &Store, settings: &Record) -> Json {
    let mut shown = settings.value.clone();
    let kinds: Vec<Json> = store.all(&TYPES).map(|record| record.value.clone()).collect();
    shown.set("auxiliaryAccount.types", Json::from(kinds));
    shown
}

/// Numbers that the sandbox can count with, and periods that follow each other.
fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let mut found = Vec::new();
    let number = |path: &str| call.body.at(path).and_then(text_of).map(|text| text.parse::<u64>().ok());
    for path in ["generalAccount.accountLength", "auxiliaryAccount.length"] {
        if number(path).is_some_and(|length| !length.is_some_and(|length| (3..=20).contains(&length))) {
            found.push(Complaint::invalid(Input::Body, path, "3 to 20 are expected"));
        }
    }
    let kinds = call.body.at("auxiliaryAccount.types").map(one_or_many).unwrap_or_default();
    for (at, kind) in kinds.iter().enumerate() {
        let next = kind.get("nextNumber").and_then(text_of).map(|text| text.parse::<u32>().ok());
        if next == Some(None) {
            let name = format!("auxiliaryAccount.types[{at}].nextNumber");
            found.push(Complaint::invalid(Input::Body, name, "out of range"));
        }
    }
    if let [Some(start), Some(end), Some(next)] = period(call)
        && !(start < end && end < next)
    {
        found.push(Complaint::invalid(Input::Body, "exercices", "the days are not in order"));
    }
    found
}

/// The days of the body: the beginning and the end of the first period, the end of the second.
fn period(call: &Call<'_>) -> [Option<Date>; 3] {
    ["startDate", "endDate", "endNextDate"].map(|name| days::of(text(&call.body, &format!("exercices.{name}"))))
}

fn replace(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let kinds = call.body.at("auxiliaryAccount.types").map(one_or_many).unwrap_or_default();
    for written in &kinds {
        let uuid = written.get("uuid").and_then(text_of).unwrap_or_default();
        let kind = store.find(&TYPES, "uuid", &uuid).ok_or_else(|| unknown(404).reply(call, &uuid))?;
        let (id, mut written) = (kind.id.clone(), without_nulls(written));
        take(&mut written, "uuid");
        let schema = call.engine.schema_of(&TYPES);
        store.change(&TYPES, &id, |kind| drop(overlay(&mut kind.value, &written, schema.as_ref())));
    }
    store.change(&SETTINGS, ONLY, |settings| {
        if let [Some(start), Some(end), Some(next)] = period(call) {
            // The second period begins on the day after the first.
            let after = end.checked_add(Duration::days(1)).unwrap_or(end);
            for (at, from, to) in [(0, start, end), (1, after, next)] {
                settings.value.set(&format!("exercices[{at}].startDate"), from.to_string());
                settings.value.set(&format!("exercices[{at}].endDate"), to.to_string());
            }
        }
        for path in ["generalAccount.accountLength", "auxiliaryAccount.length"] {
            if let Some(length) = call.body.at(path).and_then(text_of) {
                settings.value.set(path, Json::Number(length.trim_start_matches('0').to_owned()));
            }
        }
    });
    Ok(call.documented("folder-settings/replace"))
}

/// 003:920.
pub(super) fn account_length(store: &Store) -> usize {
    length(store, "generalAccount.accountLength")
}

/// 003:927.
pub(super) fn auxiliary_length(store: &Store) -> usize {
    length(store, "auxiliaryAccount.length")
}

fn length(store: &Store, path: &str) -> usize {
    let settings = store.get(&SETTINGS, ONLY);
    settings.and_then(|settings| settings.value.at(path)).and_then(text_of).and_then(|n| n.parse().ok()).unwrap_or(8)
}
