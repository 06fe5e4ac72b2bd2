//! The devices of an app, exported as CSV and streamed row by row.

mod rows;

pub use rows::{Record, Rows};

use guichet_core::dates::format_date;
use guichet_core::time::Date;
use guichet_core::vendor::Client;
use guichet_core::{Pager, operations};
use serde::de::DeserializeOwned;

use crate::apps::PartnerId;
use crate::client::Accengage;

operations! {
    LIST: Safe, GET "/v1/me/apps/{partner_id}/devices", "accengage.devices.list";
}

/// The devices of an app.
#[derive(Debug, Clone)]
pub struct Devices {
    api: Client,
}

impl Accengage {
    /// The devices of an app.
    pub fn devices(&self) -> Devices {
        Devices { api: self.client().clone() }
    }
}

impl Devices {
    /// Lists an app's devices. Safe. Each row is read into `T` by the names of the columns; [`Record`] keeps whatever
    /// there is. The pages are followed by their links, empty ones too, and each is signed anew.
    ///
    /// Beyond the documentation's text: a public client uses the route; the columns are not documented.
    pub fn list<T: DeserializeOwned>(&self, app: impl Into<PartnerId>, query: DevicesQuery) -> Rows<T> {
        let call = self.api.call(&LIST).arg(app.into());
        let call = call.query_opt("lastOpen", query.last_open.map(format_date));
        let call = call.query_opt("fields", query.fields).query_opt("page", query.page);
        Rows::new(Pager::streamed(call))
    }
}

/// What of the devices to list.
#[derive(Debug, Clone, Default)]
pub struct DevicesQuery {
    /// Opened the app on this day or since; which of the two is *unverified* (AC-10).
    pub last_open: Option<Date>,
    /// The columns wanted, in the vendor's syntax, which is not documented. *Unverified* (AC-11).
    pub fields: Option<String>,
    /// The page to begin with, from 1. Where a link to the next page is given, the link is followed.
    pub page: Option<u32>,
}
