//! `cargo xtask package`: what a user gets. Every published crate is packed and unpacked outside the workspace; a program
//! that names one vendor crate only is built against that and run against the sandbox, once more with
//! `serde_json/arbitrary_precision` on in that program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use guichet_sandbox::Sandbox;

use crate::cargo::{Fallible, cargo, output, packages, run as run_command, target};
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
    Ok(())
}

/// What every published crate carries, and what none does.
fn check_contents(name: &str, place: &Path) -> Fallible {
    for file in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        if !place.join(file).exists() {
            return Err(format!("{name}: the package holds no {file}"));
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
    std::fs::create_dir_all(place.join("src")).map_err(|e| e.to_string())?;
    let mut manifest = format!(
        "[package]\nname = \"uses-{vendor}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         guichet-{vendor} = {{ version = \"{version}\", features = {features:?} }}\ntokio = {{ version = \"1\", features = [\"macros\", \"rt-multi-thread\"] }}\n",
        version = env!("CARGO_PKG_VERSION")
    );
    if arbitrary_precision {
        manifest.push_str("serde_json = { version = \"1\", features = [\"arbitrary_precision\"] }\n");
    }
    manifest.push_str("\n[patch.crates-io]\n");
    for (name, path) in unpacked {
        manifest.push_str(&format!("{name} = {{ path = {:?} }}\n", path.display().to_string()));
    }
    std::fs::write(place.join("Cargo.toml"), manifest).map_err(|e| e.to_string())?;
    std::fs::write(place.join("src").join("main.rs"), source).map_err(|e| e.to_string())?;
    // The versions that the workspace was tested with, where the program needs the same crates.
    let lock = crate::cargo::root().join("Cargo.lock");
    std::fs::copy(lock, place.join("Cargo.lock")).map_err(|e| e.to_string())?;

    let shared = target().join("xtask").join("package-target");
    let build = |args: &[&str]| {
        let mut command = cargo(args);
        command.current_dir(&place).env("CARGO_TARGET_DIR", &shared);
        command
    };
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
