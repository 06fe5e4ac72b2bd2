//! The accounts at the start.

use guichet_fixtures::Json;

use super::{HOW_MANY, shown, uuid};
use crate::engine::json::{put, put_all, text};
use crate::engine::{Engine, Record, Store};
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
    let fixtures = ["general-accounts/get", "general-accounts/list", "general-accounts/list--last"];
    let mut documented: Vec<Json> = fixtures.iter().flat_map(|fixture| shown(engine, fixture)).collect();
    documented.extend(shown(engine, "journals/list").iter().filter_map(|j| j.get("counterpartAccount")).cloned());
    for account in documented.iter().filter_map(Json::as_object) {
        let mut full = engine.new_record(&GENERAL_ACCOUNTS);
        put_all(&mut full, account.iter().cloned());
        if store.find(&GENERAL_ACCOUNTS, "number", text(&full, "number")).is_none() {
            store.put_shown(&GENERAL_ACCOUNTS, full);
        }
    }
    let mut add = |uuid: String, number: &str, label: &str, (flag, value): (&str, bool)| {
        let mut account = engine.new_record(&GENERAL_ACCOUNTS);
        put_all(&mut account, [("uuid", uuid.as_str()), ("number", number), ("label", label)]);
        put(&mut account, flag, value);
        store.put_shown(&GENERAL_ACCOUNTS, account);
        store.all(&GENERAL_ACCOUNTS).count()
    };
    for (n, (number, label, collective)) in CHART.into_iter().enumerate() {
        add(uuid(1, n), number, label, ("collective", collective));
    }
    // 21100000, 61100000, 71100000, 21110000, …
    for (n, class) in ["2", "6", "7"].into_iter().cycle().enumerate() {
        let (number, label) = (format!("{class}{:03}0000", 110 + n / 3), format!("Compte {n:03}"));
        if add(uuid(2, n), &number, &label, ("active", n % 5 != 0)) >= HOW_MANY {
            break;
        }
    }
}

fn auxiliary(engine: &Engine, store: &mut Store) {
    shown(engine, "auxiliary-accounts/get").into_iter().for_each(|one| store.put_shown(&AUXILIARY_ACCOUNTS, one));
    let kinds: Vec<Json> = store.all(&TYPES).map(|record| record.value.clone()).collect();
    for (n, kind) in kinds.iter().cycle().enumerate().take(HOW_MANY).skip(1) {
        let mut account = engine.new_record(&AUXILIARY_ACCOUNTS);
        let number = format!("{}{:07}", text(kind, "prefix"), n / kinds.len() + 1);
        // Leading zeros survive only in a text.
        let siret = if n % 3 == 0 { Json::Null } else { Json::from(format!("0{n:013}")) };
        put_all(&mut account, [("uuid", uuid(3, n)), ("number", number), ("name", format!("Tiers {n:03}"))]);
        put_all(&mut account, [("isActive", n % 4 != 0), ("isAutomaticNumber", true)]);
        put_all(&mut account, [("siret", siret), ("types", kind.clone())]);
        store.put_shown(&AUXILIARY_ACCOUNTS, account);
    }
    for kind in &kinds {
        let count = auxiliary_accounts::count(store, text(kind, "uuid"));
        let is_meant = |other: &Record| other.text("uuid") == text(kind, "uuid");
        let next = Json::Number((count + 1).to_string());
        store.change_all(&TYPES, is_meant, |kind| put(&mut kind.value, "nextNumber", next.clone()));
    }
}
