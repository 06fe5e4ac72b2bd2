//! `cargo xtask package`: what a user gets. Every published crate is packed and unpacked outside the workspace; a program
//! that names one vendor crate only is built against that and run against the sandbox, once more with
//! `serde_json/arbitrary_precision` on in that program. The examples of the packed READMEs are compiled and run there, too.
//!
//! Packing leaves out what a crate depends on by path alone, the sandbox among it. So no package holds integration tests or
//! examples that need the sandbox; the unit tests and examples that are left are compiled. What is in the documentation of
//! single items is not: most of these examples need the sandbox.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use guichet_sandbox::Sandbox;

use crate::cargo::{Fallible, cargo, lines, output, packages, run as run_command, target};
use crate::vendors::{Packaged, Vendor, for_each_vendor};

/// Packs, unpacks, builds and runs.
pub fn run() -> Fallible {
    let published: Vec<String> =
        packages()?.into_iter().filter(|package| package.published).map(|package| package.name).collect();
    let mut pack = vec!["package", "--no-verify", "--allow-dirty", "--quiet"];
    for name in &published {
        pack.extend(["-p", name]);
    }
    run_command(&mut cargo(&pack))?;

    // Outside the workspace, so that nothing of it is found by walking up.
    let folder = std::env::temp_dir().join(format!("guichet-package-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let result = in_folder(&folder, &published);
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn in_folder(folder: &Path, published: &[String]) -> Fallible {
    let version = env!("CARGO_PKG_VERSION");
    let mut unpacked: Vec<(String, PathBuf)> = Vec::new();
    for name in published {
        let archive = target().join("package").join(format!("{name}-{version}.crate"));
        run_command(Command::new("tar").arg("xzf").arg(&archive).arg("-C").arg(folder))?;
        let place = folder.join(format!("{name}-{version}"));
        check_contents(name, &place)?;
        println!("packed    {name}");
        unpacked.push((name.clone(), place));
    }
    for_each_vendor!(V => for arbitrary_precision in [false, true] {
        build_and_run::<V>(folder, &unpacked, arbitrary_precision)?;
    });
    readmes(folder, &unpacked)?;
    shipped_tests(folder, &unpacked)
}

/// What every published crate carries, and what none does.
fn check_contents(name: &str, place: &Path) -> Fallible {
    for file in ["README.md", "CHANGELOG.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        if !place.join(file).exists() {
            return Err(format!("{name}: the package holds no {file}"));
        }
    }
    if place.join("tests").exists() {
        return Err(format!("{name}: the package holds tests, which need what it leaves out"));
    }
    for example in std::fs::read_dir(place.join("examples")).into_iter().flatten().flatten() {
        let text = std::fs::read_to_string(example.path()).unwrap_or_default();
        if text.contains("guichet_sandbox") {
            return Err(format!(
                "{name}: {} needs the sandbox, which the package leaves out",
                example.path().display()
            ));
        }
    }
    let manifest = std::fs::read_to_string(place.join("Cargo.toml")).map_err(|e| format!("{name}: {e}"))?;
    if manifest.contains("arbitrary_precision") {
        return Err(format!("{name}: turns arbitrary_precision on"));
    }
    Ok(())
}

fn build_and_run<V: Vendor>(folder: &Path, unpacked: &[(String, PathBuf)], arbitrary_precision: bool) -> Fallible {
    let (vendor, Packaged { features, source }) = (V::NAME, V::PACKAGED);
    let variant = if arbitrary_precision { "with arbitrary_precision" } else { "plain" };
    let place = folder.join(format!("uses-{vendor}-{}", u8::from(arbitrary_precision)));
    let mut manifest = format!(
        "[package]\nname = \"uses-{vendor}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         guichet-{vendor} = {{ version = \"{version}\", features = {features:?} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n",
        version = env!("CARGO_PKG_VERSION")
    );
    if arbitrary_precision {
        manifest.push_str("serde_json = { version = \"1\", features = [\"arbitrary_precision\"] }\n");
    }
    write(&place, &manifest, unpacked, "main.rs", source)?;
    let shared = shared();
    let build = |args: &[&str]| in_place(&place, args);
    run_command(&mut build(&["build", "--quiet"]))?;
    let tree = output(&mut build(&["tree", "--edges", "normal", "--prefix", "none", "--format", "{p}"]))?;
    let crates: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    let has = |name: &str| crates.iter().any(|line| line.split(' ').next() == Some(name));
    for_each_vendor!(Other => if Other::NAME != vendor {
        let own = format!("guichet-{}", Other::NAME);
        let needs = Other::NEEDS.iter().map(|(name, _)| *name);
        if let Some(unwanted) = needs.chain([own.as_str()]).find(|name| has(name)) {
            return Err(format!("guichet-{vendor} brings {unwanted} with it"));
        }
    });

    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    let printed = runtime.block_on(async {
        let sandbox = Sandbox::start().await.map_err(|e| e.to_string())?;
        let mut command = Command::new(shared.join("debug").join(format!("uses-{vendor}")));
        command.arg(sandbox.mount(vendor));
        tokio::task::spawn_blocking(move || output(&mut command)).await.map_err(|e| e.to_string())?
    })?;
    println!("ran       guichet-{vendor} alone, {variant}: {} crates; {}", crates.len() - 1, printed.trim());
    Ok(())
}

/// The examples of the packed READMEs, compiled and run in one crate that has the packed crates and the sandbox.
fn readmes(folder: &Path, unpacked: &[(String, PathBuf)]) -> Fallible {
    let place = folder.join("readmes");
    let mut manifest =
        "[package]\nname = \"readmes\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n\
         tokio = { version = \"1\", features = [\"macros\", \"rt-multi-thread\", \"time\"] }\n"
            .to_owned();
    let mut source = String::new();
    let mut examples = 0;
    let all = for_each_vendor!(V => (format!("guichet-{}", V::NAME), V::PACKAGED.features));
    for (name, path) in unpacked {
        let features = all.iter().find(|(vendor, _)| vendor == name).map_or(&[][..], |(_, features)| *features);
        manifest.push_str(&format!(
            "{name} = {{ version = \"{}\", features = {features:?} }}\n",
            env!("CARGO_PKG_VERSION")
        ));
        let readme = path.join("README.md");
        let text = std::fs::read_to_string(&readme).map_err(|e| format!("{}: {e}", readme.display()))?;
        examples += count_of_examples(&text);
        source.push_str(&format!(
            "#[doc = include_str!({:?})]\npub mod {} {{}}\n",
            readme.display().to_string(),
            name.replace('-', "_")
        ));
    }
    write(&place, &manifest, unpacked, "lib.rs", &source)?;
    let mut printed = String::new();
    let succeeded = lines(&mut in_place(&place, &["test", "--doc"]), |line| {
        printed.push_str(line);
        printed.push('\n');
    })?;
    let passed = passed(&printed);
    if !succeeded || passed != examples || examples == 0 {
        return Err(format!("{examples} examples in the READMEs of the packages, {passed} passed\n{printed}"));
    }
    println!("ran       {examples} examples of the packed READMEs");
    Ok(())
}

/// The unit tests and the examples that are in the packages, compiled with what the packages depend on.
fn shipped_tests(folder: &Path, unpacked: &[(String, PathBuf)]) -> Fallible {
    let members: Vec<String> = unpacked.iter().map(|(_, path)| path.display().to_string()).collect();
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n{}", patches(unpacked));
    let write = || {
        std::fs::write(folder.join("Cargo.toml"), &manifest)?;
        std::fs::copy(crate::cargo::root().join("Cargo.lock"), folder.join("Cargo.lock"))
    };
    write().map_err(|e: std::io::Error| format!("{}: {e}", folder.display()))?;
    let check = ["check", "--quiet", "--workspace", "--lib", "--tests", "--examples", "--all-features"];
    run_command(&mut in_place(folder, &check))?;
    println!("compiled  the unit tests and examples of {} packages", unpacked.len());
    Ok(())
}

/// How many examples of Rust a document has.
fn count_of_examples(text: &str) -> usize {
    text.lines().filter(|line| line.starts_with("```rust") && !line.contains("ignore")).count()
}

/// How many tests passed, by the lines that `cargo test` ends with; compiling is all that some are for.
fn passed(printed: &str) -> usize {
    let results = printed.lines().filter_map(|line| line.strip_prefix("test result: ok. ")?.split_once(" passed"));
    results.filter_map(|(count, _)| count.parse::<usize>().ok()).sum()
}

/// Writes a crate that takes ours from their packages.
fn write(place: &Path, manifest: &str, unpacked: &[(String, PathBuf)], file: &str, source: &str) -> Fallible {
    let manifest = format!("{manifest}{}", patches(unpacked));
    let write = || {
        std::fs::create_dir_all(place.join("src"))?;
        std::fs::write(place.join("Cargo.toml"), &manifest)?;
        std::fs::write(place.join("src").join(file), source)?;
        // The versions that the workspace was tested with, where the crate needs the same ones.
        std::fs::copy(crate::cargo::root().join("Cargo.lock"), place.join("Cargo.lock"))
    };
    write().map(drop).map_err(|e: std::io::Error| format!("{}: {e}", place.display()))
}

/// Lines of a manifest that take our crates from their packages.
fn patches(unpacked: &[(String, PathBuf)]) -> String {
    let patch = |(name, path): &(String, PathBuf)| format!("{name} = {{ path = {:?} }}\n", path.display().to_string());
    format!("\n[patch.crates-io]\n{}", unpacked.iter().map(patch).collect::<String>())
}

/// Where these crates are built, so that they share what they have in common.
fn shared() -> PathBuf {
    target().join("xtask").join("package-target")
}

fn in_place(place: &Path, args: &[&str]) -> Command {
    let mut command = cargo(args);
    command.current_dir(place).env("CARGO_TARGET_DIR", shared());
    command
}

#[cfg(test)]
mod tests {
    use super::{count_of_examples, passed};

    #[test]
    fn examples_are_counted_in_the_text_and_in_the_result() {
        let text = "```rust\n```\n```rust,no_run\n```\n```text\n```\n```rust,ignore\n```\n";
        assert_eq!(count_of_examples(text), 2);
        let printed = "test result: ok. 2 passed; 0 failed\ntest x ... ok\ntest result: ok. 11 passed; 0 failed\n";
        assert_eq!(passed(printed), 13);
    }
}
