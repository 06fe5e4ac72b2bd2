//! Groups of items.

use guichet_fixtures::Json;

use super::{HOW_MANY, check_deletable};
use crate::engine::behaviour::{change, create, get, list, remove};
use crate::engine::json::{put, take};
use crate::engine::{Answer, Call, Engine, Key, Refusal, Reply, Row, Shelf, Start, Store};

pub(super) static ROWS: &[Row] = &[
    list("ebp.invoicing.item-groups.list", &ITEM_GROUPS),
    get("ebp.invoicing.item-groups.get", &ITEM_GROUPS),
    create("ebp.invoicing.item-groups.create", &ITEM_GROUPS),
    change("ebp.invoicing.item-groups.update", &ITEM_GROUPS).written(written),
    remove("ebp.invoicing.item-groups.delete", &ITEM_GROUPS).check(check_deletable).answer(Answer::Documented(&[])),
];

static ITEM_GROUPS: Shelf = Shelf {
    keys: &[Key::id("IdItemGroup")],
    search: "label",
    unknown: Refusal::Label(404, "ItemGroup.NotFound", "EntityId : {id}. La famille d'articles est introuvable."),
    start: Start::Blank(r#"{"canDelete": true}"#),
    documented: true,
    references: "itemGroupId",
    ..Shelf::new("item-groups")
};

/// An update has another case for one member (003:5295).
fn written(call: &Call<'_>, _store: &Store, _group: &Json) -> Result<Json, Reply> {
    let mut written = call.body.clone();
    if let Some(vat) = take(&mut written, "VatId") {
        put(&mut written, "vatId", vat);
    }
    Ok(written)
}

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    for n in 1..=HOW_MANY {
        let label = Json::from(format!("Famille d'articles {n}"));
        engine.add(store, &ITEM_GROUPS, Json::object([("label", label), ("vatId", Json::from(1))]));
    }
}
