//! What a call would send, in place of sending it.

use bytes::Bytes;
use http::HeaderValue;

use super::Client;
use crate::body::Content;
use crate::error::{Error, ErrorKind, Result};
use crate::exchange::Plan;
use crate::preview::{Preview, Previews};
use crate::transport::Body;

impl Client {
    /// What the call would send.
    pub(super) fn preview(&self, plan: &Plan<'_>) -> Result<Preview> {
        if plan.confidential {
            return Err(Error::config("a request for credentials has no preview").of(&plan.operation.id));
        }
        let (body, length) = match &plan.body {
            Content::Bytes(bytes) => (bytes.clone(), bytes.len() as u64),
            Content::Source(source) => (Bytes::new(), source.length()),
        };
        let mut headers = self.build(plan, Body::Bytes(body.clone())).headers().clone();
        if length > 0 {
            headers.remove(http::header::CONTENT_LENGTH);
        }
        for value in headers.values_mut().filter(|value| value.is_sensitive()) {
            *value = HeaderValue::from_static("***");
        }
        Ok(Preview {
            operation: plan.operation.id.to_string(),
            effect: plan.effect,
            method: plan.operation.method.clone(),
            uri: plan.uri.to_string(),
            headers,
            body,
            length,
        })
    }

    /// Takes the call's preview in place of sending it, where that was asked for.
    pub(super) fn previewed(&self, plan: &Plan<'_>, previews: &Previews) -> Error {
        match self.preview(plan) {
            Ok(preview) => {
                previews.push(preview);
                Error::new(ErrorKind::Preview, "nothing was sent").of(&plan.operation.id)
            }
            Err(error) => error,
        }
    }
}
