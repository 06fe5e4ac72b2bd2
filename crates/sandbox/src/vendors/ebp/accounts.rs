//! Finding accounts and the rest by what they are called.

use std::iter::repeat_with;

use guichet_fixtures::Json;

use super::folder_settings;
use super::tables::{AUXILIARY, GENERAL, LINES};
use crate::engine::json::{put, text_of, values};
use crate::engine::{Record, Store};

/// The record of that uuid, in either case.
pub(super) fn by_uuid<'a>(store: &'a Store, shelf: &str, uuid: &str) -> Option<&'a Record> {
    store.all(shelf).find(|record| text(&record.value, "uuid").eq_ignore_ascii_case(uuid))
}

pub(super) fn by_uuid_mut<'a>(store: &'a mut Store, shelf: &str, uuid: &str) -> Option<&'a mut Record> {
    store.all_mut(shelf).find(|record| text(&record.value, "uuid").eq_ignore_ascii_case(uuid))
}

/// The record whose member has that text.
pub(super) fn by<'a>(store: &'a Store, shelf: &str, member: &str, wanted: &str) -> Option<&'a Record> {
    store.all(shelf).find(|record| text(&record.value, member) == wanted)
}

/// A general account by its number, or by the number without the zeros that fill it up: `411` for `41100000` (003:1561).
pub(super) fn general<'a>(store: &'a Store, number: &str) -> Option<&'a Record> {
    let filled = filled(store, number);
    by(store, GENERAL, "number", number).or_else(|| by(store, GENERAL, "number", &filled))
}

/// A general account that is taken for another one of this number.
pub(super) fn same_general<'a>(store: &'a Store, number: &str) -> Option<&'a Record> {
    let wanted = filled(store, number);
    store.all(GENERAL).find(|record| filled(store, text(&record.value, "number")) == wanted)
}

/// A number of the folder's length (003:920).
fn filled(store: &Store, number: &str) -> String {
    let length = folder_settings::account_length(store);
    if number.bytes().all(|b| b.is_ascii_digit()) { format!("{number:0<length$}") } else { number.to_owned() }
}

pub(super) fn auxiliary<'a>(store: &'a Store, number: &str) -> Option<&'a Record> {
    by(store, AUXILIARY, "number", number)
}

/// The text of a member, or none.
pub(super) fn text<'a>(value: &'a Json, member: &str) -> &'a str {
    value.get(member).and_then(Json::as_str).unwrap_or_default()
}

/// Whether one of a record's members holds a text, in any case.
pub(super) fn mentions(record: &Record, paths: &[&str], wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let mut found = paths.iter().flat_map(|path| values(&record.value, path)).filter_map(text_of);
    found.any(|value| value.to_lowercase().contains(&wanted))
}

/// What is booked on an account goes with it to another number.
pub(super) fn rename(store: &mut Store, member: &str, from: &str, to: &str) {
    let own = |record: &&mut Record| text(&record.value, member) == from;
    store.all_mut(LINES).filter(own).for_each(|record| put(&mut record.value, member, to));
}

/// Version 4 in its form; random enough for a sandbox.
pub(super) fn new_uuid() -> String {
    let digits = |n: usize| repeat_with(|| fastrand::digit(16)).take(n).collect::<String>();
    let (a, b, c, d, e) = (digits(8), digits(4), digits(3), digits(3), digits(12));
    let variant = fastrand::choice(['8', '9', 'a', 'b']).unwrap_or('8');
    format!("{a}-{b}-4{c}-{variant}{d}-{e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_their_form() {
        for _ in 0..100 {
            let uuid = new_uuid();
            let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{uuid}");
            assert!(uuid.bytes().all(|b| b == b'-' || matches!(b, b'0'..=b'9' | b'a'..=b'f')), "{uuid}");
            assert!(uuid[14..].starts_with('4') && matches!(uuid.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{uuid}");
        }
        assert_ne!(new_uuid(), new_uuid());
    }
}
