//! The accounts at the start.

use guichet_fixtures::Json;

use super::{HOW_MANY, answer, items, text, uuid};
use crate::engine::json::put;
use crate::engine::{Engine, Store};
use crate::vendors::ebp::accounting::auxiliary_account_types::TYPES;
use crate::vendors::ebp::accounting::auxiliary_accounts::{self, AUXILIARY_ACCOUNTS};
use crate::vendors::ebp::accounting::general_accounts::GENERAL_ACCOUNTS;

/// What the documentation names without showing it, and what its types and entries stand on: number, label, collective.
const CHART: [(&str, &str, bool); 13] = [
    ("40100000", "Fournisseurs", true),
    ("41100000", "Clients", true),
    ("42100000", "Personnel - rémunérations dues", true),
    ("43700000", "Autres organismes sociaux", true),
    ("44566000", "TVA sur autres biens et services", false),
    ("44571000", "TVA collectée", false),
    ("46700000", "Autres comptes débiteurs ou créditeurs", true),
    ("60100000", "Achats stockés - matières premières", false),
    ("60700000", "Achats de marchandises", false),
    ("62600000", "Frais postaux et de télécommunications", false),
    ("70100000", "Ventes de produits finis", false),
    ("70600000", "Prestations de services", false),
    ("70700000", "Ventes de marchandises", false),
];

pub(super) fn fill(engine: &Engine, store: &mut Store) {
    general(engine, store);
    auxiliary(engine, store);
}

fn general(engine: &Engine, store: &mut Store) {
    let mut shown: Vec<Json> = answer(engine, "general-accounts/get").cloned().into_iter().collect();
    shown.extend(items(engine, "general-accounts/list"));
    shown.extend(items(engine, "general-accounts/list--last"));
    let counterparts = items(engine, "journals/list");
    shown.extend(counterparts.iter().filter_map(|journal| journal.get("counterpartAccount")).cloned());
    for account in shown.iter().filter(|account| !account.is_null()) {
        let (id, number) = (text(account, "uuid"), text(account, "number"));
        if store.find(&GENERAL_ACCOUNTS, "number", number).is_none() {
            let mut full = general_account(engine, id, number, text(account, "label"));
            for (name, value) in account.as_object().unwrap_or_default() {
                put(&mut full, name, value.clone());
            }
            store.put(&GENERAL_ACCOUNTS, id, full);
        }
    }
    for (n, (number, label, collective)) in CHART.into_iter().enumerate() {
        let mut account = general_account(engine, &uuid(1, n), number, label);
        put(&mut account, "collective", collective);
        store.put(&GENERAL_ACCOUNTS, &uuid(1, n), account);
    }
    // 21100000, 61100000, 71100000, 21110000, …
    let numbers = ["2", "6", "7"].into_iter().cycle().enumerate();
    let numbers = numbers.map(|(n, class)| format!("{class}{:03}0000", 110 + n / 3));
    let missing = HOW_MANY.saturating_sub(store.all(&GENERAL_ACCOUNTS).count());
    for (n, number) in numbers.take(missing).enumerate() {
        let mut account = general_account(engine, &uuid(2, n), &number, &format!("Compte {n:03}"));
        put(&mut account, "active", n % 5 != 0);
        store.put(&GENERAL_ACCOUNTS, &uuid(2, n), account);
    }
}

fn general_account(engine: &Engine, uuid: &str, number: &str, label: &str) -> Json {
    let mut account = engine.new_record(&GENERAL_ACCOUNTS);
    for (name, value) in [("uuid", uuid), ("number", number), ("label", label)] {
        put(&mut account, name, value);
    }
    account
}

fn auxiliary(engine: &Engine, store: &mut Store) {
    let Some(documented) = answer(engine, "auxiliary-accounts/get") else { return };
    store.put(&AUXILIARY_ACCOUNTS, text(documented, "uuid"), documented.clone());
    let kinds: Vec<Json> = store.all(&TYPES).map(|record| record.value.clone()).collect();
    let count = kinds.len().max(1);
    for n in 1..HOW_MANY {
        let Some(kind) = kinds.get(n % count) else { continue };
        let number = format!("{}{:07}", text(kind, "prefix"), n / count + 1);
        let mut account = engine.new_record(&AUXILIARY_ACCOUNTS);
        for (name, value) in [("uuid", &uuid(3, n)), ("number", &number), ("name", &format!("Tiers {n:03}"))] {
            put(&mut account, name, value.as_str());
        }
        put(&mut account, "isAutomaticNumber", true);
        put(&mut account, "types", kind.clone());
        put(&mut account, "isActive", n % 4 != 0);
        // Leading zeros survive only in a text.
        put(&mut account, "siret", if n % 3 == 0 { Json::Null } else { Json::from(format!("0{n:013}")) });
        store.put(&AUXILIARY_ACCOUNTS, &uuid(3, n), account);
    }
    for kind in &kinds {
        auxiliary_accounts::count(store, text(kind, "uuid"));
    }
    store.change_all(
        &TYPES,
        |_| true,
        |kind| {
            let count = kind.value.get("accounts").and_then(Json::number).and_then(|n| n.parse::<i64>().ok());
            put(&mut kind.value, "nextNumber", Json::from(count.unwrap_or_default() + 1));
        },
    );
}
