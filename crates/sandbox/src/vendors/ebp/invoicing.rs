//! Invoicing, HUBBIX Gestion Commerciale TPE.

mod documents;
mod payment_modes;

use guichet_fixtures::Json;

use super::hubbix::Product;
use crate::engine::json::put;
use crate::engine::{Answer, Call, Engine, Face as _, Order, Record, Refusal, Reply, Row, Store, find};

/// As it stands in the samples (003:4204).
pub(super) const FOLDER: &str = "DomainId";

pub(super) static INVOICING: Product = Product {
    prefix: "ebp.invoicing.",
    rows: &[payment_modes::ROWS, documents::ROWS],
    folder: ("DomainId", FOLDER),
    above_limit: Refusal::Text(400, "La limite est de 100 éléments par page"),
    no_data: "{}",
    search: "filter.query",
    order,
    answer: Answer::Id,
    shown: &[],
    seed,
};

/// 003:9698-9699.
fn order(call: &Call<'_>) -> Order {
    let member = call.query("sortingOrder.property").map(str::to_owned);
    Order { member, downwards: call.query("sortingOrder.sortType") == Some("1") }
}

/// What cannot be deleted is refused as what does not exist: no other error of a deletion is shown.
fn check_deletable(call: &Call<'_>, store: &Store) -> Result<(), Reply> {
    let Some(shelf) = call.operation.row.shelf() else { return Ok(()) };
    let record = find::one(call, store, shelf)?;
    match record.value.get("canDelete") {
        Some(Json::Bool(false)) => Err(shelf.unknown.reply(call, &record.id)),
        _ => Ok(()),
    }
}

/// What the documentation deletes can be deleted.
fn seed(engine: &Engine, store: &mut Store) {
    let rows: Vec<&Row> = INVOICING.rows().iter().copied().flatten().collect();
    for fixture in engine.fixtures().iter().filter(|f| f.succeeds() && f.operation.ends_with(".delete")) {
        let shelf = rows.iter().find(|row| row.id == fixture.operation).and_then(|row| row.shelf());
        let id = fixture.route.captures(fixture.request.path()).and_then(|captures| Some(captures.last()?.1.clone()));
        if let (Some(shelf), Some(id)) = (shelf, id) {
            let lets = |record: &mut Record| {
                if record.value.get("canDelete").is_some() {
                    put(&mut record.value, "canDelete", true);
                }
            };
            store.change(shelf, &id, lets);
        }
    }
    documents::seed(engine, store);
}
