//! An operation with its arguments: how it is put together. `send` sends it and reads its answer.

mod offset_page;
mod send;

pub use offset_page::OffsetPage;

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::Client;
use crate::body::{Content, Encoded, Part, Source};
use crate::dialect::FieldError;
use crate::error::{Error, Result};
use crate::operation::{Effect, Operation};
use crate::route::{self, Arg};

/// A call being put together. Mistakes in its arguments are kept and reported by `send`, before anything is sent.
///
/// ```
/// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
/// # #[cfg(feature = "test-util")]
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use guichet_core::transport::{Reply, ScriptedTransport};
///
/// let transport = ScriptedTransport::new([Reply::json(r#"{"id": 7}"#)]);
/// let thing: Thing = client_on(&transport).call(&GET).arg("7/8").query_opt("fields", Some("id")).fetch().await?;
/// assert_eq!(thing.id, 7);
/// assert_eq!(transport.requests()[0].target(), "/things/7%2F8?fields=id");
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "test-util"))]
/// # fn main() {}
/// ```
#[derive(Clone)]
#[must_use = "a call does nothing until it is sent"]
pub struct Call {
    client: Client,
    operation: Target,
    args: Vec<Arg>,
    query: Vec<(Cow<'static, str>, String)>,
    body: Encoded,
    /// An address given by the server, in place of path and query.
    address: Option<String>,
    /// The first page that a list asks for; its parameters stand in `query`.
    window: Option<OffsetPage>,
    effect: Option<Effect>,
    confidential: bool,
    streamed: bool,
    best_effort: Option<std::time::Duration>,
    headers: HeaderMap,
    mistake: Option<(String, String)>,
    mistakes: Vec<FieldError>,
}

#[derive(Clone)]
enum Target {
    Declared(&'static Operation),
    Custom(Arc<Operation>),
}

impl std::fmt::Debug for Call {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Call").field("operation", &self.operation().id).finish_non_exhaustive()
    }
}

impl Call {
    pub(crate) fn declared(client: Client, operation: &'static Operation) -> Self {
        Self::new(client, Target::Declared(operation))
    }

    pub(crate) fn custom(client: Client, operation: Operation) -> Self {
        let refused = route::check_template(&operation.path).err();
        let mut call = Self::new(client, Target::Custom(Arc::new(operation)));
        if let Some(error) = refused {
            call.mistake = Some(("path".into(), error.to_string()));
        }
        call
    }

    fn new(client: Client, operation: Target) -> Self {
        Self {
            client,
            operation,
            args: Vec::new(),
            query: Vec::new(),
            body: Encoded::default(),
            address: None,
            window: None,
            effect: None,
            confidential: false,
            streamed: false,
            best_effort: None,
            headers: HeaderMap::new(),
            mistake: None,
            mistakes: Vec::new(),
        }
    }

    /// The operation.
    pub fn operation(&self) -> &Operation {
        match &self.operation {
            Target::Declared(operation) => operation,
            Target::Custom(operation) => operation,
        }
    }

    /// Fills the next placeholder of the path. The value is escaped: it stays one segment.
    pub fn arg(mut self, value: impl Display) -> Self {
        self.args.push(Arg::One(value.to_string()));
        self
    }

    /// Fills the next placeholder with several values, joined by commas. An empty list is an error.
    pub fn args<T: Display>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.args.push(Arg::Many(values.into_iter().map(|v| v.to_string()).collect()));
        self
    }

    /// Fills the next placeholder with several identifiers of one kind, joined by commas. An empty list is an error.
    pub fn ids<I: Display>(self, values: impl IntoIterator<Item: Into<I>>) -> Self {
        self.args::<I>(values.into_iter().map(Into::into))
    }

    /// Fills the next placeholder with several segments of a path. Each is escaped; none may be empty or of dots.
    pub fn segments<T: Display>(mut self, values: impl IntoIterator<Item = T>) -> Self {
        self.args.push(Arg::Path(values.into_iter().map(|v| v.to_string()).collect()));
        self
    }

    /// Says what repeating this call does, for a route that the operation leaves open.
    pub fn effect(mut self, effect: Effect) -> Self {
        self.effect = Some(effect);
        self
    }

    fn effective(&self) -> Effect {
        self.effect.unwrap_or(self.operation().effect)
    }

    /// Adds a query parameter. The same name may be added again.
    pub fn query(mut self, name: impl Into<Cow<'static, str>>, value: impl Display) -> Self {
        self.query.push((name.into(), value.to_string()));
        self
    }

    /// Adds a query parameter if there is a value for it.
    pub fn query_opt(self, name: impl Into<Cow<'static, str>>, value: Option<impl Display>) -> Self {
        match value {
            Some(value) => self.query(name, value),
            None => self,
        }
    }

