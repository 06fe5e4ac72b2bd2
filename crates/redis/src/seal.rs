//! Tokens under a key of the caller's: an engine is read by others.

use std::fmt;

use chacha20poly1305::aead::{Aead as _, Generate as _, KeyInit as _, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use guichet_core::auth::store::StoreError;
use guichet_core::{Error, Result, SecretBytes};
use sha2::{Digest as _, Sha256};

/// What a sealed record begins with; one that is not is JSON.
const MARK: &[u8] = b"guichet-sealed-1\n";

/// How long the mark of a key is.
const HINT: usize = 8;

/// How long the nonce is.
const NONCE: usize = 24;

/// A key under which tokens are sealed: XChaCha20-Poly1305, with a random nonce for each record, and the record's name and number
/// authenticated with it. It is shown nowhere. Keep it where the engine's readers cannot read it.
///
/// ```
/// use guichet_redis::SealingKey;
///
/// let key = SealingKey::new([7; 32])?;
/// assert_eq!(format!("{key:?}"), "SealingKey(***)");
/// assert!(SealingKey::new(b"too short").is_err());
/// # Ok::<(), guichet_redis::Error>(())
/// ```
#[derive(Clone)]
pub struct SealingKey(SecretBytes);

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey(***)")
    }
}

impl SealingKey {
    /// From 32 random bytes: no password, and no text.
    ///
    /// # Errors
    /// They are not 32.
    pub fn new(bytes: impl AsRef<[u8]>) -> Result<Self> {
        let bytes = bytes.as_ref();
        if bytes.len() != 32 {
            return Err(Error::config(format!("a key for sealing tokens has 32 bytes, and this has {}", bytes.len())));
        }
        Ok(Self(SecretBytes::new(bytes)))
    }

    fn cipher(&self) -> Option<XChaCha20Poly1305> {
        Some(XChaCha20Poly1305::new(&Key::try_from(self.0.expose()).ok()?))
    }

    /// Tells keys apart, and nothing of them.
    fn hint(&self) -> Vec<u8> {
        let mut digest = Sha256::new();
        digest.update(b"guichet sealing key");
        digest.update(self.0.expose());
        digest.finalize().iter().copied().take(HINT).collect()
    }
}

/// How records are sealed: with the first key, if there is one. The others open what was sealed before.
#[derive(Clone, Default)]
pub(crate) struct Seal {
    keys: Vec<SealingKey>,
}

impl Seal {
    pub(crate) fn with(mut self, key: SealingKey) -> Self {
        self.keys.push(key);
        self
    }

    /// Seals a record of this name.
    pub(crate) fn seal(&self, name: &str, plain: &SecretBytes) -> std::result::Result<Vec<u8>, String> {
        let Some(key) = self.keys.first() else { return Ok(plain.expose().to_vec()) };
        let failed = || "it cannot be sealed".to_owned();
        let nonce = XNonce::try_generate().map_err(|_| "the system gives no random bytes".to_owned())?;
        let payload = Payload { msg: plain.expose(), aad: name.as_bytes() };
        let sealed = key.cipher().ok_or_else(failed)?.encrypt(&nonce, payload).map_err(|_| failed())?;
        Ok([MARK, &key.hint(), &nonce, &sealed].concat())
    }

    /// Opens a record of this name.
    pub(crate) fn open(&self, name: &str, bytes: &[u8]) -> std::result::Result<SecretBytes, StoreError> {
        let unreadable = |why: &str| StoreError::Unreadable(format!("{name}: {why}"));
        let Some(rest) = bytes.strip_prefix(MARK) else {
            return match self.keys.is_empty() {
                true => Ok(SecretBytes::new(bytes)),
                // Else whoever can write to the engine could put tokens of his own there.
                false => Err(unreadable("it is not sealed")),
            };
        };
        if self.keys.is_empty() {
            return Err(unreadable("it is sealed, and there is no key (`RedisStore::sealed`)"));
        }
        let (Some(hint), Some(nonce), Some(sealed)) =
            (rest.get(..HINT), rest.get(HINT..HINT + NONCE), rest.get(HINT + NONCE..))
        else {
            return Err(unreadable("it is cut off"));
        };
        let Some(key) = self.keys.iter().find(|key| key.hint() == hint) else {
            return Err(unreadable("it is sealed with another key"));
        };
        let nonce = XNonce::try_from(nonce).map_err(|_| unreadable("it is cut off"))?;
        let payload = Payload { msg: sealed, aad: name.as_bytes() };
        let plain = key.cipher().and_then(|cipher| cipher.decrypt(&nonce, payload).ok());
        plain.map(SecretBytes::new).ok_or_else(|| unreadable("it was changed, or belongs to another name"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(keys: &[u8]) -> Seal {
        keys.iter().fold(Seal::default(), |seal, key| seal.with(SealingKey::new([*key; 32]).unwrap()))
    }

    #[test]
    fn what_is_sealed_is_opened_with_its_key_and_its_name_alone() {
        let plain = SecretBytes::from("the refresh token");
        let sealed = seal(&[1]).seal("acme 1", &plain).unwrap();
        assert!(!String::from_utf8_lossy(&sealed).contains("refresh"));
        assert_ne!(sealed, seal(&[1]).seal("acme 1", &plain).unwrap(), "each has a nonce of its own");
        let opened = |seal: Seal, name: &str, bytes: &[u8]| match seal.open(name, bytes) {
            Ok(plain) => String::from_utf8(plain.expose().to_vec()).unwrap(),
            Err(error) => error.to_string(),
        };
        assert_eq!(opened(seal(&[1]), "acme 1", &sealed), "the refresh token");
        // A new key seals, and the old one still opens.
        assert_eq!(opened(seal(&[2, 1]), "acme 1", &sealed), "the refresh token");
        assert!(opened(seal(&[2]), "acme 1", &sealed).contains("another key"));
        assert!(opened(seal(&[]), "acme 1", &sealed).contains("there is no key"));
        assert!(opened(seal(&[1]), "acme 2", &sealed).contains("another name"));
        assert!(opened(seal(&[1]), "acme 1", b"{}").contains("not sealed"));
        for at in [MARK.len() + HINT, MARK.len() + HINT + NONCE, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(opened(seal(&[1]), "acme 1", &changed).contains("was changed"), "{at}");
            assert!(seal(&[1]).open("acme 1", &sealed[..at]).is_err(), "{at}");
        }
    }
}
