//! An operation with its arguments.

use std::borrow::Cow;
use std::fmt::Display;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Client;
use crate::body::{Content, Encoded, Part, Source};
use crate::download::Download;
use crate::error::{Error, ErrorKind, Result, Sent};
use crate::exchange::{Answer, Plan};
use crate::json::{Value, located};
use crate::operation::{Effect, Operation};
use crate::pager::page::OffsetPage;
use crate::route::{self, Arg};

/// A call being put together. Mistakes in its arguments are kept and reported by `send`, before anything is sent.
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

    /// Notes a mistake if there is one.
    pub fn check(self, field: &str, outcome: std::result::Result<(), impl Display>) -> Self {
        match outcome {
            Ok(()) => self,
            Err(why) => self.refuse(field, why),
        }
    }

    /// Sends the call and reads the answer's JSON into a type of the caller's own, by serde. Amounts in it are
    /// [`ExactDecimal`](crate::decimal::ExactDecimal) or models; a model alone is read by [`fetch`](Self::fetch).
    ///
    /// # Errors
    /// See [`Error`]'s predicates.
    pub async fn send<T: DeserializeOwned>(self) -> Result<T> {
        let answer = self.answer().await?;
        self.read(&answer)
    }

    /// Sends the call and reads the answer into a model.
    ///
    /// # Errors
    /// See [`Error`]'s predicates.
    pub async fn fetch<T: Value>(self) -> Result<T> {
        let answer = self.answer().await?;
        self.fetched(&answer)
    }

    /// Sends the call and reads the answer into a model; null, and no answer at all, are `None`.
    ///
    /// # Errors
    /// See [`Error`]'s predicates.
    pub async fn fetch_any<T: Value>(self) -> Result<Option<T>> {
        let answer = self.answer().await?;
        if matches!(answer.body.trim_ascii(), b"" | b"null") { Ok(None) } else { self.fetched(&answer).map(Some) }
    }

    /// Sends the call and reads an answer that holds one thing in an envelope `E`, of which `open` makes a list. Nothing
    /// in it means, for a safe call, that the vendor does not have it; for others, that the call was accepted and its
    /// answer cannot be read. The same where there are several.
    ///
    /// # Errors
    /// See [`Error`]'s predicates; `is_not_found` for a safe call's answer that holds nothing.
    pub async fn fetch_one<E: Value, T>(self, open: impl FnOnce(E) -> Vec<T>) -> Result<T> {
        let answer = self.answer().await?;
        let empty = matches!(answer.body.trim_ascii(), b"" | b"null");
        let mut held = if empty { Vec::new() } else { open(self.fetched(&answer)?) };
        match (held.pop(), held.len()) {
            (Some(one), 0) => Ok(one),
            (None, _) if self.effective() == Effect::Safe => {
                let mut error = self.about(&answer, Error::new(ErrorKind::Status, "the answer holds nothing"));
                error.edit().not_found = true;
                Err(error)
            }
            (None, _) => Err(self.about(&answer, Error::new(ErrorKind::Decode, "it holds nothing"))),
            (Some(_), more) => Err(self.about(
                &answer,
                Error::new(ErrorKind::Decode, format!("one thing was asked for, it holds {}", more + 1)),
            )),
        }
    }

    /// Sends the call and ignores what a success answers.
    ///
    /// # Errors
    /// See [`Error`]'s predicates.
    pub async fn send_empty(self) -> Result<()> {
        self.answer().await.map(|_| ())
    }

    /// Sends the call and returns a success's body as far as it arrived, also where it breaks off, is not whole `within` this time or
    /// is beyond the bound: for an answer that cannot be had a second time, and of which a part may be worth all. The deadline of the
    /// call must be longer. A `Content-Encoding` is undone.
    ///
    /// # Errors
    /// See [`Error`]'s predicates. Where nothing of a body arrived, what broke it off.
    #[cfg(feature = "rotation")]
    pub async fn send_best_effort(mut self, within: std::time::Duration) -> Result<Bytes> {
        self.best_effort = Some(within);
        self.answer().await.map(|answer| crate::encoded::undone(&answer.headers, answer.body))
    }

    /// Sends the call and hands the body on as it arrives. Errors of the vendor are read as ever.
    ///
    /// # Errors
    /// See [`Error`]'s predicates; later ones come from the [`Download`].
    pub async fn send_stream(self) -> Result<Download> {
        let address = self.url()?;
        self.download_from(&address).await
    }

    pub(crate) async fn download_from(mut self, address: &str) -> Result<Download> {
        self.streamed = true;
        let mut answer = self.answer_from(address).await?;
        let stream = answer.stream.take();
        let body = std::mem::take(&mut answer.body);
        let stream = stream.unwrap_or_else(|| Box::pin(futures_util::stream::once(std::future::ready(Ok(body)))));
        Ok(Download::new(self.operation().id.to_string(), answer, stream))
    }

    /// The address that the call goes to: for one that somebody else is to open, a browser say.
    ///
    /// # Errors
    /// Mistakes in the arguments.
    pub fn url(&self) -> Result<String> {
        let operation = self.operation();
        if let Some((field, why)) = &self.mistake {
            return Err(Error::invalid(&operation.id, field, why));
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

    /// Sends the call.
    pub(crate) async fn answer(&self) -> Result<Answer> {
        let address = self.url()?;
        self.answer_from(&address).await
    }

    /// Sends the call to its address, which the caller has taken from [`url`](Self::url) and goes on to need: a pager follows the
    /// links of a page from there.
    pub(crate) async fn answer_from(&self, address: &str) -> Result<Answer> {
        let operation = self.operation();
        let uri = self.client.base().uri(address).map_err(|e| Error::invalid(&operation.id, "path", e))?;
        let content_type = match &self.body.content_type {
            Some(kind) => {
                Some(HeaderValue::try_from(kind.as_str()).map_err(|e| Error::invalid(&operation.id, "body", e))?)
            }
            None => None,
        };
        let plan = Plan {
            operation,
            uri,
            content_type,
            body: self.body.content.clone(),
            confidential: self.confidential,
            effect: self.effective(),
            streamed: self.streamed,
            best_effort: self.best_effort,
            headers: &self.headers,
        };
        // Boxed, so that the futures of the methods above it stay small.
        Box::pin(self.client.run(&plan)).await
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    /// Reads the answer's JSON.
    pub(crate) fn read<T: DeserializeOwned>(&self, answer: &Answer) -> Result<T> {
        let text = self.text(answer)?;
        serde_json::from_str(text).map_err(|plain| self.unreadable(answer, text, &plain))
    }

    /// Reads the answer into a model.
    pub(crate) fn fetched<T: Value>(&self, answer: &Answer) -> Result<T> {
        let text = self.text(answer)?;
        crate::json::decode(text).map_err(|fault| self.unread(answer, fault))
    }

    fn text<'a>(&self, answer: &'a Answer) -> Result<&'a str> {
        // An empty answer to a call that returns nothing in particular reads as null.
        if answer.body.is_empty() {
            return Ok("null");
        }
        std::str::from_utf8(&answer.body)
            .map_err(|_| self.about(answer, Error::new(ErrorKind::Decode, "it is not UTF-8")))
    }

    #[inline(never)]
    fn unreadable(&self, answer: &Answer, text: &str, plain: &serde_json::Error) -> Error {
        self.unread(answer, located(text, plain))
    }

    #[inline(never)]
    fn unread(&self, answer: &Answer, fault: String) -> Error {
        let what = if answer.body.is_empty() { "it is empty".to_owned() } else { fault };
        let error = Error::new(ErrorKind::Decode, what);
        self.about(answer, if self.confidential { error } else { error.with_excerpt(&answer.body) })
    }

    /// An error about an answer that was accepted.
    pub(crate) fn about(&self, answer: &Answer, error: Error) -> Error {
        let mut error = error.of(&self.operation().id);
        let inner = error.edit();
        inner.status = Some(answer.status);
        inner.request_id = crate::redact::request_id(&answer.headers);
        inner.attempts = answer.attempts;
        inner.elapsed = answer.elapsed;
        inner.sent = Sent::Yes;
        inner.stopped = "the call itself succeeded";
        error
    }
}
