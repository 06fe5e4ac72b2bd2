//! Identifiers of 36 characters.

use std::iter::repeat_with;

/// Version 4 in its form; random enough for a sandbox.
pub(crate) fn new_uuid() -> String {
    let digits = |n: usize| repeat_with(|| fastrand::digit(16)).take(n).collect::<String>();
    let (a, b, c, d, e) = (digits(8), digits(4), digits(3), digits(3), digits(12));
    let variant = fastrand::choice(['8', '9', 'a', 'b']).unwrap_or('8');
    format!("{a}-{b}-4{c}-{variant}{d}-{e}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_have_their_form() {
        for _ in 0..100 {
            let uuid = new_uuid();
            let groups: Vec<usize> = uuid.split('-').map(str::len).collect();
            assert_eq!(groups, [8, 4, 4, 4, 12], "{uuid}");
            assert!(uuid.bytes().all(|b| b == b'-' || matches!(b, b'0'..=b'9' | b'a'..=b'f')), "{uuid}");
            assert!(uuid[14..].starts_with('4') && matches!(uuid.as_bytes()[19], b'8' | b'9' | b'a' | b'b'), "{uuid}");
        }
        assert_ne!(new_uuid(), new_uuid());
    }
}
