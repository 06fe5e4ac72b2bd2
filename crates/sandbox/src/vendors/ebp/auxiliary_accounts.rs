//! Auxiliary accounts: customers, suppliers and other third parties.

use guichet_fixtures::Json;

use super::answers::{accounting, done};
use super::auxiliary_account_types::{self, TYPES};
use super::uuids::new_uuid;
use super::{account_status, folder_settings};
use crate::engine::behaviour::{act, get, list};
use crate::engine::json::{fit, put, text_of};
use crate::engine::{Call, Complaint, Input, Key, Record, Refusal, Reply, Row, Shelf, Store, Test, filter};

pub(super) static ROWS: &[Row] = &[
    list("ebp.accounting.auxiliary-accounts.list", &AUXILIARY_ACCOUNTS),
    get("ebp.accounting.auxiliary-accounts.get", &AUXILIARY_ACCOUNTS),
    act("ebp.accounting.auxiliary-accounts.create", create).inspect(inspect),
    act("ebp.accounting.auxiliary-accounts.update", update).inspect(inspect),
    act("ebp.accounting.auxiliary-accounts.set-status", set_status).inspect(account_status::inspect),
    act("ebp.accounting.auxiliary-accounts.set-status-of-all-but", set_status)
        .inspect(account_status::inspect)
        .when(account_status::is_of_all_but),
];

pub(super) static AUXILIARY_ACCOUNTS: Shelf = Shelf {
    keys: &[Key::id("uuid").any_case(), Key::member("number")],
    filters: &[
        filter("category", "types.uuid|types.name", Test::Equal),
        filter("isActive", "isActive", Test::Flag),
        filter("numberFrom", "number", Test::From),
    ],
    search: &["number", "name", "vatNumber", "siret"],
    order: Some("number"),
    // 003:270-283.
    listed: &[
        "uuid",
        "name",
        "number",
        "vatNumber",
        "siret",
        "isActive",
        "types.uuid",
        "types.name",
        "types.prefix",
        "types.abbreviation",
        "types.isAutomatic",
        "types.generalAccount",
    ],
    // 400, where the account is asked for by its number.
    unknown: Refusal::Fixture("auxiliary-accounts/get--not-found"),
    ..Shelf::new("auxiliary-accounts")
};

/// Where an account is named in the body of another call.
pub(super) static UNKNOWN_IN_BODY: Refusal =
    Refusal::Label(404, "AuxiliaryAccount.NotFound", "Le compte de tiers n'existe pas");

/// Members of an account that are written and read alike.
const PLAIN: [&str; 5] = ["number", "name", "vatNumber", "siret", "isActive"];

/// 003:226-245.
const CONTACT: [&str; 7] =
    ["civility", "firstName", "lastName", "landlinePhone", "mobilePhone", "serviceOrFonction", "email"];
const ADDRESS: [&str; 5] = ["address", "address2", "postalCode", "city", "country"];

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

fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let kind = call.text("type").unwrap_or_default();
    let Some(kind) = store.find(&TYPES, "uuid", &kind).map(|record| record.value.clone()) else {
        return Err(auxiliary_account_types::unknown(400).reply(call, &kind));
    };
    let uuid_of_kind = kind.get("uuid").and_then(text_of).unwrap_or_default();
    let given = call.text("number");
    let number = match &given {
        Some(number) if store.find(&AUXILIARY_ACCOUNTS, "number", number).is_some() => return Err(exists()),
        Some(number) => number.clone(),
        None => next_number(store, &uuid_of_kind),
    };
    let uuid = new_uuid();
    let mut account = new(&uuid, &number, "");
    put(&mut account, "isAutomaticNumber", given.is_none());
    put(&mut account, "types", kind);
    write(call, &mut account);
    put(&mut account, "number", number.as_str());
    store.put(&AUXILIARY_ACCOUNTS, &uuid, account);
    count(store, &uuid_of_kind);
    let message = "Le compte auxiliaire a été créé avec succès";
    Ok(Reply::json(201, &Json::object([("message", message), ("number", &number)])))
}

fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let uuid = call.capture("uuid");
    let number = call.text("number");
    let other = number.as_deref().and_then(|number| store.find(&AUXILIARY_ACCOUNTS, "number", number));
    if other.is_some_and(|other| !other.id.eq_ignore_ascii_case(uuid)) {
        return Err(exists());
    }
    if store.get(&AUXILIARY_ACCOUNTS, uuid).is_none() {
        return Err(call.documented("auxiliary-accounts/update--not-found"));
    }
    store.change(&AUXILIARY_ACCOUNTS, uuid, |account| write(call, &mut account.value));
    Ok(done(200, "Compte modifié avec succès"))
}

/// The next number of a type that no account has; the one after it is next.
fn next_number(store: &mut Store, kind: &str) -> String {
    let length = folder_settings::auxiliary_length(store);
    let Some(record) = store.find(&TYPES, "uuid", kind) else { return String::new() };
    let (id, prefix) = (record.id.clone(), record.text("prefix").to_owned());
    let mut next = record.value.get("nextNumber").and_then(text_of).and_then(|n| n.parse::<u64>().ok()).unwrap_or(1);
    loop {
        let width = length.saturating_sub(prefix.chars().count());
        let number = format!("{prefix}{next:0width$}");
        next = next.saturating_add(1);
        if store.find(&AUXILIARY_ACCOUNTS, "number", &number).is_none() {
            store.change(&TYPES, &id, |kind| put(&mut kind.value, "nextNumber", Json::Number(next.to_string())));
            return number;
        }
    }
}

/// Counts the accounts of a type.
pub(super) fn count(store: &mut Store, kind: &str) {
    let is_of = |account: &Record| account.value.at("types.uuid").and_then(Json::as_str) == Some(kind);
    let count = store.all(&AUXILIARY_ACCOUNTS).filter(|account| is_of(account)).count();
    let is_meant = |record: &Record| record.text("uuid") == kind;
    store.change_all(&TYPES, is_meant, |kind| put(&mut kind.value, "accounts", Json::Number(count.to_string())));
}

/// What is not written stays as it is, in the contact and the address too.
fn write(call: &Call<'_>, account: &mut Json) {
    let schema = call.engine.item_schema("ebp.accounting.auxiliary-accounts.list");
    let kind = |name: &str| schema.as_ref()?.members().iter().find(|m| m.name == name).map(|m| m.kind.clone());
    for name in PLAIN {
        // A number and a state are never nothing.
        let value = call.body.get(name).filter(|value| !value.is_null() || !matches!(name, "number" | "isActive"));
        if let (Some(value), Some(kind)) = (value, kind(name)) {
            put(account, name, fit(&kind, value));
        }
    }
    inner(call, account, "contact", &CONTACT);
    inner(call, account, "address", &ADDRESS);
}

fn inner(call: &Call<'_>, account: &mut Json, name: &str, members: &[&str]) {
    let Some(written) = call.body.get(name).filter(|value| value.as_object().is_some()) else { return };
    let known = account.get(name).filter(|value| value.as_object().is_some()).cloned();
    let mut value = known.unwrap_or_else(|| {
        let nothing = members.iter().map(|member| (*member, Json::Null));
        Json::object([("uuid", Json::from(new_uuid()))].into_iter().chain(nothing))
    });
    for member in members {
        if let Some(text) = written.get(member) {
            put(&mut value, member, text_of(text).map_or(Json::Null, Json::from));
        }
    }
    put(account, name, value);
}

pub(super) fn new(uuid: &str, number: &str, name: &str) -> Json {
    Json::object([
        ("uuid", Json::from(uuid)),
        ("name", Json::from(name)),
        ("number", Json::from(number)),
        ("vatNumber", Json::Null),
        ("siret", Json::Null),
        ("isAutomaticNumber", Json::from(true)),
        ("isActive", Json::from(true)),
        ("types", Json::Null),
        ("contact", Json::Null),
        ("address", Json::Null),
        ("isMovement", Json::from(false)),
        ("isOrphan", Json::from(false)),
        ("msCount", Json::from(0)),
    ])
}

fn exists() -> Reply {
    accounting(400, "AuxiliaryAccount.AlreadyExists", Json::Null, "Le numéro de compte existe déjà")
}
