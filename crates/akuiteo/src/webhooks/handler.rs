//! For axum: an extractor that verifies before it reads, and a route that handles.

use std::fmt;

use axum::extract::{DefaultBodyLimit, FromRef, FromRequest, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::event::Event;
use super::receiver::{Delivery, Receiver};
use super::signature::SignatureError;

/// An authentic event, for a handler of the caller's own. The state holds a [`Receiver`], whose verifier is used. Duplicates are the
/// caller's business then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified(pub Event);

/// Why there is no event.
#[derive(Debug)]
#[non_exhaustive]
pub enum VerifiedRejection {
    /// 413: more than [`Receiver::max_body`].
    TooLarge,
    /// 400: the body breaks off.
    BrokenOff,
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
            Self::BrokenOff | Self::Unreadable => StatusCode::BAD_REQUEST,
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
        let receiver = Receiver::from_ref(state);
        let (headers, body) = read(request, receiver.limit()).await?;
        receiver.verifier().verify(&headers, &body).map_err(VerifiedRejection::Refused)?;
        Event::read(&body).map(Verified).map_err(|_| VerifiedRejection::Unreadable)
    }
}

/// A route that receives deliveries: `Router::new().route("/akuiteo", post(receiver, handler))`. It answers 200 for what was handled,
/// now or before; 401 for what is not authentic, 413 for more than [`Receiver::max_body`], 400 for what is no event or breaks off, 503 for what is
/// being handled, and 500 where the handler or the store has failed. No answer has a body.
pub fn post<S, F, Fut, E>(receiver: Receiver, handler: F) -> MethodRouter<S>
where
    S: Clone + Send + Sync + 'static,
    F: Fn(Delivery) -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<(), E>> + Send + 'static,
    E: fmt::Display + Send + 'static,
{
    axum::routing::post(async move |request: Request| {
        let (headers, body) = match read(request, receiver.limit()).await {
            Ok(read) => read,
            Err(why) => return why.into_response(),
        };
        let receipt = receiver.receive(&headers, &body, handler).await;
        StatusCode::from_u16(receipt.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR).into_response()
    })
}

/// Reads the body, whatever limit a layer around the route has set.
async fn read(mut request: Request, limit: usize) -> Result<(HeaderMap, Bytes), VerifiedRejection> {
    DefaultBodyLimit::max(limit).apply(&mut request);
    let headers = request.headers().clone();
    match Bytes::from_request(request, &()).await {
        Ok(body) => Ok((headers, body)),
        Err(why) if why.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(VerifiedRejection::TooLarge),
        Err(_) => Err(VerifiedRejection::BrokenOff),
    }
}
