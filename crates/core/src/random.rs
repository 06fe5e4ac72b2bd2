//! Random values that tell things apart. None is a secret.

use std::hash::{BuildHasher as _, RandomState};

/// 64 random bits, from the keys that the standard library draws for its hash maps. Whoever sees some of them knows nothing of others.
pub(crate) fn bits() -> u64 {
    RandomState::new().hash_one(0_u8)
}

/// A random UUID (RFC 9562, version 4), in lower case: for what a vendor wants named by its caller.
///
/// ```
/// let id = guichet_core::vendor::random_uuid();
/// assert_eq!((id.len(), id.as_bytes()[14]), (36, b'4'));
/// assert_ne!(id, guichet_core::vendor::random_uuid());
/// ```
pub fn random_uuid() -> String {
    let (high, low) = (bits(), bits());
    let variant = low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000;
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        variant >> 48,
        variant & 0xffff_ffff_ffff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_their_form_and_differ() {
        let all: std::collections::HashSet<String> = (0..10_000).map(|_| random_uuid()).collect();
        assert_eq!(all.len(), 10_000);
        for id in all {
            let groups: Vec<usize> = id.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{id}");
            assert!(id.bytes().all(|b| b == b'-' || b.is_ascii_digit() || (b'a'..=b'f').contains(&b)), "{id}");
            assert!(id.as_bytes()[14] == b'4' && matches!(id.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{id}");
        }
    }
}
