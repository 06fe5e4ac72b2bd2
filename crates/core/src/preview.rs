//! What a call would send.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method};

use crate::operation::Effect;
use crate::redact;

/// What a call would send, without having sent it: method, address, headers and body to the byte, and what repeating it does.
///
/// The headers are those that the client adds by itself as well. Those of the credentials are made for each attempt, when it goes, and are not among them; of what
/// is secret in the others stands `***`. The transport adds `Host`, `Content-Length` and the like.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::CallOptions;
///
/// let client = client([]).with(CallOptions::new().header("x-company", "s3cret"));
/// let preview = client.call(&GET).arg("a/b").preview()?;
/// assert_eq!((preview.method.as_str(), preview.target()), ("GET", "/things/a%2Fb"));
/// // What a caller's header holds is never shown.
/// assert_eq!(preview.header("x-company"), Some("***"));
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct Preview {
    /// The operation's name, as `vendor.resource.verb`.
    pub operation: String,
    /// What repeating the call does.
    pub effect: Effect,
    /// The method.
    pub method: Method,
    /// The address, its query included.
    pub uri: String,
    /// The headers; `***` in place of what is secret.
    pub headers: HeaderMap,
    /// The body; empty where it is read while it is sent.
    pub body: Bytes,
    /// How long the body is.
    pub length: u64,
}

impl Preview {
    /// Path and query.
    pub fn target(&self) -> &str {
        let after = self.uri.split_once("://").map_or(self.uri.as_str(), |(_, rest)| rest);
        after.find('/').and_then(|at| after.get(at..)).unwrap_or("/")
    }

    /// A header's text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The address without its query and the body's length alone: both may be personal. The fields have them.
impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Preview")
            .field("operation", &self.operation)
            .field("effect", &self.effect)
            .field("method", &self.method)
            .field("path", &self.target().split('?').next().unwrap_or_default())
            .field("headers", &redact::Headers(&self.headers))
            .field("length", &self.length)
            .finish()
    }
}

/// Takes what calls would send, in place of sending them: see [`CallOptions::preview`](crate::CallOptions::preview). Clones are the same list.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::{CallOptions, ErrorKind, Previews};
///
/// let previews = Previews::new();
/// let client = client([]).with(CallOptions::new().preview(&previews));
/// let error = client.call(&PAY).json(&[12]).send_empty().await.unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Preview);
/// assert_eq!(previews.take()[0].operation, "vendor.payments.create");
/// assert!(previews.take().is_empty());
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Debug, Clone, Default)]
pub struct Previews(Arc<Mutex<Vec<Preview>>>);

impl Previews {
    /// An empty list.
    pub fn new() -> Self {
        Self::default()
    }

    /// What was taken so far, in order; the list is empty then.
    pub fn take(&self) -> Vec<Preview> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn push(&self, preview: Preview) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(preview);
    }
}
