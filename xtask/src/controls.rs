//! `cargo xtask controls`: a test is worth what it catches. Each patch in `xtask/controls` switches one protection off
//! and names the test that must turn red; it is applied to a copy of the tree.
//!
//! The first lines of a patch: `# breaks: …`, `# run: -p guichet-core --test paging`, `# red: name_of_the_test`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::{Fallible, cargo, lines, output, root, run as run_command, scratch};

struct Control {
    name: String,
    patch: PathBuf,
    breaks: String,
    run: Vec<String>,
    red: String,
}

/// Applies each control and runs its test; fails if one stays green.
pub fn run(filter: Option<&str>) -> Fallible {
    let tree = scratch("controls")?.join("tree");
    let mut controls = read()?;
    controls.retain(|control| filter.is_none_or(|part| control.name.contains(part)));
    copy(&tree)?;
    let mut green = Vec::new();
    for control in &controls {
        apply(&tree, control, false)?;
        let red = turns_red(&tree, control);
        apply(&tree, control, true)?;
        let red = red?;
        println!("{} {:<28} {} ({})", if red { "red  " } else { "GREEN" }, control.name, control.breaks, control.red);
        if !red {
            green.push(control.name.as_str());
        }
    }
    println!("{} controls, {} red", controls.len(), controls.len() - green.len());
    if green.is_empty() && !controls.is_empty() { Ok(()) } else { Err(format!("still green: {green:?}")) }
}

fn read() -> Fallible<Vec<Control>> {
    let folder = root().join("xtask").join("controls");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .map_err(|e| format!("{}: {e}", folder.display()))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "patch"))
        .collect();
    files.sort();
    files
        .into_iter()
        .map(|patch| {
            let name = patch.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&patch).map_err(|e| format!("{name}: {e}"))?;
            let head = |key: &str| {
                let line = text.lines().find_map(|line| line.strip_prefix("# ")?.strip_prefix(key)?.strip_prefix(": "));
                line.map(str::to_owned).ok_or_else(|| format!("{name}: no line `# {key}: …`"))
            };
            let run = head("run")?.split_whitespace().map(str::to_owned).collect();
            Ok(Control { breaks: head("breaks")?, red: head("red")?, run, name, patch })
        })
        .collect()
}

/// The tree as it is, uncommitted changes included, without what git ignores.
fn copy(tree: &Path) -> Fallible {
    let listed = output(Command::new("git").current_dir(root()).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let listed: BTreeSet<&str> = listed.split('\0').filter(|file| !file.is_empty()).collect();
    forget(tree, tree, &listed)?;
    for file in listed {
        let (from, to) = (root().join(file), tree.join(file));
        let Ok(bytes) = std::fs::read(&from) else { continue };
        // Unchanged files keep their time, so that cargo builds only what changed since the last run.
        if std::fs::read(&to).is_ok_and(|there| there == bytes) {
            continue;
        }
        if let Some(folder) = to.parent() {
            std::fs::create_dir_all(folder).map_err(|e| e.to_string())?;
        }
        std::fs::write(&to, bytes).map_err(|e| format!("{}: {e}", to.display()))?;
    }
    Ok(())
}

/// Removes what an earlier copy had and the tree has no more: cargo would find it.
fn forget(tree: &Path, folder: &Path, listed: &BTreeSet<&str>) -> Fallible {
    let Ok(entries) = std::fs::read_dir(folder) else { return Ok(()) };
    for path in entries.filter_map(|entry| entry.ok().map(|entry| entry.path())) {
        if path.is_dir() {
            forget(tree, &path, listed)?;
            continue;
        }
        let name = path.strip_prefix(tree).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        if !listed.contains(name.as_str()) {
            std::fs::remove_file(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        }
    }
    Ok(())
}

fn apply(tree: &Path, control: &Control, reverse: bool) -> Fallible {
    let mut command = Command::new("git");
    command.current_dir(tree).args(["apply", "--unsafe-paths", "--directory", "."]);
    // Not the repository around it: the copy lies in an ignored folder, where git would apply nothing.
    command.env("GIT_CEILING_DIRECTORIES", tree.parent().unwrap_or(tree));
    if reverse {
        command.arg("--reverse");
    }
    run_command(command.arg(&control.patch)).map_err(|e| format!("{}: the patch does not apply: {e}", control.name))
}

fn turns_red(tree: &Path, control: &Control) -> Fallible<bool> {
    let mut command = cargo(&["test", "--all-features", "--no-fail-fast"]);
    command.current_dir(tree).args(&control.run).arg("--").arg(&control.red);
    command.env("CARGO_TARGET_DIR", scratch("controls")?.join("target")).env("INSTA_UPDATE", "no");
    let (mut failed, mut built) = (false, false);
    let mut log = Vec::new();
    let succeeded = lines(&mut command, |line| {
        built |= line.starts_with("test result:");
        failed |= line.starts_with("test ") && line.contains(&control.red) && line.trim_end().ends_with("FAILED");
        log.push(line.to_owned());
    })?;
    if !built {
        log.iter().rev().take(30).rev().for_each(|line| eprintln!("{line}"));
        return Err(format!("{}: does not build", control.name));
    }
    Ok(failed && !succeeded)
}
