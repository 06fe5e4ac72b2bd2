//! Invoicing, HUBBIX Gestion Commerciale TPE.

mod customer_groups;
mod customers;
mod dashboards;
mod documents;
mod item_groups;
mod items;
mod payment_modes;
mod printing_models;
mod sale_commitments;
mod sale_units;
mod settlement_terms;
mod settlements;
mod vat_rates;

use guichet_fixtures::Json;

use super::hubbix::Product;
use crate::engine::json::put;
use crate::engine::{Answer, Call, Engine, Face as _, Order, Record, Refusal, Reply, Row, Store, find};

/// As it stands in the samples (003:4204).
pub(super) const FOLDER: &str = "DomainId";

pub(super) static INVOICING: Product = Product {
    prefix: "ebp.invoicing.",
    rows: &[
        customer_groups::ROWS,
        customers::ROWS,
        dashboards::ROWS,
        items::ROWS,
        item_groups::ROWS,
        payment_modes::ROWS,
        printing_models::ROWS,
        sale_commitments::ROWS,
        documents::ROWS,
        sale_units::ROWS,
        settlements::ROWS,
        settlement_terms::ROWS,
        vat_rates::ROWS,
    ],
    folder: ("DomainId", FOLDER),
    above_limit: Refusal::Text(400, "La limite est de 100 éléments par page"),
    no_data: "{}",
    search: "filter.query",
    order,
    answer: Answer::Id,
    shown: &[],
    seed,
};

/// Records of a long list beside the documented ones: more than two pages of the greatest length.
const HOW_MANY: usize = 250;

fn number(n: usize) -> Json {
    Json::Number(n.to_string())
}

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

/// The error that is shown is of a customer that is shown as well (003:4814), and has documents.
fn has_no_document(call: &Call<'_>, store: &Store) -> Result<(), Reply> {
    let customer = find::one(call, store, &customers::CUSTOMERS)?;
    if documents::are_of(store, &customer.id) {
        return Err(customers::CUSTOMERS.unknown.reply(call, &customer.id));
    }
    Ok(())
}

/// What an update writes is whole: a member that is not sent is null (003:9676).
fn whole(call: &Call<'_>, _store: &Store, _record: &Json) -> Result<Json, Reply> {
    let mut written = call.body.clone();
    let members = call.operation.body.as_ref().map(|body| body.members()).unwrap_or_default();
    for member in members.iter().filter(|member| member.optional) {
        if written.get(&member.name).is_none() {
            put(&mut written, &member.name, Json::Null);
        }
    }
    Ok(written)
}

/// What the documentation deletes can be deleted; some lists are of several pages.
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
    customer_groups::fill(engine, store);
    item_groups::fill(engine, store);
    items::fill(engine, store);
    sale_commitments::fill(engine, store);
    settlement_terms::fill(engine, store);
    settlements::fill(engine, store);
}
