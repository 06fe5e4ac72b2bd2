//! Lists: filtered, sorted, paged.

use std::cmp::{Ordering, Reverse};
use std::str::FromStr;

use guichet_fixtures::{Json, Kind};
use rust_decimal::Decimal;

use super::find::{belongs, owner, view};
use super::json::{pruned, text_of, values};
use super::{Call, Filter, Operator, Record, Reply, Shelf, Store, Test};

/// The page that is asked for.
pub(crate) fn list(call: &Call<'_>, store: &Store, shelf: &Shelf) -> Result<Reply, Reply> {
    let owner = owner(call, store, shelf)?;
    let conditions = conditions(call, store, shelf, &call.request.query)?;
    let fits =
        |record: &&Record| belongs(shelf, record, owner) && conditions.iter().all(|condition| condition.holds(record));
    let mut records: Vec<&Record> = store.all(shelf).filter(fits).collect();
    sort(call, shelf, &mut records)?;
    let window = call.face().window(call)?;
    let page = records.iter().skip(window.offset).take(window.limit);
    let items = page.map(|record| match shelf.listed {
        "" => view(call, store, record),
        paths => pruned(&record.value, paths.split_whitespace()),
    });
    let items = items.collect();
    Ok(call.face().page(call, window, records.len(), items))
}

/// By the member that is asked for, or else by that of the shelf.
fn sort(call: &Call<'_>, shelf: &Shelf, records: &mut [&Record]) -> Result<(), Reply> {
    let order = match call.operation.row.order {
        Some(order) => order(call),
        None => call.face().order(call),
    };
    let Some(member) = order.member.as_deref().or(shelf.order) else { return Ok(()) };
    if !sortable(call, member) {
        return Err(call.face().refuse(400, &format!("The list cannot be sorted by {member:?}.")));
    }
    // A column of numbers sorts by value, any other by text: with both kinds of comparison in one column there is no total order.
    let texts: Vec<String> = records.iter().map(|record| text_at(&record.value, member)).collect();
    let numeric = texts.iter().all(|text| text.is_empty() || number(text).is_some());
    let key = |record: &&Record| sort_key(&text_at(&record.value, member), numeric);
    if order.downwards {
        records.sort_by_cached_key(|record| Reverse(key(record)));
    } else {
        records.sort_by_cached_key(key);
    }
    Ok(())
}

/// Nothing goes first.
fn sort_key(text: &str, numeric: bool) -> (Option<Decimal>, String) {
    if numeric { (number(text), String::new()) } else { (None, text.to_lowercase()) }
}

/// The text of a member of that name, or of what stands at that dotted path.
fn text_at(value: &Json, member: &str) -> String {
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

/// One thing that is asked of a list's records.
pub(crate) struct Condition<'a> {
    asked: Asked<'a>,
    wanted: String,
}

enum Asked<'a> {
    Filter(&'a Filter, Operator),
    /// One of these members holds the text, in any case.
    Search(&'a str),
}

/// What pairs of a query or a body ask of a shelf's records; an unknown record that a filter names is refused.
pub(crate) fn conditions<'a>(
    call: &Call<'_>,
    store: &Store,
    shelf: &'a Shelf,
    pairs: &[(String, String)],
) -> Result<Vec<Condition<'a>>, Reply> {
    let mut found = Vec::new();
    // In the order of the filters, so that which refusal comes first does not hang on the request.
    for filter in shelf.filters {
        for (name, wanted) in pairs {
            let plain = (filter.name == name).then_some(Operator::Equal);
            let with_operator = || call.face().operator(name).filter(|(base, _)| filter.name == base);
            let Some(operator) = plain.or_else(|| with_operator().map(|(_, operator)| operator)) else { continue };
            let wanted = match filter.test {
                Test::Names(shelf, member, unknown) => match store.find(shelf, member, wanted) {
                    Some(record) => record.value.get(member).and_then(text_of).unwrap_or_default(),
                    None => return Err(unknown.reply(call, wanted)),
                },
                _ => wanted.clone(),
            };
            found.push(Condition { asked: Asked::Filter(filter, operator), wanted });
        }
    }
    let searched = pairs.iter().filter(|(name, _)| name == call.face().search() && !shelf.search.is_empty());
    found.extend(
        searched.map(|(_, wanted)| Condition { asked: Asked::Search(shelf.search), wanted: wanted.to_lowercase() }),
    );
    Ok(found)
}

impl Condition<'_> {
    pub(crate) fn holds(&self, record: &Record) -> bool {
        match &self.asked {
            Asked::Filter(filter, operator) => holds(filter, *operator, &self.wanted, record),
            Asked::Search(paths) => {
                let found = paths.split_whitespace().flat_map(|path| values(&record.value, path)).filter_map(text_of);
                found.into_iter().any(|text| text.to_lowercase().contains(&self.wanted))
            }
        }
    }
}

fn holds(filter: &Filter, operator: Operator, wanted: &str, record: &Record) -> bool {
    let found = filter.path.split('|').flat_map(|path| match path.strip_prefix('@') {
        Some(path) => values(&record.hidden, path),
        None => values(&record.value, path),
    });
    let mut found = found.filter_map(text_of);
    let flag = matches!(wanted, "1" | "true");
    match &filter.test {
        Test::Equal if operator == Operator::NotEqual => found.all(|value| compare(&value, wanted).is_ne()),
        Test::Equal => found.any(|value| fulfils(compare(&value, wanted), operator)),
        Test::EqualButForSpaces => found.any(|value| without_space(&value) == without_space(wanted)),
        Test::OneOf { any_case } => found.any(|value| {
            let same = |one: &str| one == value || *any_case && one.eq_ignore_ascii_case(&value);
            wanted.split(',').any(|one| same(one.trim()))
        }),
        Test::Begins => found.any(|value| value.starts_with(wanted)),
        Test::From => found.any(|value| compare(&value, wanted).is_ge()),
        Test::To => found.any(|value| compare(&value, wanted).is_le()),
        Test::Below => found.any(|value| compare(&value, wanted).is_lt()),
        Test::Flag => found.any(|value| (value == "true") == flag),
        Test::FlagIs(set) => found.any(|value| value == *set) == flag,
        Test::FlagAny => found.any(|value| !value.is_empty()) == flag,
        Test::Names(..) => found.any(|value| value == wanted),
        Test::Holds(holds) => holds(record, wanted),
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
    fn a_column_sorts_as_numbers_or_as_texts() {
        let sorted = |texts: &[&str], numeric: bool| {
            let mut sorted = texts.to_vec();
            sorted.sort_by_cached_key(|text| sort_key(text, numeric));
            sorted.join(" ")
        };
        assert_eq!(sorted(&["10", "9.50", "", "2"], true), " 2 9.50 10");
        assert_eq!(sorted(&["10", "9", "1a", "B", "2"], false), "10 1a 2 9 B");
    }

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
