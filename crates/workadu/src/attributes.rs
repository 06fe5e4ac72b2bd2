//! Attributes of services: passengers, doors.

use guichet_core::vendor::{Call, Client};
use guichet_core::{Model, Pager, Result, integer_id, operations};

use crate::client::Workadu;
use crate::envelope;
use crate::listing::{ListOptions, filter};

integer_id! {
    /// Identifies an attribute.
    pub struct AttributeId;
}

/// Attributes that the caller's services can have.
#[derive(Debug, Clone)]
pub struct Attributes {
    api: Client,
}

impl Workadu {
    /// Attributes.
    pub fn attributes(&self) -> Attributes {
        Attributes { api: self.client().clone() }
    }
}

operations! {
    LIST: Safe, GET "/api/attributes/",               "workadu.attributes.list", "List all Attributes";
    GET:  Safe, GET "/api/attributes/{attribute_id}", "workadu.attributes.get",  "Get a specific Attribute";
}

impl Attributes {
    /// Lists attributes. Safe.
    pub fn list(&self, query: AttributesQuery) -> Pager<Attribute> {
        envelope::list(query.apply(self.api.call(&LIST)))
    }

    /// Fetches one attribute. Safe.
    ///
    /// # Errors
    /// `is_not_found` for an unknown number (a 400 at Workadu).
    pub async fn get(&self, id: impl Into<AttributeId>) -> Result<Attribute> {
        envelope::fetch_one(self.api.call(&GET).arg(id.into())).await
    }

    /// Fetches several attributes in one call. Safe.
    ///
    /// # Errors
    /// An empty list is refused before anything is sent.
    pub async fn get_many(&self, ids: impl IntoIterator<Item: Into<AttributeId>>) -> Result<Vec<Attribute>> {
        envelope::fetch_many(self.api.call(&GET).ids::<AttributeId>(ids)).await
    }
}

/// Filters of the list of attributes.
#[derive(Debug, Clone, Default)]
pub struct AttributesQuery {
    pub name: Option<String>,
    /// Order, page, and filters by other members.
    pub list: ListOptions,
}

impl AttributesQuery {
    fn apply(self, call: Call) -> Call {
        self.list.apply(filter(call, "name", self.name))
    }
}

/// An attribute.
#[derive(Debug, Clone, PartialEq, Eq, Model)]
#[non_exhaustive]
pub struct Attribute {
    pub id: AttributeId,
    pub name: Option<String>,
    pub description: Option<String>,
    /// By its spelling, whether a number or a text.
    pub value: Option<String>,
}
