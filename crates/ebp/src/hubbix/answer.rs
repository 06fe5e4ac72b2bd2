//! Answers of one thing, and answers to a change.

use guichet_core::json::{Fault, Kind, Reader, Value};
use guichet_core::vendor::Call;
use guichet_core::{Error, Model, Operation, Result};

/// EBP's answer to a change that it carried out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Confirmation {
    /// A sentence in French. No program should read it.
    pub message: Option<String>,
    /// Only in the text's answer to an update of an auxiliary account, which is a copy of the answer to a change of status.
    pub total_items: Option<i64>,
}

/// Sends a call that is answered with one thing. An empty answer to a read is not-found.
pub(crate) async fn fetch_one<T: Value>(call: Call) -> Result<T> {
    call.fetch_one(|one: T| vec![one]).await
}

/// Sends a change. An empty answer is a success, too.
pub(crate) async fn confirm<T: Value + Default>(call: Call) -> Result<T> {
    call.fetch_any::<T>().await.map(Option::unwrap_or_default)
}

/// A member that an update needs, of what was read. What was not shown is not made up.
pub(crate) fn shown<T: Clone>(update: &Operation, name: &str, read: &Option<T>) -> Result<T> {
    read.clone().ok_or_else(|| Error::invalid(&update.id, name, "what was read does not show it"))
}

/// EBP's answer to a deletion: a number. Samples show 1 and, in the text below them, 3; whether that is an identifier or a count is
/// not said, so that no program should read it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Deletion {
    /// The number, where one came.
    pub answer: Option<i64>,
}

impl Value for Deletion {
    const KIND: Kind = i64::KIND;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> std::result::Result<(), Fault> {
        let mut answer = None;
        i64::read(&mut answer, reader)?;
        *into = Some(Self { answer });
        Ok(())
    }
}

/// As it came.
impl serde::Serialize for Deletion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        self.answer.serialize(serializer)
    }
}
