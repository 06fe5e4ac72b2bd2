//! A request as it came, and a call: a request that found its operation.

use std::time::Instant;

use bytes::Bytes;
use guichet_fixtures::{Body, Json, Kind};
use http::HeaderMap;
use http::header::CONTENT_TYPE;

use super::json::{fit, put, text_of};
use super::{Engine, Operation, Refusal, Reply};

/// A request, its query and body read but not yet checked.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) mount: String,
    /// What stands before the vendor's own path: `/workadu`, or nothing where the vendor is at the root.
    pub(crate) base: String,
    pub(crate) method: String,
    /// From the mount point on, escaped as sent, without the query.
    pub(crate) path: String,
    /// The pairs, decoded.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    /// `Err`: why the body cannot be read.
    pub(crate) body: Result<Body, String>,
    /// The body's bytes: signatures are over these.
    pub(crate) raw: Bytes,
    /// Path and query, as sent.
    pub(crate) target: String,
    /// Whether an authority behind the vendor is not to accept what it asks for.
    pub(crate) unaccepted: bool,
    /// When it came, in seconds since 1970.
    pub(crate) now: u64,
    /// When it came, on the clock that is never set.
    pub(crate) at: Instant,
}

impl Request {
    pub(crate) fn new(
        mount: &str,
        method: &str,
        target: &str,
        headers: HeaderMap,
        raw: Bytes,
        (now, at): (u64, Instant),
    ) -> Self {
        let content_type = headers.get(CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let body = Body::from_wire(content_type, &raw);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query = match Body::from_wire(Some("application/x-www-form-urlencoded"), query.as_bytes()) {
            Ok(Body::Form { pairs, .. }) => pairs,
            _ => Vec::new(),
        };
        let (mount, method) = (mount.to_owned(), method.to_owned());
        let base = format!("/{mount}");
        Self {
            mount,
            base,
            method,
            path: path.to_owned(),
            query,
            headers,
            body,
            raw,
            target: target.to_owned(),
            now,
            unaccepted: false,
            at,
        }
    }

    /// What stands in the query of a request that is no read counts as part of its body.
    #[must_use]
    pub(crate) fn with_its_query_in_the_body(mut self) -> Self {
        if self.query.is_empty() || matches!(self.method.as_str(), "GET" | "HEAD") {
            return self;
        }
        let query = std::mem::take(&mut self.query);
        match &mut self.body {
            Ok(Body::Form { pairs, .. }) => pairs.extend(query),
            Ok(Body::Json(json)) if json.as_object().is_some() => {
                query.into_iter().for_each(|(name, value)| put(json, &name, value));
            }
            body @ Ok(Body::Empty) => {
                *body = Ok(Body::Json(Json::object(query.iter().map(|(name, value)| (name.as_str(), value.as_str())))));
            }
            _ => self.query = query,
        }
        self
    }

    /// The first header of that name, when it is text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body, when it is a JSON object.
    pub(crate) fn json(&self) -> Option<&Json> {
        let json = self.body.as_ref().ok()?.as_json()?;
        json.as_object().map(|_| json)
    }

    /// Whether the body has a member of that name that is not null, in JSON or as a form.
    pub(crate) fn has(&self, name: &str) -> bool {
        match &self.body {
            Ok(Body::Json(json)) => json.get(name).is_some_and(|value| !value.is_null()),
            Ok(Body::Form { pairs, .. }) => pairs.iter().any(|(key, _)| key == name),
            _ => false,
        }
    }
}

/// A request that found its operation, on its way through a behaviour.
pub(crate) struct Call<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) operation: &'a Operation,
    pub(crate) request: &'a Request,
    /// The values of the route's placeholders.
    pub(crate) captures: Vec<(String, String)>,
    /// The body's JSON; a form is an object whose values have the declared types, parts but for files are one of texts; nothing
    /// is an empty object.
    pub(crate) body: Json,
}

impl<'a> Call<'a> {
    pub(crate) fn new(
        engine: &'a Engine,
        operation: &'a Operation,
        request: &'a Request,
        captures: Vec<(String, String)>,
    ) -> Self {
        let body = match &request.body {
            Ok(Body::Json(json)) => json.clone(),
            Ok(Body::Form { pairs, .. }) => {
                let members = operation.body.as_ref().map(|schema| schema.members()).unwrap_or_default();
                Json::object(pairs.iter().map(|(name, value)| {
                    let kind = members.iter().find(|m| m.name == *name).map_or(&Kind::String, |m| &m.kind);
                    (name.as_str(), fit(kind, &Json::from(value.as_str())))
                }))
            }
            Ok(Body::Multipart(parts)) => Json::object(
                parts
                    .iter()
                    .filter(|part| part.filename.is_none())
                    .map(|part| (part.name.as_str(), String::from_utf8_lossy(&part.body).into_owned())),
            ),
            _ => Json::Object(Vec::new()),
        };
        Self { engine, operation, request, captures, body }
    }

    /// A member of the body as it was written: a form's is a text.
    pub(crate) fn written(&self, name: &str) -> Option<Json> {
        match &self.request.body {
            Ok(Body::Json(json)) => json.get(name).cloned(),
            Ok(Body::Form { pairs, .. }) => {
                pairs.iter().find(|(key, _)| key == name).map(|(_, value)| Json::from(value.as_str()))
            }
            _ => None,
        }
    }

    /// The value of a placeholder.
    pub(crate) fn capture(&self, name: &str) -> &str {
        self.captures.iter().find_map(|(key, value)| (key == name).then_some(value.as_str())).unwrap_or_default()
    }

    /// A member of the body that is there: null and empty text count as absent.
    pub(crate) fn member(&self, name: &str) -> Option<&Json> {
        self.body.get(name).filter(|value| !value.is_null() && value.as_str() != Some(""))
    }

    /// The text of a scalar member of the body.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.member(name).and_then(text_of)
    }

    /// The scalar members of the body, with their texts.
    pub(crate) fn scalars(&self) -> Vec<(String, String)> {
        let members = self.body.as_object().unwrap_or_default().iter();
        members.filter_map(|(name, _)| Some((name.clone(), self.text(name)?))).collect()
    }

    /// The first query parameter of that name.
    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.request.query.iter().find_map(|(key, value)| (key == name).then_some(value.as_str()))
    }

    /// The answer of a fixture, named from the API's folder on: `services/create--name-missing`.
    pub(crate) fn documented(&self, fixture: &str) -> Reply {
        self.engine.documented(self.operation.face, fixture)
    }

    /// One item of the operation's documented answer.
    pub(crate) fn sample(&self) -> Json {
        self.engine.sample(&self.operation.id)
    }
}

impl Refusal {
    pub(crate) fn reply(&self, call: &Call<'_>, id: &str) -> Reply {
        match self {
            Self::Fixture(name) => call.documented(name),
            Self::Text(status, text) => call.operation.face.refuse(*status, &text.replace("{id}", id)),
            Self::Label(status, label, text) => {
                call.operation.face.refuse_as(*status, label, &text.replace("{id}", id))
            }
        }
    }
}
