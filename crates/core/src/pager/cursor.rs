//! Places in a list.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// A place in a list, as text that can be kept: `Pager::resume` goes on from there.
///
/// ```
/// use guichet_core::pager::Cursor;
///
/// // What `to_string` wrote, kept in a file or a table, is read again.
/// let cursor: Cursor = "page:7".parse()?;
/// assert_eq!(cursor.to_string(), "page:7");
/// assert!("7".parse::<Cursor>().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Cursor(pub(super) Place);

impl fmt::Debug for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Page(number) => write!(f, "Cursor(page {number})"),
            Place::Offset(offset) => write!(f, "Cursor(offset {offset})"),
            Place::Link(_) => f.write_str("Cursor(link)"),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Place {
    Page(u64),
    /// How many elements stand before it.
    Offset(u64),
    Link(String),
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Page(number) => write!(f, "page:{number}"),
            Place::Offset(offset) => write!(f, "offset:{offset}"),
            Place::Link(address) => write!(f, "link:{address}"),
        }
    }
}

impl FromStr for Cursor {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let place = match text.split_once(':') {
            Some(("page", number)) => number.parse().ok().map(Place::Page),
            Some(("offset", offset)) => offset.parse().ok().map(Place::Offset),
            Some(("link", address)) => Some(Place::Link(address.to_owned())),
            _ => None,
        };
        place.map(Self).ok_or_else(|| Error::config("a cursor that no pager wrote"))
    }
}
