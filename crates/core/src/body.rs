//! Request bodies: JSON, forms, multipart, bytes. Encoded once, before the first attempt, so that every
//! attempt sends the same bytes.

mod form;
mod multipart;
mod source;

pub use multipart::Part;
pub use source::Source;

use bytes::Bytes;
use serde::Serialize;

/// A finished body and its content type.
#[derive(Clone, Default)]
pub(crate) struct Encoded {
    pub(crate) content_type: Option<String>,
    pub(crate) content: Content,
}

/// What is sent: the same bytes for each attempt.
#[derive(Clone)]
pub(crate) enum Content {
    Bytes(Bytes),
    Source(Source),
}

impl Default for Content {
    fn default() -> Self {
        Self::Bytes(Bytes::new())
    }
}

impl Content {
    pub(crate) fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::Source(source) => source.length(),
        }
    }
}

impl Encoded {
    pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<Self, String> {
        let bytes = serde_json::to_vec(value).map_err(|e| e.to_string())?;
        Ok(Self { content_type: Some("application/json".into()), content: Content::Bytes(bytes.into()) })
    }

    pub(crate) fn form<T: Serialize + ?Sized>(value: &T) -> Result<Self, String> {
        form::encode(value)
    }

    pub(crate) fn multipart(parts: &[Part]) -> Self {
        multipart::encode(parts)
    }
}
