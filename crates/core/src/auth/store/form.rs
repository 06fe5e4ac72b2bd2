//! What is stored, as bytes: of a version, and within a bound.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::reply::shortened;
use super::{Intent, Purpose, RawReply, StoreError, Stored, Tokens};
use crate::durable;
use crate::secret::{Secret, SecretBytes};

/// The version of the form. A program that finds another leaves what is there alone.
pub(super) const VERSION: u32 = 2;

/// How large it may be, for whoever writes it and for whoever reads it.
pub(super) const LARGEST: usize = 64 * 1024;

impl Stored {
    /// All of it as bytes, at most 64 KiB, for a store of one's own: a column of a database, say. They hold secrets in the clear.
    ///
    /// ```
    /// use guichet_core::auth::store::{Published, Stored, Tokens};
    /// use time::OffsetDateTime;
    ///
    /// let mut stored = Stored::default();
    /// let tokens = Tokens::new("r1", OffsetDateTime::UNIX_EPOCH);
    /// stored.publish(Published::Tokens { generation: 4, tokens });
    ///
    /// let bytes = stored.to_bytes()?;
    /// assert_eq!(Stored::from_bytes(bytes.expose())?.generation, 4);
    /// # Ok::<(), guichet_core::auth::store::StoreError>(())
    /// ```
    ///
    /// # Errors
    /// The refresh token alone is larger than that.
    pub fn to_bytes(&self) -> Result<SecretBytes, StoreError> {
        Ok(SecretBytes::new(written(self)?))
    }

    /// Reads what [`to_bytes`](Self::to_bytes) gave.
    ///
    /// ```
    /// use guichet_core::auth::store::{StoreError, Stored};
    ///
    /// assert!(matches!(Stored::from_bytes(b"these are no tokens"), Err(StoreError::Unreadable(_))));
    /// ```
    ///
    /// # Errors
    /// They are something else, or of another version.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, StoreError> {
        let form: Form = durable::of_version(bytes, VERSION).map_err(StoreError::Unreadable)?;
        form.stored().ok_or_else(|| StoreError::Unreadable("it holds a time or a text that is none".to_owned()))
    }
}

/// The text, within its bound: of a reply that is too large its tokens first and then as much as there is room for; of
/// tokens that are too large the refresh token, which brings another access token.
pub(super) fn written(stored: &Stored) -> std::io::Result<Vec<u8>> {
    let write = |stored: &Stored| serde_json::to_vec(&Form::of(stored)).map_err(std::io::Error::other);
    let mut text = write(stored)?;
    if text.len() <= LARGEST {
        return Ok(text);
    }
    let mut shorter = stored.clone();
    if let Some(reply) = &stored.reply {
        let mut most = LARGEST;
        while text.len() > LARGEST && most > 0 {
            most /= 2;
            shorter.reply = Some(RawReply { body: shortened(&reply.body, most), ..reply.clone() });
            text = write(&shorter)?;
        }
    }
    if text.len() > LARGEST
        && let Some(tokens) = &mut shorter.tokens
    {
        tokens.access = None;
        text = write(&shorter)?;
    }
    if text.len() > LARGEST {
        return Err(std::io::Error::other("the refresh token is larger than the store may be"));
    }
    Ok(text)
}

#[derive(Serialize, Deserialize)]
pub(super) struct Form {
    version: u32,
    owner: Option<String>,
    generation: u64,
    tokens: Option<TokensForm>,
    intent: Option<IntentForm>,
    reply: Option<ReplyForm>,
    ended: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct TokensForm {
    access: Option<String>,
    access_expires: i64,
    refresh: String,
    refresh_expires: i64,
}

#[derive(Serialize, Deserialize)]
struct IntentForm {
    generation: u64,
    /// In milliseconds, rounded up: a wait that is measured from it is not too short.
    at_ms: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    sign_in: bool,
}

#[derive(Serialize, Deserialize)]
struct ReplyForm {
    generation: u64,
    at: i64,
    /// Its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    /// Its bytes in Base64, where they are no text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    base64: Option<String>,
}

impl Form {
    fn of(stored: &Stored) -> Self {
        Self {
            version: VERSION,
            owner: stored.owner.clone(),
            generation: stored.generation,
            tokens: stored.tokens.as_ref().map(|tokens| TokensForm {
                access: tokens.access.as_ref().map(|access| access.expose().to_owned()),
                access_expires: tokens.access_expires.unix_timestamp(),
                refresh: tokens.refresh.expose().to_owned(),
                refresh_expires: tokens.refresh_expires.unix_timestamp(),
            }),
            intent: stored.intent.as_ref().map(|intent| IntentForm {
                generation: intent.generation,
                at_ms: milliseconds(intent.at),
                sign_in: intent.purpose == Purpose::SignIn,
            }),
            reply: stored.reply.as_ref().map(|reply| {
                let bytes = reply.body.expose();
                let text = std::str::from_utf8(bytes).ok();
                ReplyForm {
                    generation: reply.generation,
                    at: reply.at.unix_timestamp(),
                    body: text.map(str::to_owned),
                    base64: text.is_none().then(|| STANDARD.encode(bytes)),
                }
            }),
            ended: stored.ended.clone(),
        }
    }

    pub(super) fn stored(self) -> Option<Stored> {
        let time = |seconds| OffsetDateTime::from_unix_timestamp(seconds).ok();
        let tokens = match self.tokens {
            None => None,
            Some(form) => Some(Tokens {
                access: form.access.map(Secret::new),
                access_expires: time(form.access_expires)?,
                refresh: Secret::new(form.refresh),
                refresh_expires: time(form.refresh_expires)?,
            }),
        };
        let intent = match self.intent {
            None => None,
            Some(form) => {
                let at = OffsetDateTime::from_unix_timestamp_nanos(i128::from(form.at_ms) * 1_000_000).ok()?;
                let intent = Intent::new(form.generation, at);
                Some(if form.sign_in { intent.sign_in() } else { intent })
            }
        };
        let reply = match self.reply {
            None => None,
            Some(form) => {
                let body = match (form.body, form.base64) {
                    (Some(text), _) => text.into_bytes(),
                    (None, Some(text)) => STANDARD.decode(text).ok()?,
                    (None, None) => return None,
                };
                Some(RawReply::new(form.generation, time(form.at)?, SecretBytes::new(body)))
            }
        };
        Some(Stored { owner: self.owner, generation: self.generation, tokens, intent, reply, ended: self.ended })
    }
}

fn milliseconds(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos().div_euclid(1_000_000) + 1).unwrap_or(i64::MAX)
}
