//! Programs that depend on one vendor's crate, beside programs that depend on reqwest alone: each is built in release from
//! nothing, outside the workspace.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use guichet_fixtures::nearest;

use super::ratio;
use crate::cargo::{Fallible, cargo, output, root, run as run_command};
use crate::vendors::{Measured, Tls, Vendor, for_each_vendor};

/// What an operation costs at the most in the vendor's crate, in seconds of a release build.
const AN_OPERATION: f64 = 0.2;
/// What an operation costs at the most in a program that calls all of them.
const A_CALL: f64 = 0.45;

struct Program {
    name: String,
    tls: Tls,
    /// The vendor's name, and how many operations its crate has; none for the programs that the others are held against.
    vendor: Option<(&'static str, u32)>,
    /// How many crates it may have.
    most: Option<usize>,
    /// Lines of its manifest. `OURS` stands for the folder of the vendor's crate.
    dependencies: String,
    source: &'static str,
    /// The same program calling every operation, measured beside it.
    all: Option<&'static str>,
}

impl Program {
    /// A client written by hand.
    fn alone(tls: Tls, name: &str, dependencies: &str, source: &'static str) -> Self {
        let name = format!("reqwest alone, {name}");
        Self { name, tls, vendor: None, most: None, dependencies: dependencies.to_owned(), source, all: None }
    }

