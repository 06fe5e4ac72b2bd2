//! Instructions per call, ours beside clients written by hand.

use std::path::Path;
use std::process::Command;

use super::server::serve;
use super::{measured, ratio};
use crate::cargo::{Fallible, run as run_command, scratch};

/// Calls before counting begins to matter, and calls counted: the difference of two runs leaves set-up out.
const FEW: usize = 200;
const MANY: usize = 1_200;

/// Each client, and the careful one that makes the same request.
const CLIENTS: &[(&str, &str)] = &[
    ("careful", "careful"),
    ("naive", "careful"),
    ("guichet", "careful"),
    ("careful-ebp", "careful-ebp"),
    ("guichet-ebp", "careful-ebp"),
];

/// Counts and prints. What it comes to is told apart from what stood in the way, so that the rest is measured all the same.
pub(super) fn run() -> Fallible<Fallible> {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not installed: nothing can be counted here");
        return Ok(Ok(()));
    }
    let program = measured::program("bench-client")?;
    let url = serve()?;
    println!("instructions per small GET on a warm connection (callgrind, {} calls)", MANY - FEW);
    let mut counted: Vec<(&str, &str, usize)> = Vec::new();
    for (client, careful) in CLIENTS {
        let few = instructions(&program, client, &url, FEW)?;
        let many = instructions(&program, client, &url, MANY)?;
        counted.push((client, careful, many.saturating_sub(few) / (MANY - FEW)));
    }
    let of = |name: &str| counted.iter().find(|(client, ..)| *client == name).map_or(1, |(.., count)| *count);
    for (client, careful, count) in &counted {
        let naive =
            if *careful == "careful" { format!("   {} x naive", ratio(*count, of("naive"))) } else { String::new() };
        println!("{client:<12} {count:>7}   {} x {careful}{naive}", ratio(*count, of(careful)));
    }
    Ok(if of("guichet") > of("naive") { Err("more instructions than naive reqwest".into()) } else { Ok(()) })
}

fn instructions(program: &Path, client: &str, url: &str, calls: usize) -> Fallible<usize> {
    let out = scratch("bench")?.join(format!("{client}-{calls}.callgrind"));
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--quiet"]).arg(format!("--callgrind-out-file={}", out.display()));
    command.arg(program).args([client, url, &calls.to_string()]);
    run_command(&mut command)?;
    let text = std::fs::read_to_string(&out).map_err(|e| e.to_string())?;
    let total = text.lines().find_map(|line| line.strip_prefix("summary: ").or_else(|| line.strip_prefix("totals: ")));
    total.and_then(|digits| digits.trim().parse().ok()).ok_or_else(|| "callgrind's file has no total".to_owned())
}
