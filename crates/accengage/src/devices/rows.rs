//! CSV with semicolons, read as it arrives.

mod row;

use std::collections::VecDeque;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use csv_core::ReadRecordResult;
use futures_core::Stream;
use guichet_core::pager::Cursor;
use guichet_core::{Download, Error, Pager, RawJson, Result};
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use row::Row;

/// No row is longer than this; what is, is no row.
const LONGEST: usize = 1024 * 1024;

/// Nor has one more columns than this.
const MOST_COLUMNS: usize = 65_536;

/// Rows of a list, in the order of the vendor. Use [`next`](Self::next) in a loop, or any adaptor of `Stream`. A row that cannot be
/// read is an error of its own, [`Error::row`](crate::Error::row), and the list goes on after it. After any other error it ends;
/// [`cursor`](Self::cursor) still says where to go on.
pub struct Rows<T> {
    pages: Pager<Download>,
    page: Option<(Download, Parser)>,
    /// The page under way: where to go on if it breaks.
    here: Option<Cursor>,
    ready: VecDeque<Result<T>>,
    done: bool,
    row: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> Rows<T> {
    pub(crate) fn new(pages: Pager<Download>) -> Self {
        Self { pages, page: None, here: None, ready: VecDeque::new(), done: false, row: PhantomData }
    }

    /// Starts at a page that [`cursor`](Self::cursor) gave. Only before the first row; the query must be the same.
    #[must_use]
    pub fn resume(mut self, cursor: Cursor) -> Self {
        self.here = Some(cursor.clone());
        self.pages = self.pages.resume(cursor);
        self
    }

    /// The next row, `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T>> {
        std::future::poll_fn(|context| self.poll_row(context)).await
    }

    /// Everything that is left, in memory.
    ///
    /// # Errors
    /// The first error, of a row or of a page; the rows before it are dropped.
    pub async fn collect_all(mut self) -> Result<Vec<T>> {
        let mut all = Vec::new();
        while let Some(row) = self.next().await {
            all.push(row?);
        }
        Ok(all)
    }

    /// Everything that is left, in memory, and every error: of rows that cannot be read, and last of all of what ended the list
    /// before its end, where something did. Such an error has no [`row`](crate::Error::row).
    pub async fn collect_with_errors(mut self) -> (Vec<T>, Vec<Error>) {
        let (mut all, mut errors) = (Vec::new(), Vec::new());
        while let Some(row) = self.next().await {
            match row {
                Ok(row) => all.push(row),
                Err(error) => errors.push(error),
            }
        }
        (all, errors)
    }

    /// The page under way; `None` on the first. Going on from it begins that page anew.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.here.as_ref()
    }

    fn poll_row(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(row) = self.ready.pop_front() {
                self.done |= row.as_ref().is_err_and(|error| error.row().is_none());
                return Poll::Ready(Some(row));
            }
            if self.done {
                return Poll::Ready(None);
            }
            let Some((download, parser)) = &mut self.page else {
                let here = self.pages.cursor().cloned();
                match std::task::ready!(Pin::new(&mut self.pages).poll_next(context)) {
                    Some(Ok(download)) => {
                        self.here = here.or(self.here.take());
                        self.page = Some((download, Parser::new()));
                    }
                    Some(Err(error)) => {
                        self.here = here.or(self.here.take());
                        self.ready.push_back(Err(error));
                    }
                    None => self.done = true,
                }
                continue;
            };
            let piece = std::task::ready!(Pin::new(&mut *download).poll_next(context));
            let (bytes, last) = match piece {
                Some(Ok(bytes)) => (bytes, false),
                Some(Err(error)) => {
                    self.ready.push_back(Err(error));
                    continue;
                }
                None => (Default::default(), true),
            };
            let ready = &mut self.ready;
            let fed = parser.feed(&bytes, last, &mut |row| {
                ready.push_back(match row {
                    Ok(row) => {
                        let values = row.values;
                        T::deserialize(row).map_err(|error| unread(download, &format_args!("row: {error}"), values))
                    }
                    Err((why, values)) => Err(unread(download, &why, values)),
                });
            });
            if let Err(why) = fed {
                self.ready.push_back(Err(download.unreadable(why)));
            }
            if last {
                self.page = None;
            }
        }
    }
}

/// The error of one row, with its values.
fn unread(download: &Download, why: &dyn std::fmt::Display, values: &[&str]) -> Error {
    match RawJson::from_value(&values) {
        Ok(row) => download.unreadable_row(why, &row),
        Err(_) => download.unreadable(why),
    }
}

/// A row, or what is wrong with it and its values.
type Read<'a> = std::result::Result<Row<'a>, (&'static str, &'a [&'a str])>;

impl<T> std::fmt::Debug for Rows<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Rows").field("pages", &self.pages).finish_non_exhaustive()
    }
}

// Nothing in it is pinned in place.
impl<T> Unpin for Rows<T> {}

impl<T: DeserializeOwned> Stream for Rows<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_row(context)
    }
}

/// One page's CSV: the first line names the columns.
struct Parser {
    reader: csv_core::Reader,
    columns: Option<Vec<String>>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    filled: usize,
    fields: usize,
}

impl Parser {
    fn new() -> Self {
        let reader = csv_core::ReaderBuilder::new().delimiter(b';').build();
        Self { reader, columns: None, bytes: vec![0; 1024], ends: vec![0; 32], filled: 0, fields: 0 }
    }

