//! `cargo xtask coverage`: runs the snapshot tests, and joins what they recorded with what is declared and documented.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use guichet_fixtures::Json;

use crate::account::{Records, accounts};
use crate::cargo::{Fallible, cargo, lines, root, scratch};
use crate::snapshot::RECORDS;

/// Counts, and fails where something is missing or orphaned.
pub fn run(json: bool) -> Fallible {
    let folder = scratch("coverage")?;
    let (records, references) = (folder.join("records.jsonl"), folder.join("snapshots.txt"));
    for file in [&records, &references] {
        let _ = std::fs::remove_file(file);
    }
    let mut failed = Vec::new();
    let mut command = cargo(&["test", "--quiet", "-p", "xtask", "--all-features", "--test", "snapshots"]);
    command.env(RECORDS, &records).env("INSTA_SNAPSHOT_REFERENCES_FILE", &references).env("INSTA_UPDATE", "no");
    let passed = lines(&mut command, |line| failed.push(line.to_owned()))?;
    if !passed {
        failed.iter().for_each(|line| eprintln!("{line}"));
    }

    let mut found = Records::new();
    for line in std::fs::read_to_string(&records).unwrap_or_default().lines() {
        if let Ok(record) = Json::parse(line)
            && let Some(name) = record.get("fixture").and_then(Json::as_str)
        {
            found.insert(name.to_owned(), record.clone());
        }
    }
    let mut problems = orphans(&references);
    if !passed {
        problems.push("the snapshot tests fail".into());
    }
    for account in accounts(&found) {
        if json {
            for entry in &account.operations {
                println!("{}", line(account.vendor, entry));
            }
        } else {
            let tested = account.operations.iter().filter(|entry| entry.tested).count();
            let documented = account.operations.iter().filter(|entry| entry.operation.documented.is_some()).count();
            println!(
                "{}: {} documented sections, {} operations ({documented} documented, {tested} fully tested), {} exchanges",
                account.vendor,
                account.sections,
                account.operations.len(),
                account.fixtures
            );
        }
        problems.extend(account.problems);
    }
    if problems.is_empty() {
        if !json {
            println!("nothing missing, nothing orphaned");
        }
        return Ok(());
    }
    problems.iter().for_each(|problem| eprintln!("missing: {problem}"));
    Err(format!("{} problems", problems.len()))
}

fn line(vendor: &str, entry: &crate::account::Entry) -> Json {
    let operation = entry.operation;
    let set = |names: &BTreeSet<String>| Json::Array(names.iter().map(|name| Json::from(name.as_str())).collect());
    Json::object([
        ("vendor", Json::from(vendor)),
        ("id", Json::from(operation.id.as_ref())),
        ("method", Json::from(operation.method.as_str())),
        ("path", Json::from(operation.path.as_ref())),
        ("effect", Json::from(operation.effect.as_str())),
        ("documented", operation.documented.map_or(Json::Null, Json::from)),
        ("fixtures", Json::from(i64::try_from(entry.fixtures).unwrap_or(i64::MAX))),
        ("tested", Json::from(entry.tested)),
        ("query", set(&entry.query)),
        ("body", set(&entry.body)),
    ])
}

/// Snapshots that no test refers to.
fn orphans(references: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(references).unwrap_or_default();
    let used: BTreeSet<PathBuf> = text.lines().filter_map(|line| Path::new(line.trim()).canonicalize().ok()).collect();
    let mut found = Vec::new();
    walk(&root().join("xtask").join("snapshots"), &mut |file| {
        let is_snapshot = file.extension().is_some_and(|ending| ending == "snap");
        if is_snapshot && !file.canonicalize().is_ok_and(|file| used.contains(&file)) {
            let name = file.strip_prefix(root()).unwrap_or(file);
            found.push(format!("{}: no test refers to this snapshot", name.display()));
        }
    });
    found
}

fn walk(folder: &Path, each: &mut dyn FnMut(&Path)) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { walk(&path, each) } else { each(&path) }
    }
}
