//! Reads `xtask/controls/*.controls`.

use std::path::Path;

use crate::cargo::Fallible;

/// A protection switched off, and the test that notices.
#[derive(Debug, PartialEq, Eq)]
pub struct Control {
    /// Its name, unique among all.
    pub name: String,
    /// The file that holds it, without `.controls`.
    pub area: String,
    /// File and line of the block, for messages.
    pub place: String,
    /// What it breaks.
    pub breaks: String,
    /// Arguments of `cargo test`.
    pub run: Vec<String>,
    /// The name of the test that turns red, or a part of it; with its module where several have a test of that name.
    pub red: String,
    /// What is replaced.
    pub edits: Vec<Edit>,
}

/// Lines of one file, and what takes their place.
#[derive(Debug, PartialEq, Eq)]
pub struct Edit {
    /// File and line of this replacement, for messages.
    pub place: String,
    /// The file to change, from the root of the workspace.
    pub file: String,
    /// The lines as they stand. Never empty.
    pub old: Vec<String>,
    /// The lines that take their place.
    pub new: Vec<String>,
}

/// All controls of a folder, by file and then as they stand there. Names are unique.
pub fn read(folder: &Path, shown: &str) -> Fallible<Vec<Control>> {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .map_err(|e| format!("{}: {e}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .collect();
    files.sort();
    let mut controls: Vec<Control> = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let shown = format!("{shown}/{name}");
        let Some(area) = name.strip_suffix(".controls") else {
            return Err(format!("{shown}: the name does not end in .controls"));
        };
        let text = std::fs::read_to_string(&file).map_err(|e| format!("{shown}: {e}"))?;
        for control in parse(area, &shown, &text)? {
            if let Some(other) = controls.iter().find(|other| other.name == control.name) {
                return Err(format!("{}: control {} stands in {} as well", control.place, control.name, other.place));
            }
            controls.push(control);
        }
    }
    Ok(controls)
}

/// The controls of one file. `shown` is how messages call it.
pub fn parse(area: &str, shown: &str, text: &str) -> Fallible<Vec<Control>> {
    let mut done = Vec::new();
    let mut open: Option<Block> = None;
    for (number, line) in text.lines().enumerate() {
        let place = format!("{shown}:{}", number + 1);
        if line.starts_with('#') {
            continue;
        }
        if line.trim().is_empty() {
            if let Some(block) = open.take() {
                done.push(block.finish(area)?);
            }
            continue;
        }
        let at = |why: String| format!("{place}: {why}");
        match &mut open {
            None => open = Some(Block::begin(&place, line).map_err(at)?),
            Some(block) => block.line(&place, line).map_err(at)?,
        }
    }
    if let Some(block) = open {
        done.push(block.finish(area)?);
    }
    Ok(done)
}

/// A block while it is read.
struct Block {
    name: String,
    place: String,
    breaks: Option<String>,
    run: Option<String>,
    red: Option<String>,
    edits: Vec<Edit>,
}

impl Block {
    fn begin(place: &str, line: &str) -> Fallible<Self> {
        let name = line.strip_prefix("control:").map(str::trim).ok_or_else(|| {
            format!("a block begins with `control: name`, not with `{line}`; a blank line ends the block before it")
        })?;
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-') {
            return Err(format!("`{name}` is no name: small letters, digits and hyphens"));
        }
        let (name, place) = (name.to_owned(), place.to_owned());
        Ok(Self { name, place, breaks: None, run: None, red: None, edits: Vec::new() })
    }

    fn line(&mut self, place: &str, line: &str) -> Fallible {
        if let Some(text) = prefixed(line, '-') {
            let edit = self.edits.last_mut().ok_or("an old line comes after its `file:`")?;
            if !edit.new.is_empty() {
                return Err("old lines come before the new ones; the next replacement begins with `file:`".into());
            }
            edit.old.push(text.to_owned());
            return Ok(());
        }
        if let Some(text) = prefixed(line, '+') {
            let edit = self.edits.last_mut().filter(|edit| !edit.old.is_empty());
            edit.ok_or("a new line comes after the old lines that it replaces")?.new.push(text.to_owned());
            return Ok(());
        }
        let (key, value) = line.split_once(':').map(|(key, value)| (key, value.trim())).unwrap_or((line, ""));
        let head = match key {
            "file" => {
                if value.is_empty() {
                    return Err("`file:` is empty".into());
                }
                let (place, file) = (place.to_owned(), value.to_owned());
                self.edits.push(Edit { place, file, old: Vec::new(), new: Vec::new() });
                return Ok(());
            }
            "breaks" => &mut self.breaks,
            "run" => &mut self.run,
            "red" => &mut self.red,
            "control" => return Err("a blank line comes before the next control".into()),
            _ => return Err(format!("`{line}` is none of `breaks:`, `run:`, `red:`, `file:`, `- old`, `+ new`")),
        };
        if value.is_empty() {
            return Err(format!("`{key}:` is empty"));
        }
        if !self.edits.is_empty() {
            return Err(format!("`{key}:` comes before the first `file:`"));
        }
        if head.replace(value.to_owned()).is_some() {
            return Err(format!("a second `{key}:`"));
        }
        Ok(())
    }

    fn finish(self, area: &str) -> Fallible<Control> {
        let Self { name, place, breaks, run, red, edits } = self;
        let missing = |what: &str| format!("{place}: control {name} has no `{what}`");
        let breaks = breaks.ok_or_else(|| missing("breaks:"))?;
        let run = run.ok_or_else(|| missing("run:"))?.split_whitespace().map(str::to_owned).collect();
        let red = red.ok_or_else(|| missing("red:"))?;
        if edits.is_empty() {
            return Err(missing("file:"));
        }
        for edit in &edits {
            if edit.old.is_empty() {
                return Err(format!("{}: control {name} has no old text for {}", edit.place, edit.file));
            }
            if edit.old == edit.new {
                return Err(format!("{}: control {name} replaces text of {} by itself", edit.place, edit.file));
            }
        }
        Ok(Control { name, area: area.to_owned(), place, breaks, run, red, edits })
    }
}

