//! The signature of a request: SHA-1 of body, API key and time, in this order, nothing between them (002:44, fact C4).

use std::fmt;

use sha1::{Digest as _, Sha1};
use subtle::ConstantTimeEq as _;

/// How many seconds a request's time may differ from the server's, either way. How many Accengage allows is not known: this is
/// the sandbox's own choice.
pub const TOLERANCE: u64 = 15 * 60;

const BYTES: usize = 20;

/// Why a signature is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum VerifyError {
    /// The time is not a whole number of seconds since 1970, in decimal digits alone.
    Time,
    /// The time is further away than [`TOLERANCE`].
    Skew {
        /// How many seconds it is away, either way.
        seconds: u64,
    },
    /// The signature is not the 40 hexadecimal digits of a SHA-1.
    Form,
    /// The signature is that of another body, key or time.
    Mismatch,
}

impl fmt::Display for VerifyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time => write!(f, "Accengage-Time is not the seconds since 1970"),
            Self::Skew { seconds } => {
                write!(f, "Accengage-Time is {seconds} seconds away; at most {TOLERANCE} are allowed")
            }
            Self::Form => write!(f, "Accengage-Signature is not the hexadecimal digits of a SHA-1"),
            Self::Mismatch => write!(f, "Accengage-Signature is not that of this body, key and time"),
        }
    }
}

impl std::error::Error for VerifyError {}

/// Whether `signature` signs `body` with `key` at `time`, and `time` is close to `now`. `time` is the header's text, `now`
/// the seconds since 1970. Hexadecimal digits count in either case. The digests are compared in constant time.
///
/// ```
/// use guichet_sandbox::accengage::{VerifyError, verify};
/// let (key, time) = ("a1b2c3d4e5f6g7h8", "1507722391");
/// let signature = "ba04fc7206950ce63d78ddbc9e65c48fb96e54d7";
/// assert_eq!(verify(b"", key, time, signature, 1_507_722_400), Ok(()));
/// assert_eq!(verify(b"{}", key, time, signature, 1_507_722_400), Err(VerifyError::Mismatch));
/// ```
///
/// # Errors
/// The time or the signature has another form, is too far away, or does not fit.
pub fn verify(body: &[u8], key: &str, time: &str, signature: &str, now: u64) -> Result<(), VerifyError> {
    let seconds = seconds(time).ok_or(VerifyError::Time)?;
    let given = digest(signature).ok_or(VerifyError::Form)?;
    let right: [u8; BYTES] = Sha1::new().chain_update(body).chain_update(key).chain_update(time).finalize().into();
    // The signature first: whoever has no key learns nothing about the clock.
    if !bool::from(given.ct_eq(&right)) {
        return Err(VerifyError::Mismatch);
    }
    match seconds.abs_diff(now) {
        0..=TOLERANCE => Ok(()),
        seconds => Err(VerifyError::Skew { seconds }),
    }
}

/// Digits alone: Rust's own reading would take a plus sign too.
fn seconds(time: &str) -> Option<u64> {
    time.bytes().all(|b| b.is_ascii_digit()).then(|| time.parse().ok()).flatten()
}

fn digest(hex: &str) -> Option<[u8; BYTES]> {
    let mut bytes = [0; BYTES];
    let mut digits = hex.bytes().map(|b| char::from(b).to_digit(16).and_then(|digit| u8::try_from(digit).ok()));
    for byte in &mut bytes {
        *byte = digits.next()?? << 4 | digits.next()??;
    }
    digits.next().is_none().then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KEY: &str = "a1b2c3d4e5f6g7h8";
    const TIME: &str = "1507722391";
    const AT: u64 = 1_507_722_391;
    const LOGIN: &[u8] = br#"{"email":"mymail@client.com"}"#;
    const SIGNED: &str = "f974f730586ce2bf49a276845060a8d38bb43770";
    const EMPTY: &str = "ba04fc7206950ce63d78ddbc9e65c48fb96e54d7";

    /// fact C5; the vendor prints them in upper case.
    #[test]
    fn the_published_signatures_hold() {
        for (body, signature) in [(LOGIN, SIGNED), (b"", EMPTY)] {
            assert_eq!(verify(body, KEY, TIME, signature, AT), Ok(()));
            assert_eq!(verify(body, KEY, TIME, &signature.to_uppercase(), AT), Ok(()));
        }
        assert_eq!(verify(LOGIN, KEY, TIME, EMPTY, AT), Err(VerifyError::Mismatch));
        assert_eq!(verify(b"", "a1b2c3d4e5f6g7h9", TIME, EMPTY, AT), Err(VerifyError::Mismatch));
        assert_eq!(verify(b"", KEY, "1507722392", EMPTY, AT), Err(VerifyError::Mismatch));
    }

    #[test]
    fn a_quarter_of_an_hour_is_allowed_either_way() {
        for now in [AT, AT - TOLERANCE, AT + TOLERANCE] {
            assert_eq!(verify(b"", KEY, TIME, EMPTY, now), Ok(()));
        }
        for (now, seconds) in [(AT - 901, 901), (AT + 901, 901), (0, AT), (u64::MAX, u64::MAX - AT)] {
            assert_eq!(verify(b"", KEY, TIME, EMPTY, now), Err(VerifyError::Skew { seconds }));
        }
        // Who cannot sign is not told the time.
        assert_eq!(verify(b"x", KEY, TIME, EMPTY, 0), Err(VerifyError::Mismatch));
    }

    #[test]
    fn other_forms_are_refused() {
        for time in ["", " 1507722391", "+1507722391", "-1", "1507722391.0", "1507722391000000000000", "0x1", "١"] {
            assert_eq!(verify(b"", KEY, time, EMPTY, AT), Err(VerifyError::Time), "{time}");
        }
        let long = format!("{EMPTY}0");
        for signature in [
            "",
            &EMPTY[..39],
            &long,
            &EMPTY.replace('b', "g"),
            &EMPTY.replace("ba", "é"),
            "ugT8cgaVDOY9eN28nmXEj7luVNc=",
        ] {
            assert_eq!(verify(b"", KEY, TIME, signature, AT), Err(VerifyError::Form), "{signature}");
        }
    }

    fn sign(parts: &[&[u8]]) -> String {
        let digest = parts.iter().fold(Sha1::new(), |sha1, part| sha1.chain_update(part)).finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    proptest! {
        #[test]
        fn what_is_signed_verifies_and_nothing_else(
            body in proptest::collection::vec(any::<u8>(), 0..80),
            key in "[!-~]{1,20}",
            now in any::<u64>(),
            changed in any::<(proptest::sample::Index, u8)>(),
        ) {
            let time = now.to_string();
            let signature = sign(&[&body, key.as_bytes(), time.as_bytes()]);
            prop_assert_eq!(verify(&body, &key, &time, &signature, now), Ok(()));
            let mut other = body.clone();
            match other.is_empty() {
                true => other.push(changed.1),
                false => {
                    let at = changed.0.index(other.len());
                    other[at] ^= changed.1.max(1);
                }
            }
            prop_assert_eq!(verify(&other, &key, &time, &signature, now), Err(VerifyError::Mismatch));
        }

        #[test]
        fn nothing_panics(body in any::<Vec<u8>>(), key in any::<String>(), time in any::<String>(), signature in any::<String>(), now in any::<u64>()) {
            prop_assert!(verify(&body, &key, &time, &signature, now).is_err());
        }
    }
}
