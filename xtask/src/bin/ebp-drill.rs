//! A program of a user's that something happens to while its refresh token is on its way: the tests of EBP's tokens steer it by
//! lines, and it answers in lines.
//!
//! `ebp-drill STORE URL [ACTION [FOLDER]]`. It signs in where nobody has, says `READY`, and then does what each line says: `call`,
//! `settle`, `undo` the action, `other` (a call in another process), `post N` entries, `take N` calls of a day of 300 from the ledger,
//! `return` from `main`, `drop` the runtime. With the action `ledger`, the second argument is a ledger's file, and the client keeps the
//! vendor's limits with it. The action happens when the
//! answer to the next refresh begins to arrive, or, as `now …`, with the line `act`.

use std::fs::File;
use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use guichet_core::transport::{Body, BoxFuture, ByteStream, HttpTransport, Transport, TransportError};
use guichet_ebp::accounting::entries::{Posting, PostingLine};
use guichet_ebp::auth::{FileStore, RotationPolicy, TokenStore as _};
use guichet_ebp::{Decimal, Ebp, FileLedger, Ledger as _, Limits, Settings, dates, documented_limits};

const TENANT: &str = "0189abef-09af-409F-ab89-012789abcdef";

type Outcome<T = ()> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (store, url) = match args.as_slice() {
        [store, url, ..] => (store.clone(), url.clone()),
        _ => return Err("STORE URL [ACTION [FOLDER]]".into()),
    };
    let action = Arc::new(Action {
        what: args.get(2).cloned().unwrap_or_default(),
        folder: args.get(3).cloned().unwrap_or_default(),
        taken: Mutex::default(),
    });
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let kept = match FileStore::open(&store) {
        Ok(kept) => kept,
        Err(error) => return say(&format!("OPEN {error}")),
    };
    let transport = Watched { inner: Arc::new(HttpTransport::new()?), action: Arc::clone(&action) };
    let mut rotation = RotationPolicy::default();
    rotation.request = Duration::from_secs(2);
    rotation.lock = Duration::from_secs(5);
    let settings = Settings::new().base_url(format!("{url}/ebp")).transport(transport);
    let ledger = if action.what == "ledger" { Some(FileLedger::open(&action.folder)?) } else { None };
    let (settings, limits) = match &ledger {
        Some(ledger) => {
            let ledger = ledger.clone();
            (settings, documented_limits().map_quota(|quota| quota.ledger(ledger)))
        }
        None => (settings.limits(Limits::none()), documented_limits()),
    };
    let ebp = Ebp::builder("sandbox-key")
        .application("sandbox", "secret")
        .tokens(kept.clone())
        .login_url(format!("{url}/ebp-login"))
        .rotation(rotation)
        .limits(limits)
        .settings(settings)
        .build()?;
    runtime.block_on(async {
        if kept.load().await?.tokens.is_none() {
            ebp.identity().exchange_code("sandbox-code", None).await?;
        }
        Outcome::Ok(())
    })?;
    say("READY")?;
    for line in std::io::stdin().lock().lines() {
        match line?.as_str() {
            "call" => say(&told("CALL", runtime.block_on(call(&ebp))))?,
            "settle" => say(&told("SETTLE", runtime.block_on(ebp.settle())))?,
            "begin" => {
                let ebp = ebp.clone();
                drop(runtime.spawn(async move { call(&ebp).await }));
                say("BEGUN")?;
            }
            "act" => {
                action.happen();
                say("ACTED")?;
            }
            "undo" => {
                action.undo();
                say("UNDONE")?;
            }
            "other" => say(&format!("OTHER {}", other(&store, &url)?))?,
            "return" => return Ok(()),
            "drop" => {
                drop(runtime);
                return say("DROPPED");
            }
            line => match (line.split_once(' '), &ledger) {
                (Some(("post", count)), _) => say(&runtime.block_on(post(&ebp, count.parse()?))?)?,
                (Some(("take", count)), Some(ledger)) => say(&runtime.block_on(take(ledger, count.parse()?))?)?,
                _ => return Err(format!("no such line: {line}").into()),
            },
        }
    }
    Ok(())
}

async fn call(ebp: &Ebp) -> guichet_ebp::Result<()> {
    ebp.accounting(TENANT).folder().get().await.map(drop)
}

