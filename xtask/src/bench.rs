//! `cargo xtask bench`: instructions per call, ours beside two clients written by hand, in one run.

use std::process::Command;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use crate::cargo::{Fallible, cargo, run as run_command, scratch, target};

/// Calls before counting begins to matter, and calls counted: the difference of two runs leaves set-up out.
const FEW: u64 = 200;
const MANY: u64 = 1_200;

/// Counts and prints; fails where the bar is missed.
pub fn run() -> Fallible {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("valgrind is not installed: nothing can be counted here");
        return Ok(());
    }
    run_command(&mut cargo(&[
        "build",
        "--profile",
        "bench",
        "-p",
        "xtask",
        "--features",
        "bench",
        "--bin",
        "bench-client",
    ]))?;
    let program = target().join("release").join("bench-client");
    let url = serve()?;
    println!("instructions per small GET on a warm connection (callgrind, {} calls)", MANY - FEW);
    let mut counted = Vec::new();
    for client in ["careful", "naive", "guichet"] {
        let few = instructions(&program, client, &url, FEW)?;
        let many = instructions(&program, client, &url, MANY)?;
        counted.push((client, (many.saturating_sub(few)) / (MANY - FEW)));
    }
    let of = |name: &str| counted.iter().find(|(client, _)| *client == name).map_or(1, |(_, count)| *count).max(1);
    for (client, count) in &counted {
        let ratio = |base: u64| format!("{}.{:03}", count / base, count * 1000 / base % 1000);
        println!("{client:<8} {count:>7}   {} x careful   {} x naive", ratio(of("careful")), ratio(of("naive")));
    }
    if of("guichet") > of("naive") { Err("more instructions than naive reqwest".into()) } else { Ok(()) }
}

fn instructions(program: &std::path::Path, client: &str, url: &str, calls: u64) -> Fallible<u64> {
    let out = scratch("bench")?.join(format!("{client}-{calls}.callgrind"));
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--quiet"]).arg(format!("--callgrind-out-file={}", out.display()));
    command.arg(program).args([client, url, &calls.to_string()]);
    run_command(&mut command)?;
    let text = std::fs::read_to_string(&out).map_err(|e| e.to_string())?;
    let total = text.lines().find_map(|line| line.strip_prefix("summary: ").or_else(|| line.strip_prefix("totals: ")));
    total.and_then(|digits| digits.trim().parse().ok()).ok_or_else(|| "callgrind's file has no total".to_owned())
}

/// A server that answers every request with one small JSON body, in a thread of this process: it is not counted.
fn serve() -> Fallible<String> {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").map_err(|e| e.to_string())?;
    let url = format!("http://{}", listener.local_addr().map_err(|e| e.to_string())?);
    listener.set_nonblocking(true).map_err(|e| e.to_string())?;
    let body = r#"{"data":{"id":2522,"name":"Passengers","description":"some description","value":"22"}}"#;
    let answer =
        format!("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    std::thread::spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
        runtime.block_on(async move {
            let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
            while let Ok((mut stream, _)) = listener.accept().await {
                let answer = answer.clone();
                tokio::spawn(async move {
                    let mut seen = Vec::new();
                    let mut chunk = [0_u8; 4096];
                    while let Ok(read @ 1..) = stream.read(&mut chunk).await {
                        seen.extend_from_slice(chunk.get(..read).unwrap_or_default());
                        if seen.ends_with(b"\r\n\r\n") {
                            seen.clear();
                            if stream.write_all(answer.as_bytes()).await.is_err() {
                                return;
                            }
                        }
                    }
                });
            }
        });
    });
    Ok(url)
}
