//! General accounts.

use guichet_fixtures::Json;

use super::{account_status, folder_settings};
use crate::engine::behaviour::{change, create, get, list};
use crate::engine::json::put;
use crate::engine::{Call, Key, NewId, Refusal, Reply, Row, Shelf, Start, Store, Test, Unique, filter};

pub(super) static ROWS: &[Row] = &[
    list("ebp.accounting.general-accounts.list", &GENERAL_ACCOUNTS),
    get("ebp.accounting.general-accounts.get", &GENERAL_ACCOUNTS),
    create("ebp.accounting.general-accounts.create", &GENERAL_ACCOUNTS).written(written),
    change("ebp.accounting.general-accounts.update", &GENERAL_ACCOUNTS).written(written),
    account_status::these("ebp.accounting.general-accounts.set-status", set_status),
    account_status::all_but_these("ebp.accounting.general-accounts.set-status-of-all-but", set_status),
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
    search: "number label",
    order: Some("number"),
    // 003:514-519.
    listed: "uuid number label active collective racine",
    unknown: Refusal::Fixture("general-accounts/get--not-found"),
    new_id: NewId::Uuid("uuid"),
    start: Start::Blank(r#"{"active": true, "accountUsedForEntryGeneration": null}"#),
    unique: &[Unique::member("number", Refusal::Fixture("general-accounts/create--duplicate")).first()],
    ..Shelf::new("general-accounts")
};

/// A number of the folder's length (003:920): `41100000` for `411` (003:1561).
fn filled(store: &Store, number: &str) -> String {
    let length = folder_settings::account_length(store);
    if number.bytes().all(|b| b.is_ascii_digit()) { format!("{number:0<length$}") } else { number.to_owned() }
}

/// An account is collective or not, and never neither.
fn written(call: &Call<'_>, _store: &Store, _account: &Json) -> Result<Json, Reply> {
    let mut written = call.body.clone();
    if written.get("collective").is_some_and(Json::is_null) {
        put(&mut written, "collective", false);
    }
    Ok(written)
}

fn set_status(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    account_status::set(call, store, &GENERAL_ACCOUNTS, "active")
}
