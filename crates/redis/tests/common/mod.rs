//! A real engine for a test: Debian's `redis-server`, on a free port of this machine, in a folder of its own.
#![allow(dead_code)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How an engine keeps what it is given.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// Nothing: a restart finds it empty.
    Nothing,
    /// Every change, before it answers.
    All,
    /// What it is told to save.
    Saved,
}

pub struct Server {
    child: Option<Child>,
    pub port: u16,
    folder: PathBuf,
    keeps: Keeps,
    more: Vec<String>,
}

static STARTED: AtomicU32 = AtomicU32::new(0);

impl Server {
    pub fn start(keeps: Keeps) -> Self {
        Self::with(keeps, &[])
    }

    /// With further settings, as `--name value`.
    pub fn with(keeps: Keeps, more: &[&str]) -> Self {
        let number = STARTED.fetch_add(1, Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("guichet-redis-{}-{number}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let more = more.iter().map(|each| (*each).to_owned()).collect();
        let mut server = Self { child: None, port, folder, keeps, more };
        server.begin();
        server
    }

    /// Says that it was never emptied: else what is not there is waited for, in case somebody who lives knows it.
    pub fn known(&self, prefix: &str) {
        let info = self.command(&["INFO", "server"]);
        let run = info.lines().find_map(|line| line.strip_prefix("run_id:")).unwrap().trim();
        self.command(&["HSET", &format!("{prefix}:{{ebp}}:tokens"), "run", run, "unsettled", "0"]);
    }

    /// Starts it again, on what is in its folder.
    pub fn begin(&mut self) {
        let always = if self.keeps == Keeps::All { "yes" } else { "no" };
        let file = if self.keeps == Keeps::Nothing { "none.rdb".to_owned() } else { "dump.rdb".to_owned() };
        let child = Command::new("redis-server")
            .args(["--port", &self.port.to_string(), "--bind", "127.0.0.1", "--save", "", "--dbfilename", &file])
            .args(["--appendonly", always, "--appendfsync", "always", "--loglevel", "warning", "--daemonize", "no"])
            .arg("--dir")
            .arg(&self.folder)
            .args(&self.more)
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server is installed");
        self.child = Some(child);
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() || self.command(&["PING"]).contains("LOADING") {
            assert!(begun.elapsed() < Duration::from_secs(20), "redis-server does not start");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it, as a power cut would.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }

    /// Throws away what it kept on its disk; it must not run.
    pub fn replace_by_an_empty_one(&mut self) {
        self.kill();
        std::fs::remove_dir_all(&self.folder).unwrap();
        std::fs::create_dir_all(&self.folder).unwrap();
        self.begin();
    }

    /// Keeps what it has now, to be gone back to.
    pub fn save(&self) {
        assert!(self.command(&["SAVE"]).contains("OK"));
    }

    /// Stops it where it stands.
    pub fn stop(&self) {
        self.signal("-STOP");
    }

    pub fn go_on(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, signal: &str) {
        signal_to(self.child.as_ref().unwrap().id(), signal);
    }

    /// Sends a command, and returns the first line of its answer, or the whole of a text.
    pub fn command(&self, words: &[&str]) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut text = format!("*{}\r\n", words.len());
        for word in words {
            text += &format!("${}\r\n{word}\r\n", word.len());
        }
        stream.write_all(text.as_bytes()).unwrap();
        let mut answer = BufReader::new(stream);
        let mut first = String::new();
        answer.read_line(&mut first).unwrap();
        let first = first.trim_end().to_owned();
        let Some(length) = first.strip_prefix('$').and_then(|length| length.parse::<usize>().ok()) else {
            return first;
        };
        let mut text = vec![0; length];
        answer.read_exact(&mut text).unwrap();
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// Sends a signal to a process.
pub fn signal_to(process: u32, signal: &str) {
    assert!(Command::new("kill").args([signal, &process.to_string()]).status().unwrap().success());
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.child.is_some() {
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.go_on()));
        }
        self.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Stands before the engine, and lets each answer come late.
pub struct Delay {
    port: u16,
    milliseconds: Arc<AtomicU64>,
}

impl Delay {
    pub fn before(engine: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, milliseconds) = (listener.local_addr().unwrap().port(), Arc::new(AtomicU64::new(0)));
        let late = Arc::clone(&milliseconds);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(client) = client else { return };
                let Ok(server) = TcpStream::connect(("127.0.0.1", engine)) else { continue };
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                copied(client.try_clone().unwrap(), server.try_clone().unwrap(), Arc::new(AtomicU64::new(0)));
                copied(server, client, Arc::clone(&late));
            }
        });
        Self { port, milliseconds }
    }

    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    pub fn each_answer(&self, milliseconds: u64) {
        self.milliseconds.store(milliseconds, Ordering::SeqCst);
    }
}

fn copied(mut from: TcpStream, mut to: TcpStream, late: Arc<AtomicU64>) {
    std::thread::spawn(move || {
        let mut bytes = [0; 65_536];
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            std::thread::sleep(Duration::from_millis(late.load(Ordering::SeqCst)));
            if to.write_all(&bytes[..read]).is_err() {
                break;
            }
        }
        let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
    });
}
