//! What there is at the start: everything that the documentation names, and enough beside it for lists of several pages.

mod accounts;
mod bank;
mod entries;

use guichet_fixtures::{Body, Json};
use time::{Date, Duration, Month};

use super::auxiliary_account_types::TYPES;
use super::folder_settings::{ONLY, SETTINGS};
use super::journals::JOURNALS;
use super::{ACCOUNTING, attachments};
use crate::engine::{Engine, Store};

/// General accounts, auxiliary accounts, entry lines and bank transactions: each more than two pages of the greatest length.
const HOW_MANY: usize = 250;

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    shown(engine, "folder-settings/get").into_iter().for_each(|settings| store.put(&SETTINGS, ONLY, settings));
    shown(engine, "auxiliary-account-types/list").into_iter().for_each(|kind| store.add(&TYPES, kind, Json::Null));
    shown(engine, "journals/list").into_iter().for_each(|journal| store.put_shown(&JOURNALS, journal));
    accounts::fill(engine, store);
    entries::fill(engine, store);
    bank::fill(engine, store);
    attachment(engine, store);
}

/// The one that is documented, under the identifier that its download asks for.
fn attachment(engine: &Engine, store: &mut Store) {
    let Some(fixture) = engine.fixture(&ACCOUNTING, "attachments/download") else { return };
    let uuid = fixture.request.path().rsplit('/').next().unwrap_or_default();
    if let Body::Bytes(bytes) = &fixture.response.body {
        attachments::seed(engine, store, uuid, fixture.response.header("content-type"), bytes);
    }
}

/// The items of a fixture's answer.
fn shown(engine: &Engine, fixture: &str) -> Vec<Json> {
    engine.shown(&ACCOUNTING, fixture)
}

/// A uuid that is the same in every sandbox.
fn uuid(kind: u32, n: usize) -> String {
    format!("{kind:08x}-0000-4000-8000-{n:012x}")
}

/// The day that comes so many after one of the year 2024.
fn day(month: Month, day: u8, after: usize) -> String {
    let after = Duration::days(i64::try_from(after).unwrap_or_default());
    Date::from_calendar_date(2024, month, day).map_or_else(|_| String::new(), |day| (day + after).to_string())
}
