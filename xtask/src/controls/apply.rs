//! Replaces the text that a control names.

use super::{Control, Edit};
use crate::cargo::Fallible;

/// What a control makes of one file.
pub struct Change {
    /// The file, from the root of the workspace.
    pub file: String,
    /// Its text as it stands.
    pub before: String,
    /// Its text without the protection.
    pub after: String,
}

impl Control {
    /// What it makes of each file that it names; `text` reads a file. Fails unless each old text occurs exactly once.
    pub fn changes(&self, text: impl Fn(&str) -> Fallible<String>) -> Fallible<Vec<Change>> {
        let mut changes: Vec<Change> = Vec::new();
        for edit in &self.edits {
            if changes.iter().any(|change| change.file == edit.file) {
                continue;
            }
            let before = text(&edit.file).map_err(|why| self.says(edit, &why))?;
            let mut found = Vec::new();
            for edit in self.edits.iter().filter(|other| other.file == edit.file) {
                found.push((self.place_of(edit, &before)?, edit));
            }
            found.sort_by_key(|(start, _)| *start);
            let lines: Vec<&str> = before.split('\n').collect();
            let (mut after, mut next) = (Vec::new(), 0);
            for (start, edit) in found {
                let kept = lines.get(next..start).ok_or_else(|| self.says(edit, "two old texts share a line"))?;
                after.extend_from_slice(kept);
                after.extend(edit.new.iter().map(String::as_str));
                next = start + edit.old.len();
            }
            after.extend_from_slice(lines.get(next..).unwrap_or_default());
            let after = after.join("\n");
            changes.push(Change { file: edit.file.clone(), before, after });
        }
        Ok(changes)
    }

    /// The index of the line where the old text begins.
    fn place_of(&self, edit: &Edit, text: &str) -> Fallible<usize> {
        let found = edit.occurrences(text);
        if let [one] = *found {
            return Ok(one);
        }
        let lines = found.iter().map(|index| (index + 1).to_string()).collect::<Vec<_>>().join(", ");
        let lines = if found.is_empty() { lines } else { format!(" (lines {lines})") };
        let why = format!(
            "the old text occurs {} times in {}{lines} and must occur once:\n    - {}",
            found.len(),
            edit.file,
            edit.old.join("\n    - ")
        );
        Err(self.says(edit, &why))
    }

    /// A sentence on one of its replacements, with the place.
    pub(super) fn says(&self, edit: &Edit, why: &str) -> String {
        format!("{}: control {}: {why}", edit.place, self.name)
    }
}

impl Edit {
    /// The indices of the lines where its old text begins.
    pub fn occurrences(&self, text: &str) -> Vec<usize> {
        self.found(text, |line| line)
    }

    /// The same with any indentation, for hints.
    pub(super) fn shifted(&self, text: &str) -> Vec<usize> {
        self.found(text, str::trim)
    }

    fn found(&self, text: &str, form: impl Fn(&str) -> &str) -> Vec<usize> {
        let lines: Vec<&str> = text.split('\n').collect();
        let same = |there: &[&str]| there.iter().zip(&self.old).all(|(there, old)| form(there) == form(old));
        let starts = lines.windows(self.old.len().max(1)).enumerate();
        starts.filter(|(_, there)| same(there)).map(|(index, _)| index).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::format::parse;

    fn changed(edits: &str, text: &str) -> Result<String, String> {
        let block = format!("control: a\nbreaks: b\nrun: -p c\nred: d\n{edits}");
        let control = parse("area", "f.controls", &block).unwrap().remove(0);
        control.changes(|_| Ok(text.to_owned())).map(|mut changes| changes.remove(0).after)
    }

    #[test]
    fn whole_lines_are_replaced_and_the_rest_stays_byte_for_byte() {
        let text = "a\n\n  b\r\n  b;\nc";
        assert_eq!(changed("file: x\n-   b;\n+   d\n+ e\n", text).unwrap(), "a\n\n  b\r\n  d\ne\nc");
        assert_eq!(changed("file: x\n- a\n-\n", text).unwrap(), "  b\r\n  b;\nc");
        assert_eq!(changed("file: x\n- c\n+\nfile: x\n- a\n+ z\n", text).unwrap(), "z\n\n  b\r\n  b;\n");
    }

    #[test]
    fn the_old_text_must_occur_exactly_once() {
        let error = changed("file: x\n- b\n+ c\n", "a\nb\nb\n").unwrap_err();
        assert!(error.starts_with("f.controls:5: control a: the old text occurs 2 times in x (lines 2, 3)"), "{error}");
        let error = changed("file: x\n- b\n+ c\n", "a\n b\nbb\n").unwrap_err();
        assert!(error.contains("occurs 0 times in x and must occur once:\n    - b"), "{error}");
        let error = changed("file: x\n- a\n- b\n+ c\nfile: x\n- b\n- c\n+ d\n", "a\nb\nc\n").unwrap_err();
        assert!(error.starts_with("f.controls:9: ") && error.contains("share a line"), "{error}");
    }
}
