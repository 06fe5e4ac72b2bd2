//! `cargo xtask coverage`: runs the snapshot tests, and joins what they recorded with what is declared and documented.

mod account;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use guichet_fixtures::Json;

use self::account::{Entry, Records, accounts};
use crate::cargo::{Fallible, cargo, lines, root, scratch};
use crate::snapshot::RECORDS;

/// Counts, and fails where something is missing or orphaned.
pub fn run(json: bool) -> Fallible {
    let recording = Recording::begin("coverage")?;
    let mut failed = Vec::new();
    let mut command = cargo(&["test", "--quiet", "-p", "xtask", "--all-features", "--test", "snapshots"]);
    recording.of(&mut command).env("INSTA_UPDATE", "no");
    let passed = lines(&mut command, |line| failed.push(line.to_owned()))?;
    if !passed {
        failed.iter().for_each(|line| eprintln!("{line}"));
    }

    let mut problems = recording.orphans(None);
    if !passed {
        problems.push("the snapshot tests fail".into());
    }
    problems.extend(recording.account(None, json));
    if problems.is_empty() {
        if !json {
            println!("nothing missing, nothing orphaned");
        }
        return Ok(());
    }
    problems.iter().for_each(|problem| eprintln!("missing: {problem}"));
    Err(format!("{} problems", problems.len()))
}

/// What the snapshot tests note during one run of `cargo test`.
pub(crate) struct Recording {
    records: PathBuf,
    references: PathBuf,
}

impl Recording {
    /// An empty one, in the named folder.
    pub(crate) fn begin(name: &str) -> Fallible<Self> {
        let folder = scratch(name)?;
        let (records, references) = (folder.join("records.jsonl"), folder.join("snapshots.txt"));
        for file in [&records, &references] {
            if file.exists() {
                std::fs::remove_file(file).map_err(|e| format!("{}: {e}", file.display()))?;
            }
        }
        Ok(Self { records, references })
    }

    /// Tells the tests that this command runs where to note.
    pub(crate) fn of<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env(RECORDS, &self.records).env("INSTA_SNAPSHOT_REFERENCES_FILE", &self.references)
    }

    /// Prints the account of the vendor, or of all: a line each, as JSON a line for each operation. Returns what does not
    /// belong together.
    pub(crate) fn account(&self, vendor: Option<&str>, json: bool) -> Vec<String> {
        let mut found = Records::new();
        for line in std::fs::read_to_string(&self.records).unwrap_or_default().lines() {
            if let Ok(record) = Json::parse(line)
                && let Some(name) = record.get("fixture").and_then(Json::as_str)
            {
                found.insert(name.to_owned(), record.clone());
            }
        }
        let mut problems = Vec::new();
        for account in accounts(&found) {
            if vendor.is_some_and(|vendor| vendor != account.vendor) {
                continue;
            }
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
        problems
    }

    /// Snapshots of the vendor, or of all, that no test refers to.
    pub(crate) fn orphans(&self, vendor: Option<&str>) -> Vec<String> {
        let text = std::fs::read_to_string(&self.references).unwrap_or_default();
        let used: BTreeSet<PathBuf> =
            text.lines().filter_map(|line| Path::new(line.trim()).canonicalize().ok()).collect();
        let mut found = Vec::new();
        let snapshots = root().join("xtask").join("snapshots");
        walk(&vendor.map_or_else(|| snapshots.clone(), |vendor| snapshots.join(vendor)), &mut |file| {
            let is_snapshot = file.extension().is_some_and(|ending| ending == "snap");
            if is_snapshot && !file.canonicalize().is_ok_and(|file| used.contains(&file)) {
                let name = file.strip_prefix(root()).unwrap_or(file);
                found.push(format!("{}: no test refers to this snapshot", name.display()));
            }
        });
        found
    }
}

fn line(vendor: &str, entry: &Entry) -> Json {
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

fn walk(folder: &Path, each: &mut dyn FnMut(&Path)) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() { walk(&path, each) } else { each(&path) }
    }
}
