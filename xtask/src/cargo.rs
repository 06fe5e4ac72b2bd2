//! Running cargo, and finding one's way in the workspace.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

use guichet_fixtures::Json;

/// What a command reports when it fails: a sentence.
pub type Fallible<T = ()> = Result<T, String>;

/// The workspace's folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where the commands keep what they make.
pub fn scratch(name: &str) -> Fallible<PathBuf> {
    let folder = target().join("xtask").join(name);
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    Ok(folder)
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Cargo, in the workspace.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(args);
    command
}

/// Runs a command to its end; a failure is an error.
pub fn run(command: &mut Command) -> Fallible {
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{command:?} ended with {status}")),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}

/// Runs a command and returns what it printed.
pub fn output(command: &mut Command) -> Fallible<String> {
    let output = command.output().map_err(|e| format!("{command:?}: {e}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{command:?} ended with {}\n{}", output.status, String::from_utf8_lossy(&output.stderr)))
    }
}

/// Runs a command with both its outputs in one, line by line. Whether it succeeded.
pub fn lines(command: &mut Command, mut each: impl FnMut(&str)) -> Fallible<bool> {
    let (reader, writer) = std::io::pipe().map_err(|e| e.to_string())?;
    let copy = writer.try_clone().map_err(|e| e.to_string())?;
    let mut child = command.stdout(copy).stderr(writer).spawn().map_err(|e| format!("{command:?}: {e}"))?;
    // The command holds the pipe's other end; without this the reading would not end with the child.
    command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
    for line in BufReader::new(reader).split(b'\n') {
        let line = line.map_err(|e| e.to_string())?;
        each(&String::from_utf8_lossy(&line));
    }
    child.wait().map(|status| status.success()).map_err(|e| e.to_string())
}

/// A crate of the workspace.
pub struct Package {
    /// Its name.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Whether it is published.
    pub published: bool,
    /// What it is built into.
    pub targets: Vec<Target>,
}

/// Something that a crate is built into.
pub struct Target {
    /// Its name.
    pub name: String,
    /// `lib`, `bin`, `test` and so on.
    pub kind: String,
    /// The file that its building begins with.
    pub file: PathBuf,
}

/// The crates of the workspace.
pub fn packages() -> Fallible<Vec<Package>> {
    let text = output(&mut cargo(&["metadata", "--format-version", "1", "--no-deps"]))?;
    let json = Json::parse(&text).map_err(|e| e.to_string())?;
    let packages = json.get("packages").and_then(Json::as_array).unwrap_or_default();
    Ok(packages
        .iter()
        .filter_map(|package| {
            let manifest = Path::new(package.get("manifest_path")?.as_str()?);
            Some(Package {
                name: package.get("name")?.as_str()?.to_owned(),
                folder: manifest.parent()?.to_path_buf(),
                published: package.get("publish").is_none_or(Json::is_null),
                targets: targets(package),
            })
        })
        .collect())
}

fn targets(package: &Json) -> Vec<Target> {
    let targets = package.get("targets").and_then(Json::as_array).unwrap_or_default();
    targets
        .iter()
        .filter_map(|target| {
            Some(Target {
                name: target.get("name")?.as_str()?.to_owned(),
                kind: target.get("kind")?.as_array()?.first()?.as_str()?.to_owned(),
                file: PathBuf::from(target.get("src_path")?.as_str()?),
            })
        })
        .collect()
}

/// Whether `redis-server` is installed: the tests that need one are ignored unless it is.
pub(crate) fn has_redis() -> bool {
    let version = Command::new("redis-server").arg("--version").output();
    version.is_ok_and(|output| output.status.success())
}
