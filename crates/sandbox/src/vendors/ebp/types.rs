//! The types of auxiliary accounts, and the numbers that they give.

use std::collections::BTreeMap;

use guichet_fixtures::Json;

use super::accounts::{by_uuid_mut, text};
use super::answers::accounting;
use super::folder_settings;
use super::tables::{AUXILIARY, TYPES};
use crate::engine::json::{put, text_of};
use crate::engine::{Reply, Store};

/// The next number of a type that no account has; the one after it is next.
pub(super) fn next_number(store: &mut Store, uuid: &str) -> String {
    let length = folder_settings::auxiliary_length(store);
    let taken: Vec<String> = store.all(AUXILIARY).map(|r| text(&r.value, "number").to_owned()).collect();
    let Some(kind) = by_uuid_mut(store, TYPES, uuid) else { return String::new() };
    let prefix = text(&kind.value, "prefix").to_owned();
    let mut next = kind.value.get("nextNumber").and_then(text_of).and_then(|n| n.parse::<u64>().ok()).unwrap_or(1);
    loop {
        let width = length.saturating_sub(prefix.chars().count());
        let number = format!("{prefix}{next:0width$}");
        next = next.saturating_add(1);
        if !taken.contains(&number) {
            put(&mut kind.value, "nextNumber", Json::Number(next.to_string()));
            return number;
        }
    }
}

/// Counts the accounts of each type, and shows the types in their accounts as they are.
pub(super) fn recount(store: &mut Store) {
    let mut counts: BTreeMap<String, i64> = BTreeMap::new();
    for record in store.all(AUXILIARY) {
        let kind = record.value.get("types").map(|kind| text(kind, "uuid").to_owned()).unwrap_or_default();
        *counts.entry(kind).or_default() += 1;
    }
    for record in store.all_mut(TYPES) {
        let count = counts.get(text(&record.value, "uuid")).copied().unwrap_or_default();
        put(&mut record.value, "accounts", Json::from(count));
    }
    let kinds: Vec<Json> = store.all(TYPES).map(|record| record.value.clone()).collect();
    for record in store.all_mut(AUXILIARY) {
        let own = record.value.get("types").map(|kind| text(kind, "uuid")).unwrap_or_default();
        if let Some(kind) = kinds.iter().find(|kind| text(kind, "uuid") == own) {
            put(&mut record.value, "types", kind.clone());
        }
    }
}

pub(super) fn unknown(status: u16) -> Reply {
    accounting(status, "AuxiliaryAccountType.NotFound", Json::Null, "La catégorie de tiers n'existe pas")
}
