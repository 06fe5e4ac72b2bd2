//! `cargo xtask bench`: what the promises cost, beside the same without them, each in one run.

mod calls;
mod measured;
mod programs;
mod server;

use std::process::Command;

use crate::cargo::{Fallible, output};

/// What can be measured by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Part {
    /// Instructions per call; needs valgrind.
    Calls,
    /// Crates, CPU time and size of programs that depend on one vendor's crate.
    Programs,
    /// Time to read exact amounts.
    Decode,
    /// Memory over a million streamed items.
    Memory,
    /// The rate under a strict pace.
    Pace,
    /// A list of many pages, some of them asked for ahead.
    Prefetch,
    /// Thousands of calls at once.
    Together,
}

/// Measures what is named, or everything. Fails where a call takes more instructions than naive reqwest; other bars are only
/// said to be missed, because they hang on what else the machine does.
pub fn run(parts: &[Part], program: Option<&str>) -> Fallible {
    programs::check(program)?;
    let rustc = output(Command::new("rustc").arg("--version"))?;
    println!("{}; {}", rustc.trim(), processor());
    let wanted = |part| parts.is_empty() || parts.contains(&part);
    let counted = if wanted(Part::Calls) { calls::run()? } else { Ok(()) };
    if wanted(Part::Decode) {
        measured::run("decode")?;
    }
    if wanted(Part::Memory) {
        measured::memory()?;
    }
    if wanted(Part::Pace) {
        measured::run("pace")?;
    }
    if wanted(Part::Prefetch) {
        measured::run("prefetch")?;
    }
    if wanted(Part::Together) {
        measured::together()?;
    }
    if wanted(Part::Programs) {
        programs::run(program)?;
    }
    counted
}

/// The processor's name, where the system tells it, and how many the process may use.
fn processor() -> String {
    let text = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = text.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':'));
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{cores} × {}", name.map_or(std::env::consts::ARCH, |(_, name)| name.trim()))
}

/// A ratio with three places.
fn ratio(of: usize, to: usize) -> String {
    let thousandths = (of * 1000 + to / 2) / to.max(1);
    format!("{}.{:03}", thousandths / 1000, thousandths % 1000)
}
