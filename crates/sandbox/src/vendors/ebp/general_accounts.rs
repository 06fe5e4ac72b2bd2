//! General accounts.

use guichet_fixtures::Json;

use super::answers::done;
use super::uuids::new_uuid;
use super::{account_status, folder_settings};
use crate::engine::behaviour::{act, get, list};
use crate::engine::json::put;
use crate::engine::{Call, Key, Record, Refusal, Reply, Row, Shelf, Store, Test, filter};

pub(super) static ROWS: &[Row] = &[
    list("ebp.accounting.general-accounts.list", &GENERAL_ACCOUNTS),
    get("ebp.accounting.general-accounts.get", &GENERAL_ACCOUNTS),
    act("ebp.accounting.general-accounts.create", create),
    act("ebp.accounting.general-accounts.update", update),
    act("ebp.accounting.general-accounts.set-status", set_status).inspect(account_status::inspect),
    act("ebp.accounting.general-accounts.set-status-of-all-but", set_status)
        .inspect(account_status::inspect)
        .when(account_status::is_of_all_but),
];

pub(super) static GENERAL_ACCOUNTS: Shelf = Shelf {
    keys: &[Key::id("uuid").any_case(), Key::member("number").spelled(filled)],
    filters: &[
        filter("isActive", "active", Test::Flag),
        filter("isRacine", "racine", Test::Flag),
        filter("isCollective", "collective", Test::Flag),
        filter("numberFrom", "number", Test::From),
        // A class is the beginning of a number (003:560); a change of status has another word for it.
        filter("classNumber", "number", Test::Begins),
        filter("class", "number", Test::Begins),
    ],
    search: &["number", "label"],
    order: Some("number"),
    // 003:514-519.
    listed: &["uuid", "number", "label", "active", "collective", "racine"],
    unknown: Refusal::Fixture("general-accounts/get--not-found"),
    ..Shelf::new("general-accounts")
};

/// A number of the folder's length (003:920): `41100000` for `411` (003:1561).
fn filled(store: &Store, number: &str) -> String {
    let length = folder_settings::account_length(store);
    if number.bytes().all(|b| b.is_ascii_digit()) { format!("{number:0<length$}") } else { number.to_owned() }
}

/// An account that is taken for another one of this number.
fn same<'a>(store: &'a Store, number: &str) -> Option<&'a Record> {
    let wanted = filled(store, number);
    store.all(&GENERAL_ACCOUNTS).find(|record| filled(store, record.text("number")) == wanted)
}

fn set_status(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    account_status::set(call, store, &GENERAL_ACCOUNTS, "active")
}

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

fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let number = call.text("number").unwrap_or_default();
    if same(store, &number).is_some() {
        return Err(call.documented("general-accounts/create--duplicate"));
    }
    let uuid = new_uuid();
    let mut account = new(&uuid, &number, "");
    write(call, &mut account);
    store.put(&GENERAL_ACCOUNTS, &uuid, account);
    Ok(done(201, "Compte créé avec succès"))
}

fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let uuid = call.capture("uuid");
    let number = call.text("number").unwrap_or_default();
    if same(store, &number).is_some_and(|other| !other.id.eq_ignore_ascii_case(uuid)) {
        return Err(call.documented("general-accounts/create--duplicate"));
    }
    if store.get(&GENERAL_ACCOUNTS, uuid).is_none() {
        return Err(GENERAL_ACCOUNTS.unknown.reply(call, uuid));
    }
    store.change(&GENERAL_ACCOUNTS, uuid, |account| write(call, &mut account.value));
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