    /// Takes a piece in and hands out the rows that it completes. An empty piece at the end completes the last.
    fn feed(&mut self, piece: &[u8], last: bool, row: &mut dyn FnMut(Read<'_>)) -> Result<(), &'static str> {
        let mut rest = piece;
        loop {
            if rest.is_empty() && !last {
                return Ok(());
            }
            let (Some(bytes), Some(ends)) = (self.bytes.get_mut(self.filled..), self.ends.get_mut(self.fields..))
            else {
                return Err("a row without an end");
            };
            let (result, read, wrote, ended) = self.reader.read_record(rest, bytes, ends);
            rest = rest.get(read..).unwrap_or_default();
            self.filled += wrote;
            self.fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {
                    if !last {
                        return Ok(());
                    }
                }
                ReadRecordResult::OutputFull => {
                    if self.bytes.len() >= LONGEST {
                        return Err("a row of more than a mebibyte");
                    }
                    self.bytes.resize(self.bytes.len() * 2, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    if self.ends.len() >= MOST_COLUMNS {
                        return Err("a row of too many columns");
                    }
                    self.ends.resize(self.ends.len() * 2, 0);
                }
                ReadRecordResult::Record => self.record(row)?,
                ReadRecordResult::End => return Ok(()),
            }
        }
    }

    fn record(&mut self, row: &mut dyn FnMut(Read<'_>)) -> Result<(), &'static str> {
        let bytes = self.bytes.get(..self.filled).unwrap_or_default();
        let ends = self.ends.get(..self.fields).unwrap_or_default();
        (self.filled, self.fields) = (0, 0);
        let Ok(text) = std::str::from_utf8(bytes) else {
            return match &self.columns {
                None => Err("a first line that is not UTF-8"),
                Some(_) => {
                    row(Err(("a row that is not UTF-8", &[&String::from_utf8_lossy(bytes)])));
                    Ok(())
                }
            };
        };
        let mut values = Vec::with_capacity(ends.len());
        let mut from = 0;
        for end in ends {
            values.push(text.get(from..*end).unwrap_or_default());
            from = *end;
        }
        match &self.columns {
            None => {
                let first = values.first().copied().unwrap_or_default().trim_start_matches('\u{feff}');
                // A maintenance page, or errors under the wrong media type: no export of nothing.
                if first.trim_start().starts_with(['<', '{', '[']) {
                    return Err("the answer is no CSV");
                }
                let names = std::iter::once(first).chain(values.into_iter().skip(1));
                self.columns = Some(names.map(str::to_owned).collect());
            }
            Some(columns) if columns.len() != values.len() => {
                row(Err(("a row with another number of columns than the first line names", &values)));
            }
            Some(columns) => row(Ok(Row { columns, values: &values })),
        }
        Ok(())
    }
}

/// A row as it came: the columns' names and the texts below them, in their order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record(Vec<(String, String)>);

impl Record {
    /// The text in a column.
    pub fn get(&self, column: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == column).map(|(_, text)| text.as_str())
    }

    /// Columns and texts.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }
}

impl Serialize for Record {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Record {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Record;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a row with named columns")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Record(pairs))
            }
        }
        deserializer.deserialize_map(Pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(pieces: &[&[u8]]) -> Result<Vec<Vec<String>>, &'static str> {
        let mut parser = Parser::new();
        let mut found = Vec::new();
        let mut keep = |row: Read<'_>| {
            let row = match row {
                Ok(row) => row,
                Err((why, _)) => return found.push(vec![why.to_owned()]),
            };
            assert_eq!(row.columns, ["id", "name"]);
            found.push(row.values.iter().map(|text| (*text).to_owned()).collect());
        };
        for piece in pieces {
            parser.feed(piece, false, &mut keep)?;
        }
        parser.feed(b"", true, &mut keep)?;
        Ok(found)
    }

    /// Cut at every place, the same rows come out: quotes, semicolons and line ends within a value, no line end at the end.
    #[test]
    fn rows_do_not_depend_on_how_they_arrive() {
        let text = "\u{feff}id;name\r\n1;\"Zoë; \"\"Z\"\"\"\n2;\"two\nlines\"\n3;".as_bytes();
        let expected = vec![vec!["1", "Zoë; \"Z\""], vec!["2", "two\nlines"], vec!["3", ""]];
        for cut in 0..=text.len() {
            assert_eq!(rows(&[&text[..cut], &text[cut..]]).unwrap(), expected, "{cut}");
        }
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(rows(&bytes).unwrap(), expected);
    }

    #[test]
    fn an_empty_page_has_no_rows_and_a_broken_one_is_an_error() {
        assert_eq!(rows(&[b""]).unwrap().len(), 0);
        assert_eq!(rows(&[b"id;name\n"]).unwrap().len(), 0);
        // What is wrong with one row is that row's error alone.
        let odd = rows(&[b"id;name\n1\n2;b;c\n3;\xff\n4;d\n"]).unwrap();
        let columns = "a row with another number of columns than the first line names";
        assert_eq!(odd.concat(), [columns, columns, "a row that is not UTF-8", "4", "d"]);
        for page in [&b"<html>Maintenance</html>"[..], b" {\"errors\":[]}", b"[]\n"] {
            assert!(rows(&[page]).is_err());
        }
        let columns = vec![b';'; 1024 * 1024];
        assert!(rows(&[&columns]).is_err());
        assert!(rows(&[b"id;n\xff\n1;2\n"]).is_err());
        let endless = vec![b'x'; 3 * LONGEST];
        assert!(rows(&[b"id;name\n", &endless]).is_err());
        // Many columns and a long value grow the buffers, and come out whole.
        let long = format!("id;name\n1;{}\n", "y".repeat(100_000));
        assert_eq!(rows(&[long.as_bytes()]).unwrap()[0][1].len(), 100_000);
    }
}
