//! Auxiliary accounts: customers, suppliers and other third parties.

use guichet_fixtures::Json;

use super::accounts::{auxiliary, by_uuid, by_uuid_mut, mentions, new_uuid, rename, text};
use super::answers::{accounting, done};
use super::tables::{AUXILIARY, AUXILIARY_LIST};
use super::types;
use crate::engine::json::{fit, put, text_of};
use crate::engine::list;
use crate::engine::{Call, Complaint, Input, Reply, Store};

/// Members of an account that are written and read alike.
const PLAIN: [&str; 5] = ["number", "name", "vatNumber", "siret", "isActive"];

/// 003:226-245.
const CONTACT: [&str; 7] =
    ["civility", "firstName", "lastName", "landlinePhone", "mobilePhone", "serviceOrFonction", "email"];
const ADDRESS: [&str; 5] = ["address", "address2", "postalCode", "city", "country"];

/// 400, where the account is asked for by its number.
pub(super) const UNKNOWN: &str = "auxiliary-accounts/get--not-found";

/// 003:393: a SIRET is 14 digits.
pub(super) fn inspect(call: &Call<'_>) -> Vec<Complaint> {
    let is_siret = |text: &str| text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit());
    match call.text("siret") {
        Some(siret) if !is_siret(&siret) => vec![Complaint::invalid(Input::Body, "siret", "14 digits are expected")],
        _ => Vec::new(),
    }
}

pub(super) fn get(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    match auxiliary(store, call.capture("number")) {
        Some(record) => Ok(Reply::json(200, &record.value)),
        None => Err(call.documented(UNKNOWN)),
    }
}

pub(super) fn list(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let (search, category) = (call.query("search"), call.query("category"));
    list::list(call, store, &AUXILIARY_LIST, &|record| {
        let kind = record.value.get("types").unwrap_or(&Json::Null);
        let is_of = |category: &str| {
            text(kind, "uuid").eq_ignore_ascii_case(category) || text(kind, "name").eq_ignore_ascii_case(category)
        };
        search.is_none_or(|wanted| mentions(record, &["number", "name", "vatNumber", "siret"], wanted))
            && category.is_none_or(is_of)
    })
}

pub(super) fn create(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let kind = call.text("type").unwrap_or_default();
    let Some(kind) = by_uuid(store, super::tables::TYPES, &kind).map(|record| record.value.clone()) else {
        return Err(types::unknown(400));
    };
    let given = call.text("number");
    let number = match &given {
        Some(number) if auxiliary(store, number).is_some() => return Err(exists()),
        Some(number) => number.clone(),
        None => types::next_number(store, text(&kind, "uuid")),
    };
    let uuid = new_uuid();
    let mut account = new(&uuid, &number, "");
    put(&mut account, "isAutomaticNumber", given.is_none());
    put(&mut account, "types", kind);
    write(call, &mut account);
    put(&mut account, "number", number.as_str());
    store.put(AUXILIARY, &uuid, account, Json::Null);
    types::recount(store);
    let message = "Le compte auxiliaire a été créé avec succès";
    Ok(Reply::json(201, &Json::object([("message", message), ("number", &number)])))
}

pub(super) fn update(call: &Call<'_>, store: &mut Store) -> Result<Reply, Reply> {
    let uuid = call.capture("uuid");
    let number = call.text("number");
    let other = number.as_deref().and_then(|number| auxiliary(store, number));
    if other.is_some_and(|other| !text(&other.value, "uuid").eq_ignore_ascii_case(uuid)) {
        return Err(exists());
    }
    let Some(record) = by_uuid_mut(store, AUXILIARY, uuid) else {
        return Err(call.documented("auxiliary-accounts/update--not-found"));
    };
    let before = text(&record.value, "number").to_owned();
    write(call, &mut record.value);
    if let Some(number) = &number {
        rename(store, "auxiliaryAccount", &before, number);
    }
    Ok(done(200, "Compte modifié avec succès"))
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

/// Where an account is named in the body of another call.
pub(super) fn unknown_here() -> Reply {
    accounting(404, "AuxiliaryAccount.NotFound", Json::Null, "Le compte de tiers n'existe pas")
}
