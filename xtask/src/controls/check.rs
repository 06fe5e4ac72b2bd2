//! Whether the controls fit the tree, without building anything.

use std::path::{Path, PathBuf};

use super::{Control, Edit};
use crate::cargo::{Fallible, Package, packages, root};
use guichet_fixtures::nearest;

/// What does not fit the tree, one sentence each: an old text that does not occur exactly once, a package, a test target
/// or a test that does not exist.
pub fn problems(controls: &[Control]) -> Fallible<Vec<String>> {
    let packages = packages()?;
    let mut problems = Vec::new();
    for control in controls {
        if let Err(why) = control.changes(|file| read(&root().join(file))) {
            problems.push(format!("{why}{}", hints(control)));
        }
        if let Err(why) = test_exists(control, &packages) {
            problems.push(format!("{}: control {}: {why}", control.place, control.name));
        }
    }
    Ok(problems)
}

fn read(path: &Path) -> Fallible<String> {
    std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.strip_prefix(root()).unwrap_or(path).display()))
}

/// Where the old texts stand that are not in their file: in another one, or with another indentation.
fn hints(control: &Control) -> String {
    let absent = |edit: &&Edit| read(&root().join(&edit.file)).map_or(true, |text| edit.occurrences(&text).is_empty());
    let mut hints = String::new();
    for edit in control.edits.iter().filter(absent) {
        for path in rust_files(&root().join("crates")) {
            let Ok(text) = read(&path) else { continue };
            let shown = path.strip_prefix(root()).unwrap_or(&path).display();
            for index in edit.shifted(&text) {
                let form = if edit.occurrences(&text).contains(&index) { "" } else { ", indented otherwise" };
                hints.push_str(&format!("\n    it stands in {shown}:{}{form}", index + 1));
            }
        }
    }
    hints
}

/// Whether `run` names a package and a target that exist, and whether a test of them has `red` in its name. A module before
/// it is not looked for: a macro may make one for each of several.
fn test_exists(control: &Control, packages: &[Package]) -> Fallible {
    let (mut package, mut targets) = (None, Vec::new());
    let mut arguments = control.run.iter().map(String::as_str);
    while let Some(argument) = arguments.next() {
        match argument {
            "-p" => package = arguments.next(),
            "--lib" => targets.push(("lib", None)),
            "--test" => targets.push(("test", arguments.next())),
            other => return Err(format!("`run:` knows -p, --lib and --test, not `{other}`")),
        }
    }
    let name = package.ok_or("`run:` names no package: -p NAME")?;
    let Some(package) = packages.iter().find(|package| package.name == name) else {
        let near = nearest(name, packages.iter().map(|package| package.name.as_str()), 3).join(", ");
        return Err(format!("`run:` names the package {name}, which does not exist; nearest: {near}"));
    };
    let mut files = Vec::new();
    for (kind, name) in targets {
        let of_kind = || package.targets.iter().filter(|target| target.kind == kind);
        let Some(target) = of_kind().find(|target| name.is_none_or(|name| target.name == name)) else {
            let near = nearest(name.unwrap_or_default(), of_kind().map(|target| target.name.as_str()), 9).join(", ");
            let name = name.map(|name| format!(" {name}")).unwrap_or_default();
            return Err(format!("`run:` names --{kind}{name}, which {} does not have; it has: {near}", package.name));
        };
        files.extend(sources(&target.file));
    }
    if files.is_empty() {
        files = rust_files(&package.folder);
    }
    let texts: Vec<String> = files.iter().filter_map(|file| read(file).ok()).collect();
    let tests: Vec<&str> = texts.iter().flat_map(|text| tests(text)).collect();
    let red = control.red.rsplit("::").next().unwrap_or_default();
    if tests.iter().any(|test| test.contains(red)) {
        return Ok(());
    }
    let near = nearest(red, tests, 3).join(", ");
    Err(format!("no test of `{}` has `{}` in its name; nearest: {near}", control.run.join(" "), control.red))
}

/// The files of a target: those beside `lib.rs` or `main.rs`, or the file itself and those of the folder that bears its
/// name.
fn sources(entry: &Path) -> Vec<PathBuf> {
    if entry.file_stem().is_some_and(|stem| stem == "lib" || stem == "main") {
        return entry.parent().map(rust_files).unwrap_or_default();
    }
    let mut files = rust_files(&entry.with_extension(""));
    files.push(entry.to_path_buf());
    files
}

/// The Rust files below a folder, sorted.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The names of the functions under `#[test]` or `#[tokio::test]`.
fn tests(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut marked = false;
    for line in text.lines().map(str::trim_start) {
        if ["#[test]", "#[tokio::test]", "#[tokio::test("].iter().any(|start| line.starts_with(start)) {
            marked = true;
        } else if marked && let Some(rest) = ["fn ", "async fn "].iter().find_map(|start| line.strip_prefix(start)) {
            found.extend(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
            marked = false;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::tests;

    #[test]
    fn tests_are_known_by_their_attribute() {
        let text = "#[test]\nfn one() {}\nfn helper() {}\n    #[tokio::test(start_paused = true)]\n    #[should_panic]\n    \
                    async fn two<T>() {}\n#[test_case]\nfn three() {}\n#[tokio::test]\nasync fn four() {}";
        assert_eq!(tests(text), ["one", "two", "four"]);
    }
}
