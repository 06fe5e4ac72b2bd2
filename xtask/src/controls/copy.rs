//! The copy of the tree in which controls are applied.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::cargo::{Fallible, output, root};

/// The tree as it is, uncommitted changes included, without what git ignores.
pub(super) fn copy(tree: &Path) -> Fallible {
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
