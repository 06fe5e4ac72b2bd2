//! What `bench-measure` measures, built as a user's program is.

use std::path::PathBuf;
use std::process::Command;

use crate::cargo::{Fallible, cargo, output, run as run_command, target};

/// Builds one of the programs that only this command needs.
pub(super) fn program(name: &str) -> Fallible<PathBuf> {
    run_command(&mut cargo(&[
        "build",
        "--quiet",
        "--profile",
        "bench",
        "-p",
        "xtask",
        "--features",
        "bench",
        "--bin",
        name,
    ]))?;
    Ok(target().join("release").join(name))
}

/// A measurement that prints its own lines.
pub(super) fn run(what: &str) -> Fallible {
    run_command(Command::new(program("bench-measure")?).arg(what))
}

/// Items of the short list and of the long one.
const FEW: u64 = 10_000;
const MANY: u64 = 1_000_000;
/// How much more the long one may need and still be called flat, in KiB.
const FLAT: u64 = 4096;

/// The largest resident memory of a process, for a short list and a long one of each kind.
pub(super) fn memory() -> Fallible {
    let program = program("bench-measure")?;
    let peak = |list: &str, items: u64| -> Fallible<(u64, String)> {
        let printed = output(Command::new(&program).args(["memory", list, &items.to_string()]))?;
        let told = printed.trim().split_once(' ').and_then(|(peak, what)| Some((peak.parse().ok()?, what.to_owned())));
        told.ok_or_else(|| format!("not a number and a name: {printed:?}"))
    };
    println!("largest resident memory of a process that streams items, 100 a page");
    for list in ["offset", "pages"] {
        let ((few, what), (many, _)) = (peak(list, FEW)?, peak(list, MANY)?);
        let missed = if many > few + FLAT { ", missed: flat" } else { "" };
        println!("{what:<44} {few} KiB for {FEW} items, {many} KiB for {MANY}{missed}");
    }
    Ok(())
}

/// How many calls are started at once, and the descriptors that a process has for them where nobody set more.
const CALLS: &str = "10000";
const DESCRIPTORS: &str = "1024";

/// Thousands of calls at once in a process with few descriptors, beside careful reqwest with the same and with enough.
pub(super) fn together() -> Fallible {
    let program = program("bench-measure")?;
    let url = super::server::serve()?;
    println!("{CALLS} calls started at once on one client");
    for (client, descriptors) in [("guichet", Some(DESCRIPTORS)), ("careful", Some(DESCRIPTORS)), ("careful", None)] {
        let limit = descriptors.map_or_else(String::new, |most| format!("ulimit -n {most} && "));
        let mut command = Command::new("sh");
        command.args(["-c", &format!("{limit}exec \"$@\""), "sh"]).arg(&program);
        let printed = output(command.args(["together", client, &url, CALLS]))?;
        let [answered, seconds, kibibytes] = printed.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err(format!("not three numbers: {printed:?}"));
        };
        let missed = if client == "guichet" && answered != CALLS { ", missed: all" } else { "" };
        let descriptors = descriptors.unwrap_or("as many as there are");
        println!(
            "{client:<8} with {descriptors} descriptors: {answered} answered{missed}, {seconds} s, largest memory {kibibytes} KiB"
        );
    }
    Ok(())
}
