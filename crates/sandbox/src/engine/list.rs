//! Lists and single records: filter, sort, page, find.

use std::cmp::Ordering;
use std::str::FromStr;

use guichet_fixtures::{Json, Kind};
use rust_decimal::Decimal;

use super::json::{text_of, values};
use super::{Call, Collection, Filter, Record, Reply, Store, Test};

/// How a filter compares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    NotEqual,
    AtLeast,
    Above,
    AtMost,
    Below,
}

/// The page that is asked for, of the records that also pass `keep`.
pub(crate) fn list(
    call: &Call<'_>,
    store: &Store,
    collection: &Collection,
    keep: &dyn Fn(&Record) -> bool,
) -> Result<Reply, Reply> {
    let mut records: Vec<&Record> =
        store.all(collection.shelf).filter(|record| keep(record) && passes(call, collection, record)).collect();
    if let Some((member, downwards)) = call.face().sort(call) {
        if !sortable(call, &member) {
            return Err(call.face().refuse(400, &format!("The list cannot be sorted by {member:?}.")));
        }
        let key = |record: &Record| sort_key(&record.value, &member);
        records.sort_by(|a, b| {
            let order = compare(&key(a), &key(b));
            if downwards { order.reverse() } else { order }
        });
    }
    let window = call.face().window(call)?;
    let items = records.iter().skip(window.offset).take(window.limit).map(|record| record.value.clone()).collect();
    Ok(call.face().page(call, window, records.len(), items))
}

/// The records of the identifiers in the path's last placeholder.
pub(crate) fn get(call: &Call<'_>, store: &Store, collection: &Collection) -> Result<Reply, Reply> {
    let ids = call.captures.last().map(|(_, ids)| ids.as_str()).unwrap_or_default();
    let found: Option<Vec<Json>> =
        ids.split(',').map(|id| store.get(collection.shelf, id).map(|record| record.value.clone())).collect();
    match found {
        Some(items) => Ok(call.face().found(call, items)),
        None => {
            let (status, text) = collection.unknown;
            Err(call.face().refuse(status, text))
        }
    }
}

/// A member of that name, or what stands at that dotted path.
fn sort_key(value: &Json, member: &str) -> String {
    let found = value.get(member).or_else(|| values(value, member).into_iter().next());
    found.and_then(text_of).unwrap_or_default()
}

fn sortable(call: &Call<'_>, member: &str) -> bool {
    let Some(items) = call.engine.item_schema(&call.operation.id) else { return false };
    let declared = items.members().iter().find(|m| m.name == member).map(|m| m.kind.clone());
    let inside =
        || items.at(member).filter(|_| member.contains('.') && !member.contains('[')).map(|s| s.root().clone());
    declared.or_else(inside).is_some_and(|kind| {
        !matches!(kind, Kind::List(_) | Kind::Map(_) | Kind::Shape(_) | Kind::Members(_) | Kind::Object | Kind::Any)
    })
}

fn passes(call: &Call<'_>, collection: &Collection, record: &Record) -> bool {
    call.request.query.iter().all(|(name, wanted)| {
        let plain = collection.filters.iter().find(|filter| filter.name == name);
        match (plain, call.face().operator(name)) {
            (Some(filter), _) => holds(filter, Operator::Equal, wanted, record),
            (None, Some((base, operator))) => match collection.filters.iter().find(|filter| filter.name == base) {
                Some(filter) => holds(filter, operator, wanted, record),
                None => true,
            },
            (None, None) => true,
        }
    })
}

fn holds(filter: &Filter, operator: Operator, wanted: &str, record: &Record) -> bool {
    let found = match filter.path.strip_prefix('@') {
        Some(path) => values(&record.hidden, path),
        None => values(&record.value, filter.path),
    };
    let mut found = found.into_iter().filter_map(text_of);
    match filter.test {
        Test::Equal if operator == Operator::NotEqual => found.all(|value| compare(&value, wanted).is_ne()),
        Test::Equal => found.any(|value| fulfils(compare(&value, wanted), operator)),
        Test::From => found.any(|value| compare(&value, wanted).is_ge()),
        Test::To => found.any(|value| compare(&value, wanted).is_le()),
        Test::Flag => found.any(|value| (value == "true") == matches!(wanted, "1" | "true")),
        Test::EqualButForSpaces => found.any(|value| without_space(&value) == without_space(wanted)),
    }
}

fn fulfils(order: Ordering, operator: Operator) -> bool {
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::AtLeast => order.is_ge(),
        Operator::Above => order.is_gt(),
        Operator::AtMost => order.is_le(),
        Operator::Below => order.is_lt(),
    }
}

fn without_space(text: &str) -> String {
    text.split_whitespace().collect()
}

/// Numbers by value; anything else as text, in any case: dates and times are written so that this is their order. `01321` and
/// `+44` are no numbers.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    match (number(a), number(b)) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => a.to_lowercase().cmp(&b.to_lowercase()),
    }
}

fn number(text: &str) -> Option<Decimal> {
    Json::parse(text).ok()?.number()?;
    Decimal::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_compare_by_their_sort() {
        assert_eq!(compare("9", "10.0"), Ordering::Less);
        assert_eq!(compare("20.00", "20"), Ordering::Equal);
        assert_ne!(compare("01321", "1321"), Ordering::Equal);
        assert_eq!(compare("valid", "VALID"), Ordering::Equal);
        assert_eq!(compare("2018-08-30", "2018-08-31"), Ordering::Less);
        assert_eq!(compare("08:00", "13:00"), Ordering::Less);
    }
}
