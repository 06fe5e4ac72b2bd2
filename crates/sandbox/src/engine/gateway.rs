//! What stands before the APIs of a mount.

use http::HeaderMap;

use super::limits::Limits;
use super::{Reply, Request, Store};

/// A mount: who is let in and how often, and what is not there.
pub(crate) trait Gateway: Send + Sync {
    /// The first segment of the sandbox's paths.
    fn mount(&self) -> &'static str;

    /// The credentials that it takes, for people to read: what, and its value.
    fn credentials(&self) -> &'static [(&'static str, &'static str)];

    /// How many calls it takes. Each sandbox counts them in its store's meter, which [`admit`](Self::admit) asks. At most one of
    /// a vendor's mounts has limits.
    fn limits(&self) -> Option<Limits> {
        None
    }

    /// Refuses a request by its head alone, before its body is asked for.
    fn refuse_early(&self, headers: &HeaderMap) -> Option<Reply> {
        let _ = headers;
        None
    }

    /// Reads a request as the server's framework does, before anything else looks at it.
    fn read(&self, request: Request) -> Request {
        request
    }

    /// Lets a request in, by its credentials and its other headers. May count and rotate in the store.
    fn admit(&self, request: &Request, store: &mut Store) -> Result<(), Reply>;

    /// The answer to a request for no operation that is a part of the mount all the same: a page of a login.
    fn other_page(&self, request: &Request, store: &mut Store) -> Option<Reply> {
        let _ = (request, store);
        None
    }

    /// The refusal of a route that does not exist; `allowed` are the methods that the path has.
    fn unknown_route(&self, request: &Request, allowed: &[&str]) -> Reply;

    /// Ends every access token before its time.
    fn expire_tokens(&self, store: &mut Store) {
        let _ = store;
    }
}
