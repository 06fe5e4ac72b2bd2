//! `cargo xtask test`: every test of the workspace, a summary per crate, and the account of what they covered.

use std::collections::BTreeMap;
use std::path::Path;

use guichet_fixtures::Json;

use crate::cargo::{Fallible, cargo, has_redis, lines, output};
use crate::coverage::Recording;
use crate::vendors::{self, NAMES};

/// Runs the tests; those of one vendor where it is named. Fails as well where something is missing or orphaned, as `coverage`
/// does, by what the same run recorded.
pub fn run(vendor: Option<&str>) -> Fallible {
    vendor.map_or(Ok(()), vendors::check)?;
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

    let mut test = vec!["test"];
    test.extend(&selection);
    // One `--` only: what follows a second is no option.
    test.push("--");
    let redis = has_redis();
    if redis {
        test.push("--include-ignored");
    }
    let mut command = cargo(&test);
    if let Some(vendor) = vendor {
        // The other vendors' snapshot tests are named after them.
        for other in NAMES.iter().filter(|other| **other != vendor) {
            command.args(["--skip", other]);
        }
    }
    // A snapshot that differs is a failure, never an update.
    command.env("INSTA_UPDATE", std::env::var("INSTA_UPDATE").unwrap_or_else(|_| "no".into()));
    let recording = Recording::begin("test")?;
    recording.of(&mut command);
    let mut reader = Reader { owners, ..Reader::default() };
    let succeeded = lines(&mut command, |line| {
        println!("{line}");
        reader.line(line);
    })?;
    let Reader { tallies, failing, .. } = reader.end();

    println!();
    let mut sum = Tally::default();
    for (name, tally) in &tallies {
        println!("{name:<20} {:>5} passed {:>3} failed {:>3} ignored", tally.passed, tally.failed, tally.ignored);
        sum.passed += tally.passed;
        sum.failed += tally.failed;
        sum.ignored += tally.ignored;
    }
    println!("total: {} passed, {} failed, {} skipped", sum.passed, sum.failed, sum.ignored);
    if !redis {
        println!("skipped: what needs redis-server, which is not installed");
    }

    let passed = succeeded && failing.is_empty() && sum.failed == 0 && sum.passed > 0;
    let mut problems = recording.account(vendor, false);
    if passed {
        // A test that failed did not come to all of its snapshots.
        problems.extend(recording.orphans(vendor));
    }
    problems.iter().for_each(|problem| println!("missing: {problem}"));
    failing.iter().for_each(|test| println!("failed: {test}"));
    match (passed, problems.len()) {
        (true, 0) => Ok(()),
        (true, some) => Err(format!("all tests pass; missing or orphaned: {some}")),
        (false, _) => Err("there are failures".into()),
    }
}

#[derive(Default)]
struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
}

/// Reads what `cargo test` prints.
#[derive(Default)]
struct Reader {
    /// Which crate each test program belongs to, by the program's file name.
    owners: BTreeMap<String, String>,
    tallies: BTreeMap<String, Tally>,
    /// Crate, program and test.
    failing: Vec<String>,
    /// The crate of the program that runs.
    current: String,
    /// The program that runs and has given no result yet.
    program: Option<String>,
    /// The names below the last `failures:`.
    names: Option<Vec<String>>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let trimmed = line.trim();
        if let Some(name) = trimmed.strip_prefix("Doc-tests ") {
            self.begin(name.replace('_', "-"), "documentation");
        } else if let Some(program) = trimmed.strip_prefix("Running ").filter(|_| trimmed.ends_with(')')) {
            let (source, path) = program.rsplit_once(" (").unwrap_or((program, ""));
            let owner =
                self.owners.get(&file_name(path.trim_end_matches(')'))).cloned().unwrap_or_else(|| "other".to_owned());
            self.begin(owner, source);
        } else if let Some(counts) = trimmed.strip_prefix("test result: ") {
            let tally = self.tallies.entry(self.current.clone()).or_default();
            tally.passed += count(counts, " passed");
            tally.failed += count(counts, " failed");
            tally.ignored += count(counts, " ignored");
            let program = self.program.take().unwrap_or_default();
            for name in self.names.take().unwrap_or_default() {
                self.failing.push(format!("{} {program}: {name}", self.current));
            }
        } else if line == "failures:" {
            // Printed twice: before the tests' output, and before their names.
            self.names = Some(Vec::new());
        } else if let (Some(names), Some(name)) = (&mut self.names, line.strip_prefix("    ")) {
            names.push(name.to_owned());
        }
    }

    fn begin(&mut self, owner: String, program: &str) {
        self.broken();
        self.current = owner;
        self.program = Some(program.to_owned());
    }

    /// A program that ended without a result.
    fn broken(&mut self) {
        self.names = None;
        if let Some(program) = self.program.take() {
            self.failing.push(format!("{} {program}: ended without a result", self.current));
        }
    }

    fn end(mut self) -> Self {
        self.broken();
        self
    }
}

