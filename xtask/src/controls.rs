//! `cargo xtask controls`: a test is worth what it catches. Each control in `xtask/controls/<area>.controls` switches one
//! protection off and names the test that must turn red; it is applied to a copy of the tree.
//!
//! A file holds blocks, with blank lines between them and comments after `#`:
//!
//! ```text
//! control: retry-table
//! breaks: a call that must not be repeated is repeated after a broken connection
//! run: -p guichet-core --test calls
//! red: the_decision_table_end_to_end
//! file: crates/core/src/retry.rs
//! -     (Happened::MaybeSent, Retry, OutcomeUnknown),
//! +     (Happened::MaybeSent, Retry, Retry),
//! ```
//!
//! `run:` holds arguments of `cargo test`: `-p NAME`, and `--lib` or `--test NAME`. `red:` is the test's name, behind its
//! module's where several have one of that name. Each `file:` begins a replacement, and a control may have several, also of
//! one file. Old lines come after `- `, new lines after `+ `, each with the indentation of the file behind these two
//! characters. The old lines are whole lines that occur exactly once in the file: as few as possible, and no line numbers, so
//! that a change elsewhere in the file leaves the control as it is. To add lines, replace a neighbouring line by itself and
//! the new ones; to remove lines, give no new ones.

mod apply;
mod check;
mod copy;
mod format;

use std::path::Path;

pub use self::apply::Change;
pub use self::check::problems;
pub use self::format::{Control, Edit};
use crate::cargo::{Fallible, cargo, has_redis, lines, root, scratch};
use guichet_fixtures::nearest;

/// The controls of the workspace.
pub fn read() -> Fallible<Vec<Control>> {
    format::read(&root().join("xtask").join("controls"), "xtask/controls")
}

/// Applies each control and runs its test; fails if one stays green.
pub fn run(filter: Option<&str>) -> Fallible {
    let controls = select(read()?, filter)?;
    let problems = problems(&controls)?;
    if !problems.is_empty() {
        return Err(format!("controls that do not fit the tree:\n{}", problems.join("\n")));
    }
    let tree = scratch("controls")?.join("tree");
    copy::copy(&tree)?;
    let (mut green, mut left) = (Vec::new(), 0);
    for control in &controls {
        if needs_redis(control) && !has_redis() {
            println!("NOT RUN {:<26} it needs redis-server", control.name);
            left += 1;
            continue;
        }
        let changes = control.changes(|file| {
            let path = tree.join(file);
            std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))
        })?;
        write(&tree, &changes, |change| &change.after)?;
        let red = turns_red(&tree, control);
        write(&tree, &changes, |change| &change.before)?;
        let red = red?;
        println!("{} {:<28} {} ({})", if red { "red  " } else { "GREEN" }, control.name, control.breaks, control.red);
        if !red {
            green.push(control.name.as_str());
        }
    }
    println!("{} controls, {} red, {left} not run", controls.len(), controls.len() - green.len() - left);
    if green.is_empty() { Ok(()) } else { Err(format!("still green: {green:?}")) }
}

/// Prints each control's area, name and what it breaks.
pub fn list(filter: Option<&str>) -> Fallible {
    for Control { area, name, breaks, .. } in select(read()?, filter)? {
        println!("{area:<10} {name:<28} {breaks}");
    }
    Ok(())
}

/// The controls whose name contains the filter, and those of the area that it names. None at all is an error.
fn select(mut controls: Vec<Control>, filter: Option<&str>) -> Fallible<Vec<Control>> {
    let Some(part) = filter else { return Ok(controls) };
    let chosen = |control: &Control| control.name.contains(part) || control.area == part;
    if !controls.iter().any(chosen) {
        let near = nearest(part, controls.iter().map(|control| control.name.as_str()), 3).join(", ");
        return Err(format!("no control's name contains `{part}`, and no area has this name; nearest: {near}"));
    }
    controls.retain(chosen);
    Ok(controls)
}

/// Whether its test may need an engine: those of the crate for it, and of the programs that share one.
fn needs_redis(control: &Control) -> bool {
    control.run.iter().any(|word| word == "guichet-redis" || word == "redis")
}

fn write(tree: &Path, changes: &[Change], text: impl Fn(&Change) -> &String) -> Fallible {
    for change in changes {
        let path = tree.join(&change.file);
        std::fs::write(&path, text(change)).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn turns_red(tree: &Path, control: &Control) -> Fallible<bool> {
    let mut command = cargo(&["test", "--all-features", "--no-fail-fast"]);
    command.current_dir(tree).args(&control.run).args(["--", &control.red, "--include-ignored"]);
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

#[cfg(test)]
mod tests {
    use super::select;

    fn controls() -> Vec<super::Control> {
        ["pace", "retry-budget", "retry-table"]
            .iter()
            .flat_map(|name| {
                let area = name.split('-').next().unwrap().replace("pace", "limits");
                let text = format!("control: {name}\nbreaks: b\nrun: -p c\nred: d\nfile: x\n- old\n");
                super::format::parse(&area, "f.controls", &text).unwrap()
            })
            .collect()
    }

    #[test]
    fn a_filter_is_a_part_of_a_name_or_an_area_and_never_nothing() {
        let names = |filter| -> Result<Vec<String>, String> {
            select(controls(), filter).map(|chosen| chosen.into_iter().map(|control| control.name).collect())
        };
        assert_eq!(names(None).unwrap().len(), 3);
        assert_eq!(names(Some("retry")).unwrap(), ["retry-budget", "retry-table"]);
        assert_eq!(names(Some("limits")).unwrap(), ["pace"]);
        let error = names(Some("retry-tabel")).unwrap_err();
        assert!(names(Some("zzz")).unwrap_err().contains("`zzz`"));
        assert!(error.contains("`retry-tabel`") && error.contains("nearest: retry-table"), "{error}");
    }
}
