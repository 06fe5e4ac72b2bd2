//! Several processes on one subscription: EBP's client with tokens and limits in Redis, against the sandbox and a real engine.
//!
//! The sizes are those of a test that runs each time; with `GUICHET_DRILL=full` they are those of docs/running.md.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

#[path = "../../../crates/redis/tests/common/mod.rs"]
mod engine;

mod counted;
mod paced;
mod renewals;
mod trouble;

use std::io::{BufRead as _, BufReader, Lines, Write as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use engine::Server;
use guichet_ebp::{Day, Ebp, Limits, Settings};
use guichet_redis::{Redis, RedisStore};
use guichet_sandbox::Sandbox;

/// One size for each run, and another for the drill.
pub(crate) fn size<T>(each_time: T, drill: T) -> T {
    match std::env::var("GUICHET_DRILL").as_deref() {
        Ok("full") => drill,
        _ => each_time,
    }
}

/// The prefix of a test's keys, and what it runs against.
pub(crate) struct Machines<'a> {
    pub(crate) redis: String,
    pub(crate) prefix: String,
    pub(crate) sandbox: &'a Sandbox,
    /// How long a lock lasts, in seconds.
    pub(crate) lease: u64,
}

impl<'a> Machines<'a> {
    pub(crate) fn new(redis: String, prefix: &str, sandbox: &'a Sandbox, lease: u64) -> Self {
        Self { redis, prefix: prefix.to_owned(), sandbox, lease }
    }

    pub(crate) fn store(&self) -> RedisStore {
        let store = self.handle().tokens("ebp").unwrap();
        store.lease(Duration::from_secs(self.lease))
    }

    pub(crate) fn handle(&self) -> Redis {
        Redis::builder(self.redis.as_str()).prefix(self.prefix.as_str()).build().unwrap()
    }

    /// Opens the day: so many calls were made.
    pub(crate) async fn open(&self, used: u32) {
        self.handle().ledger("ebp").unwrap().open_today(Day::utc(), used).await.unwrap();
    }

    /// Signs in, as a human once does.
    pub(crate) async fn sign_in(&self) {
        let settings = Settings::new().base_url(self.sandbox.mount("ebp")).limits(Limits::none());
        let mut rotation = guichet_ebp::auth::RotationPolicy::default();
        rotation.request = Duration::from_secs(self.lease - 6);
        let ebp = Ebp::builder("sandbox-key")
            .application("sandbox", "secret")
            .tokens(self.store())
            .rotation(rotation)
            .login_url(self.sandbox.mount("ebp-login"))
            .settings(settings)
            .build()
            .unwrap();
        ebp.identity().exchange_code("sandbox-code", None).await.unwrap();
    }

    /// Begins a program.
    pub(crate) fn begin(&self, work: &[&str]) -> Program {
        let mut child = Command::new(env!("CARGO_BIN_EXE_redis-child"))
            .args([&self.redis, &self.prefix, &self.sandbox.url(), &self.lease.to_string()])
            .args(work)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Program { child, lines, errors: Vec::new() }
    }
}

/// A program of a user's, in a process of its own.
pub(crate) struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    /// The errors of its calls, each with how long it took.
    pub(crate) errors: Vec<String>,
}

impl Program {
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn ready(&mut self) {
        assert_eq!(self.lines.next().unwrap().unwrap(), "READY");
    }

    pub(crate) fn go(&mut self) {
        self.child.stdin.take().unwrap().write_all(b"\n").unwrap();
    }

    pub(crate) fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Waits for its end, and returns what it says.
    pub(crate) fn done(&mut self) -> Vec<String> {
        loop {
            let Some(line) = self.lines.next() else { panic!("the program ended early: {:?}", self.errors) };
            let line = line.unwrap();
            if let Some(error) = line.strip_prefix("ERROR ") {
                self.errors.push(error.to_owned());
            } else if let Some(told) = line.strip_prefix("DONE") {
                assert!(self.child.wait().unwrap().success(), "{:?}", self.errors);
                return told.split_whitespace().map(str::to_owned).collect();
            }
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How often a refresh token was sent to the vendor: all statuses, in their order.
pub(crate) fn refreshes(sandbox: &Sandbox) -> Vec<Option<u16>> {
    let exchanges = sandbox.exchanges();
    let refreshes = exchanges.iter().filter(|e| e.operation.as_deref() == Some("ebp.identity.refresh"));
    refreshes.map(|exchange| exchange.status).collect()
}

/// The arrivals of calls at the gateway, in their order.
pub(crate) fn arrivals(sandbox: &Sandbox) -> Vec<std::time::Instant> {
    let mut arrivals: Vec<_> = sandbox.exchanges().iter().filter(|e| e.vendor == "ebp").map(|e| e.at).collect();
    arrivals.sort();
    arrivals
}

/// The shortest time between two arrivals.
pub(crate) fn shortest(arrivals: &[std::time::Instant]) -> Duration {
    arrivals.windows(2).map(|pair| pair[1] - pair[0]).min().unwrap_or(Duration::MAX)
}

/// An engine that keeps every change, as docs/running.md asks for.
pub(crate) fn durable() -> Server {
    Server::start(engine::Keeps::All)
}
