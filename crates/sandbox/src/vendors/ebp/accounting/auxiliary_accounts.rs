//! Auxiliary accounts: customers, suppliers and other third parties.

use guichet_fixtures::Json;

use super::auxiliary_account_types::{TYPES, unknown};
use super::{account_status, folder_settings};
use crate::engine::behaviour::{change, create, get, list};
use crate::engine::json::{put, take, text_of};
use crate::engine::{
    Answer, Call, Complaint, Input, Key, NewId, Record, Refusal, Reply, Row, Shelf, Start, Store, Test, Unique, filter,
};

pub(super) static ROWS: &[Row] = &[
    list("ebp.accounting.auxiliary-accounts.list", &AUXILIARY_ACCOUNTS),
    get("ebp.accounting.auxiliary-accounts.get", &AUXILIARY_ACCOUNTS),
    create("ebp.accounting.auxiliary-accounts.create", &AUXILIARY_ACCOUNTS)
        .inspect(inspect)
        .check(check_type)
        .written(new)
        .then(count_new)
        .answer(Answer::Documented(&["number"])),
    change("ebp.accounting.auxiliary-accounts.update", &AUXILIARY_ACCOUNTS)
        .inspect(inspect)
        .unknown(Refusal::Fixture("auxiliary-accounts/update--not-found"))
        .written(changed),
    account_status::these("ebp.accounting.auxiliary-accounts.set-status", set_status),
    account_status::all_but_these("ebp.accounting.auxiliary-accounts.set-status-of-all-but", set_status),
];

pub(super) static AUXILIARY_ACCOUNTS: Shelf = Shelf {
    keys: &[Key::id("uuid").any_case(), Key::member("number")],
    filters: &[
        filter("category", "types.uuid|types.name", Test::Equal),
        filter("isActive", "isActive", Test::Flag),
        filter("numberFrom", "number", Test::From),
    ],
    search: "number name vatNumber siret",
    order: Some("number"),
    // 003:270-283.
    listed: "uuid name number vatNumber siret isActive types.uuid types.name types.prefix \
        types.abbreviation types.isAutomatic types.generalAccount",
    // 400, where the account is asked for by its number.
    unknown: Refusal::Fixture("auxiliary-accounts/get--not-found"),
    new_id: NewId::Uuid("uuid"),
    start: Start::Blank(r#"{"isActive": true}"#),
    unique: &[Unique::member(
        "number",
        Refusal::Label(400, "AuxiliaryAccount.AlreadyExists", "Le numéro de compte existe déjà"),
    )
    .first()],
    merged: "contact address",
    ..Shelf::new("auxiliary-accounts")
};

/// Where an account is named in the body of another call.
pub(super) static UNKNOWN_IN_BODY: Refusal =
    Refusal::Label(404, "AuxiliaryAccount.NotFound", "Le compte de tiers n'existe pas");

/// 003:393: a SIRET is 14 digits.
fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let is_siret = |text: &str| text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit());
    match call.text("siret") {
        Some(siret) if !is_siret(&siret) => vec![Complaint::invalid(Input::Body, "siret", "14 digits are expected")],
        _ => Vec::new(),
    }
}

fn set_status(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    account_status::set(call, store, &AUXILIARY_ACCOUNTS, "isActive")
}

fn check_type(call: &Call<'_>, store: &Store) -> Result<(), Reply> {
    kind(call, store).map(|_| ())
}

/// The type that a new account is to have.
fn kind<'s>(call: &Call<'_>, store: &'s Store) -> Result<&'s Record, Reply> {
    let uuid = call.text("type").unwrap_or_default();
    store.find(&TYPES, "uuid", &uuid).ok_or_else(|| unknown(400).reply(call, &uuid))
}

/// With the number that is given, or else the next of its type.
fn new(call: &Call<'_>, store: &Store, account: &Json) -> Result<Json, Reply> {
    let (kind, given) = (kind(call, store)?, call.text("number"));
    let mut written = changed(call, store, account)?;
    put(&mut written, "types", kind.value.clone());
    put(&mut written, "isAutomaticNumber", given.is_none());
    put(&mut written, "number", given.unwrap_or_else(|| next_number(store, kind)));
    Ok(written)
}

/// A number and a state are never nothing.
fn changed(call: &Call<'_>, _store: &Store, _account: &Json) -> Result<Json, Reply> {
    let mut written = call.body.clone();
    for name in ["number", "isActive"] {
        if written.get(name).is_some_and(Json::is_null) {
            take(&mut written, name);
        }
    }
    Ok(written)
}

/// A number of a type that no account has, from its next one on.
fn next_number(store: &Store, kind: &Record) -> String {
    let width = folder_settings::auxiliary_length(store).saturating_sub(kind.text("prefix").chars().count());
    let first = kind.value.get("nextNumber").and_then(text_of).and_then(|n| n.parse::<u64>().ok()).unwrap_or(1);
    let numbers = (first..=u64::MAX).map(|next| format!("{}{next:0width$}", kind.text("prefix")));
    numbers.into_iter().find(|number| store.find(&AUXILIARY_ACCOUNTS, "number", number).is_none()).unwrap_or_default()
}

/// The number after that of a new account is next, where the type gave it.
fn count_new(call: &Call<'_>, store: &mut Store, account: &Record) -> Result<(), Reply> {
    let kind = kind(call, store)?;
    let (id, uuid) = (kind.id.clone(), kind.text("uuid").to_owned());
    let given = account.text("number").strip_prefix(kind.text("prefix")).and_then(|n| n.parse::<u64>().ok());
    if let (None, Some(number)) = (call.text("number"), given) {
        let next = Json::Number(number.saturating_add(1).to_string());
        store.change(&TYPES, &id, |kind| put(&mut kind.value, "nextNumber", next));
    }
    count(store, &uuid);
    Ok(())
}

/// Counts the accounts of a type.
pub(super) fn count(store: &mut Store, kind: &str) -> usize {
    let count = store.all(&AUXILIARY_ACCOUNTS).filter(|account| account.text("types.uuid") == kind).count();
    let shown = Json::Number(count.to_string());
    let is_meant = |record: &Record| record.text("uuid") == kind;
    store.change_all(&TYPES, is_meant, |kind| put(&mut kind.value, "accounts", shown.clone()));
    count
}
