//! What the lists of these products stand in, whatever they are lists of.

use guichet_core::json::{self, Fault, Kind, Reader, Value, page_of};
use guichet_core::pager::{Envelope, Next, Page, Row as Element, Style};
use guichet_core::vendor::Call;
use guichet_core::{Model, Pager, Result};
use http::HeaderMap;
use serde::de::DeserializeOwned;

use super::typed::{AnyCase, UnlessEmpty};

/// A list of one of this crate's models.
pub(super) fn listed<T: Value + Send + 'static>(call: Call) -> Pager<T> {
    Pager::of::<Paged<T>>(call, Style::Offset)
}

/// A list of rows, each in a type of the caller's.
pub(super) fn rows<T: DeserializeOwned + Send + 'static>(call: Call) -> Pager<T> {
    Pager::of::<Paged<Typed<T>>>(call, Style::Offset)
}

/// The tables that a table refers to.
pub(super) fn linked_tables(call: Call) -> Pager<String> {
    Pager::of::<Linked>(call, Style::Single)
}

#[derive(Model)]
#[model(only_read)]
#[serde(rename_all = "camelCase")]
struct Linked {
    #[model(required)]
    linked_tables: Vec<String>,
}

impl Envelope<String> for Linked {
    fn into_page(self, _: &HeaderMap) -> Page<String> {
        Page::new(self.linked_tables, Next::End)
    }
}

/// A row by its key. One without a column is none.
pub(super) async fn one<T: DeserializeOwned>(call: Call) -> Result<T> {
    call.fetch_one(|one: One<Single<T>>| one.result.map(|row| row.0).into_iter().collect()).await
}

/// A page.
struct Paged<T> {
    rows: Vec<Element<T>>,
    total: Option<u64>,
}

#[derive(Model)]
#[model(only_read)]
struct Wrapped<T> {
    #[serde(alias = "clients", alias = "folders")]
    #[model(with = "results_of")]
    results: Option<Vec<T>>,
    paging: Option<Counts>,
}

#[derive(Model)]
#[model(only_read)]
struct Counts {
    total: Option<i64>,
    returned: Option<i64>,
}

/// The skeletons of the text show `{}` for a list of which nothing is said (003:1772): it is empty. Null is no list.
fn results_of<T: Value>(into: &mut Option<Vec<T>>, reader: &mut Reader<'_>) -> std::result::Result<(), Fault> {
    match reader.peek() {
        b'[' => page_of(into, reader),
        b'{' if into.is_none() => {
            let start = reader.place();
            let held = reader.raw()?.trim_matches(['{', '}']).trim();
            if !held.is_empty() {
                return Err(reader.refuse(start, "expected a list, found an object"));
            }
            *into = Some(Vec::new());
            Ok(())
        }
        _ => Err(reader.expected("a list")),
    }
}

impl<T: Value> Value for Paged<T> {
    const KIND: Kind = Kind::Own;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> std::result::Result<(), Fault> {
        let start = reader.place();
        let mut wrapped: Option<Wrapped<Element<T>>> = None;
        Wrapped::read(&mut wrapped, reader)?;
        let Some(Wrapped { results: Some(rows), paging }) = wrapped else {
            return Err(reader.refuse(start, "there is no list in it"));
        };
        let (total, returned) = paging.map_or((None, None), |paging| (paging.total, paging.returned));
        let count = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        if let Some(returned) = count(returned).filter(|returned| *returned > rows.len() as u64) {
            let why = format!("it speaks of {returned} elements and holds {}", rows.len());
            return Err(reader.refuse(start, why));
        }
        *into = Some(Self { rows, total: count(total) });
        Ok(())
    }
}

impl<T: Value> Envelope<T> for Paged<T> {
    fn into_page(self, _: &HeaderMap) -> Page<T> {
        Page::new(self.rows, Next::ByCount).total(self.total)
    }
}

impl<T: DeserializeOwned> Envelope<T> for Paged<Typed<T>> {
    fn into_page(self, _: &HeaderMap) -> Page<T> {
        Page::new(self.rows.into_iter().map(|row| row.map(|row| row.0)), Next::ByCount).total(self.total)
    }
}

/// A row in a type of the caller's.
struct Typed<T>(T);

impl<T: DeserializeOwned> Value for Typed<T> {
    const KIND: Kind = Kind::Own;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> std::result::Result<(), Fault> {
        let mut row: Option<AnyCase<T>> = None;
        json::foreign(&mut row, reader)?;
        *into = row.map(|row| Self(row.0));
        Ok(())
    }
}

/// A row that stands alone. The skeleton of the text shows `{}` where nothing is said of it (003:1843): there is none.
struct Single<T>(T);

impl<T: DeserializeOwned> Value for Single<T> {
    const KIND: Kind = Kind::Own;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> std::result::Result<(), Fault> {
        let mut row: Option<UnlessEmpty<T>> = None;
        json::foreign(&mut row, reader)?;
        *into = row.and_then(|row| row.0).map(Self);
        Ok(())
    }
}

#[derive(Model)]
#[model(only_read)]
struct One<T> {
    // The skeleton has the one name, the sample the other (003:1843, 1847).
    #[serde(alias = "results")]
    result: Option<T>,
}

#[cfg(test)]
mod tests {
    use super::super::row::Row;
    use super::*;

    fn page(text: &str) -> Result<(usize, Option<u64>)> {
        json::parse::<Paged<Typed<Row>>>(text).map(|page| (page.rows.len(), page.total))
    }

    #[test]
    fn a_list_is_read_in_every_wrapper() {
        for (text, expected) in [
            (r#"{"results":{},"paging":{"offset":0,"limit":0,"total":0,"returned":0}}"#, (0, Some(0))),
            (r#"{"results":[{"a":1}],"paging":{"total":56,"returned":1}}"#, (1, Some(56))),
            (r#"{"clients":[{"a":1},{}]}"#, (2, None)),
            (r#"{"folders":[],"paging":null}"#, (0, None)),
            (r#"{"results":[{"a":1},{"a":2}],"paging":{"total":1,"returned":1}}"#, (2, Some(1))),
        ] {
            assert_eq!(page(text).unwrap(), expected, "{text}");
        }
        for text in [
            "[]",
            "{}",
            "null",
            r#"{"results":null}"#,
            r#"{"results":{"a":1}}"#,
            r#"{"results":1}"#,
            r#"{"results":[],"clients":[]}"#,
            r#"{"results":{},"clients":{}}"#,
            r#"{"results":[{"a":1}],"paging":{"total":2,"returned":2}}"#,
            r#"{"message":"x"}"#,
        ] {
            assert!(page(text).is_err(), "{text}");
        }
    }
}
