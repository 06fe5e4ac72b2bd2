//! Journals: read by their code, changed by their uuid.

mod filter;

use guichet_fixtures::Json;

use super::general_accounts::GENERAL_ACCOUNTS;
use crate::engine::behaviour::{change, create, get, list};
use crate::engine::json::{only, put, text_of};
use crate::engine::{Call, Key, NewId, Refusal, Reply, Row, Shelf, Store, Test, Unique, filter as by};

pub(super) static ROWS: &[Row] = &[
    list("ebp.accounting.journals.list", &JOURNALS).order(filter::order),
    get("ebp.accounting.journals.get", &JOURNALS),
    create("ebp.accounting.journals.create", &JOURNALS).written(written),
    change("ebp.accounting.journals.update", &JOURNALS).written(written),
];

pub(super) static JOURNALS: Shelf = Shelf {
    keys: &[Key::id("journalUuid").any_case(), Key::member("code")],
    filters: &[by("filter", "", Test::Holds(filter::holds))],
    order: Some("code"),
    unknown: Refusal::Fixture("journals/get--not-found"),
    new_id: NewId::Uuid("uuid"),
    unique: &[Unique::member("code", Refusal::Label(400, "Journal.AlreadyExists", "Le code journal existe déjà"))],
    ..Shelf::new("journals")
};

/// What is written as a text is read as an object (003:1282, 003:1095).
fn written(call: &Call<'_>, store: &Store, _journal: &Json) -> Result<Json, Reply> {
    let mut written = Json::Object(Vec::new());
    for (name, value) in call.body.as_object().unwrap_or_default() {
        let value = text_of(value).map_or(Json::Null, |text| match name.as_str() {
            "journalType" | "numberingPartType" => Json::object([("name", text)]),
            "counterpartAccount" => counterpart(store, text),
            _ => Json::from(text),
        });
        put(&mut written, name, value);
    }
    Ok(written)
}

/// The documented request names an account that cannot be meant ("string"): one that is not known is kept by its number alone.
fn counterpart(store: &Store, number: String) -> Json {
    match store.find(&GENERAL_ACCOUNTS, "number", &number) {
        _ if number.is_empty() => Json::Null,
        Some(record) => only(&record.value, ["uuid", "number", "label"]),
        None => Json::object([("uuid", Json::Null), ("number", Json::from(number)), ("label", Json::Null)]),
    }
}