/// The last part of a path, by the separators of this system.
fn file_name(path: impl AsRef<Path>) -> String {
    path.as_ref().file_name().unwrap_or_default().to_string_lossy().into_owned()
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
        let folder = Path::new(manifest).parent().map(file_name).unwrap_or_default();
        let name = if folder == "xtask" { folder } else { format!("guichet-{folder}") };
        owners.insert(file_name(program), name);
    }
    owners
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{Reader, count, owners, run};

    #[test]
    fn a_vendor_that_does_not_exist_is_said_before_anything_is_built() {
        assert!(run(Some("workadoo")).unwrap_err().starts_with("\"workadoo\" is no vendor; nearest: workadu"));
    }

    #[test]
    fn failing_tests_are_named_and_so_is_a_program_without_a_result() {
        let mut reader = Reader::default();
        reader.owners.insert("calls-1".into(), "guichet-core".into());
        for line in [
            "     Running tests/calls.rs (target/debug/deps/calls-1)",
            "test good ... ok",
            "test bad ... FAILED",
            "",
            "failures:",
            "",
            "---- bad stdout ----",
            "    not a name",
            "",
            "failures:",
            "    bad",
            "    part::worse",
            "",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
            "    not a name either",
            "     Running tests/calls.rs (target/debug/deps/calls-1)",
            "   Doc-tests guichet_core",
            "test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s",
        ] {
            reader.line(line);
        }
        let Reader { failing, tallies, .. } = reader.end();
        assert_eq!(
            failing,
            [
                "guichet-core tests/calls.rs: bad",
                "guichet-core tests/calls.rs: part::worse",
                "guichet-core tests/calls.rs: ended without a result"
            ]
        );
        let tally = tallies.get("guichet-core").unwrap();
        assert_eq!((tallies.len(), tally.passed, tally.failed), (1, 4, 2));
    }

    /// With the separators of this system, as cargo prints them.
    #[test]
    fn a_test_program_belongs_to_the_crate_of_its_folder() {
        let path = |parts: &[&str]| parts.iter().collect::<std::path::PathBuf>().display().to_string();
        let message = |program: &str, folder: &[&str]| {
            let (program, manifest) =
                (path(&["target", "debug", "deps", program]), Path::new(&path(folder)).join("Cargo.toml"));
            format!("{{\"executable\":{program:?},\"manifest_path\":{:?}}}\n", manifest.display().to_string())
        };
        let messages = message("calls-1", &["house", "crates", "core"]) + &message("policy-2", &["house", "xtask"]);
        let mut reader = Reader { owners: owners(&messages), ..Reader::default() };
        for (source, program) in [("calls.rs", "calls-1"), ("policy.rs", "policy-2"), ("other.rs", "other-3")] {
            let (source, program) = (path(&["tests", source]), path(&["target", "debug", "deps", program]));
            reader.line(&format!("     Running {source} ({program})"));
            reader
                .line("test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s");
        }
        let owners: Vec<String> = reader.end().tallies.into_keys().collect();
        assert_eq!(owners, ["guichet-core", "other", "xtask"]);
    }

    #[test]
    fn counts_are_read_from_the_result_line() {
        let line = "ok. 49 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.10s";
        assert_eq!((count(line, " passed"), count(line, " failed"), count(line, " ignored")), (49, 2, 1));
    }
}