    /// The first value that the query has for a name.
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query.iter().find_map(|(other, value)| (other == name).then_some(value.as_str()))
    }

    /// Sets a query parameter, in place of any of the same name.
    pub(crate) fn query_set(mut self, name: &'static str, value: impl Display) -> Self {
        let mut first = true;
        // In the place of the first of that name: the order of a query is as the vendor shows it.
        self.query.retain_mut(|(other, text)| {
            if other != name {
                return true;
            }
            if first {
                *text = value.to_string();
            }
            std::mem::take(&mut first)
        });
        if first { self.query(name, value) } else { self }
    }

    /// Asks for a part of a list: adds both of the window's query parameters here, and lets a
    /// [`Pager`](crate::Pager) of [`Style::Offset`](crate::pager::Style::Offset) go on from it.
    pub fn page(mut self, window: OffsetPage) -> Self {
        let (offset, limit) = ((window.offset, window.from), (window.limit, window.size));
        self.window = Some(window);
        let [(first, value), (second, other)] = if window.limit_first { [limit, offset] } else { [offset, limit] };
        self.query(first, value).query(second, other)
    }

    /// The same page size, from another place on.
    pub(crate) fn page_from(self, offset: u64) -> Self {
        match self.window {
            Some(window) => self.query_set(window.offset, offset),
            None => self,
        }
    }

    pub(crate) fn window(&self) -> Option<OffsetPage> {
        self.window
    }

    /// Goes to an address that the server gave. It must have been checked against the client's origin.
    pub(crate) fn at(mut self, address: String) -> Self {
        self.address = Some(address);
        self
    }

    /// Sends a JSON body.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.body(Encoded::json(value))
    }

    /// Sends the same kind of model as `application/x-www-form-urlencoded`.
    pub fn form<T: Serialize + ?Sized>(self, value: &T) -> Self {
        self.body(Encoded::form(value))
    }

    /// Sends a multipart body.
    pub fn multipart(mut self, parts: &[Part]) -> Self {
        self.body = Encoded::multipart(parts);
        self
    }

    /// Sends these bytes as they are, with their media type.
    pub fn bytes(mut self, content_type: impl Into<String>, bytes: impl Into<Bytes>) -> Self {
        self.body = Encoded { content_type: Some(content_type.into()), content: Content::Bytes(bytes.into()) };
        self
    }

    /// Sends a body that is read while it is sent, with its media type. In place of the deadline it has an idle limit: an upload may
    /// take any time, and not pause for longer than `CallOptions::idle_timeout`.
    pub fn source(mut self, content_type: impl Into<String>, source: Source) -> Self {
        self.body = Encoded { content_type: Some(content_type.into()), content: Content::Source(source) };
        self
    }

    fn body(mut self, body: Result<Encoded, String>) -> Self {
        match body {
            Ok(body) => self.body = body,
            Err(why) => self.mistake = Some(("body".into(), why)),
        }
        self
    }

    /// Adds a header of this call's own, which names a folder say; not for credentials. A value that a header cannot carry
    /// is a mistake, and the call is not sent without it.
    pub fn header(mut self, name: &'static str, value: impl Display) -> Self {
        let text = value.to_string();
        match (HeaderName::try_from(name), HeaderValue::try_from(text.as_str())) {
            (Ok(name), Ok(value)) if !text.trim().is_empty() => {
                self.headers.insert(name, value);
                self
            }
            _ => self.refuse(name, "it is empty, or holds characters that a header cannot carry"),
        }
    }

    /// Keeps no piece of the answer in any error: for endpoints that deal in tokens.
    pub fn confidential(mut self) -> Self {
        self.confidential = true;
        self
    }

    /// Notes a mistake in the arguments; the first one noted is what `send` reports, and nothing is sent.
    pub fn refuse(mut self, field: &str, why: impl Display) -> Self {
        self.mistake.get_or_insert_with(|| (field.to_owned(), why.to_string()));
        self
    }

    /// Notes all that is wrong with the arguments: nothing is sent, and the error names each of it.
    pub fn check_all(mut self, mistakes: Vec<FieldError>) -> Self {
        self.mistakes.extend(mistakes);
        self
    }

    /// Notes a mistake if there is one.
    pub fn check(self, field: &str, outcome: std::result::Result<(), impl Display>) -> Self {
        match outcome {
            Ok(()) => self,
            Err(why) => self.refuse(field, why),
        }
    }

    /// The address that the call goes to: for one that somebody else is to open, a browser say.
    ///
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doctest/client.rs"));
    /// # #[cfg(feature = "test-util")]
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let client = client([]);
    /// assert_eq!(client.call(&GET).arg(7).url()?, "https://api.example.com/things/7");
    /// let error = client.call(&GET).arg(7).refuse("id", "there is no seventh").url().unwrap_err();
    /// assert_eq!(error.to_string(), "vendor.things.get: not sent, invalid argument: id: there is no seventh");
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "test-util"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Errors
    /// Mistakes in the arguments.
    pub fn url(&self) -> Result<String> {
        let operation = self.operation();
        if let Some((field, why)) = &self.mistake {
            return Err(Error::invalid(&operation.id, field, why));
        }
        if !self.mistakes.is_empty() {
            return Err(Error::invalid_in(&operation.id, self.mistakes.clone()));
        }
        if let Some(header) = &self.client.options().mistake {
            let why =
                "a header of the options cannot be sent: its name or value is not valid, or is the transport's own";
            return Err(Error::invalid(&operation.id, header, why));
        }
        if let Some(address) = &self.address {
            return Ok(address.clone());
        }
        let base = self.client.base().as_str();
        let mut text = String::with_capacity(base.len() + operation.path.len() + 64);
        text.push_str(base);
        route::expand(&mut text, &operation.path, &self.args).map_err(|e| Error::invalid(&operation.id, "path", e))?;
        route::push_query(&mut text, &self.query);
        Ok(text)
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }
}
