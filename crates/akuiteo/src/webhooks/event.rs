//! What a delivery says ("7.3. Payload Structure").

use std::fmt;

use guichet_core::json::{Fault, Kind, Reader, Value};
use guichet_core::{Model, RawJson, Result, open_enum, string_id, written_as_serialized};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::dates::DateTime;
use crate::ids::ResourceId;

string_id! {
    /// Identifies a delivery. That it stays the same when a delivery is repeated is *unverified*.
    pub struct RequestId;
}

open_enum! {
    /// What the event is about. The documentation names these three of more.
    pub enum EventType: text {
        /// A customer.
        Customer = "CUSTOMER",
        /// An employee.
        Employee = "EMPLOYEE",
        /// A project.
        Project = "PROJECT",
    }
}

open_enum! {
    /// What happened. The documentation names these four of more.
    pub enum EventAction: text {
        /// Something was created.
        Insert = "INSERT",
        /// Something was changed.
        Update = "UPDATE",
        /// Something was deleted.
        Delete = "DELETE",
        /// A scan was read.
        SmartscanDone = "SMARTSCAN_DONE",
    }
}

/// When an event happened. A form that nobody documented is no reason to refuse the event.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EmittedAt {
    /// A moment, with the offset that it came with.
    At(DateTime),
    /// Something else, as it came.
    Other(RawJson),
}

impl EmittedAt {
    /// The moment, where it is one.
    pub fn moment(&self) -> Option<&DateTime> {
        match self {
            Self::At(moment) => Some(moment),
            Self::Other(_) => None,
        }
    }
}

impl fmt::Debug for EmittedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(moment) => moment.fmt(f),
            Self::Other(raw) => raw.fmt(f),
        }
    }
}

impl Value for EmittedAt {
    const KIND: Kind = Kind::Json;
    fn read(into: &mut Option<Self>, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let mut raw = None;
        <RawJson as Value>::read(&mut raw, reader)?;
        *into = raw.map(|raw: RawJson| match guichet_core::json::parse(raw.as_str()) {
            Ok(moment) => Self::At(moment),
            Err(_) => Self::Other(raw),
        });
        Ok(())
    }
}

impl Serialize for EmittedAt {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::At(moment) => moment.serialize(serializer),
            Self::Other(raw) => raw.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for EmittedAt {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        guichet_core::json::deserialize(deserializer)
    }
}

written_as_serialized!(EmittedAt);

/// An event. Only its identifier must be there: whatever else is missing or strange, the event is handed over, because one that is
/// refused is lost when the vendor has repeated it often enough.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// When it was emitted, with an offset from UTC in the sample.
    pub emitted_at: Option<EmittedAt>,
    /// Documented as always there.
    pub event_type: Option<EventType>,
    /// Documented as always there.
    pub event_action: Option<EventAction>,
    /// The same for each delivery of one event (*unverified*).
    pub request_id: RequestId,
    /// What it is about: an `id`, and more depending on the event. Its digits are kept.
    pub content: Option<RawJson>,
}

#[derive(Model)]
#[model(only_read)]
struct Content {
    id: Option<ResourceId>,
}

impl Event {
    /// Reads an event. Call it after the signature was verified.
    ///
    /// # Errors
    /// It is no event: the identifier is missing, or the type or the action is an object or a list.
    pub fn read(body: &[u8]) -> Result<Self> {
        let text = std::str::from_utf8(body).map_err(|_| guichet_core::Error::config("the event is not UTF-8"))?;
        guichet_core::json::parse(text)
    }

    /// The identifier of what the event is about, where the content has one.
    pub fn content_id(&self) -> Option<ResourceId> {
        guichet_core::json::parse::<Content>(self.content.as_ref()?.as_str()).ok()?.id
    }

    /// The content in a type of the caller's.
    ///
    /// # Errors
    /// There is none, or it is of another form.
    pub fn content_as<T: DeserializeOwned>(&self) -> Result<T> {
        match &self.content {
            Some(content) => content.read(),
            None => Err(guichet_core::Error::config("the event has no content")),
        }
    }
}
