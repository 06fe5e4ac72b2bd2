//! What there is at the start: everything that the documentation names, and enough beside it for lists of several pages.

mod accounts;
mod bank;
mod entries;

use guichet_fixtures::{Body, Json};

use super::auxiliary_account_types::TYPES;
use super::folder_settings::SETTINGS;
use super::journals::JOURNALS;
use super::{Accounting, attachments};
use crate::engine::json::one_or_many;
use crate::engine::{Engine, Store};

/// General accounts, auxiliary accounts, entry lines and bank transactions: each more than two pages of the greatest length.
const HOW_MANY: usize = 250;

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    if let Some(settings) = answer(engine, "folder-settings/get") {
        store.put(&SETTINGS, "1", settings.clone());
    }
    for kind in items(engine, "auxiliary-account-types/list") {
        store.add(&TYPES, kind, Json::Null);
    }
    for journal in items(engine, "journals/list") {
        let uuid = text(&journal, "uuid").to_owned();
        store.put(&JOURNALS, &uuid, journal);
    }
    accounts::fill(engine, store);
    entries::fill(engine, store);
    bank::fill(engine, store);
    attachment(engine, store);
}

/// The one that is documented, under the identifier that its download asks for.
fn attachment(engine: &Engine, store: &mut Store) {
    let Some(fixture) = engine.fixture(&Accounting, "attachments/download") else { return };
    let uuid = fixture.request.path().rsplit('/').next().unwrap_or_default();
    let name = answer(engine, "attachments/upload").map(|answer| text(answer, "attachmentName")).unwrap_or_default();
    if let Body::Bytes(bytes) = &fixture.response.body {
        attachments::keep(store, uuid, name, None, fixture.response.header("content-type"), bytes);
    }
}

/// The documented answer of a fixture.
fn answer<'a>(engine: &'a Engine, name: &str) -> Option<&'a Json> {
    engine.fixture(&Accounting, name).and_then(|fixture| fixture.response.body.as_json())
}

fn items(engine: &Engine, name: &str) -> Vec<Json> {
    answer(engine, name).and_then(|answer| answer.get("data")).map(one_or_many).unwrap_or_default()
}

fn text<'a>(value: &'a Json, member: &str) -> &'a str {
    value.get(member).and_then(Json::as_str).unwrap_or_default()
}

/// A uuid that is the same in every sandbox.
fn uuid(kind: u32, n: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{n:012x}")
}
