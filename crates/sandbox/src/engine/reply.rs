//! An answer before it goes over the wire.

use bytes::Bytes;
use guichet_fixtures::{Json, Response};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) fn json(status: u16, body: &Json) -> Self {
        Self::text(status, "application/json", body.to_string())
    }

    pub(crate) fn text(status: u16, content_type: &str, body: impl Into<Bytes>) -> Self {
        let headers = vec![(CONTENT_TYPE.to_string(), content_type.to_owned())];
        Self { status, headers, body: body.into() }
    }

    /// A documented answer, as it stands in its fixture.
    pub(crate) fn documented(response: &Response) -> Self {
        let body = Bytes::from(response.body.to_wire("sandbox"));
        Self { status: response.status, headers: response.headers.clone(), body }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// 1xx and what is no status would break the protocol itself.
    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status)
            .ok()
            .filter(|status| !status.is_informational())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The headers that can be sent; the length is stated so that a broken-off answer shows.
    pub(crate) fn header_map(&self) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in &self.headers {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::try_from(value.as_str()))
            {
                map.append(name, value);
            }
        }
        if !matches!(self.status(), StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED) {
            map.insert(CONTENT_LENGTH, HeaderValue::from(self.body.len()));
        }
        map
    }
}
