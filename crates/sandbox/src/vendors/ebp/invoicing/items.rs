//! Goods and services: one list of both, and each kind under a route of its own.

use guichet_fixtures::Json;

use super::vat_rates::VAT_RATES;
use super::{HOW_MANY, check_deletable};
use crate::engine::behaviour::{change, create, get, list, remove};
use crate::engine::json::{only, put, put_all, text, text_of};
use crate::engine::{Answer, Call, Engine, Key, Record, Refusal, Reply, Row, Shelf, Start, Store, find};

pub(super) static ROWS: &[Row] = &[
    get("ebp.invoicing.goods.get", &ITEMS).check(is_of_its_kind),
    create("ebp.invoicing.goods.create", &ITEMS).written(written),
    change("ebp.invoicing.goods.update", &ITEMS).check(is_of_its_kind).written(written),
    remove("ebp.invoicing.goods.delete", &ITEMS).check(can_go).answer(Answer::Documented(&[])),
    get("ebp.invoicing.services.get", &ITEMS).check(is_of_its_kind),
    create("ebp.invoicing.services.create", &ITEMS).written(written),
    change("ebp.invoicing.services.update", &ITEMS).check(is_of_its_kind).written(written),
    remove("ebp.invoicing.services.delete", &ITEMS).check(can_go).answer(Answer::Documented(&[])),
    list("ebp.invoicing.items.list", &ITEMS).view(in_the_list),
];

static ITEMS: Shelf = Shelf {
    keys: &[Key::id("IdItem")],
    search: "code label",
    unknown: Refusal::Label(404, "Item.NotFound", "EntityId : {id}. L'article est introuvable."),
    start: Start::Blank(r#"{"canDelete": true, "saleUnitId": null}"#),
    documented: true,
    ..Shelf::new("items")
};

const GOOD: &str = "GoodItem";
const SERVICE: &str = "ServiceItem";

fn kind(call: &Call<'_>) -> &'static str {
    if call.operation.id.starts_with("ebp.invoicing.services.") { SERVICE } else { GOOD }
}

fn is_of_its_kind(call: &Call<'_>, store: &Store) -> Result<(), Reply> {
    let item = find::one(call, store, &ITEMS)?;
    if text(&item.hidden, "itemType") == kind(call) { Ok(()) } else { Err(ITEMS.unknown.reply(call, &item.id)) }
}

fn can_go(call: &Call<'_>, store: &Store) -> Result<(), Reply> {
    is_of_its_kind(call, store).and_then(|()| check_deletable(call, store))
}

/// The parts of a form have the paths of members for names, and the rate follows from its number.
fn written(call: &Call<'_>, store: &Store, _: &Json) -> Result<Json, Reply> {
    let mut written = Json::Object(Vec::new());
    let mut cost = Json::Object(Vec::new());
    for (name, value) in call.body.as_object().unwrap_or_default() {
        match name.split_once('.') {
            Some(("costPriceAndMargin", member)) => put(&mut cost, member, amount(value)),
            None if name.starts_with("price") || name == "salesQuantity" => put(&mut written, name, amount(value)),
            None if name != "file" => put(&mut written, name, value.clone()),
            _ => {}
        }
    }
    if cost.as_object().is_some_and(|members| !members.is_empty()) {
        put(&mut written, "costPriceAndMargin", cost);
    }
    put(&mut written, "vatRate", rate(store, &call.body.get("vatId").and_then(text_of).unwrap_or_default()));
    put(&mut written, "itemType", kind(call));
    Ok(written)
}

/// The rate of a number: items have one that the list of rates does not show (003:4978).
fn rate(store: &Store, vat: &str) -> Json {
    let of_item = |item: &&Record| item.value.get("vatId").and_then(text_of).as_deref() == Some(vat);
    let listed = store.get(&VAT_RATES, vat).and_then(|rate| rate.value.get("rate"));
    let rate = listed.or_else(|| store.all(&ITEMS).find(of_item)?.value.get("vatRate"));
    rate.cloned().unwrap_or(Json::Null)
}

/// `199,99` as it is answered.
fn amount(value: &Json) -> Json {
    Json::Number(text_of(value).unwrap_or_default().replacen(',', ".", 1))
}

fn in_the_list(_: &Call<'_>, _: &Store, item: &Record) -> Json {
    let of = |name: &str| item.value.get(name).cloned().unwrap_or(Json::Null);
    let mut listed = only(&item.value, ["id", "code", "label"]);
    put_all(&mut listed, [("itemType", text(&item.hidden, "itemType"))]);
    for name in ["vatRate", "priceVatExcluded", "priceVatIncluded", "canDelete"] {
        put(&mut listed, name, of(name));
    }
    put(&mut listed, "itemStatus", 0);
    listed
}

/// The items of the documented list, whose kind it says; what fixtures only name is a good. Then more, of both kinds.
pub(super) fn fill(engine: &Engine, store: &mut Store) {
    for listed in engine.shown(&super::INVOICING, "items/list") {
        let id = listed.get("id").and_then(text_of).unwrap_or_default();
        let kind = text(&listed, "itemType");
        if store.get(&ITEMS, &id).is_none() {
            let mut item = engine.new_record(&ITEMS);
            put_all(
                &mut item,
                [("natureId", Json::from(1)), ("vatId", Json::from(5)), ("description", Json::from(""))],
            );
            for (name, value) in listed.as_object().unwrap_or_default() {
                if item.get(name).is_some() {
                    put(&mut item, name, value.clone());
                }
            }
            store.put(&ITEMS, &id, item);
        }
        store.change(&ITEMS, &id, |item| put(&mut item.hidden, "itemType", kind));
    }
    for id in store.all(&ITEMS).map(|item| item.id.clone()).collect::<Vec<_>>() {
        store.change(&ITEMS, &id, |item| {
            if item.hidden.get("itemType").is_none() {
                put(&mut item.hidden, "itemType", GOOD);
            }
        });
    }
    for n in 1..=HOW_MANY {
        let price = Json::Number(format!("{n}.50"));
        let members = [
            ("code", Json::from(format!("AR1{n:07}"))),
            ("label", Json::from(format!("Article {n}"))),
            ("description", Json::from("")),
            ("natureId", Json::from(1)),
            ("vatId", Json::from(5)),
            ("vatRate", Json::from(20)),
            ("priceVatExcluded", price.clone()),
            ("priceVatIncluded", price),
            ("salesQuantity", Json::from(1)),
            ("itemType", Json::from(if n % 2 == 0 { GOOD } else { SERVICE })),
        ];
        engine.add(store, &ITEMS, Json::object(members));
    }
}
