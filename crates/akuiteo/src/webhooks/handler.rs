//! For axum: an extractor that verifies before it reads, and a route that handles.

use std::fmt;

use axum::body::{Body, to_bytes};
use axum::extract::{FromRef, FromRequest, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::event::Event;
use super::receiver::{Delivery, Receiver};
use super::signature::SignatureError;

/// The largest delivery that is read: 1 MiB.
pub const MAX_BODY: usize = 1024 * 1024;

/// An authentic event, for a handler of the caller's own. The state holds a [`Receiver`], whose verifier is used. Duplicates are the
/// caller's business then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified(pub Event);

/// Why there is no event.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifiedRejection {
    /// 413: more than [`MAX_BODY`], or a body that breaks off.
    TooLarge,
    /// 401: not authentic.
    Refused(SignatureError),
    /// 400: authentic, and no event.
    Unreadable,
}

impl IntoResponse for VerifiedRejection {
    fn into_response(self) -> Response {
        let status = match self {
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Refused(_) => StatusCode::UNAUTHORIZED,
            Self::Unreadable => StatusCode::BAD_REQUEST,
        };
        status.into_response()
    }
}

impl<S> FromRequest<S> for Verified
where
    S: Send + Sync,
    Receiver: FromRef<S>,
{
    type Rejection = VerifiedRejection;

    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let (headers, body) = read(request, MAX_BODY).await.ok_or(VerifiedRejection::TooLarge)?;
        Receiver::from_ref(state).verifier().verify(&headers, &body).map_err(VerifiedRejection::Refused)?;
        Event::read(&body).map(Verified).map_err(|_| VerifiedRejection::Unreadable)
    }
}

/// A route that receives deliveries: `Router::new().route("/akuiteo", post(receiver, handler))`. It answers 200 for what was handled,
/// now or before; 401 for what is not authentic, 413 for more than [`MAX_BODY`], 400 for what is no event, 503 for what is being
/// handled, and 500 where the handler or the store has failed. No answer has a body.
pub fn post<S, F, Fut, E>(receiver: Receiver, handler: F) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
    F: Fn(Delivery) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: fmt::Display + Send + 'static,
{
    axum::routing::post(async move |request: Request| {
        let Some((headers, body)) = read(request, MAX_BODY).await else { return StatusCode::PAYLOAD_TOO_LARGE };
        let receipt = receiver.receive(&headers, &body, handler).await;
        StatusCode::from_u16(receipt.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    })
}

async fn read(request: Request, most: usize) -> Option<(HeaderMap, Bytes)> {
    let (head, body): (_, Body) = request.into_parts();
    to_bytes(body, most).await.ok().map(|body| (head.headers, body))
}
