//! Lists of both Hubbix products, whatever is around them: `data`, `linesEntries`, `elements` or nothing; with a total or without one.

use guichet_core::Model;
use guichet_core::Pager;
use guichet_core::json::{Fault, Kind, Reader, Value, page_of};
use guichet_core::pager::{Envelope, Next, OffsetPage, Page, Row, Style};
use guichet_core::vendor::Call;
use http::HeaderMap;

/// Which part of a list to begin with, and how much to ask for at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paging {
    /// How many elements to pass over.
    pub skip: u64,
    /// Elements on a page, 1 to [`Paging::MOST`].
    pub take: u32,
    /// Whether `take` may be above [`Paging::MOST`].
    pub unchecked: bool,
}

impl Paging {
    /// EBP sends an error for more ("FAQ"), although samples speak of 200.
    pub const MOST: u32 = 100;

    /// Pages of this size.
    pub const fn pages_of(take: u32) -> Self {
        Self { skip: 0, take, unchecked: false }
    }

    /// Pages of this size, above [`Paging::MOST`] as well. *Unverified* (EB-17): the FAQ says that more than 100 are an error, samples
    /// ask for 200.
    pub const fn unchecked(take: u32) -> Self {
        Self { skip: 0, take, unchecked: true }
    }

    /// Adds `skip` and `take` to a call, in this order.
    pub(crate) fn apply(self, call: Call) -> Call {
        self.page(call, self.window())
    }

    /// Adds `take` and `skip` to a call, in this order, as one section shows them.
    pub(crate) fn apply_take_first(self, call: Call) -> Call {
        self.page(call, self.window().limit_first())
    }

    /// The same, of a list that has no total, and whose sample is not paged: up to [`Paging::MOST`], a page that is not full is its
    /// last.
    pub(crate) fn apply_without_total(self, call: Call) -> Call {
        let window = self.window().limit_first();
        self.page(call, if self.take <= Self::MOST { window.short_is_last() } else { window })
    }

    /// Adds `Offset` and `Limit`, as the products name them that are sold as a service.
    pub(crate) fn apply_offset(self, call: Call) -> Call {
        self.page(call, OffsetPage::new("Offset", self.skip, "Limit", u64::from(self.take)))
    }

    fn page(self, call: Call, window: OffsetPage) -> Call {
        let call = call.check("take", self.check());
        call.page(window)
    }

    fn window(self) -> OffsetPage {
        OffsetPage::new("skip", self.skip, "take", u64::from(self.take))
    }

    fn check(self) -> Result<(), String> {
        match self.take {
            0 => Err("a page holds at least one element".to_owned()),
            take if take <= Self::MOST || self.unchecked => Ok(()),
            take => Err(format!("a page holds at most {} elements, {take} were asked for", Self::MOST)),
        }
    }
}

impl Default for Paging {
    fn default() -> Self {
        Self::pages_of(Self::MOST)
    }
}

/// Several values in one parameter, separated by commas.
pub(crate) fn joined<T: AsRef<str>>(values: &[T]) -> Option<String> {
    let values: Vec<&str> = values.iter().map(AsRef::as_ref).collect();
    (!values.is_empty()).then(|| values.join(","))
}

/// A list that is paged; [`Paging`] has added its parameters to the call, where its section shows them.
pub(crate) fn paged<T: Value + Send + 'static>(call: Call) -> Pager<T> {
    Pager::of::<List<Row<T>>>(call, Style::Offset)
}

/// A list that comes in one answer.
pub(crate) fn whole<T: Value + Send + 'static>(call: Call) -> Pager<T> {
    Pager::of::<List<Row<T>>>(call, Style::Single)
}

/// A list and, where the vendor says so, how long it is as a whole.
pub(crate) struct List<T> {
    pub(crate) items: Vec<T>,
    total: Option<u64>,
}

#[derive(Model)]
#[model(only_read)]
struct Wrapped<T> {
    #[serde(alias = "linesEntries", alias = "elements")]
    #[model(with = "guichet_core::json::page_of")]
    data: Option<Vec<T>>,
    #[serde(rename = "totalRecords", alias = "total")]
    total: Option<i64>,
}

impl<T: Value> Value for List<T> {
    const KIND: Kind = Kind::List(&T::KIND);
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let start = reader.place();
        let (items, total) = match reader.peek() {
            b'{' => {
                let mut wrapped: Option<Wrapped<T>> = None;
                Wrapped::read(&mut wrapped, reader)?;
                // An object without a list is not an empty list.
                match wrapped.map(|wrapped| (wrapped.data, wrapped.total)) {
                    Some((Some(items), total)) => (items, total),
                    Some((None, Some(0))) => (Vec::new(), Some(0)),
                    _ => return Err(reader.refuse(start, "there is no list in it")),
                }
            }
            b'[' | b'n' => {
                let mut items = None;
                page_of(&mut items, reader)?;
                (items.unwrap_or_default(), None)
            }
            _ => return Err(reader.expected("a list, or an object with a list in it")),
        };
        *into = Some(Self { items, total: total.and_then(|total| u64::try_from(total).ok()) });
        Ok(())
    }
}

impl<T: Value> Envelope<T> for List<Row<T>> {
    fn into_page(self, _: &HeaderMap) -> Page<T> {
        Page::new(self.items, Next::ByCount).total(self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_in_every_wrapper() {
        for (text, items, total) in [
            (r#"{"data":[1,2],"take":100,"skip":0,"totalRecords":7}"#, vec![1, 2], Some(7)),
            (r#"{"take":3,"skip":0,"linesEntries":[3],"totalRecords":"10"}"#, vec![3], Some(10)),
            (r#"{"take":2,"skip":null,"total":1,"elements":[8]}"#, vec![8], Some(1)),
            (r#"{"data":[4]}"#, vec![4], None),
            ("[5,6]", vec![5, 6], None),
            ("[]", vec![], None),
            ("null", vec![], None),
            (r#"{"data":null,"totalRecords":0}"#, vec![], Some(0)),
            (r#"{"totalRecords":0}"#, vec![], Some(0)),
            (r#"{"data":[],"totalRecords":-1}"#, vec![], None),
        ] {
            let list: List<i64> = guichet_core::json::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
            assert_eq!((list.items, list.total), (items, total), "{text}");
        }
        for text in [
            "1",
            "\"x\"",
            "{}",
            r#"{"message":"x"}"#,
            r#"{"totalRecords":7}"#,
            r#"{"data":"x"}"#,
            r#"{"data":[1],"linesEntries":[2]}"#,
            r#"["x"]"#,
        ] {
            assert!(guichet_core::json::parse::<List<i64>>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_page_is_of_one_to_a_hundred() {
        assert!(Paging::default().check().is_ok() && Paging::pages_of(1).check().is_ok());
        for take in [0, 101, 200, u32::MAX] {
            Paging::pages_of(take).check().unwrap_err();
        }
    }
}
