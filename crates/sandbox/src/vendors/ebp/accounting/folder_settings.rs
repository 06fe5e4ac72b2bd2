//! The settings of the folder; the types of auxiliary accounts are a part of them.

use guichet_fixtures::Json;
use time::Duration;

use super::auxiliary_account_types::{TYPES, unknown};
use crate::engine::behaviour::{act, get};
use crate::engine::json::{fit, one_or_many, put, text_of};
use crate::engine::{Call, Complaint, Input, Record, Reply, Row, Shelf, Store, days};

pub(super) static ROWS: &[Row] = &[
    get("ebp.accounting.folder-settings.get", &SETTINGS).view(with_types),
    act("ebp.accounting.folder-settings.replace", replace).inspect(inspect),
];

/// There is one folder.
pub(super) static SETTINGS: Shelf = Shelf::new("settings");

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
            found.push(Complaint::invalid(
                Input::Body,
                format!("auxiliaryAccount.types[{at}].nextNumber"),
                "out of range",
            ));
        }
    }
    let names = ["exercices.startDate", "exercices.endDate", "exercices.endNextDate"];
    let dates = names.map(|name| call.body.at(name).and_then(Json::as_str).map(days::of));
    let wrong_dates = names.iter().zip(&dates).filter(|(_, day)| **day == Some(None));
    found.extend(wrong_dates.map(|(name, _)| Complaint::invalid(Input::Body, *name, "a day is expected")));
    if let [Some(Some(start)), Some(Some(end)), Some(Some(next))] = dates
        && !(start < end && end < next)
    {
        found.push(Complaint::invalid(Input::Body, "exercices", "the days are not in order"));
    }
    found
}

fn replace(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let kinds = call.body.at("auxiliaryAccount.types").map(one_or_many).unwrap_or_default();
    let uuid = |kind: &Json| kind.get("uuid").and_then(text_of).unwrap_or_default();
    if let Some(kind) = kinds.iter().find(|kind| store.find(&TYPES, "uuid", &uuid(kind)).is_none()) {
        return Err(unknown(404).reply(call, &uuid(kind)));
    }
    for written in &kinds {
        let schema = call.engine.schema_of(&TYPES);
        let members = schema.as_ref().map(|schema| schema.members()).unwrap_or_default();
        let Some(id) = store.find(&TYPES, "uuid", &uuid(written)).map(|kind| kind.id.clone()) else { continue };
        store.change(&TYPES, &id, |kind| {
            for name in ["prefix", "isAutomatic", "nextNumber", "generalAccount"] {
                let declared = members.iter().find(|member| member.name == name);
                if let (Some(value), Some(member)) = (written.get(name).filter(|value| !value.is_null()), declared) {
                    put(&mut kind.value, name, fit(&member.kind, value));
                }
            }
        });
    }
    store.change_all(
        &SETTINGS,
        |_| true,
        |settings| {
            periods(call, &mut settings.value);
            for path in ["generalAccount.accountLength", "auxiliaryAccount.length"] {
                if let Some(length) = call.body.at(path).and_then(text_of) {
                    settings.value.set(path, Json::Number(length.trim_start_matches('0').to_owned()));
                }
            }
        },
    );
    Ok(call.documented("folder-settings/replace"))
}

/// The first period has a beginning and an end, the second the day after that and an end of its own.
fn periods(call: &Call<'_>, settings: &mut Json) {
    let day = |name: &str| call.body.at(&format!("exercices.{name}")).and_then(Json::as_str).and_then(days::of);
    let (Some(start), Some(end), Some(next)) = (day("startDate"), day("endDate"), day("endNextDate")) else { return };
    let after = end.checked_add(Duration::days(1)).unwrap_or(end);
    for (path, day) in [
        ("exercices[0].startDate", start),
        ("exercices[0].endDate", end),
        ("exercices[1].startDate", after),
        ("exercices[1].endDate", next),
    ] {
        settings.set(path, day.to_string());
    }
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
    let settings = store.all(&SETTINGS).next().map(|record| &record.value);
    settings.and_then(|settings| settings.at(path)).and_then(text_of).and_then(|n| n.parse().ok()).unwrap_or(8)
}
