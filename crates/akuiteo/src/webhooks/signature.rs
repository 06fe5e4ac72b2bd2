//! The signature of a delivery ("7.4. Security").

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use guichet_core::{Result, Secret};
use hmac::{Hmac, KeyInit as _, Mac as _};
use http::HeaderMap;
use sha2::Sha256;

/// The header that carries the signature.
pub(crate) const HEADER: &str = "x-hub-signature";

/// Verifies that a delivery is Akuiteo's and unchanged: HMAC-SHA256 over the raw body, with the secret of the webhook.
///
/// The documentation gives neither the encoding nor a prefix (*unverified*): hexadecimal in either case is read, with or without
/// `sha256=` before it, and Base64 where [`accept_base64`](Self::accept_base64) asks for it. Digests are compared in constant time.
///
/// ```
/// use guichet_akuiteo::webhooks::{SignatureError, Verifier};
///
/// let verifier = Verifier::new("secret")?;
/// let mut headers = http::HeaderMap::new();
/// assert_eq!(verifier.verify(&headers, b"{}"), Err(SignatureError::Missing));
/// let signature = "77325902caca812dc259733aacd046b73817372c777b8d95b402647474516e13";
/// headers.insert("X-Hub-Signature", signature.parse().unwrap());
/// assert_eq!(verifier.verify(&headers, b"{}"), Ok(()));
/// assert_eq!(verifier.verify(&headers, b"{ }"), Err(SignatureError::Mismatch));
/// # Ok::<(), guichet_akuiteo::Error>(())
/// ```
#[derive(Clone)]
pub struct Verifier {
    /// None: the caller has decided to go without.
    secrets: Vec<Secret>,
    base64: bool,
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier").field("secrets", &self.secrets.len()).field("base64", &self.base64).finish()
    }
}

impl Verifier {
    /// Deliveries must be signed with this secret.
    ///
    /// # Errors
    /// An empty secret, or one with white space around it.
    pub fn new(secret: impl Into<Secret>) -> Result<Self> {
        let secret = secret.into();
        secret.check("the secret of the webhook")?;
        Ok(Self { secrets: vec![secret], base64: false })
    }

    /// Another secret that is good as well: while the console's is being changed, both are in use.
    ///
    /// # Errors
    /// An empty secret, or one with white space around it.
    pub fn and_previous(mut self, secret: impl Into<Secret>) -> Result<Self> {
        let secret = secret.into();
        secret.check("the previous secret of the webhook")?;
        self.secrets.push(secret);
        Ok(self)
    }

    /// Reads a signature in Base64 as well.
    #[must_use]
    pub fn accept_base64(mut self) -> Self {
        self.base64 = true;
        self
    }

    /// **Takes every delivery for authentic**: the secret is optional at the vendor. Whoever knows the address can then send events.
    pub fn without_signature() -> Self {
        Self { secrets: Vec::new(), base64: false }
    }

    /// Whether a delivery is authentic. The body is the raw one, before anything has read it.
    ///
    /// # Errors
    /// There is no signature, or more than one, or one that is not that of this body with any of the secrets.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> std::result::Result<(), SignatureError> {
        if self.secrets.is_empty() {
            return Ok(());
        }
        let mut values = headers.get_all(HEADER).iter();
        let value = values.next().ok_or(SignatureError::Missing)?;
        if values.next().is_some() {
            return Err(SignatureError::Repeated);
        }
        let signature =
            value.to_str().ok().and_then(|text| self.decoded(text.trim())).ok_or(SignatureError::Malformed)?;
        let is_of = |secret: &Secret| match Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes()) {
            Ok(mac) => mac.chain_update(body).verify_slice(&signature).is_ok(),
            Err(_) => false,
        };
        // All of them, so that the time does not tell which one it was.
        let good = self.secrets.iter().fold(false, |good, secret| is_of(secret) | good);
        if good { Ok(()) } else { Err(SignatureError::Mismatch) }
    }

    fn decoded(&self, text: &str) -> Option<Vec<u8>> {
        let text = match text.get(..7) {
            Some(prefix) if prefix.eq_ignore_ascii_case("sha256=") => text.get(7..)?,
            _ => text,
        };
        let bytes = hexadecimal(text).or_else(|| self.base64.then(|| STANDARD.decode(text).ok()).flatten())?;
        (bytes.len() == 32).then_some(bytes)
    }
}

fn hexadecimal(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let pair = |pair: &[u8]| Some(digit(pair.first()?)? << 4 | digit(pair.get(1)?)?);
    text.as_bytes().chunks(2).map(pair).collect()
}

/// Why a delivery is not taken for authentic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// There is no header `X-Hub-Signature`.
    Missing,
    /// There is more than one: nobody knows which is meant.
    Repeated,
    /// It is no HMAC-SHA256 in a form that is read.
    Malformed,
    /// It is that of another body or another secret.
    Mismatch,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "the delivery has no signature",
            Self::Repeated => "the delivery has more than one signature",
            Self::Malformed => "the signature is no HMAC-SHA256 in hexadecimal",
            Self::Mismatch => "the signature is not that of this body and secret",
        })
    }
}

impl std::error::Error for SignatureError {}
