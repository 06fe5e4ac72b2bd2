//! The settings of the folder; the types of auxiliary accounts are a part of them.

use guichet_fixtures::Json;
use time::Duration;

use super::accounts::{by_uuid, by_uuid_mut};
use super::answers::done;
use super::tables::{SETTINGS, TYPES};
use super::{days, types};
use crate::engine::json::{fit, one_or_many, put, text_of};
use crate::engine::{Call, Complaint, Input, Reply, Store};

/// There is one folder.
pub(super) const ONLY: &str = "1";

pub(super) fn get(_call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let mut settings = store.get(SETTINGS, ONLY).map_or(Json::Null, |record| record.value.clone());
    let kinds: Vec<Json> = store.all(TYPES).map(|record| record.value.clone()).collect();
    settings.set("auxiliaryAccount.types", Json::from(kinds));
    Ok(Reply::json(200, &settings))
}

/// Numbers that the sandbox can count with, and periods that follow each other.
pub(super) fn inspect(call: &Call<'_>) -> Vec<Complaint> {
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

pub(super) fn replace(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let kinds = call.body.at("auxiliaryAccount.types").map(one_or_many).unwrap_or_default();
    let uuid = |kind: &Json| kind.get("uuid").and_then(text_of).unwrap_or_default();
    if kinds.iter().any(|kind| by_uuid(store, TYPES, &uuid(kind)).is_none()) {
        return Err(types::unknown(404));
    }
    for written in &kinds {
        let schema = call.engine.item_schema("ebp.accounting.auxiliary-account-types.list");
        let members = schema.as_ref().map(|schema| schema.members()).unwrap_or_default();
        let Some(kind) = by_uuid_mut(store, TYPES, &uuid(written)) else { continue };
        for name in ["prefix", "isAutomatic", "nextNumber", "generalAccount"] {
            let declared = members.iter().find(|member| member.name == name);
            if let (Some(value), Some(member)) = (written.get(name).filter(|value| !value.is_null()), declared) {
                put(&mut kind.value, name, fit(&member.kind, value));
            }
        }
    }
    if let Some(record) = store.get_mut(SETTINGS, ONLY) {
        periods(call, &mut record.value);
        for path in ["generalAccount.accountLength", "auxiliaryAccount.length"] {
            if let Some(length) = call.body.at(path).and_then(text_of) {
                record.value.set(path, Json::Number(length.trim_start_matches('0').to_owned()));
            }
        }
    }
    types::recount(store);
    Ok(done(200, "Paramètres modifiés avec succès"))
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
    let settings = store.get(SETTINGS, ONLY).map(|record| &record.value);
    settings.and_then(|settings| settings.at(path)).and_then(text_of).and_then(|n| n.parse().ok()).unwrap_or(8)
}
