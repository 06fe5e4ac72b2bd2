//! The sandbox as a program.
#![allow(clippy::unwrap_used, reason = "clippy sees no test in a helper")]

mod common;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use common::{KEY, raw};

/// A program that runs until it is dropped.
struct Running {
    child: Child,
    printed: BufReader<ChildStdout>,
    port: u16,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut child = program(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut printed = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        printed.read_line(&mut first).unwrap();
        let port = first.trim().rsplit(':').next().unwrap().parse().unwrap();
        Self { child, printed, port }
    }

    async fn get(&self, target: &str) -> u16 {
        let head = format!("GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: {KEY}\r\n\r\n");
        raw(self.port, head.as_bytes()).await.unwrap().status
    }

    /// Ends it: what it printed after its first line, and on standard error.
    fn end(mut self) -> (String, String) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let (mut printed, mut told) = (String::new(), String::new());
        self.printed.read_to_string(&mut printed).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
        (printed, told)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichet-sandbox"));
    command.args(["--port", "0"]).args(arguments);
    command
}

fn refused(arguments: &[&str]) -> String {
    let Output { status, stderr, .. } = program(arguments).output().unwrap();
    assert!(!status.success());
    String::from_utf8(stderr).unwrap()
}

#[tokio::test]
async fn a_lenient_one_prints_what_it_passes_over_on_standard_error() {
    let running = Running::start(&["--lenient"]);
    assert_eq!(running.get("/workadu/api/series/911?colour=red%0A").await, 200);
    let (printed, told) = running.end();
    assert!(printed.contains("GET /workadu/api/series/911?colour [workadu.series.get] -> 200"), "{printed}");
    assert_eq!(told, "passed over: workadu.series.get: query parameter colour\n");
    let running = Running::start(&[]);
    assert_eq!(running.get("/workadu/api/series/911?colour=red").await, 422);
    assert_eq!(running.end().1, "");
}

#[tokio::test]
async fn a_vendor_at_the_root_is_shown_there() {
    let running = Running::start(&["--root", "workadu"]);
    assert_eq!(running.get("/api/series/911").await, 200);
    let port = running.port;
    let (printed, told) = running.end();
    assert!(printed.starts_with(&format!("  http://127.0.0.1:{port}\n      API key")), "{printed}");
    assert!(printed.contains("GET /api/series/911 [workadu.series.get] -> 200"), "{printed}");
    assert_eq!(told, "");
    assert!(refused(&["--root", "workadoo"]).contains("nearest: workadu"));
}

#[tokio::test]
async fn another_address_is_warned_of() {
    let running = Running::start(&["--host", "0.0.0.0"]);
    assert_eq!(running.get("/workadu/api/series/911").await, 200);
    let (_, told) = running.end();
    assert!(told.starts_with("guichet-sandbox: warning: ") && told.contains("0.0.0.0"), "{told}");
}

#[tokio::test]
async fn the_days_calls_are_set() {
    let running = Running::start(&["--daily-limit", "0"]);
    let head = "GET /ebp/hubbix-cpttpe/api/v1/journals HTTP/1.1\r\nhost: x\r\nconnection: close\r\nebp-subscription-key: sandbox-key\r\n\r\n";
    let answer = raw(running.port, head.as_bytes()).await.unwrap();
    assert_eq!(answer.status, 403);
    assert!(answer.message().starts_with("Out of call volume quota."), "{}", answer.message());
    running.end();
    assert!(refused(&["--daily-limit", "3", "--no-limits"]).contains("cannot be used with"));
}
