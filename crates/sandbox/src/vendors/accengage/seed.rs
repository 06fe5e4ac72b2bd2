//! What there is at the start.

use guichet_fixtures::Json;
use time::{Date, Duration, Month};

use super::Accengage;
use super::devices::{COLUMNS, DEVICES};
use super::notes::NOTES;
use crate::engine::json::{id_value, text_of};
use crate::engine::{Engine, Store};

/// More than two pages of each kind.
const HOW_MANY_DEVICES: u32 = 250;
const HOW_MANY_NOTES: u32 = 150;

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    for n in 1..=HOW_MANY_DEVICES {
        let device = device(n);
        let id = device.get("deviceId").and_then(text_of).unwrap_or_default();
        store.put(&DEVICES, &id, device);
    }
    for n in 1..=HOW_MANY_NOTES {
        let id = n.to_string();
        let members = [("id", id_value(&id)), ("text", Json::from("")), ("title", Json::from(format!("Note {n:03}")))];
        store.put(&NOTES, &id, Json::object(members));
    }
    // The documented one in place of its number.
    let documented = engine.fixture(&Accengage, "apps/get").and_then(|fixture| fixture.response.body.as_json());
    if let Some((note, id)) = documented.and_then(|note| Some((note, note.get("id").and_then(text_of)?))) {
        store.put(&NOTES, &id, note.clone());
    }
}

fn device(n: u32) -> Json {
    // Every seventh day of 2018, round and round.
    let opened = Date::from_calendar_date(2018, Month::January, 1)
        .map(|day| day + Duration::days(i64::from(n * 7 % 365)))
        .map_or_else(|_| String::new(), |day| day.to_string());
    let name = match n % 50 {
        // What a reader of CSV must not trip over.
        0 => format!("Kiosk \"{n}\"; Sud"),
        25 => format!("Téléphone de Zoé\n{n}"),
        _ => String::new(),
    };
    let values = [format!("d{n:07}"), format!("APA91b-{n:05}"), opened, (n % 3).to_string(), name];
    Json::object(COLUMNS.into_iter().zip(values))
}