    fn of<V: Vendor>(measured: &Measured) -> Self {
        let Measured { name, tls, most, default_features, features, source, all } = *measured;
        let operations = u32::try_from(V::operations().len()).unwrap_or(u32::MAX);
        Self {
            name: format!("guichet-{}, {name}", V::NAME),
            tls,
            vendor: Some((V::NAME, operations)),
            most,
            dependencies: format!(
                "guichet-{} = {{ path = \"OURS\", default-features = {default_features}, features = {features:?} }}\n",
                V::NAME
            ),
            source,
            all,
        }
    }
}

/// The clients written by hand, and every vendor's programs.
fn programs() -> Vec<Program> {
    let mut programs = vec![
        Program::alone(
            Tls::AwsLc,
            "aws-lc",
            "reqwest = { version = \"0.13\", default-features = false, features = [\"rustls\"] }\n",
            include_str!("programs/reqwest-aws-lc.rs"),
        ),
        Program::alone(
            Tls::Ring,
            "ring",
            "reqwest = { version = \"0.13\", default-features = false, features = [\"rustls-no-provider\"] }\n\
             rustls = { version = \"0.23\", default-features = false, features = [\"std\", \"tls12\", \"ring\"] }\n",
            include_str!("programs/reqwest-ring.rs"),
        ),
    ];
    for_each_vendor!(V => programs.extend(V::MEASURED.iter().map(Program::of::<V>)));
    programs
}

/// What was measured of a program.
struct Built {
    crates: usize,
    /// With what reads JSON beside it: whoever writes a client by hand needs that, too.
    with_json: usize,
    /// User and system time of all that the build ran, in seconds.
    seconds: f64,
    bytes: u64,
    /// The same of our own crates.
    ours: Option<Ours>,
}

/// CPU time of our own crates, in seconds.
struct Ours {
    /// `guichet-core`, released.
    core: f64,
    /// The vendor's crate, released.
    vendor: f64,
    all: Option<All>,
}

/// What the program with every operation costs, in seconds of CPU.
struct All {
    /// The program's own crate, released; linking included.
    program: f64,
    /// The vendor's crate and the program in a development build.
    development: (f64, f64),
    /// The same, only checked.
    checked: (f64, f64),
}

/// Builds them one after the other; minutes each.
pub(super) fn run(filter: Option<&str>) -> Fallible {
    // Outside the workspace, so that nothing of it is found by walking up.
    let folder = std::env::temp_dir().join(format!("guichet-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let result = in_folder(&folder, filter);
    let _ = std::fs::remove_dir_all(&folder);
    result
}

/// An error where no program's name contains the filter.
pub(super) fn check(filter: Option<&str>) -> Fallible {
    let (Some(part), programs) = (filter, programs()) else { return Ok(()) };
    let names = || programs.iter().map(|program| program.name.as_str());
    if names().any(|name| name.contains(part)) {
        return Ok(());
    }
    let near = nearest(part, names(), 3).join(", ");
    Err(format!("no program's name contains `{part}`; nearest: {near}"))
}

fn in_folder(folder: &Path, filter: Option<&str>) -> Fallible {
    // A copy: what somebody changes meanwhile is not built half.
    let ours = folder.join("ours");
    std::fs::create_dir_all(&ours).map_err(|e| format!("{}: {e}", ours.display()))?;
    for part in ["Cargo.toml", "crates", "fixtures"] {
        copy(&root().join(part), &ours.join(part))?;
    }
    println!("programs, built in release from nothing with two jobs");
    let mut alone: Vec<(Tls, usize, usize)> = Vec::new();
    for program in programs().iter().filter(|program| filter.is_none_or(|part| program.name.contains(part))) {
        let place = folder.join("program");
        let built = build(&place, &ours, program)?;
        std::fs::remove_dir_all(&place).map_err(|e| format!("{}: {e}", place.display()))?;
        if program.vendor.is_none() {
            alone.push((program.tls, built.crates, built.with_json));
        }
        let reference = alone.iter().find(|(tls, ..)| *tls == program.tls).map(|(_, crates, json)| (*crates, *json));
        print(program, &built, reference);
    }
    Ok(())
}

fn print(program: &Program, built: &Built, reference: Option<(usize, usize)>) {
    let ratios = reference.map_or_else(String::new, |(alone, with_json)| {
        if program.vendor.is_none() {
            return format!(" ({with_json} with serde and serde_json)");
        }
        let missed = match program.most {
            Some(most) if built.crates > most => format!(", missed: at most {most}"),
            _ => String::new(),
        };
        format!(" ({} x{missed}; {} x with serde)", ratio(built.crates, alone), ratio(built.with_json, with_json))
    });
    let megabytes = format!("{}.{:02} MB", built.bytes / 1_000_000, built.bytes / 10_000 % 100);
    println!("{:<40} {:>3} crates{ratios}, {:.1} s of CPU, {megabytes}", program.name, built.crates, built.seconds);
    let (Some(ours), Some((_, operations))) = (&built.ours, program.vendor) else { return };
    let each = |what: &str, seconds: f64, most: f64| {
        let each = seconds / f64::from(operations.max(1));
        let missed = if each > most { format!(", missed: at most {most}") } else { String::new() };
        println!("    {what}: {seconds:.1} s, {each:.3} s for each of {operations} operations{missed}");
    };
    println!("    guichet-core: {:.1} s", ours.core);
    each("the vendor's crate", ours.vendor, AN_OPERATION);
    if let Some(All { program, development, checked }) = &ours.all {
        each("a program that calls every operation, its own crate", *program, A_CALL);
        for (what, (vendor, program)) in [("a development build", development), ("cargo check", checked)] {
            println!("    {what} of the vendor's crate: {vendor:.1} s, of that program: {program:.1} s");
        }
    }
}

fn build(place: &Path, ours: &Path, program: &Program) -> Fallible<Built> {
    std::fs::create_dir_all(place.join("src")).map_err(|e| e.to_string())?;
    let path = program.vendor.map(|(name, _)| ours.join("crates").join(name).display().to_string());
    let manifest = format!(
        "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{}\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n",
        program.dependencies.replace("OURS", &path.unwrap_or_default())
    );
    std::fs::write(place.join("Cargo.toml"), &manifest).map_err(|e| e.to_string())?;
    std::fs::write(place.join("src").join("main.rs"), program.source).map_err(|e| e.to_string())?;
    // The versions that the workspace was tested with, where the program needs the same crates.
    std::fs::copy(root().join("Cargo.lock"), place.join("Cargo.lock")).map_err(|e| e.to_string())?;
    let target = place.join("target");
    let outside = |args: &[&str]| {
        let mut command = cargo(args);
        command.current_dir(place).env("CARGO_TARGET_DIR", &target);
        command
    };
    // Fetching is no part of building.
    run_command(&mut outside(&["fetch", "--quiet"]))?;
    let crates = count(&mut outside(TREE))?;
    let release = || cpu(&outside(&["build", "--release", "--quiet", "--jobs", "2"]));
    let seconds = release()?;
    let bytes = std::fs::metadata(target.join("release").join("program")).map_err(|e| e.to_string())?.len();
    let ours = match program.vendor {
        None => None,
        Some((vendor, _)) => {
            let names = ["program".to_owned(), format!("guichet-{vendor}"), "guichet-core".to_owned()];
            let build = ["build", "--release", "--quiet", "--jobs", "2"];
            let costs = again(&outside, &build, &["--release"], &names)?;
            let all = match program.all {
                None => None,
                Some(source) => {
                    std::fs::write(place.join("src").join("main.rs"), source).map_err(|e| e.to_string())?;
                    let names = names.get(..2).unwrap_or_default();
                    let in_release = again(&outside, &build, &["--release"], names.get(..1).unwrap_or_default())?;
                    let dev = again(&outside, &["build", "--quiet", "--jobs", "2"], &[], names)?;
                    let check = again(&outside, &["check", "--quiet", "--jobs", "2"], &[], names)?;
                    let pair = |costs: &[f64]| match costs {
                        [program, vendor] => (*vendor, *program),
                        _ => (f64::NAN, f64::NAN),
                    };
                    let program = in_release.first().copied().unwrap_or(f64::NAN);
                    Some(All { program, development: pair(&dev), checked: pair(&check) })
                }
            };
            match costs.as_slice() {
                [_, vendor, core] => Some(Ours { core: *core, vendor: *vendor, all }),
                _ => None,
            }
        }
    };
    std::fs::write(place.join("Cargo.toml"), manifest + JSON).map_err(|e| e.to_string())?;
    let with_json = count(&mut outside(TREE))?;
    Ok(Built { crates, with_json, seconds, bytes, ours })
}

/// What each of these packages costs when it is built again, the first one first: what is built once more differs by one
/// package each time, and the rest cancels out.
fn again(
    outside: &dyn Fn(&[&str]) -> Command,
    build: &[&str],
    profile: &[&str],
    packages: &[String],
) -> Fallible<Vec<f64>> {
    run_command(&mut outside(build))?;
    let mut costs = Vec::new();
    let mut before = 0.0;
    for most in 1..=packages.len() {
        let mut clean = outside(&["clean", "--quiet"]);
        clean.args(profile);
        for name in packages.iter().take(most) {
            clean.args(["--package", name]);
        }
        run_command(&mut clean)?;
        let seconds = cpu(&outside(build))?;
        costs.push(seconds - before);
        before = seconds;
    }
    Ok(costs)
}

const JSON: &str = "serde = { version = \"1\", features = [\"derive\"] }\nserde_json = \"1\"\n";
const TREE: &[&str] = &["tree", "--quiet", "--edges", "normal", "--prefix", "none", "--format", "{p}"];

/// How many crates a program has beside itself.
fn count(tree: &mut Command) -> Fallible<usize> {
    let tree = output(tree)?;
    let crates: BTreeSet<&str> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
    Ok(crates.len().saturating_sub(1))
}

/// Runs a command and gives the user and system time of it and of all that it ran: the shell's own count of its children.
fn cpu(command: &Command) -> Fallible<f64> {
    let mut shell = Command::new("sh");
    shell.args(["-c", "\"$@\" && times", "sh"]).arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        shell.current_dir(folder);
    }
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let printed = output(&mut shell)?;
    let last = printed.lines().last().unwrap_or_default();
    let times: Option<Vec<f64>> = last.split_whitespace().map(minutes_and_seconds).collect();
    match times.as_deref() {
        Some([user, system]) => Ok(user + system),
        _ => Err(format!("the shell's `times` cannot be read: {last:?}")),
    }
}

/// `1m2.345s`
fn minutes_and_seconds(text: &str) -> Option<f64> {
    let (minutes, seconds) = text.strip_suffix('s')?.split_once('m')?;
    Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
}

/// A file, or a folder with all that is in it.
fn copy(from: &Path, to: &Path) -> Fallible {
    let told = |e: std::io::Error| format!("{} to {}: {e}", from.display(), to.display());
    if !from.is_dir() {
        return std::fs::copy(from, to).map(drop).map_err(told);
    }
    std::fs::create_dir_all(to).map_err(told)?;
    for entry in std::fs::read_dir(from).map_err(told)? {
        let entry = entry.map_err(told)?;
        if entry.file_name() != "target" {
            copy(&entry.path(), &to.join(entry.file_name()))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_is_in_its_vendors_program() {
        let programs = programs();
        for_each_vendor!(V => {
            let of_it = programs.iter().filter(|program| program.vendor.is_some_and(|(name, _)| name == V::NAME));
            let all = of_it.filter_map(|program| program.all).next().unwrap_or_default();
            let called: BTreeSet<&str> =
                all.split('"').filter(|text| text.starts_with(&format!("{}.", V::NAME))).collect();
            let ids: Vec<_> = V::operations().iter().map(|operation| operation.id.clone()).collect();
            assert_eq!(called, ids.iter().map(AsRef::as_ref).collect(), "{}", V::NAME);
        });
    }

    #[test]
    fn a_program_that_does_not_exist_is_answered_with_the_nearest() {
        assert_eq!(check(Some("guichet-ebp")), Ok(()));
        let error = check(Some("guichet-workado, aws-lc")).unwrap_err();
        assert!(error.contains("nearest: guichet-workadu, aws-lc"), "{error}");
    }

    #[test]
    fn the_shells_times_are_read() {
        for (text, seconds) in [("0m0.00s", Some(0.0)), ("2m3.5s", Some(123.5)), ("1.5s", None), ("1m2", None)] {
            assert_eq!(minutes_and_seconds(text), seconds, "{text}");
        }
        assert!(cpu(&Command::new("true")).is_ok_and(|seconds| seconds < 10.0));
        cpu(&Command::new("false")).unwrap_err();
    }
}
