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
    let peak = |list: &str, items: u64| -> Fallible<u64> {
        let printed = output(Command::new(&program).args(["memory", list, &items.to_string()]))?;
        printed.trim().parse().map_err(|_| format!("not a number: {printed:?}"))
    };
    println!("largest resident memory of a process that streams items, 100 a page");
    for (list, what) in
        [("offset", "guichet-ebp, bank transactions, by offset"), ("pages", "guichet-workadu, customers, by number")]
    {
        let (few, many) = (peak(list, FEW)?, peak(list, MANY)?);
        let missed = if many > few + FLAT { ", missed: flat" } else { "" };
        println!("{what:<44} {few} KiB for {FEW} items, {many} KiB for {MANY}{missed}");
    }
    Ok(())
}
