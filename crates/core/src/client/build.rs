//! The request of one attempt, before its credentials.

use http::{HeaderMap, HeaderValue, Method, header};

use super::Client;
use super::upload::Upload;
use crate::body::Source;
use crate::error::{Error, Result};
use crate::exchange::Plan;
use crate::transport::{Body, BodyStream};

/// Opens a body's source, for this attempt.
pub(super) async fn open(source: &Source, upload: Option<&Upload>) -> Result<Body> {
    match source.open().await {
        Ok(stream) => {
            let stream = BodyStream::new(source.length(), stream);
            Ok(Body::Stream(match upload {
                Some(upload) => BodyStream::new(stream.left(), upload.watch(stream)),
                None => stream,
            }))
        }
        Err(error) => {
            let closed = Error::argument("body", format!("its source cannot be opened: {error}"));
            Err(closed.with_source(error))
        }
    }
}

impl Client {
    /// Whether the call asks for a page by name: a file may be one.
    pub(super) fn asks_for_pages(&self, plan: &Plan<'_>) -> bool {
        let accept = [plan.headers, &self.options.headers, &self.inner.headers].map(|all| all.get(header::ACCEPT));
        let first = accept.into_iter().flatten().next().and_then(|value| value.to_str().ok()).unwrap_or_default();
        first.contains("html")
    }

    /// The request with all headers but those of the credentials.
    pub(super) fn build(&self, plan: &Plan<'_>, body: Body) -> http::Request<Body> {
        let empty = body.is_empty();
        let mut request = http::Request::new(body);
        *request.method_mut() = plan.operation.method.clone();
        *request.uri_mut() = plan.uri.clone();
        // With room for what is added: a copy has none, and growing costs more than filling it anew.
        let own = self.inner.headers.len() + self.options.headers.len() + plan.headers.len();
        let mut headers = HeaderMap::with_capacity((own + 2).max(6));
        headers.extend(self.inner.headers.iter().map(|(name, value)| (name.clone(), value.clone())));
        if let Some(kind) = &plan.content_type {
            headers.insert(header::CONTENT_TYPE, kind.clone());
        }
        // The call's own headers win over those of `CallOptions`: an option shared by several calls must not change the folder of one.
        for (name, value) in self.options.headers.iter().chain(plan.headers) {
            headers.insert(name.clone(), value.clone());
        }
        // Some gateways answer 411 to a request without a body and without `Content-Length: 0`.
        if empty && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH) {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.headers_mut() = headers;
        request
    }
}
