//! Answers to changes and deletions.

use guichet_core::json::{Fault, Reader, Value};
use guichet_core::{Model, Result};

/// Workadu's answer to a change: a JSON patch of one step, which names one member of perhaps several changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Change {
    /// `replace`.
    pub op: Option<String>,
    /// The member, `/fullname` say.
    pub path: Option<String>,
    /// Its new value, by its spelling; of a list or an object, its JSON.
    #[model(with = "spelling")]
    pub value: Option<String>,
}

/// Text, or the JSON of anything else.
fn spelling(into: &mut Option<String>, reader: &mut Reader<'_>) -> Result<(), Fault> {
    if matches!(reader.peek(), b'[' | b'{') {
        *into = Some(reader.raw()?.to_owned());
        return Ok(());
    }
    String::read(into, reader)
}

/// Workadu's answer to a deletion.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[non_exhaustive]
pub struct Deleted {
    /// The deleted thing's number.
    pub id: Option<i64>,
    /// Whether it was.
    pub deleted: Option<bool>,
    /// A sentence.
    pub message: Option<String>,
}
