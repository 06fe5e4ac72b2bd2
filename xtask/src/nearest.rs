//! Names that are spelt nearly like one that does not exist, for error messages.

/// The `most` names nearest to `word`, nearest first. A name of several parts, `retry-table`, is also as near as its
/// nearest part.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let mut near: Vec<(usize, &str)> = names
        .into_iter()
        .map(|name| {
            let parts = name.split(['-', '_']).map(|part| distance(word, part) + 1);
            (parts.min().unwrap_or(usize::MAX).min(distance(word, name)), name)
        })
        .collect();
    near.sort_by_key(|(distance, _)| *distance);
    near.into_iter().map(|(_, name)| name).take(most).collect()
}

/// How many characters must be inserted, removed or replaced to make one word of the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (number, from) in one.chars().enumerate() {
        let mut left = number + 1;
        let mut next = vec![left];
        for (to, above) in other.chars().zip(row.windows(2)) {
            let [diagonal, above] = above else { continue };
            left = (diagonal + usize::from(from != to)).min(left + 1).min(above + 1);
            next.push(left);
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn the_distance_counts_single_characters() {
        for (one, other, expected) in
            [("", "", 0), ("", "abc", 3), ("test", "tset", 2), ("controls", "control", 1), ("kitten", "sitting", 3)]
        {
            assert_eq!(distance(one, other), expected, "{one} {other}");
            assert_eq!(distance(other, one), expected, "{other} {one}");
        }
    }

    #[test]
    fn a_part_of_a_name_is_found_as_well() {
        let names = ["pace", "retry-table", "rotation-early", "rotation-latch"];
        assert_eq!(nearest("retry-tabel", names, 1), ["retry-table"]);
        assert_eq!(nearest("rotaton", names, 2), ["rotation-early", "rotation-latch"]);
        assert_eq!(nearest("zzzzzzzzzzzz", names, 9).len(), 4);
    }
}
