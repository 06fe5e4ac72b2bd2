//! Values that cannot be printed.

use std::fmt;

use crate::error::{Error, Result};
use secrecy::{ExposeSecret, SecretSlice, SecretString};

/// A password, key or token. It has no `Display`, its `Debug` shows nothing, and its memory is wiped on drop.
///
/// ```
/// use guichet_core::Secret;
///
/// let key = Secret::new("s3cret");
/// assert_eq!(format!("{key:?}"), "Secret(***)");
/// assert_eq!(key.expose(), "s3cret");
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Wraps a secret.
    pub fn new(value: impl Into<String>) -> Self {
        Self(SecretString::from(value.into()))
    }

    /// The secret itself. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }

    /// Refuses what cannot be a key: nothing, and what was read with the white space around it, the end of a file's line say.
    ///
    /// ```
    /// use guichet_core::Secret;
    ///
    /// assert!(Secret::new("s3cret").check("the key").is_ok());
    /// let error = Secret::new("s3cret\n").check("the key").unwrap_err().to_string();
    /// assert!(error.contains("the key has white space around it") && !error.contains("s3cret"), "{error}");
    /// assert!(Secret::new("").check("the key").is_err());
    /// ```
    ///
    /// # Errors
    /// It is empty, or not trimmed. `what` names it; the error does not show it.
    pub fn check(&self, what: &str) -> Result<()> {
        match self.expose() {
            text if text.trim().is_empty() => Err(Error::config(format!("{what} is empty"))),
            text if text.trim() != text => {
                Err(Error::config(format!("{what} has white space around it, a line end perhaps: trim it")))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

impl From<&str> for Secret {
    fn from(value: &str) -> Self {
        Self::new(value)
    }
}

impl From<String> for Secret {
    fn from(value: String) -> Self {
        Self::new(value)
    }
}

/// Bytes that hold secrets, as they came: a token endpoint's reply. Its `Debug` shows nothing, and its memory is wiped on drop.
///
/// ```
/// use guichet_core::SecretBytes;
///
/// let reply = SecretBytes::new(b"t0ken".to_vec());
/// assert_eq!(format!("{reply:?}"), "SecretBytes(***)");
/// assert_eq!(reply.expose(), b"t0ken");
/// ```
pub struct SecretBytes(SecretSlice<u8>);

impl SecretBytes {
    /// Wraps bytes.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(SecretSlice::from(bytes.into()))
    }

    /// The bytes themselves. Whoever calls this answers for where they go.
    pub fn expose(&self) -> &[u8] {
        self.0.expose_secret()
    }
}

impl Clone for SecretBytes {
    fn clone(&self) -> Self {
        Self::new(self.expose())
    }
}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretBytes(***)")
    }
}

impl From<&str> for SecretBytes {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<Secret> for SecretBytes {
    fn from(secret: Secret) -> Self {
        Self::new(secret.expose())
    }
}

impl From<String> for SecretBytes {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Secret, SecretBytes};

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(***)");
        assert_eq!(format!("{:?}", SecretBytes::from("hunter2").clone()), "SecretBytes(***)");
        assert_eq!(format!("{:#?}", Some(Secret::new("hunter2"))), "Some(\n    Secret(***),\n)");
    }
}
