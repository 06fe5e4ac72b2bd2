//! Services as they are changed.

use guichet_core::Body;

use super::new::references;
use super::{CategoryId, ExtraId, Service, ServiceId};
use crate::attributes::AttributeId;

/// Changes to a service. A member that is `None` is not sent, and stays as it is: *unverified* (WK-18). Nothing says how a member is
/// cleared.
#[derive(Debug, Clone, Body)]
pub struct ServiceUpdate {
    /// The service to change.
    pub id: ServiceId,
    /// Read back as `title`.
    pub name: Option<String>,
    /// Read back as `group`.
    pub category_id: Option<CategoryId>,
    /// A short name, `bizz` or `MATIZ` in the samples. What it is for is not documented.
    pub alias: Option<String>,
    pub description: Option<String>,
    /// What the price includes.
    pub includes: Option<String>,
    /// What the price does not include.
    pub excludes: Option<String>,
    /// A short text such as `New`.
    pub text_flag: Option<String>,
    /// The fewest persons.
    pub min_pax: Option<u32>,
    /// Persons.
    pub pax: Option<u32>,
    /// The address of one picture, https, of 1.2 MB at the most.
    pub media: Option<String>,
    /// An empty list is not sent. Whether others stay attached is not documented.
    #[serde(serialize_with = "references")]
    pub extras: Vec<ExtraId>,
    /// An empty list is not sent. Whether others stay attached is not documented.
    #[serde(serialize_with = "references")]
    pub attributes: Vec<AttributeId>,
}

impl ServiceUpdate {
    /// No change yet to this service.
    pub fn new(id: impl Into<ServiceId>) -> Self {
        Self {
            id: id.into(),
            name: None,
            category_id: None,
            alias: None,
            description: None,
            includes: None,
            excludes: None,
            text_flag: None,
            min_pax: None,
            pax: None,
            media: None,
            extras: Vec::new(),
            attributes: Vec::new(),
        }
    }
}

impl Service {
    /// The changes that change nothing, to be edited: every member that can be written but `media`, which takes one address
    /// where answers show several, numbers of persons that are negative or too large, and extras and attributes that were shown without their number.
    /// `attributes` are attached by number; the values that the service has for them cannot be written.
    pub fn to_update(&self) -> ServiceUpdate {
        let persons = |number: Option<i64>| number.and_then(|number| u32::try_from(number).ok());
        ServiceUpdate {
            id: self.id,
            name: self.title.clone(),
            category_id: self.group.as_ref().and_then(|group| group.id),
            alias: self.alias.clone(),
            description: self.description.clone(),
            includes: self.includes.clone(),
            excludes: self.excludes.clone(),
            text_flag: self.text_flag.clone(),
            min_pax: persons(self.min_pax),
            pax: persons(self.pax),
            media: None,
            extras: self.extras.iter().filter_map(|extra| extra.id.map(ExtraId::from)).collect(),
            attributes: self.attributes.iter().filter_map(|attribute| attribute.id).collect(),
        }
    }
}
