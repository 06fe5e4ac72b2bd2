//! `cargo xtask test`: every test of the workspace, and a summary per crate.

use std::collections::BTreeMap;

use guichet_fixtures::Json;

use crate::cargo::{Fallible, cargo, lines, output};

#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Runs the tests; those of one vendor where it is named.
pub fn run(vendor: Option<&str>) -> Fallible {
    let crate_name = vendor.map(|vendor| format!("guichet-{vendor}"));
    let mut selection: Vec<&str> = match &crate_name {
        Some(name) => {
            vec!["-p", name, "-p", "guichet-core", "-p", "guichet-fixtures", "-p", "guichet-sandbox", "-p", "xtask"]
        }
        None => vec!["--workspace"],
    };
    selection.extend(["--all-features", "--no-fail-fast"]);

    // Built first, to learn which crate each test program belongs to.
    let mut build = vec!["test", "--no-run", "--message-format=json-render-diagnostics"];
    build.extend(&selection);
    let built = output(cargo(&build).stderr(std::process::Stdio::inherit()))?;
    let owners = owners(&built);

    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    let mut current = "other".to_owned();
    let mut test = vec!["test"];
    test.extend(&selection);
    let mut command = cargo(&test);
    if let Some(vendor) = vendor {
        // The other vendors' snapshot tests are named after them.
        for other in crate::account::VENDORS.iter().filter(|other| **other != vendor) {
            command.args(["--", "--skip", other]);
        }
    }
    // A snapshot that differs is a failure, never an update.
    command.env("INSTA_UPDATE", std::env::var("INSTA_UPDATE").unwrap_or_else(|_| "no".into()));
    let succeeded = lines(&mut command, |line| {
        println!("{line}");
        let trimmed = line.trim_start();
        if let Some(name) = trimmed.strip_prefix("Doc-tests ") {
            current = name.trim().replace('_', "-");
        } else if trimmed.starts_with("Running ") {
            let program = trimmed.rsplit_once('(').map_or("", |(_, path)| path.trim_end_matches(')'));
            let file = program.rsplit('/').next().unwrap_or(program);
            current = owners.get(file).cloned().unwrap_or_else(|| "other".to_owned());
        } else if let Some(counts) = trimmed.strip_prefix("test result: ") {
            let tally = tallies.entry(current.clone()).or_default();
            tally.passed += count(counts, " passed");
            tally.failed += count(counts, " failed");
            tally.ignored += count(counts, " ignored");
        }
    })?;

    println!();
    let mut sum = Tally::default();
    for (name, tally) in &tallies {
        println!("{name:<20} {:>5} passed {:>3} failed {:>3} ignored", tally.passed, tally.failed, tally.ignored);
        sum.passed += tally.passed;
        sum.failed += tally.failed;
        sum.ignored += tally.ignored;
    }
    println!("total: {} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.ignored);
    if succeeded && sum.failed == 0 && sum.passed > 0 { Ok(()) } else { Err("there are failures".into()) }
}

fn count(line: &str, label: &str) -> u64 {
    let before = line.split(label).next().unwrap_or_default();
    before.rsplit([' ', ';', '.']).next().and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

/// Which crate each test program belongs to, by the program's file name.
fn owners(messages: &str) -> BTreeMap<String, String> {
    let mut owners = BTreeMap::new();
    for message in messages.lines().filter_map(|line| Json::parse(line).ok()) {
        let (Some(program), Some(manifest)) =
            (message.get("executable").and_then(Json::as_str), message.get("manifest_path").and_then(Json::as_str))
        else {
            continue;
        };
        let folder = manifest.trim_end_matches("/Cargo.toml").rsplit('/').next().unwrap_or_default();
        let name = if folder == "xtask" { folder.to_owned() } else { format!("guichet-{folder}") };
        owners.insert(program.rsplit('/').next().unwrap_or_default().to_owned(), name);
    }
    owners
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn counts_are_read_from_the_result_line() {
        let line = "ok. 49 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s";
        assert_eq!((count(line, " passed"), count(line, " failed"), count(line, " ignored")), (49, 2, 1));
    }
}