/// Posts entries, one after the other, and says what came of them.
async fn post(ebp: &Ebp, count: u32) -> Outcome<String> {
    let day = dates::parse("2024-03-01").map_err(|error| error.to_string())?;
    let (mut posted, mut refused) = (0, Vec::new());
    for _ in 0..count {
        let lines = vec![
            PostingLine::debit(day, "41100000", "Vente", Decimal::ONE),
            PostingLine::credit(day, "70100000", "Vente", Decimal::ONE),
        ];
        match ebp.accounting(TENANT).entries().post(&Posting::provisional("VE", [lines])).await {
            Ok(_) => posted += 1,
            Err(error) => refused.push(error.to_string()),
        }
    }
    Ok(format!("POSTED {posted} {}", refused.join("; ")))
}

/// Takes calls of a day of 300, many at once.
async fn take(ledger: &FileLedger, count: usize) -> Outcome<String> {
    let day = guichet_core::time::OffsetDateTime::UNIX_EPOCH;
    let tasks: Vec<_> = (0..count)
        .map(|_| {
            let ledger = ledger.clone();
            tokio::spawn(async move { ledger.take(day, 300).await })
        })
        .collect();
    let mut taken = 0;
    for task in tasks {
        taken += u32::from(task.await??);
    }
    Ok(format!("TOOK {taken}"))
}

fn told(what: &str, outcome: guichet_ebp::Result<()>) -> String {
    match outcome {
        Ok(()) => format!("{what} ok"),
        Err(error) => format!("{what} {:?} {} {error}", error.kind(), error.is_transient()),
    }
}

/// What another process comes to with the same store.
fn other(store: &str, url: &str) -> Outcome<String> {
    let mut child = Command::new(std::env::current_exe()?)
        .args([store, url])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()?;
    if let Some(mut lines) = child.stdin.take() {
        // The process may have ended already: it says why.
        let _ = lines.write_all(b"call\nreturn\n");
    }
    let told = child.wait_with_output()?;
    Ok(String::from_utf8_lossy(&told.stdout).trim().replace('\n', "; "))
}

fn say(line: &str) -> Outcome {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}

/// What happens to the process.
struct Action {
    what: String,
    folder: String,
    /// Descriptors that were taken.
    taken: Mutex<Vec<File>>,
}

impl Action {
    fn happen(&self) {
        match self.what.trim_start_matches("now ") {
            "fill" => fill(&Path::new(&self.folder).join("filler")),
            "descriptors" => {
                let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
                while let Ok(file) = File::open("/dev/null") {
                    taken.push(file);
                }
            }
            "mount" => {
                let file = format!("{}/tokens.json", self.folder);
                run("mount", &["--bind", &file, &file]);
            }
            _ => {}
        }
    }

    fn undo(&self) {
        match self.what.trim_start_matches("now ") {
            "fill" => drop(std::fs::remove_file(Path::new(&self.folder).join("filler"))),
            "descriptors" => self.taken.lock().unwrap_or_else(PoisonError::into_inner).clear(),
            "mount" => run("umount", &[&format!("{}/tokens.json", self.folder)]),
            _ => {}
        }
    }
}

fn run(program: &str, args: &[&str]) {
    if !Command::new(program).args(args).status().is_ok_and(|status| status.success()) {
        eprintln!("{program} {args:?} failed");
    }
}

/// Writes until there is no room for another byte.
fn fill(path: &Path) {
    let Ok(mut file) = File::create(path) else { return };
    for size in [4096, 1] {
        while file.write_all(&vec![b'x'; size]).is_ok() {}
    }
}

/// Has the action happen when the answer of the token endpoint begins to arrive.
struct Watched {
    inner: Arc<dyn Transport>,
    action: Arc<Action>,
}

impl Transport for Watched {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<ByteStream>, TransportError>> {
        Box::pin(async move {
            let is_refresh = request.uri().path().ends_with("/connect/token")
                && matches!(request.body(), Body::Bytes(form) if form.windows(13).any(|part| part == b"refresh_token"));
            let response = self.inner.send(request).await;
            if is_refresh && !self.action.what.starts_with("now ") {
                self.action.happen();
            }
            response
        })
    }

    fn detached(&self) -> Option<Arc<dyn Transport>> {
        Some(Arc::new(Self { inner: self.inner.detached()?, action: Arc::clone(&self.action) }))
    }
}
