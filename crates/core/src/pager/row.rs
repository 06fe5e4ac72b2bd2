//! The elements of a list, each with an outcome of its own.

use serde::de::DeserializeOwned;

use crate::json::{Fault, Kind, Reader, Value, located};

/// An element of a list: read, or kept as it came where it cannot be read. What is no JSON at all is the fault of the whole page.
///
/// ```
/// use guichet_core::pager::{Next, Page, Row};
///
/// // The second element is kept with its error, and the page is whole.
/// let rows = ["1", "{}"].map(Row::<u32>::from_json);
/// assert_eq!(Page::<u32>::new(rows, Next::End).items.len(), 2);
/// ```
#[derive(Debug, Clone)]
pub struct Row<T>(pub(super) Result<T, Unread>);

/// An element that cannot be read.
#[derive(Debug, Clone)]
pub(super) struct Unread {
    /// Its member, and what was expected there.
    pub(super) fault: String,
    /// Its JSON.
    pub(super) text: String,
}

impl<T> From<T> for Row<T> {
    fn from(value: T) -> Self {
        Self(Ok(value))
    }
}

impl<T> Row<T> {
    /// What was read as another thing; one that cannot be read stays so.
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Row<U> {
        Row(self.0.map(map))
    }
}

impl<T: DeserializeOwned> Row<T> {
    /// An element that serde reads, of its JSON.
    pub fn from_json(text: &str) -> Self {
        let unread = |plain| Unread { fault: located(text, &plain), text: text.to_owned() };
        Self(serde_json::from_str(text).map_err(unread))
    }
}

impl<T: Value> Value for Row<T> {
    const KIND: Kind = T::KIND;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let begun = reader.mark();
        let mut one = None;
        match T::read(&mut one, reader) {
            Ok(()) => *into = one.map(Self::from),
            Err(fault) => {
                // Passed over as JSON: where it is none, the page ends here.
                let (text, fault) = reader.passed_over(begun, &fault)?;
                *into = Some(Self(Err(Unread { fault, text: text.to_owned() })));
            }
        }
        Ok(())
    }
}