/// The text after `- ` or `+ `; an empty line may come without the space.
fn prefixed(line: &str, sign: char) -> Option<&str> {
    let rest = line.strip_prefix(sign)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix(' ') }
}

#[cfg(test)]
mod tests {
    use super::{Edit, parse};

    const HEAD: &str = "control: a\nbreaks: b\nrun: -p c --lib\nred: d\n";

    #[test]
    fn blocks_are_read_as_they_stand() {
        let text = format!(
            "# what they protect\n\n{HEAD}file: x.rs\n-     old;\n-\n+     new;\n# why\nfile: y.rs\n- - gone\n\n\n\
             control: z\nred: r\nrun: -p c\nbreaks: e\nfile: x.rs\n- + one\n+ + two"
        );
        let [a, z] = parse("area", "f.controls", &text).unwrap().try_into().unwrap();
        assert_eq!((a.name.as_str(), a.area.as_str(), a.place.as_str()), ("a", "area", "f.controls:3"));
        assert_eq!((a.breaks.as_str(), a.red.as_str()), ("b", "d"));
        assert_eq!(a.run, ["-p", "c", "--lib"]);
        let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            a.edits,
            [
                Edit {
                    place: "f.controls:7".into(),
                    file: "x.rs".into(),
                    old: lines(&["    old;", ""]),
                    new: lines(&["    new;"])
                },
                Edit { place: "f.controls:12".into(), file: "y.rs".into(), old: lines(&["- gone"]), new: lines(&[]) },
            ]
        );
        assert_eq!((z.name.as_str(), z.place.as_str()), ("z", "f.controls:16"));
        assert_eq!(z.edits.first().unwrap().new, ["+ two"]);
    }

    #[test]
    fn a_bad_block_is_an_error_with_file_and_line() {
        let file = "file: x.rs\n- old\n+ new\n";
        for (text, line, says) in [
            ("breaks: b\n".to_owned(), 1, "begins with `control: name`"),
            (format!("control: Not a name\n{file}"), 1, "is no name"),
            ("control:\n".to_owned(), 1, "is no name"),
            (HEAD.to_owned(), 1, "has no `file:`"),
            (format!("control: a\nrun: r\nred: d\n{file}"), 1, "has no `breaks:`"),
            (format!("control: a\nbreaks: b\nred: d\n{file}"), 1, "has no `run:`"),
            (format!("control: a\nbreaks: b\nrun: r\n{file}"), 1, "has no `red:`"),
            (format!("control: a\nbreaks: b\nbreaks: c\n{file}"), 3, "a second `breaks:`"),
            (format!("control: a\nbreaks:\n{file}"), 2, "`breaks:` is empty"),
            (format!("{HEAD}{file}red: e\n"), 8, "before the first `file:`"),
            (format!("{HEAD}file:\n- old\n"), 5, "`file:` is empty"),
            (format!("{HEAD}- old\n"), 5, "after its `file:`"),
            (format!("{HEAD}file: x.rs\n+ new\n"), 6, "after the old lines"),
            (format!("{HEAD}{file}- more\n"), 8, "the next replacement begins with `file:`"),
            (format!("{HEAD}file: x.rs\n"), 5, "has no old text for x.rs"),
            (format!("{HEAD}file: x.rs\n- same\n+ same\n"), 5, "by itself"),
            (format!("{HEAD}file: x.rs\n- old\n\n+ new\n"), 8, "a blank line ends the block"),
            (format!("{HEAD}file: x.rs\n-old\n"), 6, "is none of"),
            (format!("{HEAD}{file}{HEAD}"), 8, "a blank line comes before the next control"),
            (format!("{HEAD}{file}\n{HEAD}"), 9, "has no `file:`"),
        ] {
            let error = parse("area", "dir/f.controls", &text).unwrap_err();
            assert!(error.starts_with(&format!("dir/f.controls:{line}: ")), "{error}\n{text}");
            assert!(error.contains(says), "{error}\n{text}");
        }
    }
}
