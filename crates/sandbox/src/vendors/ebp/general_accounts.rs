//! General accounts.

use guichet_fixtures::Json;

use super::accounts::{by_uuid_mut, general, mentions, new_uuid, rename, same_general, text};
use super::answers::done;
use super::tables::{GENERAL, GENERAL_LIST};
use crate::engine::json::put;
use crate::engine::list;
use crate::engine::{Call, Record, Reply, Store};

/// The members of 003:479-490, in their order.
pub(super) const MEMBERS: [&str; 12] = [
    "uuid",
    "number",
    "label",
    "active",
    "collective",
    "racine",
    "movement",
    "taxType",
    "operationType",
    "calculationOption",
    "accountUsedForEntryGeneration",
    "belongsToTransferParameters",
];

pub(super) const UNKNOWN: &str = "general-accounts/get--not-found";

pub(super) fn get(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    match general(store, call.capture("number")) {
        Some(record) => Ok(Reply::json(200, &record.value)),
        None => Err(call.documented(UNKNOWN)),
    }
}

pub(super) fn list(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let (search, class) = (call.query("search"), call.query("classNumber"));
    list::list(call, store, &GENERAL_LIST, &|record| {
        search.is_none_or(|wanted| is_found(record, wanted)) && class.is_none_or(|class| is_of_class(record, class))
    })
}

pub(super) fn is_found(record: &Record, wanted: &str) -> bool {
    mentions(record, &["number", "label"], wanted)
}

/// A class is the beginning of a number (003:560).
pub(super) fn is_of_class(record: &Record, class: &str) -> bool {
    text(&record.value, "number").starts_with(class)
}

pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let number = call.text("number").unwrap_or_default();
    if same_general(store, &number).is_some() {
        return Err(call.documented("general-accounts/create--duplicate"));
    }
    let uuid = new_uuid();
    let mut account = new(&uuid, &number, "");
    write(call, &mut account);
    store.put(GENERAL, &uuid, account, Json::Null);
    Ok(done(201, "Compte créé avec succès"))
}

pub(super) fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let uuid = call.capture("uuid");
    let number = call.text("number").unwrap_or_default();
    if same_general(store, &number).is_some_and(|other| !text(&other.value, "uuid").eq_ignore_ascii_case(uuid)) {
        return Err(call.documented("general-accounts/create--duplicate"));
    }
    let Some(record) = by_uuid_mut(store, GENERAL, uuid) else {
        return Err(call.documented(UNKNOWN));
    };
    let before = text(&record.value, "number").to_owned();
    write(call, &mut record.value);
    rename(store, "generalAccount", &before, &number);
    // 003:660.
    Ok(done(201, "Compte modifié avec succès"))
}

/// What is written and can be read; a `vatExemption` (003:654) is taken and cannot be.
fn write(call: &Call<'_>, account: &mut Json) {
    for name in MEMBERS {
        if let Some(value) = call.body.get(name) {
            let value = match value.as_str() {
                Some("true") => Json::Bool(true),
                Some("false") => Json::Bool(false),
                _ => value.clone(),
            };
            put(account, name, value);
        }
    }
    // Null, where the account has always a value.
    if account.get("collective").is_some_and(Json::is_null) {
        put(account, "collective", false);
    }
}

pub(super) fn new(uuid: &str, number: &str, label: &str) -> Json {
    Json::object(MEMBERS.map(|name| {
        let value = match name {
            "uuid" => Json::from(uuid),
            "number" => Json::from(number),
            "label" => Json::from(label),
            "active" => Json::from(true),
            "taxType" | "operationType" | "calculationOption" | "accountUsedForEntryGeneration" => Json::Null,
            _ => Json::from(false),
        };
        (name, value)
    }))
}
