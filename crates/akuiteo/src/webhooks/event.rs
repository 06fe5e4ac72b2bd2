//! What a delivery says ("7.3. Payload Structure").

use guichet_core::{Model, RawJson, Result, open_enum, string_id};
use serde::de::DeserializeOwned;

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

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Event {
    /// When it happened, with the offset that it came with.
    pub emitted_at: Option<DateTime>,
    pub event_type: EventType,
    pub event_action: EventAction,
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
    /// It is no event: type, action or identifier are missing.
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
