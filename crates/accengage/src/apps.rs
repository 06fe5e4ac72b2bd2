//! An app's routes that the documentation does not list ("Partner ID"): signed calls to any path below
//! `/v1/me/apps/{partner_id}/`.

use std::fmt::Display;

use guichet_core::pager::{Envelope, Style};
use guichet_core::vendor::{Call, Client};
use guichet_core::{Effect, Operation, Pager, operations, string_id};
use serde::de::DeserializeOwned;

use crate::client::Accengage;

string_id! {
    /// Identifies an app (*partner ID*).
    pub struct PartnerId;
}

operations! {
    GET:    Safe,   GET    "/v1/me/apps/{partner_id}/{path}", "accengage.apps.get",    "Partner ID";
    POST:   Unsafe, POST   "/v1/me/apps/{partner_id}/{path}", "accengage.apps.post",   "Partner ID";
    PUT:    Unsafe, PUT    "/v1/me/apps/{partner_id}/{path}", "accengage.apps.put",    "Partner ID";
    DELETE: Unsafe, DELETE "/v1/me/apps/{partner_id}/{path}", "accengage.apps.delete", "Partner ID";
}

/// An app's other routes. Each method begins a call; add a query or a JSON body and send it into a type of your own:
/// `apps.post("12345678", ["route"], Effect::Unsafe).json(&body).send::<Answer>()`.
///
/// The vendor goes on after an error as far as it can: an error may come with a part of the work done, also with a 2xx.
#[derive(Debug, Clone)]
pub struct Apps {
    api: Client,
}

impl Accengage {
    /// An app's other routes.
    pub fn apps(&self) -> Apps {
        Apps { api: self.client().clone() }
    }
}

impl Apps {
    /// Begins a GET. Its effect is the caller's word; `Effect::Safe` fits what only reads.
    pub fn get(&self, app: impl Into<PartnerId>, path: impl IntoIterator<Item = impl Display>, effect: Effect) -> Call {
        self.begin(&GET, app.into(), path, effect)
    }

    /// Begins a POST. Its effect is the caller's word; `Effect::Unsafe` is never repeated.
    pub fn post(
        &self,
        app: impl Into<PartnerId>,
        path: impl IntoIterator<Item = impl Display>,
        effect: Effect,
    ) -> Call {
        self.begin(&POST, app.into(), path, effect)
    }

    /// Begins a PUT. Its effect is the caller's word; `Effect::Unsafe` is never repeated.
    pub fn put(&self, app: impl Into<PartnerId>, path: impl IntoIterator<Item = impl Display>, effect: Effect) -> Call {
        self.begin(&PUT, app.into(), path, effect)
    }

    /// Begins a DELETE. Its effect is the caller's word; `Effect::Unsafe` is never repeated.
    pub fn delete(
        &self,
        app: impl Into<PartnerId>,
        path: impl IntoIterator<Item = impl Display>,
        effect: Effect,
    ) -> Call {
        self.begin(&DELETE, app.into(), path, effect)
    }

    /// A paged list, of which `E` says where its elements and [`Links`](crate::Links) are. Safe. Give a page by hand with
    /// `call.query("page", 2)` on [`get`](Self::get) and [`Pager::new`], where a link is not wanted.
    pub fn list<E: Envelope<T> + DeserializeOwned, T: Send + 'static>(
        &self,
        app: impl Into<PartnerId>,
        path: impl IntoIterator<Item = impl Display>,
        query: &[(&'static str, String)],
    ) -> Pager<T> {
        let call = self.begin(&GET, app.into(), path, Effect::Safe);
        let call = query.iter().fold(call, |call, (name, value)| call.query(*name, value));
        Pager::new::<E>(call, Style::NextLink)
    }

    fn begin(
        &self,
        operation: &'static Operation,
        app: PartnerId,
        path: impl IntoIterator<Item = impl Display>,
        effect: Effect,
    ) -> Call {
        self.api.call(operation).arg(app).segments(path).effect(effect)
    }
}
